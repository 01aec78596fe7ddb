//! What speaks for and against writing something else in a place, as numbers for [`super::net`].

use super::Model;
use super::chars::{EDGE, Id, LATIN, NUMBER, UNKNOWN};
use super::confusion::{LINKS, Link};
use super::local::{Local, SPAN};

/// The rows around a place: characters before and after it.
const ROWS: [(usize, usize); 9] = [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3)];
/// How many numbers there are.
pub const EVIDENCE: usize = 2 * (ROWS.len() + 5) + 1 + 2 + 2 + LINKS + 1 + 2 + 4;

/// A possible correction.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// What would stand in the place; one or two characters.
    pub instead: [Id; SPAN],
    /// How many characters.
    pub len: usize,
    /// How each is taken for the one that stands there; nothing where it stays.
    pub links: [Option<Link>; SPAN],
    /// The place with the correction.
    pub local: Local,
    /// How much likelier the text becomes, as a logarithm.
    pub gain: f32,
}

impl Candidate {
    /// The characters that would stand in the place.
    pub fn ids(&self) -> &[Id] {
        &self.instead[..self.len]
    }
}

/// What can be said about one way to write a place.
pub type Side = [f32; ROWS.len() + 5];

/// A place as it is written, with what is the same for all corrections of it.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// The place.
    pub local: Local,
    /// The logarithm of its likelihood.
    pub likelihood: f32,
}

impl Written {
    /// The place `from..to` of `ids`.
    pub fn new(model: &Model, ids: &[Id], from: usize, to: usize) -> Self {
        let local = Local::new(model, ids, from, to);
        let likelihood = local.likelihood(model);
        Self { local, likelihood }
    }

    /// What can be said about it as it is written.
    pub fn side(&self, model: &Model) -> Side {
        side(model, &self.local, self.likelihood)
    }
}

/// What can be said about one way to write the place.
fn side(model: &Model, local: &Local, likelihood: f32) -> Side {
    let mut out = [0.0; ROWS.len() + 5];
    for (slot, (left, right)) in out.iter_mut().zip(ROWS) {
        *slot = f32::from(local.around(left, right)) / 20.0;
    }
    let (length, weight) = local.word(model);
    let place = &local.ids[local.place.0..local.place.1];
    let rarest = place.iter().map(|id| model.chars.weight(*id)).min().unwrap_or(0);
    let rest = [
        length as f32 / 2.0,
        f32::from(weight) / 20.0,
        f32::from(rarest) / 20.0,
        likelihood / 20.0,
        local.cut(model) / 30.0,
    ];
    for (slot, value) in out.iter_mut().skip(ROWS.len()).zip(rest) {
        *slot = value;
    }
    out
}

/// The numbers for one correction. `rival` is the gain of the best other correction of the same place, 0 at least.
pub fn evidence(
    model: &Model,
    (written, ours): (&Written, &Side),
    candidate: &Candidate,
    rival: f32,
    rivals: usize,
) -> [f32; EVIDENCE] {
    let local = &candidate.local;
    let mut out = [0.0; EVIDENCE];
    let mut slots = out.iter_mut();
    let mut put = |value: f32| {
        if let Some(slot) = slots.next() {
            *slot = value;
        }
    };
    let theirs = side(model, local, written.likelihood + candidate.gain);
    ours.iter().chain(&theirs).copied().for_each(&mut put);
    put(candidate.gain / 10.0);
    put(f32::from(local.beside(true)) / 20.0);
    put(f32::from(local.beside(false)) / 20.0);
    let (before, after) = local.room();
    put(before as f32 / 3.0);
    put(after as f32 / 3.0);
    for link in Link::ALL {
        put(candidate.links.iter().filter(|l| **l == Some(link)).count() as f32);
    }
    put(if candidate.len == 2 { 1.0 } else { 0.0 });
    put((candidate.gain - rival) / 10.0);
    put((1.0 + rivals as f32).ln());
    let beside = [written.local.place.0.checked_sub(1), Some(written.local.place.1)];
    for at in beside {
        let id = at.filter(|at| *at < written.local.len).map_or(EDGE, |at| written.local.ids[at]);
        put(if matches!(id, NUMBER | LATIN | UNKNOWN) { 1.0 } else { 0.0 });
    }
    for id in &candidate.instead {
        put(if candidate.len == 2 || *id == candidate.instead[0] {
            f32::from(model.chars.weight(*id)) / 20.0
        } else {
            0.0
        });
    }
    out
}
