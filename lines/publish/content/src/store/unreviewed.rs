//! Rows of `content_unreviewed`: what was published without reviews, editions and imports, to be looked at by a second person.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// A publication without reviews (强制发布; 按原样发布 of an older site).
    pub struct Unreviewed from "content_unreviewed" {
        /// Key.
        pub id: i64,
        /// The edition; none for an import.
        pub item_id: Option<i64>,
        /// The version of it that was published; 0 for an import.
        pub version: i64,
        /// The import; none for an edition.
        pub import_id: Option<i64>,
        /// Title of the edition then, or name of the file of the older site.
        pub title: String,
        /// The unit that keeps the site.
        pub unit_id: i64,
        /// The reason.
        pub why: String,
        /// When.
        pub at: Moment,
        /// Who did it.
        pub person_id: Option<i64>,
        /// Name, unit and post of whoever did it.
        pub actor: String,
        /// Findings of the machine by kind before it was published, for people.
        pub findings: String,
        /// How many of these had to be put right.
        pub stops: i64,
        /// Until when a second person looks at it; none for those of older versions.
        pub due_at: Option<Moment>,
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

/// What was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// An edition with the version that was published.
    Edition(i64, i64),
    /// What an import brings.
    Import(i64),
}

impl What {
    /// As the ledger names it.
    pub(crate) fn subject(self) -> (&'static str, i64) {
        match self {
            Self::Edition(item, _) => ("edition", item),
            Self::Import(import) => ("content_import", import),
        }
    }

    /// As people name it.
    pub(crate) fn called(self, title: &str) -> String {
        match self {
            Self::Edition(..) => format!("《{title}》"),
            Self::Import(_) => format!("旧网站“{title}”"),
        }
    }
}

impl Unreviewed {
    /// What was published.
    pub(crate) fn what(&self) -> What {
        match self.import_id {
            Some(import) => What::Import(import),
            None => What::Edition(self.item_id.unwrap_or_default(), self.version),
        }
    }
}

/// A publication without reviews to be noted.
pub(crate) struct New<'a> {
    pub what: What,
    pub title: &'a str,
    pub unit: i64,
    pub why: &'a str,
    pub person: Option<i64>,
    pub actor: &'a str,
    pub findings: &'a str,
    pub stops: i64,
    pub due: Moment,
}

pub(crate) async fn put(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<i64> {
    let (item, version, import) = match new.what {
        What::Edition(item, version) => (Some(item), version, None),
        What::Import(import) => (None, 0, Some(import)),
    };
    tx.insert(
        "INSERT INTO content_unreviewed (item_id, version, import_id, title, unit_id, why, at, person_id, actor, findings, stops,
         due_at, looker, verdict, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '') RETURNING id",
        args![
            item,
            version,
            import,
            new.title,
            new.unit,
            new.why,
            now,
            new.person,
            new.actor,
            new.findings,
            new.stops,
            new.due
        ],
    )
    .await
}

/// Those on the sites of `units` (of all without); `open`: only those that nobody looked at yet.
fn of(units: Option<&[i64]>, open: bool) -> Where {
    let mut w = Where::new();
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    if open { w.and("looked_at IS NULL", args![]) } else { w }
}

/// A page of them, the newest first, after the row `after` (time and key).
pub(crate) async fn list(
    q: &mut impl Query,
    units: Option<&[i64]>,
    open: bool,
    after: Option<(i64, i64)>,
    limit: usize,
) -> Result<Vec<Unreviewed>> {
    let mut w = of(units, open);
    if let Some((at, id)) = after {
        w = w.and("(at, id) < (?, ?)", args![at, id]);
    }
    let limit = w.arg(limit);
    let columns = Unreviewed::COLUMNS;
    let sql = format!("SELECT {columns} FROM content_unreviewed{} ORDER BY at DESC, id DESC LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// How many of them nobody looked at yet.
pub(crate) async fn open(q: &mut impl Query, units: Option<&[i64]>) -> Result<i64> {
    let w = of(units, true);
    q.scalar(&format!("SELECT COUNT(*) FROM content_unreviewed{}", w.text()), w.args()).await
}

pub(crate) async fn one(q: &mut impl Query, id: i64) -> Result<Option<Unreviewed>> {
    q.maybe(&format!("SELECT {} FROM content_unreviewed WHERE id = $1", Unreviewed::COLUMNS), args![id]).await
}

/// How many editions an import published.
pub(crate) async fn published(q: &mut impl Query, import: i64) -> Result<i64> {
    q.scalar(
        "SELECT COUNT(*) FROM content_import_page WHERE import_id = $1 AND outcome IN ('new', 'changed')",
        args![import],
    )
    .await
}

/// Those that nobody looked at, whose time is up before `until`, and of which nobody was reminded.
pub(crate) async fn to_remind(q: &mut impl Query, until: Moment, limit: usize) -> Result<Vec<Unreviewed>> {
    let sql = format!(
        "SELECT {} FROM content_unreviewed WHERE looked_at IS NULL AND reminded_at IS NULL AND due_at < $1
         ORDER BY due_at, id LIMIT $2",
        Unreviewed::COLUMNS
    );
    q.list(&sql, args![until, limit]).await
}

/// Notes that those who may look were reminded; 0 when they were already.
pub(crate) async fn reminded(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE content_unreviewed SET reminded_at = $1 WHERE id = $2 AND reminded_at IS NULL", args![now, id]).await
}

/// Notes what the second person found; 0 when somebody did already.
pub(crate) async fn looked(
    tx: &mut Tx,
    id: i64,
    (person, actor): (Option<i64>, &str),
    (verdict, note): (&str, &str),
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE content_unreviewed SET looked_at = $1, looked_by = $2, looker = $3, verdict = $4, note = $5
         WHERE id = $6 AND looked_at IS NULL",
        args![now, person, actor, verdict, note, id],
    )
    .await
}

/// How many of them wait for somebody of `unit`.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    open(q, Some(&[unit])).await
}

/// Gives those that wait to the unit that continues the functions of another.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE content_unreviewed SET unit_id = $1 WHERE unit_id = $2 AND looked_at IS NULL";
    tx.run(sql, args![to, from]).await
}
