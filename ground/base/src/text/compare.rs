//! How alike two texts are.

use super::normalise;

/// Neighbouring pairs of letters, digits and characters, one after the other; punctuation, blanks and case do not count.
pub fn neighbours(text: &str) -> Vec<(char, char)> {
    beside(&letters(text))
}

fn beside(letters: &[char]) -> Vec<(char, char)> {
    letters.iter().copied().zip(letters.iter().copied().skip(1)).collect()
}

/// What a text is compared by: its neighbouring pairs, each once. Made once, it is compared with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// Sorted.
    pairs: Vec<(char, char)>,
    /// The letters of a text that is too short for pairs.
    short: Vec<char>,
}

impl Pairs {
    /// The pairs of a text.
    pub fn of(text: &str) -> Self {
        let letters = letters(text);
        let mut pairs = beside(&letters);
        pairs.sort_unstable();
        pairs.dedup();
        Self { short: if pairs.is_empty() { letters } else { Vec::new() }, pairs }
    }

    /// How alike two texts are, from 0.0 to 1.0: twice the common pairs over all pairs (Dice).
    ///
    /// Texts too short for pairs are alike only when they are equal.
    pub fn alike(&self, other: &Self) -> f64 {
        if self.pairs.is_empty() || other.pairs.is_empty() {
            return if self == other && !self.short.is_empty() { 1.0 } else { 0.0 };
        }
        let all = self.pairs.len() + other.pairs.len();
        2.0 * common(&self.pairs, &other.pairs) as f64 / all as f64
    }
}

/// How many values stand in both lists, which are sorted and hold each value once.
pub fn common<T: Ord>(mut a: &[T], mut b: &[T]) -> usize {
    let mut both = 0;
    while let ([x, after_x @ ..], [y, after_y @ ..]) = (a, b) {
        both += usize::from(x == y);
        if x <= y {
            a = after_x;
        }
        if y <= x {
            b = after_y;
        }
    }
    both
}

/// Letters, digits and characters of a text, normalised, in small letters.
fn letters(text: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(text.len() / 3);
    let mut rest = text;
    // Common ideographs are their own normal form, and nothing beside them changes with them: most of a text need not be looked up.
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(rest.find(|c| !is_common(c)).unwrap_or(rest.len()));
        letters.extend(plain.chars());
        let (odd, after) = after.split_at(after.find(is_common).unwrap_or(after.len()));
        spell(odd, &mut letters);
        rest = after;
    }
    letters
}

/// The letters of what stands between common ideographs.
fn spell(odd: &str, letters: &mut Vec<char>) {
    if odd.is_ascii() {
        letters.extend(odd.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    } else if !odd.chars().all(|c| "，。、；：？！“”（）《》".contains(c)) {
        letters.extend(normalise(odd).to_lowercase().chars().filter(|c| c.is_alphanumeric()));
    }
}

/// The block of common ideographs (CJK Unified Ideographs of Unicode 1.0.1).
fn is_common(c: char) -> bool {
    ('\u{4e00}'..='\u{9fa5}').contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_are_those_of_the_normalised_text(text in "([一-龥]|[a-zA-Z0-9 ，。：Ａｂ①㈠é\u{301}\u{3099}\u{200b}豈ΣẞİかㄱA]|\\PC){0,60}") {
            let slow: Vec<char> = normalise(&text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            prop_assert_eq!(letters(&text), slow);
        }

        #[test]
        fn what_two_lists_share_is_counted(a in prop::collection::btree_set(0..40_u32, 0..30), b in prop::collection::btree_set(0..40_u32, 0..30)) {
            let (left, right): (Vec<u32>, Vec<u32>) = (a.iter().copied().collect(), b.iter().copied().collect());
            prop_assert_eq!(common(&left, &right), a.intersection(&b).count());
        }
    }
}
