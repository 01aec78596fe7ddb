//! Public pages out of the cache: rendered once for everybody, packed, answered with entity tags.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::cache::{Kept, Key};
use crate::compress::{self, Coding};
use crate::{Cx, gate, problem};

/// Characters of a query above which a page is not kept.
const QUERY_MAX: usize = 500;
/// Bytes of a page at most.
const PAGE_MAX: usize = 16 * 1024 * 1024;

/// Answers from the cache, or renders and keeps.
pub(crate) async fn answer(mut cx: Cx, request: Request, next: Next) -> Response {
    cx.mode.theme = "";
    if cx.trip.query_text.len() > QUERY_MAX {
        return gate::handle(cx, request, next).await;
    }
    let headers = request.headers().clone();
    let key = Key { address: format!("{}?{}", cx.path, cx.trip.query_text), mode: cx.mode };
    let cache = &cx.app.cache;
    if let Some(page) = cache.get(&key, cx.now) {
        return deliver(page, &headers);
    }
    let flight = cache.flight(&key);
    let _turn = flight.lock().await;
    if let Some(page) = cache.get(&key, cx.now) {
        return deliver(page, &headers);
    }
    let began = cache.time();
    if let Some(trip) = Arc::get_mut(&mut cx.trip) {
        trip.shared = true;
    }
    let response = gate::handle(cx.clone(), request, next).await;
    match keep(&cx, response, began).await {
        Ok(page) => {
            cx.app.cache.put(key, Arc::clone(&page));
            deliver(page, &headers)
        }
        Err(response) => {
            cx.app.cache.land(&key);
            response
        }
    }
}

/// Makes a page of an answer; gives the answer back when it is not one to keep.
async fn keep(cx: &Cx, response: Response, began: u64) -> Result<Arc<Kept>, Response> {
    if response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE) {
        return Err(response);
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, PAGE_MAX).await {
        Ok(body) => {
            // Every shell prints the site's name, menu and footer.
            let depends = cx.dependencies().into_iter().chain([crate::SITE.to_owned()]).collect();
            Ok(Arc::new(Kept::new(parts.headers, body, depends, began, cx.now)))
        }
        Err(error) => {
            let fault = base::Fault::of(base::error::FaultKind::Broken, "collect a page", error);
            Err(problem::answer(cx, &base::Error::Fault(fault)).await)
        }
    }
}

/// The answer to one browser.
fn deliver(page: Arc<Kept>, asked: &HeaderMap) -> Response {
    let (coding, body) = page.body(Coding::wanted(asked));
    let etag = format!("\"{}{}\"", page.etag, coding.tag());
    let mut response = if compress::is_same(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(body).into_response()
    };
    let headers = response.headers_mut();
    headers.extend(page.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if page.wants_packing() {
        tokio::task::spawn_blocking(move || page.pack());
    }
    response
}
