//! Titles by their sound: pinyin, first letters, and what sounds the same as a word that nothing holds.

use std::collections::HashSet;
use std::sync::LazyLock;

use base::text::sounds;

use super::fold::is_chinese;

/// Ways to read one spelling that are tried.
const READINGS: usize = 4;
/// Letters of a spelling that are read.
const LETTERS: usize = 48;

/// All syllables of Mandarin, without tones.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let common = (0x4e00_u32..=0x9fa5).filter_map(char::from_u32).collect::<String>();
    sounds(&common).into_iter().filter(|s| s.bytes().all(|b| b.is_ascii_lowercase())).collect()
});

/// The sounds of the folded `title`, divided by blanks: 路灯 gives `lu deng`.
pub(super) fn spelt(title: &str) -> String {
    sounds(title).join(" ")
}

/// The pairs of first letters of the folded `title`, divided by blanks: 青禾县 gives `qh hx`.
pub(super) fn letters(title: &str) -> String {
    pairs(&base::text::initials(title)).join(" ")
}

/// Neighbouring pairs of letters, or a single letter as it is.
pub(super) fn pairs(letters: &str) -> Vec<String> {
    let chars: Vec<char> = letters.chars().collect();
    match chars.as_slice() {
        [one] => vec![one.to_string()],
        _ => chars.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

/// How the Latin `text` may be read as pinyin, fewest syllables first: `xian` gives xian, and xi an.
pub(super) fn readings(text: &str) -> Vec<Vec<String>> {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    if letters.is_empty() || letters.len() > LETTERS {
        return Vec::new();
    }
    let mut open: Vec<(usize, Vec<String>)> = vec![(0, Vec::new())];
    let mut found = Vec::new();
    for _ in 0..letters.len() {
        let mut next = Vec::new();
        for (at, read) in &open {
            for length in (1..=6.min(letters.len() - at)).rev() {
                let Some(part) = letters.get(*at..at + length).filter(|part| SYLLABLES.contains(*part)) else {
                    continue;
                };
                let mut read = read.clone();
                read.push(part.to_owned());
                if at + length == letters.len() { found.push(read) } else { next.push((at + length, read)) }
            }
        }
        next.truncate(64);
        open = next;
        if open.is_empty() || found.len() >= READINGS {
            break;
        }
    }
    found.truncate(READINGS);
    found
}

/// The characters of `title` that sound as `text` or are spelt so, as they stand there.
pub fn heard(title: &str, text: &str) -> Option<String> {
    let folded = super::fold::fold(text);
    let ways = if folded.is_ascii() { readings(&folded) } else { vec![sounds(&folded)] };
    ways.iter().filter(|way| !way.is_empty()).find_map(|way| same(title, way))
}

fn same(title: &str, sound: &[String]) -> Option<String> {
    let chars: Vec<char> = title.chars().filter(|c| is_chinese(*c)).collect();
    chars.windows(sound.len().max(1)).map(|w| w.iter().collect::<String>()).find(|part| sounds(part) == sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_spelt_and_spellings_are_read() {
        assert_eq!(spelt("青禾县路灯"), "qing he xian lu deng");
        assert_eq!(letters("青禾县"), "qh hx");
        assert_eq!(readings("ludeng"), [["lu", "deng"]]);
        let read = readings("xian");
        assert_eq!(read[0], ["xian"]);
        assert!(read.contains(&vec!["xi".to_owned(), "an".to_owned()]));
        assert!(readings("qhx").is_empty() && readings("").is_empty());
        assert_eq!(heard("关于路灯维修", "鹿登").as_deref(), Some("路灯"));
        assert_eq!(heard("关于路灯维修", "ludeng").as_deref(), Some("路灯"));
        assert_eq!(heard("关于路灯维修", "水"), None);
        assert_eq!(heard("关于路灯维修", "?"), None);
    }
}
