//! Texts put together by how alike they are, in time that stays nearly proportional to their number.
//!
//! Each group is known by its first text. A list for each pair of characters tells which groups have it. Only the shortest of the
//! lists are followed: a text that is alike enough shares so many pairs that it must stand in one of them, and a pair that stands in
//! very many groups tells nothing. What looks likest by the pairs that were followed is compared exactly.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use base::text::{common, neighbours};

/// A pair that stands in so many groups is not followed any more.
const LONGEST: usize = 250;
/// Groups that are compared exactly.
const TRIED: usize = 16;
/// Of the likeness that is wanted, this part must show in the pairs that are followed when others are too common to be.
const SHOWS: usize = 3;

/// Spreads numbers that are hashes already.
#[derive(Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0 ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Groups of texts that came so far.
pub struct Groups {
    percent: usize,
    /// The pairs of the first text of each group, sorted.
    firsts: Vec<Vec<u32>>,
    /// Groups in whose first text a pair stands.
    holders: HashMap<u32, Vec<u32>, BuildHasherDefault<Spread>>,
    /// How many of the followed pairs each group shares with the text at hand; all 0 between texts.
    shared: Vec<u32>,
}

impl Groups {
    /// Groups of texts that are at least `percent` alike to the first of their group.
    pub fn new(percent: u32) -> Self {
        let percent = usize::try_from(percent).unwrap_or(100).clamp(1, 100);
        Self { percent, firsts: Vec::new(), holders: HashMap::default(), shared: Vec::new() }
    }

    /// Puts a text into the group to whose first it is likest, or into a new one; gives the place of the group.
    pub fn put(&mut self, text: &str) -> usize {
        let own = pairs(text);
        match self.likest(&own) {
            Some(group) => group,
            None => self.begin(own),
        }
    }

    fn begin(&mut self, own: Vec<u32>) -> usize {
        let group = self.firsts.len();
        for pair in &own {
            let list = self.holders.entry(*pair).or_default();
            if list.len() < LONGEST {
                list.extend(u32::try_from(group));
            }
        }
        self.firsts.push(own);
        self.shared.push(0);
        group
    }

    fn likest(&mut self, own: &[u32]) -> Option<usize> {
        let mut lists: Vec<&Vec<u32>> = own.iter().filter_map(|pair| self.holders.get(pair)).collect();
        lists.sort_unstable_by_key(|list| list.len());
        let known = lists.len();
        lists.retain(|list| list.len() < LONGEST);
        let all = lists.len() == known;
        // Whatever is alike enough shares at least `wanted` pairs, so it stands in a list even when one fewer is left out.
        let wanted = (self.percent * own.len()).div_ceil(200 - self.percent);
        let spare = wanted.saturating_sub(1) / if all { 1 } else { SHOWS };
        let skipped = spare.min(lists.len());
        lists.truncate(lists.len() - skipped);
        let mut touched: Vec<u32> = Vec::new();
        for group in lists.into_iter().flatten().copied() {
            if let Some(shared) = self.shared.get_mut(place(group)) {
                if *shared == 0 {
                    touched.push(group);
                }
                *shared += 1;
            }
        }
        let least = if all { self.percent } else { self.percent / SHOWS };
        let mut likely: Vec<(usize, Reverse<usize>)> = Vec::new();
        for group in touched.into_iter().map(place) {
            let shared = self.shared.get_mut(group).map_or(0, std::mem::take);
            let (shared, pairs) = (place(shared), self.firsts.get(group).map_or(0, Vec::len) + own.len());
            if likeness(shared + skipped, pairs) >= least {
                likely.push((likeness(shared, pairs), Reverse(group)));
            }
        }
        if likely.len() > TRIED {
            likely.select_nth_unstable_by_key(TRIED, |found| Reverse(*found));
            likely.truncate(TRIED);
        }
        let exact = |group: usize| {
            let first = self.firsts.get(group).map_or(&[][..], Vec::as_slice);
            likeness(common(own, first), own.len() + first.len())
        };
        let best = likely.iter().map(|(_, Reverse(group))| (exact(*group), Reverse(*group))).max();
        best.filter(|(like, _)| *like >= self.percent).map(|(_, Reverse(group))| group)
    }
}

/// A small number as a place in a list.
fn place(group: u32) -> usize {
    usize::try_from(group).unwrap_or(usize::MAX)
}

/// Twice the common pairs over all pairs, in percent.
fn likeness(common: usize, all: usize) -> usize {
    (2 * common * 100).checked_div(all).unwrap_or(0)
}

/// The pairs of a text as small numbers, sorted; two pairs with one number are too rare to matter.
fn pairs(text: &str) -> Vec<u32> {
    let small = |(a, b): (char, char)| {
        u32::from(a).wrapping_mul(0x9e37_79b1) ^ u32::from(b).wrapping_mul(0x85eb_ca6b).rotate_left(13)
    };
    let mut pairs: Vec<u32> = neighbours(text).into_iter().map(small).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(texts: &[&str], percent: u32) -> Vec<usize> {
        let mut groups = Groups::new(percent);
        texts.iter().map(|text| groups.put(text)).collect()
    }

    #[test]
    fn what_is_alike_is_one_topic_and_every_text_is_in_one() {
        let texts = [
            "人民路路灯不亮三天了",
            "小区停水一整天没有通知",
            "人民路的路灯三天不亮了",
            "人民路路灯不亮，三天了没人修",
            "",
            "小区停水一整天，没有通知",
        ];
        assert_eq!(grouped(&texts, 45), [0, 1, 0, 0, 2, 1]);
        assert_eq!(grouped(&texts, 100), [0, 1, 2, 3, 4, 1], "punctuation is no difference");
        assert!(grouped(&[], 45).is_empty());
    }

    #[test]
    fn what_everybody_says_does_not_keep_alike_texts_apart() {
        let mut groups = Groups::new(40);
        let place = |n: u32| char::from_u32(0x4e00 + n).unwrap_or('一');
        for n in 0..3_000 {
            let odd: String = (0..8).map(|k| place(n * 9 + k)).collect();
            groups.put(&format!("请尽快处理{odd}"));
        }
        let made = groups.firsts.len();
        assert!(made > LONGEST, "{made} groups share a pair");
        let one = groups.put("请尽快处理幸福小区二号楼电梯停运老人下不了楼");
        let two = groups.put("幸福小区二号楼电梯停运，老人下不了楼，请尽快处理");
        assert_eq!((one, two), (made, made));
        assert!(groups.shared.iter().all(|n| *n == 0));
    }
}
