//! What the line does by itself every few minutes: surveys, notices and quizzes open on their first day and close after their
//! last one.

use ::store::Db;
use base::Error;
use counter::First;
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

/// Opens and closes what is due; each in a transaction of its own, so that a bad one keeps no other waiting.
///
/// # Errors
/// The first error, after everything else was done.
pub async fn run(db: &Db, ground: &Ground) -> Result<Ran, Error> {
    let today = ground.now.date();
    let (mut ran, mut first) = (Ran::default(), First::default());
    let q = &mut db.reader();
    let due = [
        (Turn::Open, store::due_to_open(q, today).await?),
        (Turn::Close, store::due_to_close(q, today).await?),
        (Turn::Notice, store::due_to_turn(q, today).await?),
        (Turn::Quiz, store::quizzes_to_turn(q, today).await?),
    ];
    for (turn, ids) in due {
        for id in ids {
            let done = one(db, ground, turn, id).await;
            let count = usize::from(first.ok(done).is_some());
            match turn {
                Turn::Open => ran.opened += count,
                Turn::Close => ran.closed += count,
                Turn::Notice | Turn::Quiz => ran.turned += count,
            }
        }
    }
    let mut tx = db.begin().await?;
    OBJECTIONS.forget_codes(&mut tx, ground.now).await?;
    tx.commit().await?;
    first.or(ran)
}

/// What is due.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// A survey opens.
    Open,
    /// A survey closes.
    Close,
    /// A notice opens or closes.
    Notice,
    /// A quiz opens or closes.
    Quiz,
}

async fn one(db: &Db, ground: &Ground, turn: Turn, id: i64) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    match turn {
        Turn::Open => actions::open(&mut tx, ground, id).await?,
        Turn::Close => actions::close(&mut tx, ground, id).await?,
        Turn::Notice => notice::turn(&mut tx, ground, id).await?,
        Turn::Quiz => quiz::turn(&mut tx, ground, id).await?,
    }
    Ok(tx.commit().await?)
}
