//! The directory as the public sees it.

use std::collections::BTreeMap;

use base::Error;
use matter::Later;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result, Routes};

use crate::CACHE;
use crate::model::{self, KINDS};
use crate::store::{self, Filter};

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

async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let words = base::text::truncate(cx.query.get("q").trim(), base::limits::QUERY_CHARS_MAX);
    let filter = Filter {
        unit: cx.query.int("unit"),
        kind: cx.query.get("kind").to_owned(),
        topic: cx.query.get("topic").to_owned(),
        words: words.clone(),
    };
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
                "unit": name(i.unit_id), "online": !i.link.is_empty(),
            })
        })
        .collect();
    let units: Vec<Value> = store::by_unit(&mut cx.reader())
        .await?
        .into_iter()
        .map(|(id, n)| json!({ "value": id, "title": format!("{}（{n}）", name(id)) }))
        .collect();
    let topics: Vec<Value> = store::by_topic(&mut cx.reader())
        .await?
        .into_iter()
        .map(|(topic, n)| json!({ "value": topic, "title": format!("{topic}（{n}）") }))
        .collect();
    let counts = store::by_kind(&mut cx.reader()).await?;
    let tabs: Vec<Value> = std::iter::once(("", "全部", counts.iter().map(|(_, n)| n).sum::<i64>()))
        .chain(KINDS.iter().filter_map(|(key, title)| {
            counts.iter().find(|(k, _)| k == key).map(|(_, n)| (*key, *title, *n))
        }))
        .map(|(key, title, count)| {
            let base = cx.query.base(&["kind", "after"]);
            json!({ "title": title, "href": format!("{base}kind={key}"), "current": filter.kind == key, "count": count })
        })
        .collect();
    let data = json!({
        "items": items, "units": units, "topics": topics, "tabs": tabs, "next": next, "first": if after.is_some() { base } else { String::new() },
        "total": total, "chosen": { "unit": cx.query.get("unit"), "kind": filter.kind, "topic": filter.topic, "q": words },
    });
    let page =
        Page::new("办事服务").kind("list").column("办事服务").description("按部门、主题、类型和名称查找办事事项");
    cx.page("guide/list.html", page, data)
}

async fn item(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let item = store::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let unit = identity::units::find(&mut cx.reader(), item.unit_id).await?.ok_or(Error::Unseen)?;
    let page = Page::new(item.name.clone()).kind("page").column("办事服务").crumb("办事服务", "/guide");
    let topic =
        if item.topic.is_empty() { String::new() } else { format!("/guide?topic={}", web::encode(&item.topic)) };
    let data = json!({
        "item": item, "topic": topic, "kind": model::kind(&item.kind), "unit": { "id": unit.id, "name": unit.name, "phone": unit.phone },
    });
    cx.page("guide/item.html", page, data)
}
