//! Walking over all matters in pages: late questions, running clocks, and what the ledger recorded.

use base::Moment;
use store::{Query, Result, Tx, args, record};

use super::Matter;
use crate::case::TaskOf;

record! {
    /// A question whose time is up.
    pub struct Asked from "matter_task" {
        /// Key of the task.
        pub id: i64,
        /// The matter.
        pub matter_id: i64,
        /// Its process.
        pub process: String,
        /// Which question it is in the matter.
        pub part: String,
        /// When its time was up.
        pub due_at: Moment,
    }
}

record! {
    /// What the ledger says of an act on a matter.
    pub struct RecordedFacts from "ledger_entry" {
        /// Key of the entry.
        pub id: i64,
        /// The matter.
        pub subject_id: i64,
        /// The facts, as JSON.
        pub facts: String,
    }
}

/// Open questions whose time was up before `now` and that nobody has looked at since, after `after` in the order of time and key.
pub(crate) async fn asked_before(
    q: &mut impl Query,
    now: Moment,
    after: (Moment, i64),
    limit: usize,
) -> Result<Vec<Asked>> {
    q.list(
        "SELECT t.id AS id, t.matter_id AS matter_id, m.process AS process, t.part AS part, t.due_at AS due_at
         FROM matter_task t CROSS JOIN matter_matter m
         WHERE t.closed_at IS NULL AND t.waits = 0 AND t.part LIKE 'm%' AND t.due_at < $1 AND (t.due_at, t.id) > ($2, $3)
           AND m.id = t.matter_id
         ORDER BY t.due_at, t.id LIMIT $4",
        args![now, after.0, after.1, limit],
    )
    .await
}

/// Notes that nothing follows from the silence of an open question.
pub(crate) async fn waits(tx: &mut Tx, task: i64) -> Result<()> {
    tx.run("UPDATE matter_task SET waits = 1 WHERE id = $1 AND closed_at IS NULL", args![task]).await?;
    Ok(())
}

/// Keys of open matters whose main clock runs or is suspended, after `after`.
pub(crate) async fn running_after(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = q
        .list(
            "SELECT id FROM matter_matter WHERE closed_at IS NULL AND clock IN ('running', 'paused') AND id > $1
             ORDER BY id LIMIT $2",
            args![after, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Keys of open matters whose main clock does not run, with until when they are said to be due at their desk, after `after`.
pub(crate) async fn held_after(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<(i64, Moment)>> {
    q.list(
        "SELECT m.id, t.due_at FROM matter_matter m JOIN matter_task t ON t.matter_id = m.id
         WHERE m.closed_at IS NULL AND m.clock <> 'running' AND t.closed_at IS NULL AND t.part LIKE 's%' AND m.id > $1
         ORDER BY m.id LIMIT $2",
        args![after, limit],
    )
    .await
}

/// Matters after the key `after`.
pub(crate) async fn matters_after(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<Matter>> {
    let sql = format!("SELECT {} FROM matter_matter WHERE id > $1 ORDER BY id LIMIT $2", Matter::COLUMNS);
    q.list(&sql, args![after, limit]).await
}

/// The acts that the ledger recorded of matters with keys after `after` up to `last`, by matter and in order.
pub(crate) async fn recorded_between(q: &mut impl Query, after: i64, last: i64) -> Result<Vec<RecordedFacts>> {
    q.list(
        "SELECT id, subject_id, facts FROM ledger_entry
         WHERE subject_kind = 'matter' AND subject_id > $1 AND subject_id <= $2 AND verb <> 'matter.recount'
         ORDER BY subject_id, id",
        args![after, last],
    )
    .await
}

/// Matters and parts of all open tasks with matter keys after `after` up to `last`.
pub(crate) async fn open_parts_between(q: &mut impl Query, after: i64, last: i64) -> Result<Vec<(i64, String)>> {
    q.list(
        "SELECT matter_id, part FROM matter_task
         WHERE closed_at IS NULL AND matter_id > $1 AND matter_id <= $2 ORDER BY matter_id, id",
        args![after, last],
    )
    .await
}

/// The name of a task's part in its matter.
pub(crate) fn part(of: TaskOf) -> String {
    match of {
        TaskOf::Step(n) => format!("s{n}"),
        TaskOf::Member(consult, member) => format!("m{consult}.{member}"),
    }
}

/// Indexes of consultation and member, when the part is a question.
pub(crate) fn member_of_part(part: &str) -> Option<(usize, usize)> {
    let (consult, member) = part.strip_prefix('m')?.split_once('.')?;
    Some((consult.parse().ok()?, member.parse().ok()?))
}
