//! Standard catalogues and the three lists as the public sees them, and as Excel files.

use std::collections::BTreeMap;

use base::Error;
use matter::coded::OnCode;
use matter::sheet::{XLSX, xlsx};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::lists::{cells, heads as list_heads};
use super::{names, tree};
use crate::model::{COLUMNS, Power, Standard};
use crate::{CACHE, catalogue, coded, coverage, store};

fn page(title: &str) -> Page {
    Page::new(title).kind("list").column("政府信息公开").crumb("政府信息公开", "/xxgk")
}

/// `/xxgk/standard`: which units have catalogues of which domains, or one catalogue.
pub(super) async fn standard(cx: Cx) -> Result {
    cx.depends(CACHE);
    // Where columns are and whether they are open stands with their sites.
    cx.depends(web::SITE);
    let unit: Option<i64> = cx.query.get("unit").parse().ok();
    let domain = cx.query.get("domain").to_owned();
    let names = names(&cx).await?;
    let standings = coverage::of(&cx.app, &mut cx.reader(), unit, cx.now).await?;
    let (total, most) = (standings.len(), usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20));
    let pages = total.div_ceil(most).max(1);
    let page_no = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let overview: Vec<Value> = standings
        .iter()
        .skip((page_no - 1) * most)
        .take(most)
        .map(|((unit, domain), standing)| {
            json!({
                "unit": names.get(unit).map_or("", String::as_str),
                "domain": edition::terms::title(catalogue::DOMAINS, domain).unwrap_or(domain),
                "rows": standing.rows, "gaps": standing.unbound + standing.closed,
                "href": format!("/xxgk/standard?unit={unit}&domain={domain}"),
            })
        })
        .collect();
    let title = edition::terms::title(catalogue::DOMAINS, &domain);
    let rows = match (unit, title) {
        (Some(unit), Some(_)) => store::standard(&mut cx.reader(), unit, &domain).await?,
        _ => Vec::new(),
    };
    let places = coverage::places(&cx.app, rows.iter().filter_map(|row| row.column_id).collect(), cx.now).await?;
    let href = |row: &Standard| row.column_id.and_then(|id| places.get(&id)).map_or("", |place| place.href.as_str());
    let shown: Vec<Value> = rows.iter().map(|row| json!({ "texts": row.texts(), "href": href(row) })).collect();
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, name, ..)| *name).collect();
    let of = unit.and_then(|unit| names.get(&unit)).map_or("", String::as_str);
    let heading = match title {
        Some(title) if !of.is_empty() => format!("{of}{title}领域基层政务公开标准目录"),
        _ => "基层政务公开标准目录".to_owned(),
    };
    let excel = match (unit, title) {
        (Some(unit), Some(_)) => format!("/xxgk/standard/excel?unit={unit}&domain={domain}"),
        _ => String::new(),
    };
    let data = json!({
        "tree": tree("standard", unit), "heads": heads, "rows": shown, "overview": overview,
        "excel": excel, "one": title.is_some() && unit.is_some(),
        "pager": { "base": cx.query.base(&["page"]), "page": page_no, "pages": pages, "total": total },
    });
    cx.page("disclosure/standard.html", page(&heading), data)
}

/// The catalogue as an Excel file.
pub(super) async fn standard_excel(cx: Cx) -> Result {
    let unit: i64 = cx.query.get("unit").parse().map_err(|_| Error::Unseen)?;
    let domain = cx.query.get("domain").to_owned();
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let rows = store::standard(&mut cx.reader(), unit, &domain).await?;
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, name, ..)| *name).collect();
    let lines: Vec<Vec<String>> = rows.iter().map(Standard::texts).collect();
    Ok(web::download(&format!("{title}标准目录.xlsx"), XLSX, xlsx(&heads, &lines)?))
}

/// Which of the three lists the address asks for, with its name.
fn list_of(cx: &Cx) -> std::result::Result<(String, &'static str), Error> {
    let list = match cx.query.get("list") {
        "" => "power",
        other => other,
    };
    let title = edition::terms::title(catalogue::LISTS, list).ok_or(Error::Unseen)?;
    Ok((list.to_owned(), title))
}

/// `/xxgk/lists`: which organs have published which of the three lists, or one list with its versions, or one version with
/// what it changed.
pub(super) async fn powers(cx: Cx) -> Result {
    cx.depends(CACHE);
    let unit: Option<i64> = cx.query.get("unit").parse().ok();
    let (list, title) = list_of(&cx)?;
    let names = names(&cx).await?;
    let tabs: Vec<Value> = catalogue::LISTS
        .iter()
        .map(|(key, title)| {
            let of = unit.map(|u| format!("&unit={u}")).unwrap_or_default();
            json!({ "title": title, "href": format!("/xxgk/lists?list={key}{of}"), "current": *key == list })
        })
        .collect();
    let of = unit.and_then(|unit| names.get(&unit)).map_or("", String::as_str);
    let mut data = match unit {
        Some(unit) => one_list(&cx, unit, &list).await?,
        None => {
            let organs: Vec<Value> = store::with_list(&mut cx.reader(), &list)
                .await?
                .into_iter()
                .map(|(unit, entries)| {
                    json!({
                        "unit": names.get(&unit).map_or("", String::as_str), "entries": entries,
                        "href": format!("/xxgk/lists?list={list}&unit={unit}"),
                    })
                })
                .collect();
            json!({ "organs": organs, "one": false })
        }
    };
    let heading = match data["version"]["version"].as_i64() {
        Some(version) => format!("{of}{title}（第 {version} 版）"),
        None => format!("{of}{title}"),
    };
    data["tree"] = json!(tree("lists", unit));
    data["tabs"] = json!(tabs);
    cx.page("disclosure/powers.html", page(&heading), data)
}

/// One list of one unit: in force, or as it was in the version that the address names.
async fn one_list(cx: &Cx, unit: i64, list: &str) -> std::result::Result<Value, Error> {
    let versions = store::versions(&mut cx.reader(), unit, list).await?;
    let here = |version: i64| format!("/xxgk/lists?list={list}&unit={unit}&version={version}");
    let shown: Vec<Value> = versions
        .iter()
        .map(|v| {
            json!({
                "version": v.version, "at": v.at.date().to_string(), "why": v.why, "entries": v.entries,
                "href": here(v.version),
            })
        })
        .collect();
    let mut data = json!({
        "one": true, "versions": shown, "current": format!("/xxgk/lists?list={list}&unit={unit}"),
        "excel": format!("/xxgk/lists/excel?list={list}&unit={unit}"),
    });
    if cx.query.get("version").is_empty() {
        let entries = store::powers(&mut cx.reader(), unit, list).await?;
        let (found, keys) = coded::under(&cx.app, &entries).await?;
        keys.into_iter().for_each(|key| cx.depends(key));
        data["entries"] = entries.iter().map(|entry| linked(entry, &found)).collect();
        return Ok(data);
    }
    let number = cx.query.int("version").ok_or(Error::Unseen)?;
    let version = store::version(&mut cx.reader(), unit, list, number).await?.ok_or(Error::Unseen)?;
    let (came, went) = store::changes(&mut cx.reader(), unit, list, number).await?;
    data["entries"] = json!(store::powers_at(&mut cx.reader(), unit, list, number).await?);
    data["version"] = json!({
        "version": number, "at": version.at.date().to_string(), "why": version.why, "first": number == 1,
        "is_now": versions.first().is_some_and(|newest| newest.version == number),
        "prev": if number > 1 { here(number - 1) } else { String::new() },
        "next": if versions.iter().any(|v| v.version == number + 1) { here(number + 1) } else { String::new() },
    });
    data["came"] = json!(came);
    data["went"] = json!(went);
    data["excel"] = json!(format!("/xxgk/lists/excel?list={list}&unit={unit}&version={number}"));
    Ok(data)
}

/// Guides of one entry that are shown.
const GUIDES: usize = 3;

/// An entry with the first guides that bear its code, and how many there are beside.
fn linked(entry: &Power, found: &BTreeMap<String, Vec<OnCode>>) -> Value {
    let guides = found.get(entry.code.trim()).map(Vec::as_slice).unwrap_or_default();
    let mut data = json!(entry);
    data["guides"] = json!(guides.iter().take(GUIDES).collect::<Vec<_>>());
    data["more"] = json!(guides.len().saturating_sub(GUIDES));
    data
}

/// A list as an Excel file: in force, or a version.
pub(super) async fn powers_excel(cx: Cx) -> Result {
    let unit: i64 = cx.query.get("unit").parse().map_err(|_| Error::Unseen)?;
    let (list, title) = list_of(&cx)?;
    let (entries, name): (Vec<Power>, String) = match cx.query.int("version") {
        Some(number) => {
            store::version(&mut cx.reader(), unit, &list, number).await?.ok_or(Error::Unseen)?;
            (store::powers_at(&mut cx.reader(), unit, &list, number).await?, format!("{title}第{number}版.xlsx"))
        }
        None => (store::powers(&mut cx.reader(), unit, &list).await?, format!("{title}.xlsx")),
    };
    Ok(web::download(&name, XLSX, xlsx(&list_heads(), &cells(&entries))?))
}
