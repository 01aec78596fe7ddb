//! Rows of `reprint_known` and `reprint_round`: published editions that name their originals, and how far the ledger was read.

use store::{Query, Result, Tx, args};

use crate::model::either;

/// Editions with one original that are looked at, at most.
const SAME_MAX: usize = 50;

/// Published editions that name this original, by http or by https.
pub(crate) async fn editions(q: &mut impl Query, address: &str) -> Result<Vec<i64>> {
    let [one, other] = either(address);
    let rows: Vec<(i64,)> = q
        .list(
            "SELECT edition_id FROM reprint_known WHERE address IN ($1, $2) ORDER BY edition_id LIMIT $3",
            args![one, other, SAME_MAX],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Notes the original of a published edition.
pub(crate) async fn put(tx: &mut Tx, edition: i64, address: &str) -> Result<u64> {
    tx.run(
        "INSERT INTO reprint_known (edition_id, address) VALUES ($1, $2)
         ON CONFLICT (edition_id) DO UPDATE SET address = excluded.address",
        args![edition, address],
    )
    .await
}

/// An edition is published no more, or names no original.
pub(crate) async fn remove(tx: &mut Tx, edition: i64) -> Result<u64> {
    tx.run("DELETE FROM reprint_known WHERE edition_id = $1", args![edition]).await
}

/// How far a walk has come; none before its first step.
pub(crate) async fn place(q: &mut impl Query, key: &str) -> Result<Option<i64>> {
    let found: Option<(i64,)> = q.maybe("SELECT place FROM reprint_round WHERE key = $1", args![key]).await?;
    Ok(found.map(|(place,)| place))
}

/// Notes how far a walk has come.
pub(crate) async fn set_place(tx: &mut Tx, key: &str, place: i64) -> Result<u64> {
    tx.run(
        "INSERT INTO reprint_round (key, place) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET place = excluded.place",
        args![key, place],
    )
    .await
}
