//! Sets of editions that are published together, and the states that a change of the working copy ends.

use store::{Query, Result, Tx, args};

use super::items::Item;

pub(crate) async fn set_set(tx: &mut Tx, id: i64, set: Option<i64>) -> Result<u64> {
    tx.run("UPDATE edition_item SET set_id = $1, seq = seq + 1 WHERE id = $2", args![set, id]).await
}

pub(crate) async fn of_set(q: &mut impl Query, set: i64) -> Result<Vec<Item>> {
    let sql = format!("SELECT {} FROM edition_item WHERE set_id = $1 ORDER BY id LIMIT 100", Item::COLUMNS);
    q.list(&sql, args![set]).await
}

/// A working copy whose files changed is a draft again, without its schedule. Whoever is writing it meanwhile is not overtaken
/// by that, so its changes are not counted.
pub(crate) async fn taken_up(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.run(
        "UPDATE edition_item SET state = 'draft', scheduled_at = NULL, scheduled_by = NULL, schedule_failed = ''
         WHERE id = $1 AND state IN ('ready', 'published', 'withdrawn')",
        args![id],
    )
    .await
}
