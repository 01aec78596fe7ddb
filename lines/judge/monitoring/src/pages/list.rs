//! The list of orders; every figure leads here.

use std::collections::BTreeMap;

use base::{Date, Error};
use counter::desk;
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::{HERE, ORDERS, below, names, page_rows, reach};
use crate::model::{SOURCES, name_of};
use crate::process::{DESK, ORDER, tone};
use crate::store::lists::{self, Filter, Row};

/// Rows of an Excel file at most.
const SHEET_MAX: usize = 5_000;
/// Rows read at once for it.
const STEP: usize = 500;
/// Tabs: key, title.
const TABS: &[(&str, &str)] =
    &[("", "全部"), ("signing", "拟稿、待签发"), ("mending", "整改中"), ("recheck", "待复查"), ("ended", "已结束")];
/// What figures count, as the list says it.
const COUNTED: &[(&str, &str)] = &[
    ("opened", "已签发"),
    ("closed", "已销号"),
    ("intime", "按期整改销号"),
    ("returned", "复查退回过"),
    ("overdue", "逾期整改"),
    ("kept", "带问题销号"),
];

fn asked(cx: &Cx) -> Filter {
    let date = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let known = |names: &[(&str, &str)], key: &str| names.iter().any(|(known, _)| *known == key);
    let (count, source) = (cx.query.get("count"), cx.query.get("source"));
    Filter {
        units: reach(cx),
        unit: cx.query.int("unit"),
        source: if known(SOURCES, source) { source.to_owned() } else { String::new() },
        from: date("from"),
        to: date("to"),
        words: base::text::truncate(&base::text::clean_line(cx.query.get("q")), 40),
        count: if known(TABS, count) || known(COUNTED, count) { count.to_owned() } else { String::new() },
        now: cx.now,
    }
}

/// Colour and words of the time of an order.
fn time(cx: &Cx, row: &Row) -> (&'static str, String) {
    match row.clock.as_str() {
        "met" if row.state == "recheck" => ("met", if row.late { "逾期反馈" } else { "按期反馈" }.to_owned()),
        "met" => ("done", if row.late { "逾期反馈" } else { "按期反馈" }.to_owned()),
        clock => desk::light(cx, clock, row.due_at),
    }
}

fn line(cx: &Cx, row: &Row, names: &BTreeMap<i64, String>) -> Value {
    let (light, words) = time(cx, row);
    let timed = row.clock != "none" && row.state != "void";
    json!({
        "href": format!("{HERE}/{}", row.matter_id),
        "number": row.number,
        "title": row.title,
        "unit": names.get(&row.unit_id),
        "source": name_of(SOURCES, &row.source),
        "state": ORDER.state_title(&row.state),
        "tone": tone(&row.state),
        "issued": row.issued_on.map(|on| on.to_string()),
        "due": timed.then(|| row.due_at.date().to_string()),
        "light": light,
        "words": if timed { words } else { String::new() },
        "findings": row.findings,
        "settled": row.settled,
        "returned": row.returned,
        "supervised": row.supervised_at.is_some(),
    })
}

/// `/work/monitoring/orders`.
pub(super) async fn page(cx: Cx) -> Result {
    let filter = asked(&cx);
    let size = page_rows(&cx)?;
    let mut reader = cx.reader();
    let mut found = lists::page(&mut reader, &filter, cx.query.int("before"), size + 1).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|row| format!("{}before={}", cx.query.base(&["before"]), row.id));
    let base = cx.query.base(&["count", "before"]);
    let mut tabs = Vec::new();
    for (key, title) in TABS {
        let these = Filter { count: (*key).to_owned(), ..filter.clone() };
        let count = lists::count(&mut reader, &these).await?;
        let href = format!("{ORDERS}{base}count={key}");
        tabs.push(json!({ "title": title, "href": href, "count": count, "current": filter.count == *key }));
    }
    let names = names(&cx).await?;
    let data = json!({
        "rows": found.iter().map(|row| line(&cx, row, &names)).collect::<Vec<_>>(),
        "tabs": tabs,
        "counted": name_of(COUNTED, &filter.count),
        "total": lists::count(&mut reader, &filter).await?,
        "next": next.unwrap_or_default(),
        "first": if cx.query.int("before").is_some() { cx.query.base(&["before"]) } else { String::new() },
        "units": units(&cx, &filter, &names).await?,
        "sources": SOURCES.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect::<Vec<_>>(),
        "chosen": {
            "count": filter.count, "q": filter.words, "source": filter.source, "unit": cx.query.get("unit"),
            "from": cx.query.get("from"), "to": cx.query.get("to"),
        },
        "export": format!("{ORDERS}.xlsx{}", cx.query.base(&["before"])),
        "draws": cx.actor.may(DESK, None),
    });
    cx.page("monitoring/work_list.html", below("督办单", "list"), data)
}

/// Units that have orders, for those who see more than one.
async fn units(cx: &Cx, filter: &Filter, names: &BTreeMap<i64, String>) -> std::result::Result<Vec<Value>, Error> {
    let all = Filter { units: filter.units.clone(), now: cx.now, ..Filter::default() };
    let counts = lists::by_unit(&mut cx.reader(), &all).await?;
    if filter.units.is_some() && counts.len() < 2 {
        return Ok(Vec::new());
    }
    Ok(counts.iter().map(|(id, _)| json!({ "value": id, "title": names.get(id) })).collect())
}

/// Heads of the Excel file.
const HEADS: [&str; 11] =
    ["编号", "标题", "整改单位", "问题来源", "环节", "签发日期", "到期日期", "问题数", "已消除", "退回次数", "逾期"];

/// The whole list as an Excel file.
pub(super) async fn workbook(cx: Cx) -> Result {
    let filter = asked(&cx);
    let (mut rows, mut before): (Vec<Row>, Option<i64>) = (Vec::new(), None);
    // A page beyond what fits tells that the file was cut.
    while rows.len() <= SHEET_MAX {
        let page = lists::page(&mut cx.reader(), &filter, before, STEP).await?;
        let full = page.len() == STEP;
        before = page.last().map(|row| row.id);
        rows.extend(page);
        if !full {
            break;
        }
    }
    let cut = rows.len() > SHEET_MAX;
    rows.truncate(SHEET_MAX);
    let names = names(&cx).await?;
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.number.clone(),
                row.title.clone(),
                names.get(&row.unit_id).cloned().unwrap_or_default(),
                name_of(SOURCES, &row.source).to_owned(),
                ORDER.state_title(&row.state).to_owned(),
                row.issued_on.map(|on| on.to_string()).unwrap_or_default(),
                if row.clock == "none" { String::new() } else { row.due_at.date().to_string() },
                row.findings.to_string(),
                row.settled.to_string(),
                row.returned.to_string(),
                if row.late { "是" } else { "否" }.to_owned(),
            ]
        })
        .collect();
    if cut {
        let mut last = vec![String::new(); HEADS.len()];
        if let Some(cell) = last.first_mut() {
            *cell = format!("只列出最新的 {SHEET_MAX} 件，其余未列；请按时间或单位缩小范围后分次导出。");
        }
        cells.push(last);
    }
    Ok(web::download(&format!("督办单 {}.xlsx", cx.now.date()), XLSX, sheet::xlsx(&HEADS, &cells)?))
}
