//! All routes behind their gates, as one service.

use std::sync::Arc;

use axum::Router;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Version, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing;
use base::Fault;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::gate::{self, Gate};
use crate::routes::{Kind, RouteInfo};
use crate::{App, Audience, Failure, Routes, assets, hant, moved, site};

/// The whole program as a service: the lines' routes, the ground's own, files of the front end, errors for the rest.
///
/// Public pages and files of the front end have a router of their own without the layer that packs answers: they are
/// packed already.
pub fn server(app: App, routes: Vec<Routes>) -> Router {
    app.learn_routes(&list(&routes));
    let own = crate::routes_of_the_ground(&routes);
    let mut kept = Router::new();
    let mut made = Router::new();
    for Routes { infos, handlers, .. } in routes.into_iter().chain(own) {
        for (info, handler) in infos.into_iter().zip(handlers) {
            let (path, kind) = (info.path, info.kind);
            let handler = handler.layer(CatchPanicLayer::custom(panicked));
            let gate = Gate { app: app.clone(), info };
            let handler = handler.layer(from_fn_with_state(gate, gate::pass));
            if kind == Kind::Page {
                kept = kept.route(path, handler);
            } else {
                made = made.route(path, handler);
            }
        }
    }
    let lost = from_fn_with_state(Gate { app: app.clone(), info: nowhere() }, gate::pass);
    let made = made.layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(is_text)));
    let files = Router::new().route("/assets/{*path}", routing::get(assets::serve)).with_state(Arc::clone(&app.assets));
    let unknown = Router::new().fallback(moved::unseen).with_state(app.clone()).layer(lost);
    let entering = from_fn_with_state(app.clone(), site::enter);
    let all = kept.merge(made).with_state(app).merge(files).fallback_service(unknown);
    let entered = Router::new().fallback_service(all).layer(entering);
    Router::new().fallback_service(entered).layer(from_fn(hant::strip_prefix))
}

/// Every route that [`server`] serves, in order: those of `routes` and the ground's own.
pub fn list(routes: &[Routes]) -> Vec<RouteInfo> {
    let own = crate::routes_of_the_ground(routes);
    routes.iter().chain(&own).flat_map(|routes| routes.list().to_vec()).collect()
}

/// Packing pays for text; files come in ranges and are packed already.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let text = ["text/", "application/json", "application/xml", "application/problem+json", "image/svg"];
    text.iter().any(|start| kind.starts_with(start)) && !headers.contains_key(header::ACCEPT_RANGES)
}

/// The route that stands for all addresses that do not exist.
fn nowhere() -> RouteInfo {
    RouteInfo {
        owner: "web",
        method: Method::GET,
        path: "",
        audience: Audience::Public,
        kind: Kind::Get,
        rate: "web.rate.page",
        also: "",
        texts: base::limits::FORM_BYTES_MAX,
        acting: false,
    }
}

/// A handler that panicked is a fault like any other.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::from(Fault::broken("a handler panicked")).into_response()
}
