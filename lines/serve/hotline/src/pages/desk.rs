//! `/work/hotline`: the orders that the actor may see, with filters; every figure and score leads here. The export holds the same.

use ::store::long::{Counted, Key, LOOK, Turn, civil_date};
use base::Error;
use counter::{Scope, choice, desk, finding, rating};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::filter_of;
use crate::index::INSIDE;
use crate::model::{KINDS, SOURCES, URGENCIES};
use crate::process::{APPROVE, DESK, ORDER, tone};
use crate::store::{self, Count, Filter, Row};
use crate::{ALL, BOOK, WORK, excel};

const TABS: &[Count] = &[
    Count::Received,
    Count::Pending,
    Count::Overdue,
    Count::Objected,
    Count::Redone,
    Count::Held,
    Count::Supervised,
    Count::Petition,
];

/// Whose orders the actor sees.
pub(super) fn scope(cx: &Cx) -> Scope {
    Scope::of(&cx.actor, ALL, None, WORK)
}

/// What the address asks for, of what the actor may see.
async fn asked(cx: &Cx) -> std::result::Result<Filter, Error> {
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut filter = Filter { scope: scope(cx), ..filter_of(cx).await? };
    if !words.trim().is_empty() {
        filter.ids = Some(found(cx, &words).await?);
    }
    Ok(filter)
}

/// Those with these words, or with this number, ours or the city's.
async fn found(cx: &Cx, words: &str) -> std::result::Result<Vec<i64>, Error> {
    if let Some(id) = BOOK.numbered(&mut cx.reader(), words).await? {
        return Ok(vec![id]);
    }
    if let Some((id, _)) = store::newest_version(&mut cx.reader(), &base::text::clean_line(words)).await? {
        return Ok(vec![id]);
    }
    finding::with_words(&cx.app.search, INSIDE, words).await
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let filter = asked(&cx).await?;
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let counts = store::counted_each(&mut cx.reader(), &filter, TABS).await?;
    // What is narrowed further may be found in an index of its own, which reaches further back than the first list.
    let total = match TABS.iter().position(|count| *count == filter.count) {
        Some(tab) if tab == 0 || filter.plain() => counts.get(tab).copied(),
        _ => None,
    };
    let total = match total {
        Some(total) => total,
        None => store::counted(&mut cx.reader(), &filter).await?,
    };
    let found = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?.shown(&turn, true, rows, place);
    let names = ["kind", "source", "class", "town", "state", "unit", "from", "to", "q", "scored"];
    let chosen: Value = names.iter().map(|name| ((*name).to_owned(), json!(cx.query.get(name)))).collect();
    let home = crate::home(&mut cx.reader()).await.ok();
    let at_desk = home.is_some_and(|home| cx.actor.may(DESK, Some(home)));
    let data = json!({
        "rows": found.rows.iter().map(|r| row(&cx, r)).collect::<Vec<_>>(),
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "tabs": tabs(&cx, &filter, &counts),
        "count": filter.count.key(),
        "counted": if TABS.contains(&filter.count) { "" } else { filter.count.title() },
        "kinds": KINDS,
        "sources": SOURCES,
        "classes": super::class_options(&cx).await?,
        "states": ORDER.states.iter().map(|s| json!({ "value": s.key, "title": s.title })).collect::<Vec<_>>(),
        "units": super::unit_options(&cx, "").await?,
        "towns": super::unit_options(&cx, "town").await?,
        "chosen": chosen,
        "desk": at_desk,
        "big": cx.actor.may(ALL, None),
        "chief": home.is_some_and(|home| cx.actor.may(APPROVE, Some(home))),
        "calls": if at_desk { counter::calls::waiting(&cx.app, &cx.actor).await?.found } else { 0 },
        "aside": if at_desk { super::city::waiting(&cx).await? } else { 0 },
        "export": format!("/work/hotline/export{}", query_text(&cx)),
    });
    cx.page("hotline/work_list.html", Page::new("热线工单").kind("list"), data)
}

/// The same filters as an address.
fn query_text(cx: &Cx) -> String {
    let base = cx.query.base(&["after", "before"]);
    base.trim_end_matches(['&', '?']).to_owned()
}

/// The place of an order in a list.
pub(super) fn place(row: &Row) -> Key {
    [row.received_on.into(), row.matter_id.into()]
}

/// The counts above the list, each a list of its own with the same filters.
fn tabs(cx: &Cx, filter: &Filter, counts: &[Counted]) -> Vec<Value> {
    TABS.iter()
        .zip(counts)
        .map(|(count, number)| desk::tab(cx, count.key(), count.title(), filter.count == *count, *number))
        .collect()
}

/// Colour and words of what is due now of an order, and when nothing is any more, how it was answered.
fn light(cx: &Cx, row: &Row) -> (&'static str, String) {
    if let Some(beside) = desk::beside(cx, &ORDER, &row.state, &row.clock, &row.besides) {
        return beside;
    }
    let due = row.due_at;
    match (row.clock.as_str(), row.answered_at, row.answered_due) {
        ("running", ..) if row.of_city() => {
            let (colour, words) = desk::light(cx, &row.clock, due);
            let over = if colour == "over" { "超期" } else { "" };
            (colour, format!("市平台要求：{over}{words}"))
        }
        // Handled again, it is due again, whatever was answered before.
        ("running" | "paused", ..) => desk::light(cx, &row.clock, due),
        (_, Some(at), Some(due)) if at > due => ("done", "超期办理".to_owned()),
        (_, Some(_), _) => ("done", "按期办理".to_owned()),
        _ => desk::light(cx, &row.clock, due),
    }
}

/// An order as a list shows it.
pub(super) fn row(cx: &Cx, row: &Row) -> Value {
    let (light, words) = light(cx, row);
    json!({
        "href": format!("/work/hotline/{}", row.matter_id),
        "number": row.number,
        "title": row.title,
        "kind": choice::title(KINDS, &row.kind),
        "urgency": if row.urgency == "plain" { "" } else { choice::title(URGENCIES, &row.urgency) },
        "source": choice::title(SOURCES, &row.source),
        "class": row.class,
        "town": row.town,
        "state": ORDER.state_title(&row.state),
        "tone": tone(&row.state),
        "unit": row.unit,
        "received": row.received_on.to_string(),
        "due": if row.clock == "none" { String::new() } else { row.due_at.date().to_string() },
        "light": light,
        "words": words,
        "satisfaction": rating::level(row.satisfaction),
        "repeat": row.repeat,
        "petition": row.petition,
        "supervised": row.supervised_at.is_some(),
        "published": row.published_at.is_some(),
    })
}

const HEADS: [&str; 15] = [
    "编号",
    "标题",
    "来源",
    "类别",
    "紧急程度",
    "分类",
    "乡镇",
    "受理日期",
    "环节",
    "承办单位",
    "到期",
    "市平台要求",
    "时限",
    "是否解决",
    "满意度",
];

/// The list as an Excel file: what lists show, without callers.
pub(super) async fn export(cx: Cx) -> Result {
    let filter = asked(&cx).await?;
    let mut rows = Vec::new();
    let mut turn = Turn::First;
    loop {
        let page = store::list(&mut cx.reader(), &filter, &turn, 500).await?;
        rows.extend(page.rows.iter().map(|r| cells(&cx, r)));
        let next = match (page.stopped, page.rows.last()) {
            (Some(key), _) => key,
            (None, Some(last)) if page.rows.len() == 500 => place(last),
            _ => break,
        };
        if rows.len() >= excel::ROWS_MAX {
            break;
        }
        turn = Turn::After(next);
    }
    let note = if rows.len() >= excel::ROWS_MAX {
        "只导出了前 50000 件，请缩小范围后分次导出。"
    } else {
        ""
    };
    let book = excel::sheet("热线工单", &HEADS, &rows, note)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(web::download(&format!("热线工单-{}.xlsx", cx.now.date()), kind, book))
}

fn cells(cx: &Cx, row: &Row) -> Vec<String> {
    let (_, words) = light(cx, row);
    let solved = match row.solved {
        Some(true) => "已解决",
        Some(false) => "未解决",
        None => "",
    };
    vec![
        row.number.clone(),
        row.title.clone(),
        choice::title(SOURCES, &row.source).to_owned(),
        choice::title(KINDS, &row.kind).to_owned(),
        choice::title(URGENCIES, &row.urgency).to_owned(),
        row.class.clone(),
        row.town.clone(),
        row.received_on.to_string(),
        ORDER.state_title(&row.state).to_owned(),
        row.unit.clone(),
        if row.clock == "none" { String::new() } else { row.due_at.minutes() },
        row.city_due.map(base::Moment::minutes).unwrap_or_default(),
        words,
        solved.to_owned(),
        rating::level(row.satisfaction).to_owned(),
    ]
}
