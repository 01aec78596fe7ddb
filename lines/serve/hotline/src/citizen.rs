//! How an order stands, in plain words for the one who called: by number and query code.

use ::store::Query;
use base::Error;
use counter::{choice, mask, rating, told};
use matter::Ground;
use matter::case::LinkKind;
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{KINDS, Order};
use crate::process::{ANSWER, plain, tone};
use crate::{BOOK, store};

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
    /// Satisfaction in words, once the caller was called back.
    pub satisfaction: &'static str,
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
    let mut joined = None;
    if let Some(link) = run.links.iter().rev().find(|l| l.kind == LinkKind::MergedInto)
        && let Some(other) = store::of_matter(q, link.other).await?
    {
        let number = matter::store::matter(q, link.other).await?.number;
        // The answer may speak of the other person, so what is told here is masked.
        joined = Some((number, mask::public(&other.answer, &other.name)));
    }
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
        satisfaction: rating::level(order.satisfaction),
        timeline: acts.iter().filter_map(step).collect(),
        clock,
    })
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
        "redo" | "reopen" => ("重新办理".to_owned(), "", "warn"),
        "hold" => ("暂缓办理".to_owned(), "", "warn"),
        "resume" => ("恢复办理".to_owned(), "", ""),
        "refuse" => ("不予受理".to_owned(), act.opinion.as_str(), "bad"),
        "terminate" => ("终止办理".to_owned(), act.opinion.as_str(), "bad"),
        "merge" => ("与同类诉求合并办理".to_owned(), "", ""),
        _ => return None,
    };
    Some(json!({ "at": act.at.minutes(), "title": title, "who": "", "text": text, "tone": tone }))
}
