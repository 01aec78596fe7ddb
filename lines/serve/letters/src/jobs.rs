//! What the mailbox does by itself every day: urge before the time is up, go on without a supplement that never came,
//! close what nobody rated, warn before the line of the inspection rule, forget the codes of receipt pages.

use ::store::Db;
use base::due;
use base::time::{DAY, Date};
use base::{Error, Moment};
use identity::Actor;
use matter::engine::Doing;
use matter::{Ground, Input, Later, Who};
use serde_json::Value;
use web::App;

use matter::form::Given;

use crate::actions;
use crate::process::{CORRECT, LETTER};
use crate::store::{self, ToUrge};

/// The kind of the daily job.
pub const DAILY: &str = "letters.daily";

/// The kind of the job that counts days.
pub const FOLD: &str = "letters.fold";

/// The handler of [`FOLD`].
pub(crate) fn fold<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        store::fold(&app.db, app.clock.now()).await?;
        Ok(())
    })
}

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Letters urged.
    pub urged: usize,
    /// Letters that go on without a supplement.
    pub resumed: usize,
    /// Letters closed without a rating.
    pub closed: usize,
    /// Warnings given.
    pub warned: usize,
}

/// The handler of [`DAILY`].
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ran = run(&app.db, &Ground::of(app)).await?;
        if ran != Ran::default() {
            app.ledger.notify();
            app.cache.invalidate(crate::CACHE);
        }
        Ok(())
    })
}

/// Does everything that is due; each letter in a transaction of its own, so that one bad letter keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let mut ran = Ran::default();
    let mut first: Option<Error> = None;
    let mut note = |done: Result<usize, Error>, count: &mut usize| match done {
        Ok(n) => *count += n,
        Err(error) => {
            first.get_or_insert(error);
        }
    };
    if ground.calendar.day(ground.now.date()).working {
        note(urge(db, ground).await, &mut ran.urged);
    }
    note(resume(db, ground).await, &mut ran.resumed);
    note(close(db, ground).await, &mut ran.closed);
    note(warn(db, ground).await, &mut ran.warned);
    let mut tx = db.begin().await?;
    crate::BOOK.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    match first {
        Some(error) => Err(error),
        None => Ok(ran),
    }
}

/// 到期前提醒: urges what is due within the days of the rule, at most once a day and not more often than its rule says;
/// what is late after that is for the warnings and the leaders.
async fn urge(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let today = ground.now.date();
    let ahead = ground.rules.length("letters.urge.before", today)?;
    let what = ToUrge {
        due: due::count(&ground.calendar, ground.now, ahead).due.moment(),
        since: Moment::start_of(today),
        most: ground.rules.number("letters.urge.max", today)?,
    };
    let (mut urged, mut after) = (0, (Moment(i64::MIN), 0));
    loop {
        let page = store::to_urge(&mut db.reader(), what, after).await?;
        let Some((_, due, matter)) = page.last() else { return Ok(urged) };
        after = (*due, *matter);
        for (id, ..) in &page {
            let mut tx = db.begin().await?;
            match actions::act(&mut tx, ground, &Actor::System, *id, "urge", Given::default()).await {
                Ok(_) => tx.commit().await?,
                // Somebody urged it a short while ago; the next run will see.
                Err(Error::Refused(refusal)) if refusal.name == matter::URGED_LATELY => continue,
                Err(error) => return Err(error),
            }
            urged += 1;
        }
    }
}

/// 逾期未补充: the offices go on with what they have.
async fn resume(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let (mut resumed, mut after) = (0, 0);
    loop {
        let page = store::waiting(&mut db.reader(), after).await?;
        let Some((_, last)) = page.last() else { return Ok(resumed) };
        after = *last;
        for (id, matter) in &page {
            let case = matter::store::matter(&mut db.reader(), *matter).await?.case()?;
            let Some(events) = case.clocks.get(CORRECT) else { continue };
            let over = due::fold(&ground.calendar, events)?.due.is_some_and(|d| ground.now > d.moment());
            if over {
                let mut tx = db.begin().await?;
                actions::act(&mut tx, ground, &Actor::System, *id, "resume", Given::default()).await?;
                tx.commit().await?;
                resumed += 1;
            }
        }
    }
}

/// 逾期未评价: closed without a rating, which counts neither as satisfied nor as dissatisfied.
async fn close(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let days = ground.rules.number("letters.rate.days", ground.now.date())?;
    let before = ground.now.plus(-days * DAY);
    let (mut closed, mut after) = (0, 0);
    loop {
        let page = store::unrated(&mut db.reader(), before, after).await?;
        let Some((_, last)) = page.last() else { return Ok(closed) };
        after = *last;
        for (_, matter) in &page {
            let input = Input { outcome: Some("unrated".to_owned()), ..Input::default() };
            let doing = Doing { matter: *matter, action: "close", input, seen: None, files: &[], audience: "inside" };
            let mut tx = db.begin().await?;
            matter::act(&mut tx, ground, &LETTER, &Who::Actor(&Actor::System), doing).await?;
            tx.commit().await?;
            closed += 1;
        }
    }
}

/// 30, 60 and 90 days without an answer (检查指标 单项否决: three months).
async fn warn(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let today = ground.now.date();
    let mut warned = 0;
    for (level, key) in [(3, "letters.veto.last"), (2, "letters.veto.second"), (1, "letters.veto.first")] {
        let days = ground.rules.number(key, today)?;
        let until = days_before(ground.now, days);
        let mut after = (String::new(), 0);
        loop {
            let page = store::to_warn(&mut db.reader(), (until, level), &after).await?;
            let Some((_, date, matter)) = page.last() else { break };
            after = (date.clone(), *matter);
            for (id, ..) in &page {
                let mut tx = db.begin().await?;
                store::warned(&mut tx, *id, level).await?;
                let entry = ledger::Entry {
                    at: ground.now,
                    actor: Actor::System.ledger(),
                    verb: "letters.warn",
                    subject: ledger::Subject { kind: "letter", id: *id },
                    facts: serde_json::json!({ "days": days }),
                    bodies: Vec::new(),
                };
                ledger::record(&mut tx, &ground.chance, entry).await?;
                tx.commit().await?;
                warned += 1;
            }
        }
    }
    Ok(warned)
}

fn days_before(now: Moment, days: i64) -> Date {
    now.plus(-days * DAY).date()
}
