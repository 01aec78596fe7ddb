//! Rows of `edition_rank`: the explicit order of editions in a column. They stay when an edition is published anew.

use store::{Query, Result, Tx, args};

use super::lists::columns;
use super::live::Listed;

/// What a column shows in its explicit order; what has no place in it comes after, the newest first. For columns of persons
/// and overviews, whose lists are short.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ranked(q: &mut impl Query, column: i64, limit: usize) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT {} FROM edition_place p JOIN edition_live l ON l.item_id = p.item_id
         LEFT JOIN edition_rank r ON r.column_id = p.column_id AND r.item_id = p.item_id
         WHERE p.column_id = $1 AND p.shown = 1
         ORDER BY CASE WHEN r.rank IS NULL THEN 1 ELSE 0 END, r.rank, p.at DESC, p.item_id DESC LIMIT $2",
        columns("l")
    );
    q.list(&sql, args![column, limit]).await
}

/// Forgets the order of a column.
pub(crate) async fn clear(tx: &mut Tx, column: i64) -> Result<()> {
    tx.run("DELETE FROM edition_rank WHERE column_id = $1", args![column]).await?;
    Ok(())
}

/// Gives an edition its place in a column.
pub(crate) async fn put(tx: &mut Tx, column: i64, item: i64, rank: i64) -> Result<()> {
    tx.run(
        "INSERT INTO edition_rank (column_id, item_id, rank) VALUES ($1, $2, $3)
         ON CONFLICT (column_id, item_id) DO UPDATE SET rank = excluded.rank",
        args![column, item, rank],
    )
    .await?;
    Ok(())
}
