//! Finds the corrections of a text: places that look wrong, what could stand there, and which of it is believed.

use super::Model;
use super::chars::{EDGE, Id};
use super::confusion::Link;
use super::evidence::{Candidate, EVIDENCE, Written, evidence};
use super::local::{SPAN, rows};

/// Corrections of one place that are weighed by the net.
const KEPT: usize = 5;
/// A correction must make the text likelier by at least this to count as a rival, for each character.
const GAIN: f32 = 0.0;
/// A correction must make the text likelier by at least this to be weighed: the net believes none that gains less.
const WORTH: f32 = 2.0;
/// A place whose likelihood (as a logarithm) is above this is taken as it is: hardly anything could gain enough there.
const SURE: f32 = -9.0;
/// A row of three with at least this weight is beyond doubt (about ten sightings).
const FIRM: u8 = 11;
/// Rounds of correcting; a corrected character can make its neighbour's mistake visible.
const ROUNDS: usize = 4;

/// When a correction is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// The first correction of a sentence must be at least as likely as this.
    pub first: f32,
    /// Further ones in the same sentence: mistakes come together.
    pub further: f32,
}

/// A correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The first character of the place, counted in the row of numbers.
    pub at: usize,
    /// What should stand there.
    pub instead: Vec<Id>,
    /// How likely it is right, between 0 and 1.
    pub likely: f32,
}

/// A correction that has been weighed, for the trainer.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The place and the correction.
    pub edit: Edit,
    /// What speaks for and against.
    pub evidence: [f32; EVIDENCE],
}

/// Places that do not look right: characters without a firm row of three around them.
fn doubtful(model: &Model, ids: &[Id]) -> Vec<bool> {
    let mut found = vec![[0; 3]; ids.len()];
    rows(model, ids, 0..ids.len(), &mut found);
    let three = |at: Option<usize>| at.and_then(|at| found.get(at)).map_or(0, |r| r[1]);
    let four = |at: Option<usize>| at.and_then(|at| found.get(at)).map_or(0, |r| r[2]);
    (0..ids.len())
        .map(|at| {
            let left = ids.get(at.wrapping_sub(1)).is_some_and(|id| *id == EDGE);
            let right = ids.get(at + 1).is_none_or(|id| *id == EDGE);
            let before = three(at.checked_sub(2)) >= FIRM || left;
            let middle = three(at.checked_sub(1)) >= FIRM;
            let after = three(Some(at)) >= FIRM || right;
            let long = (0..4).any(|k| four(at.checked_sub(k)) >= FIRM);
            model.chars.is_han(ids[at]) && !(before && middle && after && long)
        })
        .collect()
}

/// The characters that could stand at `at` at all: they have been seen beside one of the neighbours, or make a word with one.
fn possible<'a>(model: &'a Model, ids: &'a [Id], at: usize) -> impl Iterator<Item = (Id, Link)> + 'a {
    let beside = move |c: Id| {
        let (before, after) = ([ids[at - 1], c], [c, ids[at + 1]]);
        model.row(&before) > 0 || model.row(&after) > 0 || model.word(&before) > 0 || model.word(&after) > 0
    };
    model.confusion.of(ids[at]).iter().copied().filter(move |(c, _)| beside(*c))
}

fn candidate(model: &Model, written: &Written, instead: &[(Id, Link)]) -> Candidate {
    let mut made =
        Candidate { instead: [EDGE; SPAN], len: instead.len(), links: [None; SPAN], local: written.local, gain: 0.0 };
    for (i, (id, link)) in instead.iter().enumerate().take(SPAN) {
        made.instead[i] = *id;
        made.links[i] = Some(*link);
    }
    made.local = written.local.with(model, &made.instead[..made.len]);
    made.gain = made.local.likelihood(model) - written.likelihood;
    made
}

/// Keeps the best candidates and weighs them.
fn weigh(model: &Model, at: usize, written: &Written, mut found: Vec<Candidate>) -> Vec<Weighed> {
    let total = found.len();
    if found.iter().all(|c| c.gain < WORTH) {
        return Vec::new();
    }
    let closeness =
        |c: &Candidate| -> f32 { c.links.iter().flatten().map(|l| if l.homophone() { 0.0 } else { -1.5 }).sum() };
    found.sort_by(|a, b| (b.gain + closeness(b)).total_cmp(&(a.gain + closeness(a))));
    found.truncate(KEPT);
    let gains: Vec<f32> = found.iter().map(|c| c.gain).collect();
    let rival = |i: usize| gains.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, g)| *g).fold(0.0f32, f32::max);
    let ours = written.side(model);
    let worth = found.iter().enumerate().filter(|(_, c)| c.gain >= WORTH);
    let weighed = worth.map(|(i, c)| {
        let evidence = evidence(model, (written, &ours), c, rival(i), total);
        let likely = model.net.judge(&evidence);
        Weighed { edit: Edit { at, instead: c.ids().to_vec(), likely }, evidence }
    });
    weighed.collect()
}

/// Corrections of the one character at `at`.
fn singles(model: &Model, ids: &[Id], at: usize) -> Vec<Weighed> {
    let written = Written::new(model, ids, at, at + 1);
    if written.likelihood > SURE {
        return Vec::new();
    }
    let found = possible(model, ids, at)
        .map(|(c, link)| candidate(model, &written, &[(c, link)]))
        .filter(|c| c.gain > GAIN)
        .collect();
    weigh(model, at, &written, found)
}

/// Corrections of both characters at `at` and after it: words that sound like what is written.
fn pairs(model: &Model, ids: &[Id], at: usize) -> Vec<Weighed> {
    let two = [ids[at], ids[at + 1]];
    let (firsts, seconds) = (model.confusion.syllables(two[0]), model.confusion.syllables(two[1]));
    let written = Written::new(model, ids, at, at + 2);
    if written.likelihood > SURE {
        return Vec::new();
    }
    let mut found: Vec<Candidate> = Vec::new();
    let mut put = |first: u16, second: u16, links: [Link; 2]| {
        for word in model.twins.sounding(first, second) {
            if word[0] != two[0] && word[1] != two[1] && found.iter().all(|c| c.instead != *word) {
                let made = candidate(model, &written, &[(word[0], links[0]), (word[1], links[1])]);
                if made.gain > 2.0 * GAIN {
                    found.push(made);
                }
            }
        }
    };
    for first in &firsts {
        for second in &seconds {
            put(*first, *second, [Link::Sound; 2]);
        }
    }
    for first in &firsts {
        for second in &seconds {
            model.confusion.near(*first).iter().for_each(|near| put(*near, *second, [Link::Near, Link::Sound]));
            model.confusion.near(*second).iter().for_each(|near| put(*first, *near, [Link::Sound, Link::Near]));
        }
    }
    weigh(model, at, &written, found)
}

/// All corrections that are worth weighing, where `open` allows it.
pub fn weighed(model: &Model, ids: &[Id], open: &[bool]) -> Vec<Weighed> {
    let doubt = doubtful(model, ids);
    let wrong = |at: usize| doubt.get(at) == Some(&true) && open.get(at) == Some(&true);
    let mut out = Vec::new();
    for at in 1..ids.len().saturating_sub(1) {
        if wrong(at) {
            out.extend(singles(model, ids, at));
            if wrong(at + 1) {
                out.extend(pairs(model, ids, at));
            }
        }
    }
    out
}

/// The sentence of each character.
fn sentences(ids: &[Id]) -> Vec<usize> {
    let mut sentence = 0;
    let count = |id: &Id| {
        sentence += usize::from(*id == EDGE);
        sentence
    };
    ids.iter().map(count).collect()
}

/// The corrections of a row of characters, in order. Places that are not `open` are left as they are.
pub fn search(model: &Model, ids: &[Id], open: &[bool], belief: Belief) -> Vec<Edit> {
    let sentence = sentences(ids);
    let mut now = ids.to_vec();
    let mut open = open.to_vec();
    let mut look = open.clone();
    let mut done: Vec<Edit> = Vec::new();
    let mut touched = vec![false; sentence.last().map_or(0, |s| s + 1)];
    for _ in 0..ROUNDS {
        let mut found: Vec<Edit> = weighed(model, &now, &look).into_iter().map(|w| w.edit).collect();
        found.retain(|e| e.likely >= belief.further.min(belief.first));
        found.sort_by(|a, b| b.likely.total_cmp(&a.likely));
        look.iter_mut().for_each(|l| *l = false);
        let mut taken = vec![false; ids.len()];
        for edit in found {
            let (from, to) = (edit.at, edit.at + edit.instead.len());
            let needed = if touched[sentence[from]] { belief.further } else { belief.first };
            let reach = from.saturating_sub(3)..(to + 3).min(ids.len());
            // What lies beside a correction is looked at again with the corrected text.
            if edit.likely < needed || taken[reach.clone()].iter().any(|t| *t) {
                continue;
            }
            touched[sentence[from]] = true;
            now[from..to].copy_from_slice(&edit.instead);
            taken[from..to].iter_mut().for_each(|t| *t = true);
            open[from..to].iter_mut().for_each(|o| *o = false);
            done.push(edit);
        }
        if taken.iter().all(|t| !t) {
            break;
        }
        // Look again in the sentences that were touched.
        for (at, l) in look.iter_mut().enumerate() {
            *l = open[at] && touched[sentence[at]];
        }
    }
    done.sort_by_key(|e| e.at);
    done
}
