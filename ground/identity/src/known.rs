//! What nearly every page names and what changes once a month: the units, and the places of the county. Kept in memory.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::{Error, Fault};
use store::Tx;

use crate::{Identity, Unit, divisions, units};

/// Another process (a second node, an import at the terminal) may have changed it: after this time it is read again.
const AGE: Duration = Duration::from_secs(3);
/// Places that an address field proposes, at most.
const PLACES_MAX: usize = 500;

/// Counts the changes made by this process. All databases of a process share it: a change too many costs a reading.
static CHANGES: AtomicU64 = AtomicU64::new(0);

/// Lets what is kept be read again, once the transaction is on the disk.
pub(crate) fn changed(tx: &mut Tx) {
    tx.after_commit(|| {
        CHANGES.fetch_add(1, Ordering::SeqCst);
    });
}

/// Something read from the database, and when.
struct Kept<T> {
    change: u64,
    at: Instant,
    what: Arc<T>,
}

/// One thing that is kept.
struct Memo<T>(Mutex<Option<Kept<T>>>);

impl<T> Memo<T> {
    async fn get<E>(&self, read: impl Future<Output = Result<T, E>>) -> Result<Arc<T>, E> {
        // Before reading: what changes meanwhile makes it old.
        let (change, at) = (CHANGES.load(Ordering::SeqCst), Instant::now());
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|kept| {
            let good = kept.change == change && at.duration_since(kept.at) < AGE;
            good.then(|| Arc::clone(&kept.what))
        });
        if let Some(what) = held {
            return Ok(what);
        }
        let what = Arc::new(read.await?);
        let kept = Kept { change, at, what: Arc::clone(&what) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(what)
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// What is kept.
#[derive(Default)]
pub(crate) struct Known {
    units: Memo<Vec<Unit>>,
    places: Memo<Vec<String>>,
}

impl Identity {
    /// All units, closed ones too, in order, as [`units::all`] reads them. A change by another process is seen within
    /// three seconds; whoever is about to write reads in the transaction instead.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn units(&self) -> Result<Arc<Vec<Unit>>, Fault> {
        self.known.units.get(async { units::all(&mut self.db.reader()).await }).await
    }

    /// Lets what is kept be read again: the ledger says that another process changed it.
    pub fn look_again(&self) {
        CHANGES.fetch_add(1, Ordering::SeqCst);
    }

    /// Names that an address field proposes, as [`divisions::proposed`] reads them.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn places(&self) -> Result<Arc<Vec<String>>, Error> {
        self.known.places.get(async { divisions::proposed(&mut self.db.reader(), PLACES_MAX).await }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_is_read_again_after_a_change_and_when_it_is_old() {
        let memo = Memo::default();
        let get = async |value: u32| *memo.get(async { Ok::<_, Fault>(value) }).await.expect("reads");
        assert_eq!((get(1).await, get(2).await), (1, 1));
        CHANGES.fetch_add(1, Ordering::SeqCst);
        assert_eq!(get(3).await, 3);
        if let Some(kept) = memo.0.lock().expect("free").as_mut() {
            kept.at = kept.at.checked_sub(AGE).expect("the machine runs longer");
        }
        assert_eq!(get(4).await, 4);
        let failed = memo.get(async { Err::<u32, _>(Fault::broken("away")) }).await;
        assert_eq!(failed.map(|v| *v).ok(), Some(4), "nothing is read while it is good");
    }
}
