//! What was kept closed and has to be looked at again (不予公开信息定期评估, 条例 art. 18).

use base::time::DAY;
use base::{Error, Moment};
use edition::{Desk, terms};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Result};

use super::office::page_of;
use super::options;
use crate::{actions, store};

const TITLE: &str = "不予公开信息定期评估";

/// What was last looked at by then is due.
pub(crate) fn limit(app: &web::App, now: Moment) -> std::result::Result<Moment, Error> {
    Ok(now.plus(-app.number("disclosure.assess")?.saturating_mul(DAY)))
}

async fn units(cx: &Cx, unit: i64) -> std::result::Result<Vec<i64>, Error> {
    Ok(identity::units::subtree(&mut cx.reader(), unit).await?.into_iter().map(|u| u.id).collect())
}

/// How much is due in a unit and those under it.
pub(super) async fn count(cx: &Cx, unit: i64) -> std::result::Result<i64, Error> {
    Ok(store::due_count(&mut cx.reader(), &units(cx, unit).await?, limit(&cx.app, cx.now)?).await?)
}

/// How much was found disclosable in a unit and those under it and is not published.
pub(super) async fn unpublished(cx: &Cx, unit: i64) -> std::result::Result<i64, Error> {
    Ok(store::opened_count(&mut cx.reader(), &units(cx, unit).await?).await?)
}

/// What was found disclosable and waits for its publication, a page of it.
async fn opened(cx: &Cx, units: &[i64], rows: usize) -> std::result::Result<Value, Error> {
    let after = cx.query.get("later").split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let mut found = store::opened(&mut cx.reader(), units, after.unwrap_or((i64::MIN, 0)), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next =
        found.last().filter(|_| more).map(|(id, _, _, at, ..)| format!("/work/disclosure/assess?later={}.{id}", at.0));
    let items: Vec<Value> = found
        .into_iter()
        .map(|(id, title, state, at, why, actor)| {
            json!({
                "id": id, "title": title, "state": terms::title(terms::STATES, &state).unwrap_or_default(),
                "at": at.date().to_string(), "why": why, "actor": actor, "href": format!("/work/content/{id}"),
            })
        })
        .collect();
    let total = store::opened_count(&mut cx.reader(), units).await?;
    Ok(json!({ "items": items, "total": total, "next": next.unwrap_or_default() }))
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let units = units(cx, cx.actor.staff()?.unit).await?;
    let before = limit(&cx.app, cx.now)?;
    let after = cx.query.get("after").split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut found = store::due(&mut cx.reader(), &units, before, after.unwrap_or((i64::MIN, 0)), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more);
    let next = next.map(|(id, .., since)| format!("/work/disclosure/assess?after={}.{id}", since.0));
    let items: Vec<Value> = found
        .iter()
        .map(|(id, title, why, since)| {
            json!({
                "id": id, "title": title, "why": why, "since": since.date().to_string(),
            })
        })
        .collect();
    Ok(json!({
        "opened": opened(cx, &units, rows).await?,
        "items": items, "total": store::due_count(&mut cx.reader(), &units, before).await?,
        "results": options(&[("keep", "仍不公开"), ("open", "转为公开（退回编辑改稿送审，并通知本单位信息员）")]),
        "next": next.unwrap_or_default(), "first": if after.is_some() { "/work/disclosure/assess" } else { "" },
    }))
}

pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("disclosure/work_assess.html", page_of(TITLE), data)
}

pub(super) async fn save(cx: Cx, form: Form) -> Result {
    let item: i64 = form.get("item").parse().map_err(|_| Error::Unseen)?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let (result, why) = (form.get(&format!("result-{item}")), form.get(&format!("why-{item}")));
    match actions::assess(&Desk::of(&cx), &mut tx, item, result, why).await {
        Ok(()) => {
            let words = if result == "open" {
                "评估结果已记录，已通知本单位信息员改稿送审；发布之前列在“可以公开、尚未发布”里。"
            } else {
                "评估结果已记录。"
            };
            cx.done(tx, &form, "/work/disclosure/assess", words).await
        }
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let data = data(&cx).await?;
            cx.again("disclosure/work_assess.html", page_of(TITLE), data, &form, errors)
        }
    }
}
