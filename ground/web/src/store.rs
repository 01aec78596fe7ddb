//! Every SQL statement that touches `web_*`.

use base::Moment;
use store::{Query, Result, Tx, args};

/// Notes that `key` has arrived; `false` when it had before. Of two at once the second waits for the first.
pub(crate) async fn arrive(tx: &mut Tx, key: &str, at: Moment) -> Result<bool> {
    let sql = "INSERT INTO web_once (key, location, at) VALUES ($1, '', $2) ON CONFLICT (key) DO NOTHING";
    Ok(tx.run(sql, args![key, at]).await? == 1)
}

/// Where the first arrival of `key` led.
pub(crate) async fn location(q: &mut impl Query, key: &str) -> Result<Option<String>> {
    let found: Option<(String,)> = q.maybe("SELECT location FROM web_once WHERE key = $1", args![key]).await?;
    Ok(found.map(|(location,)| location))
}

/// Notes where `key` led.
pub(crate) async fn lead(tx: &mut Tx, key: &str, location: &str) -> Result<()> {
    tx.run("UPDATE web_once SET location = $2 WHERE key = $1", args![key, location]).await?;
    Ok(())
}

/// A form that waits for its person.
pub(crate) struct Parked {
    /// Where it was sent.
    pub path: String,
    /// What was typed.
    pub sealed: Vec<u8>,
}

/// Keeps a form under the digest of its token.
pub(crate) async fn park(tx: &mut Tx, digest: &str, path: &str, sealed: Vec<u8>, ends: Moment) -> Result<()> {
    let sql = "INSERT INTO web_parked (token_digest, path, sealed, ends_at) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![digest, path, sealed, ends]).await?;
    Ok(())
}

/// The form under the digest of its token, while it is kept.
pub(crate) async fn parked(q: &mut impl Query, digest: &str, now: Moment) -> Result<Option<Parked>> {
    let sql = "SELECT path, sealed FROM web_parked WHERE token_digest = $1 AND ends_at > $2";
    let found: Option<(String, Vec<u8>)> = q.maybe(sql, args![digest, now]).await?;
    Ok(found.map(|(path, sealed)| Parked { path, sealed }))
}

/// Forgets forms whose time is up and keys that arrived before `before`; gives how many rows went.
pub(crate) async fn forget(tx: &mut Tx, now: Moment, before: Moment) -> Result<u64> {
    let parked = tx.run("DELETE FROM web_parked WHERE ends_at <= $1", args![now]).await?;
    Ok(parked + tx.run("DELETE FROM web_once WHERE at < $1", args![before]).await?)
}

/// Whether the database answers.
pub(crate) async fn answers(q: &mut impl Query) -> Result<()> {
    q.scalar::<i64>("SELECT 1", args![]).await.map(drop)
}
