//! Generated requests of the past: asked, confirmed, corrected, consulted, charged, answered, disputed through the same actions
//! that people use, each at its own moment. Names and texts are invented.

mod plan;
mod report;
mod run;
mod texts;

use ::store::Db;
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::{Ground, Lines};
use web::App;

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many requests.
    pub requests: usize,
    /// The first moment.
    pub from: Moment,
    /// The last moment; what would come later has not happened yet.
    pub to: Moment,
    /// Seed: the same seed gives the same history.
    pub seed: u64,
}

/// An organ with those who act for it.
#[derive(Clone)]
pub(crate) struct Organ {
    /// The unit.
    pub unit: i64,
    /// Its clerk.
    pub clerk: Actor,
    /// The head of its office for disclosure.
    pub head: Actor,
}

/// Where it happens.
pub(crate) struct Stage<'a> {
    /// The database.
    pub db: &'a Db,
    /// The world; its moment is moved.
    pub ground: Ground,
    /// The lines, for the engine's job of silence.
    pub lines: &'a Lines,
    /// The organs; the first gets half of all requests.
    pub organs: &'a [Organ],
    /// What chance decides.
    pub chance: &'a Chance,
}

/// Makes the history in `app`; gives how many requests. Without an organ that has a clerk and a head it makes none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, wanted: Wanted) -> Result<usize, Error> {
    let roles = app.identity.roles();
    let at = app.clock.now().max(wanted.from);
    let mut q = app.db.reader();
    let clerks = identity::sample::officials(&mut q, roles, crate::CLERK, at).await?;
    let heads = identity::sample::officials(&mut q, roles, "requests.approver", at).await?;
    let unit = |actor: &Actor| actor.staff().map(|s| s.unit).unwrap_or(0);
    let mut organs: Vec<Organ> = Vec::new();
    for clerk in clerks {
        let of = unit(&clerk);
        let head = heads.iter().find(|h| unit(h) == of);
        if let Some(head) = head
            && !organs.iter().any(|o| o.unit == of)
        {
            organs.push(Organ { unit: of, clerk, head: head.clone() });
        }
    }
    let Some(lines) = app.ext::<Lines>() else { return Ok(0) };
    if organs.is_empty() {
        return Ok(0);
    }
    let chance = Chance::seeded(wanted.seed);
    let stage = Stage { db: &app.db, ground: Ground::of(app), lines: &lines, organs: &organs, chance: &chance };
    let made = run::run(stage, wanted).await?;
    report::last_year(app, &chance, wanted.to).await?;
    app.ledger.notify();
    app.cache.invalidate(crate::CACHE);
    Ok(made)
}

/// The same on a stage of one's own.
///
/// # Errors
/// As [`demo`].
#[cfg(test)]
pub(crate) async fn play(stage: Stage<'_>, wanted: Wanted) -> Result<usize, Error> {
    run::run(stage, wanted).await
}
