//! Every statement about `store_search`: the rows that the index follows.

use super::{Doc, Source};
use crate::sql::Where;
use crate::{Query, Result, Tx, args};

/// Which row the index has written, as it was then.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) kind: String,
    pub(super) row_id: i64,
    pub(super) version: i64,
    pub(super) removed: bool,
}

/// Makes `doc` findable, or changes what is found, once the transaction is committed and the index has caught up.
///
/// # Errors
/// A fault of the database.
pub async fn put(tx: &mut Tx, doc: &Doc) -> Result<()> {
    tx.run(
        "INSERT INTO store_search (kind, row_id, title, body, audience, site, dated, facets, number, index_number, url,
         removed, version, indexed_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 1, 0)
         ON CONFLICT (kind, row_id) DO UPDATE SET title = excluded.title, body = excluded.body,
         audience = excluded.audience, site = excluded.site, dated = excluded.dated, facets = excluded.facets,
         number = excluded.number, index_number = excluded.index_number, url = excluded.url, removed = 0,
         version = store_search.version + 1",
        args![
            &doc.kind,
            doc.id,
            &doc.title,
            &doc.body,
            doc.audience.text(),
            &doc.site,
            doc.date,
            doc.facet_lines(),
            &doc.number,
            &doc.index_number,
            &doc.url
        ],
    )
    .await?;
    Ok(())
}

/// Makes a document unfindable; its text leaves the database at once and the index when it has caught up.
///
/// # Errors
/// A fault of the database.
pub async fn remove(tx: &mut Tx, kind: &str, id: i64) -> Result<()> {
    tx.run(
        "UPDATE store_search SET title = '', body = '', audience = '', facets = '', number = '', index_number = '',
         url = '', removed = 1, version = version + 1 WHERE kind = $1 AND row_id = $2",
        args![kind, id],
    )
    .await?;
    Ok(())
}

/// Facets of documents of one kind, in the order of keys, without those that were withdrawn: key, lines.
pub(super) async fn facets_of(q: &mut impl Query, kind: &str, ids: &[i64]) -> Result<Vec<(i64, String)>> {
    let w = Where::new().and("kind = ? AND removed = 0", args![kind]).and_in("row_id", ids.iter().copied());
    q.list(&format!("SELECT row_id, facets FROM store_search{} ORDER BY row_id", w.text()), w.args()).await
}

/// Sets the facets of a document that has those of `before`; whether it had.
pub(super) async fn set_facets(tx: &mut Tx, kind: &str, id: i64, before: &str, facets: &str) -> Result<bool> {
    let sql = "UPDATE store_search SET facets = $1, version = version + 1
               WHERE kind = $2 AND row_id = $3 AND facets = $4 AND removed = 0";
    Ok(tx.run(sql, args![facets, kind, id, before]).await? > 0)
}

/// Rows after `after` that the index has not followed yet.
pub(super) async fn waiting(q: &mut impl Query, after: &(String, i64), limit: usize) -> Result<Vec<Source>> {
    let sql = format!(
        "SELECT {} FROM store_search WHERE version <> indexed_version AND (kind, row_id) > ($1, $2)
         ORDER BY kind, row_id LIMIT $3",
        Source::COLUMNS
    );
    q.list(&sql, args![&after.0, after.1, limit]).await
}

/// Whether something that the public finds, or no longer finds, waits.
pub(super) async fn public_waits(q: &mut impl Query) -> Result<bool> {
    let sql = "SELECT row_id FROM store_search WHERE version <> indexed_version AND audience IN ('public', '') LIMIT 1";
    Ok(!q.rows(sql, args![]).await?.is_empty())
}

/// Notes that the index holds `rows` as they are, and forgets those that left it.
pub(super) async fn followed(tx: &mut Tx, rows: &[Key]) -> Result<()> {
    for row in rows {
        let sql = if row.removed {
            "DELETE FROM store_search WHERE kind = $1 AND row_id = $2 AND version = $3"
        } else {
            "UPDATE store_search SET indexed_version = $3 WHERE kind = $1 AND row_id = $2"
        };
        tx.run(sql, args![&row.kind, row.row_id, row.version]).await?;
    }
    Ok(())
}

/// Lets the index follow the rows after `after` again, at most `limit`; gives the last of them, nothing when there is none.
pub(super) async fn forget(tx: &mut Tx, after: &(String, i64), limit: usize) -> Result<Option<(String, i64)>> {
    let last: Option<(String, i64)> = tx
        .maybe(
            "SELECT kind, row_id FROM (SELECT kind, row_id FROM store_search WHERE (kind, row_id) > ($1, $2)
             ORDER BY kind, row_id LIMIT $3) AS page ORDER BY kind DESC, row_id DESC LIMIT 1",
            args![&after.0, after.1, limit],
        )
        .await?;
    if let Some((kind, id)) = &last {
        tx.run(
            "UPDATE store_search SET indexed_version = 0
             WHERE (kind, row_id) > ($1, $2) AND (kind, row_id) <= ($3, $4) AND indexed_version <> 0",
            args![&after.0, after.1, kind, *id],
        )
        .await?;
    }
    Ok(last)
}

/// How many documents the index should hold, by its own account: all but those that wait for their first time. Counted so
/// because all rows are counted in their key, without reading their texts.
pub(super) async fn indexed(q: &mut impl Query) -> Result<i64> {
    let all: i64 = q.scalar("SELECT COUNT(*) FROM store_search", args![]).await?;
    Ok(all - never_indexed(q).await?)
}

/// How many rows wait to be indexed for the first time.
pub(super) async fn never_indexed(q: &mut impl Query) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM store_search WHERE version <> indexed_version AND indexed_version = 0", args![])
        .await
}

/// Keys and versions after the document `after`, for the comparison with the index.
pub(super) async fn versions(
    q: &mut impl Query,
    after: &(String, i64),
    limit: usize,
) -> Result<Vec<(String, i64, i64, i64)>> {
    q.list(
        "SELECT kind, row_id, version, indexed_version FROM store_search WHERE (kind, row_id) > ($1, $2)
         ORDER BY kind, row_id LIMIT $3",
        args![&after.0, after.1, limit],
    )
    .await
}

/// The rows of documents of one kind as they are now, without those that were withdrawn.
pub(super) async fn some(q: &mut impl Query, kind: &str, ids: Vec<i64>) -> Result<Vec<Source>> {
    let w = Where::new().and("kind = ? AND removed = 0", args![kind]).and_in("row_id", ids);
    q.list(&format!("SELECT {} FROM store_search{}", Source::COLUMNS, w.text()), w.args()).await
}
