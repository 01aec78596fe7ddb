//! What the proofreader finds.

use std::ops::Range;

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A wrong character that the model found (错字).
    Typo,
    /// A word from the list of words that are always wrong, or from the editors' own (常错词).
    WordList,
    /// An expression that official texts do not use (不规范表述).
    Expression,
    /// A number written against the rules (数字).
    Number,
    /// A date that does not exist or is written against the rules (日期).
    Date,
    /// Punctuation and brackets (标点).
    Punctuation,
    /// Characters or words written twice (重复).
    Repetition,
    /// Names, titles and order of leaders (领导姓名职务).
    Leader,
}

impl Kind {
    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typo => "错字",
            Self::WordList => "常错词",
            Self::Expression => "不规范表述",
            Self::Number => "数字",
            Self::Date => "日期",
            Self::Punctuation => "标点",
            Self::Repetition => "重复",
            Self::Leader => "领导姓名职务",
        }
    }

    /// Whether the first replacement can be put in without asking: only wrong characters and wrong words.
    pub fn is_spelling(self) -> bool {
        matches!(self, Self::Typo | Self::WordList)
    }
}

/// A fault in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What is written there.
    pub wrong: String,
    /// What could be written instead, the best first; empty where only a person can tell.
    pub right: Vec<String>,
    /// What kind of fault it is.
    pub kind: Kind,
    /// The reason, a Chinese sentence without the full stop.
    pub why: String,
    /// How sure this is, from 0 to 1.
    pub confidence: f32,
    /// A grave fault (严重表述错误): it must not be published, whoever thinks it harmless has to say why.
    pub grave: bool,
}

impl Finding {
    /// The fault at `range` of `text`; nothing if the range does not lie on characters.
    pub(crate) fn new(
        text: &str,
        range: Range<usize>,
        right: Vec<String>,
        kind: Kind,
        why: String,
        confidence: f32,
    ) -> Option<Self> {
        let wrong = text.get(range.clone())?.to_owned();
        Some(Self { range, wrong, right, kind, why, confidence, grave: false })
    }

    /// The same as a grave fault.
    pub(crate) fn grave(self) -> Self {
        Self { grave: true, ..self }
    }
}

/// Line and column of a byte, both from 1; columns count characters.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}
