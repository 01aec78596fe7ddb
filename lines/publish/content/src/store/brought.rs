//! Rows of `content_import_forced`: imports that published without reviews, to be looked at by a second person.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// An import that published what it brought (按原样发布).
    pub struct Brought from "content_import_forced" {
        /// The import.
        pub import_id: i64,
        /// The unit that keeps the site.
        pub unit_id: i64,
        /// The reason.
        pub why: String,
        /// When it was begun.
        pub at: Moment,
        /// Who began it.
        pub person_id: Option<i64>,
        /// Name, unit and post of whoever began it.
        pub actor: String,
        /// Until when a second person looks at it.
        pub due_at: Moment,
        /// When a second person looked at it.
        pub looked_at: Option<Moment>,
        /// Name, unit and post of the second person.
        pub looker: String,
        /// right, corrected or withdrawn; empty before.
        pub verdict: String,
        /// What the second person found.
        pub note: String,
    }
}

/// An import that begins to publish, to be noted.
pub(crate) struct New<'a> {
    pub import: i64,
    pub unit: i64,
    pub why: &'a str,
    pub person: Option<i64>,
    pub actor: &'a str,
    pub due: Moment,
}

pub(crate) async fn put(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<u64> {
    tx.run(
        "INSERT INTO content_import_forced (import_id, unit_id, why, at, person_id, actor, due_at, looker, verdict, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')",
        args![new.import, new.unit, new.why, now, new.person, new.actor, new.due],
    )
    .await
}

/// A page of them on the sites of `units` (of all without), the newest first, below the key `before`. `open`: only those that
/// nobody looked at yet.
pub(crate) async fn list(
    q: &mut impl Query,
    units: Option<&[i64]>,
    open: bool,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Brought>> {
    let mut w = Where::new().and_if("import_id < ?", before);
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    if open {
        w = w.and("looked_at IS NULL", args![]);
    }
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT {} FROM content_import_forced{} ORDER BY import_id DESC LIMIT {limit}",
        Brought::COLUMNS,
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many of them nobody looked at yet.
pub(crate) async fn open(q: &mut impl Query, units: Option<&[i64]>) -> Result<i64> {
    let mut w = Where::new().and("looked_at IS NULL", args![]);
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    q.scalar(&format!("SELECT COUNT(*) FROM content_import_forced{}", w.text()), w.args()).await
}

pub(crate) async fn one(q: &mut impl Query, import: i64) -> Result<Option<Brought>> {
    q.maybe(&format!("SELECT {} FROM content_import_forced WHERE import_id = $1", Brought::COLUMNS), args![import])
        .await
}

/// How many editions the import published.
pub(crate) async fn published(q: &mut impl Query, import: i64) -> Result<i64> {
    q.scalar(
        "SELECT COUNT(*) FROM content_import_page WHERE import_id = $1 AND outcome IN ('new', 'changed')",
        args![import],
    )
    .await
}

/// Those that nobody looked at, whose time is up before `until`, and of which nobody was reminded.
pub(crate) async fn to_remind(q: &mut impl Query, until: Moment, limit: usize) -> Result<Vec<Brought>> {
    let sql = format!(
        "SELECT {} FROM content_import_forced WHERE looked_at IS NULL AND reminded_at IS NULL AND due_at < $1
         ORDER BY due_at, import_id LIMIT $2",
        Brought::COLUMNS
    );
    q.list(&sql, args![until, limit]).await
}

/// Notes that those who may look were reminded; 0 when they were already.
pub(crate) async fn reminded(tx: &mut Tx, import: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE content_import_forced SET reminded_at = $1 WHERE import_id = $2 AND reminded_at IS NULL",
        args![now, import],
    )
    .await
}

/// Notes what the second person found; 0 when somebody did already.
pub(crate) async fn looked(
    tx: &mut Tx,
    import: i64,
    (person, actor): (Option<i64>, &str),
    (verdict, note): (&str, &str),
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE content_import_forced SET looked_at = $1, looked_by = $2, looker = $3, verdict = $4, note = $5
         WHERE import_id = $6 AND looked_at IS NULL",
        args![now, person, actor, verdict, note, import],
    )
    .await
}
