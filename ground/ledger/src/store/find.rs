//! Entries found by what they say, for the auditor's list.

use std::collections::BTreeMap;

use base::{Fault, Moment};
use store::sql::Where;
use store::{Query, args};

use super::bodies::Covered;
use crate::entry::Stored;

/// Rows that are asked for in one statement.
const MANY: usize = 500;

/// Which entries to show; absent parts do not restrict.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Entries with a smaller key, for the next page.
    pub before: Option<i64>,
    /// What was done, or the package whose acts are wanted: `letters.submit`, or `letters.` for all of them.
    pub verb: Option<String>,
    /// Kind of the thing it was done to.
    pub subject_kind: Option<String>,
    /// Key of that thing.
    pub subject_id: Option<i64>,
    /// Of this official.
    pub person: Option<i64>,
    /// From this moment on.
    pub since: Option<Moment>,
    /// Until before this moment.
    pub until: Option<Moment>,
}

/// Entries that fit, newest first, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, filter: &Filter, limit: usize) -> Result<Vec<Stored>, Fault> {
    let whole = filter.verb.as_deref().filter(|verb| !verb.ends_with('.'));
    // The characters behind a package's dot lie between `.` and `/`.
    let package = filter.verb.as_deref().and_then(|verb| verb.strip_suffix('.'));
    let mut w = Where::new()
        .and_if("id < ?", filter.before)
        .and_if("verb = ?", whole)
        .and_if("verb >= ?", package.map(|package| format!("{package}.")))
        .and_if("verb < ?", package.map(|package| format!("{package}/")))
        .and_if("subject_kind = ?", filter.subject_kind.as_deref())
        .and_if("subject_id = ?", filter.subject_id)
        .and_if("at >= ?", filter.since)
        .and_if("at < ?", filter.until);
    if let Some(person) = filter.person {
        w = w.and("actor_kind = 'staff' AND actor_person = ?", store::args![person]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM ledger_entry{} ORDER BY id DESC LIMIT {limit}", Stored::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// The entry with the key `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn entry(q: &mut impl Query, id: i64) -> Result<Option<Stored>, Fault> {
    super::read::entry(q, id).await
}

/// The entries that commit to the contents of `rows` in a covered column, the newest for each row. A row that is not there
/// was never committed to.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn committing(q: &mut impl Query, to: Covered, rows: &[i64]) -> Result<BTreeMap<i64, Stored>, Fault> {
    let mut entries: BTreeMap<i64, i64> = BTreeMap::new();
    let mut found: BTreeMap<i64, Stored> = BTreeMap::new();
    for some in rows.chunks(MANY) {
        let of = Where::new().and("table_name = ? AND column_name = ?", args![to.table, to.column]);
        let of = of.and_in("row_id", some.iter().copied());
        let sql = format!("SELECT row_id, MAX(entry_id) FROM ledger_body{} GROUP BY row_id ORDER BY row_id", of.text());
        let newest: Vec<(i64, i64)> = q.list(&sql, of.args()).await?;
        let these = Where::new().and_in("id", newest.iter().map(|(_, entry)| *entry));
        let sql = format!("SELECT {} FROM ledger_entry{} ORDER BY id", Stored::COLUMNS, these.text());
        found.extend(q.list::<Stored>(&sql, these.args()).await?.into_iter().map(|entry| (entry.id, entry)));
        entries.extend(newest);
    }
    Ok(entries.into_iter().filter_map(|(row, entry)| Some((row, found.get(&entry)?.clone()))).collect())
}
