//! What comes after the answer: delivery, disputes, proposals to publish.

use ::store::Tx;
use base::{Date, Error, Fault, FieldError, Moment, due, reason};
use identity::Actor;
use matter::{Done, Ground, Input};

use super::act;
use super::side::{given, note};
use crate::channels::{DECISIONS, DISPUTES, WAYS};
use crate::model::Request;
use crate::store;
use counter::choice::{title, values};

/// A dispute was filed about the answer (art. 51): kind, forum, number, day; whether it is reviewed by the simplified procedure,
/// and when the organ received the copy, from which the time of its reply counts.
///
/// # Errors
/// Wrong fields; a refusal for an entry that was voided. What was not answered at all may be disputed too (art. 51).
pub async fn dispute(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    [kind, forum, number]: [&str; 3],
    (day, simplified, copy_on): (Option<Date>, bool, Option<Date>),
) -> Result<(), Error> {
    if request.voided_on.is_some() {
        return Err(Error::refused("requests.voided", "本件录入有误，已经作废，不能登记复议、诉讼"));
    }
    if !values(DISPUTES).contains(&kind) {
        return Err(Error::field("kind", "请选择类别"));
    }
    if forum.trim().is_empty() {
        return Err(Error::field("forum", "请写明复议机关或者法院"));
    }
    let Some(day) = day.filter(|d| *d <= ground.now.date() && *d >= request.arrived_on) else {
        return Err(Error::field("on", "请填写受理日期，在收到申请之后、今天之前"));
    };
    if simplified && kind != "review" {
        return Err(Error::field("simplified", "简易程序只适用于行政复议（行政复议法第五十三条）"));
    }
    if copy_on.is_some_and(|copy| copy > ground.now.date() || copy < day) {
        return Err(Error::field("copy_on", "收到副本的日期在受理之后、今天之前"));
    }
    let of = (request.id, request.organ_id);
    let texts = [kind, forum.trim(), number.trim()];
    let dispute = store::add_dispute(tx, of, texts, day, (simplified, copy_on)).await?;
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

/// The organ handed in its reply (行政复议法 arts. 48 and 54, 行政诉讼法 art. 67).
///
/// # Errors
/// Wrong fields, also when there is no such dispute without a reply.
pub async fn reply(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    dispute: i64,
    day: Option<Date>,
) -> Result<(), Error> {
    let Some(day) = day.filter(|d| *d <= ground.now.date()) else {
        return Err(Error::field("on", "请填写提交答复的日期，不能晚于今天"));
    };
    if !store::reply_dispute(tx, request.id, dispute, day).await? {
        return Err(Error::field("on", "没有这件等待答复的复议、诉讼，或者日期早于受理日期"));
    }
    let facts = serde_json::json!({ "dispute": dispute, "on": day.to_string() });
    note(tx, ground, actor, request.id, "requests.replied", facts).await
}

/// The last day on which the reply in a dispute may be handed in; none before the copy was received. 行政复议法 art. 48: ten days, art.
/// 54: five days by the simplified procedure, both working days (art. 88); 行政诉讼法 art. 67: fifteen days.
///
/// # Errors
/// A fault when a rule row is missing.
pub(crate) fn reply_due(
    ground: &Ground,
    (kind, simplified, copy_on): (&str, bool, Option<Date>),
) -> Result<Option<Date>, Fault> {
    let Some(copy) = copy_on else { return Ok(None) };
    let key = match (kind, simplified) {
        ("review", true) => "requests.reply.simple",
        ("review", false) => "requests.reply.review",
        _ => "requests.reply.suit",
    };
    let length = ground.rules.length(key, copy)?;
    Ok(Some(due::count(&ground.calendar, Moment::start_of(copy), length).due.date()))
}

/// How the reply stands, in words: when it is due and when it was handed in. What was decided waits for none.
pub(crate) fn reply_words((due, replied): (Option<Date>, Option<Date>), decided: bool, today: Date) -> String {
    match (replied, due) {
        (Some(day), _) => format!("{day} 已提交"),
        (None, Some(due)) if !decided && due < today => format!("{due} 已超期"),
        (None, Some(due)) if !decided => format!("{due} 前"),
        _ => String::new(),
    }
}

/// What a decision orders to be answered anew, and until when it says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ordered {
    /// Whether it orders a new answer (责令重新答复).
    pub redo: bool,
    /// The last day that it sets.
    pub due_on: Option<Date>,
}

/// A dispute was decided; with `ordered` the request waits for a new answer.
///
/// # Errors
/// Wrong fields, also when there is no such undecided one.
pub async fn decide(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    dispute: i64,
    ([result, text], day, ordered): ([&str; 2], Option<Date>, Ordered),
) -> Result<(), Error> {
    if !values(DECISIONS).contains(&result) {
        return Err(Error::field("result", "请选择结果"));
    }
    let Some(day) = day.filter(|d| *d <= ground.now.date()) else {
        return Err(Error::field("on", "请填写决定或者判决的日期，不能晚于今天"));
    };
    if ordered.redo && result != "corrected" {
        return Err(Error::field("redo", "责令重新答复的，结果是“结果纠正”"));
    }
    if ordered.due_on.is_some_and(|due| due < day) {
        return Err(Error::field("due_on", "重新答复的期限不能早于决定、判决的日期"));
    }
    if !store::decide_dispute(tx, request.id, dispute, [result, text.trim()], day).await? {
        return Err(Error::field("on", "没有这件未结的复议、诉讼，或者日期早于受理日期"));
    }
    let redo = if ordered.redo {
        let why = if text.trim().is_empty() { "责令重新答复" } else { text.trim() };
        Some(store::add_redo(tx, (request.id, Some(dispute)), why, ordered.due_on).await?)
    } else {
        None
    };
    note(
        tx,
        ground,
        actor,
        request.id,
        "requests.decided",
        serde_json::json!({ "dispute": dispute, "result": result, "on": day.to_string(), "redo": redo }),
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
    if !by_applicant {
        reason::check("why", "建议主动公开的理由", why, usize::MAX)?;
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
    let what = if decision == "adopted" { "采纳后在哪里公开" } else { "不采纳的理由" };
    reason::check("reason", what, reason, usize::MAX)?;
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

/// The answer reached the applicant: in which way, how exactly, and why in another way than was asked for. Art. 40: «行政机关依申请公开
/// 政府信息，应当根据申请人的要求及行政机关保存政府信息的实际情况，确定提供政府信息的具体形式».
///
/// # Errors
/// Wrong fields, all at once; a refusal before the answer.
pub async fn deliver(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (day, [way, how, why]): (Option<Date>, [&str; 3]),
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    let mut wrong = Vec::new();
    if !values(WAYS).contains(&way) {
        wrong.push(FieldError::new("way", "请选择送达方式"));
    } else if way != request.way {
        let what = format!("改用其他方式的原因（申请人要求的方式是“{}”）", title(WAYS, &request.way));
        let message = reason::wrong(&what, why, reason::LEAST, usize::MAX);
        wrong.extend(message.map(|message| FieldError::new("why", message)));
    }
    if how.trim().is_empty() {
        wrong.push(FieldError::new("how", "请写明送达的凭据，例如邮寄单号、签收人、邮件回执"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let why = if way == request.way { "" } else { why.trim() };
    let said =
        format!("{}：{}{}{why}", title(WAYS, way), how.trim(), if why.is_empty() { "" } else { "。改变方式的原因：" });
    let input = Input { opinion: said, day, ..Input::default() };
    let done = act(tx, ground, actor, id, "deliver", given(input, None)).await?;
    store::delivered(tx, id, day.unwrap_or(ground.now.date()), [way, how.trim(), why]).await?;
    Ok(done)
}
