//! `/hotline/stats`: how the hotline does, by month and by unit. Every number opens the list that it counts, in which only typical
//! cases are named.

use std::collections::BTreeMap;

use ::store::long::{LOOK, Turn, civil_date};
use base::Error;
use counter::{choice, desk};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::{filter_of, framed};
use crate::CACHE;
use crate::kpi::{KPIS, Score};
use crate::model::KINDS;
use crate::process::{plain, tone};
use crate::store::{self, Count, Filter};

/// The columns of the public tables.
const COLUMNS: &[Count] = &[Count::Received, Count::Closed, Count::OnTime, Count::Solved, Count::Satisfied];
/// Scores that stand behind them.
const SHARES: [&str; 3] = ["ontime", "solved", "satisfied"];

/// The page, of the year that is asked for or this one.
pub(super) async fn page(cx: Cx) -> Result {
    cx.depends(CACHE);
    let this = cx.now.date().year();
    // Before the first order there is nothing: those years have no page, and no link leads there.
    let first = store::first_public_day(&mut cx.reader()).await?.map_or(this, base::Date::year).min(this);
    let year = match cx.query.get("year") {
        "" => this,
        asked => asked.parse().ok().filter(|year| (first..=this).contains(year)).ok_or(Error::Unseen)?,
    };
    let filter = Filter {
        from: base::Date::new(year, 1, 1).ok(),
        to: base::Date::new(year, 12, 31).ok(),
        ..super::public_filter(cx.now)
    };
    let units = cx.app.identity.units().await?;
    let name = |id: i64| units.iter().find(|u| u.id == id).map_or_else(String::new, |u| u.short_name.clone());
    let wanted: Vec<Count> = {
        let shares = KPIS.iter().filter(|k| SHARES.contains(&k.key)).flat_map(|k| [k.of, k.among]);
        let mut all: Vec<Count> = COLUMNS.iter().copied().chain(shares).collect();
        all.sort();
        all.dedup();
        all
    };
    let mut by_unit: BTreeMap<i64, BTreeMap<Count, i64>> = BTreeMap::new();
    let mut by_month: BTreeMap<String, BTreeMap<Count, i64>> = BTreeMap::new();
    let mut total: BTreeMap<Count, i64> = BTreeMap::new();
    for count in wanted {
        // The received ones are all; what is judged leaves out what is not scored.
        let filter = Filter { count, scored: count != Count::Received && count != Count::Closed, ..filter.clone() };
        for (unit, n) in store::by_unit(&mut cx.reader(), &filter).await? {
            by_unit.entry(unit).or_default().insert(count, n);
            *total.entry(count).or_default() += n;
        }
        for (month, n) in store::by_month(&mut cx.reader(), &filter).await? {
            by_month.entry(month).or_default().insert(count, n);
        }
    }
    let months: Vec<Value> =
        by_month.iter().rev().map(|(month, n)| line(month.clone(), n, &format!("month={month}"))).collect();
    let mut sorted: Vec<_> = by_unit.iter().collect();
    sorted.sort_by_key(|(unit, n)| (std::cmp::Reverse(n.get(&Count::Received).copied()), **unit));
    let rows: Vec<Value> =
        sorted.into_iter().map(|(unit, n)| line(name(*unit), n, &format!("year={year}&unit={unit}"))).collect();
    let bars: Vec<Value> = by_month
        .iter()
        .map(|(month, n)| {
            let title = month.rsplit('-').next().unwrap_or(month).trim_start_matches('0');
            let href = format!("/hotline/stats/list?count=received&month={month}");
            json!({ "title": format!("{title}月"), "value": n.get(&Count::Received).copied().unwrap_or(0), "href": href })
        })
        .collect();
    let shares: Vec<&str> = KPIS.iter().filter(|k| SHARES.contains(&k.key)).map(|k| k.title).collect();
    let data = json!({
        "columns": COLUMNS.iter().map(|c| c.title()).collect::<Vec<_>>(),
        "shares": shares,
        "total": line("合计".to_owned(), &total, &format!("year={year}")),
        "months": months,
        "units": rows,
        "bars": bars,
        "year": year,
        "earlier": (year > first).then(|| format!("/hotline/stats?year={}", year - 1)),
    });
    cx.page("hotline/stats.html", framed(&format!("{year} 年热线办理统计"), "list"), data)
}

/// A row of a table: counts that open their lists, and the shares behind them.
fn line(name: String, numbers: &BTreeMap<Count, i64>, query: &str) -> Value {
    let n = |count: Count| numbers.get(&count).copied().unwrap_or(0);
    let cell = |count: &Count| {
        let scored = if matches!(count, Count::Received | Count::Closed) { "" } else { "&scored=1" };
        json!({ "number": n(*count), "href": format!("/hotline/stats/list?count={}{scored}&{query}", count.key()) })
    };
    let share = |k: &crate::kpi::Kpi| Score { of: n(k.of), among: n(k.among) }.words();
    let shares: Vec<String> = KPIS.iter().filter(|k| SHARES.contains(&k.key)).map(share).collect();
    json!({ "name": name, "cells": COLUMNS.iter().map(cell).collect::<Vec<_>>(), "shares": shares })
}

/// `/hotline/stats/list`: what a number counts. What is not published is told of without its title.
pub(super) async fn counted(cx: Cx) -> Result {
    cx.depends(CACHE);
    let filter = Filter { open: true, ..filter_of(&cx).await? };
    if !COLUMNS.contains(&filter.count) {
        return Err(Error::Unseen.into());
    }
    let rows = usize::try_from(cx.app.number("web.page.rows.max")?).unwrap_or(100);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let total = store::counted(&mut cx.reader(), &filter).await?.of("件");
    let page = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, super::desk::place);
    let row = |r: &store::Row| {
        let public = r.published_at.is_some();
        json!({
            "number": r.number,
            "title": if public { r.public_title.as_str() } else { "（未公开）" },
            "href": if public { format!("/hotline/cases/{}", r.id) } else { String::new() },
            "kind": choice::title(KINDS, &r.kind),
            "unit": r.unit,
            "received": r.received_on.to_string(),
            "answered": r.answered_at.map(|a| a.date().to_string()).unwrap_or_default(),
            "state": plain(&r.state),
            "tone": tone(&r.state),
        })
    };
    let data = json!({
        "rows": page.rows.iter().map(row).collect::<Vec<_>>(),
        "total": total,
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
    });
    let page = framed(&format!("{}：{total}", filter.count.title()), "list");
    cx.page("hotline/counted.html", page.crumb("办理统计", "/hotline/stats"), data)
}
