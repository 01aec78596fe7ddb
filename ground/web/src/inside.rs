//! The program asks itself: public addresses answered within the process, as somebody without a session sees them. For the
//! static copy of a site, for the comparison of kept pages, and for looking where own links lead.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base::error::FaultKind;
use base::{Error, Fault};
use bytes::Bytes;
use identity::Actor;
use tower::ServiceExt;

use crate::routes::RouteInfo;
use crate::{App, Mode, Routes, cookies, kept, server};

/// All routes of the program; `app` puts them in with [`AppBuilder::ext`](crate::AppBuilder::ext).
pub struct AllRoutes {
    made: fn() -> Vec<Routes>,
    infos: OnceLock<Arc<[RouteInfo]>>,
}

impl AllRoutes {
    /// Those that `made` makes.
    pub fn new(made: fn() -> Vec<Routes>) -> Self {
        Self { made, infos: OnceLock::new() }
    }

    /// Every route as it was declared, listed once.
    fn infos(&self) -> Arc<[RouteInfo]> {
        Arc::clone(self.infos.get_or_init(|| server::list(&(self.made)()).into()))
    }

    /// Whether the page at the local address `href` is there for `actor`, as its route says; also when no route of the program is known
    /// to have it.
    pub(crate) fn opens(&self, href: &str, actor: &Actor) -> bool {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let infos = self.infos();
        found(&infos, path).is_none_or(|info| info.audience.admits(actor).is_ok())
    }
}

/// Marks a request of the program itself: no limit counts it, and no kept page answers it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Within;

/// The way in for the program itself.
#[derive(Clone)]
pub struct Inside {
    router: Router,
    infos: Arc<[RouteInfo]>,
}

impl Inside {
    /// The way into `app`.
    ///
    /// # Errors
    /// A fault when the program was put together without its routes.
    pub fn of(app: &App) -> Result<Self, Fault> {
        let all = app.ext::<AllRoutes>().ok_or_else(|| Fault::broken("the program does not know its routes"))?;
        Ok(Self { router: server::server(app.clone(), (all.made)()), infos: all.infos() })
    }

    /// The answer to `GET address` (path and query) at the host name `host`, freshly made; empty for no host name.
    ///
    /// # Errors
    /// A fault when `address` or `host` cannot stand in a request.
    pub async fn ask(&self, host: &str, address: &str) -> Result<Response, Fault> {
        self.ask_in(host, address, Mode::default()).await
    }

    /// The same in elder mode, high contrast or on a terminal, as `mode` says. 繁體 has addresses of its own.
    pub(crate) async fn ask_in(&self, host: &str, address: &str, mode: Mode) -> Result<Response, Fault> {
        let wrong = |e| Fault::of(FaultKind::Broken, format!("ask for {address}"), e);
        let host = HeaderValue::try_from(if host.is_empty() { "localhost" } else { host });
        let host = host.map_err(|e| Fault::of(FaultKind::Broken, format!("ask for {address}"), e))?;
        let mut request = Request::get(address).header(header::HOST, host).body(Body::empty()).map_err(wrong)?;
        if let Ok(cookie) = HeaderValue::try_from(format!("{}={}", cookies::MODE, mode.cookie())) {
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        request.extensions_mut().insert(Within);
        let answered = self.router.clone().oneshot(request).await;
        Ok(answered.unwrap_or_else(|never| match never {}))
    }

    /// How `address` is answered now: 200, or where and why it does not lead to a page.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub async fn status(&self, host: &str, address: &str) -> Result<StatusCode, Fault> {
        Ok(self.ask(host, address).await?.status())
    }

    /// The declared route of a path without query; `None` for files of the front end and for what there is not.
    pub fn route(&self, path: &str) -> Option<&RouteInfo> {
        found(&self.infos, path)
    }
}

/// The route of `infos` that answers `GET path`.
fn found<'a>(infos: &'a [RouteInfo], path: &str) -> Option<&'a RouteInfo> {
    let plain = crate::hant::split(path).map_or(path, |(rest, _)| rest);
    let gets = infos.iter().filter(|info| info.method == Method::GET);
    // A declared word goes before what varies, as in the router.
    gets.filter(|info| fits(info.path, plain)).min_by_key(|info| info.path.matches('{').count())
}

/// The whole body of an answer, which must not be longer than a page may be.
///
/// # Errors
/// A fault when it is longer or breaks off.
pub async fn whole_body(response: Response) -> Result<Bytes, Error> {
    let body = to_bytes(response.into_body(), kept::PAGE_MAX).await;
    body.map_err(|e| Fault::of(FaultKind::Broken, "collect a page", e).into())
}

/// Whether a path is of the shape `pattern`, as `/a/{id}` or `/assets/{*path}`.
pub fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(all), Some(_)) if all.starts_with("{*") => return true,
            (Some(any), Some(part)) if any.starts_with('{') && !part.is_empty() => {}
            (Some(word), Some(part)) if word == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_the_shape_of_its_route() {
        let cases = [
            ("/", "/", true),
            ("/a/{id}", "/a/7", true),
            ("/a/{id}", "/a/", false),
            ("/a/{id}", "/a", false),
            ("/a/{id}/", "/b/7/", false),
            ("/a/{id}", "/a/7/print", false),
            ("/c/{slug}/", "/c/news/", true),
            ("/c/{slug}/", "/c/news", false),
            ("/assets/{*path}", "/assets/a/b.css", true),
            ("/s/{site}/", "/s/nyj/", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
