//! Citations of acts in a text, 《…》第…条, made into links to the acts that are here.

use std::collections::{BTreeMap, BTreeSet};

use super::laws::Law;

/// Characters of a cited title at most; what is longer between 《 and 》 is no title.
const TITLE_MAX: usize = 80;
/// Prefixes that a citation may leave out.
const PREFIX: &str = "中华人民共和国";

/// The acts that can be cited: title without the state's name, key of the edition in force.
pub struct Known(BTreeMap<String, i64>);

impl Known {
    /// The versions in force among `laws`, by their keys.
    pub fn new(laws: &[Law], newest: &BTreeSet<usize>, ids: &BTreeMap<usize, i64>) -> Self {
        let pairs = newest.iter().filter_map(|at| Some((short(&laws.get(*at)?.title).to_owned(), *ids.get(at)?)));
        Self(pairs.collect())
    }

    /// `html` with its citations linked, but for those of the act itself (`own`); and how many there were.
    pub fn link(&self, html: &str, own: Option<i64>) -> (String, usize) {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        let (mut rest, mut count) = (html, 0);
        while let Some(open) = rest.find('《') {
            let (before, from) = rest.split_at(open);
            out.push_str(before);
            let inner = &from['《'.len_utf8()..];
            let end = inner.char_indices().take(TITLE_MAX).find(|(_, c)| matches!(c, '》' | '《' | '<'));
            let Some((end, '》')) = end else {
                out.push('《');
                rest = inner;
                continue;
            };
            let title = &inner[..end];
            let after = &inner[end + '》'.len_utf8()..];
            let article = article(after);
            match self.0.get(short(title)).filter(|id| Some(**id) != own) {
                Some(id) => {
                    let place =
                        if article.is_empty() { String::new() } else { format!("#:~:text={}", web::encode(article)) };
                    out += &format!("<a href=\"/a/{id}{place}\">《{title}》{article}</a>");
                    rest = &after[article.len()..];
                    count += 1;
                }
                None => {
                    out += &format!("《{title}》");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        (out, count)
    }
}

fn short(title: &str) -> &str {
    title.strip_prefix(PREFIX).unwrap_or(title)
}

/// The article that follows a title at once, such as 第十二条; empty for none.
fn article(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('第') else { return "" };
    let number = rest.trim_start_matches(|c| "零〇一二三四五六七八九十百千0123456789".contains(c));
    match number.strip_prefix('条') {
        Some(after) if number.len() < rest.len() => &text[..text.len() - after.len()],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_of_known_acts_become_links_with_their_article() {
        let known = Known(BTreeMap::from([("行政许可法".to_owned(), 7), ("档案法".to_owned(), 8)]));
        let cases = [
            (
                "依照《中华人民共和国行政许可法》第三十二条规定",
                "依照<a href=\"/a/7#:~:text=%E7%AC%AC%E4%B8%89%E5%8D%81%E4%BA%8C%E6%9D%A1\">《中华人民共和国行政许可法》第三十二条</a>规定",
                1,
            ),
            ("《档案法》和《不知道的法》", "<a href=\"/a/8\">《档案法》</a>和《不知道的法》", 1),
            ("《档案法》第一款", "<a href=\"/a/8\">《档案法》</a>第一款", 1),
            ("没有《收尾", "没有《收尾", 0),
            ("《<b>档案法》", "《<b>档案法》", 0),
            ("", "", 0),
        ];
        for (text, expected, count) in cases {
            assert_eq!(known.link(text, None), (expected.to_owned(), count), "{text}");
        }
    }

    #[test]
    fn an_act_does_not_link_to_itself() {
        let known = Known(BTreeMap::from([("档案法".to_owned(), 8)]));
        assert_eq!(known.link("《档案法》", Some(8)).1, 0);
    }
}
