//! Rows of `edition_address`: where old addresses lead now.

use base::Moment;
use store::{Query, Result, Tx, args};

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To the page of a published edition.
    Item(i64),
    /// To another local address.
    Target(String),
    /// Nowhere any more: the edition was withdrawn (its key).
    Gone(i64),
}

/// Where the address leads that a browser asked for on `host`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, host: &str, path: &str) -> Result<Option<Leads>> {
    let row: Option<(Option<i64>, String, Option<i64>)> = q
        .maybe(
            "SELECT a.item_id, a.target, l.item_id FROM edition_address a
             LEFT JOIN edition_live l ON l.item_id = a.item_id
             WHERE a.path = $1 AND a.host IN ($2, '') ORDER BY a.host DESC LIMIT 1",
            args![path, host],
        )
        .await?;
    Ok(row.map(|row| match row {
        (Some(_), _, Some(live)) => Leads::Item(live),
        (Some(item), _, None) => Leads::Gone(item),
        (None, target, _) => Leads::Target(target),
    }))
}

/// Whether the address on just this host may lead to the edition `own` (to a new one without): nothing else stands there yet.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn is_free(q: &mut impl Query, (host, path): (&str, &str), own: Option<i64>) -> Result<bool> {
    let sql = "SELECT item_id FROM edition_address WHERE path = $1 AND host = $2";
    let there: Option<(Option<i64>,)> = q.maybe(sql, args![path, host]).await?;
    Ok(there.is_none_or(|(item,)| item.is_some() && item == own))
}

pub(crate) async fn put(
    tx: &mut Tx,
    host: &str,
    path: &str,
    item: Option<i64>,
    target: &str,
    now: Moment,
) -> Result<()> {
    tx.run(
        "INSERT INTO edition_address (host, path, item_id, target, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (path, host) DO UPDATE SET item_id = excluded.item_id, target = excluded.target",
        args![host, path, item, target, now],
    )
    .await?;
    Ok(())
}
