//! `/work/hotline/sheets`: the sheets of a day, a week or a month beside the one before; `/work/hotline/hot`: hot topics and repeats.
//! Every number opens the list that it counts.

use base::{Date, Error, Moment};
use counter::choice::Choice;
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::hot::{self, Hot};
use crate::kpi::{self, KPIS, Spent};
use crate::model::{KINDS, SOURCES};
use crate::store::{self, Count, Filter};

/// Spans of sheets: key and 名称.
const SPANS: [(&str, &str); 3] = [("day", "日报"), ("week", "周报"), ("month", "月报")];
/// Counts of a sheet.
const COUNTS: &[Count] = &[
    Count::Received,
    Count::Dispatched,
    Count::Closed,
    Count::Pending,
    Count::Overdue,
    Count::Objected,
    Count::Redone,
    Count::Repeat,
    Count::Supervised,
    Count::Held,
];
/// Rows of a breakdown.
const ROWS: usize = 12;

/// A period and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    from: Date,
    to: Date,
    before: (Date, Date),
}

/// The civil date `days` after `date`.
fn moved(date: Date, days: i64) -> Date {
    Moment::start_of(date).plus(days * base::time::DAY).date()
}

/// The day, the week from Monday, or the month in which `on` lies.
fn period(span: &str, on: Date) -> Period {
    let (from, to) = match span {
        "day" => (on, on),
        "week" => {
            let monday = moved(on, -i64::from(on.weekday().to_monday_zero_offset()));
            (monday, moved(monday, 6))
        }
        _ => (on.first_of_month(), on.last_of_month()),
    };
    let eve = moved(from, -1);
    let start = match span {
        "day" => eve,
        "week" => moved(from, -7),
        _ => eve.first_of_month(),
    };
    Period { from, to, before: (start, eve) }
}

fn of(now: Moment, from: Date, to: Date) -> Filter {
    Filter { from: Some(from), to: Some(to), ..Filter::all(now) }
}

fn address(count: Count, from: Date, to: Date, more: &str) -> String {
    format!("/work/hotline?count={}&from={from}&to={to}{more}", count.key())
}

/// The sheet.
pub(super) async fn page(cx: Cx) -> Result {
    let data = sheet(&cx).await?;
    let title = format!("热线{}", data["title"].as_str().unwrap_or_default());
    let page = Page::new(title).kind("list").crumb("热线工单", "/work/hotline");
    cx.page("hotline/work_sheet.html", page, data)
}

/// What the sheet holds that the address asks for: the page shows it, and so do its files.
pub(super) async fn sheet(cx: &Cx) -> std::result::Result<Value, Error> {
    let span = SPANS.iter().find(|(key, _)| *key == cx.query.get("span")).unwrap_or(&SPANS[0]);
    let on = cx.query.get("on").parse().unwrap_or(cx.now.date());
    let p = period(span.0, on);
    let q = &mut cx.reader();
    let (now, before) = (of(cx.now, p.from, p.to), of(cx.now, p.before.0, p.before.1));
    let mut counts = Vec::new();
    for count in COUNTS {
        let n = store::count(q, &Filter { count: *count, ..now.clone() }).await?;
        let was = store::count(q, &Filter { count: *count, ..before.clone() }).await?;
        counts.push(json!({ "title": count.title(), "now": n, "before": was, "change": n - was,
            "href": address(*count, p.from, p.to, "") }));
    }
    let (shares, were) = (kpi::scores(q, &now).await?, kpi::scores(q, &before).await?);
    let (spent, spent_before) = (kpi::spent(q, &now).await?, kpi::spent(q, &before).await?);
    let mut shares: Vec<Value> = KPIS
        .iter()
        .zip(shares.iter().zip(&were))
        .map(|(kpi, (now, was))| json!({ "title": kpi.title, "now": now.words(), "before": was.words() }))
        .collect();
    shares.push(json!({ "title": Spent::TITLE, "now": spent.words(), "before": spent_before.words() }));
    let units = cx.app.identity.units().await?;
    let unit =
        |id: i64| units.iter().find(|u| u.id == id).map_or_else(|| "未写明".to_owned(), |u| u.short_name.clone());
    let classes = store::classes(q, false).await?;
    let class = |id: i64| classes.iter().find(|c| c.id == id).map_or_else(|| "未归类".to_owned(), |c| c.title.clone());
    let overdue = Filter { count: Count::Overdue, ..now.clone() };
    let query = format!("?span={}&on={on}", span.0);
    Ok(json!({
        "excel": format!("/work/hotline/sheets/export{query}"),
        "word": format!("/work/hotline/sheets/word{query}"),
        "span": span.0,
        "title": span.1,
        "on": on.to_string(),
        "from": p.from.to_string(),
        "to": p.to.to_string(),
        "before_from": p.before.0.to_string(),
        "before_to": p.before.1.to_string(),
        "spans": SPANS.iter().map(|(key, title)| json!({
            "title": title, "href": format!("?span={key}&on={on}"), "current": *key == span.0,
        })).collect::<Vec<_>>(),
        "earlier": format!("?span={}&on={}", span.0, p.before.0),
        "later": format!("?span={}&on={}", span.0, moved(p.to, 1)),
        "counts": counts,
        "shares": shares,
        "calls": super::rings::summed(cx, p.from, p.to).await?,
        "calls_before": super::rings::summed(cx, p.before.0, p.before.1).await?["all"],
        "kinds": by_choice(q, &now, KINDS, "kind").await?,
        "sources": by_choice(q, &now, SOURCES, "source").await?,
        "classes": most(store::by_class(q, &now).await?, class, |id| part(id, "class", &p)),
        "towns": most(store::by_town(q, &now).await?, unit, |id| part(id, "town", &p)),
        "late": most(store::by_unit(q, &overdue).await?, unit, |id| address(Count::Overdue, p.from, p.to, &format!("&unit={id}"))),
        "hot": topics(cx, &hot::look(q, &Ground::of(&cx.app), p.from, p.to).await?.0, 5).await?,
        "hot_href": format!("/work/hotline/hot?from={}&to={}", p.from, p.to),
    }))
}

/// The list of a class or town; of those without one there is none.
fn part(id: i64, name: &str, p: &Period) -> String {
    if id == 0 { String::new() } else { address(Count::Received, p.from, p.to, &format!("&{name}={id}")) }
}

async fn by_choice(
    q: &mut impl ::store::Query,
    filter: &Filter,
    choices: &[Choice],
    name: &str,
) -> std::result::Result<Vec<Value>, Error> {
    let (from, to) = (filter.from.unwrap_or_default(), filter.to.unwrap_or_default());
    let mut rows = Vec::new();
    for choice in choices {
        let value = Some(choice.value.to_owned());
        let narrowed = match name {
            "kind" => Filter { kind: value, ..filter.clone() },
            _ => Filter { source: value, ..filter.clone() },
        };
        let n = store::count(q, &narrowed).await?;
        if n > 0 {
            let href = address(Count::Received, from, to, &format!("&{name}={}", choice.value));
            rows.push(json!({ "title": choice.title, "value": n, "href": href }));
        }
    }
    Ok(rows)
}

/// The largest of some counts, as `ui.bars` draws them.
fn most(counts: Vec<(i64, i64)>, name: impl Fn(i64) -> String, href: impl Fn(i64) -> String) -> Vec<Value> {
    let mut counts = counts;
    counts.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let rows = counts.into_iter().take(ROWS);
    rows.map(|(id, n)| json!({ "title": name(id), "value": n, "href": href(id) })).collect()
}

/// Topics as pages show them, the first `limit`.
pub(super) async fn topics(cx: &Cx, found: &Hot, limit: usize) -> std::result::Result<Vec<Value>, Error> {
    let units = cx.app.identity.units().await?;
    let town =
        |id: i64| units.iter().find(|u| u.id == id).map_or_else(|| "未写明".to_owned(), |u| u.short_name.clone());
    let shown = found.topics.iter().take(limit);
    let matters: Vec<i64> = shown.clone().flat_map(|topic| topic.shown.iter().copied().chain([topic.first])).collect();
    let listed = store::listed(&mut cx.reader(), &matters).await?;
    let of = |id: i64| listed.iter().find(|(matter, ..)| *matter == id);
    let told = shown.map(|topic| {
        let places: Vec<String> = topic.towns.iter().take(4).map(|(id, n)| format!("{} {n}", town(*id))).collect();
        json!({
            "title": of(topic.first).map(|(_, title, _)| title),
            "count": topic.orders,
            "before": topic.before,
            "trend": topic.trend(),
            "repeats": topic.repeats(),
            "places": places.join("、"),
            "orders": topic.shown.iter().filter_map(|id| of(*id)).map(|(id, title, on)| json!({
                "href": format!("/work/hotline/{id}"), "title": title, "on": on.to_string(),
            })).collect::<Vec<_>>(),
        })
    });
    Ok(told.collect())
}

/// Hot topics of a period: the last thirty days when the address says nothing.
pub(super) async fn hot(cx: Cx) -> Result {
    let today = cx.now.date();
    let to = cx.query.get("to").parse().unwrap_or(today);
    let from = cx.query.get("from").parse().unwrap_or_else(|_| moved(to, -29)).min(to);
    let (found, at) = hot::look(&mut cx.reader(), &Ground::of(&cx.app), from, to).await?;
    let data = json!({
        "at": at.minutes(),
        "from": from.to_string(),
        "to": to.to_string(),
        "topics": topics(&cx, &found, usize::MAX).await?,
        "looked": found.looked,
        "more": found.more,
        "most": hot::MOST,
        "percent": cx.app.number("hotline.hot.percent")?,
    });
    let page = Page::new("热点和重复诉求").kind("list").crumb("热线工单", "/work/hotline");
    cx.page("hotline/work_hot.html", page.crumb("热线报表", "/work/hotline/sheets"), data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_followed_back_by_one_as_long() {
        let on = Date::constant(2026, 3, 4);
        let told = |span| {
            let p = period(span, on);
            format!("{} {} {} {}", p.from, p.to, p.before.0, p.before.1)
        };
        assert_eq!(told("day"), "2026-03-04 2026-03-04 2026-03-03 2026-03-03");
        assert_eq!(told("week"), "2026-03-02 2026-03-08 2026-02-23 2026-03-01");
        assert_eq!(told("month"), "2026-03-01 2026-03-31 2026-02-01 2026-02-28");
    }
}
