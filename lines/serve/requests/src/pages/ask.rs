//! Asking: the form and the receipt.

use axum::http::{HeaderValue, header};
use base::{Error, FieldError};
use matter::{Ground, code};
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Path, Result};

use crate::model::{Asking, Limits};
use crate::{CACHE, citizen, store};

/// `/requests/ask`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx, cx.challenge()).await?;
    let mut answer = cx.page("requests/ask.html", page(), data)?;
    // The Back button must bring back this very form with its key, so that what is sent again from it is the same request.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(answer)
}

fn page() -> Page {
    super::framed("提出申请")
}

async fn data(cx: &Cx, challenge: Challenge) -> std::result::Result<Value, Error> {
    let mut data = super::choices();
    data["limits"] = json!(Limits::at(&cx.app.rules(), cx.now.date())?);
    data["organs"] = super::organ_options(&cx.app).await?;
    data["organ"] = json!(cx.query.get("organ"));
    data["challenge"] = json!(challenge);
    Ok(data)
}

/// Takes the request.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let asking = match Asking::read(&limits, cx.now.date(), false, check) {
        Ok(asking) => asking,
        Err(errors) => {
            return match cx.taken_before(&form).await? {
                Some(receipt) => cx.see_other(&receipt),
                None => again(&cx, &form, errors).await,
            };
        }
    };
    match take(&cx, &form, &asking).await {
        Ok(location) => {
            cx.app.ledger.notify();
            cx.app.cache.invalidate(CACHE);
            cx.see_other(&location)
        }
        Err(Error::Invalid(errors)) => again(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
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
    let files = super::file_refs(form);
    let taken = citizen::ask(&mut tx, &Ground::of(&cx.app), actor, asking, &files).await?;
    let location = format!("/requests/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, cx.challenge_again(form)).await?;
    cx.again("requests/ask.html", page(), data, form, errors)
}

/// `/requests/receipt/{token}`: number, query code, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = opened(&cx, &token).await?;
    let request = store::request(&mut cx.reader(), id).await?;
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), &request).await?;
    let data = json!({
        "status": status,
        "code": query_code,
        "minutes": citizen::RECEIPT_OPEN / base::time::MINUTE,
        "proof": format!("/requests/receipt/{token}/proof"),
        "qr": base::qr::svg(&status.number, 160)?,
        "staff": cx.actor.staff().is_ok(),
        "matter": request.matter_id,
    });
    cx.page("requests/receipt.html", super::framed("登记回执"), data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = opened(&cx, &token).await?;
    let request = store::request(&mut cx.reader(), id).await?;
    let number = matter::store::matter(&mut cx.reader(), request.matter_id).await?.number;
    let receipt = cx.app.ledger.receipt(request.entry_id).await?;
    Ok(web::download(&format!("{number}-回执.json"), "application/json", receipt.to_json()))
}

/// The request and the query code of a receipt page that is still open.
async fn opened(cx: &Cx, token: &str) -> std::result::Result<(i64, String), Error> {
    let found = store::by_receipt(&mut cx.reader(), &code::token_digest(token), cx.now).await?;
    let (id, sealed) = found.ok_or(Error::Unseen)?;
    let query_code = code::unseal(token, &sealed).ok_or(Error::Unseen)?;
    Ok((id, query_code))
}
