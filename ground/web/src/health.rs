//! For machines that watch: `/healthz` (the process answers), `/readyz` (it can do its work), `/metrics` (Prometheus).

use std::fmt::Write;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use base::Error;
use serde_json::json;
use store::jobs;

use crate::secret::same;
use crate::{Audience, Cx, Result, Routes, body, store as rows};

/// Entries that may wait for the ledger's sequencer before something is wrong.
const WAITING_MAX: u64 = 20_000;
/// Bytes that have to be free on the disk of the data directory.
const FREE_MIN: u64 = 512 * 1024 * 1024;

pub(crate) fn routes() -> Routes {
    Routes::new("web").get("/healthz", Audience::Public, healthy).get("/readyz", Audience::Public, ready).get(
        "/metrics",
        Audience::Public,
        metrics,
    )
}

async fn healthy(_: Cx) -> Result {
    Ok(body("text/plain; charset=utf-8", "ok\n"))
}

async fn ready(cx: Cx) -> Result {
    let database = rows::answers(&mut cx.reader()).await.is_ok();
    let ledger = cx.app.ledger.waiting().await.is_ok_and(|waiting| waiting <= WAITING_MAX);
    let disk = free_bytes(&cx).is_none_or(|free| free >= FREE_MIN);
    let status = if database && ledger && disk { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let told = json!({ "database": database, "ledger": ledger, "disk": disk }).to_string();
    Ok((status, [(header::CONTENT_TYPE, "application/json")], told).into_response())
}

/// Bytes free on the disk of the data directory; `None` when the system does not tell.
fn free_bytes(cx: &Cx) -> Option<u64> {
    let disk = rustix::fs::statvfs(&cx.app.config.data_dir).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

async fn metrics(cx: Cx) -> Result {
    let token = cx.trip.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default();
    let known = cx.app.config.metrics_token.as_deref().is_some_and(|right| same(right.as_bytes(), token.as_bytes()));
    let here = cx.address.is_loopback() && !cx.trip.proxied;
    if !known && !here {
        return Err(Error::Unseen.into());
    }
    let mut text = cx.app.metrics.text();
    let mut gauge = |name: &str, labels: &str, value: u64| {
        // Writing into a string cannot fail.
        writeln!(text, "{name}{labels} {value}").unwrap_or_default();
    };
    for (state, count) in jobs::count(&mut cx.reader()).await? {
        gauge("renhe_jobs", &format!("{{state=\"{}\"}}", state.name()), u64::try_from(count).unwrap_or(0));
    }
    gauge("renhe_ledger_size", "", *cx.app.ledger.subscribe().borrow());
    gauge("renhe_ledger_waiting", "", cx.app.ledger.waiting().await?);
    if let Some(free) = free_bytes(&cx) {
        gauge("renhe_disk_free_bytes", "", free);
    }
    Ok(body("text/plain; version=0.0.4; charset=utf-8", text))
}
