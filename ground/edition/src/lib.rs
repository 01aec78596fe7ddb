//! What the county says (稿件): sites, columns, and editions in them, from one pool.
//!
//! An edition has a working copy with versions, and at most one published snapshot in `edition_live`. Public pages read
//! snapshots and nothing else, so what was not published cannot be seen, and what is withdrawn is gone everywhere at
//! once: page, lists, feeds, search, every site that quotes it.
//!
//! The package names no line. Lines write through [`item`], [`publish`], [`site`] and [`column`], and read through
//! [`live`]; each write asks, changes, records and tells in the caller's transaction.
//!
//! Rules: 政府信息公开条例 art. 12, 20, 24 (catalogue fields, unified platform); 政府网站发展指引 (国办发〔2017〕47号) for columns and
//! their currency; 检查指标 (国办秘函〔2019〕19号) for the gaps. Tables: `edition_*`.

pub mod again;
pub mod catalogue;
pub mod circle;
pub mod column;
pub mod content;
pub mod dated;
pub mod deadline;
mod desk;
mod drafted;
pub mod ends;
mod found;
pub mod gate;
pub mod guard;
mod heir;
pub mod import;
pub mod item;
pub mod live;
mod owner;
pub mod proof;
pub mod publish;
pub mod shown;
pub mod site;
mod store;
pub mod tags;
pub mod terms;

pub use content::{Content, Cover, Head};
pub use desk::Desk;
pub use heir::HOLDS;
pub use owner::owner;
pub use store::columns::Column;
pub use store::files::FileRow;
pub use store::items::{Item, VersionRow};
pub use store::live::{Listed, Live};
pub use store::sites::Site;

/// Writes and edits editions of the unit.
pub const WRITE: &str = "edition.write";
/// Publishes and withdraws on the sites of the unit.
pub const PUBLISH: &str = "edition.publish";
/// Keeps sites and columns of the unit.
pub const KEEP: &str = "edition.keep";
/// Sees how often is read what the unit writes, and what is on the sites that it publishes on or keeps.
pub const READS: &str = "edition.reads";
/// Kind of a published edition in the search index.
pub const FOUND: &str = "edition";
/// Kind of a working copy in the search index, for those who write for its unit.
pub const DRAFTED: &str = "edition.draft";
/// Kind of a working copy that another unit wrote for a site, for those who publish there.
pub const HANDED: &str = "edition.handed";
/// The job that publishes at the second; app gives it [`publish::due`].
pub const PUBLISH_JOB: &str = "edition.publish";

/// The page-cache key of one edition.
pub fn item_key(id: i64) -> String {
    format!("edition:{id}")
}

/// The page-cache key of the lists of one column.
pub fn column_key(id: i64) -> String {
    format!("column:{id}")
}

/// The page-cache key of one site: its name and its columns, which every page of it shows.
pub fn site_key(id: i64) -> String {
    format!("site:{id}")
}

/// The page-cache key of what one site publishes: its home page, the feeds of the whole site, what keywords gather.
pub fn news_key(id: i64) -> String {
    format!("news:{id}")
}

/// The facet in the search index that disclosed documents have, those with an index number; its value is `1`.
pub const DISCLOSED_FACET: &str = "disclosed";

/// The page-cache key of all disclosed documents.
pub const DISCLOSED: &str = "disclosed";
