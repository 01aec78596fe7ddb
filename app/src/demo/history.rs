//! The generated history of the demonstration county.

use base::time::DAY;
use base::{Error, Fault};
use consult::demo::Wanted as Asks;
use hotline::demo::Wanted as Calls;
use identity::Actor;
use letters::demo::Wanted;
use matter::Succession;
use requests::demo::Wanted as Requests;
use surveys::demo::Wanted as Surveys;
use web::App;

use crate::screens::organs::heir;
use crate::start::Open;

/// Whose functions another organ continues, and which.
const CONTINUED: [&str; 2] = ["县乡村振兴局", "县农业农村局"];

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
    continued(app).await?;
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

/// An organ was merged into another (机构改革), which goes on with what it had.
async fn continued(app: &App) -> Result<(), Error> {
    let units = identity::units::all(&mut app.db.reader()).await?;
    let unit = |short: &str| units.iter().find(|unit| unit.short_name == short).map(|unit| unit.id);
    let [from, to] = CONTINUED.map(unit);
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Fault::broken("the demonstration has other units").into());
    };
    let why = "县机构改革方案：乡村振兴职能划入县农业农村局";
    let mut tx = app.db.begin().await?;
    heir::succeed(app, &mut tx, &Actor::System, &Succession { from, to, why }).await?;
    tx.commit().await?;
    Ok(())
}
