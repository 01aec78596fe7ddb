//! Verifying the whole ledger: every leaf is made again from its row, every node and root from the leaves, every
//! signature is checked. The first thing that does not hold is named with its place.
//!
//! Memory stays flat: entries are read in pages, and of the tree only the right edge is kept.

mod report;

pub use report::{Bad, Report};

use std::collections::HashMap;
use std::ops::Range;

use base::Fault;
use base::error::FaultKind;
use serde_json::Value;
use sm3::{Digest, Sm3};
use store::{Db, Reader};

use crate::PublicKey;
use crate::entry::{Stored, leaf};
use crate::head::{self, Head};
use crate::store::bodies::ERASE;
use crate::store::read::{self, Commitment, KeyRow, PublishedHead};
use crate::tree::{Frontier, Hash, Node};

/// The verb by which a key is recorded.
pub(crate) const KEY: &str = "ledger.key";
/// Entries per page.
const PAGE: u64 = 512;

/// Verifies the ledger against itself.
///
/// # Errors
/// A fault when the database does not answer. What was altered is not an error but the report's.
pub async fn verify(db: &Db) -> Result<Report, Fault> {
    verify_against(db, &[]).await
}

/// Verifies the ledger, also against heads that were kept elsewhere: only these show that somebody with the private key
/// has rewritten or cut off the whole ledger. Open them with [`head::open`](crate::head::open) first.
///
/// # Errors
/// As [`verify`].
pub async fn verify_against(db: &Db, known: &[Head]) -> Result<Report, Fault> {
    let mut reader = db.reader();
    // Keys first: the entry of each is then in the tree or among those that wait.
    let keys = read::keys(&mut reader).await?;
    let (size, signed, waiting) = read::survey(&mut reader).await?;
    let mut walk = Walk {
        keys: keys.into_iter().map(|key| (key.entry_id, (key, false))).collect(),
        tree: Frontier::new(),
        report: Report { entries: 0, bodies: 0, heads: 0, waiting, root: [0; 32], bad: None },
        signed: 0,
        reader,
    };
    let outcome = walk.through(size, signed, known).await?;
    walk.report.bad = outcome.err();
    walk.report.root = walk.tree.root();
    Ok(walk.report)
}

/// What does not hold ends the walk.
type Step = Result<(), Bad>;

struct Walk {
    reader: Reader,
    tree: Frontier,
    report: Report,
    /// Size of the last head that held.
    signed: u64,
    /// Keys by the entry that records them, and whether that entry was found to agree.
    keys: HashMap<i64, (KeyRow, bool)>,
}

/// A page of the ledger as it is stored.
struct Page {
    entries: Vec<Stored>,
    bodies: Vec<Commitment>,
    nodes: HashMap<Node, Hash>,
    heads: Vec<PublishedHead>,
    erasers: HashMap<i64, Stored>,
    erased: HashMap<i64, Option<i64>>,
}

impl Walk {
    async fn through(&mut self, size: u64, signed: u64, known: &[Head]) -> Result<Step, Fault> {
        let mut low = 0;
        while low < size {
            let high = size.min(low + PAGE);
            let page = match self.page(low..high).await {
                Ok(page) => page,
                Err(fault) if fault.kind == FaultKind::Broken && high - low > 1 => {
                    // Some row cannot be read: go on one by one until it is met.
                    match self.singly(low..high, known).await? {
                        Ok(()) => {
                            low = high;
                            continue;
                        }
                        bad => return Ok(bad),
                    }
                }
                Err(fault) => return self.unreadable(low, fault),
            };
            if let Err(bad) = self.check_page(low..high, &page, known) {
                return Ok(Err(bad));
            }
            low = high;
        }
        if signed > size {
            return self.check_beyond(size, signed).await.map(Err);
        }
        Ok(self.check_end(size, known))
    }

    async fn singly(&mut self, places: Range<u64>, known: &[Head]) -> Result<Step, Fault> {
        for place in places {
            let page = match self.page(place..place + 1).await {
                Ok(page) => page,
                Err(fault) => return self.unreadable(place, fault),
            };
            if let Err(bad) = self.check_page(place..place + 1, &page, known) {
                return Ok(Err(bad));
            }
        }
        Ok(Ok(()))
    }

    fn unreadable(&self, place: u64, fault: Fault) -> Result<Step, Fault> {
        match fault.kind {
            FaultKind::Broken => {
                Ok(Err(at(place, None, "这一条或其内容摘要、树节点、树头无法读出，存储内容已损坏或被改动")))
            }
            FaultKind::Busy | FaultKind::Full | FaultKind::Unavailable => Err(fault),
        }
    }

    async fn page(&mut self, places: Range<u64>) -> Result<Page, Fault> {
        let reader = &mut self.reader;
        let limit = usize::try_from(places.end - places.start).unwrap_or(usize::MAX);
        let mut entries = read::entries(reader, places.start, limit).await?;
        entries.retain(|entry| entry.seq.is_some_and(|seq| read::count(seq) < places.end));
        let bodies = read::bodies_of_places(reader, places.start, places.end).await?;
        let mut nodes = HashMap::new();
        for level in (1..64).take_while(|level| places.end >> level > 0) {
            let (first, end) = (places.start >> level, places.end >> level);
            if first < end {
                nodes.extend(read::run_of_nodes(reader, level, first, end).await?);
            }
        }
        let heads = read::heads_between(reader, places.start, places.end).await?;
        let mut by: Vec<i64> = bodies.iter().filter_map(|body| body.erased_by).collect();
        by.dedup();
        let mut erasers = HashMap::new();
        for ids in by.chunks(500) {
            erasers.extend(read::entries_by_id(reader, ids).await?.into_iter().map(|entry| (entry.id, entry)));
        }
        let named: Vec<i64> = entries.iter().filter(|entry| entry.verb == ERASE).flat_map(erased_bodies).collect();
        let mut erased = HashMap::new();
        for ids in named.chunks(500) {
            erased.extend(read::erasers(reader, ids).await?);
        }
        Ok(Page { entries, bodies, nodes, heads, erasers, erased })
    }

    fn check_page(&mut self, places: Range<u64>, page: &Page, known: &[Head]) -> Step {
        let mut entries = page.entries.iter().peekable();
        let mut heads = page.heads.iter().peekable();
        for place in places {
            let here = |entry: &&Stored| entry.seq.map(read::count) == Some(place);
            let entry =
                entries.next_if(here).ok_or_else(|| at(place, None, "这一序号的条目不在：被删除，或序号被改动"))?;
            let bodies = read::bodies_of(&page.bodies, entry.id);
            self.check_entry(place, entry, bodies, page)?;
            let size = place + 1;
            if let Some(head) = heads.next_if(|head| read::count(head.size) == size) {
                self.check_head(place, head)?;
            }
            if known.iter().any(|head| head.size == size && head.root != self.tree.root()) {
                return Err(self.since_head(place, "与另存的签名树头不符：此前的条目连同哈希、树头一并被改写"));
            }
            self.report.entries += 1;
            self.report.bodies += bodies.len() as u64;
        }
        Ok(())
    }

    fn check_entry(&mut self, place: u64, entry: &Stored, bodies: &[Commitment], page: &Page) -> Step {
        let bad = |what: &str| at(place, Some(entry.id), what);
        let hash = leaf(entry, bodies);
        if entry.leaf.as_deref() != Some(&hash[..]) {
            return Err(bad("内容与当时入账的不一致：条目的某一栏、所附内容摘要或叶子哈希被改动"));
        }
        for body in bodies {
            check_body(body, &page.erasers).map_err(|what| bad(&what))?;
        }
        if entry.verb == ERASE && erased_bodies(entry).any(|id| page.erased.get(&id) != Some(&Some(entry.id))) {
            return Err(bad("删除登记与内容摘要上的删除标记不符"));
        }
        if entry.verb == KEY {
            self.check_key(entry).map_err(bad)?;
        }
        for (node, hash) in self.tree.push(hash) {
            if page.nodes.get(&node) != Some(&hash) {
                let what = format!(
                    "树节点（第 {} 层第 {} 个）与条目不符：节点被改动或缺失，或条目连同叶子哈希被改写",
                    node.level, node.index
                );
                return Err(Bad { first: node.index << node.level, last: place, entry: None, what });
            }
        }
        Ok(())
    }

    /// The row of `ledger_key` agrees with the entry that records it.
    fn check_key(&mut self, entry: &Stored) -> Result<(), &'static str> {
        let facts: Value = serde_json::from_str(&entry.facts).unwrap_or_default();
        let (key, agrees) = self.keys.get_mut(&entry.id).ok_or("启用公钥的登记找不到对应的公钥")?;
        let text = |name: &str| facts.get(name).and_then(Value::as_str);
        let real = PublicKey::from_pem(&key.public_pem).is_ok_and(|real| real.id() == key.id);
        *agrees = real
            && text("id") == Some(&key.id)
            && text("public_pem") == Some(&key.public_pem)
            && key.from_at == entry.at;
        if *agrees { Ok(()) } else { Err("公钥与启用时的登记不符") }
    }

    /// The key of a head, if it is one that the ledger has recorded.
    fn key_of(&self, row: &PublishedHead) -> Option<PublicKey> {
        let (key, _) = self.keys.values().find(|(key, agrees)| *agrees && key.id == row.key_id)?;
        PublicKey::from_pem(&key.public_pem).ok()
    }

    fn check_head(&mut self, place: u64, row: &PublishedHead) -> Step {
        let Some(key) = self.key_of(row) else {
            return Err(self.since_head(place, "签名树头所用的公钥没有登记"));
        };
        let head =
            head::open(&row.note, &key).map_err(|flaw| self.since_head(place, &format!("签名树头无效：{flaw}")))?;
        if head.size != place + 1 || head.at != row.at || head.root[..] != row.root[..] {
            return Err(self.since_head(place, "签名树头各栏与其签名文本不一致"));
        }
        if head.root != self.tree.root() {
            return Err(self.since_head(place, "根哈希与签名树头不符：此前的条目连同叶子与节点哈希一并被改写"));
        }
        self.signed = head.size;
        self.report.heads += 1;
        Ok(())
    }

    /// There is a head over more entries than there are: either they are gone, or the head's row was altered.
    async fn check_beyond(&mut self, size: u64, signed: u64) -> Result<Bad, Fault> {
        let heads = match read::heads_between(&mut self.reader, size, u64::MAX).await {
            Ok(heads) => heads,
            Err(fault) => {
                return self.unreadable(size, fault)?.err().ok_or_else(|| Fault::broken("heads cannot be read"));
            }
        };
        for row in heads {
            let real = self.key_of(&row).and_then(|key| head::open(&row.note, &key).ok());
            if real.as_ref().map(|head| head.size) != Some(read::count(row.size)) {
                let place = real.map_or(size, |head| head.size).saturating_sub(1);
                return Ok(at(place, None, "签名树头的条数被改动，与其签名文本不一致"));
            }
        }
        Ok(Bad {
            first: size,
            last: signed - 1,
            entry: None,
            what: "末尾的条目被删除：签名树头所记条数更多".to_owned(),
        })
    }

    fn check_end(&self, size: u64, known: &[Head]) -> Step {
        if self.signed < size {
            return Err(self.since_head(size - 1, "最新的签名树头不在：被删除，或其条数被改动"));
        }
        if let Some(head) = known.iter().find(|head| head.size > size) {
            let what = "末尾的条目被删除：另存的签名树头所记条数更多".to_owned();
            return Err(Bad { first: size, last: head.size - 1, entry: None, what });
        }
        // A key whose entry still waits is new; the key of any other must have been met.
        if let Some((key, _)) = self.keys.values().find(|(_, agrees)| !agrees).filter(|_| self.report.waiting == 0) {
            return Err(at(size.saturating_sub(1), Some(key.entry_id), "有一把公钥没有启用登记"));
        }
        Ok(())
    }

    /// Something between the last head that held and `place`.
    fn since_head(&self, place: u64, what: &str) -> Bad {
        Bad { first: self.signed.min(place), last: place, entry: None, what: what.to_owned() }
    }
}

fn at(place: u64, entry: Option<i64>, what: &str) -> Bad {
    Bad { first: place, last: place, entry, what: what.to_owned() }
}

/// The commitments that an erasure names.
fn erased_bodies(entry: &Stored) -> impl Iterator<Item = i64> + use<> {
    let facts: Value = serde_json::from_str(&entry.facts).unwrap_or_default();
    let ids: Vec<i64> =
        facts.get("bodies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect();
    ids.into_iter()
}

/// The salt is the one that was sealed, or was forgotten by a recorded erasure.
fn check_body(body: &Commitment, erasers: &HashMap<i64, Stored>) -> Result<(), String> {
    let named = || format!("内容摘要（{}.{}，第 {} 行）", body.table_name, body.column_name, body.row_id);
    match (&body.salt, body.erased_at, body.erased_by) {
        (Some(salt), None, None) if Sm3::digest(salt)[..] == body.seal[..] => Ok(()),
        (Some(_), None, None) => Err(format!("{}的盐值被改动", named())),
        (None, Some(at), Some(by)) => match erasers.get(&by) {
            Some(entry) if entry.verb == ERASE && entry.at.0 == at && erased_bodies(entry).any(|id| id == body.id) => {
                Ok(())
            }
            // The record of the erasure was altered itself: it is named when its own place is reached.
            Some(entry) if entry.seq.is_some() && entry.leaf.as_deref() != Some(&leaf(entry, &[])[..]) => Ok(()),
            _ => Err(format!("{}的删除标记与删除登记不符", named())),
        },
        _ => Err(format!("{}的盐值被抹去或删除标记被改动，而底账没有这样的删除登记", named())),
    }
}
