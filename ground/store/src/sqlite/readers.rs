//! Connections for reading, as many as are asked at a time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::Fault;
use base::error::FaultKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::coop::consume_budget;

use super::conn::{Conn, Terms};
use crate::{Args, Result, Row};

/// Connections at most.
pub(crate) const READERS: u32 = 4;
/// A statement that took longer twice is given a thread of its own, so that it does not hold up others, until it was
/// shorter several times: one that only waited for the processor once is not long.
const SHORT: Duration = Duration::from_millis(2);
/// What a long time adds to the score of a statement, and from which score it counts as long. A short time takes 1 off.
const TOOK_LONG: u8 = 4;
const IS_LONG: u8 = 5;
/// Statements with a score, at most.
const SCORES: usize = 1000;

/// The readers; clones share them.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Inner>);

struct Inner {
    path: PathBuf,
    terms: Terms,
    /// Those that nobody uses; the last used first, since it has most in memory.
    idle: Mutex<Vec<Conn>>,
    free: Arc<Semaphore>,
    scores: Mutex<HashMap<String, u8>>,
}

impl Readers {
    /// Readers of `path`; they are opened when they are wanted.
    pub(crate) fn new(path: &Path, terms: Terms) -> Self {
        let free = Arc::new(Semaphore::new(READERS as usize));
        Self(Arc::new(Inner { path: path.to_owned(), terms, idle: Mutex::default(), free, scores: Mutex::default() }))
    }

    /// All rows that a statement gives.
    pub(crate) async fn rows(&self, sql: &str, args: Args) -> Result<Vec<Row>> {
        consume_budget().await;
        let permit = self.turn().await?;
        let long = held(&self.0.scores).get(sql).is_some_and(|score| *score >= IS_LONG);
        if !long {
            return self.0.rows(permit, sql, args);
        }
        let (inner, sql) = (Arc::clone(&self.0), sql.to_owned());
        let asked = tokio::task::spawn_blocking(move || inner.rows(permit, &sql, args));
        asked.await.map_err(|e| Fault::of(FaultKind::Broken, "read", e))?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let closed = |_| Fault::of(FaultKind::Unavailable, "read", std::io::Error::other("the database was closed"));
        match Arc::clone(&self.0.free).try_acquire_owned() {
            Ok(permit) => Ok(permit),
            Err(_) => match tokio::time::timeout(self.0.terms.patience, Arc::clone(&self.0.free).acquire_owned()).await
            {
                Ok(permit) => permit.map_err(closed),
                Err(late) => Err(Fault::of(FaultKind::Busy, "wait for a reader", late)),
            },
        }
    }

    /// Closes all: after what runs, nobody reads any more.
    pub(crate) async fn close(&self) {
        if let Ok(permits) = self.0.free.acquire_many(READERS).await {
            permits.forget();
        }
        self.0.free.close();
        held(&self.0.idle).clear();
    }
}

impl Inner {
    fn rows(&self, permit: OwnedSemaphorePermit, sql: &str, args: Args) -> Result<Vec<Row>> {
        let idle = held(&self.idle).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => Conn::open(&self.path, self.terms)?,
        };
        let begun = Instant::now();
        let rows = conn.rows(sql, args);
        score(&mut held(&self.scores), sql, begun.elapsed());
        held(&self.idle).push(conn);
        drop(permit);
        rows
    }
}

/// Notes how long a statement took.
fn score(scores: &mut HashMap<String, u8>, sql: &str, took: Duration) {
    let room = scores.len() < SCORES;
    match (scores.get_mut(sql), took > SHORT) {
        (Some(score), true) => *score = (*score + TOOK_LONG).min(2 * TOOK_LONG),
        (Some(score), false) if *score > 1 => *score -= 1,
        (Some(_), false) => drop(scores.remove(sql)),
        (None, true) if room => drop(scores.insert(sql.to_owned(), TOOK_LONG)),
        (None, _) => {}
    }
}

/// The content of a lock; a reader that panicked leaves it whole.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_long_when_it_was_twice_and_short_again_after_some_short_times() {
        let (long, short) = (SHORT * 2, SHORT / 2);
        for (times, is_long) in [
            (vec![], false),
            (vec![long], false),
            (vec![long, long], true),
            (vec![long, short, long], true),
            (vec![long, long, short, short, short], true),
            (vec![long, long, short, short, short, short], false),
            (vec![long, short, short, short, short, long], false),
        ] {
            let mut scores = HashMap::new();
            times.iter().for_each(|took| score(&mut scores, "SELECT 1", *took));
            assert_eq!(scores.get("SELECT 1").is_some_and(|s| *s >= IS_LONG), is_long, "{times:?}");
        }
    }
}
