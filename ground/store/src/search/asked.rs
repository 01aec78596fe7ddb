//! What is asked, counted in memory and written down now and then: a search writes nothing.

use std::collections::HashMap;
use std::sync::Mutex;

use super::Search;

/// Different questions, and different askers of them, between two times of writing.
const KEPT: usize = 2_000;
const SEEN: usize = 20_000;
/// Characters of a question that counts.
const CHARS: std::ops::RangeInclusive<usize> = 2..=20;

#[derive(Default)]
pub(super) struct Counter(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    times: HashMap<String, i64>,
    /// Who asked what, so that nobody makes a word hot by asking again and again.
    seen: std::collections::HashSet<(u64, String)>,
}

impl Search {
    /// Counts a question that found something. `asker` tells askers apart and is not kept; questions with personal data
    /// are not counted.
    pub fn count(&self, text: &str, asker: u64) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !CHARS.contains(&text.chars().count()) || !base::redact::find(&text).is_empty() {
            return;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if digits > 6 || text.contains(['"', '“', '”', '<', '>', '/', '\\']) {
            return;
        }
        let mut counts = match self.0.asked.0.lock() {
            Ok(counts) => counts,
            Err(held) => held.into_inner(),
        };
        if counts.seen.len() >= SEEN {
            counts.seen.clear();
        }
        if !counts.seen.insert((asker, text.clone())) {
            return;
        }
        if counts.times.len() < KEPT || counts.times.contains_key(&text) {
            *counts.times.entry(text).or_default() += 1;
        }
    }
}

impl Counter {
    /// Hands out what was counted since the last time.
    pub(super) fn take(&self) -> Vec<(String, i64)> {
        let mut counts = match self.0.lock() {
            Ok(counts) => counts,
            Err(held) => held.into_inner(),
        };
        std::mem::take(&mut counts.times).into_iter().collect()
    }
}
