//! The platform as the public sees it: lists by facet, guide and rules, organs, 五公开, statistics.

use base::{Date, Error};
use edition::live::{self, Facets, Turn};
use edition::{DISCLOSED, Listed, terms};
use identity::units::Unit;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::{names, options, organs_of, tree};
use crate::{CACHE, catalogue, demo_texts, store};

/// Counts on lists stop here.
const CAP: usize = 10_000;
/// Documents of each of 五公开.
const FIVE_ROWS: usize = 8;

fn page(title: &str) -> Page {
    Page::new(title).kind("list").column("政府信息公开").crumb("政府信息公开", "/xxgk")
}

/// The unit that the address asks for.
async fn unit_of(cx: &Cx) -> std::result::Result<Option<Unit>, Error> {
    match cx.query.get("unit").parse::<i64>() {
        Ok(id) => Ok(Some(identity::units::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?)),
        Err(_) => Ok(None),
    }
}

/// Where a page of a list begins, from the query: `after` or `before` as `time.key`.
fn turn(cx: &Cx) -> Turn {
    let read = |name: &str| {
        let (at, id) = cx.query.get(name).split_once('.')?;
        Some((at.parse::<i64>().ok()?, id.parse::<i64>().ok()?))
    };
    match (read("after"), read("before")) {
        (Some((at, id)), _) => Turn::After(at, id),
        (None, Some((at, id))) => Turn::Before(at, id),
        _ => Turn::First,
    }
}

/// The addresses of the pages before and after, and the rows of this one; `found` has one row more when there are more.
fn turned(cx: &Cx, turn: Turn, mut found: Vec<Listed>, rows: usize) -> (Vec<Listed>, String, String) {
    let more = found.len() > rows;
    if more {
        match turn {
            Turn::Before(..) => drop(found.remove(0)),
            _ => found.truncate(rows),
        }
    }
    let base = cx.query.base(&["after", "before"]);
    let link = |name: &str, row: Option<&Listed>| {
        row.map(|row| format!("{base}{name}={}.{}", row.published_at.0, row.item_id)).unwrap_or_default()
    };
    let (newer, older) = match turn {
        Turn::First => (false, more),
        Turn::After(..) => (true, more),
        Turn::Before(..) => (more, true),
    };
    let prev = if newer { link("before", found.first()) } else { String::new() };
    let next = if older { link("after", found.last()) } else { String::new() };
    (found, prev, next)
}

/// `/xxgk`: the catalogue with its facets.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let unit = unit_of(&cx).await?;
    let get = |name: &str| cx.query.get(name).to_owned();
    let node = get("node");
    let chosen = catalogue::find(&node);
    if !node.is_empty() && chosen.is_none() {
        return Err(Error::Unseen.into());
    }
    let facets = Facets {
        unit: unit.as_ref().map(|u| u.id),
        theme: get("theme"),
        genre: get("genre"),
        year: cx.query.int("year"),
        validity: get("validity"),
        node: node.clone(),
        kind: get("kind"),
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = turn(&cx);
    let found = live::disclosed(&mut cx.reader(), &facets, turn, rows + 1).await?;
    let total = live::count_disclosed(&mut cx.reader(), &facets, CAP).await?;
    let (found, prev, next) = turned(&cx, turn, found, rows);
    let title = chosen.map_or("法定主动公开内容", |n| n.title);
    let this_year = i64::from(cx.now.date().year());
    let years: Vec<Value> =
        (this_year - 9..=this_year).rev().map(|y| json!({ "value": y, "title": format!("{y} 年") })).collect();
    let data = json!({
        "tree": tree(&node, facets.unit),
        "basis": chosen.map_or("", |n| n.basis),
        "unit": unit.map(|u| json!({ "id": u.id, "name": u.name })),
        "rows": rows_of(&cx, &found).await?,
        "prev": prev, "next": next,
        "total": if total >= CAP as i64 { format!("{CAP} 条以上") } else { format!("{total} 条") },
        "themes": options(terms::THEMES), "genres": options(terms::GENRES), "validities": options(terms::VALIDITIES),
        "years": years,
        "chosen": {
            "theme": facets.theme, "genre": facets.genre, "validity": facets.validity, "node": node,
            "year": cx.query.get("year"), "unit": cx.query.get("unit"), "kind": facets.kind,
        },
    });
    cx.page("disclosure/list.html", page(title).description("政府信息公开目录"), data)
}

/// Rows of a list: number, index number, title, document number, publisher, dates, validity.
async fn rows_of(cx: &Cx, found: &[Listed]) -> std::result::Result<Vec<Value>, Error> {
    let names = names(cx).await?;
    let rows = found.iter().map(|row| {
        json!({
            "href": row.path(), "title": row.title, "index": row.index_no, "number": row.doc_no,
            "unit": names.get(&row.unit_id).map_or("", String::as_str), "made": row.made_on,
            "published": row.published_at.date().to_string(),
            "validity": terms::title(terms::VALIDITIES, &row.validity).unwrap_or("—"),
            "tone": if matches!(row.validity.as_str(), "expired" | "repealed") { "grey" } else { "good" },
        })
    });
    Ok(rows.collect())
}

/// `/xxgk/guide`.
pub(super) async fn guide(cx: Cx) -> Result {
    text(cx, "guide", "政府信息公开指南").await
}

/// `/xxgk/rules`.
pub(super) async fn rules(cx: Cx) -> Result {
    text(cx, "rules", "政府信息公开制度").await
}

async fn text(cx: Cx, kind: &str, title: &str) -> Result {
    cx.depends(CACHE);
    let unit = match unit_of(&cx).await? {
        Some(unit) => unit,
        None => organs_of(&cx).await?.into_iter().next().ok_or(Error::Unseen)?,
    };
    let kept = store::page(&mut cx.reader(), unit.id, kind).await?;
    let (body, changed) = match kept {
        Some((body, at)) => (body, at.date().to_string()),
        None => (demo_texts::first(kind, &unit.name, &unit.phone, &unit.name), String::new()),
    };
    let organs: Vec<Value> = organs_of(&cx)
        .await?
        .into_iter()
        .map(|u| {
            json!({
                "title": u.short_name, "href": format!("/xxgk/{kind}?unit={}", u.id), "current": u.id == unit.id,
            })
        })
        .collect();
    let data = json!({
        "tree": tree(kind, Some(unit.id)), "body": body, "changed": changed,
        "unit": { "id": unit.id, "name": unit.name }, "organs": organs,
    });
    cx.page("disclosure/text.html", page(title).kind("page"), data)
}

/// `/xxgk/organs`: every organ with its guide, catalogue, annual reports and budgets.
pub(super) async fn organs(cx: Cx) -> Result {
    cx.depends(CACHE);
    let organs: Vec<Value> = organs_of(&cx)
        .await?
        .into_iter()
        .map(|u| json!({ "id": u.id, "name": u.name, "short": u.short_name, "kind": u.kind, "phone": u.phone }))
        .collect();
    let data = json!({ "tree": tree("organs", None), "organs": organs });
    cx.page("disclosure/organs.html", page("各单位公开"), data)
}

/// `/xxgk/five`: 决策、执行、管理、服务、结果公开.
pub(super) async fn five(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let mut parts = Vec::new();
    for key in catalogue::FIVE {
        let facets = Facets { node: (*key).to_owned(), ..Facets::default() };
        let rows = live::disclosed(&mut cx.reader(), &facets, Turn::First, FIVE_ROWS).await?;
        let items: Vec<Value> = rows
            .iter()
            .map(|r| json!({ "title": r.title, "href": r.path(), "date": r.published_at.date().to_string() }))
            .collect();
        let title = catalogue::find(key).map_or("", |n| n.title);
        parts.push(json!({ "title": title, "href": format!("/xxgk?node={key}"), "items": items }));
    }
    let data = json!({ "tree": tree("five", None), "parts": parts });
    cx.page("disclosure/five.html", page("五公开"), data)
}

/// The period that the address asks for: this year when none.
fn period(cx: &Cx) -> (Date, Date) {
    let today = cx.now.date();
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let date = |name: &str, or: Date| cx.query.get(name).parse::<Date>().unwrap_or(or);
    (date("from", first), date("to", today))
}

/// `/xxgk/stats`: what each unit published this year; each number opens its list.
pub(super) async fn stats(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let (from, to) = period(&cx);
    let names = names(&cx).await?;
    let mut columns: Vec<Vec<(i64, i64)>> = Vec::new();
    for kind in ["", "policy", "interpretation"] {
        let facets = Facets { kind: kind.to_owned(), ..Facets::default() };
        columns.push(live::by_unit(&mut cx.reader(), from, to, &facets).await?);
    }
    let of = |column: usize, unit: i64| {
        columns.get(column).and_then(|c| c.iter().find(|(u, _)| *u == unit)).map_or(0, |(_, n)| *n)
    };
    let mut rows: Vec<Value> = columns
        .first()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|(unit, all)| {
            let list = format!("/xxgk/published?from={from}&to={to}&unit={unit}");
            json!({
                "unit": names.get(unit).map_or("", String::as_str), "all": all, "policies": of(1, *unit),
                "readings": of(2, *unit), "href": list,
            })
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row["all"].as_i64()));
    let total: i64 = columns.first().map_or(0, |c| c.iter().map(|(_, n)| n).sum());
    let data = json!({
        "tree": tree("stats", None), "rows": rows, "total": total,
        "from": from.to_string(), "to": to.to_string(),
        "all_href": format!("/xxgk/published?from={from}&to={to}"),
    });
    cx.page("disclosure/stats.html", page("公开统计"), data)
}

/// `/xxgk/published`: the list that the figures open.
pub(super) async fn published(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let (from, to) = period(&cx);
    let unit = unit_of(&cx).await?;
    let facets =
        Facets { unit: unit.as_ref().map(|u| u.id), kind: cx.query.get("kind").to_owned(), ..Facets::default() };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = turn(&cx);
    let found = live::between(&mut cx.reader(), from, to, &facets, turn, rows + 1).await?;
    let counts = live::by_unit(&mut cx.reader(), from, to, &facets).await?;
    let total: i64 = counts.iter().filter(|(u, _)| facets.unit.is_none_or(|only| only == *u)).map(|(_, n)| n).sum();
    let (found, prev, next) = turned(&cx, turn, found, rows);
    let kind = terms::title(terms::KINDS, &facets.kind).unwrap_or("信息");
    let heading = format!("{}{from} 至 {to} 发布的{kind}", unit.map(|u| u.short_name).unwrap_or_default());
    let data = json!({
        "tree": tree("stats", None), "rows": rows_of(&cx, &found).await?, "prev": prev,
        "next": next, "total": format!("{total} 条"),
    });
    cx.page("disclosure/published.html", page(&heading), data)
}
