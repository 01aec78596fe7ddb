//! Every SQL statement that touches `disclosure_*`: guides, rules and standard catalogues here, the rest below.

mod kept;
mod lists;

use base::Moment;
use store::{Query, Result, Tx, args};

use crate::model::{Row, Standard, Text};

pub(crate) use kept::{
    Handed, add_transfer, assess, due, due_count, opened, opened_count, told, transfer, transfers, units_with_due,
    units_with_opened,
};
pub(crate) use lists::{changes, powers, powers_at, powers_by_codes, set_powers, version, versions, with_list};

/// Rows of one catalogue or list at most.
pub(crate) const ROWS_MAX: usize = 500;
/// Groups of one overview at most: more than units times domains.
const GROUPS_MAX: usize = 50_000;

/// The text of a unit's guide or rules that is shown.
pub(crate) async fn page(q: &mut impl Query, unit: i64, kind: &str) -> Result<Option<Text>> {
    Ok(page_versions(q, unit, kind, 1).await?.into_iter().next())
}

/// Versions of a unit's guide or rules, the newest first.
pub(crate) async fn page_versions(q: &mut impl Query, unit: i64, kind: &str, limit: usize) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT {} FROM disclosure_page_version WHERE unit_id = $1 AND kind = $2 ORDER BY version DESC LIMIT $3",
        Text::COLUMNS
    );
    q.list(&sql, args![unit, kind, limit]).await
}

/// One version of a unit's guide or rules.
pub(crate) async fn page_version(q: &mut impl Query, unit: i64, kind: &str, version: i64) -> Result<Option<Text>> {
    let sql = format!(
        "SELECT {} FROM disclosure_page_version WHERE unit_id = $1 AND kind = $2 AND version = $3",
        Text::COLUMNS
    );
    q.maybe(&sql, args![unit, kind, version]).await
}

/// Sets a unit's guide or rules as a new version; gives its key and number.
pub(crate) async fn set_page(tx: &mut Tx, of: (i64, &str), body: &str, actor: &str, now: Moment) -> Result<(i64, i64)> {
    PAGES.keep(tx, of, body, actor, now).await
}

/// A unit's catalogue of a domain.
pub(crate) async fn standard(q: &mut impl Query, unit: i64, domain: &str) -> Result<Vec<Standard>> {
    let sql = format!(
        "SELECT {} FROM disclosure_standard WHERE unit_id = $1 AND domain = $2 ORDER BY rank, id LIMIT $3",
        Standard::COLUMNS
    );
    q.list(&sql, args![unit, domain, ROWS_MAX]).await
}

/// To which columns the rows of the catalogues are bound, of one unit or of all: unit, domain, column, number of rows.
pub(crate) async fn bindings(q: &mut impl Query, unit: Option<i64>) -> Result<Vec<(i64, String, Option<i64>, i64)>> {
    let mut w = store::sql::Where::new().and_if("unit_id = ?", unit);
    let limit = w.arg(GROUPS_MAX);
    let sql = format!(
        "SELECT unit_id, domain, column_id, COUNT(*) FROM disclosure_standard{}
         GROUP BY unit_id, domain, column_id ORDER BY unit_id, domain LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// Puts `rows` in the place of a unit's catalogue of a domain.
pub(crate) async fn set_standard(tx: &mut Tx, unit: i64, domain: &str, rows: &[Row], now: Moment) -> Result<()> {
    tx.run("DELETE FROM disclosure_standard WHERE unit_id = $1 AND domain = $2", args![unit, domain]).await?;
    for (rank, row) in (1_i64..).zip(rows) {
        let t = |i: usize| row.texts.get(i).cloned().unwrap_or_default();
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

/// The rows of a unit's catalogue of a domain come after those of its heir.
pub(crate) async fn hand_standard(tx: &mut Tx, domain: &str, (from, to): (i64, i64), now: Moment) -> Result<u64> {
    let sql =
        "UPDATE disclosure_standard SET unit_id = $1, changed_at = $2, rank = rank + (SELECT COALESCE(MAX(o.rank), 0)
               FROM disclosure_standard o WHERE o.unit_id = $1 AND o.domain = $3) WHERE unit_id = $4 AND domain = $3";
    tx.run(sql, args![to, now, domain, from]).await
}

/// The number of the last version of a catalogue; 0 before the first.
pub(crate) async fn standard_seen(q: &mut impl Query, unit: i64, domain: &str) -> Result<i64> {
    STANDARDS.last(q, (unit, domain)).await
}

/// Keeps what a catalogue said as a version; gives its key and number.
pub(crate) async fn keep_standard(
    tx: &mut Tx,
    of: (i64, &str),
    content: &str,
    actor: &str,
    now: Moment,
) -> Result<(i64, i64)> {
    STANDARDS.keep(tx, of, content, actor, now).await
}

/// A table of what units said in versions, counted for each unit and one more thing.
struct Versions {
    table: &'static str,
    /// The column of what they are counted for besides the unit.
    by: &'static str,
    /// The column of what was said.
    said: &'static str,
}

/// Guides and rules.
const PAGES: Versions = Versions { table: "disclosure_page_version", by: "kind", said: "body" };
/// Standard catalogues.
const STANDARDS: Versions = Versions { table: "disclosure_standard_version", by: "domain", said: "content" };

impl Versions {
    /// The number of the last version; 0 before the first.
    async fn last(&self, q: &mut impl Query, (unit, of): (i64, &str)) -> Result<i64> {
        let Self { table, by, .. } = self;
        let sql = format!("SELECT COALESCE(MAX(version), 0) FROM {table} WHERE unit_id = $1 AND {by} = $2");
        q.scalar(&sql, args![unit, of]).await
    }

    /// Keeps what is said as the next version; gives its key and number.
    async fn keep(
        &self,
        tx: &mut Tx,
        (unit, of): (i64, &str),
        text: &str,
        actor: &str,
        now: Moment,
    ) -> Result<(i64, i64)> {
        let Self { table, by, said } = self;
        let version = self.last(tx, (unit, of)).await? + 1;
        let sql = format!(
            "INSERT INTO {table} (unit_id, {by}, version, {said}, at, actor) VALUES ($1, $2, $3, $4, $5, $6)
             RETURNING id"
        );
        Ok((tx.insert(&sql, args![unit, of, version, text, now, actor]).await?, version))
    }
}
