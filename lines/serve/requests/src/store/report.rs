//! Annual reports: what is said under the six headings, table two as entered, and the numbers as they were settled.

use base::Moment;
use store::long::Terms;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// An annual report of an organ, or of the county under the key 0.
    pub struct Report from "requests_report" {
        /// Key.
        pub id: i64,
        /// The organ; 0 for the whole county.
        pub unit_id: i64,
        /// Civil year.
        pub year: i64,
        /// Texts under the headings, as JSON.
        pub texts: String,
        /// Numbers of table two, as JSON.
        pub table2: String,
        /// Tables three and four as settled, as JSON; empty before.
        pub numbers: String,
        /// When it was settled.
        pub settled_at: Option<Moment>,
        /// Organs that had not settled when the county's was, and why it was settled nevertheless.
        pub missing: String,
    }
}

record! {
    /// A version of a settled report that was put right (更正) later.
    pub struct OldReport from "requests_report_old" {
        /// Key.
        pub id: i64,
        /// Texts, as JSON.
        pub texts: String,
        /// Table two, as JSON.
        pub table2: String,
        /// Tables three and four, as JSON.
        pub numbers: String,
        /// When it was settled.
        pub settled_at: Moment,
        /// When the next version took its place.
        pub replaced_at: Moment,
        /// Why.
        pub reason: String,
    }
}

/// Versions of a report that were put right, oldest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn old(q: &mut impl Query, report: i64) -> Result<Vec<OldReport>> {
    let sql =
        format!("SELECT {} FROM requests_report_old WHERE report_id = $1 ORDER BY id LIMIT 100", OldReport::COLUMNS);
    q.list(&sql, args![report]).await
}

/// The report of an organ (0 for the county) and a year, when something was entered.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, unit: i64, year: i16) -> Result<Option<Report>> {
    let sql = format!("SELECT {} FROM requests_report WHERE unit_id = $1 AND year = $2", Report::COLUMNS);
    q.maybe(&sql, args![unit, i64::from(year)]).await
}

/// How many reports are settled.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_settled(q: &mut impl Query) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM requests_report WHERE settled_at IS NOT NULL", args![]).await
}

/// Settled reports, newest first, so many after the first `skipped`: year, unit, name of the unit (empty for the county).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn settled(q: &mut impl Query, skipped: usize, limit: usize) -> Result<Vec<(i64, i64, String)>> {
    q.list(
        "SELECT p.year, p.unit_id, COALESCE(u.name, '') FROM requests_report p
         LEFT JOIN identity_unit u ON u.id = p.unit_id
         WHERE p.settled_at IS NOT NULL ORDER BY p.year DESC, p.unit_id LIMIT $1 OFFSET $2",
        args![limit, skipped],
    )
    .await
}

/// The first settled report of `year` or later that counts what the organ has, of the organ (or, of a request, of one whose functions it
/// continues) before that of the county: unit, 0 for the county, and year.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn settled_since(q: &mut impl Query, (organ, request): (i64, i64), year: i16) -> Result<Option<(i64, i64)>> {
    let sql = "SELECT p.unit_id, p.year FROM requests_report p
         WHERE p.settled_at IS NOT NULL AND p.year >= $3 AND (p.unit_id IN ($1, 0)
            OR p.unit_id IN (SELECT h.from_id FROM requests_handed h WHERE h.request_id = $2))
         ORDER BY p.year, p.unit_id = 0, p.unit_id LIMIT 1";
    q.maybe(sql, args![organ, request, i64::from(year)]).await
}

/// Reports of units of a year, whether settled or not.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_units(q: &mut impl Query, year: i16) -> Result<Vec<Report>> {
    let sql = format!(
        "SELECT {} FROM requests_report WHERE year = $1 AND unit_id <> 0 ORDER BY unit_id LIMIT 5000",
        Report::COLUMNS
    );
    q.list(&sql, args![i64::from(year)]).await
}

/// Settled reports of units of a year.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn settled_units(q: &mut impl Query, year: i16) -> Result<Vec<Report>> {
    Ok(of_units(q, year).await?.into_iter().filter(|r| r.settled_at.is_some()).collect())
}

/// Fees that were paid in a year, of one organ or of the county: of how many requests, and yuan.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn fees(q: &mut impl Query, year: i16, organ: Option<i64>) -> Result<(i64, i64)> {
    let (first, last) = super::annual::days(year);
    let mut wanted = Terms::new().and("f.paid_on >= ? AND f.paid_on <= ?", args![first, last]);
    if let Some(organ) = organ {
        wanted = wanted.with(&super::handed::counted(organ, year));
    }
    let wanted = wanted.put(Where::new());
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(f.yuan), 0) AS BIGINT) FROM requests_fee f JOIN requests_request r ON r.id = f.request_id{}",
        wanted.text()
    );
    Ok(q.maybe(&sql, wanted.args()).await?.unwrap_or((0, 0)))
}

/// The years of which there are requests, as first and last day of receipt.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn reported_years(q: &mut impl Query) -> Result<(Option<String>, Option<String>)> {
    q.maybe("SELECT MIN(received_on), MAX(received_on) FROM requests_request", args![])
        .await
        .map(|row: Option<(Option<String>, Option<String>)>| row.unwrap_or((None, None)))
}

/// Keeps texts and table two of a report that is not settled. Gives its key; none when it is settled and was not kept.
pub async fn save(tx: &mut Tx, unit: i64, year: i16, texts: &str, table2: &str) -> Result<Option<i64>> {
    let sql = "INSERT INTO requests_report (unit_id, year, texts, table2, numbers) VALUES ($1, $2, $3, $4, '')
               ON CONFLICT (unit_id, year) DO UPDATE SET texts = $3, table2 = $4
               WHERE requests_report.settled_at IS NULL RETURNING id";
    Ok(tx.maybe(sql, args![unit, i64::from(year), texts, table2]).await?.map(|(id,): (i64,)| id))
}

/// Settles the report with the key `id` with its numbers. Gives whether it was unsettled.
pub async fn settle(tx: &mut Tx, id: i64, numbers: &str, at: Moment) -> Result<bool> {
    let sql = "UPDATE requests_report SET numbers = $1, settled_at = $2 WHERE id = $3 AND settled_at IS NULL";
    Ok(tx.run(sql, args![numbers, at, id]).await? == 1)
}

/// Notes which organs had not settled, and why the county's report was settled nevertheless.
pub async fn missed(tx: &mut Tx, id: i64, missing: &str) -> Result<()> {
    tx.run("UPDATE requests_report SET missing = $1 WHERE id = $2", args![missing, id]).await.map(drop)
}

/// A settled report is put right: what it said is kept beside it with the reason, and it says texts, table two and numbers from now on.
/// Gives whether it was settled.
pub async fn replace(
    tx: &mut Tx,
    id: i64,
    [texts, table2, numbers]: [&str; 3],
    reason: &str,
    at: Moment,
) -> Result<bool> {
    let keep = "INSERT INTO requests_report_old (report_id, texts, table2, numbers, settled_at, replaced_at, reason)
                SELECT id, texts, table2, numbers, settled_at, $1, $2 FROM requests_report
                WHERE id = $3 AND settled_at IS NOT NULL";
    if tx.run(keep, args![at, reason, id]).await? != 1 {
        return Ok(false);
    }
    let sql = "UPDATE requests_report SET texts = $1, table2 = $2, numbers = $3, settled_at = $4 WHERE id = $5";
    Ok(tx.run(sql, args![texts, table2, numbers, at, id]).await? == 1)
}
