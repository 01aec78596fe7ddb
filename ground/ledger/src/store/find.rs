//! Entries found by what they say, for the auditor's list.

use base::{Fault, Moment};
use store::Query;
use store::sql::Where;

use crate::entry::Stored;

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
