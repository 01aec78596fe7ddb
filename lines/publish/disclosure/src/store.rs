//! Every SQL statement that touches `disclosure_*`.

use base::{Date, Moment};
use store::{Query, Result, Tx, args};

use crate::model::{ListVersion, Power, Row, Standard};

/// Rows of one catalogue or list at most.
pub(crate) const ROWS_MAX: usize = 500;

/// The text of a unit's guide or rules, and when it was changed.
pub(crate) async fn page(q: &mut impl Query, unit: i64, kind: &str) -> Result<Option<(String, Moment)>> {
    q.maybe("SELECT body, changed_at FROM disclosure_page WHERE unit_id = $1 AND kind = $2", args![unit, kind]).await
}

pub(crate) async fn set_page(tx: &mut Tx, unit: i64, kind: &str, body: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO disclosure_page (unit_id, kind, body, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (unit_id, kind) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
        args![unit, kind, body, now],
    )
    .await?;
    Ok(())
}

/// A unit's catalogue of a domain.
pub(crate) async fn standard(q: &mut impl Query, unit: i64, domain: &str) -> Result<Vec<Standard>> {
    let sql = format!(
        "SELECT {} FROM disclosure_standard WHERE unit_id = $1 AND domain = $2 ORDER BY rank, id LIMIT $3",
        Standard::COLUMNS
    );
    q.list(&sql, args![unit, domain, ROWS_MAX]).await
}

/// How many rows the catalogues have, and how many of them are bound to a column: unit, domain, rows, bound.
pub(crate) async fn coverage(q: &mut impl Query, unit: Option<i64>) -> Result<Vec<(i64, String, i64, i64)>> {
    let w = store::sql::Where::new().and_if("unit_id = ?", unit);
    let sql = format!(
        "SELECT unit_id, domain, COUNT(*), COALESCE(SUM(CASE WHEN column_id IS NULL THEN 0 ELSE 1 END), 0)
         FROM disclosure_standard{} GROUP BY unit_id, domain ORDER BY unit_id, domain LIMIT 5000",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// Puts `rows` in the place of a unit's catalogue of a domain.
pub(crate) async fn set_standard(tx: &mut Tx, unit: i64, domain: &str, rows: &[Row], now: Moment) -> Result<()> {
    tx.run("DELETE FROM disclosure_standard WHERE unit_id = $1 AND domain = $2", args![unit, domain]).await?;
    for (rank, row) in (1_i64..).zip(rows) {
        let t = |i: usize| row.texts.get(i).map(|text| base::text::clean_text(text)).unwrap_or_default();
        tx.run(
            "INSERT INTO disclosure_standard (unit_id, domain, rank, item, sub_item, content, basis, time_limit, subject,
             channels, audience, mode, level, column_id, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            args![unit, domain, rank, t(0), t(1), t(2), t(3), t(4), t(5), t(6), t(7), t(8), t(9), row.column, now],
        )
        .await?;
    }
    Ok(())
}

/// The entries of a list in force.
pub(crate) async fn powers(q: &mut impl Query, unit: i64, list: &str) -> Result<Vec<Power>> {
    let sql = format!(
        "SELECT {} FROM disclosure_power WHERE unit_id = $1 AND list = $2 AND ended_version IS NULL
         ORDER BY rank, id LIMIT $3",
        Power::COLUMNS
    );
    q.list(&sql, args![unit, list, ROWS_MAX]).await
}

/// The versions of a list, the newest first.
pub(crate) async fn versions(q: &mut impl Query, unit: i64, list: &str) -> Result<Vec<ListVersion>> {
    let sql = format!(
        "SELECT {} FROM disclosure_list WHERE unit_id = $1 AND list = $2 ORDER BY version DESC LIMIT 50",
        ListVersion::COLUMNS
    );
    q.list(&sql, args![unit, list]).await
}

/// The units that have published a list: unit, entries of its newest version.
pub(crate) async fn with_list(q: &mut impl Query, list: &str) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT unit_id, COUNT(*) FROM disclosure_power WHERE list = $1 AND ended_version IS NULL
         GROUP BY unit_id ORDER BY unit_id LIMIT 2000",
        args![list],
    )
    .await
}

/// Publishes a new version of a list: entries that stayed keep their rows, the others end or come.
pub(crate) async fn set_powers(
    tx: &mut Tx,
    unit: i64,
    list: &str,
    entries: &[[String; 5]],
    why: &str,
    now: Moment,
) -> Result<i64> {
    let version: i64 = tx
        .scalar(
            "SELECT COALESCE(MAX(version), 0) + 1 FROM disclosure_list WHERE unit_id = $1 AND list = $2",
            args![unit, list],
        )
        .await?;
    tx.run(
        "UPDATE disclosure_power SET ended_version = $1 WHERE unit_id = $2 AND list = $3 AND ended_version IS NULL",
        args![version, unit, list],
    )
    .await?;
    for (rank, [code, name, kind, basis, duties]) in (1_i64..).zip(entries) {
        let revived = tx
            .run(
                "UPDATE disclosure_power SET ended_version = NULL, rank = $1 WHERE unit_id = $2 AND list = $3
                 AND ended_version = $4 AND code = $5 AND name = $6 AND kind = $7 AND basis = $8 AND duties = $9",
                args![rank, unit, list, version, code, name, kind, basis, duties],
            )
            .await?;
        if revived == 0 {
            tx.run(
                "INSERT INTO disclosure_power (unit_id, list, rank, code, name, kind, basis, duties, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                args![unit, list, rank, code, name, kind, basis, duties, version],
            )
            .await?;
        }
    }
    tx.run(
        "INSERT INTO disclosure_list (unit_id, list, version, at, why, entries) VALUES ($1, $2, $3, $4, $5, $6)",
        args![unit, list, version, now, why, entries.len()],
    )
    .await?;
    Ok(version)
}

pub(crate) async fn add_transfer(
    tx: &mut Tx,
    receiver: &str,
    from: Date,
    to: Date,
    by: &str,
    entries: usize,
    now: Moment,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO disclosure_transfer (receiver, from_on, to_on, made_at, made_by, entries)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        args![receiver, from, to, now, by, entries],
    )
    .await
}

/// The last transfers: key, receiver, from, to, when, entries.
pub(crate) async fn transfers(q: &mut impl Query) -> Result<Vec<(i64, String, String, String, Moment, i64)>> {
    q.list(
        "SELECT id, receiver, from_on, to_on, made_at, entries FROM disclosure_transfer ORDER BY id DESC LIMIT 50",
        args![],
    )
    .await
}

pub(crate) async fn assess(tx: &mut Tx, item: i64, actor: &str, result: &str, why: &str, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO disclosure_assessment (item_id, at, actor, result, why) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![item, now, actor, result, why],
    )
    .await
}

/// When each of `items` was last looked at.
pub(crate) async fn assessed(q: &mut impl Query, items: &[i64]) -> Result<Vec<(i64, Moment)>> {
    let w = store::sql::Where::new().and_in("item_id", items.iter().copied());
    let sql = format!("SELECT item_id, MAX(at) FROM disclosure_assessment{} GROUP BY item_id", w.text());
    q.list(&sql, w.args()).await
}
