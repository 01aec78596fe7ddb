//! The invented letters and answers, with places to be filled in.

use base::{Chance, Fault};
use serde::Deserialize;

/// A letter with its answer.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Text {
    /// Short name of the unit that answers.
    pub unit: String,
    /// Kind.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Answer.
    pub answer: String,
}

#[derive(Deserialize)]
struct File {
    letter: Vec<Text>,
}

const FILES: [&str; 3] = [
    include_str!("../../demo/letters-1.toml"),
    include_str!("../../demo/letters-2.toml"),
    include_str!("../../demo/letters-3.toml"),
];

const TOWNS: &[&str] = &[
    "柳河镇",
    "石桥镇",
    "青山镇",
    "云岭镇",
    "白水镇",
    "龙潭镇",
    "双河镇",
    "茶园镇",
    "松林乡",
    "竹溪乡",
    "梅岭乡",
    "高峰乡",
];
const ROADS: &[&str] = &["人民路", "建设路", "青禾大道", "滨河路", "学府路", "文化街", "新城大道", "解放街", "北环路"];
const ESTATES: &[&str] =
    &["禾苑小区", "清泉花园", "锦绣家园", "滨河新村", "城北安置小区", "教师公寓", "金穗苑", "桂花园"];
const VILLAGES: &[&str] =
    &["上河村", "下塘村", "新庄村", "老井村", "南坪村", "北岭村", "清沟村", "红桥村", "小湾村", "大坝村"];
const SCHOOLS: &[&str] = &["城关一小", "城关二小", "实验小学", "青禾一中", "柳河中学", "石桥小学"];

/// All letters.
pub(super) fn all() -> Result<Vec<Text>, Fault> {
    let mut all = Vec::new();
    for text in FILES {
        let file: File = toml::from_str(text).map_err(|e| Fault::broken(format!("the demonstration letters: {e}")))?;
        all.extend(file.letter);
    }
    Ok(all)
}

/// The letter with its places filled in, the same place wherever it is named.
pub(super) fn filled(text: &Text, chance: &Chance) -> Text {
    let places =
        [("{town}", TOWNS), ("{road}", ROADS), ("{estate}", ESTATES), ("{village}", VILLAGES), ("{school}", SCHOOLS)]
            .map(|(mark, names)| (mark, chance.pick(names).copied().unwrap_or_default()));
    let fill = |text: &str| places.iter().fold(text.to_owned(), |text, (mark, name)| text.replace(mark, name));
    Text {
        unit: text.unit.clone(),
        kind: text.kind.clone(),
        title: fill(&text.title),
        body: fill(&text.body),
        answer: fill(&text.answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_letters_of_every_kind_and_none_holds_personal_data() {
        let all = all().unwrap();
        assert!(all.len() >= 60, "{}", all.len());
        for kind in crate::kinds::KINDS {
            assert!(all.iter().any(|t| t.kind == kind.value), "{}", kind.value);
        }
        let chance = Chance::seeded(1);
        for text in all.iter().map(|t| filled(t, &chance)) {
            let whole = format!("{}{}{}", text.title, text.body, text.answer);
            assert!(base::redact::find(&whole).is_empty(), "{}", text.title);
            assert!(!whole.contains('{'), "{}", text.title);
            assert!(crate::kinds::KINDS.iter().any(|k| k.value == text.kind), "{}", text.kind);
        }
    }
}
