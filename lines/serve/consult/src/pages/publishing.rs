//! The publishing desk: a masked proposal beside what was written, edited and published, or withdrawn.

use base::{Error, FieldError};
use edition::gate::WHY;
use matter::Ground;
use serde_json::json;
use web::{Cx, Form, Page, Path, Result};

use super::office::visible;
use super::published_texts;
use crate::actions::publish;
use crate::model::Case;
use crate::{CACHE, PUBLISH};

/// `/work/consult/{id}/publish`: the form.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let case = mine(&cx, id).await?;
    cx.page("consult/work_publish.html", framed(id), data(id, &case))
}

fn framed(id: i64) -> Page {
    Page::new("公开咨询").kind("form").crumb("咨询", "/work/consult").crumb("咨询详情", format!("/work/consult/{id}"))
}

/// The consultation of the matter `id`, when the actor publishes for its desk.
async fn mine(cx: &Cx, id: i64) -> std::result::Result<Case, Error> {
    let (matter, case) = visible(cx, id).await?;
    let fine = !case.is_error() && cx.actor.may(PUBLISH, Some(matter.home_unit));
    if fine { Ok(case) } else { Err(Error::Unseen) }
}

fn data(id: i64, case: &Case) -> serde_json::Value {
    let [title, body, answer] = publish::proposal(case);
    let why_not = match publish::allowed(case) {
        Err(Error::Refused(refusal)) => refusal.message,
        _ => String::new(),
    };
    json!({
        "base": format!("/work/consult/{id}"),
        "case": case,
        "proposal": { "title": title, "body": body, "answer": answer },
        "published": case.published_at.map(base::Moment::minutes).unwrap_or_default(),
        "href": format!("/consult/answers/{}", case.id),
        "why_not": why_not,
    })
}

/// Publishes.
pub(super) async fn publish(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let case = mine(&cx, id).await?;
    let texts = published_texts(&form);
    let [title, body, answer] = &texts;
    let texts = [title.as_str(), body, answer];
    let passed = match publish::read(&cx.app, texts, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &case, &form, error.mendable()?),
    };
    let mut tx = cx.begin().await?;
    let done = publish::publish(&mut tx, &Ground::of(&cx.app), &cx.actor, case.id, texts, &passed).await;
    ended(&cx, tx, id, &case, &form, done, "咨询已公开。").await
}

/// Withdraws from the public.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let case = mine(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let done = publish::withdraw(&mut tx, &Ground::of(&cx.app), &cx.actor, case.id, form.get("why")).await;
    ended(&cx, tx, id, &case, &form, done, "咨询已从网站撤下。").await
}

async fn ended(
    cx: &Cx,
    tx: ::store::Tx,
    id: i64,
    case: &Case,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let to = format!("/work/consult/{id}");
            let answer = cx.done(tx, form, &to, words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(cx, id, case, form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

fn again(cx: &Cx, id: i64, case: &Case, form: &Form, errors: Vec<FieldError>) -> Result {
    cx.again("consult/work_publish.html", framed(id), data(id, case), form, errors)
}
