//! The ledger as the program holds it: key, sequencer, receipts, feed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base::{Chance, Clock, Error, Fault};
use serde_json::json;
use store::{Db, Tx};
use tokio::sync::{Mutex, Notify, watch};

use crate::entry::{Actor, Entry, Stored, Subject, canonical_entry};
use crate::head::{Head, is_origin};
use crate::store::read::{self, KeyRow, PublishedHead};
use crate::store::record::record;
use crate::store::sequence::{fold_waiting, store_key};
use crate::tree::{self, Hash};
use crate::verify::KEY;
use crate::{PublicKey, Receipt, SigningKey};

/// How long the sequencer sleeps when nobody wakes it; other nodes' entries are found then.
const POLL: Duration = Duration::from_millis(500);
/// Rest between two rounds, so that a busy second makes four heads and not a thousand. Who wants a receipt sooner does
/// not wait: [`Ledger::receipt`] sequences by itself.
const REST: Duration = Duration::from_millis(250);
/// Hashes in a whole tile (C2SP tlog-tiles).
const TILE: u64 = 256;

/// The open ledger; clones share it.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    chance: Chance,
    origin: String,
    key: SigningKey,
    /// One sequencing at a time in this process; who waits finds the work done.
    turn: Mutex<()>,
    wake: Notify,
    size: watch::Sender<u64>,
}

impl Ledger {
    /// Opens the ledger: loads the key from `ledger.key` in `data_dir` or makes it, and records a new key. `origin` names
    /// the ledger in its heads, such as `qinghe.example/ledger`.
    ///
    /// # Errors
    /// A fault when the origin cannot stand in a note, the key cannot be read or the database does not answer.
    pub async fn open(db: Db, data_dir: &Path, clock: Clock, chance: Chance, origin: &str) -> Result<Self, Fault> {
        if !is_origin(origin) {
            return Err(Fault::broken(format!("{origin:?} cannot be the name of a ledger: no blanks, no +")));
        }
        let key = SigningKey::load_or_make(data_dir, &chance)?;
        register(&db, &clock, &chance, key.public()).await?;
        let (_, size) = read::extent(&mut db.reader()).await?;
        let size = watch::Sender::new(size);
        let inner = Inner {
            db,
            clock,
            chance,
            origin: origin.to_owned(),
            key,
            turn: Mutex::new(()),
            wake: Notify::new(),
            size,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Records `entry` and wakes the sequencer once the transaction is on the disk.
    ///
    /// # Errors
    /// As [`record`].
    pub async fn record(&self, tx: &mut Tx, entry: Entry<'_>) -> Result<i64, Fault> {
        let id = record(tx, &self.0.chance, entry).await?;
        let ledger = self.clone();
        tx.after_commit(move || ledger.notify());
        Ok(id)
    }

    /// Wakes the sequencer: something was recorded.
    pub fn notify(&self) {
        self.0.wake.notify_one();
    }

    /// Gives all waiting entries their place and signs a head; `None` when nothing waited.
    ///
    /// # Errors
    /// A fault when the database does not answer or the stored tree is incomplete.
    pub async fn sequence(&self) -> Result<Option<Head>, Fault> {
        let _turn = self.0.turn.lock().await;
        let mut newest = None;
        loop {
            match fold_waiting(&self.0.db, &self.0.key, &self.0.clock, &self.0.origin).await? {
                Some((head, more)) => {
                    self.publish(head.size);
                    newest = Some(head);
                    if !more {
                        return Ok(newest);
                    }
                }
                None => return Ok(newest),
            }
        }
    }

    /// Sequences for as long as the program runs. A fault is logged, and the next round tries again.
    pub async fn run(&self) {
        loop {
            tokio::select! {
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
            if let Err(fault) = self.round().await {
                tracing::error!(%fault, "the ledger could not be sequenced");
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Sequences what waits, and takes notice of what other nodes have sequenced.
    ///
    /// # Errors
    /// As [`sequence`](Self::sequence).
    pub async fn round(&self) -> Result<(), Fault> {
        self.sequence().await?;
        let (_, size) = read::extent(&mut self.0.db.reader()).await?;
        self.publish(size);
        Ok(())
    }

    fn publish(&self, size: u64) {
        self.0.size.send_if_modified(|known| {
            let grown = size > *known;
            *known = size.max(*known);
            grown
        });
    }

    /// The change feed's pulse: the number of entries under the newest head. Read what is new with [`entries`](Self::entries).
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.size.subscribe()
    }

    /// The entries from the place `from` on, at most `limit`, in the order of the tree.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn entries(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Fault> {
        read::entries(&mut self.0.db.reader(), from, limit).await
    }

    /// What was done in the entries with places from `from` up to but without `to`: their verbs, each once.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn verbs(&self, from: u64, to: u64) -> Result<Vec<String>, Fault> {
        read::verbs(&mut self.0.db.reader(), from, to).await
    }

    /// Keys of the entries in places from `from` up to but without `to` whose verb begins with `prefix` and is none of
    /// `but`, at most `limit`.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn entries_of(
        &self,
        (from, to): (u64, u64),
        prefix: &str,
        but: &[&str],
        limit: usize,
    ) -> Result<Vec<i64>, Fault> {
        read::keys_of_verbs(&mut self.0.db.reader(), (from, to), prefix, but, limit).await
    }

    /// The receipt of the entry `id`: under the first head that covers it, so that it is the same file each time. An
    /// entry that still waits is sequenced now.
    ///
    /// # Errors
    /// `Unseen` when there is no such entry; a fault when the database does not answer or the receipt would not verify.
    pub async fn receipt(&self, id: i64) -> Result<Receipt, Error> {
        let mut reader = self.0.db.reader();
        let mut entry = read::entry(&mut reader, id).await?.ok_or(Error::Unseen)?;
        if entry.seq.is_none() {
            self.sequence().await?;
            entry = read::entry(&mut reader, id).await?.ok_or(Error::Unseen)?;
        }
        let seq = entry.seq.ok_or_else(|| Fault::broken(format!("entry {id} was not sequenced")))?;
        let index = u64::try_from(seq).map_err(|_| Fault::broken(format!("entry {id} has no place")))?;
        let head = read::head_over(&mut reader, index).await?;
        let head = head.ok_or_else(|| Fault::broken(format!("no head covers entry {id}")))?;
        let plan = tree::inclusion(index, read::count(head.size));
        let plan = plan.ok_or_else(|| Fault::broken(format!("no head covers entry {id}")))?;
        let path = read::assemble(&mut reader, &plan).await?;
        let bodies = read::bodies_between(&mut reader, id, id).await?;
        let key = self.keys().await?.into_iter().find(|key| key.id == head.key_id);
        let key = key.ok_or_else(|| Fault::broken(format!("the key of the head {} is missing", head.size)))?;
        let receipt = Receipt::new(canonical_entry(&entry, &bodies), index, &path, head.note, key.public_pem);
        // A receipt that would not convince anybody is not given out: the ledger was altered.
        receipt
            .verify(None)
            .map_err(|flaw| Fault::of(base::error::FaultKind::Broken, format!("receipt of entry {id}"), flaw))?;
        Ok(receipt)
    }

    /// The newest head.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn head(&self) -> Result<Option<PublishedHead>, Fault> {
        newest_head(&self.0.db).await
    }

    /// Heads from the newest down, at most `limit`, below the size `before` if given.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn heads(&self, limit: usize, before: Option<u64>) -> Result<Vec<PublishedHead>, Fault> {
        read::heads(&mut self.0.db.reader(), limit, before).await
    }

    /// How many entries wait for their place; more than a few seconds' worth means that the sequencer does not run.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn waiting(&self) -> Result<u64, Fault> {
        read::survey(&mut self.0.db.reader()).await.map(|(_, _, waiting)| waiting)
    }

    /// All keys that heads were or are signed with, oldest first.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn keys(&self) -> Result<Vec<KeyRow>, Fault> {
        read::keys(&mut self.0.db.reader()).await
    }

    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0.key
    }

    /// The key that new heads are signed with.
    pub fn public_key(&self) -> &PublicKey {
        self.0.key.public()
    }

    /// The first `width` hashes (1 to 256) of the tile at `level` and `index`, each 32 bytes, as in C2SP tlog-tiles:
    /// the nodes at height `8 · level`, 256 to a tile. `None` when the newest head does not cover them.
    ///
    /// # Errors
    /// A fault when the database does not answer or a node is missing.
    pub async fn tile(&self, level: u8, index: u64, width: u16) -> Result<Option<Vec<u8>>, Fault> {
        let mut reader = self.0.db.reader();
        let (_, size) = read::extent(&mut reader).await?;
        let height = u32::from(level) * 8;
        let first = index.checked_mul(TILE);
        let end = first.and_then(|first| first.checked_add(u64::from(width)));
        let (Some(first), Some(end)) = (first, end) else { return Ok(None) };
        if width == 0 || u64::from(width) > TILE || end > size.checked_shr(height).unwrap_or(0) {
            return Ok(None);
        }
        let nodes = read::run_of_nodes(&mut reader, height, first, end).await?;
        let mut tile = Vec::with_capacity(usize::from(width) * 32);
        for index in first..end {
            let hash = nodes.get(&tree::Node { level: height, index });
            tile.extend(hash.ok_or_else(|| Fault::broken(format!("node {index} at level {height} is missing")))?);
        }
        Ok(Some(tile))
    }

    /// The proof that the tree of `old` entries is the beginning of the tree of `new` entries; `None` unless
    /// `0 < old ≤ new ≤` the newest head.
    ///
    /// # Errors
    /// A fault when the database does not answer or a node is missing.
    pub async fn consistency(&self, old: u64, new: u64) -> Result<Option<Vec<Hash>>, Fault> {
        let mut reader = self.0.db.reader();
        let (_, size) = read::extent(&mut reader).await?;
        match tree::consistency(old, new).filter(|_| new <= size) {
            Some(plan) => read::assemble(&mut reader, &plan).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The newest head of the ledger in `db`, which need not be opened as a ledger.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn newest_head(db: &Db) -> Result<Option<PublishedHead>, Fault> {
    Ok(read::heads(&mut db.reader(), 1, None).await?.pop())
}

/// Records a key that the database does not know yet; its entry makes it part of what is signed.
async fn register(db: &Db, clock: &Clock, chance: &Chance, key: &PublicKey) -> Result<(), Fault> {
    let known = read::keys(&mut db.reader()).await?;
    if known.iter().any(|row| row.id == key.id()) {
        return Ok(());
    }
    let at = clock.now();
    let place = i64::try_from(known.len()).unwrap_or(i64::MAX).saturating_add(1);
    let entry = Entry {
        at,
        actor: Actor::SYSTEM,
        verb: KEY,
        subject: Subject { kind: "ledger_key", id: place },
        facts: json!({ "id": key.id(), "public_pem": key.pem() }),
        bodies: vec![],
    };
    let mut tx = db.begin().await?;
    let entry = record(&mut tx, chance, entry).await?;
    store_key(&mut tx, key, at, entry).await?;
    tx.commit().await
}
