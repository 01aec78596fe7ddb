//! `/work/requests/disputes`: reviews and suits about answers, with what is to be handed in or answered anew and until when.

use ::store::long::{Key, LOOK, Turn, civil_date};
use base::Error;
use counter::{Scope, choice, desk};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::actions::later;
use crate::annual::TABLE4;
use crate::channels::{DECISIONS, DISPUTES};
use crate::store::{self, DisputeCount, DisputeFilter, DisputeRow};

fn filter(cx: &Cx) -> DisputeFilter {
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok()).filter(|y| (2000..=2200).contains(y));
    let column = cx.query.int("column").and_then(|c| usize::try_from(c).ok()).filter(|c| *c < TABLE4.len());
    DisputeFilter {
        scope: super::office::units(cx).map_or(Scope::All, Scope::Units),
        count: DisputeCount::of(cx.query.get("count")),
        unit: cx.query.int("unit"),
        kind: choice::known(DISPUTES, cx.query.get("kind")),
        cell: year.zip(column),
    }
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let filter = filter(&cx);
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let q = &mut cx.reader();
    let total = store::disputes_counted(q, &filter).await?;
    let page = store::disputed(q, &filter, &turn, rows + 1).await?.shown(&turn, true, rows, place);
    let mut tabs = Vec::new();
    for (key, title, count) in DisputeCount::ALL {
        let number = store::disputes_counted(q, &DisputeFilter { count: *count, ..filter.clone() }).await?;
        tabs.push(desk::tab(&cx, key, title, filter.count == *count, number));
    }
    let ground = Ground::of(&cx.app);
    let chosen = |name: &str| json!(cx.query.get(name));
    let cell = filter.cell.map(|(year, column)| {
        let kind = filter.kind.as_deref().map_or("", |kind| choice::title(DISPUTES, kind));
        format!("{year}年年度报告表四：{kind} {}", TABLE4.get(column).copied().unwrap_or_default())
    });
    let data = json!({
        "disputes": page.rows.iter().map(|d| row(&ground, d)).collect::<std::result::Result<Vec<_>, Error>>()?,
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "tabs": tabs,
        "kinds": DISPUTES,
        "organs": super::organ_options(&cx.app).await?,
        "all": super::sees_all(&cx),
        "chosen": { "kind": chosen("kind"), "unit": chosen("unit"), "year": chosen("year"), "column": chosen("column"), "count": chosen("count") },
        "cell": cell,
    });
    let page = Page::new("复议、诉讼台账").kind("list").crumb("依申请公开", "/work/requests");
    cx.page("requests/work_disputes.html", page, data)
}

fn place(row: &DisputeRow) -> Key {
    [row.k1.into(), row.k2.into()]
}

fn row(ground: &Ground, row: &DisputeRow) -> std::result::Result<Value, Error> {
    let today = ground.now.date();
    let due = later::reply_due(ground, (&row.kind, row.simplified, row.copy_on))?;
    let reply = later::reply_words((due, row.replied_on), row.decided_on.is_some(), today);
    let redo = match (row.redo, row.redo_due) {
        (true, Some(due)) => format!("{due} 前"),
        (true, None) => "待办理".to_owned(),
        (false, _) => String::new(),
    };
    let result = choice::title(DECISIONS, &row.result);
    Ok(json!({
        "href": format!("/work/requests/{}", row.matter_id), "number": row.number, "title": row.title, "organ": row.organ,
        "kind": choice::title(DISPUTES, &row.kind), "simplified": row.simplified, "forum": row.forum,
        "case_number": row.case_number, "filed": row.k1.to_string(),
        "reply": reply, "result": if result.is_empty() { "尚未审结" } else { result },
        "decided": row.decided_on.map(|d| d.to_string()).unwrap_or_default(),
        "redo": redo, "late": row.redo_due.is_some_and(|due| due < today),
    }))
}
