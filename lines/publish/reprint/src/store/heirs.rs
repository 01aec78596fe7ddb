//! What goes to the organ that continues the functions of a unit (承继).

use store::{Query, Result, Tx, args};

/// How many sources in use the unit keeps, and for how many it reprints.
pub(crate) async fn count_sources(q: &mut impl Query, unit: i64) -> Result<i64> {
    let sources: i64 =
        q.scalar("SELECT COUNT(*) FROM reprint_source WHERE unit_id = $1 AND closed_at IS NULL", args![unit]).await?;
    let targets: i64 = q.scalar("SELECT COUNT(*) FROM reprint_target WHERE unit_id = $1", args![unit]).await?;
    Ok(sources + targets)
}

/// The heir keeps the sources and reprints from those for which the unit did; where it does already, into its own column.
pub(crate) async fn hand_sources(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sources = "UPDATE reprint_source SET unit_id = $1, version = version + 1 WHERE unit_id = $2";
    let sources = tx.run(sources, args![to, from]).await?;
    let twice = "DELETE FROM reprint_target WHERE unit_id = $1 AND source_id IN
                 (SELECT o.source_id FROM reprint_target o WHERE o.unit_id = $2)";
    let twice = tx.run(twice, args![from, to]).await?;
    let targets = tx.run("UPDATE reprint_target SET unit_id = $1 WHERE unit_id = $2", args![to, from]).await?;
    Ok(sources + twice + targets)
}

/// Open tasks are the heir's, unless it has one with the same item; the matters themselves are handed over with all open ones.
pub(crate) async fn hand_duties(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE reprint_task SET unit_id = $1 WHERE unit_id = $2 AND state IN ('waiting', 'recall')
               AND NOT EXISTS (SELECT 1 FROM reprint_task o WHERE o.item_id = reprint_task.item_id AND o.unit_id = $1)";
    tx.run(sql, args![to, from]).await
}

/// Reprints that stand, of which somebody has to hear when their original is withdrawn.
const STANDING: &str = "FROM reprint_task t JOIN matter_matter m ON m.id = t.matter_id
     WHERE m.home_unit = $1 AND t.state = 'reprinted' AND t.hidden_at IS NULL";

/// How many of them the unit has.
pub(crate) async fn count_reprints(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar(&format!("SELECT COUNT(*) {STANDING}"), args![unit]).await
}

/// Their matters, the oldest first and at most so many.
pub(crate) async fn reprints(q: &mut impl Query, unit: i64, limit: usize) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> =
        q.list(&format!("SELECT t.matter_id {STANDING} ORDER BY t.matter_id LIMIT $2"), args![unit, limit]).await?;
    Ok(rows.into_iter().map(|(matter,)| matter).collect())
}
