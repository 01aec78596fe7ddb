//! Rendered public pages, kept until something changes that they depend on.
//!
//! A page remembers when its rendering began and on what it depends; [`PageCache::invalidate`] remembers when a thing
//! changed last. A page is good as long as nothing changed after its rendering began, so a change while a page is being
//! rendered is never missed. Readers share a lock and count nothing under it: a page that was looked at since the last
//! change of anything is known to be good by comparing two numbers.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use base::Moment;

use crate::metrics::Counts;
use crate::mode::Mode;
use crate::ready::Ready;

/// Bytes of all bodies together.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// Entries that are remembered as said here, until the feed comes to them.
const SAID_MAX: usize = 10_000;
/// Milliseconds after which a page is rendered again even if nothing changed, as it is at midnight: it may count days.
const AGE_MAX: i64 = 10 * base::time::MINUTE;

/// Which page, in which variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Path with its query.
    pub address: String,
    /// Variant.
    pub mode: Mode,
}

/// What has to be done for each answer of a page, known when it is kept.
pub(crate) struct Route {
    /// The rule that limits how often one address may ask.
    pub rate: &'static str,
    /// Counts the answers with the page.
    pub shown: Arc<Counts>,
    /// Counts the answers that it has not changed.
    pub same: Arc<Counts>,
    /// The key under which its readers are counted.
    pub read: Option<i64>,
}

/// A rendered page and how long it is good.
pub(crate) struct Kept {
    /// Its answers.
    pub ready: Ready,
    /// Its route.
    pub route: Route,
    key: Key,
    depends: BTreeSet<String>,
    /// The time of the cache at which rendering began.
    began: u64,
    /// The time of the cache up to which nothing had changed when somebody looked last.
    good_at: AtomicU64,
    /// Until when it is shown even if nothing changes.
    until: Moment,
    /// When it was asked for last, in milliseconds.
    used: AtomicI64,
    /// When it was last compared with what would be made then, in milliseconds.
    compared: AtomicI64,
}

impl Kept {
    /// The page `ready` under `key`, whose rendering began at the cache's time `began`.
    pub(crate) fn new(
        key: Key,
        route: Route,
        ready: Ready,
        depends: BTreeSet<String>,
        began: u64,
        now: Moment,
    ) -> Self {
        let (good_at, used) = (AtomicU64::new(began), AtomicI64::new(now.0));
        let midnight = now.date().tomorrow().map_or(Moment(i64::MAX), Moment::start_of);
        let until = midnight.min(now.plus(AGE_MAX));
        Self { ready, route, key, depends, began, good_at, until, used, compared: AtomicI64::new(now.0) }
    }

    /// Path and query under which it is kept.
    pub(crate) fn address(&self) -> &str {
        &self.key.address
    }

    /// In which variant.
    pub(crate) fn mode(&self) -> Mode {
        self.key.mode
    }

    /// When it was compared last with what would be made then.
    pub(crate) fn compared(&self) -> i64 {
        self.compared.load(Ordering::Relaxed)
    }

    /// Notes that it is being compared.
    pub(crate) fn note_compared(&self, now: Moment) {
        self.compared.store(now.0, Ordering::Relaxed);
    }
}

/// One rendering at a time for each page.
type Flight = Arc<tokio::sync::Mutex<()>>;

#[derive(Default)]
struct Pages {
    /// The variants of each address.
    by_address: HashMap<String, Vec<Arc<Kept>>>,
    bytes: usize,
}

/// The cache; it lives in [`App`](crate::App).
#[derive(Default)]
pub struct PageCache {
    pages: RwLock<Pages>,
    flights: Mutex<HashMap<Key, Flight>>,
    changed: Mutex<HashMap<String, u64>>,
    /// Counts the changes.
    time: AtomicU64,
    /// Entries of the ledger whose changes were said here when they happened.
    said: Mutex<BTreeSet<i64>>,
}

impl PageCache {
    /// Says that `key` changed: no page that depends on it is shown any more. Call it after the commit.
    pub fn invalidate(&self, key: &str) {
        let mut changed = self.changed();
        let now = self.time.load(Ordering::Acquire) + 1;
        changed.insert(key.to_owned(), now);
        // Under the lock: whoever sees the new time finds the change.
        self.time.store(now, Ordering::Release);
    }

    /// Says that what the ledger's entry `entry` changed has been said to this cache by whoever made the change: following
    /// the ledger brings nothing new.
    pub fn said(&self, entry: i64) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.insert(entry);
        if said.len() > SAID_MAX {
            said.pop_first();
        }
    }

    /// Whether [`said`](PageCache::said) was called for `entry`; asked once, by whoever follows the ledger.
    pub fn was_said(&self, entry: i64) -> bool {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).remove(&entry)
    }

    /// When `key` changed last, in the cache's own time; 0 for never.
    pub(crate) fn version(&self, key: &str) -> u64 {
        self.changed().get(key).copied().unwrap_or(0)
    }

    /// The cache's time now, to be taken before rendering begins.
    pub(crate) fn time(&self) -> u64 {
        self.time.load(Ordering::Acquire)
    }

    /// The page, if it is still good.
    pub(crate) fn get(&self, address: &str, mode: Mode, now: Moment) -> Option<Arc<Kept>> {
        let page = {
            let pages = self.read();
            Arc::clone(pages.by_address.get(address)?.iter().find(|page| page.key.mode == mode)?)
        };
        if now < page.until && self.is_good(&page) {
            page.used.store(now.0, Ordering::Relaxed);
            return Some(page);
        }
        self.write().remove(&page);
        None
    }

    /// All pages that are kept, good or not.
    pub(crate) fn all(&self) -> Vec<Arc<Kept>> {
        self.read().by_address.values().flatten().cloned().collect()
    }

    /// Shows a page no more.
    pub(crate) fn forget(&self, page: &Arc<Kept>) {
        self.write().remove(page);
    }

    /// Alters the kept page at `address` as somebody would who gets at the memory of the program, so that tests see it found
    /// out; whether there is such a page.
    #[doc(hidden)]
    pub fn spoil(&self, address: &str, body: &'static str) -> bool {
        let found = self.all().into_iter().find(|page| page.key.address == address);
        let Some(page) = found else { return false };
        let route = Route { shown: Arc::clone(&page.route.shown), same: Arc::clone(&page.route.same), ..page.route };
        let ready = page.ready.spoilt(body);
        let now = Moment(page.used.load(Ordering::Relaxed));
        let spoilt = Kept::new(page.key.clone(), route, ready, page.depends.clone(), page.began, now);
        self.write().put(Arc::new(spoilt));
        true
    }

    pub(crate) fn is_good(&self, page: &Kept) -> bool {
        let now = self.time();
        if page.good_at.load(Ordering::Relaxed) == now {
            return true;
        }
        let changed = self.changed();
        let good = page.depends.iter().all(|on| changed.get(on).is_none_or(|at| *at <= page.began));
        if good {
            page.good_at.store(now, Ordering::Relaxed);
        }
        good
    }

    /// The lock under which `key` is rendered.
    pub(crate) fn flight(&self, key: &Key) -> Flight {
        Arc::clone(self.flights().entry(key.clone()).or_default())
    }

    /// Keeps a page and ends its rendering.
    pub(crate) fn put(&self, page: Arc<Kept>) {
        self.land(&page.key);
        self.write().put(page);
    }

    /// Ends a rendering that gave nothing to keep.
    pub(crate) fn land(&self, key: &Key) {
        self.flights().remove(key);
    }

    fn read(&self) -> RwLockReadGuard<'_, Pages> {
        self.pages.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Pages> {
        self.pages.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn put(&mut self, page: Arc<Kept>) {
        self.bytes += page.ready.size();
        let variants = self.by_address.entry(page.key.address.clone()).or_default();
        match variants.iter_mut().find(|known| known.key.mode == page.key.mode) {
            Some(known) => self.bytes -= std::mem::replace(known, page).ready.size(),
            None => variants.push(page),
        }
        if self.bytes > BYTES_MAX {
            self.forget_the_oldest();
        }
    }

    /// Takes out this very page; another that took its place stays.
    fn remove(&mut self, page: &Arc<Kept>) {
        let Some(variants) = self.by_address.get_mut(&page.key.address) else { return };
        let before = variants.len();
        variants.retain(|known| !Arc::ptr_eq(known, page));
        if variants.len() < before {
            self.bytes -= page.ready.size();
        }
        if variants.is_empty() {
            self.by_address.remove(&page.key.address);
        }
    }

    /// Forgets pages that were not asked for longest, until three quarters of the room are left.
    fn forget_the_oldest(&mut self) {
        let mut by_use: Vec<(i64, Arc<Kept>)> = self
            .by_address
            .values()
            .flatten()
            .map(|page| (page.used.load(Ordering::Relaxed), Arc::clone(page)))
            .collect();
        by_use.sort_by_key(|(used, _)| *used);
        for (_, page) in by_use {
            if self.bytes <= BYTES_MAX / 4 * 3 {
                return;
            }
            self.remove(&page);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use bytes::Bytes;

    use super::*;

    fn route() -> Route {
        Route { rate: "web.rate.page", shown: Arc::default(), same: Arc::default(), read: None }
    }

    fn page(cache: &PageCache, address: &str, depends: &[&str], size: usize, at: i64) -> Arc<Kept> {
        let depends = depends.iter().map(|on| (*on).to_owned()).collect();
        let ready = Ready::new(HeaderMap::new(), Bytes::from(vec![b'x'; size]));
        let key = Key { address: address.to_owned(), mode: Mode::default() };
        Arc::new(Kept::new(key, route(), ready, depends, cache.time(), Moment(at)))
    }

    fn has(cache: &PageCache, address: &str, at: i64) -> bool {
        cache.get(address, Mode::default(), Moment(at)).is_some()
    }

    #[test]
    fn a_page_goes_when_what_it_depends_on_changes_and_not_before() {
        let cache = PageCache::default();
        cache.put(page(&cache, "/letters", &["letters", "site"], 10, 0));
        cache.invalidate("articles");
        assert!(has(&cache, "/letters", 1));
        assert!(has(&cache, "/letters", 1), "also when it was looked at before");
        cache.invalidate("letters");
        assert!(!has(&cache, "/letters", 1));
        assert_eq!(cache.read().bytes, 0);
    }

    #[test]
    fn a_change_during_rendering_is_not_missed() {
        let cache = PageCache::default();
        let rendered = page(&cache, "/letters", &["letters"], 10, 0);
        cache.invalidate("letters");
        cache.put(rendered);
        assert!(!has(&cache, "/letters", 1));
    }

    #[test]
    fn variants_of_one_address_stand_beside_each_other() {
        let cache = PageCache::default();
        let elder = Mode { elder: true, ..Mode::default() };
        cache.put(page(&cache, "/letters", &[], 10, 0));
        assert!(cache.get("/letters", elder, Moment(1)).is_none());
        let key = Key { address: "/letters".to_owned(), mode: elder };
        let ready = Ready::new(HeaderMap::new(), Bytes::from_static(b"elder"));
        cache.put(Arc::new(Kept::new(key, route(), ready, BTreeSet::new(), 0, Moment(0))));
        assert!(cache.get("/letters", elder, Moment(1)).is_some() && has(&cache, "/letters", 1));
    }

    #[test]
    fn pages_age_and_the_room_is_bounded() {
        let cache = PageCache::default();
        cache.put(page(&cache, "/a", &[], 10, 0));
        assert!(!has(&cache, "/a", AGE_MAX));
        for i in 0..100 {
            cache.put(page(&cache, &format!("/{i}"), &[], 1_000_000, i));
        }
        assert!(cache.read().bytes <= BYTES_MAX);
        assert!(!has(&cache, "/0", 101));
        assert!(has(&cache, "/99", 101));
    }
}
