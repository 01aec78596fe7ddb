//! One writer for SQLite, with group commit.
//!
//! SQLite has one writer at a time, and a durable commit costs a wait for the disk. Transactions that arrive while
//! others wait share that cost: each runs in a savepoint of the same SQLite transaction, and the last of a batch
//! commits for all. Nobody is told «done» before the commit is on the disk; if it fails, everybody in the batch is told.
//!
//! Statements run on the thread of whoever asks; only what waits, for the disk or for another program's lock, gets a
//! thread of its own.

mod conn;
mod readers;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::db::Tuning;
use crate::{Args, Result, Row};
use conn::{Conn, Terms, Use};
use readers::READERS;

pub(crate) use readers::Readers;

/// At most so many transactions share one commit.
const BATCH: usize = 64;
/// A released transaction whose successors vanish commits by itself after this time.
const PATIENCE: Duration = Duration::from_millis(4);

/// The outcome of a shared commit: nothing, or why it failed.
type Outcome = std::result::Result<(), Arc<Fault>>;

/// Opens the file at `path`, and makes it if it is not there: the one that writes, and those that read. Half of the
/// cache is the writer's, which alone changes pages.
pub(crate) fn open(path: &Path, tuning: Tuning) -> Result<(Writer, Readers)> {
    let terms =
        Terms { what: Use::Write, cache_kib: tuning.cache_kib / 2, patience: tuning.patience, slow: tuning.slow };
    let conn = Conn::open(path, terms)?;
    let reading = Terms { what: Use::Read, cache_kib: terms.cache_kib / READERS, ..terms };
    Ok((Writer::new(conn, tuning.patience)?, Readers::new(path, reading)))
}

/// Writes a consistent copy of the file at `path` to the new file `to`. Waits for the disk.
pub(crate) fn copy_to(path: &Path, to: &str) -> Result<()> {
    let tuning = Tuning::default();
    let terms = Terms { what: Use::Write, cache_kib: 0, patience: tuning.patience, slow: Duration::MAX };
    Conn::open(path, terms)?.run("VACUUM INTO $1", crate::args![to]).map(|_| ())
}

/// The writing connection and the transactions that wait for its commit.
pub(crate) struct Slot {
    conn: Conn,
    open: bool,
    /// Why the last statement failed: SQLite rolls back by itself when the disk is full, and then the whole batch is lost.
    why: Option<Fault>,
    pending: Vec<oneshot::Sender<Outcome>>,
}

/// The queue for the writing connection.
#[derive(Clone)]
pub(crate) struct Writer {
    slot: Arc<Mutex<Slot>>,
    waiting: Arc<AtomicUsize>,
    /// How long a transaction waits for another program's.
    patience: Duration,
}

/// Counts a transaction that waits for the writer, also when it stops waiting.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A released transaction that was not told yet. If nobody waits for it any more, it is committed all the same: those
/// behind it may be waiting for it to do so.
struct Released<'a> {
    writer: &'a Writer,
    told: bool,
}

impl Drop for Released<'_> {
    fn drop(&mut self) {
        if let (false, Ok(runtime)) = (self.told, tokio::runtime::Handle::try_current()) {
            let writer = self.writer.clone();
            runtime.spawn(async move { writer.settle_all().await });
        }
    }
}

impl Writer {
    fn new(conn: Conn, patience: Duration) -> Result<Self> {
        conn.wait_for(Duration::ZERO)?;
        let slot = Slot { conn, open: false, why: None, pending: Vec::new() };
        Ok(Self { slot: Arc::new(Mutex::new(slot)), waiting: Arc::default(), patience })
    }

    /// Waits for the writer and begins a transaction in it.
    pub(crate) async fn begin(&self) -> Result<OwnedMutexGuard<Slot>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let counted = Waiting(&self.waiting);
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        drop(counted);
        if !slot.open {
            slot = match slot.open() {
                Err(fault) if fault.kind == FaultKind::Busy => self.wait_for_others(slot).await?,
                Err(fault) => return Err(fault),
                Ok(()) => slot,
            };
        }
        if let Err(broken) = slot.control("SAVEPOINT act") {
            slot.give_up(&broken);
            return Err(broken);
        }
        Ok(slot)
    }

    /// Begins while another program has the database.
    async fn wait_for_others(&self, mut slot: OwnedMutexGuard<Slot>) -> Result<OwnedMutexGuard<Slot>> {
        let patience = self.patience;
        let (give, given) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let begun = slot.conn.wait_for(patience).and_then(|()| slot.open());
            slot.conn.wait_for(Duration::ZERO).unwrap_or_default();
            // Whoever asked may have gone away: the lock must not stay.
            if let Err(Ok(mut slot)) = give.send(begun.map(|()| slot)) {
                slot.flush();
            }
        });
        given.await.map_err(|_| Fault::broken("the writer went away before it began"))?
    }

    /// Makes the transaction durable, alone or with those that wait behind it. It is carried to its end also when the
    /// caller goes away.
    pub(crate) async fn commit(&self, mut slot: OwnedMutexGuard<Slot>) -> Result<()> {
        if let Err(broken) = slot.control("RELEASE act") {
            slot.give_up(&broken);
            return Err(broken);
        }
        let (tell, told) = oneshot::channel();
        slot.pending.push(tell);
        let mut released = Released { writer: self, told: false };
        if self.waiting.load(Ordering::SeqCst) == 0 || slot.pending.len() >= BATCH {
            flush(slot);
        } else {
            drop(slot);
        }
        let outcome = self.outcome(told).await;
        released.told = true;
        outcome
    }

    async fn outcome(&self, mut told: oneshot::Receiver<Outcome>) -> Result<()> {
        loop {
            tokio::select! {
                outcome = &mut told => return match outcome {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(shared)) => Err(copy(&shared)),
                    Err(_) => Err(Fault::broken("the writer went away before the commit")),
                },
                () = tokio::time::sleep(PATIENCE) => self.settle_all().await,
            }
        }
    }

    /// Commits what is released and not yet on the disk.
    pub(crate) async fn settle_all(&self) {
        let slot = Arc::clone(&self.slot).lock_owned().await;
        if slot.open {
            // Whoever waits for the commit is told by it.
            flush(slot).await.unwrap_or_default();
        }
    }
}

/// Commits on a thread that may wait for the disk.
fn flush(mut slot: OwnedMutexGuard<Slot>) -> tokio::task::JoinHandle<()> {
    tokio::task::spawn_blocking(move || slot.flush())
}

impl Slot {
    /// Runs a statement and gives the number of rows it changed.
    pub(crate) fn run(&mut self, sql: &str, args: Args) -> Result<u64> {
        let done = self.conn.run(sql, args);
        self.note(done)
    }

    /// All rows that a statement gives.
    pub(crate) fn rows(&mut self, sql: &str, args: Args) -> Result<Vec<Row>> {
        let rows = self.conn.rows(sql, args);
        self.note(rows)
    }

    /// Runs statements without arguments.
    pub(crate) fn script(&mut self, sql: &str) -> Result<()> {
        let done = self.conn.script(sql);
        self.note(done)
    }

    /// Keeps why a statement failed.
    fn note<T>(&mut self, done: Result<T>) -> Result<T> {
        if let Err(why) = &done {
            self.why = Some(copy(why));
        }
        done
    }

    fn open(&mut self) -> Result<()> {
        self.control("BEGIN IMMEDIATE")?;
        self.open = true;
        Ok(())
    }

    /// Commits what the batch did before the transaction that has the writer, which goes on in a new one. Only for a
    /// transaction that has changed nothing yet: its changes would be committed with the rest.
    pub(crate) fn settle_earlier(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.control("RELEASE act")?;
        self.commit()?;
        self.open()?;
        self.control("SAVEPOINT act")
    }

    /// Undoes the transaction that has the writer and leaves the rest of the batch as it is.
    pub(crate) fn undo(&mut self) {
        match self.control("ROLLBACK TO act").and_then(|()| self.control("RELEASE act")) {
            Ok(()) => self.flush(),
            Err(broken) => {
                let why = self.why.take().unwrap_or(broken);
                self.give_up(&why);
            }
        }
        self.why = None;
    }

    fn control(&mut self, sql: &'static str) -> Result<()> {
        self.conn.run(sql, Args::new()).map(|_| ())
    }

    /// Commits what is open; whoever waits for it is told how it went.
    fn flush(&mut self) {
        if self.open {
            self.commit().unwrap_or_default();
        }
    }

    fn commit(&mut self) -> Result<()> {
        match self.control("COMMIT") {
            Ok(()) => {
                self.open = false;
                self.pending.drain(..).for_each(|tell| drop(tell.send(Ok(()))));
                Ok(())
            }
            Err(broken) => {
                self.give_up(&broken);
                Err(broken)
            }
        }
    }

    /// The whole batch failed: nothing of it is stored, and everybody is told why.
    fn give_up(&mut self, why: &Fault) {
        // SQLite may have rolled back by itself; then this statement has nothing to do and its error means nothing.
        self.control("ROLLBACK").unwrap_or_default();
        self.open = false;
        let why = Arc::new(copy(why));
        self.pending.drain(..).for_each(|tell| drop(tell.send(Err(Arc::clone(&why)))));
    }
}

/// A fault of its own for each who is told.
fn copy(fault: &Fault) -> Fault {
    Fault { kind: fault.kind, context: fault.to_string(), source: None }
}
