//! Front-end files inside the binary: `/assets/…` with names that hold a hash of the content, kept for a year.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Fault;
use bytes::Bytes;
use serde::Deserialize;

use crate::compress::{self, Coding};

/// What Vite built.
#[derive(rust_embed::Embed)]
#[folder = "../../assets/dist/"]
struct Dist;

/// One entry of Vite's manifest.
#[derive(Deserialize)]
struct Built {
    file: String,
}

/// The manifest and the compressed bodies made so far.
pub(crate) struct Assets {
    manifest: BTreeMap<String, Built>,
    packed: Mutex<HashMap<(String, Coding), Bytes>>,
}

impl Assets {
    /// Reads the manifest; without one every page is there, only without style.
    pub(crate) fn load() -> Result<Self, Fault> {
        let manifest = match Dist::get("manifest.json") {
            Some(file) => serde_json::from_slice(&file.data)
                .map_err(|e| Fault::broken(format!("assets/dist/manifest.json: {e}")))?,
            None => {
                tracing::warn!(
                    "assets/dist/manifest.json is missing: run `make front`; pages have no style until then"
                );
                BTreeMap::new()
            }
        };
        Ok(Self { manifest, packed: Mutex::new(HashMap::new()) })
    }

    /// The address of the built file of `source`, such as `src/portal.css`.
    pub(crate) fn href(&self, source: &str) -> String {
        match self.manifest.get(source) {
            Some(built) => format!("/assets/{}", built.file),
            None => format!("/assets/{source}"),
        }
    }

    /// The file at `path` below `/assets/`.
    pub(crate) fn serve(&self, path: &str, asked: &HeaderMap) -> Response {
        let Some(file) = Dist::get(path) else { return StatusCode::NOT_FOUND.into_response() };
        let kind = media_type(path);
        let coding = if kind.packs { Coding::wanted(asked) } else { Coding::Plain };
        let etag = format!("\"{}{}\"", hex::encode(&file.metadata.sha256_hash()[..12]), coding.tag());
        let mut response = if compress::is_same(asked, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.body(path, file.data, coding)).into_response()
        };
        let headers = response.headers_mut();
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        headers.insert(header::CACHE_CONTROL, forever);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.name));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    /// The body in `coding`, packed the first time somebody asks for it.
    fn body(&self, path: &str, data: Cow<'static, [u8]>, coding: Coding) -> Bytes {
        if coding == Coding::Plain {
            return Bytes::from(data.into_owned());
        }
        let key = (path.to_owned(), coding);
        let known = self.packed.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let packed = coding.pack(&data);
            self.packed.lock().unwrap_or_else(PoisonError::into_inner).insert(key, packed.clone());
            packed
        })
    }
}

/// Every file that was built, with its name below `/assets/`.
pub(crate) fn all() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    Dist::iter().filter_map(|name| Some((name.to_string(), Dist::get(&name)?.data)))
}

/// A media type and whether packing such files saves anything.
struct MediaType {
    name: &'static str,
    packs: bool,
}

fn media_type(path: &str) -> MediaType {
    let (name, packs) = match path.rsplit('.').next().unwrap_or_default() {
        "css" => ("text/css; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "svg" => ("image/svg+xml", true),
        "json" | "map" => ("application/json", true),
        "woff2" => ("font/woff2", false),
        "png" => ("image/png", false),
        "webp" => ("image/webp", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        _ => ("application/octet-stream", false),
    };
    MediaType { name, packs }
}

/// The route of all files.
pub(crate) async fn serve(
    axum::extract::State(assets): axum::extract::State<Arc<Assets>>,
    axum::extract::Path(path): axum::extract::Path<String>,
    headers: HeaderMap,
) -> Response {
    // Packing takes long: not on a thread that answers requests.
    let work = tokio::task::spawn_blocking(move || assets.serve(&path, &headers));
    work.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
