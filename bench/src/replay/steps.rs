//! Times by step, to be printed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::times::Times;

/// How long each step took, again and again.
#[derive(Debug, Default)]
pub struct Steps(BTreeMap<&'static str, Times>);

impl Steps {
    /// Adds the time since `begun` to `step`.
    pub fn add(&mut self, step: &'static str, begun: Instant) {
        self.put(step, begun.elapsed());
    }

    /// Adds a time to `step`.
    pub fn put(&mut self, step: &'static str, took: Duration) {
        self.0.entry(step).or_default().add(took);
    }

    /// Adds all times of `other` to `step`.
    pub fn all(&mut self, step: &'static str, other: Times) {
        self.0.entry(step).or_default().join(other);
    }

    /// Adds everything of `other`.
    pub fn join(&mut self, other: Self) {
        for (step, times) in other.0 {
            self.all(step, times);
        }
    }

    /// A table: step, count, p50 and p95 in milliseconds.
    pub fn table(&self) -> String {
        let mut text = format!("{:<24}{:>8}{:>12}{:>12}\n", "step", "count", "p50 ms", "p95 ms");
        for (step, times) in &self.0 {
            text +=
                &format!("{step:<24}{:>8}{:>12.1}{:>12.1}\n", times.count(), times.quantile(0.5), times.quantile(0.95));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_one_line_with_its_count() {
        let mut steps = Steps::default();
        steps.put("sign", Duration::from_millis(2));
        let mut more = Steps::default();
        more.put("sign", Duration::from_millis(4));
        steps.join(more);
        let table = steps.table();
        assert_eq!(table.lines().count(), 2);
        assert!(table.contains("sign                           2         2.0         4.0"), "{table}");
    }
}
