//! Addresses that no route knows, or under which a route finds nothing: where an old one leads now.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use base::{Error, Moment};
use identity::Actor;
use serde_json::Value;

use crate::cx::Trip;
use crate::menu::Shell;
use crate::routes::RouteInfo;
use crate::site::Hosted;
use crate::{App, Audience, Cx, Failure, Later, Mode, Params, Result, problem};

/// Bytes of an old address, with its query, at most.
const ADDRESS_MAX: usize = 2_000;

/// Looks up where an address leads that no route knows: host name, and path with query. `app` puts one in with
/// [`AppBuilder::ext`](crate::AppBuilder::ext).
pub struct Moved(pub for<'a> fn(&'a App, &'a str, &'a str) -> Later<'a, Option<Lead>>);

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// To another address of this site, for ever (301).
    To(String),
    /// Nowhere any more, with the notice that is shown (410).
    Gone(String),
}

/// The answer to an address that no route knows.
pub(crate) async fn unseen(method: Method, cx: Cx) -> Result {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Failure(Error::Unseen));
    }
    match lead(&cx).await? {
        Some(Lead::To(to)) => cx.moved(&to),
        Some(Lead::Gone(notice)) => Err(Failure(Error::Gone(notice))),
        None => Err(Failure(Error::Unseen)),
    }
}

/// What was asked for, kept in case a route of ours finds nothing. The request's own context is not held: whether its page is
/// shared is written there while nobody else has it.
pub(crate) struct Asked {
    app: App,
    mode: Mode,
    path: String,
    query: String,
    host: String,
    hosted: Option<Hosted>,
    info: RouteInfo,
    site: Arc<Value>,
    now: Moment,
    address: IpAddr,
}

impl Asked {
    /// What is asked for, when it may be an address of an older site that looks like one of ours (`/a/2.html`): a public page or
    /// file. The address that no route knows looks for itself; the workbench and programs have no older addresses.
    pub(crate) fn of(cx: &Cx, method: &Method) -> Option<Self> {
        let info = &cx.trip.info;
        let may = matches!(*method, Method::GET | Method::HEAD)
            && matches!(info.audience, Audience::Public)
            && !info.path.is_empty()
            && !info.is_api()
            && Shell::of(&cx.path) != Shell::Work;
        may.then(|| Self {
            app: cx.app.clone(),
            mode: cx.mode,
            path: cx.path.clone(),
            query: cx.trip.query_text.clone(),
            host: cx.trip.host.clone(),
            hosted: cx.trip.hosted.clone(),
            info: info.clone(),
            site: Arc::clone(&cx.trip.site),
            now: cx.now,
            address: cx.address,
        })
    }

    /// The answer where a route of ours found nothing: where the address led on an older site, else `response`. Our own pages
    /// always come first.
    pub(crate) async fn old(self, response: Response) -> Response {
        let mut trip = Trip::new(self.info, self.site);
        (trip.query_text, trip.host, trip.hosted) = (self.query, self.host, self.hosted);
        let query = Params::parse(&trip.query_text);
        let cx = Cx {
            app: self.app,
            actor: Actor::Anonymous,
            mode: self.mode,
            path: self.path,
            query,
            now: self.now,
            address: self.address,
            trip: Arc::new(trip),
        };
        match lead(&cx).await {
            Ok(Some(Lead::To(to))) if to != cx.path => cx.moved(&to).unwrap_or(response),
            Ok(Some(Lead::Gone(notice))) => problem::answer(&cx, &Error::Gone(notice)).await,
            Ok(_) => response,
            Err(error) => problem::answer(&cx, &error).await,
        }
    }
}

async fn lead(cx: &Cx) -> std::result::Result<Option<Lead>, Error> {
    let Some(moved) = cx.app.ext::<Moved>() else { return Ok(None) };
    let query = cx.trip.query_text.as_str();
    let address = if query.is_empty() { cx.path.clone() } else { format!("{}?{query}", cx.path) };
    if address.len() > ADDRESS_MAX {
        return Ok(None);
    }
    (moved.0)(&cx.app, cx.host(), &address).await
}
