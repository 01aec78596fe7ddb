//! `/work/consult` and `/work/consult/errors`: what the actor may see, with filters; every figure leads here.

use ::store::long::{Counted, Key, LOOK, Turn, civil_date};
use base::Error;
use counter::{Scope, choice, desk, rating};
use matter::Process;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::{filter_of, result};
use crate::index::INSIDE;
use crate::model::ERRORS;
use crate::process::{ASK, DESK, ERROR, tone};
use crate::store::{self, Count, Filter, Row};
use crate::{ALL, WORK, book_of};

const ASKED: &[Count] =
    &[Count::Received, Count::Pending, Count::Overdue, Count::Answered, Count::Reopened, Count::Published];
const REPORTED: &[Count] = &[Count::Received, Count::Pending, Count::Overdue, Count::Fixed, Count::Unfounded];

/// Whose cases the actor sees.
pub(super) fn scope(cx: &Cx) -> Scope {
    Scope::of(&cx.actor, ALL, None, WORK)
}

/// Consultations.
pub(super) async fn asked(cx: Cx) -> Result {
    list(cx, "ask", ASKED, Page::new("咨询").kind("list")).await
}

/// Error reports.
pub(super) async fn reported(cx: Cx) -> Result {
    list(cx, "error", REPORTED, Page::new("网站纠错").kind("list")).await
}

async fn list(cx: Cx, what: &'static str, counts: &[Count], page: Page) -> Result {
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut filter = filter_of(&cx, what);
    filter.scope = scope(&cx);
    if !words.trim().is_empty() {
        filter.ids = Some(found(&cx, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let each = store::counted_each(&mut cx.reader(), &filter, counts).await?;
    let tab = counts.iter().position(|count| *count == filter.count);
    let total = match tab.and_then(|tab| each.get(tab)) {
        Some(total) => *total,
        None => store::counted(&mut cx.reader(), &filter).await?,
    };
    let found = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?.shown(&turn, true, rows, place);
    let chosen = ["kind", "topic", "state", "unit", "from", "to", "q"];
    let chosen: Value = chosen.iter().map(|name| ((*name).to_owned(), json!(cx.query.get(name)))).collect();
    let home = crate::home(&mut cx.reader()).await.ok();
    let data = json!({
        "error": what == "error",
        "here": cx.path,
        "rows": found.rows.iter().map(|r| row(&cx, r, what)).collect::<Vec<_>>(),
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "tabs": tabs(&cx, &filter, counts, &each),
        "count": filter.count.key(),
        "kinds": ERRORS,
        "topics": super::topic_options(&cx).await?,
        "states": super::states(what),
        "units": super::unit_options(&cx).await?,
        "chosen": chosen,
        "desk": home.is_some_and(|home| cx.actor.may(DESK, Some(home))),
    });
    cx.page("consult/work_list.html", page, data)
}

/// The place of a case in a list.
pub(super) fn place(row: &Row) -> Key {
    [row.received_on.into(), row.matter_id.into()]
}

/// Those with these words, or with this number.
async fn found(cx: &Cx, words: &str) -> std::result::Result<Vec<i64>, Error> {
    if let Some(id) = book_of(words).numbered(&mut cx.reader(), words).await? {
        return Ok(vec![id]);
    }
    counter::finding::with_words(&cx.app.search, INSIDE, words).await
}

/// The counts above the list, each a list of its own with the same filters.
fn tabs(cx: &Cx, filter: &Filter, counts: &[Count], each: &[Counted]) -> Vec<Value> {
    counts
        .iter()
        .zip(each)
        .map(|(count, number)| desk::tab(cx, count.key(), count.title(), filter.count == *count, *number))
        .collect()
}

fn row(cx: &Cx, row: &Row, what: &str) -> Value {
    let process: &'static Process = if what == "error" { &ERROR } else { &ASK };
    let (light, words) = match (desk::beside(cx, process, &row.state, &row.clock, &row.besides), row.clock.as_str()) {
        (Some(beside), _) => beside,
        (None, "met") if row.met_at.is_some_and(|at| at > row.due_at) => ("done", "超期答复".to_owned()),
        (None, "met") => ("done", "按期答复".to_owned()),
        (None, clock) => desk::light(cx, clock, row.due_at),
    };
    let ended = result(&row.result);
    json!({
        "href": format!("/work/consult/{}", row.matter_id),
        "number": row.number,
        "title": row.title,
        "page": row.page,
        "kind": if what == "error" { choice::title(ERRORS, &row.kind) } else { &row.topic },
        "state": if ended.is_empty() { process.state_title(&row.state) } else { ended },
        "tone": tone(&row.state),
        "unit": row.unit,
        "received": row.received_on.to_string(),
        "due": if row.clock == "none" { String::new() } else { row.due_at.date().to_string() },
        "light": light,
        "words": words,
        "satisfaction": rating::level(row.satisfaction),
        "published": row.published_at.is_some(),
    })
}

/// `/work/consult/solved`: answers that solved questions before they were asked.
pub(super) async fn solved(cx: Cx) -> Result {
    let today = cx.now.date();
    let day = |name: &str, none: base::Date| cx.query.get(name).parse().unwrap_or(none);
    let span = (day("from", today.first_of_month()), day("to", today));
    let rows = usize::try_from(cx.app.number("web.page.rows.max")?).unwrap_or(100);
    let found = store::solved_list(&mut cx.reader(), span, cx.query.int("unit"), rows).await?;
    let total: i64 = store::solved_count(&mut cx.reader(), span.0, span.1)
        .await?
        .into_iter()
        .filter(|(unit, _)| cx.query.int("unit").is_none_or(|wanted| wanted == *unit))
        .map(|(_, n)| n)
        .sum();
    let data = json!({
        "rows": found.iter().map(|(on, title, href)| json!({ "on": on, "title": title, "href": href })).collect::<Vec<_>>(),
        "total": total,
        "shown": found.len(),
        "from": span.0.to_string(),
        "to": span.1.to_string(),
    });
    cx.page("consult/work_solved.html", Page::new("推荐答案解决").kind("list").crumb("咨询", "/work/consult"), data)
}
