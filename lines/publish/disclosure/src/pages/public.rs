//! The platform as the public sees it: lists by facet and by words, guide and rules, organs, 五公开.

use base::Error;
use edition::live::{self, Facets, Turn};
use edition::{DISCLOSED, Listed, terms};
use identity::units::Unit;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::found::{self, Wanted};
use super::{names, options, organs_of, tree};
use crate::{CACHE, catalogue, store};

/// Counts on lists stop here.
const CAP: usize = 10_000;
/// Years that can be chosen at most.
const YEARS_MAX: i64 = 100;
/// Documents of each of 五公开.
const FIVE_ROWS: usize = 8;

pub(super) fn page(title: &str) -> Page {
    Page::new(title).kind("list").column("政府信息公开").crumb("政府信息公开", "/xxgk")
}

/// The unit that the address asks for.
pub(super) async fn unit_of(cx: &Cx) -> std::result::Result<Option<Unit>, Error> {
    match cx.query.get("unit").parse::<i64>() {
        Ok(id) => Ok(Some(identity::units::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?)),
        Err(_) => Ok(None),
    }
}

/// Where a page of a list begins, from the query: `after` or `before` as `time.key`.
pub(super) fn turn(cx: &Cx) -> Turn {
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
pub(super) fn turned(cx: &Cx, turn: Turn, mut found: Vec<Listed>, rows: usize) -> (Vec<Listed>, String, String) {
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

/// What the address asks for of the catalogue.
struct Asked {
    unit: Option<Unit>,
    node: String,
    facets: Facets,
    /// What was not taken as it was typed.
    told: String,
}

async fn asked(cx: &Cx) -> std::result::Result<Asked, Error> {
    let get = |name: &str| cx.query.get(name).to_owned();
    let node = get("node");
    if !node.is_empty() && catalogue::find(&node).is_none() {
        return Err(Error::Unseen);
    }
    let unit = unit_of(cx).await?;
    let (from, to) = (found::date(cx, "from"), found::date(cx, "to"));
    let told = match from.is_err() || to.is_err() {
        true => "日期没有看懂，没有按日期筛选，请填写如 2026-01-01 的日期。",
        false => "",
    };
    let facets = Facets {
        unit: unit.as_ref().map(|u| u.id),
        theme: get("theme"),
        genre: get("genre"),
        year: cx.query.int("year"),
        validity: get("validity"),
        node: node.clone(),
        kind: get("kind"),
        from: from.unwrap_or_default(),
        to: to.unwrap_or_default(),
        off_line: false,
    };
    Ok(Asked { unit, node, facets, told: told.to_owned() })
}

/// What list and search show around their rows.
async fn around(cx: &Cx, asked: &Asked, wanted: &Wanted) -> std::result::Result<Value, Error> {
    let node = catalogue::find(&asked.node);
    let this_year = i64::from(cx.now.date().year());
    let first = live::first_year(&mut cx.reader()).await?.unwrap_or(this_year).clamp(this_year - YEARS_MAX, this_year);
    let years: Vec<Value> =
        (first..=this_year).rev().map(|y| json!({ "value": y, "title": format!("{y} 年") })).collect();
    let organs: Vec<Value> =
        organs_of(cx).await?.into_iter().map(|u| json!({ "value": u.id, "title": u.short_name })).collect();
    let facets = &asked.facets;
    Ok(json!({
        "tree": tree(&asked.node, facets.unit),
        "basis": node.map_or("", |n| n.basis),
        // Annual reports that the county writes from its figures are shown by the line that counts them.
        "reports": if asked.node == "annual" { "/requests#reports" } else { "" },
        "unit": asked.unit.as_ref().map(|u| json!({ "id": u.id, "name": u.name })),
        "themes": options(terms::THEMES), "genres": options(terms::GENRES), "validities": options(terms::VALIDITIES),
        "years": years, "organs": organs, "scopes": options(found::SCOPES), "told": asked.told,
        "chosen": {
            "theme": facets.theme, "genre": facets.genre, "validity": facets.validity, "node": asked.node,
            "year": cx.query.get("year"), "unit": cx.query.get("unit"), "kind": facets.kind,
            "q": wanted.words, "in": wanted.scope, "from": cx.query.get("from"), "to": cx.query.get("to"),
        },
    }))
}

fn with(mut data: Value, more: Value) -> Value {
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
    data
}

/// Rows of one page.
fn rows_max(cx: &Cx) -> std::result::Result<usize, Error> {
    Ok(usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20))
}

/// `/xxgk`: the catalogue with its facets.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let asked = asked(&cx).await?;
    let rows = rows_max(&cx)?;
    let turn = turn(&cx);
    let found = live::disclosed(&mut cx.reader(), &asked.facets, turn, rows + 1).await?;
    let total = live::count_disclosed(&mut cx.reader(), &asked.facets, CAP).await?;
    let (found, prev, next) = turned(&cx, turn, found, rows);
    let before = match turn {
        Turn::First => Some(0),
        // Keys know no numbers: they come with the address, and an address without one has none.
        _ => cx.query.int("no").and_then(|no| usize::try_from(no).ok()),
    };
    let title = catalogue::find(&asked.node).map_or("法定主动公开内容", |n| n.title);
    let numbered = |href: String, no: Option<usize>| match no {
        Some(no) if !href.is_empty() => format!("{href}&no={no}"),
        _ => href,
    };
    let more = json!({
        "rows": rows_of(&cx, &found, before.unwrap_or(0)).await?, "numbered": before.is_some(),
        "prev": numbered(prev, before.map(|before| before.saturating_sub(rows))),
        "next": numbered(next, before.map(|before| before + found.len())),
        "total": if total >= CAP as i64 { format!("{CAP} 条以上") } else { format!("{total} 条") },
    });
    let data = with(around(&cx, &asked, &Wanted::of(&cx)).await?, more);
    cx.page("disclosure/list.html", page(title).description("政府信息公开目录"), data)
}

/// `/xxgk/search`: words within what is disclosed, with the same facets. It is drawn for each question, since the index
/// follows what is published by a moment.
pub(super) async fn search(cx: Cx) -> Result {
    let wanted = Wanted::of(&cx);
    if wanted.words.is_empty() {
        let rest = cx.query.base(&["q", "in", "page"]);
        return cx.see_other(&format!("/xxgk{}", rest.trim_end_matches(['?', '&'])));
    }
    let asked = asked(&cx).await?;
    let found = found::find(&cx, &wanted, &asked.facets, rows_max(&cx)?).await?;
    let total = if found.capped { format!("{} 条以上", found.total) } else { format!("{} 条", found.total) };
    let more = json!({
        "rows": rows_of(&cx, &found.rows, found.before).await?, "numbered": true, "prev": "", "next": "", "total": "",
        "pager": { "base": cx.query.base(&["page"]), "page": found.page, "pages": found.pages, "total": found.total },
        "says": format!("在主动公开的信息中找到 {total}。"),
    });
    let data = with(around(&cx, &asked, &wanted).await?, more);
    let heading = format!("“{}”的查找结果", wanted.words);
    cx.page("disclosure/list.html", page(&heading).noindex(), data)
}

/// Rows of a list, counted after `before`: number, index number, title, document number, publisher, dates, validity.
pub(super) async fn rows_of(cx: &Cx, found: &[Listed], before: usize) -> std::result::Result<Vec<Value>, Error> {
    let names = names(cx).await?;
    let rows = (before + 1..).zip(found).map(|(no, row)| {
        json!({
            "no": no,
            "href": row.path(), "title": row.title, "index": row.index_no, "number": row.doc_no,
            "unit": names.get(&row.maker()).map_or("", String::as_str), "made": row.made_on,
            "published": row.day(),
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
    // What an organ has not published is not written for it: the page says so, and how one asks the organ.
    let kept = store::page(&mut cx.reader(), unit.id, kind).await?;
    let (body, changed) = kept.map_or_else(Default::default, |text| (text.body, text.at.date().to_string()));
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
        "unit": { "id": unit.id, "name": unit.name, "phone": unit.phone }, "organs": organs, "what": title,
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
        let items: Vec<Value> =
            rows.iter().map(|r| json!({ "title": r.title, "href": r.path(), "date": r.day() })).collect();
        let title = catalogue::find(key).map_or("", |n| n.title);
        parts.push(json!({ "title": title, "href": format!("/xxgk?node={key}"), "items": items }));
    }
    let data = json!({ "tree": tree("five", None), "parts": parts });
    cx.page("disclosure/five.html", page("五公开"), data)
}
