//! Texts among the letters of a page. A page knows no words and no lines, so they are looked for in the order in which the letters are
//! drawn and in the order in which they stand: over ends of lines, and whatever blanks lie between.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::read::Letter;
use crate::Wish;
use crate::wish::folded;

/// Parts of a letter's size by which a line may sway, letters may be spaced before a blank is read, and a line breaks off.
const SWAY: f64 = 0.5;
const SPACED: f64 = 0.4;
const APART: f64 = 8.0;
/// Parts of a letter's size by which one that is drawn once more lies beside itself, at most.
const TWIN: f64 = 0.2;

/// Where the texts stand, for each of them the rectangles (left, top, right, bottom) that hide it; marks the words that were seen.
pub(super) fn find(letters: &[Letter], wish: &Wish, seen: &mut [bool]) -> Vec<Vec<[f64; 4]>> {
    let mut standing = standing(letters);
    let twins = twins(letters, &standing);
    standing.retain(|n| !twins.contains_key(n));
    let drawn: Vec<usize> = (0..letters.len()).filter(|n| !twins.contains_key(n)).collect();
    let mut texts: BTreeSet<Vec<usize>> = BTreeSet::new();
    for order in [&drawn, &standing] {
        let whole = Run::whole(letters, order);
        for (word, seen) in wish.words.iter().zip(seen.iter_mut()) {
            let word = folded(word);
            let hits = whole.text.match_indices(&word).filter(|_| !word.is_empty());
            let hits: Vec<Vec<usize>> = hits.map(|(at, word)| whole.letters(&(at..at + word.len()))).collect();
            *seen |= !hits.is_empty();
            texts.extend(hits);
        }
        if wish.personal {
            let lines = lines(letters, order);
            let pairs = lines.windows(2).map(|pair| pair.concat());
            for run in lines.iter().cloned().chain(pairs) {
                let run = Run::spaced(letters, &run);
                let found = base::redact::find(&run.text).into_iter().map(|found| run.letters(&found.bytes));
                texts.extend(found.filter(|letters| !letters.is_empty()));
            }
        }
    }
    // A text that lies within another is hidden with it.
    let mut of_letter: HashMap<usize, Vec<&Vec<usize>>> = HashMap::new();
    for text in &texts {
        for letter in text {
            of_letter.entry(*letter).or_default().push(text);
        }
    }
    let around = |text: &Vec<usize>| text.first().and_then(|first| of_letter.get(first)).into_iter().flatten();
    let within = |text: &Vec<usize>| {
        around(text).any(|other| other.len() > text.len() && text.iter().all(|n| other.contains(n)))
    };
    let mut doubled: HashMap<usize, Vec<usize>> = HashMap::new();
    for (twin, of) in &twins {
        doubled.entry(*of).or_default().push(*twin);
    }
    let whole = |text: &Vec<usize>| -> Vec<usize> {
        let twins = text.iter().filter_map(|n| doubled.get(n)).flatten();
        text.iter().chain(twins).copied().collect()
    };
    texts.iter().filter(|text| !within(text)).map(|text| hiding(letters, &whole(text))).collect()
}

/// Letters that are drawn once more over themselves (as bold letters and shadows are), each with the first of them.
fn twins(letters: &[Letter], standing: &[usize]) -> HashMap<usize, usize> {
    let mut twins = HashMap::new();
    let mut firsts: [Option<usize>; 2] = [None; 2];
    for &n in standing {
        let Some(letter) = letters.get(n) else { continue };
        let over = |first: &usize| {
            letters.get(*first).is_some_and(|first| {
                first.text == letter.text
                    && first.turn == letter.turn
                    && (first.along - letter.along).abs() <= TWIN * letter.size
                    && (first.across - letter.across).abs() <= TWIN * letter.size
            })
        };
        match firsts.iter().flatten().find(|first| over(first)) {
            Some(first) => drop(twins.insert(n, *first)),
            None => firsts = [Some(n), firsts[0]],
        }
    }
    twins
}

/// A text with the letter of each of its bytes.
struct Run {
    text: String,
    of: Vec<usize>,
}

impl Run {
    fn whole(letters: &[Letter], order: &[usize]) -> Self {
        let mut run = Self { text: String::new(), of: Vec::new() };
        for &n in order {
            run.put(n, &letters.get(n).map_or(String::new(), |letter| folded(&letter.text)));
        }
        run
    }

    fn spaced(letters: &[Letter], order: &[usize]) -> Self {
        let mut run = Self { text: String::new(), of: Vec::new() };
        let mut before: Option<&Letter> = None;
        for &n in order {
            let Some(letter) = letters.get(n) else { continue };
            let gap = before
                .is_some_and(|before| on_one_line(before, letter) && letter.along > before.end + SPACED * letter.size);
            if gap {
                run.put(n, " ");
            }
            run.put(n, &letter.text.replace(char::is_control, " "));
            before = Some(letter);
        }
        run
    }

    fn put(&mut self, letter: usize, text: &str) {
        self.text.push_str(text);
        self.of.extend(std::iter::repeat_n(letter, text.len()));
    }

    /// The letters of a part, each once.
    fn letters(&self, part: &Range<usize>) -> Vec<usize> {
        let all: BTreeSet<usize> = self.of.get(part.clone()).unwrap_or_default().iter().copied().collect();
        all.into_iter().collect()
    }
}

fn on_one_line(one: &Letter, other: &Letter) -> bool {
    one.turn == other.turn && (one.across - other.across).abs() <= SWAY * one.size.max(other.size)
}

/// The letters line by line, from the left of each to its right.
fn standing(letters: &[Letter]) -> Vec<usize> {
    let mut order: Vec<(usize, &Letter)> = letters.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.turn.cmp(&b.turn).then(a.across.total_cmp(&b.across)));
    let mut lines: Vec<Vec<(usize, &Letter)>> = Vec::new();
    for (n, letter) in order {
        match lines.last_mut() {
            Some(line) if line.last().is_some_and(|(_, before)| on_one_line(before, letter)) => line.push((n, letter)),
            _ => lines.push(vec![(n, letter)]),
        }
    }
    for line in &mut lines {
        line.sort_by(|(_, a), (_, b)| a.along.total_cmp(&b.along));
    }
    lines.into_iter().flatten().map(|(n, _)| n).collect()
}

/// The letters in this order, broken into lines.
fn lines(letters: &[Letter], order: &[usize]) -> Vec<Vec<usize>> {
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut before: Option<&Letter> = None;
    for &n in order {
        let Some(letter) = letters.get(n) else { continue };
        let goes_on = before.is_some_and(|before| {
            on_one_line(before, letter)
                && letter.along >= before.end - 2.0 * letter.size
                && letter.along <= before.end + APART * letter.size
        });
        match lines.last_mut() {
            Some(line) if goes_on => line.push(n),
            _ => lines.push(vec![n]),
        }
        before = Some(letter);
    }
    lines
}

/// Rectangles over these letters: one for those that stand beside each other.
fn hiding(letters: &[Letter], which: &[usize]) -> Vec<[f64; 4]> {
    let mut standing: Vec<&Letter> = which.iter().filter_map(|n| letters.get(*n)).collect();
    standing.sort_by(|a, b| a.turn.cmp(&b.turn).then(a.across.total_cmp(&b.across)).then(a.along.total_cmp(&b.along)));
    let mut out: Vec<[f64; 4]> = Vec::new();
    let mut before: Option<&Letter> = None;
    for letter in standing {
        let beside = before.is_some_and(|before| {
            on_one_line(before, letter) && (letter.along - before.end).abs() <= 2.0 * letter.size
        });
        let [left, top, right, bottom] = letter.place;
        match out.last_mut() {
            Some(rect) if beside => {
                *rect = [rect[0].min(left), rect[1].min(top), rect[2].max(right), rect[3].max(bottom)]
            }
            _ => out.push(letter.place),
        }
        before = Some(letter);
    }
    out
}
