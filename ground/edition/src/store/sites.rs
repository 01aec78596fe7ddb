//! Rows of `edition_site`.

use base::Moment;
use store::{Query, Result, Tx, args, record};

record! {
    /// A site (站点).
    pub struct Site from "edition_site" {
        /// Key.
        pub id: i64,
        /// The site above.
        pub parent_id: Option<i64>,
        /// Short name in addresses; `main` for the portal.
        pub slug: String,
        /// 名称.
        pub name: String,
        /// Key of a kind of site.
        pub kind: String,
        /// The unit that keeps it.
        pub unit_id: i64,
        /// Host name of its own, may be empty.
        pub host: String,
        /// Explicit order among siblings.
        pub rank: i64,
        /// When it was taken off line or archived.
        pub closed_at: Option<Moment>,
    }
}

impl Site {
    /// The address of its home page: `/` for the portal, `/s/…/` for others.
    pub fn href(&self) -> String {
        if self.slug == super::super::site::MAIN { "/".to_owned() } else { format!("/s/{}/", self.slug) }
    }

    /// The address of `path` (beginning with `/`) on this site.
    pub fn at(&self, path: &str) -> String {
        if self.slug == super::super::site::MAIN { path.to_owned() } else { format!("/s/{}{path}", self.slug) }
    }
}

/// The site `id`.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Site>> {
    q.maybe(&format!("SELECT {} FROM edition_site WHERE id = $1", Site::COLUMNS), args![id]).await
}

/// The site called `slug`.
pub(crate) async fn by_slug(q: &mut impl Query, slug: &str) -> Result<Option<Site>> {
    q.maybe(&format!("SELECT {} FROM edition_site WHERE slug = $1", Site::COLUMNS), args![slug]).await
}

/// All sites in order, closed ones too.
pub(crate) async fn all(q: &mut impl Query) -> Result<Vec<Site>> {
    let sql = format!("SELECT {} FROM edition_site ORDER BY parent_id IS NOT NULL, parent_id, rank, id", Site::COLUMNS);
    q.list(&sql, args![]).await
}

/// What is written of a site.
pub(crate) struct Words<'a> {
    pub name: &'a str,
    pub kind: &'a str,
    pub unit: i64,
    pub host: &'a str,
    pub rank: i64,
}

pub(crate) async fn insert(tx: &mut Tx, parent: Option<i64>, slug: &str, words: &Words<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO edition_site (parent_id, slug, name, kind, unit_id, host, rank)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![parent, slug, words.name, words.kind, words.unit, words.host, words.rank],
    )
    .await
}

pub(crate) async fn update(tx: &mut Tx, id: i64, words: &Words<'_>) -> Result<u64> {
    tx.run(
        "UPDATE edition_site SET name = $1, kind = $2, unit_id = $3, host = $4, rank = $5 WHERE id = $6",
        args![words.name, words.kind, words.unit, words.host, words.rank, id],
    )
    .await
}

pub(crate) async fn close(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<u64> {
    tx.run("UPDATE edition_site SET closed_at = $1 WHERE id = $2", args![at, id]).await
}
