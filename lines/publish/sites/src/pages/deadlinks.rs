//! The sheet of dead links on the workbench: those of the sites that the person watches, and hosts outside.

use std::collections::BTreeMap;

use base::{Date, Error, reason, text};
use edition::{Desk, KEEP, Site, live, site};
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use super::{done, problems};
use crate::WATCH;
use crate::actions;
use crate::finds::LINKS;
use crate::store::deadlinks::{self as rows, DeadLink, Filter};
use crate::store::guard as rounds;

/// Rows of one page.
const PAGE: usize = 50;
/// States: key, word, colour.
const STATES: &[(&str, &str, &str)] = &[("bad", "坏链", "bad"), ("mended", "已改", "good"), ("ignored", "忽略", "")];
/// The address of the sheet.
const HERE: &str = "/work/sites/deadlinks";

/// The sites that the person watches, and what was asked of their links.
async fn asked(cx: &Cx) -> std::result::Result<(Vec<Site>, Filter), Error> {
    let sites = site::within(&mut cx.reader(), &cx.actor, WATCH).await?;
    let date = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let state = cx.query.get("state");
    let filter = Filter {
        ids: None,
        sites: Some(sites.iter().map(|site| site.id).collect()),
        site: cx.query.int("site"),
        unit: cx.query.int("unit"),
        from: date("from"),
        to: date("to"),
        state: if STATES.iter().any(|(key, ..)| *key == state) { state.to_owned() } else { String::new() },
        words: base::text::truncate(cx.query.get("q").trim(), 40),
    };
    Ok((sites, filter))
}

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("sites/work_deadlinks.html", shown(&cx), data)
}

fn shown(cx: &Cx) -> Page {
    super::below_sites(cx, "错链")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let (sites, filter) = asked(cx).await?;
    let mut reader = cx.reader();
    let mut found = rows::list(&mut reader, &filter, cx.query.int("before"), PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|row| format!("{}before={}", cx.query.base(&["before"]), row.id));
    let mut states = Vec::new();
    let all = Filter { state: String::new(), ..filter.clone() };
    let base = cx.query.base(&["state", "before"]);
    for (key, title) in [("", "全部")].into_iter().chain(STATES.iter().map(|(key, word, _)| (*key, *word))) {
        let count = rows::count(&mut reader, &Filter { state: key.to_owned(), ..all.clone() }).await?;
        let href = format!("{HERE}{base}state={key}");
        states.push(json!({ "title": title, "href": href, "count": count, "current": filter.state == key }));
    }
    let bad = Filter { state: "bad".to_owned(), sites: filter.sites.clone(), ..Filter::default() };
    let counts = rows::by_site(&mut reader, &bad).await?;
    let of_site = |site: &Site| counts.iter().find(|(id, _)| *id == site.id).map_or(0, |(_, count)| *count);
    let numbers: Vec<Value> =
        sites.iter().map(|site| json!({ "id": site.id, "name": site.name, "count": of_site(site) })).collect();
    let wrong: Vec<(String, i64)> =
        found.iter().filter(|row| row.state == "bad").map(|row| (row.id.to_string(), row.unit_id)).collect();
    let (follow, cells) = matter::finds::beside(cx, LINKS, &wrong).await?;
    let mut cells = wrong.iter().map(|(key, _)| key.clone()).zip(cells).collect::<BTreeMap<String, Value>>();
    let mut rows: Vec<Value> = found.iter().map(|row| line(cx, row, &sites)).collect();
    for (row, shown) in found.iter().zip(&mut rows) {
        shown["follow"] = cells.remove(&row.id.to_string()).unwrap_or_default();
    }
    Ok(json!({
        "rows": rows,
        "follow": follow,
        "states": states,
        "numbers": numbers.iter().filter(|n| n["count"] != 0).collect::<Vec<_>>(),
        "sites": sites.iter().map(|site| json!({ "value": site.id, "title": site.name })).collect::<Vec<_>>(),
        "next": next.unwrap_or_default(),
        "first": if cx.query.int("before").is_some() { cx.query.base(&["before"]) } else { String::new() },
        "ended": rounds::ended(&mut reader, "links").await?.map(|at| at.minutes()),
        "outside": cx.app.number("sites.links.outside")? != 0,
        "asked": { "site": cx.query.get("site"), "state": filter.state, "q": filter.words,
                   "from": cx.query.get("from"), "to": cx.query.get("to"), "unit": cx.query.get("unit") },
    }))
}

fn line(cx: &Cx, row: &DeadLink, sites: &[Site]) -> Value {
    let site = sites.iter().find(|site| site.id == row.site_id);
    let (_, word, tone) = STATES.iter().copied().find(|(key, ..)| *key == row.state).unwrap_or(("", "", ""));
    json!({
        "id": row.id,
        "mine": site.is_some_and(|site| cx.actor.may(KEEP, Some(site.unit_id))),
        "title": row.title,
        "page": site.map_or_else(|| live::path(row.item_id), |site| site.at(&live::path(row.item_id))),
        "site": site.map_or("", |site| site.name.as_str()),
        "href": row.href,
        "words": row.words,
        "says": says(row),
        "since": row.since.date().to_string(),
        "checked": row.checked_at.minutes(),
        "state": row.state,
        "word": word,
        "tone": tone,
        "why": row.why,
        "actor": row.actor,
    })
}

/// How the link is answered, in Chinese.
fn says(row: &DeadLink) -> String {
    match (row.status, row.host.is_empty()) {
        (404, true) => "本站没有这个地址".to_owned(),
        (410, true) => "内容已撤回".to_owned(),
        (0, _) => "打不开：内网地址或对方无应答".to_owned(),
        (status, _) => format!("对方回答 {status}"),
    }
}

/// Hosts outside with their numbers.
pub(super) async fn hosts(cx: Cx) -> Result {
    let (sites, filter) = asked(&cx).await?;
    let wanted = |id: &i64| filter.site.is_none_or(|site| site == *id);
    let ids: Vec<i64> = sites.iter().map(|site| site.id).filter(wanted).collect();
    let after = cx.query.get("after");
    let mut found = rows::hosts(&mut cx.reader(), &ids, after, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more);
    let next = next.map(|(host, ..)| format!("{}after={}", cx.query.base(&["after"]), web::encode(host)));
    let rows: Vec<Value> =
        found.iter().map(|(host, links, items)| json!({ "host": host, "links": links, "items": items })).collect();
    let data = json!({
        "rows": rows,
        "sites": sites.iter().map(|site| json!({ "value": site.id, "title": site.name })).collect::<Vec<_>>(),
        "asked": cx.query.get("site"),
        "next": next.unwrap_or_default(),
        "first": if after.is_empty() { String::new() } else { cx.query.base(&["after"]) },
        "outside": cx.app.number("sites.links.outside")? != 0,
    });
    cx.page("sites/work_outside.html", super::below_sites(&cx, "外部链接").crumb("错链", HERE), data)
}

/// Lets a link stand, with a reason, or takes that back.
pub(super) async fn decide(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let mut check = Check::new(&form);
    let ignored = form.get("do") != "again";
    let why = if ignored { text::clean_line(form.get("why")) } else { String::new() };
    if let Some(message) = reason::wrong("理由", &why, reason::LEAST, 100).filter(|_| ignored) {
        check.error("why", message);
    }
    let errors = match check.finish(()) {
        Ok(()) => match actions::decide_link(&mut tx, &Desk::of(&cx), id, ignored, &why).await {
            Ok(()) => {
                let words = if ignored { "已忽略，理由已记录。" } else { "已恢复为坏链。" };
                return done(&cx, tx, &form, HERE, words).await;
            }
            Err(error) => problems(error)?,
        },
        Err(errors) => errors,
    };
    tx.rollback().await?;
    let data = data(&cx).await?;
    cx.again("sites/work_deadlinks.html", shown(&cx), data, &form, errors)
}
