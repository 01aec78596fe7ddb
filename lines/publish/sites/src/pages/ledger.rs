//! The column ledger on the workbench.

use base::{Date, Error, Moment};
use edition::{KEEP, site};
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::below_sites;
use crate::finds::{COLUMNS, is_wrong};
use crate::ledger::{self, Row, STATES};

/// Rows of one page.
const PAGE: usize = 50;
/// Years of which there is a sheet.
const YEARS: i16 = 5;
/// Heads of the Excel file.
const HEADS: [&str; 11] = [
    "站点",
    "栏目",
    "类型",
    "责任单位",
    "最长间隔（天）",
    "内容数",
    "最近更新",
    "下次应更新",
    "状态",
    "最近提醒",
    "提醒次数",
];

/// The lines that the person may see: all of them, or those of his own unit and what is under it.
async fn seen(cx: &Cx, own: bool) -> std::result::Result<Vec<Row>, Error> {
    let mut rows = ledger::seen(ledger::rows(&cx.app, cx.now).await?, &cx.actor);
    if own {
        let units = identity::units::subtree(&mut cx.reader(), cx.actor.staff()?.unit).await?;
        rows.retain(|row| units.iter().any(|unit| unit.id == row.unit));
    }
    Ok(rows)
}

/// The lines that were asked for, of those that the person may see.
async fn asked(cx: &Cx, own: bool) -> std::result::Result<(Vec<Row>, Vec<Row>), Error> {
    let all = seen(cx, own).await?;
    let (site, unit) = (cx.query.int("site"), cx.query.int("unit"));
    let (state, check) = (cx.query.get("state"), cx.query.get("check"));
    let words = cx.query.get("q");
    let fits = |row: &&Row| {
        site.is_none_or(|id| row.site == id)
            && unit.is_none_or(|id| row.unit == id)
            && (state.is_empty() || row.state == state)
            && (check != "stale" || row.stale)
            && (words.is_empty() || row.name.contains(words))
    };
    let rows = all.iter().filter(fits).cloned().collect();
    Ok((all, rows))
}

fn choices(all: &[Row], value: fn(&Row) -> (i64, &str)) -> Value {
    let mut seen: Vec<(i64, &str)> = all.iter().map(value).collect();
    seen.sort_unstable();
    seen.dedup();
    json!(seen.iter().map(|(id, title)| json!({ "value": id, "title": title })).collect::<Vec<_>>())
}

/// What the inspection would say about the sites that the person keeps, the one asked for or all.
async fn checks(cx: &Cx, all: &[Row]) -> std::result::Result<Vec<Value>, Error> {
    let kept = site::within(&mut cx.reader(), &cx.actor, KEEP).await?;
    let asked = cx.query.int("site");
    let wanted = |s: &&edition::Site| s.closed_at.is_none() && asked.is_none_or(|id| s.id == id);
    let mut out = Vec::new();
    for site in kept.iter().filter(wanted) {
        let numbers = ledger::check(all, site.id, &cx.app.rules(), cx.now)?;
        out.push(json!({ "id": site.id, "name": site.name, "numbers": numbers }));
    }
    Ok(out)
}

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    shown(cx, false).await
}

/// The columns that the own unit has to keep current.
pub(super) async fn own(cx: Cx) -> Result {
    shown(cx, true).await
}

async fn shown(cx: Cx, own: bool) -> Result {
    let here = if own { "/work/sites/mine" } else { "/work/sites/ledger" };
    let (all, rows) = asked(&cx, own).await?;
    let begin = match cx.query.int("after") {
        Some(after) => rows.iter().position(|row| row.id == after).map_or(0, |at| at + 1),
        None => 0,
    };
    let mut page: Vec<Row> = rows.iter().skip(begin).take(PAGE).cloned().collect();
    let more = rows.len() > begin + page.len();
    let next = page.last().filter(|_| more).map(|last| format!("{}after={}", cx.query.base(&["after"]), last.id));
    let follow = marked(&cx, &mut page).await?;
    let count = |state: &str| all.iter().filter(|row| row.state == state).count();
    let states: Vec<Value> = STATES
        .iter()
        .map(|(key, word, tone)| json!({ "value": key, "title": word, "tone": tone, "count": count(key) }))
        .collect();
    let data = json!({
        "rows": page,
        "follow": follow,
        "total": rows.len(),
        "next": next.unwrap_or_default(),
        "first": if begin > 0 { cx.query.base(&["after"]) } else { String::new() },
        "states": states,
        "here": here,
        "checks": if own { Vec::new() } else { checks(&cx, &all).await? },
        "years": years(&cx),
        "sites": choices(&all, |row| (row.site, &row.site_name)),
        "units": choices(&all, |row| (row.unit, &row.unit_name)),
        "asked": {
            "site": cx.query.get("site"), "unit": cx.query.get("unit"), "state": cx.query.get("state"),
            "check": cx.query.get("check"), "q": cx.query.get("q"),
        },
        "export": format!("{here}.xlsx{}", cx.query.base(&["after"])),
    });
    cx.page("sites/work_ledger.html", below_sites(&cx, if own { "本单位栏目" } else { "栏目底账" }), data)
}

/// Says of columns that are late or blank whether somebody takes that up; gives the button for those who may.
async fn marked(cx: &Cx, page: &mut [Row]) -> std::result::Result<Value, Error> {
    let mut wrong: Vec<&mut Row> = page.iter_mut().filter(|row| is_wrong(row)).collect();
    let keys: Vec<(String, i64)> = wrong.iter().map(|row| (row.id.to_string(), row.unit)).collect();
    let (follow, cells) = matter::finds::beside(cx, COLUMNS, &keys).await?;
    for (row, cell) in wrong.iter_mut().zip(cells) {
        row.follow = cell;
    }
    Ok(follow)
}

/// The years of which there is a sheet: this one and those before.
fn years(cx: &Cx) -> Vec<i16> {
    let this = cx.now.date().year();
    (this - YEARS + 1..=this).rev().collect()
}

/// The ledger of one year as an Excel file: how much was published in each column in each month.
pub(super) async fn year(cx: Cx) -> Result {
    let year = match cx.query.get("year") {
        "" => cx.now.date().year(),
        typed => typed.parse::<i16>().ok().filter(|year| years(&cx).contains(year)).ok_or(Error::Unseen)?,
    };
    let rows = seen(&cx, false).await?;
    let first = |month: i8| {
        let day = if month > 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month, 1) };
        day.map_err(|_| Error::Unseen)
    };
    let mut months = Vec::new();
    for month in 1..=12 {
        let (from, before) = (first(month)?, first(month + 1)?);
        let counts =
            edition::column::published(&mut cx.reader(), Moment::start_of(from), Moment::start_of(before)).await?;
        months.push(counts.into_iter().collect::<std::collections::BTreeMap<i64, i64>>());
    }
    let heads: Vec<String> = ["站点", "栏目", "类型", "责任单位", "最长间隔（天）"]
        .map(str::to_owned)
        .into_iter()
        .chain((1..=12).map(|month| format!("{month}月")))
        .chain(["全年", "没有更新的月数", "最近更新", "现在的状态"].map(str::to_owned))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    // Months that have not begun are not counted as months without news.
    let (today, this) = (cx.now.date(), i16::from(cx.now.date().month()));
    let begun = if year == today.year() { usize::try_from(this).unwrap_or(12) } else { 12 };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let counts: Vec<i64> = months.iter().map(|month| month.get(&row.id).copied().unwrap_or(0)).collect();
            let silent = counts.iter().take(begun).filter(|count| **count == 0).count();
            let gap = row.gap.map(|gap| gap.to_string()).unwrap_or_default();
            let total: i64 = counts.iter().sum();
            [row.site_name.clone(), row.name.clone(), row.kind.to_owned(), row.unit_name.clone(), gap]
                .into_iter()
                .chain(counts.iter().map(i64::to_string))
                .chain([
                    total.to_string(),
                    silent.to_string(),
                    row.last.clone().unwrap_or_default(),
                    row.word.to_owned(),
                ])
                .collect()
        })
        .collect();
    let file = sheet::xlsx(&heads, &cells)?;
    Ok(web::download(&format!("栏目年度台账 {year}.xlsx"), XLSX, file))
}

/// The lines that were asked for as an Excel file.
pub(super) async fn workbook(cx: Cx) -> Result {
    sheet_of(cx, false).await
}

/// The same of the own unit's columns.
pub(super) async fn own_workbook(cx: Cx) -> Result {
    sheet_of(cx, true).await
}

async fn sheet_of(cx: Cx, own: bool) -> Result {
    let (_, rows) = asked(&cx, own).await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.site_name.clone(),
                row.name.clone(),
                row.kind.to_owned(),
                row.unit_name.clone(),
                row.gap.map(|gap| gap.to_string()).unwrap_or_default(),
                row.items.to_string(),
                text(&row.last),
                text(&row.due),
                row.word.to_owned(),
                text(&row.told),
                row.times.to_string(),
            ]
        })
        .collect();
    let file = sheet::xlsx(&HEADS, &cells)?;
    Ok(web::download(&format!("栏目底账 {}.xlsx", cx.now.date()), XLSX, file))
}
