//! The line's pages: what they are made of and where they are.

mod annual;
mod answering;
mod ask;
mod covering;
mod desk;
mod disputes;
mod forms;
mod leaks;
mod office;
mod paper;
mod public;
mod query;
mod sheet;
mod sides;

use base::Error;
use counter::choice;
use matter::{Ground, Later};
use serde_json::{Value, json};
use web::{App, Audience, Cx, Page, Routes};

use crate::channels;
use crate::process::DESK;
use crate::results::RESULTS;
use crate::store::{self, Count, Filter};
use crate::{ALL, CACHE, REPORT, WORK};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("requests/home.html", include_str!("../pages/home.html")),
    ("requests/ask.html", include_str!("../pages/ask.html")),
    ("requests/fields.html", include_str!("../pages/fields.html")),
    ("requests/receipt.html", include_str!("../pages/receipt.html")),
    ("requests/query.html", include_str!("../pages/query.html")),
    ("requests/status.html", include_str!("../pages/status.html")),
    ("requests/letter.html", include_str!("../pages/letter.html")),
    ("requests/report.html", include_str!("../pages/report.html")),
    ("requests/blank.html", include_str!("../pages/blank.html")),
    ("requests/form.html", include_str!("../pages/form.html")),
    ("requests/tables.html", include_str!("../pages/tables.html")),
    ("requests/work_list.html", include_str!("../pages/work_list.html")),
    ("requests/work_disputes.html", include_str!("../pages/work_disputes.html")),
    ("requests/work_enter.html", include_str!("../pages/work_enter.html")),
    ("requests/work_request.html", include_str!("../pages/work_request.html")),
    ("requests/work_identity.html", include_str!("../pages/work_identity.html")),
    ("requests/work_answer.html", include_str!("../pages/work_answer.html")),
    ("requests/work_cover.html", include_str!("../pages/work_cover.html")),
    ("requests/work_side.html", include_str!("../pages/work_side.html")),
    ("requests/book.html", include_str!("../pages/book.html")),
    ("requests/work_annual.html", include_str!("../pages/work_annual.html")),
    ("requests/work_annual_units.html", include_str!("../pages/work_annual_units.html")),
    ("requests/work_texts.html", include_str!("../pages/work_texts.html")),
];

/// The rule that bounds an applicant's file.
const FILE_RULE: &str = "requests.file.size";

/// The settled annual reports for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let settled = store::settled(&mut cx.reader(), 0, limit).await?;
        Ok(settled.iter().map(|(year, unit, _)| format!("/requests/annual/{year}/{unit}")).collect())
    })
}

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let (staff, public) = (Audience::Verb(WORK), Audience::Public);
    let (desk, report) = (Audience::Verb(DESK), Audience::Verb(REPORT));
    Routes::new("requests")
        .page("/requests", public::home)
        .page("/requests/blank", public::blank)
        .page("/requests/annual/{year}/{unit}", public::report)
        .page("/requests/annual/{year}/{unit}/book", annual::files::book)
        .page("/requests/annual/{year}/{unit}/word", annual::files::public_word)
        .page("/requests/annual/{year}/{unit}/pdf", annual::files::public_pdf)
        .page("/requests/annual/{year}/{unit}/epub", annual::files::public_epub)
        .get("/requests/ask", public, ask::form)
        .upload("/requests/ask", public, FILE_RULE, ask::submit)
        .get("/requests/receipt/{token}", public, ask::receipt)
        .get("/requests/receipt/{token}/proof", public, ask::proof)
        .get("/requests/query", public, query::form)
        .post("/requests/query", public, query::show)
        .limited("web.rate.query")
        .post("/requests/query/file", public, query::file)
        .limited("web.rate.query")
        .post("/requests/query/letter", public, query::letter)
        .limited("web.rate.query")
        .upload("/requests/query/{action}", public, FILE_RULE, query::act)
        .also_limited("web.rate.query")
        .get("/work/requests", staff, desk::list)
        .get("/work/requests/export", staff, desk::export)
        .get("/work/requests/disputes", staff, disputes::list)
        .get("/work/requests/enter", desk, desk::form)
        .upload("/work/requests/enter", desk, FILE_RULE, desk::enter)
        .get("/work/requests/annual", staff, annual::page)
        .get("/work/requests/annual/units", staff, annual::units::page)
        .get("/work/requests/annual/excel", staff, annual::files::excel)
        .get("/work/requests/annual/word", staff, annual::files::word)
        .get("/work/requests/annual/pdf", staff, annual::files::pdf)
        .get("/work/requests/annual/epub", staff, annual::files::epub)
        .get("/work/requests/annual/texts", report, annual::texts)
        .post("/work/requests/annual/texts", report, annual::save)
        .post("/work/requests/annual/settle", report, annual::settle)
        .get("/work/requests/annual/correct", report, annual::correction)
        .post("/work/requests/annual/correct", report, annual::correct)
        .get("/work/requests/{id}", staff, office::page)
        .get("/work/requests/{id}/identity", desk, office::identity)
        .acting()
        .get("/work/requests/{id}/given/{file}", staff, office::given)
        .get("/work/requests/{id}/files/{file}", staff, office::matter_file)
        .get("/work/requests/{id}/letters/{letter}", staff, paper::page)
        .get("/work/requests/{id}/letters/{letter}/word", staff, paper::word)
        .get("/work/requests/{id}/letters/{letter}/pdf", staff, paper::pdf)
        .get("/work/requests/{id}/preview", staff, paper::preview)
        .get("/work/requests/{id}/form", desk, forms::form)
        .acting()
        .get("/work/requests/{id}/form/word", desk, forms::form_word)
        .acting()
        .get("/work/requests/{id}/approval", staff, forms::approval)
        .get("/work/requests/{id}/approval/word", staff, forms::approval_word)
        .get("/work/requests/{id}/answer", desk, answering::form)
        .acting()
        .post("/work/requests/{id}/answer", desk, answering::submit)
        .get("/work/requests/{id}/cover/{file}", desk, covering::form)
        .acting()
        .upload("/work/requests/{id}/cover/{file}", desk, "web.upload.staff", covering::submit)
        .get("/work/requests/{id}/cover/{file}/{page}", desk, covering::picture)
        .acting()
        .get("/work/requests/{id}/more/{what}", desk, sides::form)
        .acting()
        .upload("/work/requests/{id}/more/{what}", desk, "web.upload.staff", sides::submit)
        .upload("/work/requests/{id}/{action}", staff, "web.upload.staff", office::act)
}

/// The channels that a clerk enters.
fn channel_options(desk: bool) -> Value {
    let shown = channels::CHANNELS.iter().filter(|c| !desk || c.key != "web");
    shown.map(|c| json!({ "value": c.key, "title": c.title })).collect()
}

/// The results, for a filter.
fn result_options() -> Value {
    let title = |r: &crate::results::ResultType| match r.code {
        "" => r.title.to_owned(),
        code => format!("{code} {}", r.title),
    };
    RESULTS.iter().map(|r| json!({ "value": r.key, "title": title(r) })).collect()
}

/// The organs that take requests, for a select.
async fn organ_options(app: &App) -> Result<Value, Error> {
    let organs = store::organs(&mut app.db.reader()).await?;
    Ok(organs.into_iter().map(|(id, name)| json!({ "value": id, "title": name })).collect())
}

/// What forms offer to choose from.
fn choices() -> Value {
    json!({
        "kinds": channels::KINDS,
        "applicants": channels::APPLICANTS,
        "proofs": channels::PROOFS,
        "ways": channels::WAYS,
        "carriers": channels::CARRIERS,
    })
}

/// A page for the public below 依申请公开.
fn framed(title: &str) -> Page {
    let mut page = Page::new(title).kind("form").crumb("依申请公开", "/requests");
    page.noindex = true;
    page
}

/// What a page lets a reader choose, from its address. What makes no sense is left out.
fn filter_of(cx: &Cx) -> Result<Filter, Error> {
    let result = cx.query.get("result");
    let state = cx.query.get("state");
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok());
    let row = cx.query.int("row").and_then(|r| usize::try_from(r).ok());
    Ok(Filter {
        kind: choice::known(channels::KINDS, cx.query.get("kind")),
        channel: channels::channel_of(cx.query.get("channel")).map(|c| c.key.to_owned()),
        applicant: choice::known(channels::APPLICANTS, cx.query.get("applicant")),
        result: crate::results::result_of(result).map(|r| r.key.to_owned()),
        state: crate::process::REQUEST.state(state).map(|s| s.key.to_owned()),
        unit: cx.query.int("unit"),
        from: cx.query.get("from").parse().ok(),
        to: cx.query.get("to").parse().ok(),
        count: Count::of(cx.query.get("count")).unwrap_or(Count::All),
        cell: year.zip(row),
        ..Filter::today(&Ground::of(&cx.app))?
    })
}

/// Whether the one who looks sees the requests of all organs.
fn sees_all(cx: &Cx) -> bool {
    cx.actor.may(ALL, None)
}
