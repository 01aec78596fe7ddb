//! Keys of programs: registered by an official, shown once, stored as digests.

use ::store::Tx;
use base::Error;
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::KEEP;
use crate::store::{self, Key};

/// Characters of a key that are kept readable.
const HINT: usize = 6;

/// The digest of a key or a token. Both are random, so that a plain digest tells nothing.
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sm3::new().chain_update(b"open311").chain_update(secret.as_bytes()).finalize())
}

/// Registers a key for a program; gives it, to be shown once.
///
/// # Errors
/// The actor may not.
pub(crate) async fn register(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    name: &str,
    contact: &str,
) -> Result<String, Error> {
    actor.require(KEEP, None)?;
    let secret = ground.chance.token::<20>();
    let hint = secret.get(..HINT).unwrap_or_default();
    let by = actor.staff().ok().map(|staff| staff.person);
    let id = store::add_key(tx, (name, contact), (&digest(&secret), hint), by, ground.now).await?;
    record(tx, ground, actor, "open311.key", ("open311.key", id), json!({ "name": name })).await?;
    Ok(secret)
}

/// Withdraws a key.
///
/// # Errors
/// The actor may not; a conflict when it is withdrawn already.
pub(crate) async fn close(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.require(KEEP, None)?;
    store::key(tx, id).await?;
    if !store::close_key(tx, id, ground.now).await? {
        return Err(Error::Conflict("这个密钥已经停用了。".to_owned()));
    }
    record(tx, ground, actor, "open311.close", ("open311.key", id), json!({})).await
}

/// The key that a program shows; nothing when it shows none.
///
/// # Errors
/// A refusal for a key that is none or was withdrawn.
pub(crate) async fn shown(q: &mut impl ::store::Query, typed: &str) -> Result<Option<Key>, Error> {
    if typed.is_empty() {
        return Ok(None);
    }
    match store::key_of(q, &digest(typed)).await? {
        Some(key) => Ok(Some(key)),
        None => Err(refused("api_key 不对，或者已经停用。请核对，或者与热线主管部门联系。")),
    }
}

/// The refusal of somebody who has no key.
pub(crate) fn refused(message: &str) -> Error {
    Error::refused("open311.forbidden", message)
}

/// Puts an act on the ledger.
pub(crate) async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    verb: &str,
    (kind, id): (&str, i64),
    facts: Value,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind, id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
