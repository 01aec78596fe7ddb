//! Rows of `reprint_task` by key.

use base::Moment;
use store::{Query, Result, Tx, args};

use crate::model::Task;

/// Units that have one item, at most.
const OF_ITEM_MAX: usize = 500;

/// The task whose matter is `matter`.
pub(crate) async fn of_matter(q: &mut impl Query, matter: i64) -> Result<Option<Task>> {
    q.maybe(&format!("SELECT {} FROM reprint_task WHERE matter_id = $1", Task::COLUMNS), args![matter]).await
}

/// The tasks of an item, by unit.
pub(crate) async fn of_item(q: &mut impl Query, item: i64) -> Result<Vec<Task>> {
    let sql = format!("SELECT {} FROM reprint_task WHERE item_id = $1 ORDER BY id LIMIT $2", Task::COLUMNS);
    q.list(&sql, args![item, OF_ITEM_MAX]).await
}

/// The tasks that an edition fulfils.
pub(crate) async fn of_edition(q: &mut impl Query, edition: i64) -> Result<Vec<Task>> {
    let sql = format!("SELECT {} FROM reprint_task WHERE edition_id = $1 ORDER BY id LIMIT $2", Task::COLUMNS);
    q.list(&sql, args![edition, OF_ITEM_MAX]).await
}

/// What is written of a new task.
pub(crate) struct New {
    pub item: i64,
    pub source: i64,
    pub unit: i64,
    pub column: i64,
    pub matter: i64,
    pub duty: bool,
    pub started: Moment,
}

/// Adds a task; gives its key.
pub(crate) async fn insert(tx: &mut Tx, new: &New) -> Result<i64> {
    tx.insert(
        "INSERT INTO reprint_task (item_id, source_id, unit_id, column_id, matter_id, duty, state, started_at, started_on,
         done_by, altered) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, '', 0) RETURNING id",
        args![
            new.item,
            new.source,
            new.unit,
            new.column,
            new.matter,
            new.duty,
            new.started,
            new.started.date()
        ],
    )
    .await
}

/// The task is in another state now.
pub(crate) async fn set_state(tx: &mut Tx, id: i64, state: &str) -> Result<u64> {
    tx.run("UPDATE reprint_task SET state = $1 WHERE id = $2", args![state, id]).await
}

/// A draft for the task was begun.
pub(crate) async fn set_edition(tx: &mut Tx, id: i64, edition: i64) -> Result<u64> {
    tx.run("UPDATE reprint_task SET edition_id = $1 WHERE id = $2", args![edition, id]).await
}

/// The reprint is published; the first time counts.
pub(crate) async fn done(tx: &mut Tx, id: i64, edition: i64, at: Moment, by: &str, altered: bool) -> Result<u64> {
    tx.run(
        "UPDATE reprint_task SET edition_id = $1, done_by = CASE WHEN done_at IS NULL THEN $2 ELSE done_by END,
         done_at = COALESCE(done_at, $3), altered = $4, hidden_at = NULL WHERE id = $5",
        args![edition, by, at, altered, id],
    )
    .await
}

/// The reprint was withdrawn.
pub(crate) async fn hidden(tx: &mut Tx, id: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE reprint_task SET hidden_at = $1 WHERE id = $2", args![at, id]).await
}

/// Duties in the last quarter of their hours of which nobody was reminded yet.
pub(crate) async fn to_urge(q: &mut impl Query, now: Moment, limit: usize) -> Result<Vec<Task>> {
    let columns: Vec<String> = Task::COLUMNS.split(", ").map(|column| format!("t.{column} AS {column}")).collect();
    let sql = format!(
        "SELECT {} FROM reprint_task t JOIN matter_matter m ON m.id = t.matter_id WHERE t.state = 'waiting' AND t.duty = 1
         AND m.urged = 0 AND m.due_at >= $1 AND m.due_at - $2 <= (m.due_at - t.started_at) / 4 ORDER BY t.id LIMIT $3",
        columns.join(", ")
    );
    q.list(&sql, args![now, now, limit]).await
}
