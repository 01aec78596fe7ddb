//! What happens by itself every working day: units are reminded before their time is over, and again while it is.

use base::{Error, Moment, due};
use counter::First;
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Later};
use serde_json::Value;
use web::App;

use crate::actions;
use crate::store::orders;

/// The kind of the daily job.
pub const DAILY: &str = "monitoring.daily";

/// Orders read at once.
const STEP: usize = 200;

/// The handler of [`DAILY`].
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let ground = Ground::of(app);
        if urge(app, &ground).await? > 0 {
            app.ledger.notify();
        }
        Ok(())
    })
}

/// Urges what is due within the days of the rule `matter.urge.before`, and what is late; each in a transaction of its own, so that one bad
/// order keeps no other waiting. Gives how many were urged.
async fn urge(app: &App, ground: &Ground) -> Result<usize, Error> {
    let today = ground.now.date();
    if !ground.calendar.day(today).working {
        return Ok(0);
    }
    let ahead = ground.rules.length("matter.urge.before", today)?;
    let until = due::count(&ground.calendar, ground.now, ahead).due.moment();
    let (mut urged, mut after, mut first) = (0, 0, First::default());
    loop {
        let page = orders::to_urge(&mut app.db.reader(), (until, Moment::start_of(today)), after, STEP).await?;
        let Some((last, _)) = page.last() else { return first.or(urged) };
        after = *last;
        for (_, matter) in &page {
            let done = one(app, ground, *matter).await;
            urged += usize::from(first.ok(done) == Some(true));
        }
    }
}

async fn one(app: &App, ground: &Ground, matter: i64) -> Result<bool, Error> {
    let mut tx = app.db.begin().await?;
    let order = orders::of_matter(&mut tx, matter).await?.ok_or(Error::Unseen)?;
    match actions::act(&mut tx, ground, &Actor::System, &order, "urge", Given::default()).await {
        Ok(_) => tx.commit().await?,
        // Somebody urged it a short while ago; the next run will see.
        Err(Error::Refused(refusal)) if refusal.name == matter::URGED_LATELY => return Ok(false),
        Err(error) => return Err(error),
    }
    Ok(true)
}
