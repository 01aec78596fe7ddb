//! Leaving an order out of the scores (不计考核): a unit asks with a reason, the head of the hotline decides, never who asked.
//! 国办函〔2025〕66号: evaluation by classes, no aims that nobody can reach.

use ::store::Tx;
use base::Error;
use counter::{choice, told};
use identity::Actor;
use matter::Ground;
use serde_json::json;

use super::recusal;
use crate::model::EXCLUSIONS;
use crate::process::{APPROVE, DESK, HANDLE};
use crate::store;

/// Longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// Asks to leave an order out; gives the key of the request.
///
/// # Errors
/// A refusal for those who neither handle it nor keep the desk, or while a request waits; wrong fields.
pub async fn ask(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, kind: &str, reason: &str) -> Result<i64, Error> {
    let order = recusal::order(tx, actor, id).await?;
    let matter = matter::store::matter(tx, order.matter_id).await?;
    let staff = actor.staff()?;
    if !actor.may(DESK, Some(matter.home_unit)) {
        actor.require(HANDLE, Some(staff.unit))?;
        if !counter::desk::concerns(tx, order.matter_id, &[staff.unit]).await? {
            return Err(Error::Unseen);
        }
    }
    let (unit, person) = (staff.unit, staff.person);
    let reason = told::reason(reason, "reason", "理由", REASON_MAX)?;
    let kind = choice::known(EXCLUSIONS, kind).ok_or_else(|| Error::field("kind", "请选择原因"))?;
    if order.excluded {
        return Err(Error::refused("hotline.excluded", "本件已经不计考核。"));
    }
    if store::exclusions_of(tx, id).await?.iter().any(|x| x.decided_at.is_none()) {
        return Err(Error::refused("hotline.exclusion-asked", "已经有申请在等待审核。"));
    }
    let row = store::ask_exclusion(tx, id, (&kind, &reason), unit, person, ground.now).await?;
    let facts = json!({ "kind": kind, "unit": unit });
    let bodies = [("hotline_exclusion", "reason", row, reason.as_str())];
    crate::record(tx, ground, actor, "hotline.exclusion.ask", ("hotline", id), facts, &bodies).await?;
    Ok(row)
}

/// Decides on a request.
///
/// # Errors
/// A refusal for who may not, or who asked; a conflict when it was decided before; wrong fields without a remark when it is
/// turned down.
pub async fn decide(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: i64,
    agreed: bool,
    remark: &str,
) -> Result<(), Error> {
    let asked = store::exclusion(tx, request).await?;
    let order = recusal::order(tx, actor, asked.order_id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    actor.require(APPROVE, Some(home))?;
    let person = actor.staff()?.person;
    if person == asked.asked_by {
        return Err(Error::refused("hotline.own-exclusion", "不能审核自己提出的申请。"));
    }
    let remark = match agreed {
        true => told::message(remark, "remark", 0, REASON_MAX, "")?,
        false => told::reason(remark, "remark", "不同意的理由", REASON_MAX)?,
    };
    if !store::decide_exclusion(tx, request, person, ground.now, agreed, &remark).await? {
        return Err(Error::Conflict("这项申请已经有人审核过了。".to_owned()));
    }
    if agreed {
        store::excluded(tx, order.id, true).await?;
    }
    let bodies = [("hotline_exclusion", "remark", request, remark.as_str())];
    let facts = json!({ "agreed": agreed, "request": request });
    crate::record(tx, ground, actor, "hotline.exclusion.decide", ("hotline", order.id), facts, &bodies).await
}
