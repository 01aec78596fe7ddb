//! The directory as the public sees it.

use std::collections::BTreeMap;

use base::Error;
use matter::Later;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result, Routes};

use crate::model::{self, Item, KINDS, SERVES};
use crate::store::{self, Filter};
use crate::{CACHE, THIN};

/// Topics to choose from, at most.
const TOPICS: usize = 200;

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    Routes::new("guide").page("/guide", list).page("/guide/{id}", item)
}

/// The service items for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let found = store::list(&mut cx.reader(), &Filter::default(), (-1, -1), limit).await?;
        Ok(found.iter().map(|item| format!("/guide/{}", item.id)).collect())
    })
}

async fn names(cx: &Cx) -> std::result::Result<BTreeMap<i64, String>, Error> {
    Ok(cx.app.identity.units().await?.iter().map(|u| (u.id, u.short_name.clone())).collect())
}

/// What the address asks for.
fn asked(cx: &Cx) -> std::result::Result<Filter, Error> {
    Ok(Filter {
        unit: cx.query.int("unit"),
        ids: None,
        kind: cx.query.get("kind").to_owned(),
        topic: cx.query.get("topic").to_owned(),
        words: base::text::truncate(cx.query.get("q").trim(), base::limits::QUERY_CHARS_MAX),
        serves: cx.query.get("serves").to_owned(),
        online: cx.query.get("online") == "1",
        lacking: (cx.query.get("thin") == "1").then(|| cx.app.number(THIN)).transpose()?,
    })
}

/// The tabs of kinds that there are.
async fn tabs(cx: &Cx, chosen: &str) -> std::result::Result<Vec<Value>, Error> {
    let counts = store::by_kind(&mut cx.reader()).await?;
    let all = counts.iter().map(|(_, n)| n).sum::<i64>();
    let kinds =
        KINDS.iter().filter_map(|(key, title)| counts.iter().find(|(k, _)| k == key).map(|(_, n)| (*key, *title, *n)));
    let base = cx.query.base(&["kind", "after"]);
    let tab = |(key, title, count)| json!({ "title": title, "href": format!("{base}kind={key}"), "current": chosen == key, "count": count });
    Ok(std::iter::once(("", "全部", all)).chain(kinds).map(tab).collect())
}

async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let filter = asked(&cx)?;
    let after = cx.query.get("after").split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut found = store::list(&mut cx.reader(), &filter, after.unwrap_or((-1, -1)), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let base = cx.query.base(&["after"]);
    let next = match found.last() {
        Some(last) if more => format!("{base}after={}.{}", last.rank, last.id),
        _ => String::new(),
    };
    let total = store::count(&mut cx.reader(), &filter).await?;
    let names = names(&cx).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let items: Vec<Value> = found
        .iter()
        .map(|i| {
            json!({
                "href": format!("/guide/{}", i.id), "name": i.name, "kind": model::kind(&i.kind),
                "unit": name(i.unit_id), "online": !i.link.is_empty(), "takes": i.takes,
            })
        })
        .collect();
    let units: Vec<Value> = store::by_unit(&mut cx.reader(), &Filter::default())
        .await?
        .into_iter()
        .map(|(id, n)| json!({ "value": id, "title": format!("{}（{n}）", name(id)) }))
        .collect();
    let topics: Vec<Value> = store::by_topic(&mut cx.reader(), &Filter::default(), TOPICS)
        .await?
        .into_iter()
        .map(|(topic, n)| json!({ "value": topic, "title": format!("{topic}（{n}）") }))
        .collect();
    let data = json!({
        "items": items, "units": units, "topics": topics, "tabs": tabs(&cx, &filter.kind).await?, "next": next, "first": if after.is_some() { base } else { String::new() },
        "total": total, "serves": SERVES.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect::<Vec<_>>(),
        "chosen": {
            "unit": cx.query.get("unit"), "kind": filter.kind, "topic": filter.topic, "q": filter.words, "serves": filter.serves,
        },
    });
    let page =
        Page::new("办事服务").kind("list").column("办事服务").description("按部门、主题、类型和名称查找办事事项");
    cx.page("guide/list.html", page, data)
}

/// The parts of a guide that say something: heading, whether they are counted, lines.
fn parts(item: &Item) -> Vec<Value> {
    let parts = [
        ("申请条件", false, &item.conditions),
        ("办理材料", true, &item.materials),
        ("办理流程", true, &item.steps),
        ("设定依据", false, &item.basis),
    ];
    parts
        .into_iter()
        .filter(|(.., text)| !text.is_empty())
        .map(|(title, counted, text)| {
            let lines: Vec<&str> = text.lines().collect();
            json!({ "title": title, "counted": counted, "lines": lines })
        })
        .collect()
}

/// Themes of one group of people that the home page shows.
const THEMES: usize = 8;

/// The block of the home page: themes for people and for firms, on the portal alone.
pub(crate) fn home<'a>(app: &'a web::App, site: &'a str) -> Later<'a, Value> {
    Box::pin(async move {
        if !site.is_empty() && site != edition::site::MAIN {
            return Ok(Value::Null);
        }
        let mut groups = Vec::new();
        for (key, title) in SERVES {
            let filter = Filter { serves: (*key).to_owned(), ..Filter::default() };
            let topics = store::by_topic(&mut app.db.reader(), &filter, THEMES).await?;
            let topics: Vec<Value> = topics
                .into_iter()
                .map(|(topic, n)| {
                    json!({ "title": topic, "count": n, "href": format!("/guide?serves={key}&topic={}", web::encode(&topic)) })
                })
                .collect();
            if !topics.is_empty() {
                groups.push(json!({ "title": title, "href": format!("/guide?serves={key}"), "topics": topics }));
            }
        }
        Ok(if groups.is_empty() { Value::Null } else { json!({ "groups": groups }) })
    })
}

async fn item(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let item = store::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let unit = identity::units::find(&mut cx.reader(), item.unit_id).await?.ok_or(Error::Unseen)?;
    let page = Page::new(item.name.clone())
        .kind("page")
        .description(format!("{}办事指南", unit.short_name))
        .column("办事服务")
        .crumb("办事服务", "/guide");
    let topic =
        if item.topic.is_empty() { String::new() } else { format!("/guide?topic={}", web::encode(&item.topic)) };
    let names = names(&cx).await?;
    let lists: Vec<Value> = crate::coded::lists_of(&cx, &item.code)
        .await?
        .into_iter()
        .map(|entry| {
            // A list of the same unit needs not name it again.
            let of = names.get(&entry.unit).filter(|_| entry.unit != item.unit_id).cloned().unwrap_or_default();
            json!({ "what": entry.what, "title": entry.title, "unit": of, "basis": entry.basis, "href": entry.href })
        })
        .collect();
    let data = json!({
        "item": item, "topic": topic, "kind": model::kind(&item.kind), "serves": model::serves(&item.serves),
        "lists": lists,
        "parts": parts(&item), "unit": { "id": unit.id, "name": unit.name, "phone": unit.phone },
    });
    cx.page("guide/item.html", page, data)
}
