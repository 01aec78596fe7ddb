//! How often editions are read (阅读次数). Pages come out of the cache, so nothing is written while somebody reads: the ground
//! leaves a word for each answer ([`web::Reads`]), and this counts the words in memory and writes the sums down now and then, in
//! one transaction. Whoever opens the same page again within half an hour is counted once.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use base::time::MINUTE;
use base::{Date, Fault, Moment};
use tokio::sync::Mutex;
use tokio::sync::mpsc::Receiver;
use web::{App, Shown};

use crate::store::reads;

/// How long the same reader of the same page counts once.
const AGAIN: i64 = 30 * MINUTE;
/// Readers that are remembered at most.
const READERS_MAX: usize = 200_000;
/// After so many times sums are written down: so much is lost when the program is killed.
const FLUSH: u32 = 60;
/// How often words are taken, so that few wait.
const TAKE: Duration = Duration::from_secs(1);
/// Days that are kept one by one; sums are kept for ever.
pub(crate) const DAYS_KEPT: i64 = 400;

/// Counts what is read.
pub struct Counter {
    app: App,
    inner: Mutex<Inner>,
}

struct Inner {
    hear: Option<Receiver<Shown>>,
    /// When each reader was counted last.
    readers: HashMap<u64, Moment>,
    /// What is not written down yet.
    sums: BTreeMap<(Date, i64), u64>,
}

impl Counter {
    /// The counter of a program; there is one.
    pub fn new(app: App) -> Self {
        let inner = Inner { hear: app.reads.hear(), readers: HashMap::new(), sums: BTreeMap::new() };
        Self { app, inner: Mutex::new(inner) }
    }

    /// Counts for as long as the future is polled, and writes down now and then.
    pub async fn run(&self) {
        let mut taken = 0;
        loop {
            tokio::time::sleep(TAKE).await;
            taken += 1;
            if taken < FLUSH {
                self.inner.lock().await.take(self.app.clock.now());
                continue;
            }
            taken = 0;
            if let Err(fault) = self.flush().await {
                tracing::error!(%fault, "what was read could not be written down");
            }
            let lost = self.app.reads.lost();
            if lost > 0 {
                tracing::warn!(lost, "more was read than could be counted");
            }
        }
    }

    /// Takes the words that wait and writes the sums down; what cannot be written stays for the next time.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn flush(&self) -> Result<(), Fault> {
        let mut inner = self.inner.lock().await;
        inner.take(self.app.clock.now());
        if inner.sums.is_empty() {
            return Ok(());
        }
        let mut days: BTreeMap<Date, Vec<(i64, u64)>> = BTreeMap::new();
        for ((on, item), reads) in &inner.sums {
            days.entry(*on).or_default().push((*item, *reads));
        }
        let mut tx = self.app.db.begin().await?;
        for (on, counts) in &days {
            reads::add(&mut tx, *on, counts).await?;
        }
        tx.commit().await?;
        inner.sums.clear();
        Ok(())
    }
}

impl Inner {
    /// Counts all words that wait, as read at `now`.
    fn take(&mut self, now: Moment) {
        let Some(hear) = &mut self.hear else { return };
        while let Ok(shown) = hear.try_recv() {
            let last = self.readers.insert(shown.reader, now);
            if last.is_none_or(|last| now.0 - last.0 >= AGAIN) {
                *self.sums.entry((now.date(), shown.what)).or_default() += 1;
            }
        }
        self.readers.retain(|_, last| now.0 - last.0 < AGAIN);
        if self.readers.len() > READERS_MAX {
            // Better some twice than memory without bound.
            self.readers.clear();
        }
    }
}
