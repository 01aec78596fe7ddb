//! The screens on which the system administrator keeps the work calendar: a year day by day, a pasted notice of the
//! State Council, and one preview before anything counts.

use std::sync::Arc;

use base::calendar::Year;
use base::limits::{LINE_CHARS_MAX, TEXT_CHARS_MAX};
use base::{Calendar, Error, FieldError, notice, reason, text};
use matter::{Ground, Lines};
use serde_json::{Value, json};
use store::{Job, Tx};
use web::{Cx, Form, Once, Page, Path, Result};

use super::proposal::{changes, with_days, with_paper};
use super::{briefs, grid, number, papers, specials};
use crate::screens::{done, keep};
use crate::store as rows;

/// The verb of the system administrator for the calendar.
pub const VERB: &str = "base.calendar";
/// A changed year on the ledger.
pub const SET: &str = "renhe.calendar.set";
/// Running matters that are counted for a preview, at most; the recount itself looks at all.
const LOOKED_MAX: u64 = 2_000;

/// All years, and the field for a pasted notice.
pub async fn years(cx: Cx) -> Result {
    cx.page("screens/work_calendar.html", page(), list(&cx))
}

fn page() -> Page {
    Page::new("工作日历维护")
}

fn list(cx: &Cx) -> Value {
    let calendar = cx.app.calendar();
    let this = cx.now.date().year();
    let missing: Vec<i16> = (this..=this + 1).filter(|year| calendar.year(*year).is_none()).collect();
    json!({ "years": briefs(&calendar), "missing": missing, "next": this + 1, "text_max": TEXT_CHARS_MAX })
}

/// One year: its months, its special days, the form that changes some of them.
pub async fn year(cx: Cx, Path(text): Path<String>) -> Result {
    let year = number(&text)?;
    cx.page("screens/work_calendar_year.html", year_page(year), year_data(&cx, year))
}

fn year_page(year: i16) -> Page {
    Page::new(format!("{year} 年工作日历")).crumb("工作日历维护", "/work/calendar")
}

fn year_data(cx: &Cx, year: i16) -> Value {
    let calendar = cx.app.calendar();
    let table = calendar.year(year);
    json!({
        "year": year,
        "known": table.is_some(),
        "months": grid(&calendar, year),
        "specials": table.map(specials).unwrap_or_default(),
        "papers": table.map(papers).unwrap_or_default(),
    })
}

/// Previews a change of some days.
pub async fn days(cx: Cx, Path(text): Path<String>, form: Form) -> Result {
    let year = number(&text)?;
    let calendar = cx.app.calendar();
    let table = calendar.year(year).cloned().unwrap_or_else(|| Year::new(year));
    let changed = with_days(table, &form);
    let changed = changed.and_then(|table| with_paper(table, form.get("paper")).map_err(|problem| vec![problem]));
    match changed {
        Ok(table) => preview(&cx, &calendar, &table, &[]).await,
        Err(problems) => {
            cx.again("screens/work_calendar_year.html", year_page(year), year_data(&cx, year), &form, problems)
        }
    }
}

/// Previews what a pasted notice says.
pub async fn notice(cx: Cx, form: Form) -> Result {
    let (words, paper) = (form.get("text"), form.get("paper"));
    let mut problems = Vec::new();
    if text::char_count(words) > TEXT_CHARS_MAX {
        problems.push(FieldError::new("text", format!("通知全文不得超过 {TEXT_CHARS_MAX} 字。")));
    }
    let typed = form.get("year").trim();
    let year = if typed.is_empty() { notice::year_of(words) } else { number(typed).ok() };
    if year.is_none() {
        problems.push(FieldError::new("year", "没有读出是哪一年的安排，请填写年份，例如 2027。"));
    }
    let (Some(year), true) = (year, problems.is_empty()) else {
        return cx.again("screens/work_calendar.html", page(), list(&cx), &form, problems);
    };
    let proposal = notice::read(year, words);
    if proposal.year.days.is_empty() {
        let problems = proposal.problems.into_iter().map(|problem| FieldError::new("text", problem)).collect();
        return cx.again("screens/work_calendar.html", page(), list(&cx), &form, problems);
    }
    match with_paper(proposal.year, paper) {
        Ok(table) => preview(&cx, &cx.app.calendar(), &table, &proposal.problems).await,
        Err(problem) => cx.again("screens/work_calendar.html", page(), list(&cx), &form, vec![problem]),
    }
}

/// Shows what would change and how many running matters would move.
async fn preview(cx: &Cx, calendar: &Calendar, table: &Year, problems: &[String]) -> Result {
    let data = preview_data(cx, calendar, table, problems).await?;
    cx.page("screens/work_calendar_preview.html", preview_page(table.year), data)
}

fn preview_page(year: i16) -> Page {
    Page::new(format!("确认 {year} 年的日历")).crumb("工作日历维护", "/work/calendar")
}

async fn preview_data(
    cx: &Cx,
    calendar: &Calendar,
    table: &Year,
    problems: &[String],
) -> std::result::Result<Value, Error> {
    let new = calendar.clone().with_year(table.clone());
    Ok(json!({
        "year": table.year,
        "problems": problems,
        "changes": changes(calendar.year(table.year), table),
        "months": grid(&new, table.year),
        "papers": papers(table),
        "moves": moves(cx, &new).await?,
        "table": table.to_toml(),
        "before": calendar.year(table.year).map(Year::to_toml).unwrap_or_default(),
        "working": new.working_days_in(table.year),
    }))
}

/// How many running matters would end on another day under the calendar `new`.
async fn moves(cx: &Cx, new: &Calendar) -> std::result::Result<Value, Error> {
    let Some(lines) = cx.app.ext::<Lines>() else { return Ok(json!({ "looked": 0, "moved": 0, "more": false })) };
    let ground = Ground { calendar: Arc::new(new.clone()), ..Ground::of(&cx.app) };
    let (found, more) = matter::recount::preview(&cx.app.db, &ground, &lines, LOOKED_MAX).await?;
    Ok(json!({ "looked": found.looked, "moved": found.moved, "more": more }))
}

/// Takes a previewed table into use.
pub async fn confirm(cx: Cx, Path(text): Path<String>, form: Form) -> Result {
    let year = number(&text)?;
    let table = Year::from_toml(form.get("table")).ok().filter(|table| table.year == year);
    let table = table.ok_or_else(|| Error::field("table", "预览内容不完整，请返回重新填写。"))?;
    table.check()?;
    let why = text::clean_line(form.get("why"));
    if let Some(message) = reason::wrong("修改原因", &why, reason::LEAST, LINE_CHARS_MAX) {
        let data = preview_data(&cx, &cx.app.calendar(), &table, &[]).await?;
        let problem = FieldError::new("why", message);
        return cx.again("screens/work_calendar_preview.html", preview_page(year), data, &form, vec![problem]);
    }
    let to = format!("/work/calendar/{year}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    set(&cx, &mut tx, &table, form.get("before"), &why).await?;
    let answer = done(&cx, tx, &form, &to, "日历已更新，在办事项的期限正在重新计算。").await?;
    keep::reload_calendar(&cx.app).await?;
    Ok(answer)
}

/// May I? → change → record → tell: the table of a year, if it is still what was looked at.
async fn set(cx: &Cx, tx: &mut Tx, table: &Year, before: &str, why: &str) -> std::result::Result<(), Error> {
    cx.actor.require(VERB, None)?;
    let stored = keep::calendar(tx).await?;
    let old = stored.year(table.year).map(Year::to_toml).unwrap_or_default();
    if old.trim() != before.replace("\r\n", "\n").trim() {
        return Err(Error::Conflict(format!("{} 年的日历刚被他人改过，请重新打开后再改。", table.year)));
    }
    let text = table.to_toml();
    let paper = table.papers.first().map_or("", String::as_str);
    rows::set_year(tx, table.year, &text, paper, cx.now).await?;
    let days: Vec<Value> = changes(stored.year(table.year), table)
        .into_iter()
        .map(|change| json!({ "date": change.date, "before": change.before, "after": change.after }))
        .collect();
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb: SET,
        subject: ledger::Subject { kind: "calendar_year", id: i64::from(table.year) },
        facts: json!({ "papers": table.papers, "changes": days, "why": why }),
        bodies: Vec::new(),
    };
    cx.app.ledger.record(tx, entry).await?;
    let reason = format!("{} 年放假安排调整：{why}", table.year);
    tx.enqueue(Job::new("matter.recount", json!({ "why": reason }))).await?;
    Ok(())
}
