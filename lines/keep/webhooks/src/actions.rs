//! What the keeper does with endpoints: may I? → change → ledger, in the caller's transaction.

use ::store::Tx;
use base::time::HOUR;
use base::{Error, Moment};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use url::Url;
use web::outside::Fence;
use web::webhook::fresh_secret;

use crate::jobs::enqueue;
use crate::model::{Delivery, PING, Sheet};
use crate::store::{self, NewDelivery, Tried};
use crate::{KEEP, message};

/// Messages sent off again by one press.
pub(crate) const AGAIN_MAX: usize = 500;

/// Where messages may go.
pub(crate) fn fence(ground: &Ground) -> Result<Fence, Error> {
    let networks = ground.rules.number("webhooks.networks", ground.now.date())?;
    Ok(Fence { inner: networks >= 1, own: networks >= 2 })
}

/// Why an address is not taken; nothing when it is.
fn unfit(ground: &Ground, address: &str) -> Result<Option<&'static str>, Error> {
    let fence = fence(ground)?;
    let Ok(url) = Url::parse(address) else {
        return Ok(Some("请填写完整的地址，例如 https://platform.example/hooks"));
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Ok(Some("地址须以 https:// 开头"));
    }
    if !fence.admits(&url) {
        let message = "这个地址在本机或内部网络，或者带有用户名密码，不能填写。接收方在电子政务外网的，请系统管理员在“规则”中允许（webhooks.networks）";
        return Ok(Some(message));
    }
    Ok((url.scheme() == "http" && !fence.inner).then_some("发往互联网的通知须用 https:// 地址"))
}

/// Registers an endpoint that is told of what comes from the place `since` of the ledger on; gives its key and its secret,
/// which is shown once.
///
/// # Errors
/// The actor may not; a wrong field for an address that may not be asked; a refusal when there are enough.
pub(crate) async fn create(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    since: i64,
    sheet: &Sheet,
) -> Result<(i64, String), Error> {
    actor.require(KEEP, None)?;
    let most = ground.rules.number("webhooks.endpoints", ground.now.date())?;
    if i64::try_from(store::endpoints(tx).await?.len()).unwrap_or(i64::MAX) >= most {
        let message = format!("通知地址最多 {most} 个。请停用并改用已有的，或者请系统管理员修改规则。");
        return Err(Error::refused("webhooks.enough", message));
    }
    if let Some(why) = unfit(ground, &sheet.url)? {
        return Err(Error::field("url", why));
    }
    let secret = fresh_secret(&ground.chance);
    let id = store::insert(tx, sheet, &secret, since, keeper(actor), ground.now).await?;
    record(tx, ground, actor, "webhooks.create", id, facts(sheet)).await?;
    Ok((id, secret))
}

fn keeper(actor: &Actor) -> Option<i64> {
    actor.staff().ok().map(|staff| staff.person)
}

/// The address without its query, which may hold a key.
fn facts(sheet: &Sheet) -> Value {
    let plain = sheet.url.split(['?', '#']).next().unwrap_or_default();
    json!({ "name": sheet.name, "url": plain, "kinds": sheet.kinds, "processes": sheet.processes })
}

/// Changes an endpoint that the keeper saw in the version `seen`.
///
/// # Errors
/// As [`create`]; a conflict when somebody was faster.
pub(crate) async fn change(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    seen: i64,
    sheet: &Sheet,
) -> Result<(), Error> {
    actor.require(KEEP, None)?;
    let before = store::endpoint(tx, id).await?;
    // An address that stays is not asked about again: a rule that changed stops the sending, not the keeping.
    if before.url != sheet.url
        && let Some(why) = unfit(ground, &sheet.url)?
    {
        return Err(Error::field("url", why));
    }
    if !store::update(tx, id, seen, sheet, keeper(actor)).await? {
        return Err(Error::Conflict("您打开之后，别人已经改过这个通知地址。请看过最新情况再改。".to_owned()));
    }
    record(tx, ground, actor, "webhooks.change", id, facts(sheet)).await
}

/// Pauses an endpoint: what happens meanwhile is not told, what waits is held.
///
/// # Errors
/// The actor may not; a conflict when it is paused already.
pub(crate) async fn pause(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.require(KEEP, None)?;
    store::endpoint(tx, id).await?;
    if !store::pause(tx, id, "person", ground.now).await? {
        return Err(Error::Conflict("这个通知地址已经停用了。".to_owned()));
    }
    record(tx, ground, actor, "webhooks.pause", id, json!({})).await
}

/// Tells a paused endpoint again, from the place `since` of the ledger on; what was held is sent off, the first [`AGAIN_MAX`] at once and
/// the others by the job that follows the ledger ([`release`]). Gives how many were held.
///
/// # Errors
/// The actor may not; a conflict when it is not paused.
pub(crate) async fn resume(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, since: i64) -> Result<i64, Error> {
    actor.require(KEEP, None)?;
    store::endpoint(tx, id).await?;
    if !store::resume(tx, id, since).await? {
        return Err(Error::Conflict("这个通知地址没有停用。".to_owned()));
    }
    let held = store::count_in(tx, id, "held").await?;
    release(tx, id, ground.now).await?;
    record(tx, ground, actor, "webhooks.resume", id, json!({ "held": held })).await?;
    Ok(held)
}

/// Sends off a slice of what is held for an endpoint that is told; gives how many.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn release(tx: &mut Tx, id: i64, now: Moment) -> Result<usize, Error> {
    if store::endpoint(tx, id).await?.paused_at.is_some() {
        return Ok(0);
    }
    again(tx, id, "held", now).await
}

/// Takes another secret into use; gives it, to be shown once. The present one signs too for the hours of the rule.
///
/// # Errors
/// The actor may not.
pub(crate) async fn rotate(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<String, Error> {
    actor.require(KEEP, None)?;
    let hours = ground.rules.number("webhooks.rotate", ground.now.date())?;
    let secret = fresh_secret(&ground.chance);
    store::rotate(tx, id, &secret, ground.now.plus(hours * HOUR)).await?;
    record(tx, ground, actor, "webhooks.rotate", id, json!({ "hours": hours })).await?;
    Ok(secret)
}

/// Sends a test, also to a paused endpoint; it is tried once.
///
/// # Errors
/// The actor may not.
pub(crate) async fn ping(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.require(KEEP, None)?;
    let endpoint = store::endpoint(tx, id).await?;
    let event = format!("{PING}_{}", ground.chance.token::<8>());
    let body = message::ping(&endpoint.name, ground.now);
    let new = NewDelivery { endpoint: id, event: &event, kind: PING, number: "", body: &body };
    if let Some(delivery) = store::add(tx, &new, ground.now).await? {
        enqueue(tx, delivery, 1, ground.now).await?;
    }
    record(tx, ground, actor, "webhooks.ping", id, json!({})).await
}

/// Sends one message off again, whether it arrived or not.
///
/// # Errors
/// The actor may not; [`Error::Unseen`] when the endpoint has no such message; a refusal while the endpoint is paused.
pub(crate) async fn resend(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, delivery: i64) -> Result<(), Error> {
    actor.require(KEEP, None)?;
    let endpoint = store::endpoint(tx, id).await?;
    let found = store::delivery(tx, delivery).await?.filter(|d| d.endpoint_id == id).ok_or(Error::Unseen)?;
    if endpoint.paused_at.is_some() && found.kind != PING {
        return Err(Error::refused("webhooks.paused", "这个通知地址已停用，恢复使用后再重发。"));
    }
    store::wake(tx, id).await?;
    off(tx, &found, ground.now).await?;
    record(tx, ground, actor, "webhooks.resend", id, json!({ "event": found.event })).await
}

/// Sends everything off again that was given up, at most [`AGAIN_MAX`]; gives how many.
///
/// # Errors
/// The actor may not; a refusal while the endpoint is paused.
pub(crate) async fn resend_all(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<usize, Error> {
    actor.require(KEEP, None)?;
    if store::endpoint(tx, id).await?.paused_at.is_some() {
        return Err(Error::refused("webhooks.paused", "这个通知地址已停用，恢复使用后再重发。"));
    }
    store::wake(tx, id).await?;
    let sent = again(tx, id, "failed", ground.now).await?;
    record(tx, ground, actor, "webhooks.resend", id, json!({ "sent": sent })).await?;
    Ok(sent)
}

async fn again(tx: &mut Tx, endpoint: i64, state: &str, now: Moment) -> Result<usize, Error> {
    let found = store::in_state(tx, endpoint, state, AGAIN_MAX).await?;
    for delivery in &found {
        off(tx, delivery, now).await?;
    }
    Ok(found.len())
}

/// A message begins its tries anew.
async fn off(tx: &mut Tx, delivery: &Delivery, now: Moment) -> Result<(), Error> {
    let status = delivery.status.and_then(|status| u16::try_from(status).ok());
    let waits = Tried { state: "waiting", tries: 0, next: Some(now), at: None, status, problem: &delivery.problem };
    if store::tried(tx, delivery, &waits).await? {
        enqueue(tx, delivery.id, delivery.turn + 1, now).await?;
    }
    Ok(())
}

/// Puts an act on an endpoint on the ledger.
pub(crate) async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    verb: &str,
    id: i64,
    facts: Value,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "webhook", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
