//! The verbs of the line: may I? → change → record → tell, each in the caller's transaction.

pub(crate) mod arrive;
pub(crate) mod desk;
pub(crate) mod fulfil;
pub(crate) mod gone;
pub(crate) mod heir;
pub(crate) mod sources;

use base::{Error, Fault};
use edition::Desk;
use ledger::{Entry, Subject};
use matter::engine::Doing;
use matter::{Ground, Input, Who};
use serde_json::Value;
use store::Tx;

use crate::model::Task;
use crate::process::REPRINT;
use crate::store::tasks;

/// Puts an act on the ledger.
pub(crate) async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    verb: &str,
    (kind, id): (&str, i64),
    facts: Value,
) -> Result<(), Fault> {
    let subject = Subject { kind, id };
    let entry = Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Does `action` on the matter of a task; the row of the task follows its state.
pub(crate) async fn step(
    tx: &mut Tx,
    ground: &Ground,
    who: &Who<'_>,
    task: &Task,
    action: &str,
    (input, seen): (Input, Option<u32>),
) -> Result<(), Error> {
    let doing = Doing { matter: task.matter_id, action, input, seen, files: &[], audience: "inside" };
    let done = matter::act(tx, ground, &REPRINT, who, doing).await?;
    tasks::set_state(tx, task.id, done.case.state()).await?;
    Ok(())
}

/// What the program says with an act of its own.
pub(crate) fn said(words: impl Into<String>) -> (Input, Option<u32>) {
    (Input { opinion: words.into(), ..Input::default() }, None)
}
