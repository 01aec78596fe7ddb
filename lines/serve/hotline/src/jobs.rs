//! What the hotline does by itself: urges before the time is up, lets go on what was on hold, forgets the codes of receipt pages.

use ::store::Db;
use base::{Error, Moment, due};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Later};
use serde_json::Value;
use web::App;

use crate::actions::{self, More};
use crate::store;

/// The kind of the daily job.
pub const DAILY: &str = "hotline.daily";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Orders urged.
    pub urged: usize,
    /// Orders that go on.
    pub resumed: usize,
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

/// Does everything that is due; each order in a transaction of its own, so that a bad one keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let working = ground.calendar.day(ground.now.date()).working;
    let urged = if working { urge(db, ground).await } else { Ok(0) };
    let resumed = resume(db, ground).await;
    let mut tx = db.begin().await?;
    crate::BOOK.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    Ok(Ran { urged: urged?, resumed: resumed? })
}

/// 自动催办: what is due within the days of the rule or late, at most as often as the rule says, once a day.
async fn urge(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let today = ground.now.date();
    let most = ground.rules.number("hotline.urge.max", today)?;
    let ahead = ground.rules.length("hotline.urge.before", today)?;
    let until = due::count(&ground.calendar, ground.now, ahead).due.moment();
    let (mut urged, mut after) = (0, (Moment(i64::MIN), 0));
    loop {
        let page = store::to_urge(&mut db.reader(), until, most, Moment::start_of(today), after).await?;
        let Some((_, at, matter)) = page.last() else { return Ok(urged) };
        after = (*at, *matter);
        for (id, at, _) in &page {
            let words = if *at < ground.now {
                "已超过办理时限，请抓紧办理。"
            } else {
                "即将到期，请抓紧办理。"
            };
            let input = Input { opinion: format!("系统自动催办：{words}"), ..Input::default() };
            let given = Given { input, ..Given::default() };
            let mut tx = db.begin().await?;
            match actions::act(&mut tx, ground, &Actor::System, *id, "urge", given, &More::default()).await {
                Ok(_) => tx.commit().await?,
                // Somebody urged it a short while ago; the next run will see.
                Err(Error::Refused(refusal)) if refusal.name == matter::URGED_LATELY => continue,
                Err(error) => return Err(error),
            }
            urged += 1;
        }
    }
}

/// 挂起到期: the units go on.
async fn resume(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let (mut resumed, mut after) = (0, 0);
    loop {
        let page = store::held_until(&mut db.reader(), ground.now.date(), after).await?;
        let Some((_, last)) = page.last() else { return Ok(resumed) };
        after = *last;
        for (id, _) in &page {
            let given = Given::default();
            let mut tx = db.begin().await?;
            actions::act(&mut tx, ground, &Actor::System, *id, "resume", given, &More::default()).await?;
            tx.commit().await?;
            resumed += 1;
        }
    }
}
