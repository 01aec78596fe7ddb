//! How an order stands, in plain words for the one who called, and what the caller does then: rates the answer, adds to what was said. The
//! caller proves to be the caller by number and query code; nobody else can be told anything by these functions.

use ::store::{Query, Tx};
use base::Error;
use counter::{choice, mask, rating, told};
use identity::Actor;
use matter::Ground;
use matter::case::LinkKind;
use serde::Serialize;
use serde_json::{Value, json};

use crate::actions::telling;
use crate::model::{KINDS, Order};
use crate::process::{ANSWER, plain, tone};
use crate::{BOOK, CLERK, store};

/// Longest text of a caller, in characters.
pub const MESSAGE_MAX: usize = 1_000;
/// The kind of what a caller adds.
pub const ADDED: &str = "caller";

/// What the caller is told.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Number.
    pub number: String,
    /// State in plain words.
    pub words: &'static str,
    /// Tone of its badge.
    pub tone: &'static str,
    /// Facts, as `ui.facts` wants them.
    pub facts: Vec<Value>,
    /// What was said.
    pub body: String,
    /// What its clock says, while an answer is awaited.
    pub clock: told::Clock,
    /// The answer, once it was reviewed.
    pub answer: String,
    /// Who answered, and when.
    pub answered_by: String,
    /// What is planned while it is on hold.
    pub plan: String,
    /// Number and answer of what it was joined with.
    pub joined: Option<(String, String)>,
    /// Satisfaction in words, once the caller was called back or rated the answer.
    pub satisfaction: &'static str,
    /// What the caller added later.
    pub added: Vec<Value>,
    /// Whether the caller may rate the answer.
    pub may_rate: bool,
    /// Whether the caller may add something.
    pub may_add: bool,
    /// What happened, oldest first.
    pub timeline: Vec<Value>,
}

/// What has this number, if the query code is right.
///
/// # Errors
/// A wrong field when number or code are not right.
pub async fn find(q: &mut impl Query, number: &str, query_code: &str) -> Result<Order, Error> {
    let id = BOOK.find(q, number, query_code).await?;
    store::order(q, id).await
}

/// How it stands now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn status(q: &mut impl Query, ground: &Ground, order: &Order) -> Result<Status, Error> {
    let matter = matter::store::matter(q, order.matter_id).await?;
    let run = matter.case()?;
    let acts = matter::store::trail(q, order.matter_id).await?;
    let state = run.state().to_owned();
    let clock = told::clock(ground, &run, ANSWER)?;
    let unit = match order.answer_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.short_name),
        None => String::new(),
    };
    let joined = joined(q, &run).await?;
    let due = clock.due_on.map_or_else(|| "—".to_owned(), |d| d.to_string());
    let facts = vec![
        json!({ "name": "类别", "value": choice::title(KINDS, &order.kind) }),
        json!({ "name": "受理时间", "value": order.received_at.minutes() }),
        json!({ "name": "标题", "value": order.title, "wide": true }),
        json!({ "name": "最迟办理", "value": due, "href": clock.count }),
    ];
    let replied = order.replied_at.map_or_else(String::new, base::Moment::minutes);
    Ok(Status {
        number: matter.number.clone(),
        words: plain(&state),
        tone: tone(&state),
        facts,
        body: order.body.clone(),
        answer: order.answer.clone(),
        answered_by: format!("{unit}　{replied}"),
        plan: if state == "held" { order.hold_plan.clone() } else { String::new() },
        joined,
        satisfaction: rating::level(rated(order)),
        added: added(q, order).await?,
        may_rate: rateable(ground, order, &state).is_ok(),
        may_add: matter.closed_at.is_none(),
        timeline: acts.iter().filter_map(step).collect(),
        clock,
    })
}

/// What the caller added, oldest first.
async fn added(q: &mut impl Query, order: &Order) -> Result<Vec<Value>, Error> {
    let messages = store::messages(q, order.id).await?;
    let own = messages.iter().filter(|(_, kind, _)| kind == ADDED);
    Ok(own.map(|(at, _, text)| json!({ "at": at.minutes(), "text": text })).collect())
}

/// What the caller thinks of the answer that stands; what was said of one before, which was handled again, says nothing of it.
fn rated(order: &Order) -> Option<i64> {
    order.satisfaction.filter(|_| order.called_at.max(order.rated_at) >= order.replied_at)
}

/// Whether the answer may be rated now: it stands, nobody rated it yet, and the days of the rule are not over.
fn rateable(ground: &Ground, order: &Order, state: &str) -> Result<(), Error> {
    let days = ground.rules.number("hotline.rate.days", ground.now.date())?;
    let late = || Error::refused("hotline.rate-late", format!("办理结果审核已超过 {days} 天，不能再评价。"));
    match order.replied_at {
        Some(at) if order.valid && matches!(state, "callback" | "closed" | "archived") => {
            if rated(order).is_some() {
                return Err(Error::refused("hotline.rated", "您已经作出评价。"));
            }
            if ground.now > at.plus(days * base::time::DAY) { Err(late()) } else { Ok(()) }
        }
        _ => Err(Error::refused("hotline.unanswered", "办理结果审核之后才能评价。")),
    }
}

/// The caller rates the answer. It counts like what is said at a callback; an order that was closed because nobody was reached is rated
/// so in the end. Nobody calls back for what is closed: of a bad rating the hotline is told, which decides whether it is handled again.
///
/// # Errors
/// Wrong fields without a level, a refusal before the answer, after the days of the rule, or a second time.
pub async fn rate(tx: &mut Tx, ground: &Ground, id: i64, satisfaction: i64, text: &str) -> Result<(), Error> {
    let order = store::order(tx, id).await?;
    let matter = matter::store::matter_to_change(tx, order.matter_id).await?;
    rateable(ground, &order, &matter.state)?;
    let satisfaction = rating::read(satisfaction)?;
    let text = told::message(text, "rating_text", 0, MESSAGE_MAX, "")?;
    store::rated(tx, id, satisfaction, &text, ground.now).await?;
    let bodies = [("hotline_order", "rating_text", id, text.as_str())];
    let facts = json!({ "satisfaction": satisfaction });
    crate::record(tx, ground, &Actor::Anonymous, "hotline.rate", ("hotline", id), facts, &bodies).await?;
    if satisfaction >= rating::SATISFIED_FROM || matter.closed_at.is_none() {
        return Ok(());
    }
    let told = format!(
        "热线工单{}办结后诉求人评价“{}”，请判断是否重新办理。",
        matter.number,
        rating::level(Some(satisfaction))
    );
    identity::posts::tell_unit(tx, &[CLERK], matter.home_unit, ground.now, &told).await?;
    Ok(())
}

/// The caller adds something to what was said, and those who have the order are told that there is something.
///
/// # Errors
/// Wrong fields without a text, a refusal once the order is closed, or after too many additions.
pub async fn add(tx: &mut Tx, ground: &Ground, id: i64, text: &str) -> Result<(), Error> {
    let order = store::order(tx, id).await?;
    let matter = matter::store::matter_to_change(tx, order.matter_id).await?;
    if matter.closed_at.is_some() {
        return Err(Error::refused("hotline.closed", "本件已经办结，不能再补充；有新的情况请拨打 12345。"));
    }
    let text = told::message(text, "message", 2, MESSAGE_MAX, "请填写补充的内容")?;
    let most = ground.rules.number("hotline.message.max", ground.now.date())?;
    let before = store::messages(tx, id).await?.iter().filter(|(_, kind, _)| kind == ADDED).count();
    if i64::try_from(before).unwrap_or(i64::MAX) >= most {
        return Err(Error::refused("hotline.messages", format!("最多补充 {most} 次，已经用完；请拨打 12345 说明。")));
    }
    let row = store::add_message(tx, id, ADDED, &text, ground.now).await?;
    let bodies = [("hotline_message", "text", row, text.as_str())];
    let facts = json!({ "kind": ADDED });
    crate::record(tx, ground, &Actor::Anonymous, "hotline.message", ("hotline", id), facts, &bodies).await?;
    let told = format!("热线工单{}的诉求人补充了情况，请到工单页查看。", matter.number);
    telling::tell_holder(tx, ground, &matter.case()?, &told).await
}

/// Number and answer of the order with which one was joined in the end: that one may have been joined with another later. The answer may
/// speak of the other person, so what is told here is masked.
async fn joined(q: &mut impl Query, run: &matter::Case) -> Result<Option<(String, String)>, Error> {
    let into = |run: &matter::Case| run.links.iter().rev().find(|l| l.kind == LinkKind::MergedInto).map(|l| l.other);
    let (mut next, mut end) = (into(run), None);
    for _ in 0..store::CHAIN {
        let Some(at) = next else { break };
        let matter = matter::store::matter(q, at).await?;
        next = into(&matter.case()?);
        end = Some((at, matter.number));
    }
    let Some((at, number)) = end else { return Ok(None) };
    let answer =
        store::of_matter(q, at).await?.map_or_else(String::new, |other| mask::public(&other.answer, &other.name));
    Ok(Some((number, answer)))
}

/// What the caller is told of an act; remarks and questions among the offices are not told.
fn step(act: &matter::store::ActRow) -> Option<Value> {
    let (title, text, tone) = match act.action.as_str() {
        "open" => ("已受理".to_owned(), "", ""),
        "dispatch" | "reassign" => (format!("转交 {} 办理", act.to_seats), "", ""),
        "sign" => ("承办单位已签收".to_owned(), "", ""),
        "submit" => ("承办单位已提交办理结果，正在审核".to_owned(), "", ""),
        "approve" => ("办理结果已审核".to_owned(), "", "good"),
        "answer" => ("已直接答复".to_owned(), "", "good"),
        "missed" => ("回访未联系上您".to_owned(), "", "warn"),
        "finish" => ("已回访办结".to_owned(), "", "good"),
        "redo" | "redispatch" | "reopen" => ("重新办理".to_owned(), "", "warn"),
        "hold" => ("暂缓办理".to_owned(), "", "warn"),
        "resume" => ("恢复办理".to_owned(), "", ""),
        "pass" => ("重新确定承办单位".to_owned(), "", ""),
        "succeed" => ("因机构职能调整，由承继单位继续办理".to_owned(), "", ""),
        "refuse" => ("不予受理".to_owned(), act.opinion.as_str(), "bad"),
        "terminate" => ("终止办理".to_owned(), act.opinion.as_str(), "bad"),
        "merge" => ("与同类诉求合并办理".to_owned(), "", ""),
        "unjoin" => ("合并办理的诉求已经终止，本件继续办理".to_owned(), "", ""),
        _ => return None,
    };
    Some(json!({ "at": act.at.minutes(), "title": title, "who": "", "text": text, "tone": tone }))
}
