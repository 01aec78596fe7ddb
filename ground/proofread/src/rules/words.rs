//! Words that are always wrong, and the right ones (`data/words.txt`, and the editors' own).

use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::{Finding, Kind};
use crate::lists::Patterns;
use crate::model::Model;
use crate::model::chars::Id;

const LIST: &str = include_str!("../../data/words.txt");

/// A right word and the reason.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) right: String,
    pub(crate) why: String,
}

/// The built-in words.
pub(crate) fn built_in() -> &'static Patterns<Word> {
    static PATTERNS: OnceLock<Patterns<Word>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let row = |line: &str| {
            let mut parts = line.split('\t');
            let (wrong, right) = (parts.next()?, parts.next()?);
            let why = parts.next().unwrap_or("常见的错误写法");
            Some((wrong.to_owned(), Word { right: right.to_owned(), why: why.to_owned() }))
        };
        Patterns::new(LIST.lines().filter(|l| !l.starts_with('#')).filter_map(row))
    })
}

/// Whether the characters at `range` belong to other words: 组成份额 is 组成 and 份额, not 成份.
fn is_chance(text: &str, range: &Range<usize>, model: &Model) -> bool {
    let id = |c: Option<char>| c.map(|c| model.chars.id(c));
    let inside = text.get(range.clone()).unwrap_or_default();
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let joined = |a: Option<Id>, b: Option<Id>| a.zip(b).is_some_and(|(a, b)| model.word(&[a, b]) > 0);
    joined(id(before.chars().next_back()), id(inside.chars().next())) && inside.chars().count() == 2
        || joined(id(inside.chars().next_back()), id(after.chars().next())) && inside.chars().count() == 2
}

/// The wrong words of the built-in list.
pub(crate) fn check(text: &str, model: Option<&Model>) -> Vec<Finding> {
    let found = built_in().find(text).into_iter();
    found
        .filter(|(range, _)| model.is_none_or(|m| !is_chance(text, range, m)))
        .filter_map(|(range, word)| {
            Finding::new(text, range, vec![word.right.clone()], Kind::WordList, word.why.clone(), 0.95)
        })
        .collect()
}

/// The wrong words of the editors' list.
pub(crate) fn own(text: &str, words: &Patterns<String>) -> Vec<Finding> {
    let found = words.find(text).into_iter();
    found
        .filter_map(|(range, right)| {
            Finding::new(text, range, vec![right.clone()], Kind::WordList, "本单位词表规定的写法".to_owned(), 1.0)
        })
        .collect()
}
