//! A static function: from keys to small numbers, without the keys.
//!
//! A binary fuse filter (Graf and Lemire 2022) whose cells hold ten bits that recognise the key and six bits of value. A key
//! that was put in always finds its value; one that was not finds nothing, but for one in 1,024. A cell has two bytes and a
//! key takes 1.13 cells, and the bytes are used where they lie: nothing is unpacked when the model is first asked.

use std::borrow::Cow;

/// Bits of a cell that hold the value; the rest recognise the key.
const VALUE_BITS: u32 = 6;
/// The largest value that a cell holds.
pub const MAX_VALUE: u8 = (1 << VALUE_BITS) - 1;
/// Cells of one part (one file of data), as a power of two: a part has a mebibyte.
const PART_BITS: u32 = 19;
/// Bytes before the cells: seed, length of a segment, number of segments.
const HEAD: usize = 16;

/// The function. Its bytes may be borrowed from the program.
#[derive(Debug, Clone)]
pub struct Table {
    seed: u64,
    segment: u32,
    /// Cells in which the first of the three may lie.
    span: u64,
    parts: Vec<Cow<'static, [u8]>>,
}

/// Spreads the bits of a key.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

impl Table {
    /// The table whose head and parts these are; nothing if they do not fit together.
    pub fn from_parts(head: &[u8], parts: Vec<Cow<'static, [u8]>>) -> Option<Self> {
        let seed = u64::from_le_bytes(head.get(..8)?.try_into().ok()?);
        let segment = u32::from_le_bytes(head.get(8..12)?.try_into().ok()?);
        let segments = u32::from_le_bytes(head.get(12..16)?.try_into().ok()?);
        let cells = usize::try_from(u64::from(segment) * u64::from(segments + 2)).ok()?;
        let there: usize = parts.iter().map(|p| p.len() / 2).sum();
        let even = parts.iter().rev().skip(1).all(|p| p.len() == 2 << PART_BITS);
        let fits = segment.is_power_of_two() && there == cells && even;
        fits.then(|| Self { seed, segment, span: u64::from(segment) * u64::from(segments), parts })
    }

    /// The head and the parts, as they are written to files.
    pub fn to_parts(&self) -> (Vec<u8>, Vec<Vec<u8>>) {
        let mut head = Vec::with_capacity(HEAD);
        head.extend(self.seed.to_le_bytes());
        head.extend(self.segment.to_le_bytes());
        let segments = u32::try_from(self.span / u64::from(self.segment)).unwrap_or(u32::MAX);
        head.extend(segments.to_le_bytes());
        (head, self.parts.iter().map(|p| p.to_vec()).collect())
    }

    /// The three cells of a key, and the bits by which it is recognised.
    fn places(seed: u64, span: u64, segment: u32, key: u64) -> ([u32; 3], u16) {
        let hash = mix(key.wrapping_add(seed));
        let mask = segment - 1;
        let first = u32::try_from((u128::from(hash) * u128::from(span)) >> 64).unwrap_or(0);
        let low = |shift: u32| u32::try_from((hash >> shift) & u64::from(mask)).unwrap_or(0);
        let second = (first + segment) ^ low(18);
        let third = (first + 2 * segment) ^ low(0);
        let print = u16::try_from(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (48 + VALUE_BITS)).unwrap_or(0);
        ([first, second, third], print)
    }

    fn cell(&self, at: u32) -> u16 {
        let part = self.parts.get((at >> PART_BITS) as usize);
        let from = (at & ((1 << PART_BITS) - 1)) as usize * 2;
        match part.and_then(|p| p.get(from..from + 2)) {
            Some(&[a, b]) => u16::from_le_bytes([a, b]),
            _ => 0,
        }
    }

    /// The value of `key`; 0 if it was not put in.
    pub fn get(&self, key: u64) -> u8 {
        let ([a, b, c], print) = Self::places(self.seed, self.span, self.segment, key);
        let cell = self.cell(a) ^ self.cell(b) ^ self.cell(c);
        if cell >> VALUE_BITS == print { (cell & u16::from(MAX_VALUE)) as u8 } else { 0 }
    }

    /// Builds the function of these pairs; the keys must differ from each other. Nothing if it cannot be built, which for
    /// differing keys is as good as impossible.
    pub fn build(pairs: &[(u64, u8)]) -> Option<Self> {
        let n = pairs.len().max(2) as f64;
        let segment = 1u32 << ((n.ln() / 3.33f64.ln() + 2.25).floor() as u32).min(18);
        let factor = (0.875 + 0.25 * 1e6f64.ln() / n.ln()).max(1.125);
        let segments = ((n * factor / f64::from(segment)).ceil() as u32).saturating_sub(2).max(1);
        (1..64u64).find_map(|seed| Self::attempt(pairs, mix(seed), segment, segments))
    }

    fn attempt(pairs: &[(u64, u8)], seed: u64, segment: u32, segments: u32) -> Option<Self> {
        let span = u64::from(segment) * u64::from(segments);
        let cells = (segment * (segments + 2)) as usize;
        let places = |i: u32| Self::places(seed, span, segment, pairs.get(i as usize).map_or(0, |p| p.0));
        // How many keys lie in a cell, and the exclusive or of their indexes.
        let mut load = vec![(0u32, 0u32); cells];
        for i in 0..u32::try_from(pairs.len()).ok()? {
            for at in places(i).0 {
                let cell = load.get_mut(at as usize)?;
                *cell = (cell.0 + 1, cell.1 ^ i);
            }
        }
        let mut alone: Vec<u32> =
            (0..u32::try_from(cells).ok()?).filter(|at| load.get(*at as usize).is_some_and(|c| c.0 == 1)).collect();
        let mut order = Vec::with_capacity(pairs.len());
        while let Some(at) = alone.pop() {
            let (count, i) = *load.get(at as usize)?;
            if count != 1 {
                continue;
            }
            order.push((i, at));
            for other in places(i).0 {
                let cell = load.get_mut(other as usize)?;
                *cell = (cell.0 - 1, cell.1 ^ i);
                if cell.0 == 1 {
                    alone.push(other);
                }
            }
        }
        if order.len() < pairs.len() {
            return None;
        }
        let mut values = vec![0u16; cells];
        for (i, at) in order.into_iter().rev() {
            let (three, print) = places(i);
            let value = pairs.get(i as usize)?.1.min(MAX_VALUE);
            let mut cell = (print << VALUE_BITS) | u16::from(value);
            for other in three.into_iter().filter(|other| *other != at) {
                cell ^= *values.get(other as usize)?;
            }
            *values.get_mut(at as usize)? = cell;
        }
        let bytes: Vec<u8> = values.into_iter().flat_map(u16::to_le_bytes).collect();
        let parts = bytes.chunks(2 << PART_BITS).map(|part| Cow::Owned(part.to_vec())).collect();
        Some(Self { seed, segment, span, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_finds_its_value_and_strangers_find_nothing_but_for_one_in_a_thousand() {
        let pairs: Vec<(u64, u8)> = (0..20_000u64).map(|i| (mix(i), (i % 64) as u8)).collect();
        let table = Table::build(&pairs).expect("differing keys");
        let (head, parts) = table.to_parts();
        let again = Table::from_parts(&head, parts.into_iter().map(Cow::Owned).collect()).expect("its own parts");
        for (key, value) in &pairs {
            assert_eq!((table.get(*key), again.get(*key)), (*value, *value));
        }
        let strangers = (20_000..120_000u64).filter(|i| table.get(mix(*i)) != 0).count();
        assert!(strangers < 200, "{strangers} of 100,000 strangers were taken for known");
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        assert!(Table::from_parts(&[], vec![]).is_none());
        let (head, mut parts) = Table::build(&[(1, 1), (2, 2), (3, 3)]).expect("differing keys").to_parts();
        parts[0].pop();
        assert!(Table::from_parts(&head, parts.into_iter().map(Cow::Owned).collect()).is_none());
    }
}
