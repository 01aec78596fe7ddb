//! What an endpoint is told of an act: who reads it learns how a matter stands, and nothing of any person.

use ::store::Query;
use base::{Error, Moment};
use ledger::Stored;
use matter::process::Kind;
use matter::{Act, Event, Lines, Process};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::PING;

/// The facts that the engine of matters puts on the ledger.
#[derive(Deserialize)]
struct Facts {
    process: String,
    seq: i64,
    act: Act,
}

/// An event of which endpoints are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// One of [`crate::model::KINDS`].
    pub kind: &'static str,
    /// The process.
    pub process: &'static str,
    /// Number of the matter.
    pub number: String,
    /// The key of the message.
    pub event: String,
    /// The message.
    pub body: String,
}

/// What an entry of the ledger tells; nothing for those that are no act on a matter, or changed no state. `origin` is where
/// public pages begin.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn of(q: &mut impl Query, lines: &Lines, origin: &str, entry: &Stored) -> Result<Option<Told>, Error> {
    if entry.subject_kind != "matter" {
        return Ok(None);
    }
    let Ok(facts) = serde_json::from_str::<Facts>(&entry.facts) else { return Ok(None) };
    let Some((_, process)) = lines.process(&facts.process) else { return Ok(None) };
    let Some(row) = matter::store::act_at(q, entry.subject_id, facts.seq).await? else { return Ok(None) };
    let Some(kind) = kind(process, &facts.act, &row.from_state, &row.to_state) else { return Ok(None) };
    let matter = matter::store::matter(q, entry.subject_id).await?;
    let state = process.state(&row.to_state).map_or(Kind::Open, |state| state.kind);
    let running = state != Kind::Closed;
    let due = (running && matter.due_at.0 != matter::store::NEVER).then(|| matter.due_at.rfc3339());
    let outcome = facts.act.events.iter().find_map(|event| match event {
        Event::Outcome { outcome } => Some(outcome.as_str()),
        _ => None,
    });
    let data = json!({
        "id": matter.id,
        "number": matter.number,
        "process": process.key,
        "process_title": process.title,
        "kind": matter.kind,
        "state": row.to_state,
        "state_title": process.state_title(&row.to_state),
        "previous_state": if kind == "opened" { Value::Null } else { json!(row.from_state) },
        "closed": !running,
        "outcome": outcome,
        "received_on": matter.received_on.to_string(),
        "opened_at": matter.opened_at.rfc3339(),
        "due_at": due,
        "closed_at": (!running).then(|| row.at.rfc3339()),
        "link": link(lines, origin, process, &matter.number),
    });
    let body = json!({ "type": format!("matter.{kind}"), "timestamp": row.at.rfc3339(), "data": data });
    let event = format!("evt_{}", entry.id);
    Ok(Some(Told { kind, process: process.key, number: matter.number, event, body: body.to_string() }))
}

/// What kind of event an act is.
fn kind(process: &Process, act: &Act, from: &str, to: &str) -> Option<&'static str> {
    if act.events.iter().any(|event| matches!(event, Event::Opened { .. })) {
        return Some("opened");
    }
    if from == to {
        return None;
    }
    let closed = |state: &str| process.state(state).is_some_and(|state| state.kind == Kind::Closed);
    Some(if closed(to) && !closed(from) { "closed" } else { "moved" })
}

/// The public page on which the person outside asks how the matter stands; nothing for processes without one.
fn link(lines: &Lines, origin: &str, process: &Process, number: &str) -> Option<String> {
    let mut mine = lines.0.iter().flat_map(|line| line.mine);
    let page = mine.find(|mine| mine.process.key == process.key).filter(|_| !origin.is_empty())?;
    Some(format!("{origin}{}?number={}", page.query, web::encode(number)))
}

/// A test: it says only to which endpoint it goes.
pub(crate) fn ping(name: &str, at: Moment) -> String {
    json!({ "type": PING, "timestamp": at.rfc3339(), "data": { "name": name } }).to_string()
}
