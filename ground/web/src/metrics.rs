//! Counts for `/metrics`: requests by route and status, how long they took. Held in memory since the start.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::http::{Method, StatusCode};

use crate::routes::RouteInfo;

/// Upper bounds of the duration buckets in milliseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// All counts.
#[derive(Default)]
pub(crate) struct Metrics(RwLock<HashMap<Series, Arc<Counts>>>);

/// Owner, method and path of a route, and the status.
type Series = (&'static str, Method, &'static str, u16);

/// The counts of one series; whoever counts waits for nobody.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    micros: AtomicU64,
    /// Answers that took at most so long and longer than the bound before; the last are longer than all bounds.
    buckets: [AtomicU64; BOUNDS.len() + 1],
}

impl Counts {
    /// Counts one answer.
    pub(crate) fn count(&self, took: Duration) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let bucket = self.buckets.get(BOUNDS.partition_point(|bound| *bound < millis));
        bucket.map(|count| count.fetch_add(1, Ordering::Relaxed));
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(0), Ordering::Relaxed);
    }
}

impl Metrics {
    /// The counts of the answers with `status` to requests with `method` for the route `info`.
    pub(crate) fn series(&self, info: &RouteInfo, method: &Method, status: StatusCode) -> Arc<Counts> {
        let series = (info.owner, method.clone(), info.path, status.as_u16());
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&series) {
            return Arc::clone(known);
        }
        Arc::clone(self.0.write().unwrap_or_else(PoisonError::into_inner).entry(series).or_default())
    }

    /// The counts as Prometheus reads them.
    pub(crate) fn text(&self) -> String {
        let mut all: Vec<_> = {
            let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
            all.iter().map(|(series, counts)| (series.clone(), Arc::clone(counts))).collect()
        };
        all.sort_by(|((a, b, c, d), _), ((e, f, g, h), _)| (a, b.as_str(), c, d).cmp(&(e, f.as_str(), g, h)));
        let mut out = String::from("# TYPE renhe_http_request_duration_seconds histogram\n");
        for ((owner, method, path, status), counts) in &all {
            let labels = format!("owner=\"{owner}\",method=\"{method}\",route=\"{path}\",status=\"{status}\"");
            let name = "renhe_http_request_duration_seconds";
            let mut requests = 0;
            let bounds = BOUNDS.map(|bound| format!("{}.{:03}", bound / 1_000, bound % 1_000));
            // Writing into a string cannot fail.
            for (count, bound) in counts.buckets.iter().zip(bounds.iter().map(String::as_str).chain(["+Inf"])) {
                requests += count.load(Ordering::Relaxed);
                writeln!(out, "{name}_bucket{{{labels},le=\"{bound}\"}} {requests}").unwrap_or_default();
            }
            let micros = counts.micros.load(Ordering::Relaxed);
            let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
            writeln!(out, "{name}_sum{{{labels}}} {seconds}.{rest:06}").unwrap_or_default();
            writeln!(out, "{name}_count{{{labels}}} {requests}").unwrap_or_default();
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Audience, Kind};

    #[test]
    fn answers_are_counted_in_their_buckets() {
        let metrics = Metrics::default();
        let info = RouteInfo {
            owner: "test",
            method: Method::GET,
            path: "/x/{id}",
            audience: Audience::Public,
            kind: Kind::Get,
            rate: "web.rate.page",
            also: "",
            texts: base::limits::FORM_BYTES_MAX,
            acting: false,
        };
        let series = || metrics.series(&info, &Method::GET, StatusCode::OK);
        series().count(Duration::from_millis(30));
        series().count(Duration::from_millis(50));
        series().count(Duration::from_millis(7_000));
        let text = metrics.text();
        assert!(text.contains("status=\"200\",le=\"0.025\"} 0"));
        assert!(text.contains("status=\"200\",le=\"0.050\"} 2"));
        assert!(text.contains("status=\"200\",le=\"5.000\"} 2"));
        assert!(text.contains("status=\"200\",le=\"+Inf\"} 3"));
        assert!(text.contains("_count{owner=\"test\",method=\"GET\",route=\"/x/{id}\",status=\"200\"} 3"));
        assert!(text.contains("_sum{owner=\"test\",method=\"GET\",route=\"/x/{id}\",status=\"200\"} 7.080000"));
    }
}
