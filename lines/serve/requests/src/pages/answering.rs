//! `/work/requests/{id}/answer`: first the result is chosen, then a form asks for what its article wants.

use base::{Error, FieldError};
use matter::Ground;
use matter::form::Given;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::answer;
use crate::model::{Draft, Limits, Request};
use crate::process::DESK;
use crate::results::{Ask, RESULTS, ResultType, result_of};
use crate::store;

/// The choice of the result, or with `result` the form.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, request) = desk(&cx, id).await?;
    let offers = matter::view::of(&cx, &matter).await?.offers;
    if !offers.iter().any(|offer| matches!(offer.key, "submit" | "redo_submit")) {
        let state = crate::process::REQUEST.state_title(&matter.state);
        cx.notice("warn", format!("现在不能拟答复：本件处于“{state}”，或者由他人办理。"));
        return cx.see_other(&format!("/work/requests/{id}"));
    }
    let again = store::redoing(&mut cx.reader(), request.id).await?;
    let draft = Draft::parse(again.as_ref().map_or(&request.draft, |redo| &redo.draft));
    let chosen = match cx.query.get("result") {
        "" => draft.result.as_str(),
        other => other,
    };
    let chosen = if cx.query.get("choose") == "1" { "" } else { chosen };
    let data = data(&cx, &matter, &request, chosen, &draft).await?;
    cx.page("requests/work_answer.html", framed(&matter), data)
}

/// The request when the actor works at its desk.
pub(super) async fn desk(cx: &Cx, id: i64) -> std::result::Result<(matter::store::Matter, Request), Error> {
    let (matter, request) = super::office::own(cx, id).await?;
    if cx.actor.may(DESK, Some(request.organ_id)) { Ok((matter, request)) } else { Err(Error::Unseen) }
}

fn framed(matter: &matter::store::Matter) -> Page {
    let page = Page::new("拟定答复").kind("form").crumb("依申请公开", "/work/requests");
    page.crumb(matter.number.clone(), format!("/work/requests/{}", matter.id))
}

async fn data(
    cx: &Cx,
    matter: &matter::store::Matter,
    request: &Request,
    chosen: &str,
    draft: &Draft,
) -> std::result::Result<Value, Error> {
    let fits = |r: &&ResultType| r.chosen && r.kind == request.kind;
    let chosen = result_of(chosen).filter(fits);
    let files = store::files(&mut cx.reader(), request.id).await?;
    let objected =
        store::asked(&mut cx.reader(), request.id).await?.iter().any(|a| a.kind == "third" && a.stance == "object");
    let group = |prefix: &str, title: &str| {
        let of = RESULTS.iter().filter(fits).filter(|r| r.key.starts_with(prefix));
        let items: Vec<Value> =
            of.map(|r| json!({ "key": r.key, "code": r.code, "title": r.title, "law": r.law })).collect();
        json!({ "title": title, "items": items })
    };
    let groups = [
        group("a", "予以公开、部分公开"),
        group("b", "不予公开"),
        group("c", "无法提供"),
        group("d", "不予处理"),
        group("e", "其他处理"),
        group("r", "更正申请"),
    ];
    Ok(json!({
        "base": format!("/work/requests/{}", matter.id),
        "number": matter.number,
        "wanted": request.wanted(),
        "title": request.title,
        "groups": groups.into_iter().filter(|g| g["items"].as_array().is_some_and(|i| !i.is_empty())).collect::<Vec<_>>(),
        "chosen": chosen.map(|r| json!({ "key": r.key, "code": r.code, "title": r.title, "law": r.law, "says": r.says, "first": r.review_first })),
        "wants": chosen.map(wants),
        "objected": objected && chosen.is_some_and(|r| matches!(r.key, "a2" | "a3")),
        "draft": draft,
        "files": files.into_iter().filter(|f| f.kind == "delivered").collect::<Vec<_>>(),
        "answer_max": Limits::at(&cx.app.rules(), cx.now.date())?.answer,
        "seen": matter.case()?.seq,
    }))
}

/// Which fields a result's form has.
fn wants(result: &'static ResultType) -> Value {
    let has = |ask| result.asks.contains(&ask);
    json!({
        "information": has(Ask::Information), "withheld": has(Ask::Withheld), "organ": has(Ask::Organ),
        "earlier": has(Ask::Earlier), "way": has(Ask::Way) || has(Ask::Information), "way_needed": has(Ask::Way),
        "reason_needed": has(Ask::Reason), "search": has(Ask::Search), "third": has(Ask::Third),
    })
}

/// Gives the draft to the head of the office.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, request) = desk(&cx, id).await?;
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let done = match Draft::read(&form, form.get("result"), &limits) {
        Ok(draft) => give(&cx, &request, &form, &draft).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match done {
        Ok(()) => {
            cx.notice("good", "答复已提交审签。");
            cx.see_other(&format!("/work/requests/{id}"))
        }
        Err(Error::Invalid(errors)) => again(&cx, &matter, &request, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(
    cx: &Cx,
    matter: &matter::store::Matter,
    request: &Request,
    form: &Form,
    errors: Vec<FieldError>,
) -> Result {
    let data = data(cx, matter, request, form.get("result"), &Draft::default()).await?;
    cx.again("requests/work_answer.html", framed(matter), data, form, errors)
}

async fn give(cx: &Cx, request: &Request, form: &Form, draft: &Draft) -> std::result::Result<(), Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    let given = Given { seen: form.get("seen").parse().ok(), ..Given::default() };
    answer::submit(&mut tx, &Ground::of(&cx.app), &cx.actor, request.id, draft, given).await?;
    cx.once_done(&mut tx, form, &format!("/work/requests/{}", request.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(())
}
