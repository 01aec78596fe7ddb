//! Writing a letter: the form, the letters like it that were answered before, and the receipt.

use axum::http::StatusCode;
use base::{Error, FieldError};
use counter::page::{self, Sent};
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Path, Result};

use crate::model::{Limits, Writing};
use crate::store;
use crate::{BOOK, citizen, kinds, suggest};

/// `/letters/write`: the notice comes first, then the form.
pub(super) async fn form(cx: Cx) -> Result {
    if cx.query.get("read") != "1" {
        return cx.see_other("/letters/notice");
    }
    let data = data(&cx, cx.challenge(), Vec::new()).await?;
    Ok(page::kept(cx.page("letters/write.html", framed(), data)?))
}

fn framed() -> Page {
    Page::new("我要写信").kind("form").crumb("互动交流", "/letters").crumb("写信须知", "/letters/notice")
}

async fn data(cx: &Cx, challenge: Challenge, similar: Vec<Value>) -> std::result::Result<Value, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    Ok(json!({
        "limits": limits,
        "kinds": kinds::KINDS,
        "mailboxes": kinds::MAILBOXES,
        "units": super::unit_options(&cx.app).await?,
        "similar": similar,
        "challenge": challenge,
        "tellings": counter::told::ways(cx, true),
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
    let done = match Writing::read(&form, &limits, check) {
        Ok(writing) => take(&cx, &form, &writing).await,
        Err(errors) => page::taken_before(&cx, &form, errors).await,
    };
    match page::sent(&cx, &BOOK, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => again(&cx, &form, errors).await,
    }
}

/// Stores the letter, once however often it is sent; gives the address of its receipt.
async fn take(cx: &Cx, form: &Form, writing: &Writing) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    let files = page::files(form);
    let written = citizen::write(&mut tx, &Ground::of(&cx.app), &cx.actor, "web", writing, &files).await?;
    let location = format!("/letters/receipt/{}", written.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, cx.challenge_again(form), Vec::new()).await?;
    cx.again("letters/write.html", framed(), data, form, errors)
}

/// The form once more as it was typed, with answered letters like it above.
async fn look(cx: &Cx, form: &Form) -> Result {
    let text = format!("{}\n{}", form.get("title"), form.get("body"));
    let found = suggest::answered(&mut cx.reader(), &cx.app.search, &text, 6).await?;
    let found = found.iter().map(|l| super::public_row(l, cx.now)).collect();
    let data = data(cx, cx.challenge_again(form), found).await?;
    let mut answer = cx.again("letters/write.html", framed(), data, form, Vec::new())?;
    *answer.status_mut() = StatusCode::OK;
    Ok(answer)
}

/// `/letters/receipt/{token}`: number, query code, due date, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = BOOK.receipt(&mut cx.reader(), &token, cx.now).await?;
    let letter = store::letter(&mut cx.reader(), id).await?;
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), &letter).await?;
    let mut page = Page::new("来信回执").kind("page").crumb("互动交流", "/letters");
    page.noindex = true;
    let data = json!({ "receipt": page::receipt(&cx, &status.number, &query_code)?, "status": status });
    cx.page("letters/receipt.html", page, data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = BOOK.receipt(&mut cx.reader(), &token, cx.now).await?;
    let letter = store::letter(&mut cx.reader(), id).await?;
    page::proof(&cx, letter.entry_id, letter.matter_id).await
}
