//! What the hotline does by itself every day: urges before the time is up, lets go on what was on hold, urges units to reply to letters,
//! forgets the codes of receipt pages. What must be done within hours is in [`hasty`].

pub mod hasty;

use ::store::Db;
use base::{Error, Moment, due};
use counter::First;
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Later};
use serde_json::Value;
use web::App;

use crate::actions::{self, More, papers};
use crate::process::ORDER;
use crate::store;

/// The kind of the daily job.
pub const DAILY: &str = "hotline.daily";

/// The kind of the job that counts once where the clocks of open orders end; the migration that needs it asks for it.
pub const CLOCKS: &str = "hotline.clocks";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Orders urged.
    pub urged: usize,
    /// Orders that go on.
    pub resumed: usize,
    /// Letters that units were urged to reply to.
    pub letters: usize,
}

/// The handler of [`DAILY`].
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ran = run(&app.db, &Ground::of(app)).await;
        if !matches!(ran, Ok(ran) if ran == Ran::default()) {
            app.ledger.notify();
            app.cache.invalidate(crate::CACHE);
        }
        ran.map(drop)
    })
}

/// Does everything that is due; each order in a transaction of its own, so that a bad one keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let mut first = First::default();
    let working = ground.calendar.day(ground.now.date()).working;
    let mut ran = Ran::default();
    if working {
        let done = urge(db, ground, &mut first).await;
        ran.urged = first.ok(done).unwrap_or_default();
        let done = urge_letters(db, ground, &mut first).await;
        ran.letters = first.ok(done).unwrap_or_default();
    }
    let done = resume(db, ground, &mut first).await;
    ran.resumed = first.ok(done).unwrap_or_default();
    first.ok(forget(db, ground).await);
    first.or(ran)
}

/// The handler of [`CLOCKS`].
pub(crate) fn clocks<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move { count_clocks(&app.db, &Ground::of(app)).await.map(drop) })
}

/// Keeps where the clocks of all open orders end, so that they are reminded of though nobody acts on them; gives how many orders those are.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn count_clocks(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let (mut first, mut counted, mut after) = (First::default(), 0, 0);
    loop {
        let page = store::open_orders(&mut db.reader(), after).await?;
        let Some((_, matter, _)) = page.last() else { return first.or(counted) };
        after = *matter;
        for (order, matter, urgency) in &page {
            let done = async {
                let mut tx = db.begin().await?;
                let run = matter::store::matter_to_change(&mut tx, *matter).await?.case()?;
                actions::clocks::keep(&mut tx, ground, (*order, urgency), &run).await?;
                Ok::<_, Error>(tx.commit().await?)
            };
            counted += usize::from(first.ok(done.await).is_some());
        }
    }
}

async fn forget(db: &Db, ground: &Ground) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    crate::BOOK.forget_codes(&mut tx, ground.now).await?;
    Ok(tx.commit().await?)
}

/// 自动催办: what is due within the days of the rule or late, at most as often as the rule says, once a day.
async fn urge(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let today = ground.now.date();
    let most = ground.rules.number("hotline.urge.max", today)?;
    let ahead = ground.rules.length("hotline.urge.before", today)?;
    let until = due::count(&ground.calendar, ground.now, ahead).due.moment();
    let since = Moment::start_of(today);
    bind(db, ground, first).await?;
    let (mut urged, mut after) = (0, (Moment(i64::MIN), 0));
    loop {
        let page = store::to_urge(&mut db.reader(), until, most, since, after).await?;
        let Some(last) = page.last() else { return Ok(urged) };
        after = (last.due_at, last.matter);
        for order in &page {
            let whose = if order.of_city { "市平台要求的" } else { "" };
            let words = match (order.due_at < ground.now, order.of_city) {
                (true, _) => format!("已超过{whose}办理时限"),
                (false, false) => "即将到期".to_owned(),
                (false, true) => format!("{whose}办理时限即将到期"),
            };
            match act(db, ground, order.order, "urge", &format!("系统自动催办：{words}，请抓紧办理。")).await
            {
                // Somebody urged it a short while ago; the next run will see.
                Err(Error::Refused(refusal)) if refusal.name == matter::URGED_LATELY => {}
                done => urged += usize::from(first.ok(done).is_some()),
            }
        }
    }
}

/// What the city wants earlier than our own clock says stands so in every list, also for orders that came before lists knew of it.
async fn bind(db: &Db, ground: &Ground, first: &mut First) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let page = store::unbound(&mut db.reader(), after).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        for (id, until) in &page {
            let done = async {
                let mut tx = db.begin().await?;
                matter::bind(&mut tx, ground, &ORDER, (&Actor::System, *id), *until).await?;
                Ok::<_, Error>(tx.commit().await?)
            };
            first.ok(done.await);
        }
    }
}

/// 整改函逾期: units are urged to reply, once a day and as often as the rule says.
async fn urge_letters(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let today = ground.now.date();
    let most = ground.rules.number("hotline.urge.max", today)?;
    let (mut urged, mut after) = (0, 0);
    loop {
        let page = store::late_letters(&mut db.reader(), today, most, after).await?;
        let Some((last, ..)) = page.last() else { return Ok(urged) };
        after = *last;
        for (id, order, number, letter, unit, due) in &page {
            let done = async {
                let mut tx = db.begin().await?;
                papers::urge(&mut tx, ground, (*id, *order), (number, letter), (*unit, *due)).await?;
                Ok::<_, Error>(tx.commit().await?)
            };
            urged += usize::from(first.ok(done.await).is_some());
        }
    }
}

/// 挂起到期: the units go on.
async fn resume(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let (mut resumed, mut after) = (0, 0);
    loop {
        let page = store::held_until(&mut db.reader(), ground.now.date(), after).await?;
        let Some((_, last)) = page.last() else { return Ok(resumed) };
        after = *last;
        for (id, _) in &page {
            let done = act(db, ground, *id, "resume", "").await;
            resumed += usize::from(first.ok(done).is_some());
        }
    }
}

/// One act of the program, in a transaction of its own.
pub(crate) async fn act(db: &Db, ground: &Ground, id: i64, action: &str, opinion: &str) -> Result<(), Error> {
    let input = Input { opinion: opinion.to_owned(), ..Input::default() };
    let given = Given { input, ..Given::default() };
    let mut tx = db.begin().await?;
    actions::act(&mut tx, ground, &Actor::System, id, action, given, &More::default()).await?;
    Ok(tx.commit().await?)
}
