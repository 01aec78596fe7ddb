//! Counting the clocks of running matters again, after the calendar of a year has come or has changed.
//!
//! The events of a clock do not change, only the days between them; so the new end is the fold of the same events. The
//! old end and the reason are kept.

use base::Error;
use serde_json::json;
use store::Db;

use crate::case::{Case, TaskOf};
use crate::engine;
use crate::ground::Ground;
use crate::line::Lines;
use crate::store::{self as rows, NEVER};

/// Matters looked at in one read.
const PAGE: usize = 500;

/// What a recount found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recounted {
    /// Matters whose main clock runs or is suspended.
    pub looked: u64,
    /// Matters whose end moved.
    pub moved: u64,
}

/// Counts the main clock of every running matter again, and until when tasks are due by clocks beside it; `why` is shown beside the old date, such as «2027 年放假安排公布».
/// May be run again after a failure: what is right already is left alone.
///
/// # Errors
/// A fault when the database does not answer; what was counted until then stays.
pub async fn all(db: &Db, ground: &Ground, lines: &Lines, why: &str) -> Result<Recounted, Error> {
    let mut counted = Recounted::default();
    let mut after = 0;
    loop {
        let page = rows::running_after(&mut db.reader(), after, PAGE).await?;
        let Some(&last) = page.last() else { break };
        after = last;
        for id in page {
            counted.looked += 1;
            counted.moved += u64::from(one(db, ground, lines, id, why).await?);
        }
    }
    beside(db, ground, lines).await?;
    Ok(counted)
}

/// Counts again until when tasks are due that go by a clock beside the main one (回访, 补正 …).
async fn beside(db: &Db, ground: &Ground, lines: &Lines) -> Result<(), Error> {
    let until = |process, case: &Case| {
        let main = engine::main_clock(process, case, ground)?;
        Ok::<_, Error>(engine::runs_until(process, case, main.as_ref(), ground))
    };
    let mut after = 0;
    loop {
        let page = rows::held_after(&mut db.reader(), after, PAGE).await?;
        let Some(&(last, _)) = page.last() else { return Ok(()) };
        after = last;
        for (id, said) in page {
            let seen = rows::matter(&mut db.reader(), id).await?;
            let Some((_, process)) = lines.process(&seen.process) else { continue };
            if until(process, &seen.case()?)?.map_or(NEVER, |due| due.0) == said.0 {
                continue;
            }
            let mut tx = db.begin().await?;
            let case = rows::matter_to_change(&mut tx, id).await?.case()?;
            let due = until(process, &case)?;
            rows::keep_ends(&mut tx, id, &parts(&case), due).await?;
            tx.commit().await?;
        }
    }
}

/// As [`all`] with the calendar of `ground`, but only counts and changes nothing; after `most` matters it stops and says
/// that there are more.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn preview(db: &Db, ground: &Ground, lines: &Lines, most: u64) -> Result<(Recounted, bool), Error> {
    let mut counted = Recounted::default();
    let mut after = 0;
    loop {
        let page = rows::running_after(&mut db.reader(), after, PAGE).await?;
        let Some(&last) = page.last() else { return Ok((counted, false)) };
        after = last;
        for id in page {
            if counted.looked >= most {
                return Ok((counted, true));
            }
            counted.looked += 1;
            let seen = rows::matter(&mut db.reader(), id).await?;
            let Some((_, process)) = lines.process(&seen.process) else { continue };
            let case = seen.case()?;
            let clock = engine::main_clock(process, &case, ground)?;
            let moves =
                clock.and_then(|clock| engine::due(process, &case, &clock)).is_some_and(|due| due != seen.due_at);
            counted.moved += u64::from(moves);
        }
    }
}

async fn one(db: &Db, ground: &Ground, lines: &Lines, id: i64, why: &str) -> Result<bool, Error> {
    let seen = rows::matter(&mut db.reader(), id).await?;
    let Some((_, process)) = lines.process(&seen.process) else { return Ok(false) };
    let end = |case: &Case| {
        let clock = engine::main_clock(process, case, ground)?;
        Ok::<_, Error>(clock.and_then(|clock| engine::due(process, case, &clock)))
    };
    if end(&seen.case()?)?.is_none_or(|due| due == seen.due_at) {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    let matter = rows::matter_to_change(&mut tx, id).await?;
    let case = matter.case()?;
    let due = end(&case)?;
    let Some(due) = due.filter(|due| *due != matter.due_at && matter.due_at.0 != NEVER) else { return Ok(false) };
    let clock = process.clocks.iter().find(|c| c.main).map_or("", |c| c.key);
    rows::recount(&mut tx, id, clock, &parts(&case), (matter.due_at, due), why, ground.now).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: ledger::Actor::SYSTEM,
        verb: "matter.recount",
        subject: ledger::Subject { kind: "matter", id },
        facts: json!({ "clock": clock, "before": matter.due_at.0, "after": due.0, "why": why }),
        bodies: Vec::new(),
    };
    ledger::record(&mut tx, &ground.chance, entry).await?;
    tx.commit().await?;
    Ok(true)
}

/// The open tasks that go by the clock that runs: all but questions with a time of their own.
fn parts(case: &Case) -> Vec<String> {
    let by_clock = |of| match of {
        TaskOf::Step(_) => true,
        TaskOf::Member(consult, _) => case.consults.get(consult).is_none_or(|c| c.due.is_none()),
    };
    case.tasks().into_iter().filter(|task| by_clock(task.of)).map(|task| rows::part(task.of)).collect()
}
