//! `/hotline/query`: how an order stands, by number and query code. Nothing is kept between two requests.

use base::{Error, FieldError};
use matter::Ground;
use serde_json::json;
use web::{Cx, Form, Page, Result};

use crate::citizen;

fn private(title: &str) -> Page {
    super::framed(title, "form").noindex()
}

/// The form.
pub(super) async fn form(cx: Cx) -> Result {
    cx.page("hotline/query.html", private("查询热线诉求"), json!({ "number": cx.query.get("number") }))
}

/// How it stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    match citizen::find(&mut cx.reader(), form.get("number"), form.get("code")).await {
        Ok(order) => {
            let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), &order).await?;
            cx.page("hotline/status.html", private("诉求办理情况"), json!({ "status": status }))
        }
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors),
        Err(error) => Err(error.into()),
    }
}

fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = json!({ "number": form.get("number") });
    cx.again("hotline/query.html", private("查询热线诉求"), data, form, errors)
}
