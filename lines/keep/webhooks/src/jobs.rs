//! What happens by itself: the ledger is followed as it grows and messages are written, each with a job that sends it; what fails is tried
//! again; who keeps an endpoint that fails for long is told; old messages are forgotten.

use std::time::Duration;

use ::store::jobs::back_off;
use ::store::{Db, Job, Tx};
use base::time::{DAY, HOUR};
use base::{Error, Moment};
use identity::Actor;
use ledger::Stored;
use matter::{Ground, Later, Lines};
use serde_json::{Value, json};
use web::App;
use web::outside::Fence;
use web::webhook::{Sender, Unsent};

use crate::actions::{self, AGAIN_MAX, fence, record};
use crate::message;
use crate::model::{Delivery, Endpoint, PING};
use crate::store::{self, NewDelivery, Tried};

/// The kind of the job that follows the ledger.
pub const FOLLOW: &str = "webhooks.follow";
/// The kind of the job that sends one message.
pub const SEND: &str = "webhooks.send";
/// The kind of the daily job.
pub const SWEEP: &str = "webhooks.sweep";

/// Entries of the ledger read at once.
const ENTRIES: usize = 2_000;
/// How often so many are read in one run.
const ROUNDS: usize = 20;
/// An endpoint that fails is left alone for so long at most.
const REST_MAX: i64 = HOUR;

/// Puts the job that sends a message among those of the caller's transaction.
pub(crate) async fn enqueue(tx: &mut Tx, delivery: i64, turn: i64, at: Moment) -> Result<(), Error> {
    let payload = json!({ "delivery": delivery, "turn": turn });
    tx.enqueue(Job::new(SEND, payload).at(at)).await?;
    Ok(())
}

/// The handler of [`FOLLOW`]: looks after endpoints that fail, sends off what is held for those that are told again, and follows what
/// [`live`] missed.
pub(crate) fn follow<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        alarm(&app.db, &Ground::of(app)).await?;
        release(&app.db, &Ground::of(app)).await?;
        catch_up(app).await
    })
}

/// Follows the ledger as it grows, for as long as the future is polled: what happens is told at once.
pub async fn live(app: App) {
    let mut pulse = app.ledger.subscribe();
    loop {
        if let Err(error) = catch_up(&app).await {
            tracing::error!(%error, "what happened could not be told to other platforms");
        }
        if pulse.changed().await.is_err() {
            return;
        }
    }
}

/// Sends off what is held for endpoints that are told: after a long pause it is more than one act takes, and a message may be held at the
/// very moment at which its endpoint is told again. Gives how many went.
pub(crate) async fn release(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let told = store::endpoints(&mut db.reader()).await?.into_iter().filter(|endpoint| endpoint.paused_at.is_none());
    let mut all = 0;
    for endpoint in told {
        for _ in 0..ROUNDS {
            if store::count_in(&mut db.reader(), endpoint.id, "held").await? == 0 {
                break;
            }
            let mut tx = db.begin().await?;
            let sent = actions::release(&mut tx, endpoint.id, ground.now).await?;
            tx.commit().await?;
            all += sent;
            if sent < AGAIN_MAX {
                break;
            }
        }
    }
    Ok(all)
}

/// Writes the messages of what stands on the ledger since the last time. Without an endpoint that is told it reads nothing. Two at once
/// write the same messages, each once.
async fn catch_up(app: &App) -> Result<(), Error> {
    let ground = Ground::of(app);
    let Some(lines) = app.ext::<Lines>() else { return Ok(()) };
    for _ in 0..ROUNDS {
        let Some(from) = begin(&app.db).await? else { return Ok(()) };
        let entries = app.ledger.entries(from, ENTRIES).await?;
        if entries.is_empty() {
            return Ok(());
        }
        write(&app.db, &ground, &lines, &app.origin().await?, (from, &entries)).await?;
        if entries.len() < ENTRIES {
            return Ok(());
        }
    }
    Ok(())
}

/// From where the ledger is read on: nothing while nobody is told.
async fn begin(db: &Db) -> Result<Option<u64>, Error> {
    let mut q = db.reader();
    let told = store::endpoints(&mut q).await?.into_iter().filter(|endpoint| endpoint.paused_at.is_none());
    let Some(first) = told.map(|endpoint| endpoint.since).min() else { return Ok(None) };
    let place = store::place(&mut q).await?.unwrap_or(first).max(first);
    Ok(u64::try_from(place).ok())
}

/// Writes the messages of these entries and how far they reach, in one transaction.
pub(crate) async fn write(
    db: &Db,
    ground: &Ground,
    lines: &Lines,
    origin: &str,
    (from, entries): (u64, &[Stored]),
) -> Result<usize, Error> {
    let mut tx = db.begin().await?;
    let endpoints = store::endpoints(&mut tx).await?;
    let mut written = 0;
    for (entry, place) in entries.iter().zip(from..) {
        let Some(told) = message::of(&mut tx, lines, origin, entry).await? else { continue };
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(told.kind, told.process, place)) {
            let kind = format!("matter.{}", told.kind);
            let new = NewDelivery {
                endpoint: endpoint.id,
                event: &told.event,
                kind: &kind,
                number: &told.number,
                body: &told.body,
            };
            if let Some(id) = store::add(&mut tx, &new, ground.now).await? {
                enqueue(&mut tx, id, 1, ground.now).await?;
                written += 1;
            }
        }
    }
    let head = from.saturating_add(entries.len() as u64);
    store::set_place(&mut tx, i64::try_from(head).unwrap_or(i64::MAX)).await?;
    tx.commit().await?;
    Ok(written)
}

/// The handler of [`SEND`].
pub(crate) fn send<'a>(app: &'a App, payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let (Some(id), Some(turn)) = (payload["delivery"].as_i64(), payload["turn"].as_i64()) else { return Ok(()) };
        let ground = Ground::of(app);
        deliver(&app.db, &ground, fence(&ground)?, id, turn).await?;
        app.ledger.notify();
        Ok(())
    })
}

/// Sends a message when its turn is still this one; how it ended is written down, and a further try enqueued.
pub(crate) async fn deliver(db: &Db, ground: &Ground, fence: Fence, id: i64, turn: i64) -> Result<(), Error> {
    let mut q = db.reader();
    let waits = |delivery: &Delivery| delivery.turn == turn && delivery.state == "waiting";
    let Some(delivery) = store::delivery(&mut q, id).await?.filter(waits) else { return Ok(()) };
    let endpoint = store::endpoint(&mut q, delivery.endpoint_id).await?;
    let test = delivery.kind == PING;
    if endpoint.paused_at.is_some() && !test {
        return note(db, &delivery, &Tried { state: "held", next: None, ..still(&delivery) }).await;
    }
    if endpoint.rest_until > ground.now && !test {
        return note(db, &delivery, &Tried { next: Some(endpoint.rest_until), ..still(&delivery) }).await;
    }
    let secrets = store::secrets(&mut q, endpoint.id, ground.now).await?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let today = ground.now.date();
    let patience = Duration::from_secs(ground.rules.number("webhooks.timeout", today)?.unsigned_abs());
    let most = usize::try_from(ground.rules.number("webhooks.answer", today)?).unwrap_or(0);
    let sender = Sender::new(fence, patience)?;
    let body = delivery.body.as_bytes();
    let answer = sender.post(&endpoint.url, &secrets, &delivery.event, body, ground.now, most).await;
    match answer {
        Ok(answer) if answer.is_success() => arrived(db, ground, &delivery, answer.status).await,
        Ok(answer) if answer.status == 410 => gone(db, ground, &endpoint, &delivery).await,
        Ok(answer) => failed(db, ground, &endpoint, &delivery, Some(answer.status), &said(answer.status)).await,
        Err(unsent) => failed(db, ground, &endpoint, &delivery, None, &why(&unsent)).await,
    }
}

/// The delivery as it is, to be changed in part.
fn still(delivery: &Delivery) -> Tried<'_> {
    Tried {
        state: "waiting",
        tries: delivery.tries,
        next: delivery.next_at,
        at: None,
        status: delivery.status.and_then(|status| u16::try_from(status).ok()),
        problem: &delivery.problem,
    }
}

async fn note(db: &Db, delivery: &Delivery, tried: &Tried<'_>) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    put(&mut tx, delivery, tried).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down how a message stands, with the job of its next try; whether no other job had it meanwhile.
async fn put(tx: &mut Tx, delivery: &Delivery, tried: &Tried<'_>) -> Result<bool, Error> {
    if !store::tried(tx, delivery, tried).await? {
        return Ok(false);
    }
    if let Some(next) = tried.next {
        enqueue(tx, delivery.id, delivery.turn + 1, next).await?;
    }
    Ok(true)
}

fn said(status: u16) -> String {
    match status {
        300..=399 => format!("对方要求转到别的地址（{status}），没有跟随；请改填最终的地址。"),
        401 | 403 => format!("对方拒绝（{status}），请核对密钥。"),
        404 => "对方没有这个地址（404），请核对。".to_owned(),
        429 => "对方说请求太频繁（429）。".to_owned(),
        _ => format!("对方回答 {status}。"),
    }
}

fn why(unsent: &Unsent) -> String {
    match unsent {
        Unsent::Fenced => {
            "地址指向本机或内部网络，没有发送；需要发往内部网络的，请系统管理员在“规则”中允许。".to_owned()
        }
        Unsent::NoSecret => "密钥不能使用，请更换密钥。".to_owned(),
        Unsent::Slow => "对方没有在规定的时间内应答。".to_owned(),
        Unsent::Unreached => "连接不上对方：主机名不对、对方没有开通，或者证书不被信任。".to_owned(),
        Unsent::Broken(how) => base::text::truncate(&format!("应答中断，或者不是 HTTP：{how}"), 300),
    }
}

async fn arrived(db: &Db, ground: &Ground, delivery: &Delivery, status: u16) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let done = Tried {
        state: "done",
        tries: delivery.tries + 1,
        next: None,
        at: Some(ground.now),
        status: Some(status),
        problem: "",
    };
    put(&mut tx, delivery, &done).await?;
    store::good(&mut tx, delivery.endpoint_id, ground.now).await?;
    tx.commit().await?;
    Ok(())
}

/// The other side says that the endpoint is no more (410): it is told nothing any more until its keeper looks.
async fn gone(db: &Db, ground: &Ground, endpoint: &Endpoint, delivery: &Delivery) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let problem = "对方回答 410：这个地址已经取消。";
    let state = if delivery.kind == PING { "failed" } else { "held" };
    let held = Tried { state, tries: delivery.tries + 1, next: None, at: Some(ground.now), status: Some(410), problem };
    if put(&mut tx, delivery, &held).await? && store::pause(&mut tx, endpoint.id, "gone", ground.now).await? {
        record(&mut tx, ground, &Actor::System, "webhooks.gone", endpoint.id, json!({})).await?;
        tell(&mut tx, ground, endpoint, "对方回答这个地址已经取消，系统已停止发送").await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn failed(
    db: &Db,
    ground: &Ground,
    endpoint: &Endpoint,
    delivery: &Delivery,
    status: Option<u16>,
    problem: &str,
) -> Result<(), Error> {
    let test = delivery.kind == PING;
    let tries = delivery.tries + 1;
    let next = back_off(tries).filter(|_| !test).map(|wait| ground.now.plus(wait));
    let state = if next.is_some() { "waiting" } else { "failed" };
    let mut tx = db.begin().await?;
    let tried = Tried { state, tries, next, at: Some(ground.now), status, problem };
    if put(&mut tx, delivery, &tried).await? && !test {
        let rest = back_off(endpoint.failed + 1).unwrap_or(REST_MAX).min(REST_MAX);
        store::bad(&mut tx, endpoint.id, ground.now, ground.now.plus(rest)).await?;
    }
    tx.commit().await?;
    tracing::warn!(endpoint = endpoint.id, event = delivery.event, tries, problem, "a webhook was not taken");
    Ok(())
}

/// Tells the keepers of endpoints that fail for longer than the rule says, once.
pub(crate) async fn alarm(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let hours = ground.rules.number("webhooks.alarm", ground.now.date())?;
    let failing = store::to_alarm(&mut db.reader(), ground.now.plus(-hours * HOUR)).await?;
    for endpoint in &failing {
        let mut tx = db.begin().await?;
        store::alarmed(&mut tx, endpoint.id, ground.now).await?;
        let since = endpoint.failing_since.map(Moment::minutes).unwrap_or_default();
        record(&mut tx, ground, &Actor::System, "webhooks.alarm", endpoint.id, json!({ "failed": endpoint.failed }))
            .await?;
        tell(&mut tx, ground, endpoint, &format!("自 {since} 起一直没有送达")).await?;
        tx.commit().await?;
        tracing::error!(endpoint = endpoint.id, failed = endpoint.failed, "a webhook endpoint fails for long");
    }
    Ok(failing.len())
}

/// A message to the telephone of who keeps the endpoint, when there is one.
async fn tell(tx: &mut Tx, ground: &Ground, endpoint: &Endpoint, what: &str) -> Result<(), Error> {
    let Some(keeper) = endpoint.keeper_id else { return Ok(()) };
    let person = identity::people::find(tx, keeper).await?;
    let Some(person) = person.filter(|p| !p.phone.is_empty() && p.disabled_at.is_none()) else { return Ok(()) };
    let text = format!("【事件通知】“{}”{what}，请到工作台“事件通知”查看。", endpoint.name);
    identity::message::enqueue(tx, ground.now, &identity::message::Message::to_phone(person.phone, text)).await?;
    Ok(())
}

/// The handler of [`SWEEP`].
pub(crate) fn sweep<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let now = app.clock.now();
        let days = app.number("webhooks.keep")?;
        let mut tx = app.db.begin().await?;
        store::forget(&mut tx, now.plus(-days * DAY)).await?;
        store::forget_secrets(&mut tx, now).await?;
        tx.commit().await?;
        Ok(())
    })
}
