//! Every SQL statement that touches `open311_*`.

use base::{Error, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

/// Keys that are listed at most.
const KEYS_MAX: usize = 500;

record! {
    /// A key (接口密钥), without its digest.
    pub struct Key from "open311_key" {
        /// Key.
        pub id: i64,
        /// The program that uses it.
        pub name: String,
        /// The organisation that answers for it.
        pub contact: String,
        /// How it begins.
        pub hint: String,
        /// When it was registered.
        pub made_at: Moment,
        /// When it was withdrawn.
        pub closed_at: Option<Moment>,
        /// When something was last handed in with it.
        pub used_at: Option<Moment>,
    }
}

/// All keys, the newest first.
pub(crate) async fn keys(q: &mut impl Query) -> Result<Vec<Key>> {
    q.list(&format!("SELECT {} FROM open311_key ORDER BY id DESC LIMIT $1", Key::COLUMNS), args![KEYS_MAX]).await
}

/// How many orders came with each key.
pub(crate) async fn counts(q: &mut impl Query) -> Result<Vec<(i64, i64)>> {
    q.list("SELECT key_id, COUNT(*) FROM open311_request GROUP BY key_id", args![]).await
}

/// The key `id`.
pub(crate) async fn key(q: &mut impl Query, id: i64) -> std::result::Result<Key, Error> {
    let sql = format!("SELECT {} FROM open311_key WHERE id = $1", Key::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The key with this digest, if it was not withdrawn.
pub(crate) async fn key_of(q: &mut impl Query, digest: &str) -> Result<Option<Key>> {
    let sql = format!("SELECT {} FROM open311_key WHERE digest = $1 AND closed_at IS NULL", Key::COLUMNS);
    q.maybe(&sql, args![digest]).await
}

/// Registers a key; gives its key.
pub(crate) async fn add_key(
    tx: &mut Tx,
    (name, contact): (&str, &str),
    (digest, hint): (&str, &str),
    by: Option<i64>,
    now: Moment,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO open311_key (name, contact, digest, hint, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)
         RETURNING id",
        args![name, contact, digest, hint, by, now],
    )
    .await
}

/// Withdraws a key; whether it was open.
pub(crate) async fn close_key(tx: &mut Tx, id: i64, now: Moment) -> Result<bool> {
    let sql = "UPDATE open311_key SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
    Ok(tx.run(sql, args![now, id]).await? > 0)
}

/// Notes that something is handed in with a key, and holds others with the same key back until the transaction ends; whether
/// it is open.
pub(crate) async fn use_key(tx: &mut Tx, id: i64, now: Moment) -> Result<bool> {
    let sql = "UPDATE open311_key SET used_at = $1 WHERE id = $2 AND closed_at IS NULL";
    Ok(tx.run(sql, args![now, id]).await? > 0)
}

/// The matter that the same program handed in with the same words since `since`.
pub(crate) async fn repeated(q: &mut impl Query, key: i64, digest: &str, since: Moment) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q
        .maybe(
            "SELECT matter_id FROM open311_request WHERE digest = $1 AND key_id = $2 AND at >= $3 ORDER BY id DESC LIMIT 1",
            args![digest, key, since],
        )
        .await?;
    Ok(row.map(|(matter,)| matter))
}

/// An order that was handed in.
pub(crate) struct NewRequest<'a> {
    pub key: i64,
    pub matter: i64,
    pub digest: &'a str,
    pub token: &'a str,
    pub lat: &'a str,
    pub long: &'a str,
}

/// Notes an order that was handed in; gives its key.
pub(crate) async fn add_request(tx: &mut Tx, new: &NewRequest<'_>, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO open311_request (key_id, matter_id, at, digest, token, lat, long) VALUES ($1, $2, $3, $4, $5, $6, $7)
         RETURNING id",
        args![new.key, new.matter, now, new.digest, new.token, new.lat, new.long],
    )
    .await
}

/// The matter behind a token, by its digest.
pub(crate) async fn of_token(q: &mut impl Query, digest: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q.maybe("SELECT matter_id FROM open311_request WHERE token = $1", args![digest]).await?;
    Ok(row.map(|(matter,)| matter))
}

/// Where an order is, as it was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub lat: String,
    pub long: String,
}

/// Matters that came with a key, with their places: those asked for, or those of the days; the newest first, at most `limit`.
pub(crate) async fn own(
    q: &mut impl Query,
    key: i64,
    ids: Option<&[i64]>,
    (from, to): (Moment, Moment),
    limit: usize,
) -> Result<Vec<(i64, Place)>> {
    let mut w = Where::new().and("key_id = ?", args![key]);
    w = match ids {
        Some(ids) => w.and_in("matter_id", ids.iter().copied()),
        None => w.and("at >= ? AND at <= ?", args![from, to]),
    };
    let limit = w.arg(limit);
    let sql =
        format!("SELECT matter_id, lat, long FROM open311_request{} ORDER BY at DESC, id DESC LIMIT {limit}", w.text());
    let rows: Vec<(i64, String, String)> = q.list(&sql, w.args()).await?;
    Ok(rows.into_iter().map(|(matter, lat, long)| (matter, Place { lat, long })).collect())
}

/// Whether a request of another server was taken in before.
pub(crate) async fn is_imported(q: &mut impl Query, source: &str, request: &str) -> Result<bool> {
    let found: i64 = q
        .scalar("SELECT COUNT(*) FROM open311_import WHERE source = $1 AND request = $2", args![source, request])
        .await?;
    Ok(found > 0)
}

/// Notes what a request of another server became.
pub(crate) async fn add_import(tx: &mut Tx, source: &str, request: &str, matter: i64, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO open311_import (source, request, matter_id, at) VALUES ($1, $2, $3, $4)",
        args![source, request, matter, now],
    )
    .await
    .map(drop)
}
