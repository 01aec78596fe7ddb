//! The job that sends a message: one way after the other, each as a job of its own, until it arrives or somebody is asked to call.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base::{Clock, Error, Moment};
use store::jobs::{Handler, JobRow, TRIES};
use store::{Db, Query, Tx};

use super::{Channel, Channels, JOB, Message, job, message};

/// What takes a message that arrives on no way, in the transaction of its last try: the moment, the message, and a mark of the job, the
/// same when the job runs once more.
pub type Lost = for<'a> fn(&'a mut Tx, Moment, &'a Message, &'a str) -> Taking<'a>;

/// What [`Lost`] gives.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// What sends messages.
#[derive(Clone)]
struct Post {
    channels: Channels,
    clock: Clock,
    db: Db,
    lost: Lost,
}

/// The handler of jobs of the kind [`JOB`] in `db`; `lost` takes what arrives on no way.
pub fn handler(channels: Channels, clock: Clock, db: Db, lost: Lost) -> Handler {
    let post = Post { channels, clock, db, lost };
    Arc::new(move |row| {
        let post = post.clone();
        Box::pin(async move {
            let message = message(post.db.reader().vault()?, &row.payload)?;
            post.deliver(&row, message).await
        })
    })
}

impl Post {
    /// What the job of the kind [`JOB`] does: sends its message the first way that is open, or drops it when its time is over. A message
    /// whose worker died in the last try is not sent that way again: whether it arrived there nobody knows.
    async fn deliver(&self, row: &JobRow, message: Message) -> Result<(), Error> {
        if message.until.is_some_and(|until| until <= self.clock.now()) {
            tracing::info!("a message came too late and was dropped");
            return Ok(());
        }
        let ways = self.channels.ways(&message);
        let Some((&way, rest)) = ways.split_first() else {
            tracing::info!("no channel that is set up reaches the person of a message");
            return self.elsewhere(row, &message, None).await;
        };
        let Some(adapter) = self.channels.adapter(way) else { return Ok(()) };
        let message = Message { channel: Some(way), ..message };
        if row.beyond() {
            return self.elsewhere(row, &message, rest.first().copied()).await;
        }
        let Err(unsent) = adapter.send(&message).await else { return Ok(()) };
        let elsewhere = message.call.is_some() || !rest.is_empty();
        if row.attempts >= TRIES || (unsent.for_good && elsewhere) {
            self.elsewhere(row, &message, rest.first().copied()).await?;
        }
        if unsent.for_good && elsewhere {
            tracing::warn!(fault = %unsent.fault, channel = way.name(), "a message was refused and goes another way");
            return Ok(());
        }
        Err(unsent.fault.into())
    }

    /// The message goes the `next` way, as a job of its own, or somebody is asked to call. Done once, however often its job runs.
    async fn elsewhere(&self, row: &JobRow, message: &Message, next: Option<Channel>) -> Result<(), Error> {
        let (now, mark) = (self.clock.now(), format!("{JOB} {}", row.id));
        let mut tx = self.db.begin().await?;
        match next {
            Some(next) => {
                let message = Message { channel: Some(next), ..message.clone() };
                let next = job(tx.vault()?, &message)?.at(now).unique(mark);
                tx.enqueue(next).await?;
            }
            None => (self.lost)(&mut tx, now, message, &mark).await?,
        }
        Ok(tx.commit().await?)
    }
}
