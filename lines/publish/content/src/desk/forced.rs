//! `/work/content/forced`: what was published without its reviews, editions and older sites, for a second pair of eyes.

use base::Error;
use edition::{Desk, PUBLISH};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::store::imports;
use crate::store::unreviewed::{self as rows, Unreviewed, What};
use crate::unreviewed::{self, VERDICTS};

/// The list: what waits, or everything.
pub(crate) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("content/work_forced.html", frame(), data)
}

fn frame() -> Page {
    Page::new("强制发布待复核").crumb("稿件", "/work/content")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let all = cx.query.get("all") == "1";
    let limit = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let after = cx.query.get("after").split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    // What others publish on other sites does not exist here.
    let units = cx.actor.staff()?.grants.units(PUBLISH);
    let found = rows::list(&mut cx.reader(), units.as_deref(), !all, after, limit + 1).await?;
    let base = cx.query.base(&["after"]);
    let next = found.get(limit.saturating_sub(1)).filter(|_| found.len() > limit);
    let next = next.map(|last| format!("/work/content/forced{base}after={}.{}", last.at.0, last.id));
    let mut items = Vec::new();
    for one in found.iter().take(limit) {
        items.push(row(cx, one).await?);
    }
    let first = if after.is_some() { format!("/work/content/forced{base}") } else { String::new() };
    let verdicts: Vec<Value> =
        VERDICTS.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect();
    let waiting = rows::open(&mut cx.reader(), units.as_deref()).await?;
    Ok(json!({
        "items": items, "first": first, "next": next.unwrap_or_default(), "all": all, "verdicts": verdicts, "waiting": waiting,
    }))
}

async fn row(cx: &Cx, one: &Unreviewed) -> std::result::Result<Value, Error> {
    let verdict = VERDICTS.iter().find(|(key, _)| *key == one.verdict).map_or("", |(_, title)| title);
    let (title, href, did) = match one.what() {
        What::Edition(item, version) => {
            (one.title.clone(), format!("/work/content/{item}"), format!("强制发布第 {version} 版"))
        }
        What::Import(import) => {
            let title = format!("导入旧网站“{}”", one.title);
            (title, format!("/work/content/imports/{import}?show=in"), brought(cx, import).await?)
        }
    };
    Ok(json!({
        "id": one.id,
        "title": title,
        "href": href,
        "did": did,
        "at": one.at.minutes(),
        "actor": one.actor,
        "why": one.why,
        "looker": one.looker,
        "looked": one.looked_at.map(base::Moment::minutes).unwrap_or_default(),
        "verdict": verdict,
        "note": one.note,
        "findings": one.findings,
        "stops": one.stops,
        "due": one.due_at.map(base::Moment::minutes).unwrap_or_default(),
        "late": one.looked_at.is_none() && one.due_at.is_some_and(|due| due < cx.now),
        "own": unreviewed::may_look(&cx.actor, one.unit_id, one.person_id).is_err(),
    }))
}

/// How much an import published.
async fn brought(cx: &Cx, import: i64) -> std::result::Result<String, Error> {
    let state = imports::find(&mut cx.reader(), import).await?.ok_or(Error::Unseen)?.state;
    let count = rows::published(&mut cx.reader(), import).await?;
    Ok(match state.as_str() {
        "done" | "failed" | "dropped" => format!("不经三审按原样发布，共 {count} 篇"),
        _ => format!("不经三审按原样发布，已发布 {count} 篇，正在导入"),
    })
}

/// `POST /work/content/forced/{id}`: what the second person found.
pub(crate) async fn look(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match unreviewed::look(&mut tx, &desk, id, form.get("verdict"), form.get("note")).await {
        Ok(()) => cx.done(tx, &form, "/work/content/forced", "复核意见已记录。").await,
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = data(&cx).await?;
            data["tried"] = json!(id);
            cx.again("content/work_forced.html", frame(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
