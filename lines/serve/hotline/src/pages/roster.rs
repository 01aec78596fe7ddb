//! `/work/hotline/roster`: the roster of a week as a grid that is typed, copied from the week before, warned about and printed; and the
//! shifts of which it is made.

use base::{Date, Error, FieldError, Moment};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::duty::week::{self, day_after, monday};
use crate::duty::{self, ROSTER, ShiftForm, Typed};
use crate::store::{self, OnDuty, Shift};

const HERE: &str = "/work/hotline/roster";
const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// The week that an address asks for.
fn asked(on: &str, today: Date) -> Date {
    monday(on.parse().unwrap_or(today))
}

/// The grid; `?copy=1` fills what is empty from the week before, to be saved.
pub(super) async fn page(cx: Cx) -> Result {
    let first = asked(cx.query.get("on"), cx.now.date());
    let copied = if cx.query.get("copy") == "1" { Some(duty::copied(&mut cx.reader(), first).await?) } else { None };
    let data = data(&cx, first, copied).await?;
    cx.page("hotline/work_roster.html", framed(), data)
}

fn framed() -> Page {
    super::work("值班排班", "form").crumb("热线值班", super::duty::HERE)
}

async fn data(cx: &Cx, first: Date, copied: Option<Typed>) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let shifts = store::shifts(q).await?;
    // The evening before may reach into the week.
    let roster = store::roster(q, day_after(first, -1), day_after(first, 6)).await?;
    let home = crate::home(q).await.ok();
    let agents = duty::agents(q, cx.now).await?;
    let gaps = week::gaps(&shifts, &roster, Moment::start_of(first), Moment::start_of(day_after(first, 7)));
    let closed = shifts.iter().filter(|s| s.closed_at.is_some());
    Ok(json!({
        "on": first.to_string(),
        "to": day_after(first, 6).to_string(),
        "earlier": format!("{HERE}?on={}", day_after(first, -7)),
        "later": format!("{HERE}?on={}", day_after(first, 7)),
        "copy": format!("{HERE}?on={first}&copy=1"),
        "print": format!("{HERE}/print?on={first}"),
        "copied": copied.is_some(),
        "days": days(first),
        "rows": rows(&shifts, &roster, first, copied.as_ref(), cx.now.date()),
        "gaps": gaps.iter().take(10).map(|(a, b)| format!("{} 至 {}", a.minutes(), b.minutes())).collect::<Vec<_>>(),
        "agents": agents.iter().map(|(_, name)| name).collect::<Vec<_>>(),
        "may": home.is_some_and(|home| cx.actor.may(ROSTER, Some(home))),
        "closed": closed.map(|s| json!({ "id": s.id, "title": s.title })).collect::<Vec<_>>(),
    }))
}

fn days(first: Date) -> Vec<Value> {
    let day = |(at, name): (i64, &&str)| {
        let on = day_after(first, at);
        json!({ "title": name, "date": format!("{}月{}日", on.month(), on.day()) })
    };
    (0..).zip(WEEKDAYS.iter()).map(day).collect()
}

/// A shift's times, such as `20:00–次日 8:00`.
fn times(shift: &Shift) -> String {
    let ends = shift.begins + shift.lasts;
    let next = if ends > 1_440 { "次日 " } else { "" };
    let ends = if ends > 1_440 { ends - 1_440 } else { ends };
    format!("{}:{:02}–{next}{}:{:02}", shift.begins / 60, shift.begins % 60, ends / 60, ends % 60)
}

/// A row for each open shift, and for closed ones that the week still names.
fn rows(shifts: &[Shift], roster: &[OnDuty], first: Date, copied: Option<&Typed>, today: Date) -> Vec<Value> {
    let typed = duty::written(roster);
    let names_it = |id: i64| typed.keys().any(|(shift, on)| *shift == id && *on >= first);
    let shown = shifts.iter().filter(|s| s.closed_at.is_none() || names_it(s.id));
    let row = |shift: &Shift| {
        let cell = |(at, weekday): (i64, &&str)| {
            let on = day_after(first, at);
            let saved = typed.get(&(shift.id, on)).cloned().unwrap_or_default();
            let count = i64::try_from(saved.split('、').filter(|n| !n.is_empty()).count()).unwrap_or(0);
            let filled = copied.and_then(|copied| copied.get(&(shift.id, on)).cloned());
            json!({
                "field": duty::field(shift.id, on), "opened": duty::opened(shift.id, on), "label": format!("{weekday}{}", shift.title),
                "names": filled.unwrap_or_else(|| saved.clone()), "saved": saved,
                "lacks": (shift.least - count).max(0), "fixed": on < today || shift.closed_at.is_some(),
            })
        };
        json!({
            "id": shift.id, "title": shift.title, "times": times(shift), "least": shift.least,
            "closed": shift.closed_at.is_some(),
            "cells": (0..).zip(WEEKDAYS.iter()).map(cell).collect::<Vec<_>>(),
        })
    };
    shown.map(row).collect()
}

/// Saves the week.
pub(super) async fn set(cx: Cx, form: Form) -> Result {
    let first = asked(form.get("on"), cx.now.date());
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let saved = duty::written(&store::roster(&mut tx, first, day_after(first, 6)).await?);
    let (typed, errors) = changed(&form, &store::shifts(&mut tx).await?, first, &saved);
    if !errors.is_empty() {
        tx.rollback().await?;
        return again(&cx, &form, first, errors).await;
    }
    match duty::set_week(&mut tx, &Ground::of(&cx.app), &cx.actor, first, &typed).await {
        Ok(_) => cx.done(tx, &form, &format!("{HERE}?on={first}"), "排班已保存。").await,
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &form, first, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The cells that were typed anew since the page was opened; and those that somebody else set meanwhile, each with who is on duty
/// there now. What was left alone stays as it is, whoever changed it.
fn changed(form: &Form, shifts: &[Shift], first: Date, saved: &Typed) -> (Typed, Vec<FieldError>) {
    let (mut typed, mut errors) = (Typed::new(), Vec::new());
    for shift in shifts {
        for (at, weekday) in (0..).zip(WEEKDAYS) {
            let on = day_after(first, at);
            let (field, opened) = (duty::field(shift.id, on), duty::opened(shift.id, on));
            let (own, before) = (form.all(&field), form.all(&opened));
            let [own] = own[..] else { continue };
            let now = saved.get(&(shift.id, on)).map_or("", String::as_str);
            match before.first() {
                Some(before) if own == *before => continue,
                Some(before) if now != *before && now != own => {
                    let now = if now.is_empty() { "空班" } else { now };
                    let message = format!("您打开之后，同事已把{weekday}{}改为“{now}”，请核对后再保存", shift.title);
                    errors.push(FieldError::new(field, message));
                }
                _ => drop(typed.insert((shift.id, on), own.to_owned())),
            }
        }
    }
    (typed, errors)
}

async fn again(cx: &Cx, form: &Form, first: Date, errors: Vec<FieldError>) -> Result {
    let data = data(cx, first, None).await?;
    cx.again("hotline/work_roster.html", framed(), data, form, errors)
}

/// Adds a shift.
pub(super) async fn add_shift(cx: Cx, form: Form) -> Result {
    let first = asked(form.get("on"), cx.now.date());
    let shift = match ShiftForm::read(&form) {
        Ok(shift) => shift,
        Err(errors) => return again(&cx, &form, first, errors).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match duty::add_shift(&mut tx, &Ground::of(&cx.app), &cx.actor, &shift).await {
        Ok(_) => cx.done(tx, &form, &format!("{HERE}?on={first}"), "班次已增加。").await,
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &form, first, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Closes a shift, or opens it again.
pub(super) async fn turn_shift(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    duty::turn_shift(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    cx.done(tx, &form, HERE, "班次已改动。").await
}

/// The roster on paper (值班表).
pub(super) async fn print(cx: Cx) -> Result {
    let first = asked(cx.query.get("on"), cx.now.date());
    let q = &mut cx.reader();
    let shifts = store::shifts(q).await?;
    let roster = store::roster(q, first, day_after(first, 6)).await?;
    let home = crate::home(q).await?;
    let home = identity::units::find(q, home).await?.map_or_else(String::new, |u| u.name);
    let data = json!({
        "home": home,
        "from": first.to_string(),
        "to": day_after(first, 6).to_string(),
        "days": days(first),
        "rows": rows(&shifts, &roster, first, None, first),
    });
    let mut page = Page::new("12345 热线值班表").kind("page");
    page.noindex = true;
    cx.page("hotline/roster.html", page, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_shift_are_told_as_people_say_them() {
        let told =
            |begins, lasts| times(&Shift { id: 1, title: String::new(), begins, lasts, least: 1, closed_at: None });
        assert_eq!(told(480, 480), "8:00–16:00");
        assert_eq!(told(960, 480), "16:00–24:00");
        assert_eq!(told(1_230, 720), "20:30–次日 8:30");
    }
}
