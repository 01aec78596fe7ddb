//! What is to be covered.

use std::ops::Range;

use base::redact;
use unicode_normalization::UnicodeNormalization;

use crate::Spot;

/// What is to be covered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// Every place that says one of these.
    pub words: Vec<String>,
    /// Identity numbers, mobile telephones, addresses of e-mail, cards and plates.
    pub personal: bool,
    /// Places on pages, whatever stands there.
    pub spots: Vec<Spot>,
}

impl Wish {
    /// Where in `text` something is to be covered: ranges of bytes.
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let of_word =
            |word: &String| text.match_indices(word.as_str()).map(|(at, w)| at..at + w.len()).collect::<Vec<_>>();
        let mut places: Vec<Range<usize>> = self.words.iter().flat_map(of_word).collect();
        if self.personal {
            places.extend(redact::find(text).into_iter().map(|found| found.bytes));
        }
        places
    }
}

/// Ranges in order, those that touch made one.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// A text as it is compared where only the look of characters is known: one form of each, no blanks.
pub(crate) fn folded(text: &str) -> String {
    let seen = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    text.nfkc().filter(|c| seen(*c)).map(base::text::whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_look_alike_are_one() {
        assert_eq!(
            folded("\u{2f29}\u{2f72} \u{2ed8}\u{2ee2}\u{2ef3}\u{2ea0}\u{2ec5}\u{2ed4}Ａ\u{200b}\n"),
            "小禾青马龟民见门A"
        );
        assert_eq!(folded("\u{2e80}甲"), "\u{2e80}甲");
    }
}
