//! `/work/content/reads`: what was read most, by column, site and unit, over a week, a month or a year; and as an Excel file. One sees
//! what one's unit writes, and what is on the sites on which one publishes or that one keeps; nothing of other sites.

use std::collections::BTreeMap;

use base::Error;
use base::time::DAY;
use edition::{KEEP, Listed, PUBLISH, Site, WRITE};
use matter::sheet::{XLSX, xlsx};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::actions;
use crate::store::reads::{self, Asked};

/// Editions that are shown at most.
const SHOWN: usize = 100;
/// Editions in the Excel file at most.
const ROWS_MAX: usize = 5_000;
/// The periods: days, how they are called.
const PERIODS: [(i64, &str); 3] = [(7, "近 7 天"), (30, "近 30 天"), (365, "近 365 天")];

/// What the request asks for, within what the actor may see.
async fn asked(cx: &Cx) -> std::result::Result<(Asked, i64), Error> {
    let mut reader = cx.reader();
    let days = cx.query.int("days").filter(|days| PERIODS.iter().any(|(known, _)| known == days)).unwrap_or(30);
    let all = edition::site::all(&mut reader).await?;
    let asked = Asked {
        from: Some(cx.now.plus(-(days - 1) * DAY).date()),
        units: actions::units(&mut reader, &cx.actor).await?,
        sites: all.iter().filter(|site| is_ours(cx, site)).map(|site| site.id).collect(),
        site: cx.query.int("site"),
        column: cx.query.int("column"),
        unit: cx.query.int("unit"),
    };
    Ok((asked, days))
}

/// Whether the actor publishes on the site or keeps it.
fn is_ours(cx: &Cx, site: &Site) -> bool {
    [PUBLISH, KEEP].iter().any(|verb| cx.actor.may(verb, Some(site.unit_id)))
}

/// An edition that was read, with names beside its keys.
struct Row {
    item: Listed,
    reads: i64,
    href: String,
    site: String,
    unit: String,
}

async fn rows(cx: &Cx, asked: &Asked, limit: usize) -> std::result::Result<Vec<Row>, Error> {
    let mut reader = cx.reader();
    let most = reads::most(&mut reader, asked, limit).await?;
    let mut items: BTreeMap<i64, Listed> = BTreeMap::new();
    let keys: Vec<i64> = most.iter().map(|(id, _)| *id).collect();
    for some in keys.chunks(500) {
        items.extend(edition::live::these(&mut reader, some).await?.into_iter().map(|item| (item.item_id, item)));
    }
    let sites = edition::site::all(&mut reader).await?;
    let units = cx.app.identity.units().await?;
    let row = |(id, reads): (i64, i64)| {
        let item = items.remove(&id)?;
        let site = sites.iter().find(|site| site.id == item.site_id)?;
        let unit = units.iter().find(|unit| unit.id == item.unit_id);
        let (href, unit) = (site.at(&item.path()), unit.map(|unit| unit.short_name.clone()).unwrap_or_default());
        Some(Row { reads, href, site: site.name.clone(), unit, item })
    };
    Ok(most.into_iter().filter_map(row).collect())
}

/// The page.
pub(crate) async fn page(cx: Cx) -> Result {
    let (asked, days) = asked(&cx).await?;
    let rows: Vec<Value> = rows(&cx, &asked, SHOWN)
        .await?
        .into_iter()
        .map(|row| {
            json!({ "title": row.item.title, "href": row.href, "site": row.site, "unit": row.unit,
                    "day": row.item.day(), "reads": row.reads })
        })
        .collect();
    let names: BTreeMap<i64, String> =
        cx.app.identity.units().await?.iter().map(|unit| (unit.id, unit.short_name.clone())).collect();
    let base = cx.query.base(&["unit"]);
    let units: Vec<Value> = reads::by_unit(&mut cx.reader(), &asked)
        .await?
        .into_iter()
        .map(|(unit, items, reads)| {
            json!({ "name": names.get(&unit), "items": items, "reads": reads,
                    "href": format!("/work/content/reads{base}unit={unit}") })
        })
        .collect();
    let (sites, columns) = choices(&cx, &asked).await?;
    let base = cx.query.base(&["days"]);
    let tabs: Vec<Value> = PERIODS
        .iter()
        .map(|(known, title)| {
            json!({ "title": title, "href": format!("/work/content/reads{base}days={known}"), "current": *known == days })
        })
        .collect();
    let query = cx.query.base(&[]);
    let data = json!({
        "rows": rows,
        "units": units,
        "tabs": tabs,
        "sites": sites,
        "columns": columns,
        "chosen": { "days": days, "site": asked.site, "column": asked.column,
                    "unit": asked.unit.and_then(|unit| names.get(&unit)) },
        "excel": format!("/work/content/reads.xlsx{}", query.trim_end_matches(['?', '&'])),
        "most": SHOWN,
    });
    let page = Page::new("阅读统计");
    // Whoever only keeps sites has no way to the working copies.
    let page = if cx.actor.may(WRITE, None) { page.crumb("稿件", "/work/content") } else { page };
    cx.page("content/work_reads.html", page, data)
}

/// Sites, and columns of the chosen one, as choices.
async fn choices(cx: &Cx, asked: &Asked) -> std::result::Result<(Vec<Value>, Vec<Value>), Error> {
    let mut reader = cx.reader();
    let all = edition::site::all(&mut reader).await?.into_iter().filter(|site| site.closed_at.is_none());
    // What a unit writes stands on the portal, too.
    let writes = cx.actor.may(WRITE, None);
    let is_mine = |site: &Site| asked.units.is_none() || asked.sites.contains(&site.id);
    let mine = all.filter(|site| is_mine(site) || (writes && site.parent_id.is_none()));
    let sites: Vec<Value> = mine.map(|site| json!({ "value": site.id, "title": site.name })).collect();
    let chosen = asked.site.filter(|site| sites.iter().any(|choice| choice["value"] == *site));
    let columns = match chosen {
        Some(site) => edition::column::of_site(&mut reader, site).await?,
        None => Vec::new(),
    };
    let open = columns.iter().filter(|column| column.kind != "link");
    let columns = open.map(|column| {
        json!({ "value": column.id, "title": format!("{}{}", "　".repeat(column.above().len()), column.name) })
    });
    Ok((sites, columns.collect()))
}

/// `/work/content/reads.xlsx`.
pub(crate) async fn excel(cx: Cx) -> Result {
    const HEADS: [&str; 6] = ["标题", "网址", "网站", "单位", "发布日期", "阅读次数"];
    let (asked, days) = asked(&cx).await?;
    let rows: Vec<Vec<String>> = rows(&cx, &asked, ROWS_MAX)
        .await?
        .into_iter()
        .map(|row| {
            let day = row.item.day();
            vec![row.item.title, row.href, row.site, row.unit, day, row.reads.to_string()]
        })
        .collect();
    let name = format!("阅读统计近{days}天{}.xlsx", cx.now.date());
    Ok(web::download(&name, XLSX, xlsx(&HEADS, &rows)?))
}
