//! The generated history of the demonstration county.

use base::Error;
use base::time::DAY;
use consult::demo::Wanted as Asks;
use hotline::demo::Wanted as Calls;
use letters::demo::Wanted;
use requests::demo::Wanted as Requests;
use surveys::demo::Wanted as Surveys;

use crate::start::Open;

/// Fourteen months of history.
const DAYS: i64 = 14 * 30;
/// Letters of the last days, so that every desk has work on it.
const FRESH: usize = 24;
/// The last days.
const FRESH_DAYS: i64 = 2;

/// Answers that a survey gets at most.
const ANSWERS: usize = 80;

/// Generates `letters` letters and as many disclosure requests, consultations and orders of the hotline of the past months with
/// what became of them, surveys in every state, the yearly sheet of the portal, submissions in every stage of review
/// and rectification orders in every stage.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn history(open: &Open, letters: usize) -> Result<(), Error> {
    if letters == 0 {
        return Ok(());
    }
    let app = &open.app;
    let now = app.clock.now();
    letters::demo::demo(app, Wanted { letters, from: now.plus(-DAYS * DAY), to: now, seed: 2026 }).await?;
    let fresh = letters.min(FRESH);
    letters::demo::demo(app, Wanted { letters: fresh, from: now.plus(-FRESH_DAYS * DAY), to: now, seed: 2027 }).await?;
    requests::demo::demo(app, Requests { requests: letters, from: now.plus(-DAYS * DAY), to: now, seed: 2028 }).await?;
    consult::demo::demo(app, Asks { asks: letters, from: now.plus(-DAYS * DAY), to: now, seed: 2029 }).await?;
    surveys::demo::demo(app, Surveys { answers: letters.min(ANSWERS), to: now, seed: 2030 }).await?;
    hotline::demo::demo(app, Calls { orders: letters, from: now.plus(-DAYS * DAY), to: now, seed: 2030 }).await?;
    submission::demo::demo(app, now).await?;
    hotline::demo::demo(app, Calls { orders: fresh, from: now.plus(-FRESH_DAYS * DAY), to: now, seed: 2031 }).await?;
    sites::demo::report(app).await?;
    super::unfilled::unfilled(app).await?;
    monitoring::demo::demo(app).await?;
    open.runner.run_due(now).await?;
    app.ledger.sequence().await?;
    app.search.catch_up(&app.db).await?;
    app.cache.invalidate(letters::CACHE);
    app.cache.invalidate(requests::CACHE);
    app.cache.invalidate(consult::CACHE);
    app.cache.invalidate(surveys::CACHE);
    app.cache.invalidate(hotline::CACHE);
    Ok(())
}
