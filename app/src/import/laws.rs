//! Laws and regulations as they lie in a file of JSON lines: id, path, title, category, region, date, history, text.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Moment};
use edition::{Content, Head};

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Law {
    /// Key in the collection.
    pub id: i64,
    /// Where it lay there; its stable name.
    pub path: String,
    /// 标题.
    pub title: String,
    /// 类别.
    pub category: String,
    /// 地域.
    #[serde(default)]
    pub region: Option<String>,
    /// Date of this version.
    pub date: Option<String>,
    /// How it came about, a line for each decision.
    #[serde(default)]
    pub history: Vec<String>,
    /// The text, with headings marked by `#`.
    pub text: String,
}

impl Law {
    /// The stable name by which a second import finds it.
    pub fn origin(&self) -> String {
        format!("laws:{}", self.path)
    }

    /// Date of this version, when it is one.
    pub fn on(&self) -> Option<Date> {
        self.date.as_deref()?.parse().ok()
    }

    /// The text as HTML: history, headings, paragraphs.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.text.len() * 2);
        for line in &self.history {
            html += &format!("<p class=\"align-center\">（{}）</p>", escaped(line.trim()));
        }
        for line in self.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (tag, text) = match line.trim_start_matches('#') {
                rest if rest.len() == line.len() => ("p", line),
                rest if line.starts_with("###") => ("h3", rest),
                rest => ("h2", rest),
            };
            html += &format!("<{tag}>{}</{tag}>", escaped(text.trim()));
        }
        html
    }
}

/// `text` as text of HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The versions of each act that has several, oldest first, by their places in `laws`.
pub fn versions(laws: &[Law]) -> Vec<Vec<usize>> {
    let mut acts: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (at, law) in laws.iter().enumerate() {
        acts.entry((law.title.as_str(), law.region.as_deref())).or_default().push(at);
    }
    let mut several: Vec<Vec<usize>> = acts.into_values().filter(|versions| versions.len() > 1).collect();
    for versions in &mut several {
        versions.sort_by_key(|&at| (laws[at].on(), laws[at].id));
    }
    several
}

/// The places of those that no later version replaces.
pub fn newest(laws: &[Law]) -> BTreeSet<usize> {
    let replaced: BTreeSet<usize> = versions(laws)
        .into_iter()
        .flat_map(|mut v| {
            v.pop();
            v
        })
        .collect();
    (0..laws.len()).filter(|at| !replaced.contains(at)).collect()
}

/// The edition of a law whose body is `html`.
pub fn content(law: &Law, newest: bool, html: &str) -> Content {
    let on = law.on();
    Content {
        title: base::text::truncate(&law.title, base::limits::TITLE_CHARS_MAX),
        body: html.to_owned(),
        source: "国家法律法规数据库".to_owned(),
        keywords: law.category.clone(),
        shown_at: Some(on.map_or(edition::dated::UNDATED, Moment::start_of).0),
        head: Head {
            index_no: format!("FLFG/{:05}", law.id),
            issuer: law.region.clone().filter(|r| !r.is_empty()).unwrap_or_else(|| "全国".to_owned()),
            made_on: on,
            genre: "law".to_owned(),
            validity: if newest { "valid" } else { "expired" }.to_owned(),
            node: "basis/law".to_owned(),
            ..Head::default()
        },
        ..Content::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(id: i64, title: &str, date: Option<&str>) -> Law {
        Law {
            id,
            path: format!("{id}.md"),
            title: title.into(),
            category: "地方性法规".into(),
            region: Some("青禾".into()),
            date: date.map(str::to_owned),
            history: vec!["2020年1月1日通过".into()],
            text: "## 第一章 总则\n\n第一条 为了<规范>，制定本条例。\n### 第一节\n第二条 其他。".into(),
        }
    }

    #[test]
    fn headings_and_paragraphs_become_html_and_nothing_in_the_text_is_markup() {
        let html = law(1, "甲", None).html();
        assert_eq!(
            html,
            "<p class=\"align-center\">（2020年1月1日通过）</p><h2>第一章 总则</h2><p>第一条 为了&lt;规范&gt;，制定本条例。</p>\
             <h3>第一节</h3><p>第二条 其他。</p>"
        );
    }

    #[test]
    fn the_latest_of_several_versions_is_in_force() {
        let laws = [
            law(1, "甲", Some("2024-09-27")),
            law(2, "乙", Some("2020-01-01")),
            law(3, "甲", Some("2020-04-10")),
            law(4, "甲", None),
        ];
        assert_eq!(versions(&laws), vec![vec![3, 2, 0]]);
        assert_eq!(newest(&laws).into_iter().collect::<Vec<_>>(), [0, 1]);
    }
}
