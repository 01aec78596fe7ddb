//! What the mailbox does by itself every day: urge before the time is up, go on without a supplement that never came,
//! close what nobody rated, warn before the line of the inspection rule, forget the codes of receipt pages.

use ::store::Db;
use base::due;
use base::time::{DAY, Date};
use base::{Error, Moment};
use counter::First;
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
    let (mut ran, mut first) = (Ran::default(), First::default());
    if ground.calendar.day(ground.now.date()).working {
        let done = urge(db, ground, &mut first).await;
        ran.urged = first.ok(done).unwrap_or_default();
    }
    let done = resume(db, ground, &mut first).await;
    ran.resumed = first.ok(done).unwrap_or_default();
    let done = close(db, ground, &mut first).await;
    ran.closed = first.ok(done).unwrap_or_default();
    let done = warn(db, ground, &mut first).await;
    ran.warned = first.ok(done).unwrap_or_default();
    let mut tx = db.begin().await?;
    crate::BOOK.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    first.or(ran)
}

/// 到期前提醒: urges what is due within the days of the rule, at most once a day and not more often than its rule says;
/// what is late after that is for the warnings and the leaders.
async fn urge(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
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
            let done = urge_one(db, ground, *id).await;
            urged += usize::from(first.ok(done) == Some(true));
        }
    }
}

async fn urge_one(db: &Db, ground: &Ground, id: i64) -> Result<bool, Error> {
    let mut tx = db.begin().await?;
    match actions::act(&mut tx, ground, &Actor::System, id, "urge", Given::default()).await {
        Ok(_) => tx.commit().await?,
        // Somebody urged it a short while ago; the next run will see.
        Err(Error::Refused(refusal)) if refusal.name == matter::URGED_LATELY => return Ok(false),
        Err(error) => return Err(error),
    }
    Ok(true)
}

/// 逾期未补充: the offices go on with what they have.
async fn resume(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let (mut resumed, mut after) = (0, 0);
    loop {
        let page = store::waiting(&mut db.reader(), after).await?;
        let Some((_, last)) = page.last() else { return Ok(resumed) };
        after = *last;
        for &(id, matter) in &page {
            let done = resume_one(db, ground, id, matter).await;
            resumed += usize::from(first.ok(done) == Some(true));
        }
    }
}

async fn resume_one(db: &Db, ground: &Ground, id: i64, matter: i64) -> Result<bool, Error> {
    let case = matter::store::matter(&mut db.reader(), matter).await?.case()?;
    let Some(events) = case.clocks.get(CORRECT) else { return Ok(false) };
    if due::fold(&ground.calendar, events)?.due.is_none_or(|d| ground.now <= d.moment()) {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    actions::act(&mut tx, ground, &Actor::System, id, "resume", Given::default()).await?;
    tx.commit().await?;
    Ok(true)
}

/// 逾期未评价: closed without a rating, which counts neither as satisfied nor as dissatisfied.
async fn close(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let days = ground.rules.number("letters.rate.days", ground.now.date())?;
    let before = ground.now.plus(-days * DAY);
    let (mut closed, mut after) = (0, 0);
    loop {
        let page = store::unrated(&mut db.reader(), before, after).await?;
        let Some((_, last)) = page.last() else { return Ok(closed) };
        after = *last;
        for (_, matter) in &page {
            let done = close_one(db, ground, *matter).await;
            closed += usize::from(first.ok(done).is_some());
        }
    }
}

async fn close_one(db: &Db, ground: &Ground, matter: i64) -> Result<(), Error> {
    let input = Input { outcome: Some("unrated".to_owned()), ..Input::default() };
    let doing = Doing { matter, action: "close", input, seen: None, files: &[], audience: "inside" };
    let mut tx = db.begin().await?;
    matter::act(&mut tx, ground, &LETTER, &Who::Actor(&Actor::System), doing).await?;
    Ok(tx.commit().await?)
}

/// 30, 60 and 90 days without an answer (检查指标 单项否决: three months).
async fn warn(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
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
                let done = warn_one(db, ground, *id, (level, days)).await;
                warned += usize::from(first.ok(done).is_some());
            }
        }
    }
    Ok(warned)
}

async fn warn_one(db: &Db, ground: &Ground, id: i64, (level, days): (i64, i64)) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    store::warned(&mut tx, id, level).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::System.ledger(),
        verb: "letters.warn",
        subject: ledger::Subject { kind: "letter", id },
        facts: serde_json::json!({ "days": days }),
        bodies: Vec::new(),
    };
    ledger::record(&mut tx, &ground.chance, entry).await?;
    Ok(tx.commit().await?)
}

fn days_before(now: Moment, days: i64) -> Date {
    now.plus(-days * DAY).date()
}
