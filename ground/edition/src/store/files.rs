//! Rows of `edition_file`.

use base::Moment;
use store::{Query, Result, Tx, args, record};

record! {
    /// A file of an edition.
    pub struct FileRow from "edition_file" {
        /// Key, part of the address.
        pub id: i64,
        /// The edition.
        pub item_id: i64,
        /// Address of the content.
        pub digest: String,
        /// Name as uploaded, cleaned.
        pub name: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content.
        pub media_type: String,
        /// attachment, image, cover, video or source.
        pub role: String,
        /// What a picture shows.
        pub alt: String,
        /// Order.
        pub rank: i64,
        /// When it came.
        pub at: Moment,
        /// When it was taken out of the working copy.
        pub removed_at: Option<Moment>,
    }
}

/// Files of an edition at most.
pub(crate) const FILES_MAX: usize = 200;

/// The files of `item` that belong to its working copy.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_item(q: &mut impl Query, item: i64) -> Result<Vec<FileRow>> {
    let sql = format!(
        "SELECT {} FROM edition_file WHERE item_id = $1 AND removed_at IS NULL ORDER BY rank, id LIMIT $2",
        FileRow::COLUMNS
    );
    q.list(&sql, args![item, FILES_MAX]).await
}

/// The files that the working copy of `item` had at `moment`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn at(q: &mut impl Query, item: i64, moment: Moment) -> Result<Vec<FileRow>> {
    let sql = format!(
        "SELECT {} FROM edition_file WHERE item_id = $1 AND at <= $2 AND (removed_at IS NULL OR removed_at > $2)
         ORDER BY rank, id LIMIT $3",
        FileRow::COLUMNS
    );
    q.list(&sql, args![item, moment, FILES_MAX]).await
}

/// Gives the working copy of `item` the files that it had at `moment`; gives how many came or went.
pub(crate) async fn back_to(tx: &mut Tx, item: i64, moment: Moment, now: Moment) -> Result<u64> {
    let gone = tx
        .run(
            "UPDATE edition_file SET removed_at = $1 WHERE item_id = $2 AND removed_at IS NULL AND at > $3",
            args![now, item, moment],
        )
        .await?;
    let back = tx
        .run(
            "UPDATE edition_file SET removed_at = NULL WHERE item_id = $1 AND at <= $2 AND removed_at > $2",
            args![item, moment],
        )
        .await?;
    Ok(gone + back)
}

/// One file.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<FileRow>> {
    q.maybe(&format!("SELECT {} FROM edition_file WHERE id = $1", FileRow::COLUMNS), args![id]).await
}

/// Editions with a file of this content, with its name there: the first of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn with_content(q: &mut impl Query, digest: &str, limit: usize) -> Result<Vec<(i64, String)>> {
    q.list("SELECT item_id, name FROM edition_file WHERE digest = $1 ORDER BY item_id LIMIT $2", args![digest, limit])
        .await
}

/// Whether the file with this content belongs to something published.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn is_public(q: &mut impl Query, digest: &str) -> Result<bool> {
    let rows = q
        .rows(
            "SELECT 1 FROM edition_file f JOIN edition_shown s ON s.file_id = f.id WHERE f.digest = $1 LIMIT 1",
            args![digest],
        )
        .await?;
    Ok(!rows.is_empty())
}

const SHOWN: &str = "SELECT f.id, f.item_id, f.digest, f.name, f.size, f.media_type, s.role, s.alt, s.rank, f.at, \
     f.removed_at FROM edition_shown s JOIN edition_file f ON f.id = s.file_id WHERE s.item_id = $1";

/// The files of `item` as they were when it was last published; what was added or taken out since then changes nothing.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn shown(q: &mut impl Query, item: i64) -> Result<Vec<FileRow>> {
    q.list(&format!("{SHOWN} ORDER BY s.rank, f.id LIMIT $2"), args![item, FILES_MAX]).await
}

/// One published file of `item`; nothing while no site on line shows that.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn shown_one(q: &mut impl Query, item: i64, id: i64) -> Result<Option<FileRow>> {
    if !super::shown::is_shown(q, item).await? {
        return Ok(None);
    }
    q.maybe(&format!("{SHOWN} AND f.id = $2"), args![item, id]).await
}

/// Shows the files of the working copy of `item` from now on; documents handed in as a source are never shown.
pub(crate) async fn show(tx: &mut Tx, item: i64) -> Result<()> {
    hide(tx, item).await?;
    tx.run(
        "INSERT INTO edition_shown (item_id, file_id, role, alt, rank)
         SELECT item_id, id, role, alt, rank FROM edition_file
         WHERE item_id = $1 AND removed_at IS NULL AND role <> 'source'",
        args![item],
    )
    .await?;
    Ok(())
}

/// Shows no file of `item` any more.
pub(crate) async fn hide(tx: &mut Tx, item: i64) -> Result<()> {
    tx.run("DELETE FROM edition_shown WHERE item_id = $1", args![item]).await?;
    Ok(())
}

/// What is written of a file.
#[derive(Clone, Copy)]
pub(crate) struct New<'a> {
    pub digest: &'a str,
    pub name: &'a str,
    pub size: i64,
    pub media_type: &'a str,
    pub role: &'a str,
    pub alt: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, item: i64, new: &New<'_>, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO edition_file (item_id, digest, name, size, media_type, role, alt, rank, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7,
         (SELECT COALESCE(MAX(rank), 0) + 1 FROM edition_file WHERE item_id = $1), $8) RETURNING id",
        args![item, new.digest, new.name, new.size, new.media_type, new.role, new.alt, now],
    )
    .await
}

pub(crate) async fn remove(tx: &mut Tx, item: i64, id: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE edition_file SET removed_at = $1 WHERE id = $2 AND item_id = $3 AND removed_at IS NULL",
        args![now, id, item],
    )
    .await
}

pub(crate) async fn describe(tx: &mut Tx, item: i64, id: i64, alt: &str) -> Result<u64> {
    tx.run("UPDATE edition_file SET alt = $1 WHERE id = $2 AND item_id = $3", args![alt, id, item]).await
}
