//! What sounds alike: syllables and tones of the characters, and syllables that are mixed up by speakers of dialects and by
//! slips of the keyboard.

use std::collections::HashMap;

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

/// Beginnings of syllables that are taken for each other.
const HEADS: &[(&str, &str)] = &[
    ("z", "zh"),
    ("c", "ch"),
    ("s", "sh"),
    ("n", "l"),
    ("f", "h"),
    ("l", "r"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("j", "q"),
    ("zh", "ch"),
    ("z", "c"),
    ("j", "z"),
    ("x", "s"),
    ("q", "c"),
    ("j", "x"),
    ("q", "x"),
    ("sh", "ch"),
    ("sh", "zh"),
];
/// Ends of syllables that are taken for each other.
const TAILS: &[(&str, &str)] = &[
    ("an", "ang"),
    ("en", "eng"),
    ("in", "ing"),
    ("ian", "iang"),
    ("uan", "uang"),
    ("eng", "ing"),
    ("en", "in"),
    ("eng", "ong"),
    ("ian", "an"),
    ("uan", "an"),
    ("uo", "o"),
    ("uo", "ou"),
    ("i", "ei"),
    ("ui", "ei"),
    ("u", "ü"),
    ("u", "v"),
    ("e", "uo"),
    ("ai", "ei"),
    ("ao", "ou"),
    ("i", "u"),
    ("iao", "ao"),
    ("un", "en"),
    ("ie", "ia"),
    ("i", "e"),
    ("i", "v"),
    ("uang", "ang"),
    ("iang", "ang"),
    ("ün", "in"),
];

/// Syllables by number, and the readings of characters.
#[derive(Default)]
pub struct Sounds {
    names: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Sounds {
    fn number(&mut self, syllable: &str) -> u16 {
        if let Some(n) = self.numbers.get(syllable) {
            return *n;
        }
        let n = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(syllable.to_owned());
        self.numbers.insert(syllable.to_owned(), n);
        n
    }

    /// The readings of `c`: number of the syllable times eight, plus the tone.
    pub fn readings(&mut self, c: char) -> Vec<u16> {
        let sounds: Vec<Pinyin> = match (c.to_pinyin_multi(), c.to_pinyin()) {
            (Some(many), _) => many.into_iter().collect(),
            (None, Some(one)) => vec![one],
            (None, None) => Vec::new(),
        };
        let mut out: Vec<u16> = Vec::new();
        for sound in sounds {
            let text = sound.with_tone_num_end();
            let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
            let tone = text.get(name.len()..).and_then(|t| t.parse::<u16>().ok()).unwrap_or(0);
            let reading = self.number(name) * 8 + tone;
            if !out.contains(&reading) {
                out.push(reading);
            }
        }
        out
    }

    /// For each syllable those near it.
    pub fn near(&self) -> Vec<Vec<u16>> {
        let list = |a: &String| {
            let others = self.names.iter().enumerate().filter(|(_, b)| *b != a && near(a, b));
            others.filter_map(|(i, _)| u16::try_from(i).ok()).collect()
        };
        self.names.iter().map(list).collect()
    }
}

fn halves(syllable: &str) -> (&str, &str) {
    let two = ["zh", "ch", "sh"].iter().any(|h| syllable.starts_with(h));
    let one = syllable.starts_with(|c: char| "bpmfdtnlgkhjqxrzcsyw".contains(c));
    syllable.split_at(if two { 2 } else { usize::from(one) })
}

fn near(a: &str, b: &str) -> bool {
    let ((head, tail), (head2, tail2)) = (halves(a), halves(b));
    let in_list = |list: &[(&str, &str)], x: &str, y: &str| list.iter().any(|p| *p == (x, y) || *p == (y, x));
    let heads = in_list(HEADS, head, head2);
    let tails = in_list(TAILS, tail, tail2);
    (head == head2 && tails) || (tail == tail2 && heads) || (heads && in_list(&TAILS[..3], tail, tail2))
}
