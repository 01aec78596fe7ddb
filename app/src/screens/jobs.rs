//! `/work/jobs` 后台任务: what waits, what failed and why, and the button that sends it off again.

use base::Error;
use serde_json::{Value, json};
use store::jobs::{self, Filter, JobRow, State};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{PAGE, done, first, next, page_of};

/// The verb of the system administrator for jobs.
pub const VERB: &str = "store.jobs";

/// Counts and the list.
pub async fn list(cx: Cx) -> Result {
    let (state, kind) = (cx.query.get("state"), cx.query.get("kind").trim());
    let troubled = cx.query.get("all").is_empty() && state.is_empty();
    let filter = Filter { state: State::of(state), kind: (!kind.is_empty()).then(|| kind.to_owned()), troubled };
    let mut reader = cx.app.db.reader();
    let counts = jobs::count(&mut reader).await?;
    let found = jobs::list(&mut reader, &filter, cx.query.int("before"), PAGE + 1).await?;
    let (rows, more) = page_of(found);
    let turn = next(&cx, rows.last().map(|job| job.id), more);
    let rows: Vec<Value> = rows.iter().map(row).collect();
    let count = |state: State| counts.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| *n);
    let data = json!({
        "rows": rows,
        "counts": State::ALL.map(|state| json!({ "name": state.name(), "title": title(state), "count": count(state) })),
        "states": State::ALL.map(|state| json!({ "value": state.name(), "title": title(state) })),
        "state": state,
        "kind": kind,
        "all": !cx.query.get("all").is_empty(),
        "troubled": troubled,
        "next": turn,
        "first": first(&cx),
    });
    cx.page("screens/jobs.html", Page::new("后台任务"), data)
}

/// The Chinese name of a state.
fn title(state: State) -> &'static str {
    match state {
        State::Waiting => "等待",
        State::Running => "执行中",
        State::Done => "完成",
        State::Failed => "失败",
    }
}

fn row(job: &JobRow) -> Value {
    json!({
        "id": job.id,
        "kind": job.kind,
        "state": title(job.state),
        "tone": match job.state { State::Failed => "bad", State::Done => "good", State::Running => "blue", State::Waiting => "" },
        "attempts": job.attempts,
        "run_at": if job.run_at.0 > 0 { job.run_at.minutes() } else { String::new() },
        "ended_at": job.ended_at.map(|at| at.minutes()),
        "problem": job.problem,
        "retry": matches!(job.state, State::Failed | State::Waiting) && job.problem.is_some(),
    })
}

/// Sends a job off again.
pub async fn retry(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    cx.actor.require(VERB, None)?;
    if !jobs::retry(&mut tx, id, cx.now).await? {
        return Err(Error::Conflict("这项任务正在执行、已经完成或不存在，不能重试。".to_owned()).into());
    }
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb: "renhe.job.retry",
        subject: ledger::Subject { kind: "store_job", id },
        facts: json!({}),
        bodies: Vec::new(),
    };
    cx.app.ledger.record(&mut tx, entry).await?;
    done(&cx, tx, &form, "/work/jobs", "已重新排队，马上再次执行。").await
}
