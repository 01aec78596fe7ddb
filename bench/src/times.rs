//! Durations collected and summed up.

use std::time::{Duration, Instant};

/// How long something took, again and again.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Adds the time since `start`.
    pub fn since(&mut self, start: Instant) {
        self.add(start.elapsed());
    }

    /// Adds a time.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Adds all of `other`.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time in milliseconds that `share` (0 to 1) of them do not exceed; 0 without any.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        let at = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(at.saturating_sub(1)).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let times = Times((1..=20).map(Duration::from_millis).collect());
        for (share, expect) in [(0.0, 1.0), (0.5, 10.0), (0.95, 19.0), (1.0, 20.0)] {
            assert_eq!(times.quantile(share), expect, "{share}");
        }
        assert_eq!(Times::default().quantile(0.5), 0.0);
    }
}
