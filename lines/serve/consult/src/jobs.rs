//! What the line does by itself every day: expired knowledge leaves the public, what nobody rated closes, the codes of receipt
//! pages are forgotten.

use ::store::Db;
use base::Error;
use base::time::DAY;
use identity::Actor;
use matter::engine::Doing;
use matter::{Ground, Input, Later, Who};
use serde_json::Value;
use web::App;

use crate::process::ASK;
use crate::{ASKED, knowledge, store};

/// The kind of the daily job.
pub const DAILY: &str = "consult.daily";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Entries withdrawn because their time was over.
    pub expired: usize,
    /// Consultations closed without a rating.
    pub closed: usize,
}

/// The handler of [`DAILY`].
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        if run(&app.db, &Ground::of(app)).await? != Ran::default() {
            app.ledger.notify();
            app.cache.invalidate(crate::CACHE);
        }
        Ok(())
    })
}

/// Does everything that is due; each in a transaction of its own, so that a bad one keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let expired = expire(db, ground).await;
    let closed = close(db, ground).await;
    let mut tx = db.begin().await?;
    ASKED.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    Ok(Ran { expired: expired?, closed: closed? })
}

async fn expire(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let mut expired = 0;
    loop {
        let page = store::expired(&mut db.reader(), ground.now.date()).await?;
        if page.is_empty() {
            return Ok(expired);
        }
        for id in page {
            let mut tx = db.begin().await?;
            knowledge::expire(&mut tx, ground, id).await?;
            tx.commit().await?;
            expired += 1;
        }
    }
}

async fn close(db: &Db, ground: &Ground) -> Result<usize, Error> {
    let days = ground.rules.number("consult.rate.days", ground.now.date())?;
    let before = ground.now.plus(-days * DAY);
    let (mut closed, mut after) = (0, 0);
    loop {
        let page = store::unrated(&mut db.reader(), before, after).await?;
        let Some((_, last)) = page.last() else { return Ok(closed) };
        after = *last;
        for (_, matter) in &page {
            let input = Input { outcome: Some("unrated".to_owned()), ..Input::default() };
            let doing = Doing { matter: *matter, action: "close", input, seen: None, files: &[], audience: "inside" };
            let mut tx = db.begin().await?;
            matter::act(&mut tx, ground, &ASK, &Who::Actor(&Actor::System), doing).await?;
            tx.commit().await?;
            closed += 1;
        }
    }
}
