//! Public pages out of the cache: rendered once for everybody, packed, answered with entity tags.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::cache::{Kept, Key, Route};
use crate::ready::Ready;
use crate::routes::Kind;
use crate::{Cx, gate, headers, problem};

/// Characters of a query above which a page is not kept.
const QUERY_MAX: usize = 500;
/// Bytes of a page at most.
pub(crate) const PAGE_MAX: usize = 16 * 1024 * 1024;

/// Answers from the cache, or renders and keeps.
pub(crate) async fn answer(mut cx: Cx, request: Request, next: Next) -> Response {
    cx.mode.theme = "";
    if cx.trip.query_text.len() > QUERY_MAX {
        return gate::handle(cx, request, next).await;
    }
    let headers = request.headers().clone();
    let key = Key { address: address(&request).to_owned(), mode: cx.mode };
    let cache = &cx.app.cache;
    if let Some(page) = cache.get(&key.address, key.mode, cx.now) {
        return shown(&cx, &page, &headers);
    }
    let flight = cache.flight(&key);
    let _turn = flight.lock().await;
    if let Some(page) = cache.get(&key.address, key.mode, cx.now) {
        return shown(&cx, &page, &headers);
    }
    let began = cache.time();
    if let Some(trip) = Arc::get_mut(&mut cx.trip) {
        trip.shared = true;
    }
    let response = gate::handle(cx.clone(), request, next).await;
    match keep(&cx, key.clone(), response, began).await {
        Ok(page) => {
            let response = shown(&cx, &page, &headers);
            cx.app.cache.put(page);
            response
        }
        Err(response) => {
            cx.app.cache.land(&key);
            response
        }
    }
}

/// The page as it would be kept now, for the program itself.
pub(crate) async fn fresh(mut cx: Cx, request: Request, next: Next) -> Response {
    cx.mode.theme = "";
    if let Some(trip) = Arc::get_mut(&mut cx.trip) {
        trip.shared = trip.info.kind == Kind::Page;
    }
    gate::handle(cx, request, next).await
}

/// Path and query, under which a page is kept; the prefix of a variant is off already.
fn address(request: &Request) -> &str {
    request.uri().path_and_query().map_or("/", |address| address.as_str())
}

/// Makes a page of an answer; gives the answer back when it is not one to keep.
async fn keep(cx: &Cx, key: Key, response: Response, began: u64) -> Result<Arc<Kept>, Response> {
    if response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE) {
        return Err(response);
    }
    let (mut parts, body) = response.into_parts();
    headers::protect(&mut parts.headers, cx.app.config.https);
    match to_bytes(body, PAGE_MAX).await {
        Ok(body) => {
            let ready = Ready::new(parts.headers, body);
            let route = Route {
                rate: cx.trip.info.rate,
                shown: cx.app.metrics.series(&cx.trip.info, &Method::GET, StatusCode::OK),
                same: cx.app.metrics.series(&cx.trip.info, &Method::GET, StatusCode::NOT_MODIFIED),
                read: cx.read(),
            };
            // Every shell prints the site's name, menu and footer.
            let depends = cx.dependencies().into_iter().chain([crate::SITE.to_owned()]).collect();
            Ok(Arc::new(Kept::new(key, route, ready, depends, began, cx.now)))
        }
        Err(error) => {
            let fault = base::Fault::of(base::error::FaultKind::Broken, "collect a page", error);
            Err(problem::answer(cx, &base::Error::Fault(fault)).await)
        }
    }
}

/// The answer to one browser, whose reading is noted.
fn shown(cx: &Cx, page: &Arc<Kept>, asked: &HeaderMap) -> Response {
    if let Some(what) = page.route.read {
        cx.app.reads.note(what, cx.address, asked);
    }
    deliver(page, asked)
}

/// The answer to one browser, whose request had the headers `asked`.
pub(crate) fn deliver(page: &Arc<Kept>, asked: &HeaderMap) -> Response {
    if page.ready.wants_packing(asked) {
        let page = Arc::clone(page);
        tokio::task::spawn_blocking(move || page.ready.pack());
    }
    page.ready.answer(asked)
}
