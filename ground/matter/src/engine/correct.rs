//! Putting right how a matter was entered (更正登记): its title and its kind, with the clocks whose length the kind chooses.

use base::{Date, Error};
use store::Tx;

use super::{Doing, Done, findable, to_act_on, write};
use crate::case::Event;
use crate::decide::{self, Who};
use crate::ground::Ground;
use crate::process::Process;
use crate::store as rows;

/// How a matter should have been entered.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// Kind within the process.
    pub kind: &'a str,
    /// Title as lists show it.
    pub title: &'a str,
    /// Clocks that start anew from now on when the kind becomes another; those of them that do not run stay as they are.
    pub clocks: &'a [&'a str],
    /// The day on which it was received, when another was entered: those of the clocks that run count from there, also when it is earlier.
    pub received: Option<Date>,
}

/// Does `doing`, an action that by itself leaves only a remark, and puts kind and title right with it. The trail and the ledger have
/// kind and clocks; of the title they have nothing, since it may name a person.
///
/// # Errors
/// As [`act`](super::act).
pub async fn correct(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    who: &Who<'_>,
    doing: Doing<'_>,
    right: &Correction<'_>,
) -> Result<Done, Error> {
    let matter = to_act_on(tx, process, who, (doing.matter, doing.seen)).await?;
    let before = matter.case()?;
    let mut act = decide::decide(process, &before, who, doing.action, &doing.input, ground.world())?;
    if right.kind != before.kind {
        act.events.push(Event::Kind { kind: right.kind.to_owned() });
        act.events.extend(decide::anew(process, &before, right.clocks, right.kind, ground.world())?);
    }
    if let Some(on) = right.received {
        act.events.extend(decide::received(process, &before, (right.clocks, right.kind), on, ground.world())?);
    }
    let done = write(tx, ground, process, &matter, &before, &act, who, &doing.input.opinion, None).await?;
    if (right.kind, right.title) != (before.kind.as_str(), matter.title.as_str()) {
        rows::entered_so(tx, doing.matter, right.kind, right.title).await?;
        findable(tx, doing.matter, &done.case, right.title).await?;
    }
    if let Some(on) = right.received {
        rows::received_on(tx, doing.matter, on).await?;
    }
    for file in doing.files {
        rows::add_file(tx, doing.matter, done.case.seq, file, doing.audience, ground.now).await?;
    }
    Ok(done)
}
