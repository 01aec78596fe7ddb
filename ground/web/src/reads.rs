//! Who reads what (阅读次数): each answer with a page that is counted leaves a word here, without waiting for anybody and without
//! a lock, and somebody counts the words later. No cookie is set and nothing of the reader is kept: a reader is a number that
//! only this process can make, out of network address and browser, different for every page.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Words that wait to be counted at most; more are lost, and how many is known.
const WAITING: usize = 65_536;
/// What stands in the names of programs that read pages for others.
const MACHINES: [&[u8]; 9] =
    [b"bot", b"spider", b"crawl", b"slurp", b"headless", b"preview", b"monitor", b"http", b"lighthouse"];

/// A page was shown to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The key under which the page is counted ([`Cx::counts`](crate::Cx::counts)).
    pub what: i64,
    /// Stands for the reader of this page.
    pub reader: u64,
}

/// Takes the words and hands them to whoever counts.
pub struct Reads {
    say: Sender<Shown>,
    hear: Mutex<Option<Receiver<Shown>>>,
    key: RandomState,
    lost: AtomicU64,
}

impl Default for Reads {
    fn default() -> Self {
        let (say, hear) = channel(WAITING);
        Self { say, hear: Mutex::new(Some(hear)), key: RandomState::new(), lost: AtomicU64::new(0) }
    }
}

impl Reads {
    /// The page that is counted as `what` was shown to a browser at `from` which asked with these headers.
    pub(crate) fn note(&self, what: i64, from: IpAddr, asked: &HeaderMap) {
        let agent = asked.get(header::USER_AGENT).map_or(&b""[..], |agent| agent.as_bytes());
        if !is_person(agent) || is_ahead(asked) {
            return;
        }
        let reader = self.key.hash_one((what, from, agent));
        if self.say.try_send(Shown { what, reader }).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The end at which the words come out; given once.
    pub fn hear(&self) -> Option<Receiver<Shown>> {
        self.hear.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// How many words were lost since this was asked last, because too many waited.
    pub fn lost(&self) -> u64 {
        self.lost.swap(0, Ordering::Relaxed)
    }
}

/// Whether a name is that of a browser in which a person reads: all of them begin alike, and say nothing of machines.
fn is_person(agent: &[u8]) -> bool {
    agent.starts_with(b"Mozilla/") && !MACHINES.iter().any(|word| contains(agent, word))
}

/// Whether `text` contains the small letters `word`, written in any way.
fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// Whether a browser fetches before anybody reads, or fetches for a script: it says so, where it says anything.
fn is_ahead(asked: &HeaderMap) -> bool {
    let says = |name: &str| asked.get(name).map_or(&b""[..], |value| value.as_bytes());
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].iter().any(|name| contains(says(name), b"pre"))
        || !matches!(says("sec-fetch-dest"), b"" | b"document")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";
    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn asked(more: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(AGENT));
        for (name, value) in more {
            headers.insert(HeaderName::from_static(name), HeaderValue::try_from(*value).expect("a header"));
        }
        headers
    }

    fn counted(headers: &HeaderMap) -> bool {
        let reads = Reads::default();
        let mut hear = reads.hear().expect("once");
        reads.note(7, HOME, headers);
        hear.try_recv().is_ok_and(|shown| shown.what == 7)
    }

    #[test]
    fn people_are_counted_and_machines_are_not() {
        assert!(counted(&asked(&[])) && counted(&asked(&[("sec-fetch-dest", "document")])));
        for agent in [
            "",
            "curl/8.5.0",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "Mozilla/5.0 (Linux; Android) Chrome/99 Mobile (compatible; Googlebot/2.1)",
            "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0",
            "python-requests/2.31",
        ] {
            assert!(!counted(&asked(&[("user-agent", agent)])), "{agent}");
        }
    }

    #[test]
    fn what_is_fetched_ahead_or_for_a_script_is_not_counted() {
        for (name, value) in [
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("x-moz", "prefetch"),
            ("x-purpose", "preview"),
            ("sec-fetch-dest", "empty"),
            ("sec-fetch-dest", "iframe"),
        ] {
            assert!(!counted(&asked(&[(name, value)])), "{name}: {value}");
        }
    }

    #[test]
    fn a_reader_is_the_same_for_one_page_only_and_for_this_process_only() {
        let note = |reads: &Reads, what: i64| {
            reads.note(what, HOME, &asked(&[]));
        };
        let (one, other) = (Reads::default(), Reads::default());
        let (mut hear, mut over) = (one.hear().expect("once"), other.hear().expect("once"));
        assert!(one.hear().is_none());
        note(&one, 1);
        note(&one, 1);
        note(&one, 2);
        note(&other, 1);
        let mut next = || hear.try_recv().expect("a word").reader;
        let (first, again, elsewhere) = (next(), next(), next());
        assert_eq!(first, again);
        assert_ne!(first, elsewhere);
        assert_ne!(first, over.try_recv().expect("a word").reader);
    }

    #[test]
    fn nobody_waits_when_nobody_counts() {
        let reads = Reads::default();
        for _ in 0..WAITING + 5 {
            reads.note(1, HOME, &asked(&[]));
        }
        assert_eq!((reads.lost(), reads.lost()), (5, 0));
    }
}
