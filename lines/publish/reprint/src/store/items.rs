//! Rows of `reprint_item`.

use base::Moment;
use store::{Query, Result, Tx, args};

use crate::model::{Item, either};

/// The item `id`.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Item>> {
    q.maybe(&format!("SELECT {} FROM reprint_item WHERE id = $1", Item::COLUMNS), args![id]).await
}

/// The item whose original has this address, by http or by https; of two the older.
pub(crate) async fn by_address(q: &mut impl Query, address: &str) -> Result<Option<Item>> {
    let [one, other] = either(address);
    let sql = format!("SELECT {} FROM reprint_item WHERE address IN ($1, $2) ORDER BY id LIMIT 1", Item::COLUMNS);
    q.maybe(&sql, args![one, other]).await
}

/// A page of what came from a source, the newest first, with keys below `before`.
pub(crate) async fn of_source(q: &mut impl Query, source: i64, before: Option<i64>, limit: usize) -> Result<Vec<Item>> {
    let sql = format!(
        "SELECT {} FROM reprint_item WHERE source_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        Item::COLUMNS
    );
    q.list(&sql, args![source, before.unwrap_or(i64::MAX), limit]).await
}

/// What is written of an item that comes.
pub(crate) struct New<'a> {
    pub source: i64,
    pub address: &'a str,
    pub title: &'a str,
    pub issuer: &'a str,
    pub published: Option<Moment>,
    pub body: &'a str,
    pub note: &'a str,
    pub by: &'a str,
    pub person: Option<i64>,
    pub now: Moment,
    pub ask: Moment,
}

/// Adds an item; gives its key.
pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO reprint_item (source_id, address, title, issuer, published_at, body, note, came_at, came_by, came_on,
         person_id, ask_at, misses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) RETURNING id",
        args![
            new.source,
            new.address,
            new.title,
            new.issuer,
            new.published,
            new.body,
            new.note,
            new.now,
            new.by,
            new.now.date(),
            new.person,
            new.ask
        ],
    )
    .await
}

/// Items that came after `from`, that some unit waits for or has reprinted, and that are to be asked for at `now`; not those of which
/// somebody who looked said that they hold.
pub(crate) async fn to_ask(q: &mut impl Query, now: Moment, from: Moment, limit: usize) -> Result<Vec<Item>> {
    let sql = format!(
        "SELECT {} FROM reprint_item WHERE gone_at IS NULL AND kept_at IS NULL AND ask_at <= $1 AND came_at >= $2 AND EXISTS (SELECT 1
         FROM reprint_task t WHERE t.item_id = reprint_item.id AND t.state IN ('waiting', 'reprinted'))
         ORDER BY ask_at, id LIMIT $3",
        Item::COLUMNS
    );
    q.list(&sql, args![now, from, limit]).await
}

/// Notes what was answered about the original.
pub(crate) async fn asked(tx: &mut Tx, id: i64, misses: i64, next: Moment) -> Result<u64> {
    tx.run("UPDATE reprint_item SET misses = $1, ask_at = $2 WHERE id = $3", args![misses, next, id]).await
}

/// The original is to be asked for as soon as possible: somebody says that it is gone.
pub(crate) async fn ask_now(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE reprint_item SET ask_at = $1 WHERE id = $2", args![now, id]).await
}

/// Somebody looked and says that the original holds, though it may not answer where it was.
pub(crate) async fn kept(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE reprint_item SET kept_at = $1 WHERE id = $2", args![now, id]).await
}

/// The original counts as withdrawn from `at` on, or no more.
pub(crate) async fn set_gone(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<u64> {
    tx.run("UPDATE reprint_item SET gone_at = $1, misses = 0 WHERE id = $2", args![at, id]).await
}
