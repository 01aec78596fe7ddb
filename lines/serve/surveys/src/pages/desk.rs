//! `/work/surveys` and `/work/surveys/answers`: what the actor may see, with filters; every figure leads here.

use ::store::long::{LOOK, Turn, civil_date};
use base::Date;
use counter::{choice, desk};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::model::{KINDS, WHATS, state};
use crate::process::KEEP;
use crate::store::{self, Count, Filter, Row};

const TABS: &[Count] =
    &[Count::All, Count::Draft, Count::Review, Count::Running, Count::Pending, Count::Overdue, Count::Published];

/// Surveys.
pub(super) async fn list(cx: Cx) -> Result {
    let day = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let filter = Filter {
        scope: super::scope(&cx),
        count: Count::of(cx.query.get("count")).unwrap_or(Count::All),
        from: day("from"),
        to: day("to"),
        unit: cx.query.int("unit"),
        what: choice::known(WHATS, cx.query.get("what")),
        ..Filter::all(cx.now)
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let total = store::counted(&mut cx.reader(), &filter).await?;
    let found = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let base = cx.query.base(&["count", "after", "before"]);
    let mut tabs = Vec::new();
    for count in TABS {
        let number = store::counted(&mut cx.reader(), &Filter { count: *count, ..filter.clone() }).await?;
        tabs.push(json!({
            "title": count.title(), "href": format!("{base}count={}", count.key()), "current": filter.count == *count,
            "count": number.words(),
        }));
    }
    let chosen = ["what", "unit", "from", "to"];
    let chosen: Value = chosen.iter().map(|name| ((*name).to_owned(), json!(cx.query.get(name)))).collect();
    let data = json!({
        "rows": found.rows.iter().map(|r| row(&cx, r)).collect::<Vec<_>>(),
        "total": total.of("期"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "tabs": tabs,
        "count": filter.count.key(),
        "whats": WHATS,
        "units": super::unit_options(&cx).await?,
        "chosen": chosen,
        "keep": cx.actor.may(KEEP, None),
    });
    cx.page("surveys/work_list.html", Page::new("征集调查").kind("list"), data)
}

fn row(cx: &Cx, row: &Row) -> Value {
    let (title, tone) = state(&row.state);
    let (light, words) = match (row.feedback_at, row.feedback_due) {
        (Some(at), Some(due)) if at > due => ("done", "逾期公布".to_owned()),
        (Some(_), _) => ("done", "已公布结果".to_owned()),
        (None, Some(due)) if row.state == "closed" => desk::light(cx, "running", due),
        _ => ("done", String::new()),
    };
    json!({
        "href": format!("/work/surveys/{}", row.id), "title": row.title, "what": choice::title(WHATS, &row.what),
        "kind": choice::title(KINDS, &row.kind), "unit": row.unit, "state": title, "tone": tone,
        "opens": row.opens_on.to_string(), "closes": row.closes_on.to_string(), "answers": row.answers,
        "light": light, "words": words,
    })
}

/// Answers of a period, each with its survey; nothing of what they hold.
pub(super) async fn answers(cx: Cx) -> Result {
    let today = cx.now.date();
    let day = |name: &str, none: Date| cx.query.get(name).parse().unwrap_or(none);
    let span = (day("from", today.first_of_month()), day("to", today));
    let (unit, scope) = (cx.query.int("unit"), super::scope(&cx));
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let total = store::answers_count(&mut cx.reader(), span, unit, &scope).await?;
    let found = store::answers_list(&mut cx.reader(), span, unit, &scope, &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.on.into(), r.id.into()]);
    let row = |r: &store::Answered| json!({ "on": r.on.to_string(), "id": r.id, "title": r.title, "unit": r.unit, "href": format!("/work/surveys/{}", r.survey) });
    let data = json!({
        "rows": found.rows.iter().map(row).collect::<Vec<_>>(),
        "total": format!("{total} 条"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "from": span.0.to_string(),
        "to": span.1.to_string(),
    });
    cx.page("surveys/work_answers.html", super::inside("收到征集意见", "list"), data)
}
