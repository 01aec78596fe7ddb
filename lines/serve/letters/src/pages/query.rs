//! Asking how a letter stands, by number and query code, and what the sender may do then. Nothing is kept between two
//! requests: each form carries number and code, and each is checked.

use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use web::{Cx, Form, Once, Page, Path, Result};

use crate::model::Letter;
use crate::{BOOK, citizen, store};

/// `/letters/query`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = page::asking(&cx, &[&BOOK], cx.query.get("number")).await?;
    cx.page("letters/query.html", framed("查询来信"), data)
}

fn framed(title: &str) -> Page {
    let mut page = Page::new(title).kind("form").crumb("互动交流", "/letters");
    page.noindex = true;
    page
}

/// How the letter stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    match find(&cx, &form).await {
        Ok(letter) => status(&cx, &form, &letter, "", Vec::new()).await,
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = page::asking(cx, &[&BOOK], form.get("number")).await?;
    cx.again("letters/query.html", framed("查询来信"), data, form, errors)
}

async fn find(cx: &Cx, form: &Form) -> std::result::Result<Letter, Error> {
    citizen::find(&mut cx.reader(), form.get("number"), form.get("code")).await
}

async fn status(cx: &Cx, form: &Form, letter: &Letter, said: &str, errors: Vec<FieldError>) -> Result {
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), letter).await?;
    let shown = ("letters/status.html", framed("来信办理情况"));
    page::stands(cx, shown, form, (status, citizen::MESSAGE_MAX), (said, errors))
}

/// The proof of arrival.
pub(super) async fn proof(cx: Cx, form: Form) -> Result {
    let letter = find(&cx, &form).await?;
    page::proof(&cx, letter.entry_id, letter.matter_id).await
}

/// A file that the sender sent.
pub(super) async fn file(cx: Cx, form: Form) -> Result {
    let letter = find(&cx, &form).await?;
    let wanted: i64 = form.get("file").parse().map_err(|_| Error::Unseen)?;
    let files = store::files(&mut cx.reader(), letter.id).await?;
    let file = files.into_iter().find(|f| f.id == wanted).ok_or(Error::Unseen)?;
    web::send(&cx, &file.digest, &file.name, false).await
}

/// Supplements, rates, asks for re-handling or retracts.
pub(super) async fn act(cx: Cx, Path(action): Path<String>, form: Form) -> Result {
    let letter = match find(&cx, &form).await {
        Ok(letter) => letter,
        Err(Error::Invalid(errors)) => return unknown(&cx, &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    let done = carry_out(&cx, &letter, &action, &form).await;
    let (said, errors) = page::said(&cx, &BOOK, done)?;
    let letter = store::letter(&mut cx.reader(), letter.id).await?;
    status(&cx, &form, &letter, said, errors).await
}

async fn carry_out(cx: &Cx, letter: &Letter, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let ground = Ground::of(&cx.app);
    let id = letter.id;
    let text = super::typed_text(form, "text");
    if !form.problems().is_empty() {
        return Err(Error::Invalid(form.problems().to_vec()));
    }
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已经收到，无需重复提交。");
    }
    let said = match action {
        "supplement" => {
            let files = page::files(form);
            citizen::supplement(&mut tx, &ground, id, &text, &files).await?;
            "补充材料已提交，承办单位继续办理。"
        }
        "rate" => {
            let level = form.get("satisfaction").parse().unwrap_or(0);
            citizen::rate(&mut tx, &ground, id, level, &text).await?;
            "感谢您的评价。"
        }
        "reopen" => {
            citizen::reopen(&mut tx, &ground, id, &text).await?;
            "已申请重新办理，请留意进度。"
        }
        "retract" => {
            citizen::retract(&mut tx, &ground, id, &text).await?;
            "来信已撤回。"
        }
        _ => return Err(Error::Unseen),
    };
    cx.once_done(&mut tx, form, "/letters/query").await?;
    tx.commit().await?;
    Ok(said)
}
