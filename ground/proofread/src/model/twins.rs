//! Words of two characters by their sound: what an input method offers for the same keys.

use super::chars::Id;
use super::confusion::Confusion;

/// The words, sorted by their syllables.
#[derive(Debug, Clone, Default)]
pub struct Twins {
    words: Vec<(u32, [Id; 2])>,
}

fn key(first: u16, second: u16) -> u32 {
    (u32::from(first) << 16) | u32::from(second)
}

impl Twins {
    /// Sorts the words, given as the numbers of their characters, two bytes each.
    pub fn from_bytes(bytes: &[u8], confusion: &Confusion) -> Self {
        let id = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]);
        let mut words = Vec::new();
        for four in bytes.chunks_exact(4) {
            let word = [id(&four[..2]), id(&four[2..])];
            for first in confusion.syllables(word[0]) {
                words.extend(confusion.syllables(word[1]).into_iter().map(|second| (key(first, second), word)));
            }
        }
        words.sort_unstable();
        Self { words }
    }

    /// The words of these two syllables.
    pub fn sounding(&self, first: u16, second: u16) -> impl Iterator<Item = &[Id; 2]> {
        let key = key(first, second);
        let from = self.words.partition_point(|(k, _)| *k < key);
        self.words.iter().skip(from).take_while(move |(k, _)| *k == key).map(|(_, word)| word)
    }
}

#[cfg(test)]
mod tests {
    use super::super::confusion::Traits;
    use super::*;

    #[test]
    fn words_are_found_by_every_reading() {
        let reading = |r: &[u16]| Traits { readings: r.iter().map(|s| s * 8 + 1).collect(), shapes: Vec::new() };
        let confusion = Confusion::new(vec![reading(&[1]), reading(&[2, 3])], vec![Vec::new(); 4], |_| true);
        let twins = Twins::from_bytes(&[0, 0, 1, 0, 1, 0, 0, 0, 9], &confusion);
        assert_eq!(twins.sounding(1, 3).collect::<Vec<_>>(), [&[0, 1]]);
        assert_eq!(twins.sounding(2, 1).collect::<Vec<_>>(), [&[1, 0]]);
        assert_eq!(twins.sounding(1, 1).count(), 0);
    }
}
