//! Mistakes put into clean lines, of the kinds that people make, and what the net is to learn from them.

use std::collections::HashMap;

use proofread::model::Model;
use proofread::model::chars::{EDGE, Id};
use proofread::model::confusion::Link;
use proofread::model::evidence::EVIDENCE;
use proofread::model::search::weighed;

/// A sequence of numbers that look random and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    /// Between 0 and 1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// How often each kind of slip happens.
const KINDS: [(Link, f32); 6] = [
    (Link::Tone, 0.42),
    (Link::Sound, 0.30),
    (Link::Near, 0.08),
    (Link::Shape, 0.08),
    (Link::Print, 0.08),
    (Link::Faint, 0.04),
];

/// Who may be written for whom: the links turned round.
pub struct Slips(HashMap<(Id, Link), Vec<Id>>);

impl Slips {
    pub fn new(model: &Model) -> Self {
        let mut out: HashMap<(Id, Link), Vec<Id>> = HashMap::new();
        for id in 0..model.chars.len() as Id {
            for (right, link) in model.confusion.of(id) {
                out.entry((*right, *link)).or_default().push(id);
            }
        }
        Self(out)
    }

    fn slip(&self, model: &Model, right: Id, dice: &mut Dice) -> Option<Id> {
        let mut roll = dice.share();
        let link = KINDS.iter().find(|(_, p)| {
            roll -= p;
            roll < 0.0
        })?;
        let list = self.0.get(&(right, link.0))?;
        // Frequent characters come to the pen more easily.
        let ease = |id: Id| 0.05 + f32::from(model.chars.weight(id)).powi(2) / 1000.0;
        let mut roll = dice.share() * list.iter().map(|id| ease(*id)).sum::<f32>();
        list.iter().copied().find(|id| {
            roll -= ease(*id);
            roll < 0.0
        })
    }

    /// The line with mistakes in it; now and then without.
    fn spoil(&self, model: &Model, clean: &[Id], dice: &mut Dice) -> Vec<Id> {
        let mut spoilt = clean.to_vec();
        let number = match dice.share() {
            x if x < 0.45 => 0,
            x if x < 0.78 => 1,
            x if x < 0.92 => 2,
            _ => 3,
        };
        for _ in 0..number {
            let at = dice.below(clean.len());
            if dice.share() < 0.15 && twin(model, clean, at, &mut spoilt, dice) {
                continue;
            }
            let two = dice.share() < 0.1;
            for (is, place) in clean.iter().zip(spoilt.iter_mut()).skip(at).take(1 + usize::from(two)) {
                if let Some(wrong) =
                    Some(*is).filter(|c| model.chars.is_han(*c)).and_then(|c| self.slip(model, c, dice))
                {
                    *place = wrong;
                }
            }
        }
        spoilt
    }
}

/// Puts another word of the same sound in the place of the word at `at`; whether there was one.
fn twin(model: &Model, clean: &[Id], at: usize, spoilt: &mut [Id], dice: &mut Dice) -> bool {
    let Some(&[a, b]) = clean.get(at..at + 2) else { return false };
    let mut found: Vec<[Id; 2]> = Vec::new();
    for first in model.confusion.syllables(a) {
        for second in model.confusion.syllables(b) {
            found.extend(model.twins.sounding(first, second).filter(|w| w[0] != a && w[1] != b));
        }
    }
    let Some(word) = found.get(dice.below(found.len())) else { return false };
    spoilt[at..at + 2].copy_from_slice(word);
    true
}

/// What speaks for and against a correction, and whether it is right.
pub struct Lesson {
    pub evidence: [f32; EVIDENCE],
    pub right: bool,
}

/// Spoils each line and weighs all corrections of it.
pub fn lessons(model: &Model, lines: &[&String], dice: &mut Dice) -> Vec<Lesson> {
    let slips = Slips::new(model);
    let mut out = Vec::new();
    for line in lines {
        let clean: Vec<Id> = model.chars.tokens(line).iter().map(|t| t.id).collect();
        if clean.iter().filter(|id| **id != EDGE).count() < 4 {
            continue;
        }
        let spoilt = slips.spoil(model, &clean, dice);
        for w in weighed(model, &spoilt, &vec![true; spoilt.len()]) {
            let place = w.edit.at..w.edit.at + w.edit.instead.len();
            let right = clean[place.clone()] == w.edit.instead[..]
                && clean[place.clone()].iter().zip(&spoilt[place]).all(|(a, b)| a != b);
            out.push(Lesson { evidence: w.evidence, right });
        }
    }
    out
}
