//! `/work/hotline/kpi`: the scores of a period, of all and by unit; every number opens the list that it counts. Beside it: requests to
//! leave orders out, decided by the head of the hotline.

use base::Error;
use counter::choice;
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::exclusion;
use crate::kpi::{self, KPIS, Score, Spent};
use crate::model::EXCLUSIONS;
use crate::process::APPROVE;
use crate::store::{self, Count, Filter};
use crate::{CACHE, excel};

/// The period that the address asks for: this month when it says nothing.
async fn period(cx: &Cx) -> std::result::Result<Filter, Error> {
    let today = cx.now.date();
    let mut filter = super::filter_of(cx).await?;
    filter.count = Count::Received;
    filter.scope = super::desk::scope(cx);
    filter.from = Some(filter.from.unwrap_or_else(|| today.first_of_month()));
    filter.to = Some(filter.to.unwrap_or(today));
    Ok(filter)
}

fn address(filter: &Filter, count: Count, unit: Option<i64>) -> String {
    let day = |day: Option<base::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let unit = unit.or(filter.unit).map(|u| format!("&unit={u}")).unwrap_or_default();
    let (from, to) = (day(filter.from), day(filter.to));
    format!("/work/hotline?count={}&from={from}&to={to}{unit}&scored=1", count.key())
}

fn cell(filter: &Filter, at: usize, score: Score, unit: Option<i64>) -> Value {
    let kpi = KPIS.get(at);
    let href = |count: Option<Count>| count.map(|count| address(filter, count, unit)).unwrap_or_default();
    json!({
        "share": score.words(), "of": score.of, "among": score.among,
        "of_href": href(kpi.map(|k| k.of)), "among_href": href(kpi.map(|k| k.among)),
    })
}

/// The sheet.
pub(super) async fn page(cx: Cx) -> Result {
    let filter = period(&cx).await?;
    let q = &mut cx.reader();
    let total = kpi::scores(q, &filter).await?;
    let by_unit = kpi::by_unit(q, &filter).await?;
    let spent = kpi::spent(q, &filter).await?;
    let spent_by_unit = kpi::spent_by_unit(q, &filter).await?;
    let units = cx.app.identity.units().await?;
    let name = |id: i64| units.iter().find(|u| u.id == id).map_or_else(String::new, |u| u.short_name.clone());
    let calls = match (cx.actor.may(crate::ALL, None), filter.from, filter.to) {
        (true, Some(from), Some(to)) => super::rings::summed(&cx, from, to).await?["all"].clone(),
        _ => Value::Null,
    };
    let mut scores: Vec<Value> = KPIS
        .iter()
        .zip(&total)
        .enumerate()
        .map(|(at, (kpi, score))| {
            let mut cell = cell(&filter, at, *score, None);
            cell["title"] = json!(kpi.title);
            cell["meaning"] = json!(kpi.meaning);
            cell
        })
        .collect();
    scores.push(json!({
        "title": Spent::TITLE, "meaning": Spent::MEANING, "share": spent.words(), "of": "", "of_href": "",
        "among": spent.orders, "among_href": address(&filter, Count::Answered, None),
    }));
    scores.extend(connected(&calls));
    let rows: Vec<Value> = by_unit
        .iter()
        .map(|(unit, received, scores)| {
            let cells: Vec<Value> =
                scores.iter().enumerate().map(|(at, s)| cell(&filter, at, *s, Some(*unit))).collect();
            let href = address(&filter, Count::Received, Some(*unit));
            let spent =
                spent_by_unit.iter().find(|(id, _)| id == unit).map_or_else(Spent::default, |(_, spent)| *spent);
            json!({ "name": name(*unit), "received": received, "href": href, "cells": cells, "spent": spent.words(),
                "spent_of": spent.orders, "spent_href": address(&filter, Count::Answered, Some(*unit)) })
        })
        .collect();
    let left_out = Filter { count: Count::Excluded, ..filter.clone() };
    let home = crate::home(q).await.ok();
    let day = |day: Option<base::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let data = json!({
        "scores": scores,
        "columns": KPIS.iter().map(|k| k.title).collect::<Vec<_>>(),
        "rows": rows,
        "calls": calls,
        "excluded": store::count(q, &left_out).await?,
        "excluded_href": address(&filter, Count::Excluded, None).replace("&scored=1", ""),
        "all": cx.actor.may(crate::ALL, None),
        "chief": home.is_some_and(|home| cx.actor.may(APPROVE, Some(home))),
        "from": day(filter.from),
        "to": day(filter.to),
        "export": format!("/work/hotline/kpi/export?from={}&to={}", day(filter.from), day(filter.to)),
    });
    cx.page("hotline/work_kpi.html", Page::new("热线考核").kind("list").crumb("热线工单", "/work/hotline"), data)
}

/// 接通率 as a row among the scores, when calls were told of: by the telephone exchange or by the agents' screens.
fn connected(calls: &Value) -> Option<Value> {
    calls["offered"].as_i64().filter(|offered| *offered > 0)?;
    Some(json!({
        "title": "接通率", "meaning": "接通的来电 ÷ 呼入的来电（接通的和漏接的）", "share": calls["rate"],
        "of": calls["answered"], "of_href": calls["answered_href"], "among": calls["offered"],
        "among_href": calls["offered_href"],
    }))
}

/// The sheet as an Excel file: counts and shares, with how each is counted.
pub(super) async fn export(cx: Cx) -> Result {
    let filter = period(&cx).await?;
    let by_unit = kpi::by_unit(&mut cx.reader(), &filter).await?;
    let total = kpi::scores(&mut cx.reader(), &filter).await?;
    let received = store::count(&mut cx.reader(), &kpi::filter(&filter, Count::Received)).await?;
    let units = cx.app.identity.units().await?;
    let name = |id: i64| units.iter().find(|u| u.id == id).map_or_else(String::new, |u| u.short_name.clone());
    let spent = kpi::spent_by_unit(&mut cx.reader(), &filter).await?;
    let spent_of =
        |unit: i64| spent.iter().find(|(id, _)| *id == unit).map_or_else(Spent::default, |(_, spent)| *spent);
    let row = |name: String, received: i64, scores: &[Score], spent: Spent| {
        let mut cells = vec![name, received.to_string()];
        cells.extend(scores.iter().flat_map(|s| [s.of.to_string(), s.among.to_string(), s.words()]));
        cells.extend([spent.orders.to_string(), spent.words()]);
        cells
    };
    let mut rows: Vec<Vec<String>> =
        by_unit.iter().map(|(unit, n, s)| row(name(*unit), *n, s, spent_of(*unit))).collect();
    rows.push(row("合计".to_owned(), received, &total, kpi::spent(&mut cx.reader(), &filter).await?));
    let mut heads = vec!["单位".to_owned(), "计入考核".to_owned()];
    heads.extend(
        KPIS.iter().flat_map(|k| [format!("{}：分子", k.title), format!("{}：分母", k.title), k.title.to_owned()]),
    );
    heads.extend(["已答复".to_owned(), Spent::TITLE.to_owned()]);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut meanings: Vec<String> = KPIS.iter().map(|k| format!("{}＝{}", k.title, k.meaning)).collect();
    meanings.push(format!("{}＝{}", Spent::TITLE, Spent::MEANING));
    let note = format!("不计入：不予受理、终止、并单的，和经审核不计考核的。{}", meanings.join("；"));
    let day = |day: Option<base::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let book = excel::sheet("热线考核", &heads, &rows, &note)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(web::download(&format!("热线考核-{}至{}.xlsx", day(filter.from), day(filter.to)), kind, book))
}

/// `/work/hotline/exclusions`: what waits for a decision.
pub(super) async fn exclusions(cx: Cx) -> Result {
    let data = waiting(&cx).await?;
    cx.page("hotline/work_exclusions.html", asked_page(), data)
}

fn asked_page() -> Page {
    super::work("不计考核审核", "form").crumb("热线考核", "/work/hotline/kpi")
}

async fn waiting(cx: &Cx) -> std::result::Result<Value, Error> {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let after = cx.query.int("after").unwrap_or(0);
    let mut open = store::open_exclusions(&mut cx.reader(), after, rows + 1).await?;
    let more = open.len() > rows;
    open.truncate(rows);
    let next = open.last().filter(|_| more).map(|waiting| waiting.id.to_string());
    let told = open.iter().map(|waiting| {
        json!({
            "id": waiting.id, "href": format!("/work/hotline/{}", waiting.matter_id), "number": waiting.number,
            "title": waiting.title, "unit": waiting.unit, "kind": choice::title(EXCLUSIONS, &waiting.kind),
            // Whoever decides does not know the caller.
            "reason": crate::hide::veiled(&waiting.reason, &waiting.name), "at": waiting.asked_at.minutes(),
        })
    });
    Ok(json!({ "rows": told.collect::<Vec<_>>(), "next": counter::desk::way(cx, "after", next.as_deref()) }))
}

/// Decides.
pub(super) async fn decide(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let agreed = form.get("agreed") == "1";
    match exclusion::decide(&mut tx, &Ground::of(&cx.app), &cx.actor, id, agreed, form.get("remark")).await {
        Ok(()) => {
            let answer = cx.done(tx, &form, "/work/hotline/exclusions", "已审核。").await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = waiting(&cx).await?;
            data["tried"] = json!(id);
            cx.again("hotline/work_exclusions.html", asked_page(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
