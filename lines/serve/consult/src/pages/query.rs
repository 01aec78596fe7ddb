//! The receipt, and asking how something stands by number and query code; consultations and error reports alike. Nothing is kept
//! between two requests: each form carries number and code, and each is checked.

use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use serde_json::json;
use web::{Cx, Form, Once, Path, Result};

use super::private;
use crate::model::Case;
use crate::{ASKED, REPORTED, book_of, citizen, store};

/// `/consult/receipt/{token}`: number, query code, due date, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = ASKED.receipt(&mut cx.reader(), &token, cx.now).await?;
    let case = store::case(&mut cx.reader(), id).await?;
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), &case).await?;
    let title = if case.is_error() { "纠错回执" } else { "咨询回执" };
    let data = json!({ "receipt": page::receipt(&cx, &status.number, &query_code)?, "status": status });
    cx.page("consult/receipt.html", private(title).kind("page"), data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = ASKED.receipt(&mut cx.reader(), &token, cx.now).await?;
    let case = store::case(&mut cx.reader(), id).await?;
    page::proof(&cx, case.entry_id, case.matter_id).await
}

/// `/consult/query`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = page::asking(&cx, &[&ASKED, &REPORTED], cx.query.get("number")).await?;
    cx.page("consult/query.html", private("查询咨询、纠错"), data)
}

/// How it stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    match find(&cx, &form).await {
        Ok(case) => status(&cx, &form, &case, "", Vec::new()).await,
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = page::asking(cx, &[&ASKED, &REPORTED], form.get("number")).await?;
    cx.again("consult/query.html", private("查询咨询、纠错"), data, form, errors)
}

async fn find(cx: &Cx, form: &Form) -> std::result::Result<Case, Error> {
    citizen::find(&mut cx.reader(), form.get("number"), form.get("code")).await
}

async fn status(cx: &Cx, form: &Form, case: &Case, said: &str, errors: Vec<FieldError>) -> Result {
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), case).await?;
    let shown = ("consult/status.html", private(if case.is_error() { "纠错办理情况" } else { "咨询办理情况" }));
    page::stands(cx, shown, form, (status, citizen::MESSAGE_MAX), (said, errors))
}

/// A file that came with the consultation.
pub(super) async fn file(cx: Cx, form: Form) -> Result {
    let case = find(&cx, &form).await?;
    let wanted: i64 = form.get("file").parse().map_err(|_| Error::Unseen)?;
    let files = matter::store::brought(&mut cx.reader(), case.matter_id).await?;
    let file = files.into_iter().find(|f| f.id == wanted).ok_or(Error::Unseen)?;
    web::send(&cx, &file.digest, &file.name, false).await
}

/// Rates, asks for another answer or retracts.
pub(super) async fn act(cx: Cx, Path(action): Path<String>, form: Form) -> Result {
    let case = match find(&cx, &form).await {
        Ok(case) => case,
        Err(Error::Invalid(errors)) => return unknown(&cx, &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    let done = carry_out(&cx, &case, &action, &form).await;
    let (said, errors) = page::said(&cx, book_of(form.get("number")), done)?;
    let case = store::case(&mut cx.reader(), case.id).await?;
    status(&cx, &form, &case, said, errors).await
}

async fn carry_out(cx: &Cx, case: &Case, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let ground = Ground::of(&cx.app);
    let (id, text) = (case.id, form.get("text"));
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已经收到，无需重复提交。");
    }
    let said = match action {
        "rate" => {
            let level = form.get("satisfaction").parse().unwrap_or(0);
            citizen::rate(&mut tx, &ground, id, level, text).await?;
            "感谢您的评价。"
        }
        "reopen" => {
            citizen::reopen(&mut tx, &ground, id, text).await?;
            "已申请重新答复，请留意进度。"
        }
        "retract" => {
            citizen::retract(&mut tx, &ground, id, text).await?;
            "咨询已撤回。"
        }
        _ => return Err(Error::Unseen),
    };
    cx.once_done(&mut tx, form, "/consult/query").await?;
    tx.commit().await?;
    Ok(said)
}
