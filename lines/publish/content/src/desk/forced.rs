//! `/work/content/forced`: what was published without its reviews, for a second pair of eyes.

use base::Error;
use edition::{Desk, PUBLISH};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::{self, VERDICTS};
use crate::brought;
use crate::store::brought::{self as imported, Brought};
use crate::store::{self, Forced, imports};

/// Which of the lists is asked for: imports of older sites.
const IMPORTS: &str = "imports";

/// The list: what waits, or everything; editions, or imports of older sites.
pub(crate) async fn page(cx: Cx) -> Result {
    let data = match cx.query.get("of") {
        IMPORTS => imports_data(&cx).await?,
        _ => data(&cx).await?,
    };
    cx.page("content/work_forced.html", frame(), data)
}

fn frame() -> Page {
    Page::new("强制发布待复核").crumb("稿件", "/work/content")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let all = cx.query.get("all") == "1";
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let after = cx.query.get("after").split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    // What others publish on other sites does not exist here.
    let units = cx.actor.staff()?.grants.units(PUBLISH);
    let found = store::forced(&mut cx.reader(), units.as_deref(), !all, after, rows + 1).await?;
    let next = found.get(rows.saturating_sub(1)).filter(|_| found.len() > rows);
    let next =
        next.map(|last| format!("/work/content/forced{}after={}.{}", cx.query.base(&["after"]), last.at.0, last.id));
    let items: Vec<Value> = found.iter().take(rows).map(|forced| row(cx, forced)).collect();
    let first =
        if after.is_some() { format!("/work/content/forced{}", cx.query.base(&["after"])) } else { String::new() };
    shown(cx, items, (first, next.unwrap_or_default()), false).await
}

/// What the page shows of either list.
async fn shown(
    cx: &Cx,
    items: Vec<Value>,
    (first, next): (String, String),
    of_imports: bool,
) -> std::result::Result<Value, Error> {
    let verdicts: Vec<Value> =
        VERDICTS.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect();
    let units = cx.actor.staff()?.grants.units(PUBLISH);
    let waiting = imported::open(&mut cx.reader(), units.as_deref()).await?;
    Ok(json!({
        "items": items, "first": first, "next": next, "all": cx.query.get("all") == "1", "verdicts": verdicts,
        "of_imports": of_imports, "waiting": waiting,
    }))
}

/// Imports of older sites that published without reviews, on the sites where the actor publishes.
async fn imports_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let open = cx.query.get("all") != "1";
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let before = cx.query.int("before");
    let units = cx.actor.staff()?.grants.units(PUBLISH);
    let found = imported::list(&mut cx.reader(), units.as_deref(), open, before, rows + 1).await?;
    let base = cx.query.base(&["before"]);
    let next = found.get(rows.saturating_sub(1)).filter(|_| found.len() > rows);
    let next = next.map(|last| format!("/work/content/forced{base}before={}", last.import_id));
    let mut items = Vec::new();
    for brought in found.iter().take(rows) {
        items.push(import_row(cx, brought).await?);
    }
    let first = if before.is_some() { format!("/work/content/forced{base}") } else { String::new() };
    shown(cx, items, (first, next.unwrap_or_default()), true).await
}

async fn import_row(cx: &Cx, brought: &Brought) -> std::result::Result<Value, Error> {
    let import = imports::find(&mut cx.reader(), brought.import_id).await?.ok_or(Error::Unseen)?;
    let published = imported::published(&mut cx.reader(), brought.import_id).await?;
    let verdict = VERDICTS.iter().find(|(key, _)| *key == brought.verdict).map_or("", |(_, title)| title);
    Ok(json!({
        "id": brought.import_id,
        "title": format!("导入旧网站“{}”", import.name),
        "href": format!("/work/content/imports/{}?show=in", brought.import_id),
        "count": published,
        "findings": "",
        "stops": 0,
        "ends": matches!(import.state.as_str(), "done" | "failed" | "dropped"),
        "at": brought.at.minutes(),
        "actor": brought.actor,
        "why": brought.why,
        "looker": brought.looker,
        "looked": brought.looked_at.map(base::Moment::minutes).unwrap_or_default(),
        "verdict": verdict,
        "note": brought.note,
        "due": brought.due_at.minutes(),
        "late": brought.looked_at.is_none() && brought.due_at < cx.now,
        "mine": actions::may_look(&cx.actor, brought.unit_id, brought.person_id).is_err(),
    }))
}

fn row(cx: &Cx, forced: &Forced) -> Value {
    let verdict = VERDICTS.iter().find(|(key, _)| *key == forced.verdict).map_or("", |(_, title)| title);
    json!({
        "id": forced.id,
        "title": forced.title,
        "href": format!("/work/content/{}", forced.item_id),
        "version": forced.version,
        "at": forced.at.minutes(),
        "actor": forced.actor,
        "why": forced.why,
        "looker": forced.looker,
        "looked": forced.looked_at.map(base::Moment::minutes).unwrap_or_default(),
        "verdict": verdict,
        "note": forced.note,
        "findings": forced.findings,
        "stops": forced.stops,
        "due": forced.due_at.map(base::Moment::minutes).unwrap_or_default(),
        "late": forced.looked_at.is_none() && forced.due_at.is_some_and(|due| due < cx.now),
        "mine": actions::may_look(&cx.actor, forced.unit_id, forced.person_id).is_err(),
    })
}

/// `POST /work/content/forced/{id}`: what the second person found.
pub(crate) async fn look(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::look(&mut tx, &desk, id, form.get("verdict"), form.get("note")).await {
        Ok(()) => {
            cx.once_done(&mut tx, &form, "/work/content/forced").await?;
            tx.commit().await?;
            cx.notice("good", "复核意见已记录。");
            cx.see_other("/work/content/forced")
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = data(&cx).await?;
            data["tried"] = json!(id);
            cx.again("content/work_forced.html", frame(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /work/content/forced/imports/{id}`: what the second person found in what an import published.
pub(crate) async fn look_at_import(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let to = "/work/content/forced?of=imports";
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match brought::look(&mut tx, &desk, id, form.get("verdict"), form.get("note")).await {
        Ok(()) => {
            cx.once_done(&mut tx, &form, to).await?;
            tx.commit().await?;
            cx.notice("good", "复核意见已记录。");
            cx.see_other(to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = imports_data(&cx).await?;
            data["tried"] = json!(id);
            cx.again("content/work_forced.html", frame(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
