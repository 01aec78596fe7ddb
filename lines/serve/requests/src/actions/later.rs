//! What comes after the answer: delivery, disputes, proposals to publish.

use ::store::Tx;
use base::{Date, Error};
use identity::Actor;
use matter::{Done, Ground, Input};

use super::act;
use super::side::{given, note};
use crate::channels::{DECISIONS, DISPUTES};
use crate::model::Request;
use crate::store;
use counter::choice::values;

/// A dispute was filed about the answer (art. 51): kind, forum, number.
///
/// # Errors
/// Wrong fields, a refusal before the request was closed.
pub async fn dispute(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    [kind, forum, number]: [&str; 3],
    day: Option<Date>,
) -> Result<(), Error> {
    if !values(DISPUTES).contains(&kind) {
        return Err(Error::field("kind", "请选择类别"));
    }
    if forum.trim().is_empty() {
        return Err(Error::field("forum", "请写明复议机关或者法院"));
    }
    let Some(day) = day.filter(|d| *d <= ground.now.date() && *d >= request.arrived_on) else {
        return Err(Error::field("on", "请填写受理日期，在收到申请之后、今天之前"));
    };
    let dispute =
        store::add_dispute(tx, (request.id, request.organ_id), [kind, forum.trim(), number.trim()], day).await?;
    note(
        tx,
        ground,
        actor,
        request.id,
        "requests.dispute",
        serde_json::json!({ "dispute": dispute, "kind": kind, "on": day.to_string() }),
    )
    .await
}

/// A dispute was decided.
///
/// # Errors
/// Wrong fields, also when there is no such undecided one.
pub async fn decide(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    dispute: i64,
    ([result, text], day): ([&str; 2], Option<Date>),
) -> Result<(), Error> {
    if !values(DECISIONS).contains(&result) {
        return Err(Error::field("result", "请选择结果"));
    }
    let Some(day) = day.filter(|d| *d <= ground.now.date()) else {
        return Err(Error::field("on", "请填写决定或者判决的日期，不能晚于今天"));
    };
    if !store::decide_dispute(tx, request.id, dispute, [result, text.trim()], day).await? {
        return Err(Error::field("on", "没有这件未结的复议、诉讼，或者日期早于受理日期"));
    }
    note(
        tx,
        ground,
        actor,
        request.id,
        "requests.decided",
        serde_json::json!({ "dispute": dispute, "result": result, "on": day.to_string() }),
    )
    .await
}

/// Somebody proposes to publish (art. 44).
///
/// # Errors
/// A fault when it cannot be stored.
pub async fn propose(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    by_applicant: bool,
    why: &str,
) -> Result<(), Error> {
    if why.trim().is_empty() {
        return Err(Error::field("why", "请写明建议主动公开的理由"));
    }
    let proposal = store::add_proposal(tx, request.id, by_applicant, why.trim(), ground.now.date()).await?;
    note(
        tx,
        ground,
        actor,
        request.id,
        "requests.propose",
        serde_json::json!({ "proposal": proposal, "applicant": by_applicant }),
    )
    .await
}

/// A proposal is decided on (art. 44: «行政机关经审核认为属于主动公开范围的，应当及时主动公开»).
///
/// # Errors
/// Wrong fields, also when there is no such open one.
pub async fn judge(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    proposal: i64,
    [decision, reason]: [&str; 2],
) -> Result<(), Error> {
    if !matches!(decision, "adopted" | "declined") {
        return Err(Error::field("decision", "请选择采纳或者不采纳"));
    }
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "采纳的写明在哪里公开，不采纳的写明理由"));
    }
    if !store::decide_proposal(tx, request.id, proposal, [decision, reason.trim()], ground.now.date()).await? {
        return Err(Error::field("decision", "这个建议已经审核"));
    }
    note(
        tx,
        ground,
        actor,
        request.id,
        "requests.judge",
        serde_json::json!({ "proposal": proposal, "decision": decision }),
    )
    .await
}

/// The answer reached the applicant (art. 40).
///
/// # Errors
/// Wrong fields without a way, a refusal before the answer.
pub async fn deliver(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (day, how): (Option<Date>, &str),
) -> Result<Done, Error> {
    if how.trim().is_empty() {
        return Err(Error::field("how", "请写明送达方式，例如邮寄单号、签收人"));
    }
    let input = Input { opinion: how.to_owned(), day, ..Input::default() };
    let done = act(tx, ground, actor, id, "deliver", given(input, None)).await?;
    store::delivered(tx, id, day.unwrap_or(ground.now.date()), how.trim()).await?;
    Ok(done)
}
