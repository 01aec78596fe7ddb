//! What the line does by itself every day: keepers are told of knowledge that expires soon, expired knowledge leaves the public, what nobody rated closes, the codes of receipt
//! pages are forgotten.

use std::collections::BTreeMap;

use ::store::Db;
use base::time::DAY;
use base::{Date, Error};
use counter::First;
use identity::Actor;
use matter::engine::Doing;
use matter::{Ground, Input, Later, Who};
use serde_json::Value;
use web::App;

use crate::process::ASK;
use crate::{ASKED, knowledge, store};

/// The kind of the daily job.
pub const DAILY: &str = "consult.daily";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Entries withdrawn because their time was over.
    pub expired: usize,
    /// Consultations closed without a rating.
    pub closed: usize,
    /// Entries of whose expiry the keepers were told.
    pub warned: usize,
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

/// Does everything that is due; each in a transaction of its own, so that a bad one keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let mut first = First::default();
    let (warned, expired, closed) =
        (warn(db, ground, &mut first).await, expire(db, ground, &mut first).await, close(db, ground, &mut first).await);
    let ran = Ran {
        warned: first.ok(warned).unwrap_or_default(),
        expired: first.ok(expired).unwrap_or_default(),
        closed: first.ok(closed).unwrap_or_default(),
    };
    let mut tx = db.begin().await?;
    ASKED.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    first.or(ran)
}

/// 临近到期: those who keep the knowledge of a unit are told once of each day of expiry, all entries of a unit together.
async fn warn(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let today = ground.now.date();
    let days = ground.rules.number("consult.knowledge.warn", today)?;
    let until = ground.now.plus(days * DAY).date();
    let mut units: BTreeMap<i64, Vec<(i64, Date)>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = store::to_warn(&mut db.reader(), (today, until), after).await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (id, unit, day) in page {
            units.entry(unit).or_default().push((id, day));
        }
    }
    let mut warned = 0;
    for (unit, entries) in units {
        let done = warn_unit(db, ground, unit, &entries).await;
        warned += first.ok(done).map_or(0, |()| entries.len());
    }
    Ok(warned)
}

async fn warn_unit(db: &Db, ground: &Ground, unit: i64, entries: &[(i64, Date)]) -> Result<(), Error> {
    let Some(soonest) = entries.iter().map(|(_, day)| *day).min() else { return Ok(()) };
    let count = entries.len();
    let text = format!(
        "【知识库】你单位有{count}条知识临近到期，最早的{soonest}到期，到期后自动从网站撤下。请登录工作台“知识库—临近到期”更新。"
    );
    let mut tx = db.begin().await?;
    for (id, day) in entries {
        store::warned(&mut tx, *id, *day).await?;
    }
    let mut people = 0;
    for role in [crate::HANDLER, crate::CLERK] {
        people += identity::posts::tell_in(&mut tx, role, unit, ground.now, &text).await?;
    }
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::System.ledger(),
        verb: "consult.knowledge.warn",
        subject: ledger::Subject { kind: "unit", id: unit },
        facts: serde_json::json!({ "entries": count, "soonest": soonest.to_string(), "people": people }),
        bodies: Vec::new(),
    };
    ledger::record(&mut tx, &ground.chance, entry).await?;
    Ok(tx.commit().await?)
}

async fn expire(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let (mut after, mut expired) = (0, 0);
    loop {
        let page = store::expired(&mut db.reader(), ground.now.date(), after).await?;
        let Some(last) = page.last() else { return Ok(expired) };
        after = *last;
        for id in page {
            let done = expire_one(db, ground, id).await;
            expired += usize::from(first.ok(done).is_some());
        }
    }
}

async fn expire_one(db: &Db, ground: &Ground, id: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    knowledge::expire(&mut tx, ground, id).await?;
    Ok(tx.commit().await?)
}

async fn close(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let days = ground.rules.number("consult.rate.days", ground.now.date())?;
    let before = ground.now.plus(-days * DAY);
    let (mut after, mut closed) = (0, 0);
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
    matter::act(&mut tx, ground, &ASK, &Who::Actor(&Actor::System), doing).await?;
    Ok(tx.commit().await?)
}
