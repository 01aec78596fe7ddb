//! Every SQL statement that touches `content_*`.

pub(crate) mod imports;
pub(crate) mod offers;
pub(crate) mod reads;
pub(crate) mod unreviewed;

use base::Moment;
use store::{Query, Result, Tx, args};

/// How many readers found the edition useful, and how many did not.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn useful(q: &mut impl Query, item: i64) -> Result<(i64, i64)> {
    let row: Option<(i64, i64)> = q.maybe("SELECT yes, no FROM content_useful WHERE item_id = $1", args![item]).await?;
    Ok(row.unwrap_or_default())
}

/// Counts one reader more.
pub(crate) async fn count_useful(tx: &mut Tx, item: i64, yes: bool) -> Result<()> {
    tx.run(
        "INSERT INTO content_useful (item_id, yes, no) VALUES ($1, $2, $3)
         ON CONFLICT (item_id) DO UPDATE SET yes = content_useful.yes + excluded.yes, no = content_useful.no + excluded.no",
        args![item, yes, !yes],
    )
    .await?;
    Ok(())
}

/// Notes that a unit was told of a document whose time is nearly over (`past` 0) or over (1); 0 when it was already.
pub(crate) async fn told_of_end(tx: &mut Tx, item: i64, until: &str, past: bool, now: Moment) -> Result<u64> {
    tx.run(
        "INSERT INTO content_expiring (item_id, until, past, told_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, until, past) DO NOTHING",
        args![item, until, past, now],
    )
    .await
}

/// Notes that somebody has an edition open for editing.
pub(crate) async fn editing(tx: &mut Tx, item: i64, person: i64, name: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO content_editing (item_id, person_id, name, seen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, person_id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at",
        args![item, person, name, now],
    )
    .await?;
    Ok(())
}

/// Who else has had the edition open since `since`: name and when the page was last heard of.
pub(crate) async fn others(q: &mut impl Query, item: i64, person: i64, since: Moment) -> Result<Vec<(String, Moment)>> {
    q.list(
        "SELECT name, seen_at FROM content_editing WHERE item_id = $1 AND person_id <> $2 AND seen_at > $3
         ORDER BY seen_at DESC LIMIT 20",
        args![item, person, since],
    )
    .await
}

/// Somebody has closed an edition.
pub(crate) async fn left(tx: &mut Tx, item: i64, person: i64) -> Result<()> {
    tx.run("DELETE FROM content_editing WHERE item_id = $1 AND person_id = $2", args![item, person]).await?;
    Ok(())
}

/// Keeps what a person is typing.
pub(crate) async fn keep(tx: &mut Tx, item: i64, person: i64, fields: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO content_kept (item_id, person_id, fields, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, person_id) DO UPDATE SET fields = excluded.fields, at = excluded.at",
        args![item, person, fields, now],
    )
    .await?;
    Ok(())
}

/// What a person was typing, with when it was kept.
pub(crate) async fn kept(q: &mut impl Query, item: i64, person: i64) -> Result<Option<(String, Moment)>> {
    q.maybe("SELECT fields, at FROM content_kept WHERE item_id = $1 AND person_id = $2", args![item, person]).await
}

/// Forgets what a person was typing.
pub(crate) async fn forget(tx: &mut Tx, item: i64, person: i64) -> Result<()> {
    tx.run("DELETE FROM content_kept WHERE item_id = $1 AND person_id = $2", args![item, person]).await?;
    Ok(())
}

/// Forgets who was editing before `signs` and what was typed before `drafts`.
pub(crate) async fn sweep(tx: &mut Tx, signs: Moment, drafts: Moment) -> Result<u64> {
    let gone = tx.run("DELETE FROM content_editing WHERE seen_at < $1", args![signs]).await?;
    Ok(gone + tx.run("DELETE FROM content_kept WHERE at < $1", args![drafts]).await?)
}
