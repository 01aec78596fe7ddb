//! Letters that ask a unit to mend (整改函) and records of supervision on the spot (上门督办记录): what the hotline does where urging does
//! not help (济南市12345市民服务热线条例第二十八条). A letter has a number, a time and a reply, which is accepted or not.

use ::store::Tx;
use base::{Date, Error, FieldError};
use counter::told;
use identity::Actor;
use matter::Ground;
use serde_json::json;

use crate::model::Order;
use crate::process::{APPROVE, HANDLE, SUPERVISE};
use crate::store::{self, NewPaper, Paper};

/// Pattern of the numbers of letters.
pub const NUMBER: &str = "青热整〔{year}〕{seq:03}号";
/// Longest text, in characters.
pub const TEXT_MAX: usize = 3_000;

/// Whether `actor` issues letters and writes records.
pub fn may(actor: &Actor, home: i64) -> bool {
    actor.may(APPROVE, Some(home)) || actor.may(SUPERVISE, None)
}

/// Issues a letter, or writes a record (`kind` rectify or visit), about the unit that handles the order; gives its key.
///
/// # Errors
/// A refusal for who may not, or before the order was with a unit; wrong fields.
pub async fn make(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    kind: &str,
    text: &str,
    due: Option<Date>,
) -> Result<i64, Error> {
    let order = store::order(tx, id).await?;
    let matter = matter::store::matter(tx, order.matter_id).await?;
    if !may(actor, matter.home_unit) {
        actor.require(APPROVE, Some(matter.home_unit))?;
    }
    let unit = order.answer_unit.or(matter.lead_unit);
    let unit = unit.ok_or_else(|| Error::refused("hotline.no-unit", "工单还没有派给单位。"))?;
    let text = told::message(text, "paper_text", 5, TEXT_MAX, "请写明问题和要求（至少 5 个字）")?;
    let letter = match kind {
        "rectify" => true,
        "visit" => false,
        _ => return Err(Error::Unseen),
    };
    let due = due.filter(|_| letter);
    if letter && due.is_none_or(|due| due <= ground.now.date()) {
        return Err(Error::Invalid(vec![FieldError::new("paper_due", "请填写回复期限，须在今天以后")]));
    }
    let number = if letter { matter::store::next_number(tx, NUMBER, ground.now).await? } else { String::new() };
    let by = actor.staff()?.person;
    let new = NewPaper { order: id, kind, number: &number, unit, text: &text, due, by, at: ground.now };
    let paper = store::add_paper(tx, &new).await?;
    let facts = json!({ "kind": kind, "number": number, "unit": unit, "due": due.map(|d| d.to_string()) });
    let bodies = [("hotline_paper", "text", paper, text.as_str())];
    crate::record(tx, ground, actor, "hotline.paper", ("hotline", id), facts, &bodies).await?;
    Ok(paper)
}

/// The unit replies to a letter.
///
/// # Errors
/// A refusal for other units, or when it was accepted; wrong fields.
pub async fn reply(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, text: &str) -> Result<(), Error> {
    let (paper, _) = letter(tx, id).await?;
    if actor.staff()?.unit != paper.unit_id {
        return Err(Error::Unseen);
    }
    actor.require(HANDLE, Some(paper.unit_id))?;
    if paper.closed_at.is_some() || paper.replied_at.is_some() {
        return Err(Error::refused("hotline.paper-replied", "这份整改函已经回复。"));
    }
    let text = told::message(text, "paper_reply", 5, TEXT_MAX, "请写明整改情况（至少 5 个字）")?;
    store::reply_paper(tx, id, &text, actor.staff()?.person, ground.now).await?;
    let bodies = [("hotline_paper", "reply", id, text.as_str())];
    crate::record(tx, ground, actor, "hotline.paper.reply", ("hotline", paper.order_id), json!({}), &bodies).await
}

/// The reply is accepted, or the unit has to reply once more.
///
/// # Errors
/// A refusal for who may not, or before there is a reply.
pub async fn judge(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, accepted: bool) -> Result<(), Error> {
    let (paper, order) = letter(tx, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    if !may(actor, home) {
        actor.require(APPROVE, Some(home))?;
    }
    if paper.closed_at.is_some() || paper.replied_at.is_none() {
        return Err(Error::refused("hotline.paper-open", "单位还没有回复，或者已经销号。"));
    }
    store::close_paper(tx, id, accepted, ground.now).await?;
    let facts = json!({ "paper": id, "accepted": accepted });
    crate::record(tx, ground, actor, "hotline.paper.judge", ("hotline", order.id), facts, &[]).await
}

async fn letter(tx: &mut Tx, id: i64) -> Result<(Paper, Order), Error> {
    let paper = store::paper(tx, id).await?;
    if paper.kind != "rectify" {
        return Err(Error::Unseen);
    }
    let order = store::order(tx, paper.order_id).await?;
    Ok((paper, order))
}
