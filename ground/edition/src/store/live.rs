//! Rows of `edition_live`: what is published.

use base::{Fault, Moment};
use store::{Query, Result, Tx, args, record};

use super::{items, tags};
use crate::{Content, Item, dated, terms};

record! {
    /// A published edition.
    pub struct Live from "edition_live" {
        /// Key.
        pub item_id: i64,
        /// Key of a kind.
        pub kind: String,
        /// Its own site.
        pub site_id: i64,
        /// Its own column.
        pub column_id: i64,
        /// The unit that answers for it: that published it, or continues the functions of that.
        pub unit_id: i64,
        /// The unit that published it first, when another one answers for it now.
        pub maker_id: Option<i64>,
        /// Which version it is.
        pub version: i64,
        /// 标题.
        pub title: String,
        /// 摘要.
        pub summary: String,
        /// Digest of the picture for lists.
        pub cover: String,
        /// What the picture shows.
        pub cover_alt: String,
        /// Everything as JSON.
        pub content: String,
        /// The time of publication that is shown; [`crate::dated::UNDATED`] when nobody knows.
        pub published_at: Moment,
        /// When this version was published.
        pub revised_at: Moment,
        /// 索引号.
        pub index_no: String,
        /// 发文字号.
        pub doc_no: String,
        /// Year of the document or of its publication; 0 when nobody knows.
        pub year: i64,
        /// Key of a theme.
        pub theme: String,
        /// Key of a genre.
        pub genre: String,
        /// Key of a validity.
        pub validity: String,
        /// Node of the disclosure catalogue.
        pub node: String,
    }
}

impl Live {
    /// Everything that it says.
    ///
    /// # Errors
    /// A fault when what is stored is no content.
    pub fn content(&self) -> std::result::Result<Content, Fault> {
        items::read(&self.content)
    }

    /// The unit that made it, as its pages say.
    pub fn maker(&self) -> i64 {
        self.maker_id.unwrap_or(self.unit_id)
    }

    /// Its address on its own site's path.
    pub fn path(&self) -> String {
        path(self.item_id)
    }
}

/// The local path of an edition's page.
pub fn path(item: i64) -> String {
    format!("/a/{item}")
}

record! {
    /// One row of a list of published editions.
    pub struct Listed from "edition_live" {
        /// Key.
        pub item_id: i64,
        /// Key of a kind.
        pub kind: String,
        /// Its own site.
        pub site_id: i64,
        /// The unit that answers for it: that published it, or continues the functions of that.
        pub unit_id: i64,
        /// The unit that published it first, when another one answers for it now.
        pub maker_id: Option<i64>,
        /// 标题.
        pub title: String,
        /// 摘要.
        pub summary: String,
        /// Digest of the picture for lists.
        pub cover: String,
        /// What the picture shows.
        pub cover_alt: String,
        /// The time of publication that is shown; [`crate::dated::UNDATED`] when nobody knows.
        pub published_at: Moment,
        /// 索引号.
        pub index_no: String,
        /// 发文字号.
        pub doc_no: String,
        /// 成文日期, may be empty.
        pub made_on: String,
        /// Year of the document, or of its publication; 0 when nobody knows.
        pub year: i64,
        /// Key of a theme.
        pub theme: String,
        /// Key of a genre.
        pub genre: String,
        /// Key of a validity.
        pub validity: String,
    }
}

impl Listed {
    /// The unit that made it, as lists say.
    pub fn maker(&self) -> i64 {
        self.maker_id.unwrap_or(self.unit_id)
    }

    /// The local path of its page.
    pub fn path(&self) -> String {
        path(self.item_id)
    }
}

/// The published edition `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Live>> {
    q.maybe(&format!("SELECT {} FROM edition_live WHERE item_id = $1", Live::COLUMNS), args![id]).await
}

/// Puts the snapshot of `item` in place.
pub(crate) async fn put(tx: &mut Tx, item: &Item, content: &Content, version: i64, now: Moment) -> Result<()> {
    let head = &content.head;
    let shown = content.shown_at.map_or(item.published_at.unwrap_or(now), Moment);
    let made_on = head.made_on.map(|d| d.to_string()).unwrap_or_default();
    tx.run(
        "INSERT INTO edition_live (item_id, kind, site_id, column_id, unit_id, version, title, summary, cover, cover_alt,
         content, published_at, revised_at, index_no, doc_no, doc_key, made_on, year, theme, genre, validity, node,
         valid_until, maker_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
         $24)
         ON CONFLICT (item_id) DO UPDATE SET kind = excluded.kind, site_id = excluded.site_id,
         column_id = excluded.column_id, unit_id = excluded.unit_id, version = excluded.version, title = excluded.title,
         summary = excluded.summary, cover = excluded.cover, cover_alt = excluded.cover_alt, content = excluded.content,
         published_at = excluded.published_at, revised_at = excluded.revised_at, index_no = excluded.index_no,
         doc_no = excluded.doc_no, doc_key = excluded.doc_key, made_on = excluded.made_on, year = excluded.year,
         theme = excluded.theme, genre = excluded.genre, validity = excluded.validity, node = excluded.node,
         valid_until = excluded.valid_until, maker_id = excluded.maker_id",
        args![
            item.id,
            &item.kind,
            item.site_id,
            item.column_id,
            item.unit_id,
            version,
            &content.title,
            &content.summary,
            &content.cover.digest,
            &content.cover.alt,
            items::written(content)?,
            shown,
            now,
            &head.index_no,
            &head.doc_no,
            terms::doc_key(&head.doc_no),
            made_on,
            dated::year(content, shown),
            &head.theme,
            &head.genre,
            &head.validity,
            &head.node,
            crate::ends::text(content),
            item.maker_id
        ],
    )
    .await?;
    tags::put(tx, item.id, &content.keywords, shown).await
}

/// Takes the snapshot away.
pub(crate) async fn remove(tx: &mut Tx, item: i64) -> Result<u64> {
    tags::remove(tx, item).await?;
    tx.run("DELETE FROM edition_live WHERE item_id = $1", args![item]).await
}

/// Sets the validity of a published document without a new version: time passed, or another document repealed it.
pub(crate) async fn set_validity(tx: &mut Tx, item: i64, validity: &str, content: &Content) -> Result<u64> {
    tx.run(
        "UPDATE edition_live SET validity = $1, content = $2 WHERE item_id = $3",
        args![validity, items::written(content)?, item],
    )
    .await
}
