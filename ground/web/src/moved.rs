//! Addresses that no route knows: where an old one leads now.

use axum::http::Method;
use base::Error;

use crate::{App, Cx, Failure, Later, Result};

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
    let lost = Err(Failure(Error::Unseen));
    let asked = matches!(method, Method::GET | Method::HEAD);
    let (Some(moved), true) = (cx.app.ext::<Moved>(), asked) else { return lost };
    let query = cx.trip.query_text.as_str();
    let address = if query.is_empty() { cx.path.clone() } else { format!("{}?{query}", cx.path) };
    if address.len() > ADDRESS_MAX {
        return lost;
    }
    match (moved.0)(&cx.app, cx.host(), &address).await? {
        Some(Lead::To(to)) => cx.moved(&to),
        Some(Lead::Gone(notice)) => Err(Failure(Error::Gone(notice))),
        None => lost,
    }
}
