//! Counts rows of characters and packs them into the table of the model.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use proofread::model::chars::{CLASSES, Chars, EDGE, Id, is_han, tokens};
use proofread::model::table::Table;
use proofread::model::{row_key, weight, word_key};

use crate::Result;

/// Keys are hashes already.
#[derive(Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

type Map = HashMap<u64, u32, BuildHasherDefault<Same>>;

/// How often a row of two, three, four characters must have been seen to be kept.
pub type Floors = [u32; 3];

/// Counts of rows of two, three and four characters, and of single ones.
pub struct Counts {
    rows: [Map; 3],
    ones: Vec<u32>,
}

/// The characters, most frequent first; all that stand in the lines, in the words, and `more`. At most 8,100.
pub fn chars(lines: &[String], words: &[(String, u32)], more: &[char]) -> Vec<(char, u32)> {
    let mut count: HashMap<char, u64> = HashMap::new();
    for line in lines {
        tokens(line, |c| {
            *count.entry(c).or_insert(0) += 1_000;
            CLASSES
        });
    }
    for (word, seen) in words {
        word.chars().filter(|c| is_han(*c)).for_each(|c| *count.entry(c).or_insert(0) += u64::from(*seen).min(900));
    }
    more.iter().for_each(|c| *count.entry(*c).or_insert(0) += 1);
    let mut list: Vec<(char, u64)> = count.into_iter().collect();
    list.sort_by_key(|(c, n)| (std::cmp::Reverse(*n), *c));
    list.truncate(8_100);
    list.into_iter().map(|(c, n)| (c, u32::try_from(n / 1_000).unwrap_or(u32::MAX))).collect()
}

impl Counts {
    pub fn new(size: usize) -> Self {
        Self { rows: [Map::default(), Map::default(), Map::default()], ones: vec![0; size] }
    }

    /// Counts the rows of some lines.
    pub fn add(&mut self, chars: &Chars, lines: &[String]) {
        for line in lines {
            let ids: Vec<Id> = chars.tokens(line).iter().map(|t| t.id).collect();
            for at in 0..ids.len() {
                self.ones[usize::from(ids[at])] += 1;
                for n in 2..=4 {
                    let Some(row) = ids.get(at..at + n) else { break };
                    if n > 2 && row[n - 2] == EDGE {
                        break;
                    }
                    *self.rows[n - 2].entry(row_key(row)).or_insert(0) += 1;
                }
            }
        }
    }

    /// The words of two characters that the texts use, as bytes.
    pub fn twins(&self, chars: &Chars, words: &[(String, u32)]) -> Vec<u8> {
        let mut out: Vec<[Id; 2]> = Vec::new();
        for (word, _) in words {
            let ids: Vec<Id> = word.chars().map(|c| chars.id(c)).collect();
            if let &[a, b] = &ids[..]
                && self.rows[0].get(&row_key(&ids)).is_some_and(|n| *n >= 2)
            {
                out.push([a, b]);
            }
        }
        out.sort_unstable();
        out.dedup();
        println!("{} words of two characters", out.len());
        out.into_iter().flatten().flat_map(u16::to_le_bytes).collect()
    }

    /// The weights of the single characters.
    pub fn weights(&self) -> Vec<u8> {
        self.ones.iter().map(|n| weight(*n)).collect()
    }

    /// The table of all rows that were seen often enough, and of the words.
    pub fn table(&self, chars: &Chars, words: &[(String, u32)], floors: Floors) -> Result<Table> {
        let mut pairs: HashMap<u64, u8> = HashMap::new();
        for (rows, floor) in self.rows.iter().zip(floors) {
            let kept = rows.iter().filter(|(_, n)| **n >= floor);
            pairs.extend(kept.map(|(key, n)| (*key, weight(*n))));
        }
        // What stands within a word of the list counts as seen, a third as often: the list comes from three times as much text.
        for (word, seen) in words {
            let ids: Vec<Id> = word.chars().map(|c| chars.id(c)).collect();
            if ids.len() > 4 || !ids.iter().all(|id| chars.is_han(*id)) {
                continue;
            }
            for row in (2..=ids.len()).flat_map(|n| ids.windows(n)) {
                let value = pairs.entry(row_key(row)).or_insert(0);
                *value = weight((*seen / 3).max(1)).max(*value);
            }
        }
        let rows = pairs.len();
        for (word, seen) in words {
            let ids: Vec<Id> = word.chars().map(|c| chars.id(c)).collect();
            if (2..=4).contains(&ids.len()) && ids.iter().all(|id| chars.is_han(*id)) {
                let value = pairs.entry(word_key(&ids)).or_insert(0);
                *value = weight((*seen).max(1)).max(*value);
            }
        }
        println!("{rows} rows and {} words", pairs.len() - rows);
        let mut pairs: Vec<(u64, u8)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        Table::build(&pairs).ok_or_else(|| "the table cannot be built".into())
    }
}
