//! Rendered public pages, kept until something changes that they depend on.
//!
//! A page remembers when its rendering began and on what it depends; [`PageCache::invalidate`] remembers when a thing
//! changed last. A page is good as long as nothing changed after its rendering began, so a change while a page is being
//! rendered is never missed.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::http::HeaderMap;
use base::Moment;
use base::time::MINUTE;
use bytes::Bytes;

use crate::compress::Coding;
use crate::mode::Mode;

/// Bytes of all bodies together.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// Milliseconds after which a page is rendered again even if nothing changed: it may count days.
const AGE_MAX: i64 = 10 * MINUTE;

/// Which page, in which variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Path with its query.
    pub address: String,
    /// Variant.
    pub mode: Mode,
}

/// A rendered page with its packed bodies.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Headers of the answer, without those of the body's coding.
    pub headers: HeaderMap,
    /// Entity tag without quotes and coding.
    pub etag: String,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
    depends: BTreeSet<String>,
    /// The time of the cache at which rendering began.
    began: u64,
    made_at: Moment,
}

impl Kept {
    pub(crate) fn new(headers: HeaderMap, plain: Bytes, depends: BTreeSet<String>, began: u64, now: Moment) -> Self {
        use sm3::{Digest, Sm3};
        let etag = hex::encode(&Sm3::digest(&plain)[..12]);
        let (gzip, brotli) = (OnceLock::new(), OnceLock::new());
        Self { headers, etag, plain, gzip, brotli, depends, began, made_at: now }
    }

    /// The body in `wanted`, or in the next best coding that is there already. gzip is made at once, brotli by
    /// [`pack`](Self::pack).
    pub(crate) fn body(&self, wanted: Coding) -> (Coding, Bytes) {
        match wanted {
            Coding::Plain => (Coding::Plain, self.plain.clone()),
            Coding::Brotli => match self.brotli.get() {
                Some(body) => (Coding::Brotli, body.clone()),
                None => self.body(Coding::Gzip),
            },
            Coding::Gzip => (Coding::Gzip, self.gzip.get_or_init(|| Coding::Gzip.pack(&self.plain)).clone()),
        }
    }

    /// Whether brotli is still to be made.
    pub(crate) fn wants_packing(&self) -> bool {
        self.brotli.get().is_none()
    }

    /// Makes the brotli body.
    pub(crate) fn pack(&self) {
        self.brotli.get_or_init(|| Coding::Brotli.pack(&self.plain));
    }

    fn size(&self) -> usize {
        // Packed bodies are about a third each.
        self.plain.len() * 2 + 1_000
    }
}

/// One rendering at a time for each page.
type Flight = Arc<tokio::sync::Mutex<()>>;

#[derive(Default)]
struct State {
    pages: HashMap<Key, (Arc<Kept>, u64)>,
    flights: HashMap<Key, Flight>,
    changed: HashMap<String, u64>,
    bytes: usize,
    time: u64,
}

/// The cache; it lives in [`App`](crate::App).
#[derive(Default)]
pub struct PageCache(Mutex<State>);

impl PageCache {
    /// Says that `key` changed: no page that depends on it is shown any more. Call it after the commit.
    pub fn invalidate(&self, key: &str) {
        let mut state = self.state();
        state.time += 1;
        let now = state.time;
        state.changed.insert(key.to_owned(), now);
    }

    /// When `key` changed last, in the cache's own time; 0 for never.
    pub(crate) fn version(&self, key: &str) -> u64 {
        self.state().changed.get(key).copied().unwrap_or(0)
    }

    /// The cache's time now, to be taken before rendering begins.
    pub(crate) fn time(&self) -> u64 {
        self.state().time
    }

    /// The page, if it is still good.
    pub(crate) fn get(&self, key: &Key, now: Moment) -> Option<Arc<Kept>> {
        let mut state = self.state();
        let State { pages, changed, time, bytes, .. } = &mut *state;
        let (page, used) = pages.get_mut(key)?;
        let good = page.depends.iter().all(|on| changed.get(on).is_none_or(|at| *at <= page.began));
        let young = now.0 - page.made_at.0 < AGE_MAX && now.date() == page.made_at.date();
        if good && young {
            *time += 1;
            *used = *time;
            return Some(Arc::clone(page));
        }
        *bytes -= page.size();
        pages.remove(key);
        None
    }

    /// The lock under which `key` is rendered.
    pub(crate) fn flight(&self, key: &Key) -> Flight {
        Arc::clone(self.state().flights.entry(key.clone()).or_default())
    }

    /// Keeps a page and ends its rendering.
    pub(crate) fn put(&self, key: Key, page: Arc<Kept>) {
        let mut state = self.state();
        state.flights.remove(&key);
        state.time += 1;
        let used = state.time;
        state.bytes += page.size();
        if let Some((old, _)) = state.pages.insert(key, (page, used)) {
            state.bytes -= old.size();
        }
        if state.bytes > BYTES_MAX {
            state.forget_the_oldest();
        }
    }

    /// Ends a rendering that gave nothing to keep.
    pub(crate) fn land(&self, key: &Key) {
        self.state().flights.remove(key);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets pages that were not asked for longest, until three quarters of the room are left.
    fn forget_the_oldest(&mut self) {
        let mut by_use: Vec<(u64, Key)> = self.pages.iter().map(|(key, (_, used))| (*used, key.clone())).collect();
        by_use.sort_unstable_by_key(|(used, _)| *used);
        for (_, key) in by_use {
            if self.bytes <= BYTES_MAX / 4 * 3 {
                return;
            }
            if let Some((page, _)) = self.pages.remove(&key) {
                self.bytes -= page.size();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str) -> Key {
        Key { address: address.to_owned(), mode: Mode::default() }
    }

    fn page(cache: &PageCache, depends: &[&str], size: usize) -> Arc<Kept> {
        let depends = depends.iter().map(|on| (*on).to_owned()).collect();
        let body = Bytes::from(vec![b'x'; size]);
        Arc::new(Kept::new(HeaderMap::new(), body, depends, cache.time(), Moment(0)))
    }

    #[test]
    fn a_page_goes_when_what_it_depends_on_changes_and_not_before() {
        let cache = PageCache::default();
        cache.put(key("/letters"), page(&cache, &["letters", "site"], 10));
        cache.invalidate("articles");
        assert!(cache.get(&key("/letters"), Moment(1)).is_some());
        cache.invalidate("letters");
        assert!(cache.get(&key("/letters"), Moment(1)).is_none());
    }

    #[test]
    fn a_change_during_rendering_is_not_missed() {
        let cache = PageCache::default();
        let rendered = page(&cache, &["letters"], 10);
        cache.invalidate("letters");
        cache.put(key("/letters"), rendered);
        assert!(cache.get(&key("/letters"), Moment(1)).is_none());
    }

    #[test]
    fn pages_age_and_the_room_is_bounded() {
        let cache = PageCache::default();
        cache.put(key("/a"), page(&cache, &[], 10));
        assert!(cache.get(&key("/a"), Moment(AGE_MAX)).is_none());
        for i in 0..100 {
            cache.put(key(&format!("/{i}")), page(&cache, &[], 1_000_000));
        }
        assert!(cache.state().bytes <= BYTES_MAX);
        assert!(cache.get(&key("/0"), Moment(1)).is_none());
        assert!(cache.get(&key("/99"), Moment(1)).is_some());
    }
}
