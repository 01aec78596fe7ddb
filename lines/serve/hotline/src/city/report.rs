//! Progress reported back to the city's platform: a job for each step of an order that came from there, tried again until it is
//! taken, visible in the list of jobs.

use ::store::{Job, Tx};
use base::error::FaultKind;
use base::{Error, Fault, Moment};
use counter::mask;
use matter::{Ground, Later};
use serde_json::{Value, json};
use web::App;
use web::webhook::Sender;

use super::{fence, sender};
use crate::actions::Acted;
use crate::model::Order;
use crate::store;

/// The kind of the job that sends one report.
pub const REPORT: &str = "hotline.report";

/// What the city is told of an act; nothing of what concerns nobody but us.
fn told(action: &str) -> Option<&'static str> {
    Some(match action {
        "dispatch" | "reassign" => "dispatched",
        "sign" => "signed",
        "approve" | "answer" => "answered",
        "finish" => "closed",
        "redo" | "redispatch" | "reopen" => "redone",
        "refuse" => "refused",
        "terminate" => "ended",
        "merge" => "merged",
        "hold" => "held",
        "resume" | "pass" | "unjoin" => "resumed",
        _ => return None,
    })
}

/// Asks for a report of what was done, when the order came from the city and somebody said where reports go.
pub(crate) async fn progress(tx: &mut Tx, ground: &Ground, order: &Order, act: &Acted<'_>) -> Result<(), Error> {
    let Some(what) = told(act.action) else { return Ok(()) };
    if store::city(tx).await?.report_url.is_empty() {
        return Ok(());
    }
    if !order.city_number.is_empty() {
        // The job names the order; what it says of it is read when it is sent, so that no text lies among the jobs.
        let unit = act.done.case.seat().map(|seat| seat.unit);
        let payload = json!({
            "order": order.id, "what": what, "at": ground.now.0, "act": act.done.act, "unit": unit,
            "outcome": act.input.outcome,
        });
        tx.enqueue(Job::new(REPORT, payload).at(ground.now)).await?;
    }
    match what {
        "answered" => joined(tx, ground, order, act.done.act).await,
        "merged" => by_lead(tx, ground, order, act).await,
        _ => Ok(()),
    }
}

/// Orders of the city that are joined with one are answered with it: the city waits for an answer under each of its own numbers.
async fn joined(tx: &mut Tx, ground: &Ground, lead: &Order, act: i64) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let page = store::joined_with(tx, lead.matter_id, last).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = end.id;
        for other in page.iter().filter(|other| !other.city_number.is_empty()) {
            as_lead(tx, ground, other, lead, act).await?;
        }
    }
}

/// An order of the city that is joined with one that was answered before is answered by that.
async fn by_lead(tx: &mut Tx, ground: &Ground, order: &Order, act: &Acted<'_>) -> Result<(), Error> {
    let Some(other) = act.input.other.filter(|_| !order.city_number.is_empty()) else { return Ok(()) };
    match store::of_matter(tx, other).await?.filter(|lead| !lead.answer.is_empty()) {
        Some(lead) => as_lead(tx, ground, order, &lead, act.done.act).await,
        None => Ok(()),
    }
}

async fn as_lead(tx: &mut Tx, ground: &Ground, order: &Order, lead: &Order, act: i64) -> Result<(), Error> {
    let payload = json!({ "order": order.id, "what": "answered", "at": ground.now.0, "act": act, "lead": lead.id });
    tx.enqueue(Job::new(REPORT, payload).at(ground.now)).await?;
    Ok(())
}

/// The handler of [`REPORT`].
pub(crate) fn report<'a>(app: &'a App, payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ground = Ground::of(app);
        let sender = sender(&ground, fence(&ground)?)?;
        let mut q = app.db.reader();
        let link = store::city(&mut q).await?;
        if link.report_url.is_empty() {
            return Ok(());
        }
        let (id, body) = compose(&mut q, payload).await?;
        send(&sender, (&link.report_url, &link.secret), &id, &body, ground.now).await
    })
}

/// Sends a report; anything but a success is a fault, and the job is tried again.
pub(crate) async fn send(
    sender: &Sender,
    (address, secret): (&str, &str),
    id: &str,
    body: &[u8],
    now: Moment,
) -> Result<(), Error> {
    let answer = sender.post(address, &[secret], id, body, now, 0).await.map_err(Fault::from)?;
    if answer.is_success() {
        return Ok(());
    }
    let said = format!("the city's platform said {}", answer.status);
    Err(Fault::of(FaultKind::Unavailable, "report to the city's platform", said).into())
}

/// The key and the text of a report.
///
/// # Errors
/// A fault when the job names no order, or the database does not answer.
pub async fn compose(q: &mut impl ::store::Query, payload: &Value) -> Result<(String, Vec<u8>), Error> {
    let order = payload["order"].as_i64().ok_or_else(|| Fault::broken("a report names its order"))?;
    let order = store::order(q, order).await?;
    let matter = matter::store::matter(q, order.matter_id).await?;
    let what = payload["what"].as_str().unwrap_or_default();
    let lead = match payload["lead"].as_i64() {
        Some(lead) => Some(store::order(q, lead).await?),
        None => None,
    };
    let unit = match lead.as_ref().map_or(payload["unit"].as_i64(), |lead| lead.answer_unit) {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.name),
        None => String::new(),
    };
    let answer = match &lead {
        // It was given to somebody else, of whom it may speak.
        Some(lead) => mask::public(&lead.answer, &lead.name),
        None if matches!(what, "answered" | "closed") => order.answer.clone(),
        None => String::new(),
    };
    let at = Moment(payload["at"].as_i64().unwrap_or_default());
    let body = json!({
        "type": format!("order.{what}"),
        "timestamp": at.rfc3339(),
        "data": {
            "number": order.city_number,
            "version": order.city_version,
            "ours": matter.number,
            "unit": unit,
            "answer": answer,
            "outcome": payload["outcome"].as_str().unwrap_or_default(),
            "solved": if what == "closed" { json!(order.solved) } else { Value::Null },
            "satisfaction": if what == "closed" { json!(order.satisfaction) } else { Value::Null },
            "plan": if what == "held" { order.hold_plan.as_str() } else { "" },
            "until": if what == "held" { order.hold_until.map(|d| d.to_string()) } else { None },
        },
    });
    let by = lead.map_or_else(String::new, |lead| format!("_{}", lead.id));
    let id = format!("report_{}_{}{by}", order.id, payload["act"].as_i64().unwrap_or_default());
    Ok((id, body.to_string().into_bytes()))
}
