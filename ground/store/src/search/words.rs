//! How text becomes words of the index.
//!
//! Chinese has no blanks, and dictionaries miss the names of places and people. Each pair of neighbouring characters is a
//! word (二元组); the last character of a run is one by itself, so that a single character is found by its prefix.
//! Latin words and numbers are words as they stand. Full width, half width, upper and lower case are the same.

use unicode_normalization::UnicodeNormalization;

/// Characters of a word that count.
const WORD_CHARS: usize = 40;

/// A stretch of text.
enum Run {
    Chinese(Vec<char>),
    Word(String),
}

/// Words to be indexed, divided by blanks.
pub(super) fn indexed(text: &str) -> String {
    let mut words = Vec::new();
    for run in runs(text) {
        match run {
            Run::Chinese(chars) => {
                words.extend(pairs(&chars));
                words.extend(chars.last().map(char::to_string));
            }
            Run::Word(word) => words.push(word),
        }
    }
    words.join(" ")
}

/// A word that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    /// Exactly this word.
    Word(String),
    /// Any word that begins with this character.
    Beginning(char),
}

/// Words that are asked for, in their order.
pub(super) fn wanted(text: &str) -> Vec<Wanted> {
    let mut words = Vec::new();
    for run in runs(text) {
        match run {
            Run::Chinese(chars) if chars.len() == 1 => words.extend(chars.first().copied().map(Wanted::Beginning)),
            Run::Chinese(chars) => words.extend(pairs(&chars).map(Wanted::Word)),
            Run::Word(word) => words.push(Wanted::Word(word)),
        }
    }
    words
}

fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    chars.windows(2).map(|pair| pair.iter().collect())
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut joined = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let chinese = is_chinese(c);
        if !chinese && !c.is_alphanumeric() {
            joined = false;
            continue;
        }
        match runs.last_mut().filter(|_| joined) {
            Some(Run::Chinese(chars)) if chinese => chars.push(c),
            Some(Run::Word(word)) if !chinese => {
                if word.chars().count() < WORD_CHARS {
                    word.push(c);
                }
            }
            _ => runs.push(if chinese { Run::Chinese(vec![c]) } else { Run::Word(c.to_string()) }),
        }
        joined = true;
    }
    runs
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_becomes_pairs_and_the_rest_words() {
        let cases = [
            ("青禾县路灯", "青禾 禾县 县路 路灯 灯"),
            ("ＷｉＦｉ 6密码！2026年", "wifi 6 密码 码 2026 年"),
            ("𬭎㛃 A-B", "𬭎㛃 㛃 a b"),
            ("", ""),
            ("，。！", ""),
        ];
        for (text, words) in cases {
            assert_eq!(indexed(text), words, "{text}");
        }
    }

    #[test]
    fn what_is_asked_has_no_words_that_only_stand_at_ends() {
        let word = |w: &str| Wanted::Word(w.to_owned());
        assert_eq!(
            wanted("路灯坏 水 PM2.5"),
            [word("路灯"), word("灯坏"), Wanted::Beginning('水'), word("pm2"), word("5")]
        );
    }
}
