//! What is joined with a matter (并案) that ended without an answer: the oldest goes on by itself, the others with that one.

use base::{Error, Fault};
use identity::Actor;
use store::Tx;

use super::{Doing, Done, act, links};
use crate::case::{Event, Link, LinkKind};
use crate::decide::{Input, Who};
use crate::ground::Ground;
use crate::process::{Action, Does, Process};
use crate::store as rows;

/// Parts what is joined with the matter `ended` from it: the oldest goes on by itself, by the action of the process that does so, and what
/// else was joined with it is joined with that one from now on. What is joined with those stays so. Gives the one that goes on; the line
/// tells its person.
///
/// # Errors
/// A fault when the process has no such action or the database does not answer.
pub async fn part(tx: &mut Tx, ground: &Ground, process: &'static Process, ended: i64) -> Result<Option<Done>, Error> {
    let parts = process.actions.iter().find(|action| matches!(action.does, Does::Part(_)));
    let parts = parts.ok_or_else(|| Fault::broken(format!("{} parts nothing", process.key)))?;
    let (mut lead, mut last) = (None, 0);
    loop {
        let joined = rows::joined(tx, process.key, ended, last).await?;
        let Some(end) = joined.last() else { return Ok(lead) };
        last = end.0;
        let mut joined = joined.iter().filter(|(_, state)| parts.from.contains(&state.as_str())).map(|(id, _)| *id);
        if lead.is_none() {
            let Some(first) = joined.next() else { continue };
            lead = Some(alone(tx, ground, process, parts, first).await?);
        }
        let others: Vec<i64> = joined.collect();
        if let Some(lead) = lead.as_ref().filter(|_| !others.is_empty()) {
            follow(tx, ground, (ended, lead.id), &others).await?;
        }
    }
}

/// Its clock counts from the day on which it was received, or where it was stopped when that was later.
async fn alone(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    parts: &Action,
    id: i64,
) -> Result<Done, Error> {
    let received = rows::matter_to_change(tx, id).await?.case()?.received_on;
    let input = Input { day: Some(received), ..Input::default() };
    let doing = Doing { matter: id, action: parts.key, input, seen: None, files: &[], audience: "inside" };
    act(tx, ground, process, &Who::Actor(&Actor::System), doing).await
}

/// The matters `ids`, joined with one until now, are joined with the other.
async fn follow(tx: &mut Tx, ground: &Ground, (from, to): (i64, i64), ids: &[i64]) -> Result<(), Error> {
    let by = &Actor::System;
    let link = |other, kind| Link { other, kind };
    for id in ids {
        let events =
            vec![Event::Unlinked(link(from, LinkKind::MergedInto)), Event::Linked(link(to, LinkKind::MergedInto))];
        links::side(tx, ground, by, (*id, "rejoined"), events).await?;
    }
    let all = |event: fn(Link) -> Event| ids.iter().map(|id| event(link(*id, LinkKind::Merged))).collect();
    links::side(tx, ground, by, (from, "unlinked"), all(Event::Unlinked)).await?;
    links::side(tx, ground, by, (to, "linked"), all(Event::Linked)).await
}
