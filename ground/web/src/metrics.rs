//! Counts for `/metrics`: requests by route and status, how long they took. Held in memory since the start.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the duration buckets in milliseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// All counts.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<Series, Counts>>);

/// Owner, method and path of a route, and the status.
type Series = (&'static str, String, &'static str, u16);

#[derive(Default, Clone)]
struct Counts {
    requests: u64,
    micros: u64,
    buckets: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Counts one answer.
    pub(crate) fn count(&self, owner: &'static str, method: &str, path: &'static str, status: u16, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = all.entry((owner, method.to_owned(), path, status)).or_default();
        counts.requests += 1;
        counts.micros += u64::try_from(took.as_micros()).unwrap_or(0);
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        for (bucket, bound) in counts.buckets.iter_mut().zip(BOUNDS) {
            *bucket += u64::from(millis <= bound);
        }
    }

    /// The counts as Prometheus reads them.
    pub(crate) fn text(&self) -> String {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut out = String::from("# TYPE renhe_http_request_duration_seconds histogram\n");
        for ((owner, method, path, status), counts) in &all {
            let labels = format!("owner=\"{owner}\",method=\"{method}\",route=\"{path}\",status=\"{status}\"");
            let name = "renhe_http_request_duration_seconds";
            // Writing into a string cannot fail.
            for (bucket, bound) in counts.buckets.iter().zip(BOUNDS) {
                let (whole, thousandths) = (bound / 1_000, bound % 1_000);
                writeln!(out, "{name}_bucket{{{labels},le=\"{whole}.{thousandths:03}\"}} {bucket}").unwrap_or_default();
            }
            writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", counts.requests).unwrap_or_default();
            let (seconds, rest) = (counts.micros / 1_000_000, counts.micros % 1_000_000);
            writeln!(out, "{name}_sum{{{labels}}} {seconds}.{rest:06}").unwrap_or_default();
            writeln!(out, "{name}_count{{{labels}}} {}", counts.requests).unwrap_or_default();
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_in_their_buckets() {
        let metrics = Metrics::default();
        metrics.count("test", "GET", "/x/{id}", 200, Duration::from_millis(30));
        metrics.count("test", "GET", "/x/{id}", 200, Duration::from_millis(2_000));
        let text = metrics.text();
        assert!(text.contains("status=\"200\",le=\"0.025\"} 0"));
        assert!(text.contains("status=\"200\",le=\"0.050\"} 1"));
        assert!(text.contains("status=\"200\",le=\"+Inf\"} 2"));
        assert!(text.contains("_sum{owner=\"test\",method=\"GET\",route=\"/x/{id}\",status=\"200\"} 2.030000"));
    }
}
