//! `/work/calls`: whom the actor has to call, who is late, who was called; and a page for each, on which what came of a call is noted.

use ::store::long::{Key, Turn, whole_number};
use base::{Error, Fault};
use matter::{Ground, Lines};
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Audience, Cx, Form, Menu, Once, Page, Path, Result, Routes, Shell};

use super::{AllCallers, CALL, Callee, NOTE_MAX, RESULTS, WHYS, Which, called, due, late};
use crate::store::{self, Call};
use crate::{choice, desk, mask};

/// Its entry in the menu of the workbench.
pub const MENUS: &[Menu] = &[Menu {
    title: "待电话告知",
    href: "/work/calls",
    order: 395,
    shell: Shell::Work,
    audience: Audience::Verb(CALL),
}];

/// Its routes.
pub fn routes() -> Routes {
    let callers = Audience::Verb(CALL);
    Routes::new("counter").get("/work/calls", callers, page).get("/work/calls/{id}", callers, one).post(
        "/work/calls/{id}",
        callers,
        note,
    )
}

fn all(cx: &Cx) -> std::result::Result<Arc<AllCallers>, Error> {
    Ok(cx.app.ext::<AllCallers>().ok_or_else(|| Fault::broken("no line calls anybody"))?)
}

async fn page(cx: Cx) -> Result {
    let (all, ground) = (all(&cx)?, Ground::of(&cx.app));
    let mut places = all.places(&cx.actor);
    let titles: Vec<Value> = places
        .iter()
        .filter_map(|(process, _)| all.of(process))
        .map(|callers| json!({ "value": callers.process.key, "title": callers.title }))
        .collect();
    let line = cx.query.get("line").to_owned();
    if places.iter().any(|(process, _)| *process == line) {
        places.retain(|(process, _)| *process == line);
    }
    let tabs =
        [("open", "待告知", Which::Open), ("late", "超期", late(&ground)?), ("settled", "已办结", Which::Settled)];
    let (key, _, which) = tabs.iter().copied().find(|(key, ..)| *key == cx.query.get("count")).unwrap_or(tabs[0]);
    let mut counts = Vec::new();
    for (tab, title, which) in tabs {
        let number = store::count(&mut cx.reader(), &places, which).await?;
        counts.push(desk::tab(&cx, tab, title, tab == key, number));
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let settled = which == Which::Settled;
    let place = |call: &Call| -> Key { [call.closed_at.unwrap_or(call.asked_at).into(), call.id.into()] };
    let found = store::list(&mut cx.reader(), &places, which, &turn, rows + 1).await?;
    let found = found.shown(&turn, settled, rows, place);
    let data = json!({
        "tabs": counts,
        "count": key,
        "lines": titles,
        "line": line,
        "rows": shown(&cx, &ground, &found.rows).await?,
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "settled": settled,
    });
    cx.page("counter/calls.html", Page::new("待电话告知").kind("list"), data)
}

/// Whom these calls are for, as the actor may know them.
async fn people(cx: &Cx, calls: &[Call]) -> std::result::Result<Vec<Callee>, Error> {
    let all = all(cx)?;
    let mut people: Vec<Callee> = Vec::new();
    for callers in all.0 {
        let mut keys: Vec<i64> =
            calls.iter().filter(|call| call.process == callers.process.key).map(|call| call.matter_id).collect();
        keys.dedup();
        if !keys.is_empty() {
            people.extend((callers.people)(cx, &keys).await?);
        }
    }
    Ok(people)
}

/// Rows of the list: whom, of what, why, until when.
async fn shown(cx: &Cx, ground: &Ground, calls: &[Call]) -> std::result::Result<Vec<Value>, Error> {
    let all = all(cx)?;
    let lines = cx.app.ext::<Lines>().ok_or_else(|| Fault::broken("no lines"))?;
    let people = people(cx, calls).await?;
    let q = &mut cx.reader();
    let mut rows = Vec::with_capacity(calls.len());
    for call in calls {
        let Some(callee) = people.iter().find(|callee| callee.matter == call.matter_id) else { continue };
        let until = due(ground, call.asked_at)?;
        let (light, words) = desk::light(cx, if call.closed_at.is_some() { "met" } else { "running" }, until);
        rows.push(json!({
            "id": call.id,
            "matter": call.matter_id,
            "about": call.about_id,
            "number": matter::store::matter(q, call.matter_id).await?.number,
            "line": all.of(&call.process).map_or("", |callers| callers.title),
            "href": lines.page(&call.process, call.matter_id).unwrap_or_default(),
            "name": if callee.name.is_empty() { "未留姓名" } else { callee.name.as_str() },
            "phone": callee.phone,
            "hidden": callee.hidden.is_some(),
            "text": call.text,
            "why": choice::title(WHYS, &call.why),
            "asked": call.asked_at.minutes(),
            "due": until.date().to_string(),
            "light": light,
            "words": words,
            "tries": call.tries,
            "result": choice::title(RESULTS, &call.result),
            "good": call.result == "reached",
            "closed": call.closed_at.map(base::Moment::minutes),
        }));
    }
    Ok(rows)
}

/// What a matter's page shows of those who are to be called: its own person, and those whose matters were joined with it. Nothing for who
/// does not call.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(cx: &Cx, matter: i64) -> std::result::Result<Vec<Value>, Error> {
    let places = all(cx)?.places(&cx.actor);
    let mut calls = store::of_matter(&mut cx.reader(), matter).await?;
    calls.retain(|call| mine(&places, call));
    shown(cx, &Ground::of(&cx.app), &calls).await
}

fn mine(places: &store::Places, call: &Call) -> bool {
    let here = |units: &Option<Vec<i64>>| units.as_ref().is_none_or(|units| units.contains(&call.home_unit));
    places.iter().any(|(process, units)| *process == call.process && here(units))
}

/// The page of one.
async fn one(cx: Cx, Path(id): Path<i64>) -> Result {
    let (title, data) = data(&cx, id).await?;
    cx.page("counter/call.html", framed(title), data)
}

fn framed(title: String) -> Page {
    Page::new(title).kind("form").crumb("待电话告知", "/work/calls")
}

async fn data(cx: &Cx, id: i64) -> std::result::Result<(String, Value), Error> {
    let call = store::call(&mut cx.reader(), id).await?;
    if !mine(&all(cx)?.places(&cx.actor), &call) {
        return Err(Error::Unseen);
    }
    let ground = Ground::of(&cx.app);
    let row = shown(cx, &ground, std::slice::from_ref(&call)).await?.pop().ok_or(Error::Unseen)?;
    let hidden = people(cx, std::slice::from_ref(&call)).await?.pop().and_then(|callee| callee.hidden);
    // Whoever called may have written down with whom he spoke.
    let veil = |note: &str| match &hidden {
        Some(name) => mask::veiled(note, name, "本人"),
        None => note.to_owned(),
    };
    let q = &mut cx.reader();
    let tries = store::tries(q, id).await?;
    let people: Vec<i64> = tries.iter().map(|made| made.person_id).collect();
    let names = identity::people::names(q, &people).await?;
    let made = |made: &store::Try| {
        json!({
            "at": made.at.minutes(),
            "by": names.get(&made.person_id),
            "result": choice::title(RESULTS, &made.result),
            "note": veil(&made.note),
        })
    };
    let data = json!({
        "call": row,
        "tries": tries.iter().map(made).collect::<Vec<_>>(),
        "results": RESULTS,
        "note_max": NOTE_MAX,
        "most": ground.rules.number("matter.call.tries", cx.now.date())?,
    });
    Ok((format!("电话告知 {}", row["number"].as_str().unwrap_or_default()), data))
}

/// What came of a call.
async fn note(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    match noted(&cx, id, &form).await {
        Ok(()) => {
            cx.notice("good", "已登记告知结果。");
            cx.see_other("/work/calls")
        }
        Err(Error::Invalid(errors)) => {
            let (title, data) = data(&cx, id).await?;
            cx.again("counter/call.html", framed(title), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn noted(cx: &Cx, id: i64, form: &Form) -> std::result::Result<(), Error> {
    let all = all(cx)?;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    let given = (id, form.get("result"), form.get("note"));
    called(&mut tx, &Ground::of(&cx.app), &all, &cx.actor, given).await?;
    cx.once_done(&mut tx, form, "/work/calls").await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(())
}
