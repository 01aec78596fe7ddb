//! `/work/hotline/rings`: calls of a period; every number that is counted of them leads here. Also how telephone exchanges are let in.

use ::store::Query;
use base::{Date, Error, Fault};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use crate::calls::{self, Sheet, length};
use crate::kpi::Score;
use crate::process::DESK;
use crate::store::{self, Calls, Rang, Ring, Tally};

/// A call as pages show it; `whole` with its number, for those who call back.
pub(super) fn shown(q: &impl Query, ring: &Ring, whole: bool) -> std::result::Result<Value, Fault> {
    let number = ring.number(q)?;
    let (state, tone) = match (ring.answered_at, ring.ended_at, ring.back_at) {
        (Some(_), Some(_), _) => ("接通", "good"),
        (Some(_), None, _) => ("通话中", "blue"),
        (None, None, _) => ("振铃", "warn"),
        (None, Some(_), Some(_)) => ("漏接，已回拨", "grey"),
        (None, Some(_), None) => ("漏接", "bad"),
    };
    let span = |from: Option<base::Moment>, to: Option<base::Moment>| from.zip(to).map(|(a, b)| length(b.0 - a.0));
    Ok(json!({
        "id": ring.id,
        "phone": if whole { number } else { hidden(&number) },
        "rang": ring.rang_at.minutes(),
        "answered": ring.answered_at.is_some(),
        "waited": span(Some(ring.rang_at), ring.answered_at.or(ring.ended_at)),
        "talked": span(ring.answered_at, ring.ended_at),
        "state": state,
        "tone": tone,
        "way": if ring.way == "exchange" { "交换机" } else { "坐席登记" },
        "person": ring.person_id,
    }))
}

/// A number of which enough is shown to tell it from others.
fn hidden(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    match digits.len() {
        0 => String::new(),
        1..6 => "****".to_owned(),
        n => digits.iter().take(3).chain(&['*'; 4]).chain(digits.iter().skip(n - 2)).collect(),
    }
}

/// The calls of a period that an address asks for: this month when it says nothing.
fn asked(cx: &Cx) -> std::result::Result<Calls, Error> {
    let today = cx.now.date();
    Ok(Calls {
        from: cx.query.get("from").parse().unwrap_or_else(|_| today.first_of_month()),
        to: cx.query.get("to").parse().unwrap_or(today),
        hour: cx.query.int("hour").filter(|hour| (0..24).contains(hour)),
        person: cx.query.int("agent"),
        rang: Rang::of(cx.query.get("count")).unwrap_or(Rang::Offered),
        quick: calls::quick(&Ground::of(&cx.app))?,
    })
}

/// The list of all calls of a period that are counted.
pub(crate) fn calls_list(rang: Rang, from: Date, to: Date) -> String {
    address(rang, from, to, "")
}

/// The list that a number opens.
fn address(rang: Rang, from: Date, to: Date, more: &str) -> String {
    format!("/work/hotline/rings?count={}&from={from}&to={to}{more}", rang.key())
}

/// What calls of a period come to, with the lists behind.
pub(super) async fn summed(cx: &Cx, from: Date, to: Date) -> std::result::Result<Value, Error> {
    let ground = Ground::of(&cx.app);
    let q = &mut cx.reader();
    let calls = Calls { from, to, hour: None, person: None, rang: Rang::Offered, quick: calls::quick(&ground)? };
    let sheet = calls::sheet(q, &ground, &calls).await?;
    let ids: Vec<i64> = sheet.agents.iter().map(|(tally, _)| tally.of).collect();
    let names = identity::people::names(q, &ids).await?;
    let agents: Vec<Value> = sheet
        .agents
        .iter()
        .map(|(tally, after)| {
            let mut row = told(*tally, *after, from, to, &format!("&agent={}", tally.of));
            row["name"] = json!(names.get(&tally.of).map_or("没有坐席接到", String::as_str));
            row
        })
        .collect();
    let hours: Vec<Value> = sheet
        .hours
        .iter()
        .map(|tally| {
            let mut row = told(*tally, 0, from, to, &format!("&hour={}", tally.of));
            row["title"] = json!(tally.of.to_string());
            row["value"] = json!(tally.offered);
            if tally.offered > 0 {
                row["href"] = row["offered_href"].clone();
            }
            row
        })
        .collect();
    let mut all = told(sheet.all, sheet.after, from, to, "");
    all["seconds"] = json!(calls.quick / 1_000);
    Ok(json!({ "all": all, "hours": hours, "agents": agents }))
}

fn told(tally: Tally, after: i64, from: Date, to: Date, more: &str) -> Value {
    let share = |of: i64| Score { of, among: tally.offered }.words();
    let missed = tally.offered - tally.answered;
    let talked = tally.talked.checked_div(tally.answered);
    json!({
        "offered": tally.offered, "offered_href": address(Rang::Offered, from, to, more),
        "answered": tally.answered, "answered_href": address(Rang::Answered, from, to, more),
        "quick": tally.quick, "quick_href": address(Rang::Quick, from, to, more),
        "missed": missed, "missed_href": address(Rang::Missed, from, to, more),
        "rate": share(tally.answered), "quick_rate": share(tally.quick),
        "talked": talked.map_or_else(|| "—".to_owned(), length),
        "handled": Sheet::handled(tally, after).map_or_else(|| "—".to_owned(), length),
    })
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let calls = asked(&cx)?;
    let q = &mut cx.reader();
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let before = cx.query.get("before").split_once('.');
    let before = before.and_then(|(rang, id)| Some((rang.parse().ok()?, id.parse().ok()?)));
    let mut found = store::rings(q, &calls, before, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|ring| format!("{}.{}", ring.rang_at.0, ring.id));
    let ids: Vec<i64> = found.iter().filter_map(|ring| ring.person_id).collect();
    let names = identity::people::names(q, &ids).await?;
    let home = crate::home(q).await.ok();
    let desk = home.is_some_and(|home| cx.actor.may(DESK, Some(home)));
    let mut told = Vec::with_capacity(found.len());
    for ring in &found {
        let mut row = shown(q, ring, desk)?;
        row["agent"] = json!(ring.person_id.and_then(|id| names.get(&id)));
        told.push(row);
    }
    let base = cx.query.base(&["count", "before"]);
    let mut tabs = Vec::new();
    for rang in Rang::all() {
        let n = store::count_rings(q, &Calls { rang, ..calls }).await?;
        tabs.push(json!({
            "title": rang.title(), "href": format!("{base}count={}", rang.key()), "current": rang == calls.rang, "count": n,
        }));
    }
    let agents = crate::duty::agents(q, cx.now).await?;
    let data = json!({
        "rows": told,
        "tabs": tabs,
        "count": calls.rang.key(),
        "from": calls.from.to_string(),
        "to": calls.to.to_string(),
        "hour": calls.hour.map(|h| h.to_string()).unwrap_or_default(),
        "hour_choices": (0..24).map(|h| json!({ "value": h, "title": format!("{h} 时") })).collect::<Vec<_>>(),
        "agent": calls.person.map(|p| p.to_string()).unwrap_or_default(),
        "agent_choices": agents.iter().map(|(id, name)| json!({ "value": id, "title": name })).collect::<Vec<_>>(),
        "sum": summed(&cx, calls.from, calls.to).await?,
        "next": counter::desk::way(&cx, "before", next.as_deref()),
    });
    let page = Page::new("话务记录").kind("list").crumb("热线工单", "/work/hotline");
    cx.page("hotline/work_rings.html", page.crumb("热线值班", super::duty::HERE), data)
}

const EXCHANGE: &str = "/work/hotline/exchange";

/// The link to the telephone exchange.
pub(super) async fn exchange(cx: Cx) -> Result {
    settings(&cx, "").await
}

async fn settings(cx: &Cx, fresh: &str) -> Result {
    let (push, secret) = store::exchange(&mut cx.reader()).await?;
    let sample = json!({
        "call": "20260302-000123", "event": "ring", "phone": "13800001234", "agent": "rexian", "at": "2026-03-02T09:15:00+08:00",
    });
    let data = json!({
        "push": push, "has_key": !secret.is_empty(), "fresh": fresh,
        "address": super::city::address(cx, "/api/v1/hotline/calls").await?,
        "sample": serde_json::to_string_pretty(&sample).unwrap_or_default(),
    });
    let page = super::work("电话交换机对接", "form").crumb("热线值班", super::duty::HERE);
    cx.page("hotline/work_exchange.html", page, data)
}

/// Sets it up; a new key is shown on the answer, once.
pub(super) async fn set_exchange(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let (push, renew) = (form.get("push") == "1", form.get("renew") == "1");
    match calls::set_exchange(&mut tx, &Ground::of(&cx.app), &cx.actor, push, renew).await? {
        None => cx.done(tx, &form, EXCHANGE, "对接设置已保存。").await,
        Some(key) => {
            cx.settled(tx, &form, EXCHANGE).await?;
            settings(&cx, &key).await
        }
    }
}
