//! How alike two texts are.

use std::collections::BTreeSet;

use super::normalise;

/// Neighbouring pairs of letters, digits and characters, one after the other; punctuation, blanks and case do not count.
pub fn neighbours(text: &str) -> Vec<(char, char)> {
    let chars = letters(text);
    chars.iter().copied().zip(chars.iter().copied().skip(1)).collect()
}

/// The set of neighbouring pairs.
pub fn bigrams(text: &str) -> BTreeSet<(char, char)> {
    neighbours(text).into_iter().collect()
}

/// How alike two texts are, from 0.0 to 1.0: twice the common pairs over all pairs (Dice).
///
/// Texts too short for pairs are alike only when they are equal.
pub fn similarity(a: &str, b: &str) -> f64 {
    let (left, right) = (bigrams(a), bigrams(b));
    if left.is_empty() || right.is_empty() {
        let (a, b) = (letters(a), letters(b));
        return if a == b && !a.is_empty() { 1.0 } else { 0.0 };
    }
    let common = left.intersection(&right).count();
    let all = left.len() + right.len();
    2.0 * common as f64 / all as f64
}

fn letters(text: &str) -> Vec<char> {
    normalise(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
