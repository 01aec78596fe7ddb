//! What the line does by itself every day: what was not corrected or not paid in time is closed, those who were asked and
//! did not answer are passed over, offices are reminded, the codes of receipt pages are forgotten.

mod remind;

use ::store::Db;
use base::{Error, due};
use counter::First;
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Later};
use serde_json::Value;
use web::App;

use crate::actions::{self, side};
use crate::process::{CORRECTION, FEE, REASONS};
use crate::store;

/// The kind of the daily job.
pub const DAILY: &str = "requests.daily";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Requests that were closed, go on, or wait for fewer.
    pub changed: usize,
    /// Reminders that were sent.
    pub told: usize,
}

/// The handler of [`DAILY`].
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        if run(&app.db, &Ground::of(app)).await? != Ran::default() {
            app.ledger.notify();
            app.cache.invalidate(crate::CACHE);
        }
        Ok(())
    })
}

/// Does everything that is due, each request in a transaction of its own.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let (mut ran, mut first) = (Ran::default(), First::default());
    for (state, clock, action) in [
        ("correction", CORRECTION, "abandon"),
        ("fee", FEE, "unpaid"),
        ("reasons", REASONS, "unexplained"),
        ("outside", "", "outside_done"),
    ] {
        let mut after = 0;
        loop {
            let page = store::waiting(&mut db.reader(), state, after).await?;
            let Some((_, last)) = page.last() else { break };
            after = *last;
            for (id, matter) in &page {
                let done = one(db, ground, (*id, *matter), clock, action).await;
                ran.changed += usize::from(first.ok(done) == Some(true));
            }
        }
    }
    let done = remind::run(db, ground, &mut first).await;
    ran.told = first.ok(done).unwrap_or_default();
    let mut tx = db.begin().await?;
    crate::BOOK.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    first.or(ran)
}

async fn one(db: &Db, ground: &Ground, (id, matter): (i64, i64), clock: &str, action: &str) -> Result<bool, Error> {
    if action != "outside_done" {
        let case = matter::store::matter(&mut db.reader(), matter).await?.case()?;
        let Some(events) = case.clocks.get(clock) else { return Ok(false) };
        if due::fold(&ground.calendar, events)?.due.is_none_or(|d| ground.now <= d.moment()) {
            return Ok(false);
        }
    }
    let mut tx = db.begin().await?;
    let changed = match action {
        "outside_done" => side::pass_over(&mut tx, ground, id).await?,
        _ => actions::act(&mut tx, ground, &Actor::System, id, action, Given::default()).await.map(|_| true)?,
    };
    tx.commit().await?;
    Ok(changed)
}
