//! Search (检索): a full-text index beside the database, derived from it and rebuilt at will.
//!
//! What can be found is written into the table `store_search` in the caller's transaction ([`put`], [`remove`]); the
//! index follows ([`Search::catch_up`]), usually within a second. Losing the index loses nothing: the next catching up
//! builds it anew.

mod ask;
mod index;
mod words;

use crate::{Query, Result, Tx, args};

pub use index::{Agreement, Search};

/// Who may find a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Officials who may look into one of these units (keys).
    Units(Vec<i64>),
}

impl Audience {
    fn text(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Units(units) => units.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
        }
    }
}

/// Something that can be found.
#[derive(Debug, Clone)]
pub struct Doc {
    /// Its kind, such as `letter`.
    pub kind: String,
    /// Its key within the kind.
    pub id: i64,
    /// Title; counts three times as much as the text.
    pub title: String,
    /// Text.
    pub body: String,
    /// Who may find it.
    pub audience: Audience,
}

/// Whose eyes a search has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The public's.
    Public,
    /// An official's who may look into these units, and at what is public.
    Units(Vec<i64>),
    /// The program's own; never the answer to a person as it is.
    All,
}

/// A question to the index.
#[derive(Debug, Clone)]
pub struct Find<'a> {
    /// What was typed, or the text to which similar ones are wanted.
    pub text: &'a str,
    /// Only these kinds; all when empty.
    pub kinds: &'a [&'a str],
    /// Whose eyes.
    pub reach: Reach,
    /// At most so many hits; 1 to 1,000.
    pub limit: usize,
}

/// Something found, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its kind.
    pub kind: String,
    /// Its key within the kind.
    pub id: i64,
    /// How well it fits, comparable within one answer only.
    pub score: f32,
}

/// Makes `doc` findable, or changes what is found, once the transaction is committed and the index has caught up.
///
/// # Errors
/// A fault of the database.
pub async fn put(tx: &mut Tx, doc: &Doc) -> Result<()> {
    tx.run(
        "INSERT INTO store_search (kind, row_id, title, body, audience, removed, version, indexed_version)
         VALUES ($1, $2, $3, $4, $5, 0, 1, 0)
         ON CONFLICT (kind, row_id) DO UPDATE SET title = excluded.title, body = excluded.body,
         audience = excluded.audience, removed = 0, version = store_search.version + 1",
        args![&doc.kind, doc.id, &doc.title, &doc.body, doc.audience.text()],
    )
    .await?;
    Ok(())
}

/// Makes a document unfindable; its text leaves the database at once and the index when it has caught up.
///
/// # Errors
/// A fault of the database.
pub async fn remove(tx: &mut Tx, kind: &str, id: i64) -> Result<()> {
    tx.run(
        "UPDATE store_search SET title = '', body = '', audience = '', removed = 1, version = version + 1
         WHERE kind = $1 AND row_id = $2",
        args![kind, id],
    )
    .await?;
    Ok(())
}

crate::record! {
    /// A row of the table that the index follows.
    pub struct Source from "store_search" {
        /// Kind.
        pub kind: String,
        /// Key within the kind.
        pub row_id: i64,
        /// Title.
        pub title: String,
        /// Text.
        pub body: String,
        /// `public`, or keys of units.
        pub audience: String,
        /// Whether it is to leave the index.
        pub removed: bool,
        /// Counts its changes.
        pub version: i64,
    }
}

/// Rows that the index has not followed yet.
async fn waiting(q: &mut impl Query, limit: usize) -> Result<Vec<Source>> {
    let sql = format!(
        "SELECT {} FROM store_search WHERE version <> indexed_version ORDER BY kind, row_id LIMIT $1",
        Source::COLUMNS
    );
    q.list(&sql, args![limit]).await
}

/// Notes that the index holds `rows` as they are, and forgets those that left it.
async fn followed(tx: &mut Tx, rows: &[Source]) -> Result<()> {
    for row in rows {
        let sql = if row.removed {
            "DELETE FROM store_search WHERE kind = $1 AND row_id = $2 AND version = $3"
        } else {
            "UPDATE store_search SET indexed_version = $3 WHERE kind = $1 AND row_id = $2"
        };
        tx.run(sql, args![&row.kind, row.row_id, row.version]).await?;
    }
    Ok(())
}

/// Lets the index follow everything again.
async fn forget_all(tx: &mut Tx) -> Result<()> {
    tx.run("UPDATE store_search SET indexed_version = 0", args![]).await?;
    Ok(())
}

/// How many documents the index should hold, by its own account.
async fn indexed(q: &mut impl Query) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM store_search WHERE indexed_version > 0", args![]).await
}

/// Keys and versions after the document `after`, for the comparison with the index.
async fn versions(q: &mut impl Query, after: &(String, i64), limit: usize) -> Result<Vec<(String, i64, i64, i64)>> {
    q.list(
        "SELECT kind, row_id, version, indexed_version FROM store_search WHERE (kind, row_id) > ($1, $2)
         ORDER BY kind, row_id LIMIT $3",
        args![&after.0, after.1, limit],
    )
    .await
}
