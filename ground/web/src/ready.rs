//! A public page as it goes out: each body packed once, each set of headers put together once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use sm3::{Digest, Sm3};

use crate::compress::{self, Coding};

/// Browsers that asked for brotli before it is made. Packing that tightly costs as much as sending the gzip body hundreds of
/// times, and many a page changes before so many people have seen it.
const ASKED_FIRST: u32 = 8;

/// The answers of one page.
pub(crate) struct Ready {
    /// Headers of the answer, without those of the body's coding.
    headers: HeaderMap,
    /// Entity tag without quotes and coding.
    etag: String,
    plain: Bytes,
    /// By [`Coding`].
    packed: [OnceLock<Packed>; 3],
    /// How often brotli was asked for in vain.
    asked: AtomicU32,
}

/// The answer in one coding.
struct Packed {
    headers: HeaderMap,
    etag: String,
    body: Bytes,
    /// Digest of the body when it was made.
    digest: String,
}

/// The beginning of a body's SM3 in hexadecimal.
fn short(body: &[u8]) -> String {
    hex::encode(&Sm3::digest(body)[..12])
}

impl Ready {
    /// The answers of a page with the body `plain`; `headers` are those that every answer carries.
    pub(crate) fn new(mut headers: HeaderMap, plain: Bytes) -> Self {
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
        let etag = short(&plain);
        Self { headers, etag, plain, packed: Default::default(), asked: AtomicU32::new(0) }
    }

    /// The answer to a request with the headers `asked`: the page in the best coding that is there, or that it has not
    /// changed. gzip is made at once, brotli by [`pack`](Self::pack).
    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let packed = match Coding::wanted(asked) {
            Coding::Brotli => self.packed[Coding::Brotli as usize].get().unwrap_or_else(|| self.packed(Coding::Gzip)),
            coding => self.packed(coding),
        };
        let same = compress::is_same(asked, &packed.etag);
        let mut response = Response::new(if same { Body::empty() } else { Body::from(packed.body.clone()) });
        response.headers_mut().clone_from(&packed.headers);
        if same {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        response
    }

    /// Whether it is time to make the brotli body, said once: a request with the headers `asked` came.
    pub(crate) fn wants_packing(&self, asked: &HeaderMap) -> bool {
        Coding::wanted(asked) == Coding::Brotli
            && self.packed[Coding::Brotli as usize].get().is_none()
            && self.asked.fetch_add(1, Ordering::Relaxed) == ASKED_FIRST
    }

    /// Makes the brotli body.
    pub(crate) fn pack(&self) {
        self.packed(Coding::Brotli);
    }

    fn packed(&self, coding: Coding) -> &Packed {
        self.packed[coding as usize].get_or_init(|| {
            let body = if coding == Coding::Plain { self.plain.clone() } else { coding.pack(&self.plain) };
            let etag = format!("\"{}{}\"", self.etag, coding.tag());
            let mut headers = self.headers.clone();
            if let Ok(etag) = HeaderValue::try_from(&etag) {
                headers.insert(header::ETAG, etag);
            }
            if let Some(name) = coding.name() {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            }
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            let digest = short(&body);
            Packed { headers, etag, body, digest }
        })
    }

    /// Whether body and packed bodies are still those whose digests were noted when they were made.
    pub(crate) fn is_whole(&self) -> bool {
        let packed = || self.packed.iter().filter_map(OnceLock::get);
        self.etag == short(&self.plain) && packed().all(|packed| packed.digest == short(&packed.body))
    }

    /// Whether this is its body.
    pub(crate) fn says(&self, body: &[u8]) -> bool {
        self.plain == body
    }

    /// The same answers with another body under the old digest.
    pub(crate) fn spoilt(&self, body: &'static str) -> Self {
        let plain = Bytes::from_static(body.as_bytes());
        Self { etag: self.etag.clone(), ..Self::new(self.headers.clone(), plain) }
    }

    /// Bytes that it takes, about.
    pub(crate) fn size(&self) -> usize {
        // Packed bodies are about a third each.
        self.plain.len() * 2 + 4_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_made_once_and_only_when_it_is_worth_it() {
        let ready = Ready::new(HeaderMap::new(), Bytes::from("青禾县".repeat(1_000)));
        let mut asked = HeaderMap::new();
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert!((0..100).all(|_| !ready.wants_packing(&asked)), "nobody asked for it");
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        assert_eq!((0..100).filter(|_| ready.wants_packing(&asked)).count(), 1);
        assert_eq!(ready.answer(&asked).headers()[header::CONTENT_ENCODING], "gzip", "until it is there");
        ready.pack();
        assert_eq!(ready.answer(&asked).headers()[header::CONTENT_ENCODING], "br");
    }

    #[test]
    fn who_has_the_page_is_told_that_it_has_not_changed() {
        let ready = Ready::new(HeaderMap::new(), Bytes::from_static(b"page"));
        let mut asked = HeaderMap::new();
        let etag = ready.answer(&asked).headers()[header::ETAG].clone();
        asked.insert(header::IF_NONE_MATCH, etag.clone());
        let same = ready.answer(&asked);
        assert_eq!((same.status(), &same.headers()[header::ETAG]), (StatusCode::NOT_MODIFIED, &etag));
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(ready.answer(&asked).status(), StatusCode::OK, "another coding is another entity");
    }
}
