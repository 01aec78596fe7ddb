//! Signing in and out, and what one keeps up about one's own account.

mod account;
mod citizen;
mod staff;

use axum::http::HeaderMap;

use crate::params::local;
use crate::{Cx, Result, Routes, cookies, parked};

/// The routes of sign-in and of one's own account.
pub(crate) fn routes() -> Routes {
    staff::routes().and(citizen::routes()).and(account::routes())
}

/// Lets the browser in with a session's token, and leads to the form that waits for it, else to `next`.
async fn let_in(cx: &Cx, token: &str, next: &str, otherwise: &str) -> Result {
    cx.set_cookie(cookies::write(cookies::SESSION, token, None, cx.app.config.https));
    let waiting = parked::waiting(&cx.app, parked::token(headers(cx)), cx.now).await?;
    match waiting {
        Some(parked) => cx.see_other(&parked),
        None => cx.see_other(local(next, otherwise)),
    }
}

/// Ends the session that the browser bears.
async fn let_out(cx: &Cx, to: &str) -> Result {
    let token = cookies::read(headers(cx), cookies::SESSION);
    cx.app.identity.sign_out(token, &cx.address.to_string()).await?;
    cx.set_cookie(cookies::write(cookies::SESSION, "", Some(0), cx.app.config.https));
    cx.see_other(to)
}

/// The title of the form that waits for this browser, if one does.
async fn waiting_title(cx: &Cx) -> std::result::Result<Option<&'static str>, base::Error> {
    let waiting = parked::waiting(&cx.app, parked::token(headers(cx)), cx.now).await?;
    Ok(waiting.map(|_| "没有提交的内容"))
}

fn headers(cx: &Cx) -> &HeaderMap {
    &cx.trip.headers
}
