//! Addresses that no route knows, or under which a route finds nothing: where an old one leads now.

use axum::http::Method;
use axum::response::Response;
use base::Error;

use crate::menu::Shell;
use crate::{App, Audience, Cx, Failure, Later, Result, problem};

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

/// Whether what is asked for may be an address of an older site that looks like one of ours (`/a/2.html`): a public page or file.
pub(crate) fn may_be_old(cx: &Cx, method: &Method) -> bool {
    let info = &cx.trip.info;
    // The address that no route knows looks for itself; the workbench and programs have no older addresses.
    matches!(*method, Method::GET | Method::HEAD)
        && matches!(info.audience, Audience::Public)
        && !info.path.is_empty()
        && !info.is_api()
        && Shell::of(&cx.path) != Shell::Work
}

/// The answer where a route of ours found nothing: where the address led on an older site, else `response`. Our own pages
/// always come first.
pub(crate) async fn old(cx: &Cx, response: Response) -> Response {
    match lead(cx).await {
        Ok(Some(Lead::To(to))) if to != cx.path => cx.moved(&to).unwrap_or(response),
        Ok(Some(Lead::Gone(notice))) => problem::answer(cx, &Error::Gone(notice)).await,
        Ok(_) => response,
        Err(error) => problem::answer(cx, &error).await,
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
