//! `/work/content/forced`: what was published without its reviews, for a second pair of eyes.

use base::Error;
use edition::{Desk, PUBLISH};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::{self, VERDICTS};
use crate::store::{self, Forced};

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
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let after = cx.query.get("after").split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    // What others publish on other sites does not exist here.
    let units = cx.actor.staff()?.grants.units(PUBLISH);
    let found = store::forced(&mut cx.reader(), units.as_deref(), !all, after, rows + 1).await?;
    let next = found.get(rows.saturating_sub(1)).filter(|_| found.len() > rows);
    let next =
        next.map(|last| format!("/work/content/forced{}after={}.{}", cx.query.base(&["after"]), last.at.0, last.id));
    let items: Vec<Value> = found.iter().take(rows).map(|forced| row(cx, forced)).collect();
    let verdicts: Vec<Value> =
        VERDICTS.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect();
    Ok(json!({ "items": items, "next": next.unwrap_or_default(), "all": all, "verdicts": verdicts }))
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
        "mine": actions::may_look(&cx.actor, forced).is_err(),
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
