//! A few characters and how often each row of two, three and four of them stands in the texts that were learnt.

use std::ops::Range;

use super::Model;
use super::chars::{EDGE, Id};

/// Characters on each side of the place that is looked at.
pub const REACH: usize = 3;
/// The longest place: two characters.
pub const SPAN: usize = 2;
/// Room for a place with what is around it.
const ROOM: usize = REACH + SPAN + REACH;

/// How strongly the shorter row is believed where the longer is rare: as many sightings as this.
const BELIEF: [f32; 5] = [0.0, 0.0, 4.0, 4.0, 4.0];

/// A place with what is around it. Weights are logarithms of counts, see [`super::weight`].
#[derive(Debug, Clone, Copy)]
pub struct Local {
    /// The characters.
    pub ids: [Id; ROOM],
    /// How many of them there are.
    pub len: usize,
    /// Where the place begins and ends.
    pub place: (usize, usize),
    /// Weights of the rows of two, three and four that begin at each character.
    rows: [[u8; 3]; ROOM],
}

/// The weights of the rows of two, three and four characters that begin at each place of `ids`. Only rows that touch
/// `changed` are looked up; the others stay as they are in `out`.
pub fn rows(model: &Model, ids: &[Id], changed: Range<usize>, out: &mut [[u8; 3]]) {
    for n in 2..=4usize {
        for at in (changed.start + 1).saturating_sub(n)..changed.end.min((ids.len() + 1).saturating_sub(n)) {
            let row = &ids[at..at + n];
            // A row can have been seen only if both shorter rows in it have. Rows do not run over the edge of a sentence.
            let known = n == 2 || (out[at][n - 3] > 0 && out[at + 1][n - 3] > 0 && row[n - 2] != EDGE);
            out[at][n - 2] = if known { model.row(row) } else { 0 };
        }
    }
}

/// The logarithm of the likelihood of the character at `at` after those before it, given the rows' weights.
pub fn likelihood(model: &Model, ids: &[Id], rows: &[[u8; 3]], at: usize) -> f32 {
    let mut likely = model.share(ids[at]);
    for n in 2..=4usize {
        let Some(from) = (at + 1).checked_sub(n) else { break };
        let context = if n == 2 { model.chars.weight(ids[from]) } else { rows[from][n - 3] };
        if context == 0 {
            break;
        }
        let context = model.count(context);
        let seen = if rows[from][n - 2] == 0 { 0.0 } else { model.count(rows[from][n - 2]).min(context) };
        likely = (seen + BELIEF[n] * likely) / (context + BELIEF[n]);
        if ids[from] == EDGE {
            break;
        }
    }
    likely.ln()
}

impl Local {
    /// The place `from..to` of `ids` and what stands around it.
    pub fn new(model: &Model, ids: &[Id], from: usize, to: usize) -> Self {
        let start = from.saturating_sub(REACH);
        let end = (to + REACH).min(ids.len());
        let mut local = Self { ids: [EDGE; ROOM], len: 0, place: (from - start, to - start), rows: [[0; 3]; ROOM] };
        local.len = end - start;
        local.ids[..local.len].copy_from_slice(&ids[start..end]);
        rows(model, &local.ids[..local.len], 0..local.len, &mut local.rows);
        local
    }

    /// The same with something as long instead in the place.
    pub fn with(&self, model: &Model, instead: &[Id]) -> Self {
        let mut local = *self;
        let place = self.place.0..self.place.1;
        local.ids[place.clone()].copy_from_slice(instead);
        rows(model, &local.ids[..local.len], place, &mut local.rows);
        local
    }

    /// The logarithm of the likelihood of the place and what follows it.
    pub fn likelihood(&self, model: &Model) -> f32 {
        (self.place.0.max(1)..self.len).map(|at| likelihood(model, &self.ids[..self.len], &self.rows, at)).sum()
    }

    /// The weight of the row that holds the place, `left` characters before it and `right` after it; 0 for rows longer than
    /// four and for a place alone.
    pub fn around(&self, left: usize, right: usize) -> u8 {
        let n = self.place.1 - self.place.0 + left + right;
        match self.place.0.checked_sub(left) {
            Some(from) if (2..=4).contains(&n) => self.rows[from][n - 2],
            _ => 0,
        }
    }

    /// The weight of two neighbouring characters, counted from the place: `-2` are the two before it, `0` the two after.
    pub fn beside(&self, before: bool) -> u8 {
        let at = if before { self.place.0.checked_sub(2) } else { Some(self.place.1) };
        at.filter(|at| at + 2 <= self.len).map_or(0, |at| self.rows[at][0])
    }

    /// How many characters lie between the place and the edge of the sentence, before and after it; at most [`REACH`].
    pub fn room(&self) -> (usize, usize) {
        let before = self.ids[..self.place.0].iter().rev().take_while(|id| **id != EDGE).count();
        let after = self.ids[self.place.1..self.len].iter().take_while(|id| **id != EDGE).count();
        (before.min(REACH), after.min(REACH))
    }

    /// The longest known word that covers the whole place: its length and its weight.
    pub fn word(&self, model: &Model) -> (usize, u8) {
        let (start, end) = self.place;
        let mut best = (0, 0);
        for n in 2..=4usize {
            for from in (end.saturating_sub(n)..=start).filter(|from| from + n <= self.len && from + n >= end) {
                let weight = model.word(&self.ids[from..from + n]);
                if weight > 0 && (n, weight) > best {
                    best = (n, weight);
                }
            }
        }
        best
    }

    /// The cost of the cheapest way to cut the characters into known words.
    pub fn cut(&self, model: &Model) -> f32 {
        let mut cost = [f32::INFINITY; ROOM + 1];
        cost[0] = 0.0;
        for at in 0..self.len {
            let alone = if self.ids[at] == EDGE { 0.0 } else { model.alone(self.ids[at]) };
            cost[at + 1] = cost[at + 1].min(cost[at] + alone);
            for n in 2..=4usize.min(self.len - at) {
                let weight = model.word(&self.ids[at..at + n]);
                if weight > 0 {
                    cost[at + n] = cost[at + n].min(cost[at] + model.together(weight));
                }
            }
        }
        cost[self.len]
    }
}
