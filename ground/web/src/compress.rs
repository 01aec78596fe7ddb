//! Packed bodies (gzip, brotli) and conditional requests.

use std::io::Write;

use axum::http::{HeaderMap, header};
use bytes::Bytes;

/// How a body is packed on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Coding {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// brotli.
    Brotli,
}

impl Coding {
    /// The best that the browser takes.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let takes = |name: &str| {
            accept.split(',').map(str::trim).any(|part| {
                let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
                let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
                coding.trim().eq_ignore_ascii_case(name) && !refused
            })
        };
        match () {
            () if takes("br") => Self::Brotli,
            () if takes("gzip") => Self::Gzip,
            () => Self::Plain,
        }
    }

    /// Its name in `Content-Encoding`.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// What it adds to an entity tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => "-g",
            Self::Brotli => "-b",
        }
    }

    /// `data` packed.
    pub(crate) fn pack(self, data: &[u8]) -> Bytes {
        match self {
            Self::Plain => Bytes::copy_from_slice(data),
            Self::Gzip => {
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                // Writing into memory cannot fail.
                let packed = packer.write_all(data).and_then(|()| packer.finish());
                Bytes::from(packed.unwrap_or_default())
            }
            Self::Brotli => {
                let mut packed = Vec::new();
                let options = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
                let done = brotli::BrotliCompress(&mut &data[..], &mut packed, &options);
                Bytes::from(done.map_or_else(|_| Vec::new(), |_| packed))
            }
        }
    }
}

/// Whether the browser has the version `etag` already.
pub(crate) fn is_same(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_coding_that_is_not_refused_is_taken() {
        let cases = [
            ("gzip, deflate, br", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("br;q=0, gzip;q=0.5", Coding::Gzip),
            ("identity", Coding::Plain),
            ("", Coding::Plain),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("a header"));
            assert_eq!(Coding::wanted(&headers), expected, "{accept}");
        }
    }
}
