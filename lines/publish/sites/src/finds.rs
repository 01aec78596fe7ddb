//! What sites find wrong, for a line that takes it up (督办): columns without news or without anything, links that lead nowhere, and
//! indicators of the inspector's table that fail. Looking again is looking anew: a column is counted as it is now, a link is asked once
//! more, a table is computed again.

use base::Error;
use edition::{live, site};
use matter::{Finding, Finds, Sought, Still};
use web::App;

use crate::deadlinks;
use crate::inspect::wrong::{self, INDICATORS};
use crate::ledger::{self, Row};
use crate::store::deadlinks::{self as links, DeadLink, Filter};

/// Columns that are late or blank.
pub(crate) const COLUMNS: &str = "sites.columns";
/// Links that lead nowhere.
pub(crate) const LINKS: &str = "sites.deadlinks";

/// What is watched.
pub(crate) static FINDS: &[Finds] = &[
    Finds {
        key: COLUMNS,
        title: "栏目未更新",
        demand: "请及时发布应当公开的信息，更新逾期栏目、充实空白栏目；确无内容可更新的，报请调整或者撤并栏目。",
        find: |app, sought| Box::pin(columns(app, sought)),
        by_unit: |app| Box::pin(columns_by_unit(app)),
        again: |app, keys| Box::pin(columns_again(app, keys)),
    },
    Finds {
        key: LINKS,
        title: "错链",
        demand: "请逐条核对稿件中不能打开的链接，改为正确地址或者删除链接，并重新发布。",
        find: |app, sought| Box::pin(dead(app, sought)),
        by_unit: |app| Box::pin(dead_by_unit(app)),
        again: |app, keys| Box::pin(deadlinks::again(app, keys)),
    },
    Finds {
        key: INDICATORS,
        title: "检查指标不达标",
        demand: "请对照检查指标逐项核实整改，整改后在“检查模拟”中复核。",
        find: |app, sought| Box::pin(wrong::find(app, sought)),
        by_unit: |app| Box::pin(wrong::by_unit(app)),
        again: |app, keys| Box::pin(wrong::again(app, keys)),
    },
];

/// Whether a line of the ledger is a finding.
pub(crate) fn is_wrong(row: &Row) -> bool {
    matches!(row.state, "late" | "blank")
}

async fn columns(app: &App, sought: &Sought) -> Result<Vec<Finding>, Error> {
    let rows = ledger::rows(app, app.clock.now()).await?;
    let wanted = |row: &Row| {
        let key = row.id.to_string();
        sought.unit.is_none_or(|unit| unit == row.unit) && sought.keys.as_ref().is_none_or(|keys| keys.contains(&key))
    };
    let found: Vec<Row> = rows.into_iter().filter(is_wrong).filter(wanted).collect();
    let begin = match sought.after.as_str() {
        "" => 0,
        after => found.iter().position(|row| row.id.to_string() == after).map_or(found.len(), |at| at + 1),
    };
    Ok(found.iter().skip(begin).take(sought.limit).map(finding).collect())
}

fn finding(row: &Row) -> Finding {
    let what = match (&row.due, &row.last) {
        _ if row.state == "blank" => format!("{}“{}”是空白栏目", row.site_name, row.name),
        (Some(due), Some(last)) => {
            format!("{}“{}”应于 {due} 前更新，最近一次更新是 {last}", row.site_name, row.name)
        }
        _ => format!("{}“{}”逾期没有更新", row.site_name, row.name),
    };
    Finding {
        key: row.id.to_string(),
        unit: row.unit,
        what,
        address: row.href.clone(),
        since: row.due.as_ref().and_then(|due| due.parse().ok()),
    }
}

async fn columns_by_unit(app: &App) -> Result<Vec<(i64, i64)>, Error> {
    let mut counts = std::collections::BTreeMap::<i64, i64>::new();
    for row in ledger::rows(app, app.clock.now()).await?.iter().filter(|row| is_wrong(row)) {
        *counts.entry(row.unit).or_default() += 1;
    }
    Ok(counts.into_iter().collect())
}

async fn columns_again(app: &App, keys: &[String]) -> Result<Vec<(String, Still)>, Error> {
    let rows = ledger::rows(app, app.clock.now()).await?;
    let still = |key: &String| match key.parse::<i64>() {
        Ok(id) if rows.iter().any(|row| row.id == id && is_wrong(row)) => Still::There,
        // In time, or no column any more that has to be kept current.
        Ok(_) => Still::Gone,
        Err(_) => Still::Unknown,
    };
    Ok(keys.iter().map(|key| (key.clone(), still(key))).collect())
}

fn bad() -> Filter {
    Filter { state: "bad".to_owned(), ..Filter::default() }
}

async fn dead(app: &App, sought: &Sought) -> Result<Vec<Finding>, Error> {
    let ids = sought.keys.as_ref().map(|keys| keys.iter().filter_map(|key| key.parse().ok()).collect());
    let filter = Filter { unit: sought.unit, ids, ..bad() };
    let mut reader = app.db.reader();
    let found = links::list(&mut reader, &filter, sought.after.parse().ok(), sought.limit).await?;
    let sites = site::all(&mut reader).await?;
    let page = |row: &DeadLink| {
        let site = sites.iter().find(|site| site.id == row.site_id);
        site.map_or_else(|| live::path(row.item_id), |site| site.at(&live::path(row.item_id)))
    };
    Ok(found.iter().map(|row| link(row, page(row))).collect())
}

fn link(row: &DeadLink, address: String) -> Finding {
    let words = if row.words.is_empty() { String::new() } else { format!("“{}”", row.words) };
    Finding {
        key: row.id.to_string(),
        unit: row.unit_id,
        what: format!("《{}》中的链接{words}打不开：{}", row.title, row.href),
        address,
        since: Some(row.since.date()),
    }
}

async fn dead_by_unit(app: &App) -> Result<Vec<(i64, i64)>, Error> {
    Ok(links::by_unit(&mut app.db.reader(), &bad()).await?)
}
