//! The three lists (三张清单) with their versions.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args};

use super::ROWS_MAX;
use crate::model::{Entry, ListVersion, Power};

/// The entries of a list in force.
pub(crate) async fn powers(q: &mut impl Query, unit: i64, list: &str) -> Result<Vec<Power>> {
    let sql = format!(
        "SELECT {} FROM disclosure_power WHERE unit_id = $1 AND list = $2 AND ended_version IS NULL
         ORDER BY rank, id LIMIT $3",
        Power::COLUMNS
    );
    q.list(&sql, args![unit, list, ROWS_MAX]).await
}

/// The entries in force with one of these codes, of all units and lists, at most so many.
pub(crate) async fn powers_by_codes(q: &mut impl Query, codes: &[String], most: usize) -> Result<Vec<Power>> {
    let mut w = Where::new().and("code <> '' AND ended_version IS NULL", args![]).and_in("code", codes.iter());
    let limit = w.arg(most);
    let sql = format!(
        "SELECT {} FROM disclosure_power{} ORDER BY unit_id, list, rank, id LIMIT {limit}",
        Power::COLUMNS,
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// The entries that a list had in its version `version`, in the order in which they stood then: the rank of a row is that of the newest
/// version, what was published is kept as it was.
pub(crate) async fn powers_at(q: &mut impl Query, unit: i64, list: &str, version: i64) -> Result<Vec<Power>> {
    let sql = format!(
        "SELECT {} FROM disclosure_power WHERE unit_id = $1 AND list = $2 AND version <= $3
         AND (ended_version IS NULL OR ended_version > $3) ORDER BY rank, id LIMIT $4",
        Power::COLUMNS
    );
    let mut rows: Vec<Power> = q.list(&sql, args![unit, list, version, ROWS_MAX]).await?;
    let sql = "SELECT content FROM disclosure_list WHERE unit_id = $1 AND list = $2 AND version = $3";
    let kept: Option<(String,)> = q.maybe(sql, args![unit, list, version]).await?;
    let then: Vec<Entry> = kept.and_then(|(content,)| serde_json::from_str(&content).ok()).unwrap_or_default();
    rows.sort_by_key(|row| {
        let entry = row.entry();
        then.iter().position(|other| *other == entry).unwrap_or(usize::MAX)
    });
    Ok(rows)
}

/// What a version changed against the one before it: the entries that came with it, and those that went.
pub(crate) async fn changes(
    q: &mut impl Query,
    unit: i64,
    list: &str,
    version: i64,
) -> Result<(Vec<Power>, Vec<Power>)> {
    let of = |condition: &str| {
        format!(
            "SELECT {} FROM disclosure_power WHERE unit_id = $1 AND list = $2 AND {condition} ORDER BY rank, id LIMIT $4",
            Power::COLUMNS
        )
    };
    let came = q.list(&of("version = $3"), args![unit, list, version, ROWS_MAX]).await?;
    let went = q.list(&of("ended_version = $3"), args![unit, list, version, ROWS_MAX]).await?;
    Ok((came, went))
}

/// One version of a list.
pub(crate) async fn version(q: &mut impl Query, unit: i64, list: &str, version: i64) -> Result<Option<ListVersion>> {
    let sql = format!(
        "SELECT {} FROM disclosure_list WHERE unit_id = $1 AND list = $2 AND version = $3",
        ListVersion::COLUMNS
    );
    q.maybe(&sql, args![unit, list, version]).await
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

/// Publishes a new version of a list: entries that stayed keep their rows, the others end or come. Gives the key of the
/// version and its number.
pub(crate) async fn set_powers(
    tx: &mut Tx,
    (unit, list): (i64, &str),
    entries: &[Entry],
    (why, content): (&str, &str),
    now: Moment,
) -> Result<(i64, i64)> {
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
                "UPDATE disclosure_power SET ended_version = NULL, rank = $1 WHERE id = (SELECT MIN(p.id)
                 FROM disclosure_power p WHERE p.unit_id = $2 AND p.list = $3 AND p.ended_version = $4 AND p.code = $5
                 AND p.name = $6 AND p.kind = $7 AND p.basis = $8 AND p.duties = $9)",
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
    let id = tx
        .insert(
            "INSERT INTO disclosure_list (unit_id, list, version, at, why, entries, content)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            args![unit, list, version, now, why, entries.len(), content],
        )
        .await?;
    Ok((id, version))
}
