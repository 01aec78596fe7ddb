//! `/work/hotline/screen`: the big screen (大屏) for leaders and the hotline office: one dark page that needs no hand and asks again by
//! itself. Counts only, and titles as lists show them with personal data masked.

use std::collections::BTreeMap;

use base::time::{DAY, MINUTE};
use base::{Date, Error};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::duty::{STATES, tone, week};
use crate::hot;
use crate::kpi::{self, KPIS};
use crate::store::{self, Count, Filter};

/// Seconds after which it asks again.
const REFRESH: u32 = 30;
/// Units, towns and topics that are shown.
const SHOWN: usize = 8;
/// Days of the course.
const DAYS: i64 = 14;

/// The screen.
pub(super) async fn page(cx: Cx) -> Result {
    let today = cx.now.date();
    let month = Filter { from: Some(today.first_of_month()), to: Some(today), ..Filter::all(cx.now) };
    let data = json!({
        "drawn": cx.now.minutes(),
        "month": format!("{} 月", today.month()),
        "today": numbers(&cx, today).await?,
        "shares": shares(&cx, &month).await?,
        "course": course(&cx, today).await?,
        "units": units(&cx, &month).await?,
        "towns": towns(&cx, &month).await?,
        "topics": topics(&cx, today).await?,
        "calls": super::rings::summed(&cx, today, today).await?["all"].clone(),
        "agents": agents(&cx).await?,
    });
    let mut page = Page::new("12345 热线运行情况").kind("page").refresh(REFRESH);
    page.noindex = true;
    cx.page("hotline/screen.html", page, data)
}

/// What came today, and what is open, near its end and over in all.
async fn numbers(cx: &Cx, today: Date) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let all = Filter::all(cx.now);
    let day = Filter { from: Some(today), to: Some(today), ..all.clone() };
    // What is open began within a year; older counts would be read every time.
    let since = Some(cx.now.plus(-365 * DAY).date());
    let open = |count| Filter { count, from: since, ..all.clone() };
    let n = |title: &str, value: i64, tone: &str| json!({ "title": title, "value": value, "tone": tone });
    Ok(json!([
        n("今日受理", store::count(q, &day).await?, ""),
        n("今日派单", store::count(q, &Filter { count: Count::Dispatched, ..day.clone() }).await?, ""),
        n("正在办理", store::count(q, &open(Count::Pending)).await?, ""),
        n("今明到期", store::due_before(q, cx.now, week::day_after(today, 2)).await?, "warn"),
        n("超期未办", store::count(q, &open(Count::Late)).await?, "bad"),
        n("督办", store::count(q, &open(Count::Supervised)).await?, ""),
    ]))
}

/// Shares of the month that are told.
async fn shares(cx: &Cx, month: &Filter) -> std::result::Result<Vec<Value>, Error> {
    const TOLD: [&str; 5] = ["satisfied", "solved", "ontime", "response", "signed"];
    let scores = kpi::scores(&mut cx.reader(), month).await?;
    let of = |key: &str| KPIS.iter().zip(&scores).find(|(kpi, _)| kpi.key == key);
    let told = TOLD.iter().filter_map(|key| of(key)).map(|(kpi, score)| {
        let part = (score.of * 1_000).checked_div(score.among).unwrap_or(0);
        json!({ "title": kpi.title, "share": score.words(), "of": score.of, "among": score.among, "part": part })
    });
    Ok(told.collect())
}

/// Orders of each of the last days.
async fn course(cx: &Cx, today: Date) -> std::result::Result<Vec<Value>, Error> {
    let from = week::day_after(today, 1 - DAYS);
    let filter = Filter { from: Some(from), to: Some(today), ..Filter::all(cx.now) };
    let counts: BTreeMap<String, i64> = store::by_day(&mut cx.reader(), &filter).await?.into_iter().collect();
    let top = counts.values().copied().max().unwrap_or(1).max(1);
    let day = |n: i64| {
        let on = week::day_after(from, n);
        let value = counts.get(&on.to_string()).copied().unwrap_or(0);
        json!({ "title": on.day().to_string(), "value": value, "tall": value * 1_000 / top })
    };
    Ok((0..DAYS).map(day).collect())
}

/// The units with the most orders of the month: how many, how many are open, how many over, and on time.
async fn units(cx: &Cx, month: &Filter) -> std::result::Result<Vec<Value>, Error> {
    let q = &mut cx.reader();
    let all = cx.app.identity.units().await?;
    let mut rows = store::by_unit(q, month).await?;
    rows.sort_by_key(|(unit, n)| (std::cmp::Reverse(*n), *unit));
    rows.truncate(SHOWN);
    let mut columns = BTreeMap::new();
    for count in [Count::Pending, Count::Overdue, Count::OnTime, Count::Due] {
        // The share is the score of the sheet: what is left out of it after review is left out here.
        let scored = matches!(count, Count::OnTime | Count::Due);
        let found = store::by_unit(q, &Filter { count, scored, ..month.clone() }).await?;
        columns.insert(count, found.into_iter().collect::<BTreeMap<i64, i64>>());
    }
    let of = |count: Count, unit: i64| columns.get(&count).and_then(|c| c.get(&unit)).copied().unwrap_or(0);
    let told = rows.iter().map(|(unit, n)| {
        let score = kpi::Score { of: of(Count::OnTime, *unit), among: of(Count::Due, *unit) };
        json!({
            "name": all.iter().find(|u| u.id == *unit).map(|u| u.short_name.clone()),
            "received": n, "pending": of(Count::Pending, *unit), "overdue": of(Count::Overdue, *unit), "share": score.words(),
        })
    });
    Ok(told.collect())
}

/// The towns with the most orders of the month.
async fn towns(cx: &Cx, month: &Filter) -> std::result::Result<Vec<Value>, Error> {
    let all = cx.app.identity.units().await?;
    let mut rows = store::by_town(&mut cx.reader(), month).await?;
    rows.retain(|(town, _)| *town != 0);
    rows.sort_by_key(|(town, n)| (std::cmp::Reverse(*n), *town));
    rows.truncate(SHOWN);
    let top = rows.first().map_or(1, |(_, n)| (*n).max(1));
    let told = rows.iter().map(|(town, n)| {
        let name = all.iter().find(|u| u.id == *town).map(|u| u.short_name.clone());
        json!({ "title": name, "value": n, "part": n * 1_000 / top })
    });
    Ok(told.collect())
}

/// What the last seven days were about.
async fn topics(cx: &Cx, today: Date) -> std::result::Result<Vec<Value>, Error> {
    let from = week::day_after(today, -6);
    let (found, _) = hot::look(&mut cx.reader(), &Ground::of(&cx.app), from, today).await?;
    let mut told = super::sheets::topics(cx, &found, SHOWN).await?;
    for topic in &mut told {
        let title = base::redact::mask(topic["title"].as_str().unwrap_or_default());
        *topic = json!({ "title": title, "count": topic["count"], "trend": topic["trend"], "places": topic["places"] });
    }
    Ok(told)
}

/// How many agents are in which state.
async fn agents(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let q = &mut cx.reader();
    let present = store::present(q).await?;
    let shifts = store::shifts(q).await?;
    let today = cx.now.date();
    let roster = store::roster(q, week::day_after(today, -1), today).await?;
    let on = week::now(&shifts, &roster, cx.now).len();
    // A state that somebody forgot to leave says nothing of now.
    let fresh = |since: base::Moment| cx.now.0 - since.0 < 24 * 60 * MINUTE;
    let count = |key: &str| present.iter().filter(|(_, _, state, since)| state == key && fresh(*since)).count();
    let mut told = vec![json!({ "title": "在岗排班", "value": on, "tone": "" })];
    told.extend(STATES.iter().map(|s| json!({ "title": s.title, "value": count(s.value), "tone": tone(s.value) })));
    Ok(told)
}
