//! The job that writes documents of the search again after a unit, a column or a site got another name ([`store::search::renamed`]):
//! list by list, a few documents at a time. Each step asks for the next one, so that a kill loses one step.

use std::sync::Arc;

use base::Error;
use base::time::SECOND;
use matter::AgainFn;
use store::jobs::{Handler, JobRow};
use store::search::{BEGINNING, Renaming};
use web::App;

/// Documents of one step: few enough that the index follows what is published meanwhile within its second.
const STEP: usize = 200;
/// Milliseconds from one step to the next.
const REST: i64 = SECOND / 2;
/// The lists of documents that bear names. A job that waits counts by them: new ones come at the end.
const LISTS: &[&[AgainFn]] = &[edition::again::AGAIN, topics::AGAIN, surveys::AGAIN, consult::AGAIN, guide::AGAIN];

/// Runs a step of the job.
pub(crate) fn handler(app: &App) -> Handler {
    let app = app.clone();
    Arc::new(move |job| {
        let app = app.clone();
        Box::pin(async move { step(&app, &job).await })
    })
}

/// Goes through the lists until so many documents were looked at, and asks for the rest.
async fn step(app: &App, job: &JobRow) -> Result<(), Error> {
    let Some(mut at) = Renaming::of(&job.payload) else { return Ok(()) };
    while let Some(again) = list(at.list) {
        match again(app, at.named, at.after, STEP).await? {
            None => (at.list, at.after) = (at.list + 1, BEGINNING),
            Some(after) => {
                at.after = after;
                let next = at.job().at(app.clock.now().plus(REST)).unique(format!("{} {}", job.kind, job.id));
                let mut tx = app.db.begin().await?;
                tx.enqueue(next).await?;
                return Ok(tx.commit().await?);
            }
        }
    }
    Ok(())
}

/// The list with this number.
fn list(number: usize) -> Option<AgainFn> {
    LISTS.iter().flat_map(|lists| lists.iter()).nth(number).copied()
}
