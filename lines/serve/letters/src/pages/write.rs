//! Writing a letter: the form, the letters like it that were answered before, and the receipt.

use axum::http::{HeaderValue, StatusCode, header};
use base::{Error, FieldError};
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Path, Result};

use crate::model::{Limits, Writing};
use crate::store;
use crate::{CACHE, citizen, kinds, suggest};
use matter::code;

/// `/letters/write`: the notice comes first, then the form.
pub(super) async fn form(cx: Cx) -> Result {
    if cx.query.get("read") != "1" {
        return cx.see_other("/letters/notice");
    }
    let data = data(&cx, cx.challenge(), Vec::new()).await?;
    let mut answer = cx.page("letters/write.html", page(), data)?;
    // The Back button must bring back this very form with its key, so that a letter sent again from it is the same letter.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(answer)
}

fn page() -> Page {
    Page::new("我要写信").kind("form").crumb("互动交流", "/letters").crumb("写信须知", "/letters/notice")
}

async fn data(cx: &Cx, challenge: Challenge, similar: Vec<Value>) -> std::result::Result<Value, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    Ok(json!({
        "limits": limits,
        "kinds": super::options(kinds::KINDS),
        "mailboxes": super::options(kinds::MAILBOXES),
        "units": super::unit_options(&cx.app).await?,
        "similar": similar,
        "challenge": challenge,
        "places": cx.app.identity.places().await?,
    }))
}

/// Takes the letter, or shows letters like it when that is what was asked for.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    if form.get("look") == "1" {
        return look(&cx, &form).await;
    }
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let writing = match Writing::read(&form, &limits, check) {
        Ok(writing) => writing,
        Err(errors) => {
            return match cx.taken_before(&form).await? {
                Some(receipt) => cx.see_other(&receipt),
                None => again(&cx, &form, errors).await,
            };
        }
    };
    match take(&cx, &form, &writing).await {
        Ok(location) => {
            cx.app.ledger.notify();
            cx.app.cache.invalidate(CACHE);
            cx.see_other(&location)
        }
        Err(Error::Invalid(errors)) => again(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Stores the letter, once however often it is sent; gives the address of its receipt.
async fn take(cx: &Cx, form: &Form, writing: &Writing) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    let files = super::file_refs(form.files("files"));
    let written = citizen::write(&mut tx, &Ground::of(&cx.app), &cx.actor, "web", writing, &files).await?;
    let location = format!("/letters/receipt/{}", written.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, cx.challenge_again(form), Vec::new()).await?;
    cx.again("letters/write.html", page(), data, form, errors)
}

/// The form once more as it was typed, with answered letters like it above.
async fn look(cx: &Cx, form: &Form) -> Result {
    let text = format!("{}\n{}", form.get("title"), form.get("body"));
    let found = suggest::answered(&mut cx.reader(), &cx.app.search, &text, 6).await?;
    let found = found.iter().map(|l| super::public_row(l, cx.now)).collect();
    let data = data(cx, cx.challenge_again(form), found).await?;
    let mut answer = cx.again("letters/write.html", page(), data, form, Vec::new())?;
    *answer.status_mut() = StatusCode::OK;
    Ok(answer)
}

/// `/letters/receipt/{token}`: number, query code, due date, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = opened(&cx, &token).await?;
    let letter = store::letter(&mut cx.reader(), id).await?;
    let ground = Ground::of(&cx.app);
    let status = citizen::status(&mut cx.reader(), &ground, &letter).await?;
    let minutes = citizen::RECEIPT_OPEN / base::time::MINUTE;
    let mut page = Page::new("来信回执").kind("page").crumb("互动交流", "/letters");
    page.noindex = true;
    let data = json!({
        "status": status,
        "code": query_code,
        "minutes": minutes,
        "proof": format!("/letters/receipt/{token}/proof"),
        "qr": base::qr::svg(&status.number, 160)?,
    });
    cx.page("letters/receipt.html", page, data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = opened(&cx, &token).await?;
    let letter = store::letter(&mut cx.reader(), id).await?;
    proof_of(&cx, letter.entry_id, letter.matter_id).await
}

/// The ledger's receipt of an entry, to be kept beside the number.
pub(super) async fn proof_of(cx: &Cx, entry: i64, matter: i64) -> Result {
    let number = matter::store::matter(&mut cx.reader(), matter).await?.number;
    let receipt = cx.app.ledger.receipt(entry).await?;
    Ok(web::download(&format!("{number}-回执.json"), "application/json", receipt.to_json()))
}

/// The letter and the query code of a receipt page that is still open.
async fn opened(cx: &Cx, token: &str) -> std::result::Result<(i64, String), Error> {
    let found = store::by_receipt(&mut cx.reader(), &code::token_digest(token), cx.now).await?;
    let (id, sealed) = found.ok_or(Error::Unseen)?;
    let query_code = code::unseal(token, &sealed).ok_or(Error::Unseen)?;
    Ok((id, query_code))
}
