//! The publishing desk: a masked proposal beside what was written, edited and published, or withdrawn.

use base::Error;
use edition::Desk;
use edition::gate::{self, Plain};
use matter::Ground;
use serde_json::json;
use web::{Cx, Form, Page, Path, Result};

use crate::actions::publish::{self, FIELDS};
use crate::model::Letter;
use crate::{CACHE, hide, store};

/// `/work/letters/{id}/publish`: the form.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let letter = mine(&cx, id).await?;
    let data = data(&cx, id, &letter).await?;
    cx.page("letters/work_publish.html", page(id), data)
}

fn page(id: i64) -> Page {
    Page::new("公开来信").kind("form").crumb("来信", "/work/letters").crumb("来信详情", format!("/work/letters/{id}"))
}

/// The letter of the matter `id`, when the actor keeps its mailbox.
async fn mine(cx: &Cx, id: i64) -> std::result::Result<Letter, Error> {
    let letter = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let home = matter::store::matter(&mut cx.reader(), id).await?.home_unit;
    if cx.actor.may(publish::PUBLISH, Some(home)) { Ok(letter) } else { Err(Error::Unseen) }
}

async fn data(cx: &Cx, id: i64, letter: &Letter) -> std::result::Result<serde_json::Value, Error> {
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    let shown = hide::shown(letter, matter.home_unit, &cx.actor);
    let [title, body, answer] = publish::proposal(letter);
    let why_not = match publish::allowed(letter) {
        Err(Error::Refused(refusal)) => refusal.message,
        _ => String::new(),
    };
    Ok(json!({
        "base": format!("/work/letters/{id}"),
        "number": matter.number,
        "shown": shown,
        "answer": hide::typed(letter, &letter.answer),
        "proposal": { "title": title, "body": body, "answer": answer },
        "published": letter.published_at.map(base::Moment::minutes).unwrap_or_default(),
        "href": format!("/letters/{}", letter.id),
        "withdrawn": letter.withdrawn_at.map(base::Moment::minutes).unwrap_or_default(),
        "withdrawn_why": letter.withdrawn_why,
        "why_not": why_not,
    }))
}

/// Publishes.
pub(super) async fn publish(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let letter = mine(&cx, id).await?;
    let texts = FIELDS.map(|(field, _, _)| super::typed_text(&form, field));
    let said = FIELDS.iter().zip(&texts).map(|((field, _, label), text)| Plain::line(*field, *label, text));
    let passed = match gate::pass_masked(&cx.app, said.collect(), form.get(gate::WHY)).await {
        Ok(passed) => passed,
        Err(error) => {
            let data = data(&cx, id, &letter).await?;
            return cx.again("letters/work_publish.html", page(id), data, &form, error.mendable()?);
        }
    };
    let [title, body, answer] = &texts;
    let mut tx = cx.begin().await?;
    let done = publish::publish(&mut tx, &Ground::of(&cx.app), &cx.actor, letter.id, [title, body, answer]).await;
    let done = match done {
        Ok(()) => passed.record(&mut tx, &Desk::of(&cx), "letters.publish.let", ("letter", letter.id)).await,
        wrong => wrong,
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.app.cache.invalidate(CACHE);
            cx.notice("good", "来信已公开。");
            cx.see_other(&format!("/work/letters/{id}"))
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let data = data(&cx, id, &letter).await?;
            cx.again("letters/work_publish.html", page(id), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// Withdraws from the public.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let letter = mine(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let why = super::typed_text(&form, "why");
    match publish::withdraw(&mut tx, &Ground::of(&cx.app), &cx.actor, letter.id, &why).await {
        Ok(()) => {
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.app.cache.invalidate(CACHE);
            cx.notice("good", "来信已从网站撤下。");
            cx.see_other(&format!("/work/letters/{id}"))
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let data = data(&cx, id, &letter).await?;
            cx.again("letters/work_publish.html", page(id), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
