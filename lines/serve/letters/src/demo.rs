//! Generated history of the mailbox: letters of the past months, written, dispatched, answered, reviewed, rated and
//! published through the same actions that people use, each at its own moment. Names and texts are invented.

mod actors;
mod order;
mod plan;
mod run;
mod texts;

use base::{Chance, Error, Moment};
use web::App;

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many letters.
    pub letters: usize,
    /// The first moment.
    pub from: Moment,
    /// The last moment; what would come later has not happened yet.
    pub to: Moment,
    /// Seed: the same seed gives the same history.
    pub seed: u64,
}

/// What was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Made {
    /// Letters written.
    pub letters: usize,
    /// Acts on them.
    pub acts: usize,
    /// Letters published.
    pub published: usize,
}

/// Makes the history. Posts with the roles of this package must be there.
///
/// # Errors
/// A refusal when nobody keeps the mailbox, a fault when something cannot be stored.
pub async fn demo(app: &App, wanted: Wanted) -> Result<Made, Error> {
    let chance = Chance::seeded(wanted.seed);
    let cast = actors::Cast::find(app, wanted.from).await?;
    let texts = texts::all()?;
    let mut run = run::Run::new(app, &cast, &texts, &chance);
    for at in plan::arrivals(wanted, &chance, &app.calendar()) {
        run.expect(at);
    }
    run.until(wanted.to).await?;
    app.ledger.notify();
    app.cache.invalidate(crate::CACHE);
    Ok(run.made())
}
