//! Public notices with a period (公示): announced by a unit and approved by its head, open by the calendar, objected to with name and
//! telephone; each objection is a matter with a clock.

use ::store::Tx;
use base::{Error, FieldError};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};

use crate::model::notice::{Announcing, Notice, faults_of_days};
use crate::process::{APPROVE, KEEP};
use crate::{index, store};

/// Drafts a notice of a unit; gives its key.
///
/// # Errors
/// The actor keeps none of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, new: &Announcing) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let id = store::create_notice(tx, unit, new, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.notice.draft", json!({ "unit": unit }), Vec::new()).await?;
    Ok(id)
}

/// Writes a draft.
///
/// # Errors
/// As [`create`]; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, new: &Announcing) -> Result<(), Error> {
    draft(tx, actor, id).await?;
    store::set_notice(tx, id, new, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.notice.draft", json!({}), Vec::new()).await
}

/// Hands a draft in for approval.
///
/// # Errors
/// As [`save`]; what keeps it from being announced: its days, personal data that must not be public.
pub async fn submit(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let notice = draft(tx, actor, id).await?;
    announceable(ground, &notice)?;
    store::notice_state(tx, id, "review").await?;
    record(tx, ground, actor, id, "surveys.notice.submit", json!({}), Vec::new()).await
}

/// Approves it: the public sees it from now on, and it opens on its first day.
///
/// # Errors
/// The actor is not the unit's head; a refusal when he wrote it himself or none waits; wrong fields when its days no longer do.
pub async fn approve(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let notice = reviewed(tx, actor, id).await?;
    if notice.drafted_by.is_some() && notice.drafted_by == actor.person() {
        return Err(Error::refused("surveys.own-draft", "自己拟的不能自己审核，请由另一人审核。"));
    }
    announceable(ground, &notice)?;
    store::decide_notice(tx, id, "approved", actor.person(), ground.now, "").await?;
    let bodies = vec![body("title", id, &notice.title), body("body", id, &notice.body)];
    let facts =
        json!({ "kind": notice.kind, "opens": notice.opens_on.to_string(), "closes": notice.closes_on.to_string() });
    record(tx, ground, actor, id, "surveys.notice.approve", facts, bodies).await?;
    index::noticed(tx, &notice).await?;
    if notice.opens_on <= ground.now.date() {
        turn(tx, ground, id).await?;
    }
    Ok(())
}

/// Sends it back to be changed.
///
/// # Errors
/// As [`approve`]; a wrong field without a reason.
pub async fn reject(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, reason: &str) -> Result<(), Error> {
    reviewed(tx, actor, id).await?;
    let reason = counter::told::message(reason, "reason", 2, 500, "请填写退回的原因")?;
    store::decide_notice(tx, id, "draft", actor.person(), ground.now, &reason).await?;
    record(tx, ground, actor, id, "surveys.notice.reject", json!({}), Vec::new()).await
}

/// Makes a notice that runs, or waits for its first day, longer.
///
/// # Errors
/// As [`withdraw`]; a wrong field when the day is not later.
pub async fn extend(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, to: &str, why: &str) -> Result<(), Error> {
    let notice = store::notice(tx, id).await?;
    actor.require(APPROVE, Some(notice.unit_id))?;
    if !matches!(notice.state.as_str(), "approved" | "open") {
        return Err(Error::Unseen);
    }
    let to = crate::model::longer(&ground.rules, (notice.opens_on, notice.closes_on), to)?;
    let why = counter::told::message(why, "longer_why", 2, 500, "请填写延长的原因")?;
    store::extend_notice(tx, id, to, &why).await?;
    let facts = json!({ "from": notice.closes_on.to_string(), "to": to.to_string(), "why": why });
    record(tx, ground, actor, id, "surveys.notice.extend", facts, Vec::new()).await
}

/// Withdraws it from the public; objections go on.
///
/// # Errors
/// The actor is not the unit's head; a wrong field without a reason; [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let notice = store::notice(tx, id).await?;
    actor.require(APPROVE, Some(notice.unit_id))?;
    if !notice.is_public() {
        return Err(Error::Unseen);
    }
    let why = counter::told::message(why, "why", 2, 500, "请填写撤下的原因")?;
    store::withdraw_notice(tx, id, &why, ground.now).await?;
    index::unnoticed(tx, id).await?;
    record(tx, ground, actor, id, "surveys.notice.withdraw", json!({ "why": why }), Vec::new()).await
}

/// Opens an approved notice whose first day has come, closes an open one whose last day is over.
///
/// # Errors
/// [`Error::Unseen`] when neither is so; a fault of the database.
pub async fn turn(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let notice = store::notice(tx, id).await?;
    let today = ground.now.date();
    let (state, verb) = match notice.state.as_str() {
        "approved" if notice.opens_on <= today => ("open", "surveys.notice.open"),
        "open" if notice.closes_on < today => ("closed", "surveys.notice.close"),
        _ => return Err(Error::Unseen),
    };
    store::turn_notice(tx, id, state, ground.now).await?;
    record(tx, ground, &Actor::System, id, verb, json!({}), Vec::new()).await
}

/// Personal data beyond names must not stand in a notice (个人信息保护法 art. 6; 政府信息公开条例 art. 15).
fn announceable(ground: &Ground, notice: &Notice) -> Result<(), Error> {
    let mut faults = faults_of_days(&ground.rules, &ground.calendar, notice, ground.now.date())?;
    for (field, text) in [("title", &notice.title), ("body", &notice.body)] {
        let leaks = counter::mask::leaks(text, &[]);
        if !leaks.is_empty() {
            faults.push(FieldError::new(field, format!("文中有{}，请遮盖后再提交", leaks.join("、"))));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

async fn draft(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Notice, Error> {
    let notice = store::notice(tx, id).await?;
    actor.require(KEEP, Some(notice.unit_id))?;
    if notice.state != "draft" {
        return Err(Error::refused("surveys.no-draft", "已经提交审核或者公布，不能再修改；需要修改的请先退回。"));
    }
    Ok(notice)
}

async fn reviewed(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Notice, Error> {
    let notice = store::notice(tx, id).await?;
    actor.require(APPROVE, Some(notice.unit_id))?;
    if notice.state != "review" {
        return Err(Error::refused("surveys.no-review", "没有等待审核的内容。"));
    }
    Ok(notice)
}

fn body<'a>(column: &'a str, row: i64, content: &'a str) -> ledger::Body<'a> {
    ledger::Body { table: "surveys_notice", column, row, content: content.as_bytes() }
}

async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    verb: &str,
    facts: Value,
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "surveys.notice", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
