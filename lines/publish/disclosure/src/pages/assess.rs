//! What was kept closed and has to be looked at again (不予公开信息定期评估, 条例 art. 18).

use base::time::DAY;
use base::{Error, Moment};
use edition::Desk;
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
        "items": items, "total": store::due_count(&mut cx.reader(), &units, before).await?,
        "results": options(&[("keep", "仍不公开"), ("open", "转为公开（请编辑按程序送审发布）")]),
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
        Ok(()) => cx.done(tx, &form, "/work/disclosure/assess", "评估结果已记录。").await,
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let data = data(&cx).await?;
            cx.again("disclosure/work_assess.html", page_of(TITLE), data, &form, errors)
        }
    }
}
