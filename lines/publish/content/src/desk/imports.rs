//! `/work/content/imports`: an older site comes in from a file of saved pages. First everything is looked at, then somebody says
//! which old column goes where and in which manner, then a job brings it in and reports what became of each page.

mod report;
mod take;

use std::collections::BTreeMap;

use base::{Error, FieldError};
use edition::{Column, KEEP, PUBLISH, Site, WRITE};
use serde_json::{Value, json};
use web::{Cx, Form, Page, Path, Result};

use crate::foreign::unpacked::UNPACKED;
use crate::store::imports::{self, Import};

pub(crate) use report::excel;
pub(crate) use take::{act, create};

/// The rule that bounds a file of saved pages.
pub(crate) const FILE_RULE: &str = "edition.import";
/// Old columns and folders that can be placed one by one, the largest of them.
const PLACES_MAX: usize = 100;
/// Seconds after which the page of a job in hand looks again.
const LOOK_AGAIN: u32 = 3;
/// Stands for a column: such pages do not come.
const NOT: &str = "-";

/// The states with their names and the tones of their badges.
const STATES: [(&str, &str, &str); 6] = [
    ("looking", "正在查看", "blue"),
    ("looked", "待确认", "warn"),
    ("running", "正在导入", "blue"),
    ("done", "已完成", "good"),
    ("failed", "没有完成", "bad"),
    ("dropped", "已放弃", ""),
];

/// What becomes of pages, with names and tones.
const OUTCOMES: [(&str, &str, &str); 7] = [
    ("", "可以导入", "blue"),
    ("new", "新增", "good"),
    ("changed", "更新", "good"),
    ("same", "未变", ""),
    ("held", "留作草稿", "warn"),
    ("refused", "没有导入", "bad"),
    ("left", "没有导入", "bad"),
];

fn named(terms: &[(&'static str, &'static str, &'static str)], key: &str) -> (&'static str, &'static str) {
    terms.iter().find(|(known, ..)| *known == key).map_or(("", ""), |(_, title, tone)| (*title, *tone))
}

fn framed(title: &str) -> Page {
    Page::new(title).crumb("导入旧网站", "/work/content/imports")
}

/// The import `id`, if the actor keeps its site or publishes on it; for all others it does not exist.
async fn seen(cx: &Cx, id: i64) -> std::result::Result<(Import, Site), Error> {
    let import = imports::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let site = edition::site::find(&mut cx.reader(), import.site_id).await?.ok_or(Error::Unseen)?;
    if sees(cx, &site) { Ok((import, site)) } else { Err(Error::Unseen) }
}

/// Whether the actor sees imports into a site: whoever keeps it, and whoever publishes on it, who alone may begin one that
/// publishes.
fn sees(cx: &Cx, site: &Site) -> bool {
    cx.actor.may(KEEP, Some(site.unit_id)) || cx.actor.may(PUBLISH, Some(site.unit_id))
}

/// The list.
pub(crate) async fn list(cx: Cx) -> Result {
    if !cx.actor.may(KEEP, None) && !cx.actor.may(PUBLISH, None) {
        return Err(Error::Unseen.into());
    }
    let mut sites = edition::site::all(&mut cx.reader()).await?;
    sites.retain(|site| sees(&cx, site));
    let ids: Vec<i64> = sites.iter().map(|site| site.id).collect();
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut found = imports::list(&mut cx.reader(), &ids, cx.query.int("before"), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|last| format!("/work/content/imports?before={}", last.id));
    let items: Vec<Value> = found
        .iter()
        .map(|import| {
            let (state, tone) = named(&STATES, &import.state);
            json!({
                "href": format!("/work/content/imports/{}", import.id), "name": import.name, "size": import.size,
                "site": sites.iter().find(|site| site.id == import.site_id).map(|site| &site.name),
                "at": import.at.minutes(), "actor": import.actor, "pages": import.pages, "state": state, "tone": tone,
            })
        })
        .collect();
    let first = if cx.query.get("before").is_empty() { "" } else { "/work/content/imports" };
    let keeps = cx.actor.may(KEEP, None);
    let data = json!({ "items": items, "next": next.unwrap_or_default(), "first": first, "keeps": keeps });
    cx.page("content/work_imports.html", Page::new("导入旧网站"), data)
}

/// The form for a file.
pub(crate) async fn new(cx: Cx) -> Result {
    let data = blank(&cx).await?;
    cx.page("content/work_import_new.html", framed("上传旧网站").kind("form"), data)
}

async fn blank(cx: &Cx) -> std::result::Result<Value, Error> {
    let mut columns = Vec::new();
    for site in edition::site::within(&mut cx.reader(), &cx.actor, KEEP).await? {
        columns.extend(choices(cx, &site).await?);
    }
    Ok(json!({
        "columns": columns,
        "megabytes": cx.app.number(FILE_RULE)? / 1024 / 1024,
        "unpacked": cx.app.number(UNPACKED)? / 1024 / 1024,
    }))
}

/// The open columns of a site as choices, with the way to each.
async fn choices(cx: &Cx, site: &Site) -> std::result::Result<Vec<Value>, Error> {
    let all = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let title = |column: &Column| {
        let above = column.above();
        let above = above.iter().filter_map(|id| all.iter().find(|known| known.id == *id));
        let way: Vec<&str> = above.chain([column]).map(|column| column.name.as_str()).collect();
        format!("{} › {}", site.name, way.join(" › "))
    };
    let open = all.iter().filter(|column| column.kind != "link");
    Ok(open.map(|column| json!({ "value": column.id.to_string(), "title": title(column) })).collect())
}

/// `/work/content/imports/{id}`: what was found, the choice, the progress, or the report, as it stands.
pub(crate) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (import, site) = seen(&cx, id).await?;
    let data = data(&cx, &import, &site).await?;
    let mut page = framed(&import.name);
    if matches!(import.state.as_str(), "looking" | "running") {
        page = page.refresh(LOOK_AGAIN);
    }
    cx.page("content/work_import.html", page, data)
}

/// The page once more with what was chosen and what is wrong.
async fn again(cx: &Cx, import: &Import, site: &Site, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, import, site).await?;
    cx.again("content/work_import.html", framed(&import.name).kind("form"), data, form, errors)
}

async fn data(cx: &Cx, import: &Import, site: &Site) -> std::result::Result<Value, Error> {
    let outcomes: BTreeMap<String, i64> = imports::outcomes(&mut cx.reader(), import.id).await?.into_iter().collect();
    let (state, tone) = named(&STATES, &import.state);
    let is_looked = import.state == "looked";
    let columns = choices(cx, site).await?;
    let (pages, next) = pages(cx, import, &columns).await?;
    let usual = import.column_id.to_string();
    let column = columns.iter().find(|choice| choice["value"] == usual);
    let after = cx.query.int("after").is_some();
    Ok(json!({
        "id": import.id,
        "file": { "name": import.name, "size": import.size },
        "site_name": site.name,
        "publishes": cx.actor.may(PUBLISH, Some(site.unit_id)),
        "usual": column.map(|choice| &choice["title"]),
        "at": import.at.minutes(),
        "by": import.actor,
        "state": import.state,
        "state_title": state,
        "tone": tone,
        "manner": match import.manner.as_str() { "published" => "按原样发布", "drafts" => "导入为草稿", _ => "" },
        "problem": import.problem,
        "ended": import.ended_at.map(base::Moment::minutes),
        "total": import.pages,
        "done": import.done,
        "percent": import.done.saturating_mul(100).checked_div(import.pages).unwrap_or(0).min(100),
        "counts": counts(&outcomes),
        "found": outcomes.get("").copied().unwrap_or(0),
        "undated": if is_looked { imports::undated(&mut cx.reader(), import.id).await? } else { 0 },
        "places": if is_looked { places(cx, import).await? } else { Vec::new() },
        "places_max": PLACES_MAX,
        "columns": columns,
        "tabs": tabs(cx, import, &outcomes),
        "rows": pages,
        "next": next,
        "first": if after { format!("/work/content/imports/{}{}", import.id, cx.query.base(&["after"])) } else { String::new() },
    }))
}

/// How many pages have which outcome, as facts.
fn counts(outcomes: &BTreeMap<String, i64>) -> Vec<Value> {
    let mut all: Vec<(&str, i64)> = Vec::new();
    for (key, title, _) in OUTCOMES {
        let count = outcomes.get(key).copied().unwrap_or(0);
        match all.last_mut() {
            Some((known, sum)) if *known == title => *sum += count,
            _ => all.push((title, count)),
        }
    }
    let told = all.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(name, count)| json!({ "name": name, "value": count })).collect()
}

/// Old columns and folders, each with the column into which its pages come.
async fn places(cx: &Cx, import: &Import) -> std::result::Result<Vec<Value>, Error> {
    let found = imports::places(&mut cx.reader(), import.id, PLACES_MAX).await?;
    let place = |(at, (name, column, count)): (usize, (String, Option<i64>, i64))| {
        let value = column.map_or_else(|| NOT.to_owned(), |id| id.to_string());
        json!({ "at": at, "name": name, "value": value, "count": count })
    };
    Ok(found.into_iter().enumerate().map(place).collect())
}

/// The outcomes that a tab of the list stands for.
fn outcomes_of(shown: &str) -> &'static [&'static str] {
    match shown {
        "found" => &[""],
        "in" => &["new", "changed"],
        "same" => &["same"],
        "held" => &["held"],
        "not" => &["left", "refused"],
        _ => &[],
    }
}

fn tabs(cx: &Cx, import: &Import, outcomes: &BTreeMap<String, i64>) -> Vec<Value> {
    let chosen = cx.query.get("show");
    let all = [
        ("", "全部"),
        ("found", "可以导入"),
        ("in", "新增和更新"),
        ("same", "未变"),
        ("held", "留作草稿"),
        ("not", "没有导入"),
    ];
    let count = |show: &str| match outcomes_of(show) {
        [] => outcomes.values().sum::<i64>(),
        some => some.iter().filter_map(|outcome| outcomes.get(*outcome)).sum(),
    };
    let told = all.iter().filter(|(show, _)| show.is_empty() || count(show) > 0 || *show == chosen);
    told.map(|(show, title)| {
        let query = if show.is_empty() { String::new() } else { format!("?show={show}") };
        let href = format!("/work/content/imports/{}{query}", import.id);
        json!({ "title": title, "href": href, "current": *show == chosen, "count": count(show) })
    })
    .collect()
}

/// A page of the list of pages, and where the next one begins.
async fn pages(cx: &Cx, import: &Import, columns: &[Value]) -> std::result::Result<(Vec<Value>, String), Error> {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let (shown, after) = (outcomes_of(cx.query.get("show")), cx.query.int("after").unwrap_or(0));
    let mut found = imports::pages(&mut cx.reader(), import.id, shown, after, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let base = cx.query.base(&["after"]);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| format!("/work/content/imports/{}{base}after={}", import.id, last.id));
    // Whoever keeps the site need not write: he is shown what everybody sees.
    let writes = cx.actor.may(WRITE, None);
    let public = import.manner == "published";
    let items = found.into_iter().map(|page| {
        let is_public = public && matches!(page.outcome.as_str(), "new" | "changed" | "same");
        let href = page.item_id.filter(|_| is_public || writes);
        let href = href.map(|id| if is_public { edition::live::path(id) } else { format!("/work/content/{id}") });
        let (outcome, tone) = named(&OUTCOMES, &page.outcome);
        let column = page.column_id.map(|id| id.to_string());
        let column = columns.iter().find(|choice| Some(&choice["value"]) == column.as_ref().map(|c| json!(c)).as_ref());
        json!({
            "shown": page.shown, "url": page.url, "title": page.title, "dated": page.dated, "source": page.source,
            "shape": page.shape, "place": page.place, "column": column.map(|choice| &choice["title"]),
            "files": page.files, "remarks": page.remarks.lines().collect::<Vec<_>>(), "why": page.why,
            "outcome": outcome, "tone": tone, "href": href,
            "read": !page.title.is_empty(),
        })
    });
    Ok((items.collect(), next.unwrap_or_default()))
}
