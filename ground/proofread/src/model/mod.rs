//! The statistical model: how often characters stand together in laws and official texts, which words there are, which
//! characters are taken for each other, and a small net that weighs all this.
//!
//! It finds a wrong character by asking two questions: does what is written hardly occur, and does something that sounds or
//! looks like it occur much more often in this very place? How it is made: `data/README.md`.

pub mod chars;
pub mod confusion;
pub mod evidence;
pub mod local;
pub mod net;
pub mod search;
pub mod table;
pub mod twins;

use std::borrow::Cow;

use chars::{Chars, Id};
use confusion::Confusion;
use net::Net;
use table::{MAX_VALUE, Table};
use twins::Twins;

/// A character must have been seen about ten times in the texts to be offered as a correction.
pub const USABLE: u8 = 11;
/// Steps of a weight for each doubling of a count.
const STEPS: f32 = 3.0;
/// Sightings of words in the word list, all together; what a word costs is measured against it.
const WORDS: f32 = 6.0e7;

/// A count as a weight from 1 to 63: three steps for each doubling. No sighting is 0.
pub fn weight(count: u32) -> u8 {
    match count {
        0 => 0,
        n => (1.0 + (n as f32).log2() * STEPS).round().clamp(1.0, f32::from(MAX_VALUE)) as u8,
    }
}

/// The key of a row of characters in the table.
pub fn row_key(ids: &[Id]) -> u64 {
    key(0, ids)
}

/// The key of a word in the table.
pub fn word_key(ids: &[Id]) -> u64 {
    key(0x77, ids)
}

fn key(salt: u64, ids: &[Id]) -> u64 {
    ids.iter().fold(salt, |hash, id| {
        let hash = (hash ^ (u64::from(*id) + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^ (hash >> 29)
    })
}

/// The model.
#[derive(Debug, Clone)]
pub struct Model {
    /// The characters.
    pub chars: Chars,
    /// The links between them.
    pub confusion: Confusion,
    /// Words by sound.
    pub twins: Twins,
    /// The net.
    pub net: Net,
    /// The rows and words.
    pub table: Table,
    /// The count behind each weight.
    counts: [f32; MAX_VALUE as usize + 1],
    /// All characters of the texts that were learnt.
    total: f32,
}

impl Model {
    /// Puts the parts together.
    pub fn new(chars: Chars, confusion: Confusion, twins: Twins, table: Table, net: Net) -> Self {
        let mut counts = [0.0; MAX_VALUE as usize + 1];
        for (v, count) in counts.iter_mut().enumerate().skip(1) {
            *count = ((v as f32 - 1.0) / STEPS).exp2();
        }
        let weights = (0..chars.len()).map(|i| chars.weight(Id::try_from(i).unwrap_or(Id::MAX)));
        let total = weights.map(|w| counts.get(usize::from(w)).copied().unwrap_or(0.0)).sum::<f32>().max(1.0);
        Self { chars, confusion, twins, net, table, counts, total }
    }

    /// Reads the model from its files, which `file` gives by name; nothing if one is missing or torn.
    pub fn read(file: impl Fn(&str) -> Option<Cow<'static, [u8]>>) -> Option<Self> {
        let chars = Chars::new(std::str::from_utf8(&file("chars.txt")?).ok()?, &file("weights.bin")?)?;
        let usable = |id| chars.is_han(id) && chars.weight(id) >= USABLE;
        let confusion = Confusion::from_bytes(&file("links.bin")?, chars.len(), usable)?;
        let parts = (0..).map_while(|i| file(&format!("rows-{i}.bin"))).collect();
        let table = Table::from_parts(&file("head.bin")?, parts)?;
        let net = Net::from_bytes(&file("net.bin")?)?;
        let twins = Twins::from_bytes(&file("twins.bin")?, &confusion);
        Some(Self::new(chars, confusion, twins, table, net))
    }

    /// The weight of a row of two to four characters.
    pub fn row(&self, ids: &[Id]) -> u8 {
        self.table.get(row_key(ids))
    }

    /// The weight of a word of two to four characters in the word list.
    pub fn word(&self, ids: &[Id]) -> u8 {
        self.table.get(word_key(ids))
    }

    /// The count behind a weight.
    fn count(&self, weight: u8) -> f32 {
        self.counts.get(usize::from(weight)).copied().unwrap_or(0.0)
    }

    /// The share of a character among all.
    fn share(&self, id: Id) -> f32 {
        (self.count(self.chars.weight(id)) + 0.5) / self.total
    }

    /// What a character costs that belongs to no word.
    fn alone(&self, id: Id) -> f32 {
        2.0 - self.share(id).ln()
    }

    /// What a word costs.
    fn together(&self, weight: u8) -> f32 {
        -(self.count(weight) / WORDS).ln()
    }
}
