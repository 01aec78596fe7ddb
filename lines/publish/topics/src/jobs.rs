//! What happens by itself: a topic is found from its first day on, and archived when its last day is over.

use base::Error;
use edition::Desk;
use identity::Actor;
use matter::Later;
use serde_json::Value;
use web::App;

use crate::model::State;
use crate::store::rows;
use crate::{CACHE, actions, index};

/// The kind of the job that runs on a topic's first day and after its last.
pub(crate) const TURN: &str = "topics.turn";

/// The handler of [`TURN`]. Days may have been changed since it was asked for: what it finds decides.
pub(crate) fn turn<'a>(app: &'a App, payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let Some(id) = payload["topic"].as_i64() else { return Ok(()) };
        pass(app, id).await
    })
}

async fn pass(app: &App, id: i64) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    let Some(topic) = rows::find(&mut tx, id).await?.filter(|topic| topic.state() == State::Published) else {
        return Ok(());
    };
    let today = desk.now.date();
    if topic.last_day().is_some_and(|last| last < today) {
        actions::archive(&mut tx, &desk, id).await?;
    } else if topic.is_shown(today)
        && let Some(site) = edition::site::find(&mut tx, topic.site_id).await?
    {
        index::put(&mut tx, &topic, &site).await?;
    }
    tx.commit().await?;
    app.cache.invalidate(CACHE);
    Ok(())
}
