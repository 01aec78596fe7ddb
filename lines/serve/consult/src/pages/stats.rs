//! `/consult/stats`: how consultations and error reports do, by month and by unit. Every number opens the list that it counts.

use std::collections::BTreeMap;

use ::store::long::{LOOK, Turn, civil_date};
use base::Error;
use counter::{desk, rating};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::{filter_of, framed, result};
use crate::CACHE;
use crate::process::{plain, tone};
use crate::store::{self, Count, Filter};

/// The columns of the public tables.
const ASKED: &[Count] = &[Count::Received, Count::Answered, Count::OnTime, Count::Published, Count::Satisfied];
const REPORTED: &[Count] = &[Count::Received, Count::Fixed, Count::Unfounded, Count::OnTime, Count::Pending];

fn columns(what: &str) -> &'static [Count] {
    if what == "error" { REPORTED } else { ASKED }
}

fn what(cx: &Cx) -> &'static str {
    if cx.query.get("what") == "error" { "error" } else { "ask" }
}

/// The year that is asked for, or this one, and the first in which anything came. Others have no page: there is nothing in them.
async fn years(cx: &Cx) -> std::result::Result<(i16, i16), Error> {
    let this = cx.now.date().year();
    let first = store::first_day(&mut cx.reader()).await?.map_or(this, base::Date::year).min(this);
    let year = match cx.query.get("year") {
        "" => this,
        asked => asked.parse().ok().filter(|year| (first..=this).contains(year)).ok_or(Error::Unseen)?,
    };
    Ok((year, first))
}

/// The page, of the year that is asked for or this one.
pub(super) async fn page(cx: Cx) -> Result {
    cx.depends(CACHE);
    let what = what(&cx);
    let (year, first) = years(&cx).await?;
    let filter = Filter {
        from: base::Date::new(year, 1, 1).ok(),
        to: base::Date::new(year, 12, 31).ok(),
        ..Filter::all(what, cx.now)
    };
    let units = cx.app.identity.units().await?;
    let name = |id: i64| units.iter().find(|u| u.id == id).map_or_else(String::new, |u| u.short_name.clone());
    let mut by_unit: BTreeMap<i64, BTreeMap<&str, i64>> = BTreeMap::new();
    let mut by_month: BTreeMap<String, BTreeMap<&str, i64>> = BTreeMap::new();
    let mut total: BTreeMap<&str, i64> = BTreeMap::new();
    for count in columns(what) {
        let filter = Filter { count: *count, ..filter.clone() };
        for (unit, n) in store::by_unit(&mut cx.reader(), &filter).await? {
            by_unit.entry(unit).or_default().insert(count.key(), n);
            *total.entry(count.key()).or_default() += n;
        }
        for (month, n) in store::by_month(&mut cx.reader(), &filter).await? {
            by_month.entry(month).or_default().insert(count.key(), n);
        }
    }
    let line = |name: String, numbers: &BTreeMap<&str, i64>, query: String| {
        let cell = |count: &Count| {
            let n = numbers.get(count.key()).copied().unwrap_or(0);
            json!({ "number": n, "href": format!("/consult/stats/list?what={what}&count={}&{query}", count.key()) })
        };
        json!({ "name": name, "cells": columns(what).iter().map(cell).collect::<Vec<_>>() })
    };
    let months: Vec<Value> =
        by_month.iter().rev().map(|(month, n)| line(month.clone(), n, format!("month={month}"))).collect();
    let mut units: Vec<_> = by_unit.iter().collect();
    units.sort_by_key(|(unit, n)| (std::cmp::Reverse(n.get("received").copied()), **unit));
    let units: Vec<Value> =
        units.into_iter().map(|(unit, n)| line(name(*unit), n, format!("year={year}&unit={unit}"))).collect();
    let bars: Vec<Value> = by_month
        .iter()
        .map(|(month, n)| {
            let title = month.rsplit('-').next().unwrap_or(month).trim_start_matches('0');
            let href = format!("/consult/stats/list?what={what}&count=received&month={month}");
            json!({ "title": format!("{title}月"), "value": n.get("received").copied().unwrap_or(0), "href": href })
        })
        .collect();
    let tab = |key: &str, title: &str| json!({ "title": title, "href": format!("/consult/stats?what={key}&year={year}"), "current": what == key });
    let data = json!({
        "tabs": [tab("ask", "咨询"), tab("error", "纠错")],
        "columns": columns(what).iter().map(|c| c.title()).collect::<Vec<_>>(),
        "total": line("合计".to_owned(), &total, format!("year={year}")),
        "months": months,
        "units": units,
        "bars": bars,
        "year": year,
        "later": (year < cx.now.date().year()).then(|| format!("/consult/stats?what={what}&year={}", year + 1)),
        "earlier": (year > first).then(|| format!("/consult/stats?what={what}&year={}", year - 1)),
    });
    let title = format!("{year} 年{}统计", if what == "error" { "纠错" } else { "咨询" });
    cx.page("consult/stats.html", framed(&title, "list"), data)
}

/// `/consult/stats/list`: what a number counts. What is not published is told of without its title.
pub(super) async fn counted(cx: Cx) -> Result {
    cx.depends(CACHE);
    let what = what(&cx);
    let filter = filter_of(&cx, what);
    if !columns(what).contains(&filter.count) {
        return Err(Error::Unseen.into());
    }
    let rows = usize::try_from(cx.app.number("web.page.rows.max")?).unwrap_or(100);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let total = store::counted(&mut cx.reader(), &filter).await?.of("件");
    let page = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, super::desk::place);
    let row = |r: &store::Row| {
        let public = r.published_at.is_some();
        let ended = result(&r.result);
        json!({
            "number": r.number,
            "title": if public { r.public_title.as_str() } else { "（未公开）" },
            "href": if public { format!("/consult/answers/{}", r.id) } else { String::new() },
            "topic": if what == "error" { counter::choice::title(crate::model::ERRORS, &r.kind) } else { &r.topic },
            "unit": r.unit,
            "received": r.received_on.to_string(),
            "answered": r.answered_at.map(|a| a.date().to_string()).unwrap_or_default(),
            "state": if ended.is_empty() { plain(&r.state) } else { ended },
            "tone": tone(&r.state),
            "satisfaction": rating::level(r.satisfaction),
        })
    };
    let data = json!({
        "rows": page.rows.iter().map(row).collect::<Vec<_>>(),
        "error": what == "error",
        "total": total,
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
    });
    let page = framed(&format!("{}：{total}", filter.count.title()), "list");
    cx.page("consult/counted.html", page.crumb("办理统计", format!("/consult/stats?what={what}")), data)
}
