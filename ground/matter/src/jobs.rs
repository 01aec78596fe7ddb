//! What the engine does by itself, as jobs: passing over the silent, and counting clocks again.

use serde_json::Value;
use web::App;

use crate::ground::Ground;
use crate::line::{JobFn, Later};
use crate::view::lines;
use crate::{recount, silence};

/// Passes over members whose time is up; for every ten minutes. Without payload.
pub const SILENCE: &str = "matter.silence";
/// Counts running clocks again after the calendar changed; the payload is `{"why": "…"}`.
pub const RECOUNT: &str = "matter.recount";

/// The jobs with their handlers, as lines hand in theirs.
pub const JOBS: &[(&str, JobFn)] = &[(SILENCE, silent), (RECOUNT, counted)];

fn silent<'a>(app: &'a App, _: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let passed = silence::pass_over(&app.db, &Ground::of(app), &*lines(app)?).await?;
        if passed > 0 {
            tracing::info!(passed, "members of consultations were passed over");
        }
        Ok(())
    })
}

fn counted<'a>(app: &'a App, payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let why = payload.get("why").and_then(Value::as_str).unwrap_or("工作日历变更");
        let counted = recount::all(&app.db, &Ground::of(app), &*lines(app)?, why).await?;
        tracing::info!(looked = counted.looked, moved = counted.moved, "running clocks were counted again");
        Ok(())
    })
}
