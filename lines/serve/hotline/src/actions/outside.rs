//! Orders that are handed over to document flow or to a meeting while they are on hold (转公文流程、提请会议研究): which document or meeting it is,
//! and what came of it.

use ::store::Tx;
use base::Error;
use counter::told;
use identity::Actor;
use matter::Ground;
use matter::form::Given;
use serde_json::json;

use super::{More, act, recusal};
use crate::model::Order;
use crate::process::{APPROVE, DESK};
use crate::store;

/// Longest name of a document or a meeting, in characters.
pub const REF_MAX: usize = 100;
/// Longest result, in characters.
pub const RESULT_MAX: usize = 2_000;

/// Whether an order on hold for this reason was handed over.
pub fn handed(kind: &str) -> bool {
    matches!(kind, "document" | "meeting")
}

/// Whether `actor` writes down what came of it.
pub fn may(actor: &Actor, order: &Order, home: i64) -> bool {
    handed(&order.hold_kind) && (actor.may(DESK, Some(home)) || actor.may(APPROVE, Some(home)))
}

/// Writes down what came of it; an order that is still on hold goes on.
///
/// # Errors
/// A refusal for who may not, or for an order that was not handed over; wrong fields.
pub async fn came_back(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    reference: &str,
    result: &str,
) -> Result<(), Error> {
    let order = recusal::order(tx, actor, id).await?;
    let matter = matter::store::matter(tx, order.matter_id).await?;
    if !may(actor, &order, matter.home_unit) {
        actor.require(APPROVE, Some(matter.home_unit))?;
        return Err(Error::refused("hotline.not-handed", "本件没有转公文流程或者提请会议研究。"));
    }
    let reference = told::message(reference, "hold_ref", 2, REF_MAX, "请填写文号、公文标题或者会议名称")?;
    let result = told::message(result, "hold_result", 2, RESULT_MAX, "请填写公文办理或者会议研究的结果")?;
    store::came_back(tx, id, &reference, &result).await?;
    let bodies = [("hotline_order", "hold_result", id, result.as_str())];
    let facts = json!({ "kind": order.hold_kind, "reference": reference });
    crate::record(tx, ground, actor, "hotline.result", ("hotline", id), facts, &bodies).await?;
    if matter.state == "held" {
        act(tx, ground, actor, id, "resume", Given::default(), &More::default()).await?;
    }
    Ok(())
}
