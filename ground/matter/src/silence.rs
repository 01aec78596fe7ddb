//! Silence (逾期未答复): members of consultations whose time is up are passed over as their process says.

use base::{Error, Moment};
use identity::Actor;
use store::Db;

use crate::case::Case;
use crate::decide::silent;
use crate::engine;
use crate::ground::Ground;
use crate::line::Lines;
use crate::process::Process;
use crate::store::{self as rows, Asked};

/// Questions looked at in one read.
const PAGE: usize = 500;

/// Passes over every member whose time is up; gives how many were. Each question is a transaction of its own, so a
/// matter that somebody acts on at the same moment is simply decided again with what they did.
///
/// # Errors
/// A fault when the database does not answer; what was passed over until then stays.
pub async fn pass_over(db: &Db, ground: &Ground, lines: &Lines) -> Result<u64, Error> {
    let mut passed = 0;
    let mut after = (Moment(i64::MIN), 0);
    loop {
        let page = rows::asked_before(&mut db.reader(), ground.now, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(passed) };
        after = (last.due_at, last.id);
        for asked in &page {
            let Some((_, process)) = lines.process(&asked.process) else { continue };
            passed += u64::from(pass_one(db, ground, process, asked).await?);
        }
    }
}

async fn pass_one(db: &Db, ground: &Ground, process: &'static Process, asked: &Asked) -> Result<bool, Error> {
    let Some((consult, member)) = rows::member_of_part(&asked.part) else { return Ok(false) };
    let events = |case: &Case| {
        let open = case.consults.get(consult).and_then(|c| c.members.get(member));
        if open.is_none_or(|m| m.ended_at.is_some()) {
            return Vec::new();
        }
        silent(process, case, consult, member, ground.world())
    };
    let mut tx = db.begin().await?;
    // Most of those that are late are waited for, whatever comes: that is noted, and nobody looks at them again.
    if events(&rows::matter(&mut tx, asked.matter_id).await?.case()?).is_empty() {
        rows::waits(&mut tx, asked.id).await?;
        tx.commit().await?;
        return Ok(false);
    }
    let done =
        engine::apply(&mut tx, ground, process, (asked.matter_id, "silence"), (&Actor::System, ""), events).await?;
    tx.commit().await?;
    Ok(done.is_some())
}
