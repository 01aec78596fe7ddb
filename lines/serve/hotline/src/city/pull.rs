//! Fetching what waits on the city's platform, for counties that nobody outside can reach: the same messages, the same care.

use ::store::Db;
use ::store::files::Files;
use base::error::FaultKind;
use base::{Error, Fault};
use matter::{Ground, Later};
use serde::Deserialize;
use serde_json::Value;
use sm3::{Digest, Sm3};
use web::App;
use web::webhook::Sender;

use super::receive::{Arrival, receive};
use super::{fence, sender};
use crate::store;

/// The kind of the job that fetches.
pub const PULL: &str = "hotline.pull";
/// Bytes of one answer at most.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// What the city's platform answers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Waiting {
    messages: Vec<One>,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct One {
    id: String,
    body: Value,
}

/// The handler of [`PULL`]. Without an address it asks nobody.
pub(crate) fn pull<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ground = Ground::of(app);
        let link = store::city(&mut app.db.reader()).await?;
        if link.pull_url.is_empty() {
            return Ok(());
        }
        let sender = sender(&ground, fence(&ground)?)?;
        let came = fetch(&app.db, &app.files, &ground, &sender).await;
        let problem = came.as_ref().err().map(|_| "没有取到：对方没有应答，或者应答不合规范").unwrap_or_default();
        let mut tx = app.db.begin().await?;
        store::set_pulled(&mut tx, ground.now, problem).await?;
        tx.commit().await?;
        if came.is_ok_and(|n| n > 0) {
            app.ledger.notify();
        }
        Ok(())
    })
}

/// What waits behind the mark.
async fn ask(sender: &Sender, link: &store::Link, ground: &Ground) -> Result<Vec<u8>, Error> {
    let query = [("after", link.pull_mark.as_str())];
    let query = if link.pull_mark.is_empty() { &query[..0] } else { &query[..] };
    let id = format!("pull_{}", ground.now.0);
    let answer = sender.get(&link.pull_url, query, &link.secret, &id, ground.now, BYTES_MAX).await;
    let answer = answer.map_err(Fault::from)?;
    if answer.cut {
        return Err(Error::TooLarge { limit: BYTES_MAX as u64 });
    }
    if answer.is_success() {
        return Ok(answer.body);
    }
    let said = format!("the city's platform said {}", answer.status);
    Err(Fault::of(FaultKind::Unavailable, "fetch from the city's platform", said).into())
}

/// Fetches and takes one answer; gives how many messages there were. The mark moves on only after all of them were kept.
pub(crate) async fn fetch(db: &Db, files: &Files, ground: &Ground, sender: &Sender) -> Result<usize, Error> {
    let link = store::city(&mut db.reader()).await?;
    let bytes = ask(sender, &link, ground).await?;
    let wrong = |e| Fault::of(FaultKind::Unavailable, "read the city's answer", e);
    let waiting: Waiting = serde_json::from_slice(&bytes).map_err(wrong)?;
    let mut taken = 0;
    for one in &waiting.messages {
        let body = one.body.to_string();
        // One without a key of its own is known by what it says.
        let event = match one.id.as_str() {
            "" => hex::encode(Sm3::digest(body.as_bytes())),
            id => base::text::truncate(id, 200),
        };
        let arrival = Arrival { event: &event, way: "pull", body: body.as_bytes() };
        match receive(db, files, ground, arrival).await {
            Ok(_) | Err(Error::Conflict(_)) => taken += 1,
            Err(error) => return Err(error),
        }
    }
    if !waiting.next.is_empty() && taken == waiting.messages.len() {
        let mut tx = db.begin().await?;
        store::set_mark(&mut tx, &waiting.next).await?;
        tx.commit().await?;
    }
    Ok(taken)
}
