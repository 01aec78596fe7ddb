//! Live counts of open work: server-sent events at `/work/live`, driven by the ledger's pulse.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream::unfold;
use identity::Staff;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::{App, Audience, Cx, Result, Routes, Todo};

/// Rest between two countings, however much happens.
const REST: Duration = Duration::from_secs(1);

pub(crate) fn routes() -> Routes {
    Routes::new("web").get(crate::gate::LIVE, Audience::Staff, live)
}

/// What one listener knows.
struct Listener {
    app: App,
    staff: Staff,
    pulse: watch::Receiver<u64>,
    told: Option<Todo>,
    ends: Instant,
}

async fn live(cx: Cx) -> Result {
    let staff = cx.actor.staff()?.clone();
    // A listener is no sign of a person at work: it ends when an unused session does.
    let minutes = u64::try_from(cx.app.number("identity.session.idle")?).unwrap_or(0);
    let listener = Listener {
        pulse: cx.app.ledger.subscribe(),
        app: cx.app.clone(),
        staff,
        told: None,
        ends: Instant::now() + Duration::from_secs(minutes * 60),
    };
    Ok(Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(Duration::from_secs(25))).into_response())
}

/// One event at the beginning, then one whenever the counts have changed.
fn events(listener: Listener) -> impl Stream<Item = std::result::Result<Event, Infallible>> {
    unfold(listener, |mut listener| async move {
        loop {
            if listener.told.is_some() && !listener.wait().await {
                return None;
            }
            match listener.app.todo(&listener.staff).await {
                Ok(todo) if listener.told.as_ref() == Some(&todo) => {}
                Ok(todo) => {
                    let event = Event::default().event("todo").json_data(&todo).unwrap_or_default();
                    listener.told = Some(todo);
                    return Some((Ok(event), listener));
                }
                Err(error) => {
                    tracing::warn!(%error, "live counts could not be read");
                    return None;
                }
            }
        }
    })
}

impl Listener {
    /// Waits for something new on the ledger; `false` when listening is over.
    async fn wait(&mut self) -> bool {
        tokio::time::sleep(REST).await;
        match tokio::time::timeout_at(self.ends, self.pulse.changed()).await {
            Ok(Ok(())) => true,
            Ok(Err(_)) | Err(_) => false,
        }
    }
}
