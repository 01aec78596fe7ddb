//! Everything that came from the sources from which the person's unit reprints: duties, and what may be taken up besides.

use base::Error;
use edition::{Desk, KEEP};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{list, page_rows};
use crate::ALL;
use crate::actions::{desk, gone as actions};
use crate::model::{Item, Source, WAYS, name_of};
use crate::process::REPRINT;
use crate::store::{items as rows, sources, tasks};

/// The sources whose items the person sees: those of his unit, or all.
async fn seen(cx: &Cx) -> std::result::Result<Vec<Source>, Error> {
    let unit = cx.actor.staff()?.unit;
    let mut reader = cx.reader();
    let all = sources::list(&mut reader, None).await?;
    if cx.actor.may(ALL, None) {
        return Ok(all);
    }
    let mut own = Vec::new();
    for source in all {
        if sources::targets(&mut reader, source.id).await?.iter().any(|target| target.unit_id == unit) {
            own.push(source);
        }
    }
    Ok(own)
}

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let seen = seen(&cx).await?;
    let chosen = cx.query.int("source");
    let source = seen.iter().find(|source| chosen == Some(source.id)).or_else(|| seen.first());
    let size = page_rows(&cx)?;
    let mut found = match source {
        Some(source) => rows::of_source(&mut cx.reader(), source.id, cx.query.int("before"), size + 1).await?,
        None => Vec::new(),
    };
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| format!("{}before={}", cx.query.base(&["before"]), last.id));
    let mut lines = Vec::new();
    for item in &found {
        lines.push(line(&cx, item).await?);
    }
    let tab = |s: &Source| {
        json!({
            "title": s.name, "href": format!("/work/reprint/items?source={}", s.id), "count": s.items,
            "current": source.is_some_and(|now| now.id == s.id),
        })
    };
    let data = json!({
        "rows": lines,
        "tabs": seen.iter().map(tab).collect::<Vec<_>>(),
        "next": next.unwrap_or_default(),
        "first": if cx.query.int("before").is_some() { cx.query.base(&["before"]) } else { String::new() },
    });
    cx.page(
        "reprint/work_items.html",
        Page::new("收到的上级信息").kind("list").crumb("上级信息转载", "/work/reprint"),
        data,
    )
}

async fn line(cx: &Cx, item: &Item) -> std::result::Result<Value, Error> {
    let unit = cx.actor.staff()?.unit;
    let all = tasks::of_item(&mut cx.reader(), item.id).await?;
    let reach = list::reach(cx)?;
    let mine = all.iter().find(|task| task.unit_id == unit);
    let any = mine.or_else(|| all.iter().find(|task| reach.as_ref().is_none_or(|units| units.contains(&task.unit_id))));
    let done = all.iter().filter(|task| task.done_at.is_some()).count();
    let targets = sources::targets(&mut cx.reader(), item.source_id).await?;
    let ours = cx.actor.may(crate::process::DESK, Some(unit)) && targets.iter().any(|target| target.unit_id == unit);
    let kept = sources::find(&mut cx.reader(), item.source_id).await?;
    let kept = kept.filter(|source| cx.actor.may(KEEP, Some(source.unit_id)));
    Ok(json!({
        "id": item.id,
        "title": item.title,
        "address": item.address,
        "published": item.published_at.map(base::Moment::minutes),
        "came": item.came_at.minutes(),
        "way": name_of(WAYS, &item.came_by),
        "gone": item.gone_at.map(base::Moment::minutes),
        "href": any.map(|task| format!("/work/reprint/{}", task.matter_id)),
        "state": mine.map(|task| REPRINT.state_title(&task.state)),
        "units": all.len(),
        "done": done,
        "may_gone": item.gone_at.is_none() && kept.is_some(),
        "may_take": mine.is_none() && ours && item.gone_at.is_none(),
    }))
}

/// The person's unit takes an item up.
pub(super) async fn take(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let item = rows::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let matter = desk::take(&mut tx, &Desk::of(&cx), &item).await?;
    cx.done(tx, &form, &format!("/work/reprint/{matter}"), "已列入本单位的转载任务。").await
}

/// The item with the source that the person keeps; for others it does not exist.
async fn kept(cx: &Cx, id: i64) -> std::result::Result<Item, Error> {
    let item = rows::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let source = sources::find(&mut cx.reader(), item.source_id).await?.ok_or(Error::Unseen)?;
    if cx.actor.may(KEEP, Some(source.unit_id)) { Ok(item) } else { Err(Error::Unseen) }
}

/// What the page of [`ask_gone`] shows.
async fn of_gone(cx: &Cx, item: &Item) -> std::result::Result<(Page, Value), Error> {
    let all = tasks::of_item(&mut cx.reader(), item.id).await?;
    let count = |state: &str| all.iter().filter(|task| task.state == state && task.hidden_at.is_none()).count();
    let page = Page::new("登记原文已撤")
        .kind("form")
        .crumb("上级信息转载", "/work/reprint")
        .crumb("收到的上级信息", format!("/work/reprint/items?source={}", item.source_id));
    let data = json!({
        "id": item.id, "title": item.title, "address": item.address, "source": item.source_id,
        "gone": item.gone_at.map(base::Moment::minutes),
        "waiting": count("waiting"), "reprinted": count("reprinted"),
    });
    Ok((page, data))
}

/// A keeper says that the original is gone: what follows from it, and how it is known.
pub(super) async fn ask_gone(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = kept(&cx, id).await?;
    let (page, data) = of_gone(&cx, &item).await?;
    cx.page("reprint/work_gone.html", page, data)
}

/// Notes it for all units.
pub(super) async fn gone(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let item = kept(&cx, id).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::all(&mut tx, &Desk::of(&cx), &item, form.get("why")).await {
        Ok(units) => {
            let words = match units {
                0 => "已登记原文已撤，没有单位需要处理。".to_owned(),
                units => format!("已登记原文已撤，{units} 个单位的任务随之办理，已转载的收到撤回通知。"),
            };
            cx.done(tx, &form, &format!("/work/reprint/items?source={}", item.source_id), &words).await
        }
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let (page, data) = of_gone(&cx, &item).await?;
            cx.again("reprint/work_gone.html", page, data, &form, errors)
        }
    }
}
