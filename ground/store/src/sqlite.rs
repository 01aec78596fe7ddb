//! One writer for SQLite, with group commit.
//!
//! SQLite has one writer at a time, and a durable commit costs a wait for the disk. Transactions that arrive while
//! others wait share that cost: each runs in a savepoint of the same SQLite transaction, and the last of a batch
//! commits for all. Nobody is told «done» before the commit is on the disk; if it fails, everybody in the batch is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::Fault;
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::Result;
use crate::db::fault;

/// At most so many transactions share one commit.
const BATCH: usize = 64;
/// A released transaction whose successors vanish commits by itself after this time.
const PATIENCE: Duration = Duration::from_millis(4);

/// The outcome of a shared commit: nothing, or why it failed.
type Outcome = std::result::Result<(), Arc<Fault>>;

/// The writing connection and the transactions that wait for its commit.
pub(crate) struct Slot {
    pub(crate) conn: SqliteConnection,
    open: bool,
    /// A caller went away while `BEGIN` was on its way: whether a transaction is open is not known.
    unsure: bool,
    /// Why the last statement failed: SQLite rolls back by itself when the disk is full, and then the whole batch is lost.
    why: Option<Fault>,
    pending: Vec<oneshot::Sender<Outcome>>,
}

/// The queue for the writing connection.
#[derive(Clone)]
pub(crate) struct Writer {
    slot: Arc<Mutex<Slot>>,
    waiting: Arc<AtomicUsize>,
}

/// Counts a transaction that waits for the writer, also when it stops waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    pub(crate) fn new(conn: SqliteConnection) -> Self {
        let slot = Slot { conn, open: false, unsure: false, why: None, pending: Vec::new() };
        Self { slot: Arc::new(Mutex::new(slot)), waiting: Arc::new(AtomicUsize::new(0)) }
    }

    /// Waits for the writer and begins a transaction in it.
    pub(crate) async fn begin(&self) -> Result<OwnedMutexGuard<Slot>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let counted = Waiting(&self.waiting);
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        drop(counted);
        if !slot.open {
            slot.open().await?;
        }
        if let Err(broken) = slot.control("SAVEPOINT act").await {
            slot.give_up(&broken).await;
            return Err(broken);
        }
        Ok(slot)
    }

    /// Makes the transaction durable, alone or with those that wait behind it. Runs in a task of its own, so that a
    /// caller who goes away does not leave it half done.
    pub(crate) async fn commit(&self, slot: OwnedMutexGuard<Slot>) -> Result<()> {
        let writer = self.clone();
        let task = tokio::spawn(async move { writer.settle(slot).await });
        task.await.map_err(|error| Fault::of(base::error::FaultKind::Broken, "commit", error))?
    }

    async fn settle(&self, mut slot: OwnedMutexGuard<Slot>) -> Result<()> {
        if let Err(broken) = slot.control("RELEASE act").await {
            slot.give_up(&broken).await;
            return Err(broken);
        }
        let (tell, mut told) = oneshot::channel();
        slot.pending.push(tell);
        if self.waiting.load(Ordering::SeqCst) == 0 || slot.pending.len() >= BATCH {
            slot.flush().await.unwrap_or_default();
        }
        drop(slot);
        loop {
            tokio::select! {
                outcome = &mut told => return match outcome {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(shared)) => Err(copy(&shared)),
                    Err(_) => Err(Fault::broken("the writer went away before the commit")),
                },
                () = tokio::time::sleep(PATIENCE) => self.slot.lock().await.flush().await.unwrap_or_default(),
            }
        }
    }

    /// Commits what is released and not yet on the disk.
    pub(crate) async fn settle_all(&self) {
        self.slot.lock().await.flush().await.unwrap_or_default();
    }
}

impl Slot {
    async fn open(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.unsure, true) {
            self.control("ROLLBACK").await.unwrap_or_default();
        }
        self.control("BEGIN IMMEDIATE").await?;
        self.unsure = false;
        self.open = true;
        Ok(())
    }

    /// Commits what the batch did before the transaction that has the writer, which goes on in a new one. Only for a
    /// transaction that has changed nothing yet: its changes would be committed with the rest.
    pub(crate) async fn settle_earlier(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.control("RELEASE act").await?;
        self.flush().await?;
        self.open().await?;
        self.control("SAVEPOINT act").await
    }

    /// Undoes the transaction that has the writer and leaves the rest of the batch as it is.
    pub(crate) async fn undo(&mut self) {
        let undone = match self.control("ROLLBACK TO act").await {
            Ok(()) => self.control("RELEASE act").await,
            Err(broken) => Err(broken),
        };
        match undone {
            // Whoever waits for the commit is told by it.
            Ok(()) => self.flush().await.unwrap_or_default(),
            Err(broken) => {
                let why = self.why.take().unwrap_or(broken);
                self.give_up(&why).await;
            }
        }
        self.why = None;
    }

    /// Notes why a statement of the transaction that has the writer failed.
    pub(crate) fn failed(&mut self, why: &Fault) {
        self.why = Some(copy(why));
    }

    async fn control(&mut self, sql: &'static str) -> Result<()> {
        sqlx::raw_sql(sql).execute(&mut self.conn).await.map(|_| ()).map_err(|e| fault(sql, e))
    }

    /// Commits what is open and tells everybody who waits.
    async fn flush(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        match self.control("COMMIT").await {
            Ok(()) => {
                self.open = false;
                self.pending.drain(..).for_each(|tell| drop(tell.send(Ok(()))));
                Ok(())
            }
            Err(broken) => {
                self.give_up(&broken).await;
                Err(broken)
            }
        }
    }

    /// The whole batch failed: nothing of it is stored, and everybody is told why.
    async fn give_up(&mut self, why: &Fault) {
        // SQLite may have rolled back by itself; then this statement has nothing to do and its error means nothing.
        self.control("ROLLBACK").await.unwrap_or_default();
        self.open = false;
        let why = Arc::new(copy(why));
        self.pending.drain(..).for_each(|tell| drop(tell.send(Err(Arc::clone(&why)))));
    }
}

/// A fault of its own for each who is told.
fn copy(fault: &Fault) -> Fault {
    Fault { kind: fault.kind, context: fault.to_string(), source: None }
}
