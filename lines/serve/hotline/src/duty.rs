//! Duty on the hotline (24小时值班排班): shifts, the roster of a week, the hand-over that both sides sign, and the states of agents.
//! 国办发〔2020〕53号: 7×24 小时 human service, so hours without anybody are warned of.

pub mod week;

use std::collections::BTreeMap;

use ::store::{Query, Tx};
use base::{Date, Error, FieldError, Moment};
use counter::Choice;
use counter::choice::{hinted, plain};
use counter::told;
use identity::Actor;
use matter::Ground;
use serde_json::json;
use web::{Check, Form};

use crate::process::DESK;
use crate::store::{self, Calls, Count, Filter, Handover, OnDuty, Rang, Shift};
use crate::{CLERK, calls};

/// Makes rosters.
pub const ROSTER: &str = "hotline.roster";
/// Characters of a hand-over.
pub const TEXT_MAX: usize = 2_000;
/// Agents of a shift.
const AGENTS_MAX: usize = 30;

/// States of an agent; none for who is not there.
pub const STATES: &[Choice] = &[
    hinted("online", "在线", "可以接听"),
    plain("break", "小休"),
    plain("away", "离席"),
    hinted("after", "后处理", "整理刚才的来电"),
];

/// The colour of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "online" => "good",
        "after" => "blue",
        "break" => "warn",
        _ => "grey",
    }
}

/// Whoever takes calls: people who hold posts with the clerk's role at `at`, with their names, each once.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn agents(q: &mut impl Query, at: Moment) -> Result<Vec<(i64, String)>, Error> {
    Ok(identity::posts::of_role(q, CLERK, at).await?)
}

/// A shift as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShiftForm {
    /// 名称.
    pub title: String,
    /// Minutes after midnight.
    pub begins: i64,
    /// Hours that it lasts.
    pub hours: i64,
    /// How many agents it needs.
    pub least: i64,
}

impl ShiftForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(form: &Form) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let begins = minutes(form.get("begins"));
        if begins.is_none() {
            check.error("begins", "请填写开始时间，如 08:00");
        }
        let shift = Self {
            title: check.line("title", "班次名称", 2..=20),
            begins: begins.unwrap_or(0),
            hours: check.int("hours", "时长（小时）", 1..=24),
            least: check.int("least", "至少人数", 1..=99),
        };
        check.finish(shift)
    }
}

/// `08:30` as minutes after midnight.
fn minutes(text: &str) -> Option<i64> {
    let text = base::text::normalise(text);
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

async fn may(q: &mut impl Query, actor: &Actor) -> Result<(), Error> {
    actor.require(ROSTER, Some(crate::home(q).await?))
}

/// Adds a shift; gives its key.
///
/// # Errors
/// The actor may not make rosters; wrong fields when there is one of that name.
pub async fn add_shift(tx: &mut Tx, ground: &Ground, actor: &Actor, form: &ShiftForm) -> Result<i64, Error> {
    may(tx, actor).await?;
    let known = store::shifts(tx).await?;
    if known.iter().any(|s| s.closed_at.is_none() && s.title == form.title) {
        return Err(Error::field("title", "已经有同名的班次，请换一个名称或者先停用原来的"));
    }
    if known.len() >= 100 {
        return Err(Error::field("title", "班次太多，请先整理"));
    }
    let id = store::add_shift(tx, &form.title, form.begins, form.hours * 60, form.least).await?;
    let facts = json!({ "title": form.title, "begins": form.begins, "hours": form.hours, "least": form.least });
    crate::record(tx, ground, actor, "hotline.shift", ("hotline.shift", id), facts, &[]).await?;
    Ok(id)
}

/// Closes a shift, or opens it again; rosters that name it stay.
///
/// # Errors
/// The actor may not make rosters.
pub async fn turn_shift(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    may(tx, actor).await?;
    let closed = store::shift(tx, id).await?.closed_at.is_none().then_some(ground.now);
    store::close_shift(tx, id, closed).await?;
    let facts = json!({ "closed": closed.is_some() });
    crate::record(tx, ground, actor, "hotline.shift", ("hotline.shift", id), facts, &[]).await
}

/// The cells of a week as typed: shift and day with names divided by blanks or commas.
pub type Typed = BTreeMap<(i64, Date), String>;

/// The name of a cell's field.
pub fn field(shift: i64, on: Date) -> String {
    format!("c-{shift}-{on}")
}

/// The name of the field with what a cell held when its page was opened.
pub fn opened(shift: i64, on: Date) -> String {
    format!("o-{shift}-{on}")
}

/// Sets the roster of the week that begins with `monday`; days that are over are left as they were.
///
/// # Errors
/// The actor may not make rosters; wrong fields for names of nobody who takes calls, and for people on duty twice at once.
pub async fn set_week(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    monday: Date,
    typed: &Typed,
) -> Result<usize, Error> {
    may(tx, actor).await?;
    let agents = agents(tx, ground.now).await?;
    let shifts = store::shifts(tx).await?;
    let today = ground.now.date();
    let (first, last) = (week::day_after(monday, -1), week::day_after(monday, 7));
    let before = store::roster(tx, first, last).await?;
    let (mut wrong, mut wanted) = (Vec::new(), Vec::new());
    for ((shift, on), names) in typed.iter().filter(|((_, on), _)| *on >= today) {
        if !shifts.iter().any(|s| s.id == *shift && s.closed_at.is_none()) {
            continue;
        }
        match people(&agents, names) {
            Ok(people) => wanted.push((*shift, *on, people)),
            Err(message) => wrong.push(FieldError::new(field(*shift, *on), message)),
        }
    }
    let set = |entry: &OnDuty| wanted.iter().any(|(shift, on, _)| (entry.shift_id, entry.on_date) == (*shift, *on));
    let kept = before.iter().filter(|entry| !set(entry)).cloned();
    let new = wanted.iter().flat_map(|(shift, on, people)| {
        people.iter().map(|(person_id, name)| OnDuty {
            on_date: *on,
            shift_id: *shift,
            person_id: *person_id,
            name: name.clone(),
        })
    });
    let all: Vec<OnDuty> = kept.chain(new).collect();
    for entry in week::double(&shifts, &all) {
        let message = format!("{}在同一时间还排了别的班，请调整", entry.name);
        wrong.push(FieldError::new(field(entry.shift_id, entry.on_date), message));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    for (shift, on, people) in &wanted {
        let ids: Vec<i64> = people.iter().map(|(id, _)| *id).collect();
        store::set_roster(tx, *on, *shift, &ids).await?;
    }
    let cells: Vec<_> = wanted
        .iter()
        .map(|(shift, on, people)| json!({ "shift": shift, "on": on.to_string(), "people": people.iter().map(|(id, _)| id).collect::<Vec<_>>() }))
        .collect();
    let facts = json!({ "week": monday.to_string(), "cells": cells });
    crate::record(tx, ground, actor, "hotline.roster", ("hotline.roster", 0), facts, &[]).await?;
    Ok(wanted.len())
}

/// The people that are named, each once.
fn people(agents: &[(i64, String)], names: &str) -> Result<Vec<(i64, String)>, String> {
    let mut found: Vec<(i64, String)> = Vec::new();
    let normal = base::text::normalise(names);
    for name in normal.split([' ', ',', '、', '，', ';', '；', '\t']).filter(|name| !name.is_empty()) {
        let mut fits = agents.iter().filter(|(_, known)| known == name);
        let Some(agent) = fits.next() else {
            return Err(format!("“{}”不是热线受理人员，请填写受理岗位人员的姓名", base::text::truncate(name, 20)));
        };
        if fits.next().is_some() {
            return Err(format!("受理人员里有同名的“{name}”，请先在人员管理中区分姓名"));
        }
        if !found.iter().any(|(id, _)| *id == agent.0) {
            found.push(agent.clone());
        }
    }
    match found.len() {
        n if n > AGENTS_MAX => Err(format!("一个班次最多 {AGENTS_MAX} 人")),
        _ => Ok(found),
    }
}

/// What the week that begins with `monday` has, as it is typed.
pub fn written(roster: &[OnDuty]) -> Typed {
    let mut typed = Typed::new();
    for entry in roster {
        let names = typed.entry((entry.shift_id, entry.on_date)).or_default();
        if !names.is_empty() {
            names.push('、');
        }
        names.push_str(&entry.name);
    }
    typed
}

/// The week before, moved by seven days, for cells of this week that are empty (照搬上周).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn copied(q: &mut impl Query, monday: Date) -> Result<Typed, Error> {
    let before = store::roster(q, week::day_after(monday, -7), week::day_after(monday, -1)).await?;
    let mut typed = written(&store::roster(q, monday, week::day_after(monday, 6)).await?);
    for ((shift, on), names) in written(&before) {
        typed.entry((shift, week::day_after(on, 7))).or_insert(names);
    }
    Ok(typed)
}

/// Hands a shift over (交班): with what is open, counted now, and what the next shift has to know; gives its key.
///
/// # Errors
/// The actor does not keep the desk; a refusal while one waits to be taken over; wrong fields.
pub async fn give(tx: &mut Tx, ground: &Ground, actor: &Actor, shift: i64, text: &str) -> Result<i64, Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    let shift = match store::shift(tx, shift).await {
        Err(Error::Unseen) => return Err(Error::field("shift", "请选择交出的班次")),
        found => found?,
    };
    if store::handover_waits(tx).await? {
        return Err(Error::refused("hotline.handover-waits", "上一次交班还没有人接班，请先接班。"));
    }
    let text = told::message(text, "handover", 2, TEXT_MAX, "请写明交接事项；没有的写“无”也要写满两个字，如“暂无”")?;
    let mut handover = open_now(tx, ground).await?;
    handover.shift_id = shift.id;
    handover.on_date = begun(&shift, ground.now);
    handover.text = text;
    handover.given_by = actor.staff()?.person;
    let id = store::give(tx, &handover).await?;
    let facts = json!({
        "shift": shift.id, "on": handover.on_date.to_string(),
        "waiting": handover.waiting, "open": handover.open, "missed": handover.missed,
    });
    let bodies = [("hotline_handover", "text", id, handover.text.as_str())];
    crate::record(tx, ground, actor, "hotline.handover.give", ("hotline.handover", id), facts, &bodies).await?;
    Ok(id)
}

/// The civil date on which the newest run of a shift before `now` began.
fn begun(shift: &Shift, now: Moment) -> Date {
    let today = now.date();
    if week::span(shift, today).0 <= now { today } else { week::day_after(today, -1) }
}

/// What is open now, as a hand-over tells it.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_now(q: &mut impl Query, ground: &Ground) -> Result<Handover, Error> {
    let all = Filter::all(ground.now);
    let pending = Filter { count: Count::Pending, ..all.clone() };
    let waiting = Filter { state: Some("received".to_owned()), ..all };
    let quick = calls::quick(ground)?;
    let from = ground.now.plus(-calls::OWED_DAYS * base::time::DAY).date();
    let owed = Calls { from, to: ground.now.date(), hour: None, person: None, rang: Rang::Owed, quick };
    Ok(Handover {
        id: 0,
        on_date: ground.now.date(),
        shift_id: 0,
        waiting: store::count(q, &waiting).await?,
        open: store::count(q, &pending).await?,
        missed: store::count_rings(q, &owed).await?,
        text: String::new(),
        given_by: 0,
        given_at: ground.now,
        taken_by: None,
        taken_at: None,
        remark: String::new(),
    })
}

/// Takes over (接班): signed by somebody else than who handed over.
///
/// # Errors
/// The actor does not keep the desk; a refusal for who handed over; a conflict when somebody took over before.
pub async fn take_over(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, remark: &str) -> Result<(), Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    let handover = store::handover(tx, id).await?;
    let person = actor.staff()?.person;
    if handover.given_by == person {
        return Err(Error::refused("hotline.handover-own", "交班人不能自己接班，请由接班人登录后确认。"));
    }
    let remark = base::text::clean_text(remark);
    if base::text::char_count(&remark) > TEXT_MAX {
        return Err(Error::field("remark", format!("最多 {TEXT_MAX} 字")));
    }
    if !store::take_over(tx, id, person, ground.now, &remark).await? {
        return Err(Error::Conflict("已经有人接班了。".to_owned()));
    }
    let bodies = [("hotline_handover", "remark", id, remark.as_str())];
    crate::record(tx, ground, actor, "hotline.handover.take", ("hotline.handover", id), json!({}), &bodies).await
}

/// The actor is in `state` from now on; an empty one is going home.
///
/// # Errors
/// The actor does not keep the desk; [`Error::Unseen`] for a state that there is not.
pub async fn be(tx: &mut Tx, ground: &Ground, actor: &Actor, state: &str) -> Result<(), Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    if !state.is_empty() && !STATES.iter().any(|known| known.value == state) {
        return Err(Error::Unseen);
    }
    let person = actor.staff()?.person;
    if store::presence(tx, person).await?.is_some_and(|(now, _)| now == state) {
        return Ok(());
    }
    store::set_presence(tx, person, state, ground.now).await?;
    crate::record(tx, ground, actor, "hotline.presence", ("hotline.agent", person), json!({ "state": state }), &[])
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_however_they_are_divided() {
        let agents = [(1, "王禾".to_owned()), (2, "李青".to_owned()), (3, "赵川".to_owned()), (4, "赵川".to_owned())];
        let ids = |text: &str| people(&agents, text).map(|p| p.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        assert_eq!(ids("王禾、李青 王禾"), Ok(vec![1, 2]));
        assert_eq!(ids(""), Ok(vec![]));
        assert!(ids("王禾，张三").is_err_and(|why| why.contains("张三")));
        assert!(ids("赵川").is_err_and(|why| why.contains("同名")));
    }

    #[test]
    fn a_time_of_day_is_read() {
        for (text, expected) in
            [("08:00", Some(480)), ("８：３０", Some(510)), ("24:00", None), ("8", None), ("", None)]
        {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
