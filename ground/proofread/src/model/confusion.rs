//! Which characters are written for which: those that sound alike and those that look alike.

use std::collections::BTreeMap;

use super::chars::Id;

/// How two characters can be taken for each other, the likelier first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Same sound and tone.
    Tone,
    /// Same sound, another tone.
    Sound,
    /// Nearly the same sound, as `shi` and `si`.
    Near,
    /// Known to look alike.
    Shape,
    /// Their printed forms overlap much.
    Print,
    /// Their printed forms overlap somewhat.
    Faint,
}

impl Link {
    /// All kinds, the likelier first.
    pub const ALL: [Self; LINKS] = [Self::Tone, Self::Sound, Self::Near, Self::Shape, Self::Print, Self::Faint];

    /// Whether the two sound exactly alike but for the tone.
    pub fn homophone(self) -> bool {
        matches!(self, Self::Tone | Self::Sound)
    }
}

/// Number of kinds of links.
pub const LINKS: usize = 6;

/// The bits of a shape entry that hold the character; the rest say how alike.
const ID_BITS: u32 = 13;

/// The kinds of likeness, as they are written.
const SHAPES: [Link; 3] = [Link::Shape, Link::Print, Link::Faint];

/// The links. A reading is the number of a syllable times eight, plus the tone.
#[derive(Debug, Clone, Default)]
pub struct Confusion {
    /// Readings of each character.
    readings: Vec<Vec<u16>>,
    /// Characters that look like each: number, and whether it is known from lists or from print.
    shapes: Vec<Vec<(Id, Link)>>,
    /// Syllables near each syllable.
    near: Vec<Vec<u16>>,
    /// Characters that may stand as a replacement, by syllable.
    sounding: Vec<Vec<Id>>,
    /// All links of each character, one after the other, and where those of each end.
    all: Vec<(Id, Link)>,
    ends: Vec<usize>,
}

/// What the trainer found out about a character.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    /// Its readings.
    pub readings: Vec<u16>,
    /// What it looks like.
    pub shapes: Vec<(Id, Link)>,
}

impl Confusion {
    /// Puts the links together. `usable` says which characters may be offered as replacements.
    pub fn new(traits: Vec<Traits>, near: Vec<Vec<u16>>, usable: impl Fn(Id) -> bool) -> Self {
        let mut sounding = vec![Vec::new(); near.len()];
        let mut readings = Vec::with_capacity(traits.len());
        let mut shapes = Vec::with_capacity(traits.len());
        for (i, t) in traits.into_iter().enumerate() {
            let id = Id::try_from(i).unwrap_or(Id::MAX);
            let mut syllables: Vec<u16> = t.readings.iter().map(|r| r / 8).collect();
            syllables.sort_unstable();
            syllables.dedup();
            for s in syllables.into_iter().filter(|_| usable(id)) {
                if let Some(list) = sounding.get_mut(usize::from(s)) {
                    list.push(id);
                }
            }
            readings.push(t.readings);
            shapes.push(t.shapes.into_iter().filter(|(id, _)| usable(*id)).collect());
        }
        let mut made = Self { readings, shapes, near, sounding, ..Self::default() };
        for i in 0..made.readings.len() {
            let links = made.links(Id::try_from(i).unwrap_or(Id::MAX));
            made.all.extend(links);
            made.ends.push(made.all.len());
        }
        made
    }

    /// All characters that `id` may stand for by mistake, each with its closest link.
    pub fn of(&self, id: Id) -> &[(Id, Link)] {
        let end = self.ends.get(usize::from(id)).copied().unwrap_or(0);
        let start = usize::from(id).checked_sub(1).and_then(|i| self.ends.get(i).copied()).unwrap_or(0);
        self.all.get(start..end).unwrap_or_default()
    }

    /// The syllables of a character.
    pub fn syllables(&self, id: Id) -> Vec<u16> {
        let mut out: Vec<u16> = self.readings.get(usize::from(id)).into_iter().flatten().map(|r| r / 8).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The syllables near a syllable.
    pub fn near(&self, syllable: u16) -> &[u16] {
        self.near.get(usize::from(syllable)).map_or(&[], Vec::as_slice)
    }

    fn links(&self, id: Id) -> BTreeMap<Id, Link> {
        let mut found: BTreeMap<Id, Link> = BTreeMap::new();
        let mut put = |other: Id, link: Link| {
            if other != id {
                found.entry(other).and_modify(|l| *l = link.min(*l)).or_insert(link);
            }
        };
        let readings = self.readings.get(usize::from(id)).map_or(&[][..], Vec::as_slice);
        for reading in readings {
            for other in self.sounding.get(usize::from(reading / 8)).into_iter().flatten() {
                let theirs = self.readings.get(usize::from(*other)).map_or(&[][..], Vec::as_slice);
                put(*other, if theirs.contains(reading) { Link::Tone } else { Link::Sound });
            }
            for syllable in self.near.get(usize::from(reading / 8)).into_iter().flatten() {
                for other in self.sounding.get(usize::from(*syllable)).into_iter().flatten() {
                    put(*other, Link::Near);
                }
            }
        }
        for (other, link) in self.shapes.get(usize::from(id)).into_iter().flatten() {
            put(*other, *link);
        }
        found
    }

    /// The links as bytes: for each character its readings and shapes, then for each syllable those near it.
    pub fn to_bytes(traits: &[Traits], near: &[Vec<u16>]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut list = |items: &mut dyn Iterator<Item = u16>| {
            let items: Vec<u16> = items.take(255).collect();
            out.push(u8::try_from(items.len()).unwrap_or(u8::MAX));
            out.extend(items.into_iter().flat_map(u16::to_le_bytes));
        };
        for t in traits {
            list(&mut t.readings.iter().copied());
            list(
                &mut t
                    .shapes
                    .iter()
                    .map(|(id, link)| id | (SHAPES.iter().position(|l| l == link).unwrap_or(0) as u16) << ID_BITS),
            );
        }
        for n in near {
            list(&mut n.iter().copied());
        }
        out
    }

    /// Reads what [`Self::to_bytes`] wrote for `chars` characters; nothing if the bytes end too early.
    pub fn from_bytes(bytes: &[u8], chars: usize, usable: impl Fn(Id) -> bool) -> Option<Self> {
        let mut rest = bytes;
        let mut traits = Vec::with_capacity(chars);
        for _ in 0..chars {
            let readings = list(&mut rest)?;
            let shape = |s: u16| {
                let link = SHAPES.get(usize::from(s >> ID_BITS)).copied().unwrap_or(Link::Faint);
                (s & ((1 << ID_BITS) - 1), link)
            };
            traits.push(Traits { readings, shapes: list(&mut rest)?.into_iter().map(shape).collect() });
        }
        let mut near = Vec::new();
        while !rest.is_empty() {
            near.push(list(&mut rest)?);
        }
        Some(Self::new(traits, near, usable))
    }
}

/// Takes one list off the front.
fn list(rest: &mut &[u8]) -> Option<Vec<u16>> {
    let (count, after) = rest.split_first()?;
    let (items, after) = after.split_at_checked(usize::from(*count) * 2)?;
    *rest = after;
    Some(items.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_link_wins_and_survives_being_written() {
        let traits = vec![
            Traits { readings: vec![8 + 1], shapes: vec![(3, Link::Print)] },
            Traits { readings: vec![8 + 1, 16 + 2], shapes: vec![] },
            Traits { readings: vec![8 + 4], shapes: vec![(0, Link::Shape)] },
            Traits { readings: vec![16 + 2], shapes: vec![] },
        ];
        let near = vec![vec![], vec![2], vec![1]];
        let bytes = Confusion::to_bytes(&traits, &near);
        let made = Confusion::from_bytes(&bytes, 4, |_| true).expect("its own bytes");
        assert_eq!(made.of(0), [(1, Link::Tone), (2, Link::Sound), (3, Link::Near)]);
        assert_eq!(made.of(2), [(0, Link::Sound), (1, Link::Sound), (3, Link::Near)]);
        let few = Confusion::from_bytes(&bytes, 4, |id| id == 3).expect("its own bytes");
        assert_eq!(few.of(0), [(3, Link::Near)]);
        assert!(Confusion::from_bytes(&bytes[..3], 4, |_| true).is_none());
    }
}
