//! Whether what is published is still what was published (防篡改): each snapshot against the version that was approved, and
//! that version against what the ledger committed to.
//!
//! Snapshots are written by this package alone. One that says something else than its version was changed behind the
//! program's back, and is put right from the version, as long as the ledger vouches for that one.

use std::collections::BTreeSet;

use base::{Error, Fault, Moment};
use serde_json::json;
use store::{Db, Query, Tx};

use crate::store::{columns, items as rows, live, places};
use crate::{Content, Desk, Item, Live};

/// The column whose contents the ledger commits to.
const COVERED: ledger::Covered = ledger::Covered { table: "edition_version", column: "content" };

/// What is wrong with a published edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// The snapshot is another than its version; it can be put right.
    Altered,
    /// The snapshot is not there although nobody withdrew it; it can be put right.
    Missing,
    /// The version itself is not what the ledger committed to, or is not there.
    Version,
}

/// A published edition that is not what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Harmed {
    /// Key.
    pub item: i64,
    /// Title of the working copy.
    pub title: String,
    /// What is wrong.
    pub harm: Harm,
}

/// What a slice of the comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Editions that were looked at.
    pub looked: i64,
    /// Those that are not what was published.
    pub harmed: Vec<Harmed>,
    /// Where to go on; `None` at the end.
    pub next: Option<i64>,
}

/// Compares `limit` published editions after the key `after`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn compare(db: &Db, after: i64, limit: usize) -> Result<Compared, Error> {
    let mut reader = db.reader();
    let published = rows::to_be_live(&mut reader, after, limit).await?;
    let next = published.last().map(|(item, ..)| *item).filter(|_| published.len() == limit);
    let mut found = Compared { next, ..Compared::default() };
    for (item, version, first, title) in published {
        found.looked += 1;
        if let Some(harm) = harm(db, &mut reader, item, (version, first)).await? {
            found.harmed.push(Harmed { item, title, harm });
        }
    }
    Ok(found)
}

/// What is wrong with one edition that was published last as `version`, and first at the moment `first`.
async fn harm(db: &Db, q: &mut impl Query, item: i64, (version, first): (i64, Moment)) -> Result<Option<Harm>, Error> {
    let shown = live::find(q, item).await?;
    let version = shown.as_ref().map_or(version, |shown| shown.version);
    let Some(kept) = rows::version(q, item, version).await? else { return Ok(Some(Harm::Version)) };
    let from = ledger::Cursor { column: 0, row: kept.id - 1 };
    let vouched = ledger::rehash_bodies(db, &[COVERED], from, 1).await?;
    let is_own = vouched.next.is_some_and(|next| next.row == kept.id);
    if !is_own || !vouched.bad.is_empty() {
        return Ok(Some(Harm::Version));
    }
    let Ok(content) = kept.content() else { return Ok(Some(Harm::Version)) };
    Ok(match shown {
        None => Some(Harm::Missing),
        Some(shown) if !agrees(&shown, content, first) => Some(Harm::Altered),
        Some(_) => None,
    })
}

/// Whether a snapshot says what its version says, and since when (伪造发稿日期: 检查指标 W1). Validity and further columns change without
/// a version.
fn agrees(shown: &Live, mut content: Content, first: Moment) -> bool {
    content.head.validity.clone_from(&shown.validity);
    if let Ok(said) = shown.content() {
        content.quotes = said.quotes;
    }
    let head = &content.head;
    let facts = shown.published_at == content.shown_at.map_or(first, Moment)
        && shown.title == content.title
        && shown.summary == content.summary
        && shown.cover == content.cover.digest
        && shown.cover_alt == content.cover.alt
        && shown.index_no == head.index_no
        && shown.doc_no == head.doc_no
        && shown.theme == head.theme
        && shown.genre == head.genre
        && shown.node == head.node;
    facts && shown.content().is_ok_and(|shown| shown == content)
}

/// Puts a published edition right from the version that was approved, everywhere it is shown: in the column in which it stands,
/// not in one that only its working copy says.
///
/// # Errors
/// The version is not there or is no content; a fault when the database does not answer.
pub async fn restore(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    let mut item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    let shown = live::find(tx, id).await?;
    stands(tx, &mut item).await?;
    let last = rows::last_published(tx, id).await?;
    let version = shown.as_ref().map(|shown| shown.version).or(last).ok_or(Error::Unseen)?;
    let kept =
        rows::version(tx, id, version).await?.ok_or_else(|| Fault::broken(format!("version {version} of {id}")))?;
    let mut content = kept.content()?;
    if let Some(shown) = &shown
        && crate::terms::title(crate::terms::VALIDITIES, &shown.validity).is_some()
    {
        content.head.validity.clone_from(&shown.validity);
    }
    if let Some(said) = shown.as_ref().and_then(|shown| shown.content().ok()) {
        content.quotes = said.quotes;
    }
    let mut keys = BTreeSet::new();
    crate::publish::show(tx, &item, &content, version, kept.at, &mut keys).await?;
    desk.record(tx, "edition.restore", ("edition", id), json!({ "version": version }), Vec::new()).await?;
    desk.tell(tx, keys);
    Ok(())
}

/// Lets `item` stand where its places say.
async fn stands(tx: &mut Tx, item: &mut Item) -> Result<(), Error> {
    let places = places::of_item(tx, item.id).await?;
    let Some((own, _)) = places.into_iter().find(|(_, kind)| kind == "own") else { return Ok(()) };
    if let Some(column) = columns::find(tx, own).await? {
        (item.column_id, item.site_id) = (column.id, column.site_id);
    }
    Ok(())
}
