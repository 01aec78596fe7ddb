//! Rows of `edition_link`: relations between editions, written both ways.

use store::{Query, Result, Tx, args};

use crate::Listed;

/// Relations of `item` to editions that readers can get to: kind, and the other edition.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(q: &mut impl Query, item: i64) -> Result<Vec<(String, Listed)>> {
    let kinds: Vec<(i64, String)> = q
        .list(
            "SELECT k.other_id, k.kind FROM edition_link k JOIN edition_live l ON l.item_id = k.other_id
             WHERE k.item_id = $1 ORDER BY k.kind, l.published_at DESC, l.item_id LIMIT 100",
            args![item],
        )
        .await?;
    let ids: Vec<i64> = kinds.iter().map(|(id, _)| *id).collect();
    let rows = super::shown::standing(q, &ids).await?;
    let named = kinds
        .into_iter()
        .filter_map(|(id, kind)| rows.iter().find(|row| row.item_id == id).map(|row| (kind, row.clone())));
    Ok(named.collect())
}

/// All relations of `item`: other edition, kind.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn all(q: &mut impl Query, item: i64) -> Result<Vec<(i64, String)>> {
    q.list("SELECT other_id, kind FROM edition_link WHERE item_id = $1 ORDER BY kind, other_id LIMIT 200", args![item])
        .await
}

/// Writes a relation both ways; gives how many rows are new.
pub(crate) async fn put(tx: &mut Tx, item: i64, kind: &str, other: i64, back: &str) -> Result<u64> {
    let mut new = 0;
    for (a, kind, b) in [(item, kind, other), (other, back, item)] {
        new += tx
            .run(
                "INSERT INTO edition_link (item_id, other_id, kind) VALUES ($1, $2, $3)
                 ON CONFLICT (item_id, kind, other_id) DO NOTHING",
                args![a, b, kind],
            )
            .await?;
    }
    Ok(new)
}

pub(crate) async fn remove(tx: &mut Tx, item: i64, kind: &str, other: i64, back: &str) -> Result<u64> {
    let mut gone = 0;
    for (a, kind, b) in [(item, kind, other), (other, back, item)] {
        gone += tx
            .run("DELETE FROM edition_link WHERE item_id = $1 AND kind = $2 AND other_id = $3", args![a, kind, b])
            .await?;
    }
    Ok(gone)
}
