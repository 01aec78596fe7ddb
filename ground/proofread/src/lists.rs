//! The lists that editors keep, and matching of many words at once.

use std::collections::HashMap;
use std::ops::Range;

/// What an editor's office adds to the proofreader and takes away from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Further words that are always wrong.
    pub wrong: Vec<Wrong>,
    /// Further expressions that must not be used.
    pub forbidden: Vec<Forbidden>,
    /// Words that are never reported, in whole or as a part of the place reported.
    pub muted: Vec<String>,
    /// Names of people, places and units that are spelt right as they are.
    pub protected: Vec<String>,
    /// Leaders in the order of their rank.
    pub leaders: Vec<Leader>,
}

/// A wrong word and the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// As it must not be written.
    pub wrong: String,
    /// As it is written.
    pub right: String,
}

/// An expression that must not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// The expression.
    pub text: String,
    /// What to say instead; may be empty.
    pub instead: Vec<String>,
    /// The reason, for the writer.
    pub why: String,
}

/// A leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leader {
    /// The full name.
    pub name: String,
    /// The title as it is written before or after the name; may be empty.
    pub title: String,
}

/// Many words that are looked for at once, each with something that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct Patterns<T> {
    first: HashMap<char, Vec<usize>>,
    list: Vec<(String, T)>,
}

impl<T> Patterns<T> {
    /// Empty words are left out.
    pub(crate) fn new(list: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut list: Vec<(String, T)> = list.into_iter().filter(|(word, _)| !word.is_empty()).collect();
        list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let mut first: HashMap<char, Vec<usize>> = HashMap::new();
        for (i, (word, _)) in list.iter().enumerate() {
            word.chars().take(1).for_each(|c| first.entry(c).or_default().push(i));
        }
        Self { first, list }
    }

    /// Where the words stand in `text`: at each place the longest, without overlap.
    pub(crate) fn find(&self, text: &str) -> Vec<(Range<usize>, &T)> {
        let mut out = Vec::new();
        let mut free = 0;
        for (at, c) in text.char_indices().filter(|_| !self.list.is_empty()) {
            let rest = text.get(at..).unwrap_or_default();
            let candidates = self.first.get(&c).into_iter().flatten().filter_map(|i| self.list.get(*i));
            if at >= free
                && let Some((word, of)) = candidates.into_iter().find(|(word, _)| rest.starts_with(word.as_str()))
            {
                free = at + word.len();
                out.push((at..free, of));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_found_and_words_do_not_overlap() {
        let patterns =
            Patterns::new([("县长".to_owned(), 1), ("副县长".to_owned(), 2), (String::new(), 3), ("长".to_owned(), 4)]);
        let found = |text: &str| patterns.find(text).into_iter().map(|(r, n)| (r, *n)).collect::<Vec<_>>();
        assert_eq!(found("县长和副县长长"), [(0..6, 1), (9..18, 2), (18..21, 4)]);
        assert!(found("县委").is_empty());
    }
}
