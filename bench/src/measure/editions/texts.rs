//! Articles of real length made from real sentences: paragraphs of laws and regulations, titles of policy documents. The
//! n-th article is always the same.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use base::Moment;
use base::time::DAY;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::json;

use super::county::Place;
use crate::Result;

/// Characters of a paragraph that is used.
const PARAGRAPH: std::ops::Range<usize> = 15..400;
/// Characters of the text in the middle, and the bounds; half of what county sites publish is shorter than the middle.
const MIDDLE: f64 = 700.0;
const BOUNDS: (f64, f64) = (120.0, 6_000.0);
/// How far lengths spread: the standard deviation of their logarithm.
const SPREAD: f64 = 0.7;
/// Days over which the articles are spread.
const DAYS: i64 = 10 * 365;
/// What stands before a title, so that not every title comes a hundred times.
const WHO: [&str; 16] = [
    "青禾县",
    "禾丰镇",
    "青溪镇",
    "柳河镇",
    "城关镇",
    "县农业农村局",
    "县教育局",
    "县民政局",
    "县人社局",
    "县卫健局",
    "县住建局",
    "县水利局",
    "县交通运输局",
    "县市场监管局",
    "县应急局",
    "县财政局",
];

/// Sentences and titles to make articles of.
pub struct Texts {
    paragraphs: Vec<String>,
    /// Titles.
    pub titles: Vec<String>,
}

#[derive(Deserialize)]
struct Law {
    text: String,
}

/// Small numbers that follow from a larger one (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall alike for `seed`.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About as the normal distribution has it.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    /// One of `all`.
    pub fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

impl Texts {
    /// Reads the texts of the shared data.
    ///
    /// # Errors
    /// When they are not there.
    pub fn read(shared: &Path) -> Result<Self> {
        let open = |name: &str| {
            let path = shared.join("texts").join(name);
            File::open(&path).map_err(|e| format!("{}: {e}", path.display()))
        };
        let mut paragraphs = Vec::new();
        for line in BufReader::new(GzDecoder::new(open("laws.jsonl.gz")?)).lines() {
            let law: Law = serde_json::from_str(&line?)?;
            let lines = law.text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
            paragraphs.extend(lines.filter(|line| PARAGRAPH.contains(&line.chars().count())).map(str::to_owned));
        }
        let titles = BufReader::new(open("policy-titles.txt")?).lines().collect::<std::io::Result<Vec<_>>>()?;
        let titles: BTreeSet<String> = titles.into_iter().map(|title| title.trim().to_owned()).collect();
        let fits = |title: &String| (8..80).contains(&title.chars().count());
        let titles: Vec<String> = titles.into_iter().filter(fits).collect();
        if paragraphs.is_empty() || titles.is_empty() {
            return Err("the shared data holds no texts".into());
        }
        Ok(Self { paragraphs, titles })
    }

    /// The `n`-th of `all` articles as a line for `renhe import articles`; the last is the newest, from before `now`.
    pub fn article(&self, n: u32, all: u32, places: &[Place], now: Moment) -> String {
        let mut dice = Dice::of(u64::from(n));
        let title = format!("{}{}", dice.one(&WHO), dice.one(&self.titles));
        let place = &places[dice.below(places.len())];
        let ago = i64::from(all - n) * (DAYS * DAY / i64::from(all.max(1)));
        let at = now.plus(-ago);
        let mut line = json!({
            "id": n.to_string(),
            "site": place.site,
            "column": place.column,
            "title": title,
            "date": at.minutes(),
            "source": dice.one(&WHO),
            "body": self.body(&mut dice),
        });
        if place.kind == "policy" {
            line["kind"] = json!("policy");
            line["disclosed"] = json!(true);
            line["doc_no"] = json!(format!("青政发〔{}〕{}号", at.date().year(), n % 400 + 1));
            line["made_on"] = json!(at.date().to_string());
            line["genre"] = json!(dice.one(&["notice", "opinion", "plan", "reply", "decision"]));
            line["theme"] = json!(format!("t{:02}", dice.below(22) + 1));
            line["validity"] = json!("valid");
        }
        line.to_string()
    }

    /// One of the paragraphs.
    pub fn paragraph(&self, dice: &mut Dice) -> &str {
        dice.one(&self.paragraphs).as_str()
    }

    /// Paragraphs that follow each other somewhere, until the text is as long as it should be.
    fn body(&self, dice: &mut Dice) -> String {
        let wanted = (MIDDLE.ln() + SPREAD * dice.normal()).exp().clamp(BOUNDS.0, BOUNDS.1) as usize;
        let (mut at, mut length, mut html) = (dice.below(self.paragraphs.len()), 0, String::new());
        while length < wanted {
            let paragraph = &self.paragraphs[at % self.paragraphs.len()];
            let safe = paragraph.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            // What cannot be written to a string is no string.
            write!(html, "<p>{safe}</p>").unwrap_or_default();
            length += paragraph.chars().count();
            at += 1;
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_always_the_same_and_as_long_as_articles_are() {
        let texts = Texts {
            paragraphs: vec!["第一条 为了规范<管理>，制定本条例。".to_owned(); 3],
            titles: vec!["通知".to_owned()],
        };
        let places = [
            Place { site: "main".into(), column: "gfxwj".into(), kind: "policy".into() },
            Place { site: "nyj".into(), column: "news".into(), kind: "news".into() },
        ];
        let now = Moment(1_700_000_000_000);
        let of = |n| texts.article(n, 100, &places, now);
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
        let written = |n| ["<p>", "</p>", "&lt;", "&gt;"].iter().fold(of(n), |text, mark| text.replace(mark, ""));
        let lengths: Vec<usize> = (0..100).map(|n| written(n).chars().count()).collect();
        let middle = lengths.iter().sum::<usize>() / lengths.len();
        assert!((600..1_500).contains(&middle), "{middle}");
        let kinds = (0..100).filter(|n| of(*n).contains("青政发〔")).count();
        assert!((20..80).contains(&kinds), "{kinds}");
        assert!(of(3).contains("&lt;管理&gt;"));
    }
}
