//! Generated requests of the past: asked, confirmed, corrected, consulted, charged, answered, disputed through the same actions
//! that people use, each at its own moment. Names and texts are invented.

mod plan;
mod run;
mod texts;

use ::store::Db;
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::{Ground, Lines};
use web::App;

use crate::annual::Numbers;
use crate::{actions, store};

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
    last_year(app, &chance, wanted.to).await?;
    app.ledger.notify();
    app.cache.invalidate(crate::CACHE);
    Ok(made)
}

/// The reports of the year before: those of the organs are settled, and then that of the county, by who answers for the disclosure of all.
async fn last_year(app: &App, chance: &Chance, now: Moment) -> Result<(), Error> {
    let year = now.date().year() - 1;
    let may = |actor: &&Actor| actor.may(crate::REPORT, None);
    let officials =
        identity::sample::officials(&mut app.db.reader(), app.identity.roles(), "requests.overseer", now).await?;
    let Some(actor) = officials.iter().find(may) else { return Ok(()) };
    let at = Moment::start_of(base::Date::constant(year + 1, 3, 12)).plus(10 * base::time::HOUR).min(now);
    let mut tables = Vec::new();
    for (place, (unit, name)) in (0..).zip(store::organs(&mut app.db.reader()).await?) {
        let table2 = texts::table2(chance, place);
        let said = texts::unit_report(&name);
        settle(
            app,
            chance,
            actions::report::Of { actor, at: at.plus(-50 * base::time::DAY), unit, year },
            &said,
            &table2,
        )
        .await?;
        tables.push(table2);
    }
    let said = texts::REPORT.map(str::to_owned);
    settle(app, chance, actions::report::Of { actor, at, unit: 0, year }, &said, &crate::annual::sum(&tables)).await
}

async fn settle(
    app: &App,
    chance: &Chance,
    of: actions::report::Of<'_>,
    said: &[String],
    table2: &[String],
) -> Result<(), Error> {
    let (q, organ) = (&mut app.db.reader(), (of.unit != 0).then_some(of.unit));
    let numbers =
        Numbers { table3: store::table3(q, of.year, organ).await?, table4: store::table4(q, of.year, organ).await? };
    let (said, table2) = (serde_json::json!(said).to_string(), serde_json::json!(table2).to_string());
    let mut tx = app.db.begin().await?;
    actions::report::keep(&mut tx, chance, of, &said, &table2).await?;
    actions::report::settle(&mut tx, chance, of, &numbers).await?;
    tx.commit().await?;
    Ok(())
}

/// The same on a stage of one's own.
///
/// # Errors
/// As [`demo`].
#[cfg(test)]
pub(crate) async fn play(stage: Stage<'_>, wanted: Wanted) -> Result<usize, Error> {
    run::run(stage, wanted).await
}
