//! Asking how a request stands, by number and query code, and what the applicant may do then. Nothing is kept between two
//! requests of the browser: each form carries number and code, and each is checked.

use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use web::{Cx, Form, Once, Path, Result};

use crate::model::Request;
use crate::{BOOK, citizen, store};

/// `/requests/query`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = page::asking(&cx, &[&BOOK], cx.query.get("number")).await?;
    cx.page("requests/query.html", super::framed("查询申请"), data)
}

/// How the request stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    match find(&cx, &form).await {
        Ok(request) => status(&cx, &form, &request, "", Vec::new()).await,
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = page::asking(cx, &[&BOOK], form.get("number")).await?;
    cx.again("requests/query.html", super::framed("查询申请"), data, form, errors)
}

async fn find(cx: &Cx, form: &Form) -> std::result::Result<Request, Error> {
    citizen::find(&mut cx.reader(), form.get("number"), form.get("code")).await
}

async fn status(cx: &Cx, form: &Form, request: &Request, said: &str, errors: Vec<FieldError>) -> Result {
    let status = citizen::status(&mut cx.reader(), &Ground::of(&cx.app), request).await?;
    let shown = ("requests/status.html", super::framed("申请办理情况"));
    page::stands(cx, shown, form, (status, citizen::MESSAGE_MAX), (said, errors))
}

/// A file that the applicant sent or was given.
pub(super) async fn file(cx: Cx, form: Form) -> Result {
    let request = find(&cx, &form).await?;
    let wanted: i64 = form.get("file").parse().map_err(|_| Error::Unseen)?;
    let files = store::files(&mut cx.reader(), request.id).await?;
    let given = citizen::given_files(&mut cx.reader(), &request).await?;
    let open = |f: &store::RequestFile| f.kind == "given" || (f.kind == "delivered" && given.contains(&f.id));
    let file = files.into_iter().find(|f| f.id == wanted && open(f)).ok_or(Error::Unseen)?;
    web::send(&cx, &file.digest, &file.name, false).await
}

/// A letter that went to the applicant, as a page or as a Word file.
pub(super) async fn letter(cx: Cx, form: Form) -> Result {
    let request = find(&cx, &form).await?;
    let wanted: i64 = form.get("letter").parse().map_err(|_| Error::Unseen)?;
    let issued = store::issued(&mut cx.reader(), request.id, wanted).await?;
    let issued = issued.filter(|l| !citizen::NOT_FOR_APPLICANT.contains(&l.kind.as_str())).ok_or(Error::Unseen)?;
    super::paper::show(&cx, &issued, form.get("as"))
}

/// Corrects, gives reasons, rates, proposes or retracts.
pub(super) async fn act(cx: Cx, Path(action): Path<String>, form: Form) -> Result {
    let request = match find(&cx, &form).await {
        Ok(request) => request,
        Err(Error::Invalid(errors)) => return unknown(&cx, &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    let done = carry_out(&cx, &request, &action, &form).await;
    let (said, errors) = page::said(&cx, &BOOK, done)?;
    let request = store::request(&mut cx.reader(), request.id).await?;
    status(&cx, &form, &request, said, errors).await
}

async fn carry_out(cx: &Cx, request: &Request, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let ground = Ground::of(&cx.app);
    let (id, text) = (request.id, form.get("text"));
    if !form.problems().is_empty() {
        return Err(Error::Invalid(form.problems().to_vec()));
    }
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已经收到，无需重复提交。");
    }
    let said = match action {
        "correct" => {
            citizen::correct(&mut tx, &ground, id, text, &page::files(form)).await?;
            "补正已收到，答复期限自今天起重新计算。"
        }
        "explain" => {
            citizen::explain(&mut tx, &ground, id, text).await?;
            "您说明的理由已收到。"
        }
        "rate" => {
            let level = form.get("satisfaction").parse().unwrap_or(0);
            citizen::rate(&mut tx, &ground, id, level, text).await?;
            "感谢您的评价。"
        }
        "propose" => {
            citizen::propose(&mut tx, &ground, id, text).await?;
            "建议已收到，审核结果会在这里告知。"
        }
        "retract" => {
            citizen::retract(&mut tx, &ground, id, text).await?;
            "申请已撤回。"
        }
        _ => return Err(Error::Unseen),
    };
    cx.once_done(&mut tx, form, "/requests/query").await?;
    tx.commit().await?;
    Ok(said)
}
