//! Asking: the form and the receipt.

use base::{Error, FieldError};
use counter::page::{self, Sent};
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Path, Result};

use crate::model::{Asking, Limits};
use crate::{BOOK, citizen, store};

/// `/requests/ask`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx, cx.challenge()).await?;
    Ok(page::kept(cx.page("requests/ask.html", framed(), data)?))
}

fn framed() -> Page {
    super::framed("提出申请")
}

async fn data(cx: &Cx, challenge: Challenge) -> std::result::Result<Value, Error> {
    let mut data = super::choices();
    data["limits"] = json!(Limits::at(&cx.app.rules(), cx.now.date())?);
    data["organs"] = super::organ_options(&cx.app).await?;
    data["tellings"] = json!(counter::told::ways(cx, true));
    data["organ"] = json!(cx.query.get("organ"));
    data["challenge"] = json!(challenge);
    Ok(data)
}

/// Takes the request.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let done = match Asking::read(&limits, cx.now.date(), false, check) {
        Ok(asking) => take(&cx, &form, &asking).await,
        Err(errors) => page::taken_before(&cx, &form, errors).await,
    };
    match page::sent(&cx, &BOOK, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => again(&cx, &form, errors).await,
    }
}

/// Stores the request, once however often it is sent; gives the address of its receipt.
async fn take(cx: &Cx, form: &Form, asking: &Asking) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    // Whoever sends the public form asks as a citizen, also when signed in inside.
    let actor = if cx.actor.citizen().is_ok() { &cx.actor } else { &identity::Actor::Anonymous };
    let files = page::files(form);
    let taken = citizen::ask(&mut tx, &Ground::of(&cx.app), actor, asking, &files).await?;
    let location = format!("/requests/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, cx.challenge_again(form)).await?;
    cx.again("requests/ask.html", framed(), data, form, errors)
}

/// `/requests/receipt/{token}`: number, query code, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = BOOK.receipt(&mut cx.reader(), &token, cx.now).await?;
    let request = store::request(&mut cx.reader(), id).await?;
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), &request).await?;
    let data = json!({
        "receipt": page::receipt(&cx, &status.number, &query_code)?,
        "status": status,
        "staff": cx.actor.staff().is_ok(),
        "matter": request.matter_id,
    });
    cx.page("requests/receipt.html", super::framed("登记回执"), data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = BOOK.receipt(&mut cx.reader(), &token, cx.now).await?;
    let request = store::request(&mut cx.reader(), id).await?;
    page::proof(&cx, request.entry_id, request.matter_id).await
}
