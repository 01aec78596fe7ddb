//! Orders that are handed over to document flow or to a meeting while they are on hold (转公文流程、提请会议研究): which document or meeting it is,
//! and what came of it.

use ::store::Tx;
use base::{Date, Error, FieldError};
use counter::told;
use identity::Actor;
use matter::Ground;
use matter::form::Given;
use serde_json::json;

use super::{Hold, More, act, recusal};
use crate::model::Order;
use crate::process::{APPROVE, DESK};
use crate::store::{self, NewOut};

/// Longest name of a document or a meeting, in characters.
pub const REF_MAX: usize = 100;
/// Longest result, in characters.
pub const RESULT_MAX: usize = 2_000;

/// Whether an order on hold for this reason was handed over.
pub fn handed(kind: &str) -> bool {
    matches!(kind, "document" | "meeting")
}

/// What is wrong with where an order is handed over to, beside its name.
pub(super) fn wrong(hold: &Hold, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if !(2..=REF_MAX).contains(&base::text::char_count(hold.organ.trim())) {
        let message = format!("请填写承办公文或者召集会议的机关，最多 {REF_MAX} 字");
        wrong.push(FieldError::new("hold_organ", message));
    }
    if base::text::char_count(hold.title.trim()) > REF_MAX {
        wrong.push(FieldError::new("hold_title", format!("公文标题或者议题最多 {REF_MAX} 字")));
    }
    if hold.handed_on.is_some_and(|on| on > today) {
        wrong.push(FieldError::new("hold_on", "移交日期不能晚于今天"));
    }
    wrong
}

/// Keeps where it is asked to hand an order over to; nothing of an order that is on hold for another reason.
pub(super) async fn ask(tx: &mut Tx, ground: &Ground, id: i64, hold: &Hold) -> Result<(), Error> {
    let new = NewOut {
        kind: &hold.kind,
        reference: hold.reference.trim(),
        title: hold.title.trim(),
        organ: hold.organ.trim(),
        handed_on: hold.handed_on.unwrap_or(ground.now.date()),
        due_on: hold.until,
    };
    Ok(store::ask_out(tx, id, handed(&hold.kind).then_some(&new)).await?)
}

/// As it was asked for: title, organ and the day, for the act that agrees to it.
pub(super) async fn asked(tx: &mut Tx, id: i64, hold: Hold) -> Result<Hold, Error> {
    let outs = store::outs(tx, id).await?;
    let Some(out) = outs.into_iter().rfind(|out| out.begun_at.is_none()) else { return Ok(hold) };
    Ok(Hold { title: out.title, organ: out.organ, handed_on: Some(out.handed_on), ..hold })
}

/// Whether `actor` writes down what came of it.
pub fn may(actor: &Actor, order: &Order, home: i64) -> bool {
    handed(&order.hold_kind) && (actor.may(DESK, Some(home)) || actor.may(APPROVE, Some(home)))
}

/// What came of it, as typed.
#[derive(Debug, Clone, Copy)]
pub struct Back<'a> {
    /// The document or the meeting, as it is called now.
    pub reference: &'a str,
    /// What came of it.
    pub result: &'a str,
    /// When it came back; today when none is typed.
    pub on: Option<Date>,
}

/// Writes down what came of it and when it came back; an order that is still on hold goes on.
///
/// # Errors
/// A refusal for who may not, or for an order that was not handed over; wrong fields.
pub async fn came_back(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, back: &Back<'_>) -> Result<(), Error> {
    let order = recusal::order(tx, actor, id).await?;
    let matter = matter::store::matter(tx, order.matter_id).await?;
    let outs = store::outs(tx, id).await?;
    let out = outs.iter().rfind(|out| out.begun_at.is_some());
    let Some(out) = out.filter(|_| may(actor, &order, matter.home_unit)) else {
        actor.require(APPROVE, Some(matter.home_unit))?;
        return Err(Error::refused("hotline.not-handed", "本件没有转公文流程或者提请会议研究。"));
    };
    let reference = told::message(back.reference, "hold_ref", 2, REF_MAX, "请填写文号、公文标题或者会议名称")?;
    let result = told::message(back.result, "hold_result", 2, RESULT_MAX, "请填写公文办理或者会议研究的结果")?;
    let on = back.on.unwrap_or(ground.now.date());
    if on > ground.now.date() || on < out.handed_on {
        let message = format!("办结（议定）日期不能晚于今天，也不能早于移交日期 {}", out.handed_on);
        return Err(Error::field("hold_back", message));
    }
    store::came_back(tx, id, &reference, &result).await?;
    store::end_out(tx, out.id, &reference, &result, on).await?;
    // Typed by hand, it may name the caller: the ledger commits to it and does not hold it.
    let bodies = [
        ("hotline_order", "hold_result", id, result.as_str()),
        ("hotline_handed", "result", out.id, result.as_str()),
        ("hotline_handed", "reference", out.id, reference.as_str()),
    ];
    let facts = json!({ "kind": order.hold_kind, "back": on.to_string() });
    crate::record(tx, ground, actor, "hotline.result", ("hotline", id), facts, &bodies).await?;
    if matter.state == "held" {
        act(tx, ground, actor, id, "resume", Given::default(), &More::default()).await?;
    }
    Ok(())
}
