//! How alike two things are that people said: duplicates are joined (国办函〔2025〕66号), and whoever decides is shown how alike they are.

use base::text::Pairs;

/// Titles that are equal make two texts so much alike.
const TITLE: f64 = 0.8;

/// Title and text, ready to be compared with those of many others.
#[derive(Debug, Clone)]
pub struct Wording {
    title: Pairs,
    whole: Pairs,
}

impl Wording {
    /// A title and a text.
    pub fn of(title: &str, body: &str) -> Self {
        Self { title: Pairs::of(title), whole: Pairs::of(&format!("{title} {body}")) }
    }

    /// How alike the two are, in percent: their texts, or their titles when these are all but equal.
    pub fn percent(&self, other: &Self) -> u32 {
        let (texts, titles) = (self.whole.alike(&other.whole), self.title.alike(&other.title) * TITLE);
        (texts.max(titles) * 100.0).round() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_wholly_alike_and_equal_titles_nearly() {
        let a = Wording::of("人民路路灯不亮", "三天没有人来修。");
        let cases = [
            (("人民路路灯不亮", "三天没有人来修"), 100),
            (("人民路路灯不亮", "老人晚上摔了一跤，请尽快派人处理，谢谢你们的辛苦工作。"), 80),
            (("小区停水", "请尽快恢复"), 0),
            (("", ""), 0),
        ];
        for ((title, body), expected) in cases {
            let other = Wording::of(title, body);
            assert_eq!((a.percent(&other), other.percent(&a)), (expected, expected), "{title}");
        }
    }
}
