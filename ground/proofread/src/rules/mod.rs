//! Rules that need no statistics: each looks at the text and says what is wrong.

pub(crate) mod dates;
pub(crate) mod doubled;
pub(crate) mod expressions;
pub(crate) mod leaders;
pub(crate) mod marks;
pub(crate) mod numbers;
pub(crate) mod pairs;
pub(crate) mod phrases;
pub(crate) mod states;
pub(crate) mod words;

use std::ops::Range;

use crate::finding::{Finding, Kind};

/// A text as a row of characters, with what was found in it.
pub(crate) struct Page<'a> {
    pub(crate) text: &'a str,
    /// Characters with the byte at which each begins.
    pub(crate) chars: Vec<(usize, char)>,
    pub(crate) found: Vec<Finding>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, chars: text.char_indices().collect(), found: Vec::new() }
    }

    /// The character at `at`; a zero beyond the end.
    pub(crate) fn at(&self, at: usize) -> char {
        self.chars.get(at).map_or('\0', |(_, c)| *c)
    }

    /// The character before `at`; a zero before the beginning.
    pub(crate) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |at| self.at(at))
    }

    /// The bytes of some characters.
    pub(crate) fn bytes(&self, chars: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.chars.get(at).map_or(self.text.len(), |(byte, _)| *byte);
        byte(chars.start)..byte(chars.end)
    }

    /// The text of some characters.
    pub(crate) fn slice(&self, chars: Range<usize>) -> &'a str {
        self.text.get(self.bytes(chars)).unwrap_or_default()
    }

    /// Whether `word` stands at `at`.
    pub(crate) fn starts(&self, at: usize, word: &str) -> bool {
        let byte = self.bytes(at..at).start;
        self.text.get(byte..).is_some_and(|rest| rest.starts_with(word))
    }

    /// One past the last of the characters from `at` on that are as `like` says.
    pub(crate) fn run(&self, at: usize, like: impl Fn(char) -> bool) -> usize {
        at + self.chars.iter().skip(at).take_while(|(_, c)| like(*c)).count()
    }

    /// Reports the characters.
    pub(crate) fn report(&mut self, chars: Range<usize>, right: &[String], kind: Kind, why: &str, confidence: f32) {
        let range = self.bytes(chars);
        self.found.extend(Finding::new(self.text, range, right.to_vec(), kind, why.to_owned(), confidence));
    }
}

/// Characters with which Chinese writes numbers.
pub(crate) const NUMERALS: &str = "〇零一二三四五六七八九";

/// The value of a numeral of one place.
pub(crate) fn numeral(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '○' | 'O' | 'o' | '零' => Some(0),
        _ => NUMERALS.replace('零', "").chars().position(|n| n == c).and_then(|n| u32::try_from(n).ok()),
    }
}
