//! What the line does by itself every few minutes: surveys open on their first day and close after their last one.

use ::store::Db;
use base::Error;
use matter::{Ground, Later};
use serde_json::Value;
use web::App;

use crate::{OBJECTIONS, actions, notice, quiz, store};

/// The kind of the job.
pub const TURN: &str = "surveys.turn";

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Surveys that opened.
    pub opened: usize,
    /// Surveys that closed.
    pub closed: usize,
    /// Public notices and quizzes that opened or closed.
    pub turned: usize,
}

/// The handler of [`TURN`].
pub(crate) fn turn<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        if run(&app.db, &Ground::of(app)).await? != Ran::default() {
            app.ledger.notify();
            app.cache.invalidate(crate::CACHE);
        }
        Ok(())
    })
}

/// Opens and closes what is due; each in a transaction of its own, so that a bad one keeps no other waiting for long.
///
/// # Errors
/// The first error.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let today = ground.now.date();
    let mut ran = Ran::default();
    for id in store::due_to_open(&mut db.reader(), today).await? {
        let mut tx = db.begin().await?;
        actions::open(&mut tx, ground, id).await?;
        tx.commit().await?;
        ran.opened += 1;
    }
    for id in store::due_to_close(&mut db.reader(), today).await? {
        let mut tx = db.begin().await?;
        actions::close(&mut tx, ground, id).await?;
        tx.commit().await?;
        ran.closed += 1;
    }
    for id in store::due_to_turn(&mut db.reader(), today).await? {
        let mut tx = db.begin().await?;
        notice::turn(&mut tx, ground, id).await?;
        tx.commit().await?;
        ran.turned += 1;
    }
    for id in store::quizzes_to_turn(&mut db.reader(), today).await? {
        let mut tx = db.begin().await?;
        quiz::turn(&mut tx, ground, id).await?;
        tx.commit().await?;
        ran.turned += 1;
    }
    let mut tx = db.begin().await?;
    OBJECTIONS.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    Ok(ran)
}
