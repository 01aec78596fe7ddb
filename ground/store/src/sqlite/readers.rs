//! Connections for reading, as many as are asked at a time.

use std::collections::HashSet;
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
/// A statement that once took longer is given a thread of its own from then on, so that it does not hold up others.
const SHORT: Duration = Duration::from_millis(2);
/// Statements remembered as long, at most.
const LONG: usize = 1000;

/// The readers; clones share them.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Inner>);

struct Inner {
    path: PathBuf,
    terms: Terms,
    /// Those that nobody uses; the last used first, since it has most in memory.
    idle: Mutex<Vec<Conn>>,
    free: Arc<Semaphore>,
    long: Mutex<HashSet<String>>,
}

impl Readers {
    /// Readers of `path`; they are opened when they are wanted.
    pub(crate) fn new(path: &Path, terms: Terms) -> Self {
        let free = Arc::new(Semaphore::new(READERS as usize));
        Self(Arc::new(Inner { path: path.to_owned(), terms, idle: Mutex::default(), free, long: Mutex::default() }))
    }

    /// All rows that a statement gives.
    pub(crate) async fn rows(&self, sql: &str, args: Args) -> Result<Vec<Row>> {
        consume_budget().await;
        let permit = self.turn().await?;
        if !held(&self.0.long).contains(sql) {
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
        if begun.elapsed() > SHORT {
            let mut long = held(&self.long);
            if long.len() < LONG {
                long.insert(sql.to_owned());
            }
        }
        held(&self.idle).push(conn);
        drop(permit);
        rows
    }
}

/// The content of a lock; a reader that panicked leaves it whole.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
