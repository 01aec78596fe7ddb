//! Publishing at a set moment (定时发布): asked of every member of a set when it is set, and once more at the hour. What cannot be
//! published then is not published later in silence: the schedule ends, and whoever set it is told why.

use base::time::{DAY, MINUTE};
use base::{Error, Moment, text};
use identity::message::{self, Message};
use serde_json::json;
use store::{Tx, jobs::Job};

use super::group::{locked, together};
use super::{Ground, allowed, publish, ready};
use crate::store::items as rows;
use crate::{Desk, Item, PUBLISH_JOB};

/// Days that a schedule may lie ahead at most.
const AHEAD_DAYS_MAX: i64 = 366;
/// Minutes after the set moment from which on whoever set it is told that it was late.
const LATE: &str = "edition.schedule.late";
/// Characters of a reason that a message holds.
const REASON_CHARS: usize = 120;

/// Publishes at `at`, to the second, with those of its set that wait for publication, or calls the schedule off.
///
/// # Errors
/// The actor may not; it or a member of its set is not ready or not whole; the moment has passed or lies more than a year
/// ahead.
pub async fn schedule(tx: &mut Tx, desk: &Desk<'_>, id: i64, at: Option<Moment>) -> Result<(), Error> {
    let members = locked(tx, id).await?;
    let item = members.iter().find(|member| member.id == id).ok_or(Error::Unseen)?;
    allowed(tx, desk, item).await?;
    if let Some(at) = at {
        for member in &members {
            ready::all(tx, member, Ground::Approved).await?;
        }
        if at <= desk.now {
            let message = "定时发布时间已经过去。如需立即发布，请点“立即发布”；否则请另选时间。";
            return Err(Error::field("scheduled_at", message));
        }
        if at.0 - desk.now.0 > AHEAD_DAYS_MAX * DAY {
            return Err(Error::field("scheduled_at", "定时发布时间最多可设到一年以后，请核对年份。"));
        }
    }
    // Each member has its own job: a set that is dissolved meanwhile is still published. The first one publishes all.
    for member in &members {
        rows::set_schedule(tx, member.id, at, desk.by.person(), "").await?;
        if let Some(at) = at {
            let payload = json!({ "item": member.id, "at": at.0 });
            tx.enqueue(Job::new(PUBLISH_JOB, payload).at(at)).await?;
        }
    }
    let items: Vec<i64> = members.iter().map(|member| member.id).collect();
    let facts = json!({ "at": at.map(|at| at.0), "items": items });
    desk.record(tx, "edition.schedule", ("edition", id), facts, Vec::new()).await?;
    Ok(())
}

/// Publishes what was scheduled for `at`; nothing when the schedule was changed meanwhile. What cannot be published any more
/// ends its schedule. For the job; true when something was written.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due(tx: &mut Tx, desk: &Desk<'_>, id: i64, at: i64) -> Result<bool, Error> {
    let members = match locked(tx, id).await {
        Err(Error::Unseen) => return Ok(false),
        members => members?,
    };
    let Some(item) = members.into_iter().find(|member| member.id == id) else { return Ok(false) };
    if item.scheduled_at != Some(Moment(at)) {
        return Ok(false);
    }
    match publish(tx, desk, id, Ground::Approved).await {
        Ok(()) => {
            let late = desk.app.number(LATE)?;
            if desk.now.0 - at > late * MINUTE {
                let text = format!(
                    "【定时发布】《{}》原定 {} 发布，系统当时未能运行，已于 {} 补发。",
                    item.title,
                    Moment(at).minutes(),
                    desk.now.minutes()
                );
                tell(tx, desk, &item, text).await?;
            }
        }
        Err(Error::Invalid(faults)) => {
            let why = faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("");
            failed(tx, desk, item, &why).await?;
        }
        Err(Error::Refused(refusal)) => failed(tx, desk, item, &refusal.message).await?,
        Err(error) => return Err(error),
    }
    Ok(true)
}

/// Ends the schedule of all that was to be published then, notes why, and tells whoever set it.
async fn failed(tx: &mut Tx, desk: &Desk<'_>, item: Item, why: &str) -> Result<(), Error> {
    let at = item.scheduled_at;
    for member in together(tx, item.clone()).await? {
        if member.scheduled_at == at {
            rows::set_schedule(tx, member.id, None, None, why).await?;
        }
    }
    let facts = json!({ "at": at.map(|at| at.0), "why": why });
    desk.record(tx, "edition.schedule.failed", ("edition", item.id), facts, Vec::new()).await?;
    let text = format!(
        "【定时发布】《{}》原定 {} 发布，没有发布：{}请登录工作台“稿件”处理（编号 {}）。",
        item.title,
        at.map(Moment::minutes).unwrap_or_default(),
        text::truncate(why, REASON_CHARS),
        item.id
    );
    tell(tx, desk, &item, text).await
}

/// A message to whoever set the schedule, when he has a telephone.
async fn tell(tx: &mut Tx, desk: &Desk<'_>, item: &Item, text: String) -> Result<(), Error> {
    let Some(person) = item.scheduled_by else { return Ok(()) };
    let person = identity::people::find(tx, person).await?;
    if let Some(person) = person.filter(|person| !person.phone.is_empty() && person.disabled_at.is_none()) {
        message::enqueue(tx, desk.now, &Message::to_phone(person.phone, text)).await?;
    }
    Ok(())
}
