//! The publishing desk: a masked proposal beside what was said and answered, edited and published as a typical case, or withdrawn.

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Plain};
use matter::Ground;
use serde_json::json;
use web::{Cx, Form, Page, Path, Result};

use super::office::visible;
use super::published_texts;
use crate::actions::publish::{self, FIELDS};
use crate::model::Order;
use crate::{CACHE, PUBLISH, hide};

/// The form.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let order = mine(&cx, id).await?;
    cx.page("hotline/work_publish.html", framed(id), data(id, &order))
}

fn framed(id: i64) -> Page {
    super::work("公开典型案例", "form").crumb("工单", format!("/work/hotline/{id}"))
}

/// The order of the matter `id`, when the actor publishes for its desk and it is none in confidence.
async fn mine(cx: &Cx, id: i64) -> std::result::Result<Order, Error> {
    let (matter, order) = visible(cx, id).await?;
    let fine = cx.actor.may(PUBLISH, Some(matter.home_unit)) && !hide::protected(&order);
    if fine { Ok(order) } else { Err(Error::Unseen) }
}

fn data(id: i64, order: &Order) -> serde_json::Value {
    let [title, body, answer] = publish::proposal(order);
    let why_not = match publish::allowed(order) {
        Err(Error::Refused(refusal)) => refusal.message,
        _ => String::new(),
    };
    json!({
        "base": format!("/work/hotline/{id}"),
        "order": { "title": order.title, "body": order.body, "answer": order.answer },
        "proposal": { "title": title, "body": body, "answer": answer },
        "published": order.published_at.map(base::Moment::minutes).unwrap_or_default(),
        "href": format!("/hotline/cases/{}", order.id),
        "why_not": why_not,
    })
}

/// Publishes.
pub(super) async fn publish(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let order = mine(&cx, id).await?;
    let texts = published_texts(&form);
    let said = FIELDS.iter().zip(&texts).map(|((field, _, label), text)| Plain::line(*field, *label, text));
    let passed = match gate::pass_masked(&cx.app, said.collect(), form.get(gate::WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &order, &form, error.mendable()?),
    };
    let [title, body, answer] = &texts;
    let mut tx = cx.begin().await?;
    let done = publish::publish(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, [title, body, answer]).await;
    let done = match done {
        Ok(()) => passed.record(&mut tx, &Desk::of(&cx), "hotline.publish.let", ("hotline", order.id)).await,
        wrong => wrong,
    };
    ended(&cx, tx, id, &order, &form, done, "已作为典型案例公开。").await
}

/// Withdraws from the public.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let order = mine(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let done = publish::withdraw(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, form.get("why")).await;
    ended(&cx, tx, id, &order, &form, done, "已从网站撤下。").await
}

async fn ended(
    cx: &Cx,
    tx: ::store::Tx,
    id: i64,
    order: &Order,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let answer = cx.done(tx, form, &format!("/work/hotline/{id}"), words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(cx, id, order, form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

fn again(cx: &Cx, id: i64, order: &Order, form: &Form, errors: Vec<FieldError>) -> Result {
    cx.again("hotline/work_publish.html", framed(id), data(id, order), form, errors)
}
