//! Rates by unit and month (转载率): every number opens its list.

use std::collections::BTreeMap;

use base::share::percent;
use base::{Date, Error};
use matter::Ask;
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::list;
use crate::figures;
use crate::store;

/// What is counted for each unit.
const COUNTS: [&str; 6] = ["due", "done", "intime", "late", "ahead", "excused"];
/// Months that can be chosen.
const MONTHS: usize = 24;

/// A unit with its numbers, in the order of [`COUNTS`].
struct Line {
    unit: Option<i64>,
    name: String,
    counts: [i64; 6],
}

/// The month that was asked for: its first and last day.
fn month(cx: &Cx) -> (Date, Date) {
    let today = cx.now.date();
    let typed: Option<Date> = format!("{}-01", cx.query.get("month")).parse().ok();
    let first = typed.filter(|first| *first <= today).unwrap_or_else(|| today.first_of_month());
    (first, first.last_of_month())
}

async fn lines(cx: &Cx, from: Date, to: Date) -> std::result::Result<Vec<Line>, Error> {
    let ask = Ask { from, to, unit: None };
    let reach = list::reach(cx)?;
    let names = store::names(&identity::units::all(&mut cx.reader()).await?);
    let mut by_unit: BTreeMap<i64, [i64; 6]> = BTreeMap::new();
    for (at, count) in COUNTS.iter().enumerate() {
        for (unit, number) in figures::by_unit(&cx.app, ask, count).await? {
            if let Some(place) = by_unit.entry(unit).or_default().get_mut(at) {
                *place = number;
            }
        }
    }
    let mut lines: Vec<Line> = by_unit
        .into_iter()
        .filter(|(unit, _)| reach.as_ref().is_none_or(|units| units.contains(unit)))
        .map(|(unit, counts)| Line { unit: Some(unit), name: names.get(&unit).cloned().unwrap_or_default(), counts })
        .collect();
    // Who is behind stands on top.
    let behind = |line: &Line| line.counts[0] - line.counts[2];
    lines.sort_by_key(|line| (-behind(line), line.unit));
    if lines.len() > 1 && reach.is_none() {
        let sum = |at: usize| lines.iter().filter_map(|line| line.counts.get(at)).sum();
        let counts = std::array::from_fn(sum);
        lines.insert(0, Line { unit: None, name: "全县".to_owned(), counts });
    }
    Ok(lines)
}

fn shown(line: &Line, from: Date, to: Date) -> Value {
    let ask = Ask { from, to, unit: line.unit };
    let cells = COUNTS.iter().zip(line.counts);
    let cells: Vec<Value> =
        cells.map(|(count, number)| json!({ "number": number, "href": figures::address(ask, count) })).collect();
    let [due, done, intime, ..] = line.counts;
    json!({
        "name": line.name, "cells": cells, "rate": percent(done, due), "intime": percent(intime, due), "whole": line.unit.is_none(),
        "tone": if due == 0 { "grey" } else if intime == due { "good" } else if done == due { "warn" } else { "bad" },
    })
}

fn months(today: Date) -> Vec<Value> {
    let first =
        std::iter::successors(Some(today.first_of_month()), |month| month.yesterday().ok().map(Date::first_of_month));
    first
        .take(MONTHS)
        .map(|month| {
            let (year, number) = (month.year(), month.month());
            json!({ "value": format!("{year:04}-{number:02}"), "title": format!("{year} 年 {number} 月") })
        })
        .collect()
}

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let (from, to) = month(&cx);
    let lines = lines(&cx, from, to).await?;
    let value = format!("{:04}-{:02}", from.year(), from.month());
    let data = json!({
        "rows": lines.iter().map(|line| shown(line, from, to)).collect::<Vec<_>>(),
        "months": months(cx.now.date()),
        "month": value,
        "title": format!("{} 年 {} 月", from.year(), from.month()),
        "export": format!("/work/reprint/rates.xlsx?month={value}"),
    });
    cx.page("reprint/work_rates.html", Page::new("转载率").crumb("上级信息转载", "/work/reprint"), data)
}

/// Heads of the Excel file.
const HEADS: [&str; 9] = ["单位", "应转载", "已转载", "按时转载", "逾期", "未到时限", "不转载", "转载率", "按时转载率"];

/// The table as an Excel file.
pub(super) async fn workbook(cx: Cx) -> Result {
    let (from, to) = month(&cx);
    let cells: Vec<Vec<String>> = lines(&cx, from, to)
        .await?
        .iter()
        .map(|line| {
            let [due, done, intime, ..] = line.counts;
            let numbers = line.counts.iter().map(i64::to_string);
            std::iter::once(line.name.clone())
                .chain(numbers)
                .chain([percent(done, due), percent(intime, due)])
                .collect()
        })
        .collect();
    let name = format!("转载率 {}年{}月.xlsx", from.year(), from.month());
    Ok(web::download(&name, XLSX, sheet::xlsx(&HEADS, &cells)?))
}
