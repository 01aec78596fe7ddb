//! `/work/hotline/duty`: the agent's own state and call, who is on duty now, what was missed, and the hand-over that both sides sign.

use base::time::DAY;
use base::{Error, FieldError, Moment};
use counter::choice;
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::rings::shown as ring_shown;
use crate::calls::{self, Event, OWED_DAYS};
use crate::duty::{self, STATES, TEXT_MAX, tone, week};
use crate::process::DESK;
use crate::store::{self, Calls, Handover, Rang};

/// The page.
pub(super) const HERE: &str = "/work/hotline/duty";
/// Missed calls, and hand-overs, that are shown.
const SHOWN: usize = 10;
/// Earlier orders of the caller that are shown while it rings.
const EARLIER: usize = 5;
/// Days ahead in which hours without anybody are warned of.
const AHEAD: i64 = 7;

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("hotline/work_duty.html", framed(), data)
}

fn framed() -> Page {
    super::work("热线值班", "form")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let ground = Ground::of(&cx.app);
    let q = &mut cx.reader();
    let home = crate::home(q).await.ok();
    let desk = home.is_some_and(|home| cx.actor.may(DESK, Some(home)));
    let today = cx.now.date();
    let shifts = store::shifts(q).await?;
    let roster = store::roster(q, week::day_after(today, -1), week::day_after(today, AHEAD)).await?;
    let present = store::present(q).await?;
    let title = |id: i64| shifts.iter().find(|s| s.id == id).map_or_else(String::new, |s| s.title.clone());
    let state_of = |person: i64| present.iter().find(|(id, ..)| *id == person);
    let told = |name: &str, person: i64, shift: String| match state_of(person) {
        Some((_, _, state, since)) => json!({
            "name": name, "shift": shift, "state": choice::title(STATES, state), "tone": tone(state), "since": since.minutes(),
        }),
        None => json!({ "name": name, "shift": shift, "state": "未签到", "tone": "grey", "since": "" }),
    };
    let on = week::now(&shifts, &roster, cx.now);
    let mut people: Vec<Value> = on.iter().map(|e| told(&e.name, e.person_id, title(e.shift_id))).collect();
    let others = present.iter().filter(|(id, ..)| !on.iter().any(|e| e.person_id == *id));
    people.extend(others.map(|(id, name, ..)| told(name, *id, String::new())));
    let end = Moment::start_of(today).plus((AHEAD + 1) * DAY);
    let gaps = week::gaps(&shifts, &roster, cx.now, end);
    let open = shifts.iter().filter(|s| s.closed_at.is_none());
    Ok(json!({
        "desk": desk,
        "mine": if desk { mine(cx).await? } else { Value::Null },
        "states": STATES,
        "people": people,
        "gaps": gaps.iter().take(5).map(|(a, b)| format!("{} 至 {}", a.minutes(), b.minutes())).collect::<Vec<_>>(),
        "more_gaps": gaps.len().saturating_sub(5),
        "planned": !roster.is_empty(),
        "shifts": open.map(|s| json!({ "value": s.id, "title": s.title })).collect::<Vec<_>>(),
        "shift_now": on.first().map(|e| e.shift_id.to_string()).unwrap_or_default(),
        "held": counts(&duty::open_now(q, &ground).await?),
        "owed": if desk { owed(cx, &ground).await? } else { Vec::new() },
        "handovers": handovers(cx, &title, desk).await?,
        "max": TEXT_MAX,
    }))
}

/// The agent's own state and call.
async fn mine(cx: &Cx) -> std::result::Result<Value, Error> {
    let person = cx.actor.staff()?.person;
    let q = &mut cx.reader();
    let state = store::presence(q, person).await?;
    let call = match store::ring_now(q, person).await? {
        Some(ring) => {
            let mut call = ring_shown(q, &ring, true)?;
            // Who calls is known before the call is answered.
            call["before"] = super::entry::before(cx, &ring.number(q)?, EARLIER).await?.0;
            call
        }
        None => Value::Null,
    };
    Ok(json!({
        "state": state.as_ref().map(|(state, _)| state.as_str()).unwrap_or_default(),
        "title": state.as_ref().map_or("未签到", |(state, _)| choice::title(STATES, state)),
        "tone": state.as_ref().map_or("grey", |(state, _)| tone(state)),
        "since": state.as_ref().map(|(_, since)| since.minutes()).unwrap_or_default(),
        "call": call,
    }))
}

fn counts(h: &Handover) -> Value {
    json!({ "waiting": h.waiting, "open": h.open, "missed": h.missed })
}

/// What was missed in the last days and waits to be called back.
async fn owed(cx: &Cx, ground: &Ground) -> std::result::Result<Vec<Value>, Error> {
    let today = cx.now.date();
    let from = week::day_after(today, -OWED_DAYS);
    let calls = Calls { from, to: today, hour: None, person: None, rang: Rang::Owed, quick: calls::quick(ground)? };
    let q = &mut cx.reader();
    let rings = store::rings(q, &calls, None, SHOWN).await?;
    rings.iter().map(|ring| Ok(ring_shown(q, ring, true)?)).collect()
}

async fn handovers(cx: &Cx, title: &impl Fn(i64) -> String, desk: bool) -> std::result::Result<Vec<Value>, Error> {
    let q = &mut cx.reader();
    let all = store::handovers(q, SHOWN).await?;
    let ids: Vec<i64> = all.iter().flat_map(|h| [Some(h.given_by), h.taken_by]).flatten().collect();
    let names = identity::people::names(q, &ids).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let own = cx.actor.staff().ok().map(|staff| staff.person);
    let told = all.iter().map(|h| {
        let mut row = counts(h);
        row["id"] = json!(h.id);
        row["shift"] = json!(format!("{} {}", h.on_date, title(h.shift_id)));
        // What one agent tells another may name callers: it is for those alone who may know them.
        row["text"] = json!(if desk { h.text.as_str() } else { "" });
        row["remark"] = json!(if desk { h.remark.as_str() } else { "" });
        row["given"] = json!(format!("{}，{}", name(h.given_by), h.given_at.minutes()));
        row["taken"] = json!(h.taken_by.zip(h.taken_at).map(|(by, at)| format!("{}，{}", name(by), at.minutes())));
        row["may_take"] = json!(desk && h.taken_at.is_none() && own != Some(h.given_by));
        row
    });
    Ok(told.collect())
}

/// The page again with what was typed, or the error.
async fn ended(cx: &Cx, form: &Form, done: std::result::Result<(), Error>, to: &str, words: &str) -> Result {
    match done {
        Ok(()) => {
            cx.notice("good", words.to_owned());
            cx.see_other(to)
        }
        Err(Error::Invalid(errors)) => again(cx, form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx).await?;
    cx.again("hotline/work_duty.html", framed(), data, form, errors)
}

/// What a form of the page asks for.
enum Wish<'a> {
    Be(&'a str),
    Back(i64),
    Give(i64, &'a str),
    Take(i64, &'a str),
}

async fn carry_out(cx: &Cx, form: &Form, wish: Wish<'_>) -> std::result::Result<(), Error> {
    let ground = Ground::of(&cx.app);
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    match wish {
        Wish::Be(state) => duty::be(&mut tx, &ground, &cx.actor, state).await?,
        Wish::Back(id) => calls::back(&mut tx, &ground, &cx.actor, id).await?,
        Wish::Give(shift, text) => {
            duty::give(&mut tx, &ground, &cx.actor, shift, text).await?;
        }
        Wish::Take(id, remark) => duty::take_over(&mut tx, &ground, &cx.actor, id, remark).await?,
    }
    cx.once_done(&mut tx, form, HERE).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(())
}

/// The agent is in a state from now on.
pub(super) async fn be(cx: Cx, form: Form) -> Result {
    let state = form.get("state");
    let words = match state {
        "" => "已签退。".to_owned(),
        state => format!("现在是“{}”。", choice::title(STATES, state)),
    };
    let done = carry_out(&cx, &form, Wish::Be(state)).await;
    ended(&cx, &form, done, HERE, &words).await
}

/// Somebody called back.
pub(super) async fn back(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let done = carry_out(&cx, &form, Wish::Back(id)).await;
    ended(&cx, &form, done, HERE, "已记为回拨。").await
}

/// Hands over.
pub(super) async fn give(cx: Cx, form: Form) -> Result {
    let shift = form.get("shift").parse().unwrap_or(0);
    let done = carry_out(&cx, &form, Wish::Give(shift, form.get("handover"))).await;
    ended(&cx, &form, done, HERE, "已交班，等待接班人确认。").await
}

/// Takes over.
pub(super) async fn take(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let done = carry_out(&cx, &form, Wish::Take(id, form.get("remark"))).await;
    ended(&cx, &form, done, HERE, "已接班。").await
}

/// It rings, is answered or is over at the agent's desk. After an answer the form for orders is next, with the number in it.
pub(super) async fn call(cx: Cx, form: Form) -> Result {
    let (event, words) = match form.get("event") {
        "ring" => (Event::Ring, "来电已登记，正在振铃。"),
        "answer" => (Event::Answer, "已接听。"),
        "end" => (Event::End, "通话已结束。"),
        _ => return Err(Error::Unseen.into()),
    };
    let phone = calls::number(form.get("ring_phone"));
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let ring = calls::on_screen(&mut tx, &Ground::of(&cx.app), &cx.actor, event, &phone).await?;
    let to = match event {
        Event::Answer => format!("/work/hotline/new?call={}", ring.id),
        _ => HERE.to_owned(),
    };
    cx.done(tx, &form, &to, words).await
}
