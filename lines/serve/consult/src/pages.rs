//! The line's pages: what they are made of and where they are.

mod ask;
mod desk;
mod due;
mod excel;
mod knowledge;
mod office;
mod public;
mod publishing;
mod query;
mod report;
mod stats;
mod topics;

pub(crate) use public::addresses;

use base::Error;
use counter::choice;
use serde_json::{Value, json};
use web::{Audience, Cx, Page, Routes};

use crate::actions::publish::FIELDS;
use crate::model::{ERRORS, PACES};
use crate::process::{self, ASK, DESK, ERROR};
use crate::store::{self, Count, Filter};
use crate::{KNOW, PASS, PUBLISH, WORK};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("consult/parts.html", include_str!("../pages/parts.html")),
    ("consult/home.html", include_str!("../pages/home.html")),
    ("consult/list.html", include_str!("../pages/list.html")),
    ("consult/entry.html", include_str!("../pages/entry.html")),
    ("consult/answer.html", include_str!("../pages/answer.html")),
    ("consult/ask.html", include_str!("../pages/ask.html")),
    ("consult/offers.html", include_str!("../pages/offers.html")),
    ("consult/match.html", include_str!("../pages/match.html")),
    ("consult/thanks.html", include_str!("../pages/thanks.html")),
    ("consult/report.html", include_str!("../pages/report.html")),
    ("consult/receipt.html", include_str!("../pages/receipt.html")),
    ("consult/query.html", include_str!("../pages/query.html")),
    ("consult/status.html", include_str!("../pages/status.html")),
    ("consult/stats.html", include_str!("../pages/stats.html")),
    ("consult/counted.html", include_str!("../pages/counted.html")),
    ("consult/work_list.html", include_str!("../pages/work_list.html")),
    ("consult/work_case.html", include_str!("../pages/work_case.html")),
    ("consult/work_publish.html", include_str!("../pages/work_publish.html")),
    ("consult/work_topics.html", include_str!("../pages/work_topics.html")),
    ("consult/work_solved.html", include_str!("../pages/work_solved.html")),
    ("consult/work_knowledge.html", include_str!("../pages/work_knowledge.html")),
    ("consult/work_due.html", include_str!("../pages/work_due.html")),
    ("consult/work_entry.html", include_str!("../pages/work_entry.html")),
    ("consult/work_excel.html", include_str!("../pages/work_excel.html")),
];

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    public_routes().and(work_routes())
}

fn public_routes() -> Routes {
    let public = Audience::Public;
    Routes::new("consult")
        .page("/consult", public::home)
        .page("/consult/knowledge", public::knowledge)
        .page("/consult/k/{id}", public::entry)
        .get("/consult/k/{id}/useful", public, public::ask_useful)
        .post("/consult/k/{id}/useful", public, public::useful)
        .limited("web.rate.query")
        .page("/consult/answers", public::answers)
        .page("/consult/answers/{id}", public::answer)
        .get("/consult/match", public, ask::matching)
        .get("/consult/ask", public, ask::form)
        .upload("/consult/ask", public, "consult.file.size", ask::submit)
        .post("/consult/solved", public, ask::solved)
        .limited("web.rate.query")
        .get("/consult/thanks", public, ask::thanks)
        .get("/consult/receipt/{token}", public, query::receipt)
        .get("/consult/receipt/{token}/proof", public, query::proof)
        .get("/consult/query", public, query::form)
        .post("/consult/query", public, query::show)
        .limited("web.rate.query")
        .post("/consult/query/file", public, query::file)
        .limited("web.rate.query")
        .post("/consult/query/{action}", public, query::act)
        .limited("web.rate.query")
        .page("/consult/stats", stats::page)
        .page("/consult/stats/list", stats::counted)
        .get("/consult/report", public, report::form)
        .post("/consult/report", public, report::submit)
}

fn work_routes() -> Routes {
    let (staff, know) = (Audience::Verb(WORK), Audience::Verb(KNOW));
    Routes::new("consult")
        .get("/work/consult", staff, desk::asked)
        .get("/work/consult/errors", staff, desk::reported)
        .get("/work/consult/solved", staff, desk::solved)
        .get("/work/consult/topics", Audience::Verb(DESK), topics::page)
        .post("/work/consult/topics", Audience::Verb(DESK), topics::set)
        .post("/work/consult/topics/{id}/close", Audience::Verb(DESK), topics::turn)
        .get("/work/consult/knowledge", staff, knowledge::list)
        .get("/work/consult/knowledge/due", staff, due::list)
        .get("/work/consult/knowledge/new", know, knowledge::new)
        .post("/work/consult/knowledge/new", know, knowledge::create)
        .get("/work/consult/knowledge/excel", know, excel::form)
        .reading("/work/consult/knowledge/excel", know, "consult.knowledge.file", excel::import)
        .get("/work/consult/knowledge/excel/template", know, excel::template)
        .get("/work/consult/knowledge/excel/export", know, excel::export)
        .get("/work/consult/knowledge/{id}", staff, knowledge::page)
        .post("/work/consult/knowledge/{id}", know, knowledge::save)
        .post("/work/consult/knowledge/{id}/submit", know, knowledge::submit)
        .post("/work/consult/knowledge/{id}/approve", Audience::Verb(PASS), knowledge::approve)
        .post("/work/consult/knowledge/{id}/reject", Audience::Verb(PASS), knowledge::reject)
        .post("/work/consult/knowledge/{id}/withdraw", staff, knowledge::withdraw)
        .get("/work/consult/{id}", staff, office::page)
        .get("/work/consult/{id}/files/{file}", staff, office::file)
        .get("/work/consult/{id}/publish", Audience::Verb(PUBLISH), publishing::form)
        .acting()
        .post("/work/consult/{id}/publish", Audience::Verb(PUBLISH), publishing::publish)
        .post("/work/consult/{id}/unpublish", Audience::Verb(PUBLISH), publishing::withdraw)
        .post("/work/consult/{id}/knowledge", staff, office::to_knowledge)
        .upload("/work/consult/{id}/{action}", staff, "web.upload.staff", office::act)
}

/// A page for the public below 政务咨询.
fn framed(title: &str, kind: &str) -> Page {
    tagged(Page::new(title).kind(kind).crumb("政务咨询", "/consult"))
}

/// With the tags of the column that supervisors read.
fn tagged(page: Page) -> Page {
    page.column_of("政务咨询", "咨询投诉", "政务咨询、知识库和网页纠错")
}

/// A page that only one person should see.
fn private(title: &str) -> Page {
    framed(title, "form").noindex()
}

/// What a page lets a reader choose, from its address. What makes no sense is left out.
fn filter_of(cx: &Cx, what: &'static str) -> Filter {
    let kinds = if what == "error" { ERRORS } else { PACES };
    let process = if what == "error" { &ERROR } else { &ASK };
    let mut filter = Filter {
        kind: choice::known(kinds, cx.query.get("kind")),
        state: process.state(cx.query.get("state")).map(|s| s.key.to_owned()),
        topic: cx.query.int("topic"),
        unit: cx.query.int("unit"),
        from: cx.query.get("from").parse().ok(),
        to: cx.query.get("to").parse().ok(),
        count: Count::of(cx.query.get("count")).unwrap_or(Count::Received),
        ..Filter::all(what, cx.now)
    };
    if let Ok(first) = format!("{}-01", cx.query.get("month")).parse::<base::Date>() {
        (filter.from, filter.to) = (Some(first), Some(first.last_of_month()));
    }
    let day = |month, day| {
        let year = cx.query.int("year").and_then(|year| i16::try_from(year).ok())?;
        base::Date::new(year, month, day).ok()
    };
    if let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) {
        (filter.from, filter.to) = (Some(first), Some(last));
    }
    filter
}

/// Topics for a select.
async fn topic_options(cx: &Cx) -> Result<Value, Error> {
    let topics = store::topics(&mut cx.reader(), true).await?;
    Ok(topics.into_iter().map(|t| json!({ "value": t.id, "title": t.title })).collect())
}

/// Units for a select: the county's organs and towns, in order.
async fn unit_options(cx: &Cx) -> Result<Value, Error> {
    let units = cx.app.identity.units().await?;
    let open = units.iter().filter(|u| u.closed_on.is_none() && matches!(u.kind.as_str(), "department" | "town"));
    Ok(open.map(|u| json!({ "value": u.id, "title": u.short_name })).collect())
}

/// The states of a process, for a filter.
fn states(what: &str) -> Value {
    let process = if what == "error" { &ERROR } else { &ASK };
    process.states.iter().map(|s| json!({ "value": s.key, "title": s.title })).collect()
}

/// The fields of the publishing form as typed, cleaned.
fn published_texts(form: &web::Form) -> [String; 3] {
    FIELDS.map(|(field, ..)| base::text::clean_text(form.get(field)))
}

/// The result of an error report in words; empty before.
fn result(key: &str) -> &'static str {
    process::RESULTS.iter().find(|(known, _)| *known == key).map_or("", |(_, title)| title)
}
