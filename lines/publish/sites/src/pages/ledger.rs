//! The column ledger on the workbench.

use base::Error;
use edition::{KEEP, site};
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::ledger::{self, Row, STATES};

/// Rows of one page.
const PAGE: usize = 50;
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

/// The lines that were asked for, of those that the person may see.
async fn asked(cx: &Cx) -> std::result::Result<(Vec<Row>, Vec<Row>), Error> {
    let all = ledger::seen(ledger::rows(&cx.app, cx.now).await?, &cx.actor);
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
    let (all, rows) = asked(&cx).await?;
    let begin = match cx.query.int("after") {
        Some(after) => rows.iter().position(|row| row.id == after).map_or(0, |at| at + 1),
        None => 0,
    };
    let page: Vec<&Row> = rows.iter().skip(begin).take(PAGE).collect();
    let more = rows.len() > begin + page.len();
    let next = page.last().filter(|_| more).map(|last| format!("{}after={}", cx.query.base(&["after"]), last.id));
    let count = |state: &str| all.iter().filter(|row| row.state == state).count();
    let states: Vec<Value> = STATES
        .iter()
        .map(|(key, word, tone)| json!({ "value": key, "title": word, "tone": tone, "count": count(key) }))
        .collect();
    let data = json!({
        "rows": page,
        "total": rows.len(),
        "next": next.unwrap_or_default(),
        "first": if begin > 0 { cx.query.base(&["after"]) } else { String::new() },
        "states": states,
        "checks": checks(&cx, &all).await?,
        "sites": choices(&all, |row| (row.site, &row.site_name)),
        "units": choices(&all, |row| (row.unit, &row.unit_name)),
        "asked": {
            "site": cx.query.get("site"), "unit": cx.query.get("unit"), "state": cx.query.get("state"),
            "check": cx.query.get("check"), "q": cx.query.get("q"),
        },
        "export": format!("/work/sites/ledger.xlsx{}", cx.query.base(&["after"])),
    });
    cx.page("sites/work_ledger.html", Page::new("栏目底账").crumb("网站", "/work/sites"), data)
}

/// The lines that were asked for as an Excel file.
pub(super) async fn workbook(cx: Cx) -> Result {
    let (_, rows) = asked(&cx).await?;
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
