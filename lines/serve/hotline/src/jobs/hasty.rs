//! What cannot wait for the next working day (限时提醒、自动督办): every few minutes, also at night and on holidays, those who have an order
//! are reminded of a clock that is about to end, each once for every run of a clock, and what is late for long or was urged often comes
//! under supervision.
//!
//! 国办发〔2020〕53号: 7×24 hours; 济南市12345市民服务热线条例 art. 28, 潍坊市12345政务服务便民热线条例 art. 26 for supervision.

use ::store::Db;
use base::{Error, Moment, due};
use counter::First;
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Later};
use serde_json::Value;
use web::App;

use crate::CHIEF;
use crate::actions::clocks::running;
use crate::actions::{self, More, telling};
use crate::process::ORDER;
use crate::store::{self, Ending, Late};

/// The kind of the job.
pub const HASTY: &str = "hotline.hasty";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Clocks of which somebody was reminded.
    pub reminded: usize,
    /// Orders that came under supervision.
    pub supervised: usize,
}

/// The handler of [`HASTY`].
pub(crate) fn hasty<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ran = run(&app.db, &Ground::of(app)).await;
        if !matches!(ran, Ok(ran) if ran == Ran::default()) {
            app.ledger.notify();
        }
        ran.map(drop)
    })
}

/// Does everything that is due; each order in a transaction of its own.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let mut first = First::default();
    let done = remind(db, ground, &mut first).await;
    let reminded = first.ok(done).unwrap_or_default();
    let done = supervise(db, ground, &mut first).await;
    let supervised = first.ok(done).unwrap_or_default();
    first.or(Ran { reminded, supervised })
}

async fn remind(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let (mut reminded, mut after) = (0, (Moment(i64::MIN), 0, String::new()));
    loop {
        let page = store::ending(&mut db.reader(), ground.now, (after.0, after.1, &after.2)).await?;
        let Some(last) = page.last() else { return Ok(reminded) };
        after = (last.remind, last.order, last.clock.clone());
        for ending in &page {
            let done = remind_of(db, ground, ending).await;
            reminded += usize::from(first.ok(done) == Some(true));
        }
    }
}

/// Reminds whoever has the order of one clock; gives whether there was anything to remind of. The calendar may have changed since the end was
/// kept, so it is counted again.
async fn remind_of(db: &Db, ground: &Ground, ending: &Ending) -> Result<bool, Error> {
    let mut tx = db.begin().await?;
    let order = store::order(&mut tx, ending.order).await?;
    let run = matter::store::matter_to_change(&mut tx, ending.matter).await?.case()?;
    if running(ground, &run, &ending.clock)?.map(due::Due::moment) != Some(ending.due) {
        actions::clocks::keep(&mut tx, ground, (order.id, &order.urgency), &run).await?;
        tx.commit().await?;
        return Ok(false);
    }
    let clock = ORDER.clock(&ending.clock).map_or("", |clock| clock.title);
    let over = ending.due < ground.now;
    let words = if over { "已经超过" } else { "即将到期" };
    let opinion = format!("系统提醒：{clock}{words}（{}），请抓紧办理。", ending.due.minutes());
    let input = Input { opinion, ..Input::default() };
    let given = Given { input, ..Given::default() };
    actions::act(&mut tx, ground, &Actor::System, order.id, "remind", given, &More::default()).await?;
    store::reminded(&mut tx, order.id, &ending.clock, ground.now).await?;
    let text = format!("热线工单{}的{clock}{words}（{}），请及时办理。", run.number, ending.due.minutes());
    telling::tell_holder(&mut tx, ground, &run, &text).await?;
    tx.commit().await?;
    Ok(true)
}

async fn supervise(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let limits = Limits::of(ground)?;
    let (mut supervised, mut after) = (0, (Moment(i64::MIN), 0));
    loop {
        let page = store::late(&mut db.reader(), ground.now, after).await?;
        let Some(last) = page.last() else { return Ok(supervised) };
        after = (last.due, last.matter);
        for late in &page {
            if let Some(why) = limits.reached(ground, late) {
                let done = supervise_one(db, ground, late, &why).await;
                supervised += usize::from(first.ok(done).is_some());
            }
        }
    }
}

/// When an order comes under supervision by itself.
struct Limits {
    days: i64,
    hours: i64,
    urged: i64,
}

impl Limits {
    fn of(ground: &Ground) -> Result<Self, Error> {
        let number = |key: &str| ground.rules.number(key, ground.now.date());
        Ok(Self {
            days: number("hotline.supervise.days")?,
            hours: number("hotline.supervise.hours")?,
            urged: number("hotline.supervise.urged")?,
        })
    }

    /// Why a late order comes under supervision now; nothing when it does not yet.
    fn reached(&self, ground: &Ground, late: &Late) -> Option<String> {
        let days = i64::from(due::working_days_between(&ground.calendar, late.due.date(), ground.now.date()));
        let hours = (ground.now.0 - late.due.0) / base::time::HOUR;
        if late.hasty && hours >= self.hours {
            return Some(format!("紧急工单已超期 {hours} 小时"));
        }
        if days >= self.days {
            return Some(format!("已超期 {days} 个工作日"));
        }
        (late.urged >= self.urged).then(|| format!("已超期，并已催办 {} 次", late.urged))
    }
}

async fn supervise_one(db: &Db, ground: &Ground, late: &Late, why: &str) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let input = Input { opinion: format!("系统自动督办：{why}，请立即办理。"), ..Input::default() };
    let given = Given { input, ..Given::default() };
    let done = actions::act(&mut tx, ground, &Actor::System, late.order, "supervise", given, &More::default()).await?;
    let text = format!("热线工单{}{why}，已自动列入督办，请立即办理。", done.case.number);
    telling::tell_holder(&mut tx, ground, &done.case, &text).await?;
    identity::posts::tell_unit(&mut tx, &[CHIEF], done.case.home, ground.now, &text).await?;
    Ok(tx.commit().await?)
}
