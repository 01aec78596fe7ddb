//! Tables three and four of the annual report (国办公开办函〔2021〕30号), counted from the requests. Each cell is a condition that
//! the register uses too.

use std::collections::BTreeMap;

use base::Date;
use serde::{Deserialize, Serialize};
use store::long::Terms;
use store::sql::Where;
use store::{Query, Result, args};

use crate::channels::{APPLICANTS, DECISIONS};
use crate::results::RESULTS;

/// Rows of table three.
pub(crate) const ROWS: usize = 25;
/// Kinds of applicants.
pub(crate) const COLUMNS: usize = 6;

/// Table three without its column of totals, which [`Table3::total`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table3(pub [[i64; COLUMNS]; ROWS]);

impl Default for Table3 {
    fn default() -> Self {
        Self([[0; COLUMNS]; ROWS])
    }
}

impl Table3 {
    /// Row `row`, counted from 1, of the column `column`, counted from 0; 0 where there is none.
    pub fn cell(&self, row: usize, column: usize) -> i64 {
        row.checked_sub(1).and_then(|r| self.0.get(r)).and_then(|r| r.get(column)).copied().unwrap_or(0)
    }

    /// The total of row `row`.
    pub fn total(&self, row: usize) -> i64 {
        (0..COLUMNS).map(|column| self.cell(row, column)).sum()
    }

    /// Adds `n` to a cell.
    pub(crate) fn add(&mut self, row: usize, applicant: &str, n: i64) {
        let column = APPLICANTS.iter().position(|a| a.value == applicant);
        if let (Some(row), Some(column)) = (row.checked_sub(1), column)
            && let Some(cell) = self.0.get_mut(row).and_then(|r| r.get_mut(column))
        {
            *cell += n;
        }
    }
}

/// Table four: for each kind of dispute 结果维持 结果纠正 其他结果 尚未审结; totals are their sums.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table4(pub [[i64; 4]; 3]);

/// The first and the last day of a civil year.
pub(super) fn days(year: i16) -> (Date, Date) {
    let day = |month, day| Date::new(year, month, day).unwrap_or(Date::MAX);
    (day(1, 1), day(12, 31))
}

/// What a cell of row `row` counts in `year`, as conditions on `requests_request r`; nothing for an unknown row.
///
/// Row 1: received in the year. Row 2: received before and without a result until then. Rows 3 to 23: the result of the
/// year. Row 24: any result of the year. Row 25: received by the end and without a result until then. As every request
/// has one day of receipt and at most one result on one later day, rows 1 and 2 are together rows 24 and 25.
pub fn cell_terms(year: i16, row: usize) -> Terms {
    let (first, last) = days(year);
    let counted = Terms::new().and("r.kind = 'access' AND r.received_on IS NOT NULL", args![]);
    let closed = |terms: Terms| terms.and("r.closed_on >= ? AND r.closed_on <= ?", args![first, last]);
    match row {
        1 => counted.and("r.received_on >= ? AND r.received_on <= ?", args![first, last]),
        2 => counted.and("r.received_on < ? AND (r.closed_on IS NULL OR r.closed_on >= ?)", args![first, first]),
        24 => closed(counted),
        25 => counted.and("r.received_on <= ? AND (r.closed_on IS NULL OR r.closed_on > ?)", args![last, last]),
        row => {
            let keys: Vec<&str> = RESULTS.iter().filter(|r| r.row == row && row > 0).map(|r| r.key).collect();
            closed(counted).and_in("r.result", keys)
        }
    }
}

/// Table three of a year, of one organ or of the county: every request is looked at once and stands where [`cell_terms`] says.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn table3(q: &mut impl Query, year: i16, organ: Option<i64>) -> Result<Table3> {
    table3_of(q, year, organ, year).await
}

/// The same of the requests that the organ counts in its report of `of`, which are others when it continues the functions of an organ
/// whose reports until then were settled.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn table3_of(q: &mut impl Query, year: i16, organ: Option<i64>, of: i16) -> Result<Table3> {
    let (first, last) = days(year);
    let mut conditions = Terms::new()
        .and("r.kind = 'access' AND r.received_on <= ?", args![last])
        .and("r.closed_on IS NULL OR r.closed_on >= ?", args![first]);
    if let Some(organ) = organ {
        conditions = conditions.with(&super::handed::counted(organ, of));
    }
    let conditions = conditions.put(Where::new());
    let sql = format!(
        "SELECT substr(r.received_on, 1, 4), r.applicant, COALESCE(r.result, ''), COALESCE(substr(r.closed_on, 1, 4), ''), COUNT(*)
         FROM requests_request r{} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT 100000",
        conditions.text()
    );
    let counts: Vec<(String, String, String, String, i64)> = q.list(&sql, conditions.args()).await?;
    let mut table = Table3::default();
    let rows: BTreeMap<&str, usize> = RESULTS.iter().map(|r| (r.key, r.row)).collect();
    let this = year.to_string();
    for (came, applicant, result, ended, n) in counts {
        table.add(if came == this { 1 } else { 2 }, &applicant, n);
        if ended == this {
            table.add(24, &applicant, n);
            table.add(rows.get(result.as_str()).copied().unwrap_or(0), &applicant, n);
        } else {
            table.add(25, &applicant, n);
        }
    }
    Ok(table)
}

/// Table four of a year, of one organ or of the county: what was decided in the year, and what was not decided at its end. What went to an
/// heir stays with the former organ in the years whose report that one had settled.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn table4(q: &mut impl Query, year: i16, organ: Option<i64>) -> Result<Table4> {
    let (first, last) = days(year);
    let mut table = Table4::default();
    let mut put = |kind: &str, column: usize, n: i64| {
        let row = super::row_of(kind);
        if let Some(cell) = row.and_then(|r| table.0.get_mut(r)).and_then(|r| r.get_mut(column)) {
            *cell += n;
        }
    };
    let of_organ = |terms: Terms| match organ {
        Some(organ) => terms.with(&super::handed::counted_disputes(organ, year)).put(Where::new()),
        None => terms.put(Where::new()),
    };
    let decided = of_organ(Terms::new().and("d.decided_on >= ? AND d.decided_on <= ?", args![first, last]));
    let sql = format!(
        "SELECT d.kind, d.result, COUNT(*) FROM requests_dispute d{} GROUP BY d.kind, d.result ORDER BY 1, 2 LIMIT 100",
        decided.text()
    );
    let rows: Vec<(String, String, i64)> = q.list(&sql, decided.args()).await?;
    for (kind, result, n) in rows {
        put(&kind, DECISIONS.iter().position(|d| d.value == result).unwrap_or(2), n);
    }
    let open = "d.filed_on <= ? AND (d.decided_on IS NULL OR d.decided_on > ?)";
    let open = of_organ(Terms::new().and(open, args![last, last]));
    let sql =
        format!("SELECT d.kind, COUNT(*) FROM requests_dispute d{} GROUP BY d.kind ORDER BY 1 LIMIT 100", open.text());
    let rows: Vec<(String, i64)> = q.list(&sql, open.args()).await?;
    for (kind, n) in rows {
        put(&kind, 3, n);
    }
    Ok(table)
}
