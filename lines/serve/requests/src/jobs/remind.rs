//! Offices are reminded (提醒) of what has a time and no desk that would see it: each once, by a message to the clerks of the organ. A
//! message says which request and until when, never what is asked for.

use ::store::Db;
use base::time::DAY;
use base::{Date, Error, Moment, due};
use counter::First;
use identity::Actor;
use matter::Ground;
use serde_json::json;

use crate::late::{Late, days, last_day};
use crate::store::{self, Reminder};

/// The role of whoever answers for the county's own annual report.
const OVERSEER: &str = "requests.overseer";

/// Something to say to an office.
struct Message<'a> {
    /// Of what.
    what: &'a str,
    /// Key of what it is about.
    subject: i64,
    /// The request, none for an annual report.
    request: Option<i64>,
    /// The office, 0 for whoever answers for the county.
    unit: i64,
    /// When the time ends.
    due_on: Date,
    /// The words.
    text: String,
}

/// Reminds of everything that is due; gives how often.
///
/// # Errors
/// A fault when what is due cannot be read; what fails of it is noted in `first`.
pub(super) async fn run(db: &Db, ground: &Ground, first: &mut First) -> Result<usize, Error> {
    let mut told = 0;
    for message in messages(db, ground).await? {
        let done = tell(db, ground, &message).await;
        told += usize::from(first.ok(done) == Some(true));
    }
    Ok(told)
}

async fn messages<'a>(db: &Db, ground: &Ground) -> Result<Vec<Message<'a>>, Error> {
    let today = ground.now.date();
    let late = Late::at(ground)?;
    let redo = ahead(ground, "requests.redo.ahead")?;
    let mut all = Vec::new();
    for (what, when) in [
        (Reminder::Confirm, vec![late.confirm]),
        (Reminder::Notice, vec![late.notice.0, late.notice.1]),
        (Reminder::Asked, vec![late.serve]),
        (Reminder::Fee, vec![late.serve]),
        (Reminder::Redo, vec![redo]),
        (Reminder::ReplySimple, vec![]),
        (Reminder::ReplyReview, vec![]),
        (Reminder::ReplySuit, vec![]),
    ] {
        for (subject, request, number, unit, day) in store::due_reminders(&mut db.reader(), what, &when).await? {
            let (due_on, words) = words(ground, what, day)?;
            // A reply is not due yet: nobody is told before.
            if what.key() == "reply" && due_on > ahead(ground, "requests.reply.ahead")? {
                continue;
            }
            let text = format!("【政府信息公开】申请{number}：{words}");
            all.push(Message { what: what.key(), subject, request: Some(request), unit, due_on, text });
        }
    }
    all.extend(annual(db, ground, today).await?);
    Ok(all)
}

/// The day so many working days from now.
fn ahead(ground: &Ground, key: &str) -> Result<Date, Error> {
    let today = ground.now.date();
    Ok(due::add_working_days(&ground.calendar, today, days(&ground.rules, key, today)?))
}

/// When the time ends that began on `day`, and what is to be done.
fn words(ground: &Ground, what: Reminder, day: Date) -> Result<(Date, String), Error> {
    let after = |key: &str| last_day(ground, key, day);
    Ok(match what {
        Reminder::Confirm => {
            let last = after("requests.confirm")?;
            (last, format!("与申请人确认收到的期限{last}已届满，请尽快确认并登记。"))
        }
        Reminder::Notice => {
            let last = after("requests.notice")?;
            (last, format!("需要申请人补正的，告知补正的期限{last}届满。"))
        }
        Reminder::Asked => {
            let last = after("requests.serve")?;
            (last, format!("{day}发出的征求意见书还没有登记送达或者无法送达，请核实登记，答复期限一直中止。"))
        }
        Reminder::Fee => {
            let last = after("requests.serve")?;
            (last, format!("{day}发出的收费通知还没有登记送达，请核实登记，缴费期限还没有开始计算。"))
        }
        Reminder::Redo => (day, format!("应当在{day}前重新作出答复。")),
        Reminder::ReplySimple | Reminder::ReplyReview | Reminder::ReplySuit => {
            let key = match what {
                Reminder::ReplySimple => "requests.reply.simple",
                Reminder::ReplyReview => "requests.reply.review",
                _ => "requests.reply.suit",
            };
            let length = ground.rules.length(key, day)?;
            let last = due::count(&ground.calendar, Moment::start_of(day), length).due.date();
            (last, format!("复议答复书（诉讼答辩状）应当在{last}前提交。"))
        }
    })
}

/// Art. 49: departments publish their reports until 31 January, the county until 31 March. Who has not is told before, and once more
/// when the day is over.
async fn annual<'a>(db: &Db, ground: &Ground, today: Date) -> Result<Vec<Message<'a>>, Error> {
    let year = today.year() - 1;
    let before = ground.rules.number("requests.annual.ahead", today)?;
    let q = &mut db.reader();
    let mut settled: Vec<i64> = store::settled_units(q, year).await?.into_iter().map(|report| report.unit_id).collect();
    let county = store::report(q, 0, year).await?;
    settled.extend(county.filter(|report| report.settled_at.is_some()).map(|report| report.unit_id));
    let organs = store::organs(q).await?.into_iter().map(|(unit, _)| (unit, "requests.annual.unit"));
    let mut all = Vec::new();
    for (unit, key) in organs.chain([(0, "requests.annual.county")]) {
        let months = u32::try_from(ground.rules.number(key, today)?).unwrap_or(12);
        let Some(last) = last_of_month(today.year(), months) else { continue };
        let near = Moment::start_of(last).plus(-before * DAY).date();
        if settled.contains(&unit) || today < near {
            continue;
        }
        let (what, words) = if today > last { ("annual.late", "已经") } else { ("annual", "将") };
        let text = format!(
            "【政府信息公开】{year}年政府信息公开工作年度报告还没有定稿公布，法定期限{last}{words}届满（条例第四十九条）。"
        );
        all.push(Message { what, subject: unit, request: None, unit, due_on: last, text });
    }
    Ok(all)
}

fn last_of_month(year: i16, month: u32) -> Option<Date> {
    let month = i8::try_from(month).ok()?;
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

async fn tell(db: &Db, ground: &Ground, message: &Message<'_>) -> Result<bool, Error> {
    let Message { what, subject, request, unit, due_on, text } = message;
    if store::remembered(&mut db.reader(), what, *subject, *due_on).await? {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    if !store::remember(&mut tx, what, *subject, *due_on, ground.now).await? {
        return Ok(false);
    }
    let people = match unit {
        0 => identity::posts::tell(&mut tx, OVERSEER, ground.now, text).await?,
        unit => identity::posts::tell_in(&mut tx, crate::CLERK, *unit, ground.now, text).await?,
    };
    let subject = request.map_or(("report", *unit), |id| ("request", id));
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::System.ledger(),
        verb: "requests.remind",
        subject: ledger::Subject { kind: subject.0, id: subject.1 },
        facts: json!({ "what": what, "due": due_on.to_string(), "people": people }),
        bodies: Vec::new(),
    };
    ledger::record(&mut tx, &ground.chance, entry).await?;
    tx.commit().await?;
    Ok(true)
}
