//! `/letters/stats`: how the mailbox does, by month and by unit. Every number opens the list that it counts.

use ::store::long::LOOK;
use base::Error;
use counter::{choice, desk, rating};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::store::{self, Count, Filter};
use crate::{CACHE, kinds};

/// The counts that the public sees, in the order of the columns.
const COLUMNS: &[Count] = &[
    Count::Received,
    Count::Valid,
    Count::Answered,
    Count::OnTime,
    Count::Pending,
    Count::Published,
    Count::Satisfied,
];

/// `/letters/stats`, of the month or the year that is asked for, else of this year.
pub(super) async fn page(cx: Cx) -> Result {
    cx.depends(CACHE);
    let (filter, period) = period(&cx);
    let all = store::totals(&mut cx.reader(), &filter).await?;
    let units = store::by_unit(&mut cx.reader(), &filter).await?;
    let months = store::by_month(&mut cx.reader(), &year_of(&filter)).await?;
    let span = format!("from={}&to={}", text(filter.from), text(filter.to));
    let units: Vec<Value> = units
        .iter()
        .map(|row| line(&row.name, "", &json!(row.numbers), &format!("{span}&unit={}", row.unit)))
        .collect();
    let month_lines: Vec<Value> = months
        .iter()
        .map(|row| {
            line(&row.month, &format!("?month={}", row.month), &json!(row.numbers), &format!("month={}", row.month))
        })
        .collect();
    let bars: Vec<Value> = months
        .iter()
        .rev()
        .map(|row| json!({ "title": month_name(&row.month), "value": row.numbers.received, "href": format!("/letters/stats/list?count=received&month={}", row.month) }))
        .collect();
    let years = super::public::years(&cx).await?;
    let data = json!({
        "period": period,
        "total": line("合计", "", &json!(all), &span),
        "ontime": base::share::percent(all.ontime, all.answered),
        "satisfaction": base::share::percent(all.satisfied, all.rated),
        "hours": all.hours,
        "units": units,
        "months": month_lines,
        "bars": bars,
        "years": years,
        "columns": COLUMNS.iter().map(|c| c.title()).collect::<Vec<_>>(),
    });
    let page = Page::new(format!("办理统计（{period}）")).kind("list").crumb("互动交流", "/letters");
    cx.page("letters/stats.html", page, data)
}

/// `2026-08` as it stands under a bar: `8月`.
fn month_name(month: &str) -> String {
    let n = month.rsplit('-').next().unwrap_or(month);
    format!("{}月", n.trim_start_matches('0'))
}

/// A line of numbers, each with the list it opens.
fn line(name: &str, href: &str, numbers: &Value, query: &str) -> Value {
    let cells: Vec<Value> = COLUMNS
        .iter()
        .map(|count| {
            let number = numbers.get(count.key()).and_then(Value::as_i64).unwrap_or(0);
            json!({ "number": number, "href": format!("/letters/stats/list?count={}&{query}", count.key()) })
        })
        .collect();
    let number = |key: &str| numbers.get(key).and_then(Value::as_i64).unwrap_or(0);
    json!({
        "name": name,
        "href": href,
        "cells": cells,
        "ontime": base::share::percent(number("ontime"), number("answered")),
        "satisfaction": base::share::percent(number("satisfied"), number("rated")),
    })
}

/// The period asked for, and its name.
fn period(cx: &Cx) -> (Filter, String) {
    let filter = super::filter_of(cx);
    let filter = Filter { kind: None, mailbox: None, unit: None, state: None, count: Count::Received, ..filter };
    if let Some((first, last)) = store::days_of(cx.query.get("month")) {
        return (Filter { from: Some(first), to: Some(last), ..filter }, cx.query.get("month").to_owned());
    }
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok()).unwrap_or(cx.now.date().year());
    let (from, to) = (base::Date::new(year, 1, 1).ok(), base::Date::new(year, 12, 31).ok());
    (Filter { from, to, ..filter }, format!("{year} 年"))
}

/// The whole year around the period.
fn year_of(filter: &Filter) -> Filter {
    let year = filter.from.map_or(0, base::Date::year);
    Filter { from: base::Date::new(year, 1, 1).ok(), to: base::Date::new(year, 12, 31).ok(), ..filter.clone() }
}

fn text(date: Option<base::Date>) -> String {
    date.map(|d| d.to_string()).unwrap_or_default()
}

/// `/letters/stats/list`: the letters that a number counts. A letter that is not published is told of without its title.
pub(super) async fn counted(cx: Cx) -> Result {
    cx.depends(CACHE);
    let filter = super::filter_of(&cx);
    let count = filter.count;
    if !COLUMNS.contains(&count) {
        return Err(Error::Unseen.into());
    }
    let rows = usize::try_from(cx.app.number("web.page.rows.max")?).unwrap_or(100);
    let total = store::counted(&mut cx.reader(), &filter).await?.of("件");
    let turn = super::desk::turn(&cx);
    let page = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, super::desk::place);
    let shown: Vec<Value> = page
        .rows
        .iter()
        .map(|l| {
            let public = l.published_at.is_some();
            json!({
                "number": l.number,
                "title": if public { l.public_title.as_str() } else { "（未公开）" },
                "href": if public { format!("/letters/{}", l.id) } else { String::new() },
                "kind": choice::title(kinds::KINDS, &l.kind),
                "unit": l.unit,
                "received": l.received_at.date().to_string(),
                "answered": l.answered_at.map(|a| a.date().to_string()).unwrap_or_default(),
                "state": kinds::plain(&l.state),
                "tone": kinds::tone(&l.state),
                "satisfaction": rating::level(l.satisfaction),
            })
        })
        .collect();
    let data = json!({
        "letters": shown,
        "total": total,
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
    });
    let page = Page::new(format!("{}：{total}", count.title()))
        .kind("list")
        .crumb("互动交流", "/letters")
        .crumb("办理统计", "/letters/stats");
    cx.page("letters/counted.html", page, data)
}
