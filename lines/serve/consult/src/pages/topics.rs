//! `/work/consult/topics`: the topics of consultations, kept by the desk.

use base::{Error, FieldError};
use counter::choice;
use edition::Desk;
use edition::gate::{self, Plain, Stand, WHY};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::model::PACES;
use crate::topics::{self, TopicForm};
use crate::{CACHE, store};

const HERE: &str = "/work/consult/topics";

/// The page; `?id=` edits one of them.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx, cx.query.int("id").unwrap_or(0)).await?;
    cx.page("consult/work_topics.html", framed(), data)
}

fn framed() -> Page {
    Page::new("咨询主题").kind("form").crumb("咨询", "/work/consult")
}

async fn data(cx: &Cx, id: i64) -> std::result::Result<Value, Error> {
    let units = cx.app.identity.units().await?;
    let name = |id: i64| units.iter().find(|u| u.id == id).map_or_else(String::new, |u| u.short_name.clone());
    let topics = store::topics(&mut cx.reader(), false).await?;
    let edited = topics.iter().find(|t| t.id == id).cloned();
    let rows: Vec<Value> = topics
        .iter()
        .map(|t| {
            json!({
                "id": t.id, "title": t.title, "unit": name(t.unit_id), "pace": choice::title(PACES, &t.pace),
                "review": t.review, "closed": t.closed_at.is_some(),
            })
        })
        .collect();
    Ok(json!({ "rows": rows, "paces": PACES, "units": super::unit_options(cx).await?, "id": id, "edited": edited }))
}

/// Makes or changes one.
pub(super) async fn set(cx: Cx, form: Form) -> Result {
    let id = form.get("id").parse().unwrap_or(0);
    let topic = match TopicForm::read(&form) {
        Ok(topic) => topic,
        Err(errors) => return again(&cx, id, &form, errors).await,
    };
    // Everybody who asks something reads it.
    let title = vec![Plain::line("title", "主题", &topic.title)];
    let passed = match gate::pass(&cx.app, Stand::default(), title, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &form, error.mendable()?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let set = match topics::set(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &topic).await {
        Ok(id) => passed.record(&mut tx, &Desk::of(&cx), "consult.topic.let", ("consult.topic", id)).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => {
            let answer = cx.done(tx, &form, HERE, "主题已保存。").await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, id, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, id).await?;
    cx.again("consult/work_topics.html", framed(), data, form, errors)
}

/// Closes one, or opens it again.
pub(super) async fn turn(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    topics::turn(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    let answer = cx.done(tx, &form, HERE, "已更改。").await?;
    cx.app.cache.invalidate(CACHE);
    Ok(answer)
}
