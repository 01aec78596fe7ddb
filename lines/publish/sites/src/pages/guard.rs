//! The sheet 网页防篡改 on the workbench: the last comparison, what a day's comparisons found, and every difference.

use base::Error;
use base::time::DAY;
use edition::{Desk, KEEP};
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use super::{done, problems};
use crate::actions;
use crate::store::guard::{self as rows, Alarm, Guard};

/// Rows of one page.
const PAGE: usize = 50;
/// Differences that are counted.
const CAP: usize = 1_000;
/// Comparisons that are listed.
const RUNS: usize = 12;
/// The address of the sheet.
const HERE: &str = "/work/sites/guard";

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("sites/work_guard.html", shown(&cx), data)
}

fn shown(cx: &Cx) -> Page {
    super::below_sites(cx, "网页防篡改")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let all = cx.query.get("all") == "1";
    let mut alarms = rows::alarms(&mut reader, !all, cx.query.int("before"), PAGE + 1).await?;
    let more = alarms.len() > PAGE;
    alarms.truncate(PAGE);
    let next = alarms.last().filter(|_| more).map(|row| format!("{}before={}", cx.query.base(&["before"]), row.id));
    let runs = rows::since(&mut reader, cx.now.plus(-DAY)).await?;
    let sum = |of: fn(&Guard) -> i64| runs.iter().map(of).sum::<i64>();
    let ended = |at: Option<base::Moment>| at.map_or("尚未完成".to_owned(), base::Moment::minutes);
    Ok(json!({
        "alarms": alarms.iter().map(line).collect::<Vec<_>>(),
        "all": all,
        "may_deal": cx.actor.may(KEEP, None),
        "open": rows::open(&mut reader, CAP).await?,
        "last": runs.first().map(run),
        "runs": runs.iter().take(RUNS).map(run).collect::<Vec<_>>(),
        "day": { "runs": runs.len(), "pages": sum(|r| r.pages), "articles": sum(|r| r.articles), "files": sum(|r| r.files),
                 "found": sum(|r| r.found), "restored": sum(|r| r.restored) },
        "articles_ended": ended(rows::ended(&mut reader, "articles").await?),
        "files_ended": ended(rows::ended(&mut reader, "files").await?),
        "next": next.unwrap_or_default(),
        "first": if cx.query.int("before").is_some() { cx.query.base(&["before"]) } else { String::new() },
    }))
}

fn run(run: &Guard) -> Value {
    json!({
        "at": run.began_at.minutes(), "pages": run.pages, "renewed": run.renewed, "articles": run.articles,
        "files": run.files, "found": run.found, "restored": run.restored,
    })
}

fn line(alarm: &Alarm) -> Value {
    let kind = match alarm.kind.as_str() {
        "page" => "网页",
        "article" => "稿件",
        _ => "文件",
    };
    json!({
        "id": alarm.id,
        "at": alarm.at.minutes(),
        "kind": kind,
        "title": alarm.title,
        "href": if alarm.kind == "file" { "" } else { alarm.subject.as_str() },
        "subject": alarm.subject,
        "what": alarm.what,
        "restored": alarm.restored == 1,
        "looked": alarm.looked_at.map(|at| at.minutes()),
        "actor": alarm.actor,
        "note": alarm.note,
    })
}

/// Notes what came of a difference.
pub(super) async fn look(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let mut check = Check::new(&form);
    let note = check.line("note", "处理情况", 2..=200);
    let errors = match check.finish(()) {
        Ok(()) => match actions::deal_with(&mut tx, &Desk::of(&cx), id, &note).await {
            Ok(()) => return done(&cx, tx, &form, HERE, "处理情况已记录。").await,
            Err(error) => problems(error)?,
        },
        Err(errors) => errors,
    };
    tx.rollback().await?;
    let data = data(&cx).await?;
    cx.again("sites/work_guard.html", shown(&cx), data, &form, errors)
}
