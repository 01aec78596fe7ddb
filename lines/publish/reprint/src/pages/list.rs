//! The duty list (转载任务): what waits by its end, what was done, what ended otherwise; also as an Excel file.

use std::collections::BTreeMap;

use base::{Date, Error};
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::{page_rows, signal, took};
use crate::model::name_of;
use crate::process::{DESK, LEVELS, REPRINT};
use crate::store::lists::{self, After, Filter, Row};
use crate::store::sources;
use crate::{ALL, store};

/// Counts on the list stop here.
const CAP: usize = 10_000;
/// Rows of an Excel file at most.
const SHEET_MAX: usize = 5_000;
/// The list.
const HERE: &str = "/work/reprint";
/// Tabs: key, title.
const TABS: &[(&str, &str)] = &[
    ("waiting", "待转载"),
    ("recall", "原文已撤，待撤回"),
    ("reprinted", "已转载"),
    ("ended", "不转载、原文已撤"),
    ("", "全部"),
];
/// What figures count, as the list says it.
const COUNTED: &[(&str, &str)] = &[
    ("due", "应转载"),
    ("done", "应转载中已转载"),
    ("intime", "应转载中按时转载"),
    ("late", "应转载中逾期"),
    ("ahead", "未到时限"),
    ("excused", "不转载"),
    ("gone", "原文已撤"),
    ("altered", "标题与原文不一致"),
];

/// The units whose tasks the person sees; none for all.
pub(super) fn reach(cx: &Cx) -> std::result::Result<Option<Vec<i64>>, Error> {
    let staff = cx.actor.staff()?;
    Ok(if cx.actor.may(ALL, Some(staff.unit)) { staff.grants.units(ALL) } else { Some(vec![staff.unit]) })
}

fn asked(cx: &Cx) -> std::result::Result<Filter, Error> {
    let date = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let known = |names: &[(&str, &str)], key: &str| names.iter().any(|(known, _)| *known == key);
    let count = cx.query.get("count");
    let all = cx.query.iter().any(|(name, _)| name == "count");
    let count = if all && (known(TABS, count) || known(COUNTED, count)) { count } else { "waiting" };
    Ok(Filter {
        units: reach(cx)?,
        unit: cx.query.int("unit"),
        source: cx.query.int("source"),
        level: Some(cx.query.get("level")).filter(|l| known(LEVELS, l)).unwrap_or_default().to_owned(),
        from: date("from"),
        to: date("to"),
        words: base::text::truncate(&base::text::clean_line(cx.query.get("q")), 40),
        count: count.to_owned(),
        light: Some(cx.query.get("light")).filter(|l| matches!(*l, "near" | "over")).unwrap_or_default().to_owned(),
        now: cx.now,
    })
}

fn after(cx: &Cx) -> After {
    let (due, id) = cx.query.get("after").split_once('.')?;
    Some((due.parse().ok()?, id.parse().ok()?))
}

/// Names of columns with their sites.
async fn columns(cx: &Cx, rows: &[Row]) -> std::result::Result<BTreeMap<i64, String>, Error> {
    let mut reader = cx.reader();
    let sites: BTreeMap<i64, String> =
        edition::site::all(&mut reader).await?.into_iter().map(|site| (site.id, site.name)).collect();
    let mut names = BTreeMap::new();
    for row in rows {
        if names.contains_key(&row.column_id) {
            continue;
        }
        if let Some(column) = edition::column::find(&mut reader, row.column_id).await? {
            let site = sites.get(&column.site_id).map_or("", String::as_str);
            names.insert(column.id, format!("{site} › {}", column.name));
        }
    }
    Ok(names)
}

fn tone(state: &str) -> &'static str {
    match state {
        "reprinted" => "good",
        "recall" => "bad",
        "waiting" => "blue",
        _ => "grey",
    }
}

fn line(cx: &Cx, row: &Row, columns: &BTreeMap<i64, String>) -> Value {
    let calendar = cx.app.calendar();
    let shown = row.duty && matches!(row.state.as_str(), "waiting" | "reprinted" | "recall" | "recalled");
    let signal = shown.then(|| signal(&calendar, row.started_at, row.due_at, row.done_at, cx.now)).flatten();
    json!({
        "href": format!("{HERE}/{}", row.matter_id),
        "title": row.title,
        "source": row.source,
        "level": name_of(LEVELS, &row.level),
        "unit": row.unit,
        "column": columns.get(&row.column_id),
        "state": REPRINT.state_title(&row.state),
        "tone": tone(&row.state),
        "light": signal.as_ref().map(|s| s.light.code()),
        "words": signal.as_ref().map(|s| s.words.as_str()),
        "duty": row.duty,
        "started": row.started_at.minutes(),
        "due": row.duty.then(|| row.due_at.minutes()),
        "done": row.done_at.map(base::Moment::minutes),
        "took": row.done_at.map(|at| took(at.0 - row.started_at.0)),
        "by": row.done_by,
        "begun": row.edition_id.is_some() && row.done_at.is_none(),
        "altered": row.altered,
        "hidden": row.hidden_at.map(base::Moment::minutes),
    })
}

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let filter = asked(&cx)?;
    let rows = page_rows(&cx)?;
    let mut reader = cx.reader();
    let mut found = lists::page(&mut reader, &filter, after(&cx), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let last = found.last().filter(|_| more);
    let next = last.map(|row| format!("{}after={}.{}", cx.query.base(&["after"]), row.due_at.0, row.id));
    let mut tabs = Vec::new();
    let base = cx.query.base(&["count", "after", "light"]);
    for (key, title) in TABS {
        let these = Filter { count: (*key).to_owned(), light: String::new(), ..filter.clone() };
        let count = lists::count(&mut reader, &these, CAP).await?;
        tabs.push(json!({
            "title": title, "href": format!("{HERE}{base}count={key}"), "count": count,
            "current": filter.count == *key && filter.light.is_empty(),
        }));
    }
    let mut warned = Vec::new();
    for (key, title, tone) in [("over", "已超时限", "bad"), ("near", "即将到时限", "warn")] {
        let these = Filter { count: "waiting".to_owned(), light: key.to_owned(), ..filter.clone() };
        let count = lists::count(&mut reader, &these, CAP).await?;
        let href = format!("{HERE}{base}count=waiting&light={key}");
        warned.push(json!({ "title": title, "count": count, "tone": tone, "href": href }));
    }
    let columns = columns(&cx, &found).await?;
    let lines: Vec<Value> = found.iter().map(|row| line(&cx, row, &columns)).collect();
    let data = json!({
        "rows": lines,
        "tabs": tabs,
        "warned": warned,
        "counted": name_of(COUNTED, &filter.count),
        "total": lists::count(&mut reader, &filter, CAP).await?,
        "next": next.unwrap_or_default(),
        "first": if cx.query.get("after").is_empty() { String::new() } else { cx.query.base(&["after"]) },
        "units": units(&cx, &filter).await?,
        "sources": choices(&cx).await?,
        "levels": LEVELS.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect::<Vec<_>>(),
        "chosen": {
            "count": filter.count, "q": filter.words, "level": filter.level, "unit": cx.query.get("unit"),
            "source": cx.query.get("source"), "from": cx.query.get("from"), "to": cx.query.get("to"),
            "light": filter.light,
        },
        "export": format!("{HERE}/tasks.xlsx{}", cx.query.base(&["after"])),
        "brings": cx.actor.may(DESK, Some(cx.actor.staff()?.unit)),
    });
    cx.page("reprint/work_list.html", Page::new("上级信息转载").kind("list"), data)
}

/// Units that have tasks, for those who see more than one.
async fn units(cx: &Cx, filter: &Filter) -> std::result::Result<Vec<Value>, Error> {
    if filter.units.as_ref().is_some_and(|units| units.len() < 2) {
        return Ok(Vec::new());
    }
    let all = Filter { units: filter.units.clone(), now: cx.now, ..Filter::default() };
    let counts = lists::by_unit(&mut cx.reader(), &all).await?;
    let names = store::names(&identity::units::all(&mut cx.reader()).await?);
    let of = |id: &i64| names.get(id).cloned().unwrap_or_default();
    Ok(counts.iter().map(|(id, _)| json!({ "value": id, "title": of(id) })).collect())
}

/// The sources, for choosing.
pub(super) async fn choices(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let all = sources::list(&mut cx.reader(), None).await?;
    Ok(all.iter().map(|source| json!({ "value": source.id, "title": source.name })).collect())
}

/// Heads of the Excel file.
const HEADS: [&str; 13] = [
    "编号",
    "标题",
    "原文网址",
    "来源",
    "级别",
    "转载单位",
    "栏目",
    "起算时间",
    "到期时间",
    "状态",
    "转载时间",
    "用时",
    "发布人",
];

/// The whole list as an Excel file; what does not fit into one is said in its last row.
pub(super) async fn workbook(cx: Cx) -> Result {
    let filter = asked(&cx)?;
    let (rows, rest) = lists::together(&mut cx.reader(), &filter, SHEET_MAX).await?;
    let columns = columns(&cx, &rows).await?;
    let minutes = |at: Option<base::Moment>| at.map(base::Moment::minutes).unwrap_or_default();
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.number.clone(),
                row.title.clone(),
                row.address.clone(),
                row.source.clone(),
                name_of(LEVELS, &row.level).to_owned(),
                row.unit.clone(),
                columns.get(&row.column_id).cloned().unwrap_or_default(),
                row.started_at.minutes(),
                minutes(row.duty.then_some(row.due_at)),
                REPRINT.state_title(&row.state).to_owned(),
                minutes(row.done_at),
                row.done_at.map(|at| took(at.0 - row.started_at.0)).unwrap_or_default(),
                row.done_by.clone(),
            ]
        })
        .collect();
    if rest > 0 {
        let words = format!("另有 {rest} 条没有列在本文件里，请用起算日期缩短范围，分几次导出");
        let mut last = vec![String::new(); HEADS.len()];
        last.iter_mut().zip(["（未完）".to_owned(), words]).for_each(|(cell, text)| *cell = text);
        cells.push(last);
    }
    Ok(web::download(&format!("转载任务 {}.xlsx", cx.now.date()), XLSX, sheet::xlsx(&HEADS, &cells)?))
}
