//! Requests to leave orders out of the scores, and what was decided.

use base::{Error, Moment};
use store::{Query, Result, Tx, args};

use crate::model::Exclusion;

/// The request `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn exclusion(q: &mut impl Query, id: i64) -> std::result::Result<Exclusion, Error> {
    let sql = format!("SELECT {} FROM hotline_exclusion WHERE id = $1", Exclusion::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The requests of an order, oldest first; at most 50.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn exclusions_of(q: &mut impl Query, order: i64) -> Result<Vec<Exclusion>> {
    let sql = format!("SELECT {} FROM hotline_exclusion WHERE order_id = $1 ORDER BY id LIMIT 50", Exclusion::COLUMNS);
    q.list(&sql, args![order]).await
}

::store::record! {
    /// A request that waits for a decision.
    pub struct Waiting from "hotline_exclusion" {
        /// Key.
        pub id: i64,
        /// The matter.
        pub matter_id: i64,
        /// Its number.
        pub number: String,
        /// Its title as lists show it.
        pub title: String,
        /// Kind of the request.
        pub kind: String,
        /// Why.
        pub reason: String,
        /// Short name of the unit that asks.
        pub unit: String,
        /// When.
        pub asked_at: Moment,
        /// Name of the caller.
        pub name: String,
    }
}

/// What waits for a decision, after the request `after`, oldest first, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_exclusions(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<Waiting>> {
    q.list(
        "SELECT x.id AS id, m.id AS matter_id, m.number AS number, m.title AS title, x.kind AS kind, x.reason AS reason,
         u.short_name AS unit, x.asked_at AS asked_at, o.name AS name FROM hotline_exclusion x
         JOIN hotline_order o ON o.id = x.order_id JOIN matter_matter m ON m.id = o.matter_id
         JOIN identity_unit u ON u.id = x.unit_id
         WHERE x.decided_at IS NULL AND x.id > $1 ORDER BY x.id LIMIT $2",
        args![after, limit],
    )
    .await
}

/// Asks; gives the key of the request.
pub async fn ask_exclusion(
    tx: &mut Tx,
    order: i64,
    (kind, reason): (&str, &str),
    unit: i64,
    by: i64,
    at: Moment,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO hotline_exclusion (order_id, kind, reason, unit_id, asked_by, asked_at, remark)
         VALUES ($1, $2, $3, $4, $5, $6, '') RETURNING id",
        args![order, kind, reason, unit, by, at],
    )
    .await
}

/// Decides; gives whether nobody had decided before.
pub async fn decide_exclusion(tx: &mut Tx, id: i64, by: i64, at: Moment, agreed: bool, remark: &str) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE hotline_exclusion SET decided_by = $1, decided_at = $2, agreed = $3, remark = $4
             WHERE id = $5 AND decided_at IS NULL",
            args![by, at, agreed, remark, id],
        )
        .await?;
    Ok(changed > 0)
}
