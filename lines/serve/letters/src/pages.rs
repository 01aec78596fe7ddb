//! The line's pages: what they are made of and where they are.

mod api;
mod desk;
mod league;
mod office;
mod public;
mod publishing;
mod query;
mod stats;
mod write;

use base::{Error, Moment};
use counter::{choice, rating};
use matter::Later;
use serde_json::{Value, json};
use web::{App, Audience, Cx, Form, Routes};

use crate::kinds;
use crate::model::Letter;
use crate::store::{self, Filter, Published};
use crate::{ALL, CACHE, WORK, hide, process};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("letters/home.html", include_str!("../pages/home.html")),
    ("letters/list.html", include_str!("../pages/list.html")),
    ("letters/letter.html", include_str!("../pages/letter.html")),
    ("letters/notice.html", include_str!("../pages/notice.html")),
    ("letters/stats.html", include_str!("../pages/stats.html")),
    ("letters/counted.html", include_str!("../pages/counted.html")),
    ("letters/similar.html", include_str!("../pages/similar.html")),
    ("letters/write.html", include_str!("../pages/write.html")),
    ("letters/receipt.html", include_str!("../pages/receipt.html")),
    ("letters/query.html", include_str!("../pages/query.html")),
    ("letters/status.html", include_str!("../pages/status.html")),
    ("letters/work_list.html", include_str!("../pages/work_list.html")),
    ("letters/work_letter.html", include_str!("../pages/work_letter.html")),
    ("letters/work_identity.html", include_str!("../pages/work_identity.html")),
    ("letters/work_publish.html", include_str!("../pages/work_publish.html")),
    ("letters/work_league.html", include_str!("../pages/work_league.html")),
    ("letters/work_warnings.html", include_str!("../pages/work_warnings.html")),
];

/// The rule that bounds a sender's file.
const FILE_RULE: &str = "letters.file.size";

/// The published letters for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let found = store::newest_published(&mut cx.reader(), limit).await?;
        Ok(found.iter().map(|letter| format!("/letters/{}", letter.id)).collect())
    })
}

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let staff = Audience::Verb(WORK);
    Routes::new("letters")
        .page("/letters", public::list)
        .page("/letters/notice", public::notice)
        .page("/letters/stats", stats::page)
        .page("/letters/stats/list", stats::counted)
        .page("/letters/{id}", public::letter)
        .get("/letters/similar", Audience::Public, public::similar)
        .limited("web.rate.query")
        .get("/letters/write", Audience::Public, write::form)
        .upload("/letters/write", Audience::Public, FILE_RULE, write::submit)
        .get("/letters/receipt/{token}", Audience::Public, write::receipt)
        .get("/letters/receipt/{token}/proof", Audience::Public, write::proof)
        .get("/letters/query", Audience::Public, query::form)
        .post("/letters/query", Audience::Public, query::show)
        .limited("web.rate.query")
        .post("/letters/query/proof", Audience::Public, query::proof)
        .limited("web.rate.query")
        .post("/letters/query/file", Audience::Public, query::file)
        .limited("web.rate.query")
        .upload("/letters/query/{action}", Audience::Public, FILE_RULE, query::act)
        .also_limited("web.rate.query")
        .get("/work/letters", staff, desk::list)
        .get("/work/letters/warnings", Audience::Verb(ALL), league::warnings)
        .get("/work/letters/league", Audience::Verb(ALL), league::page)
        .get("/work/letters/{id}", staff, office::page)
        .get("/work/letters/{id}/identity", Audience::Verb(hide::IDENTITY), office::identity)
        .acting()
        .get("/work/letters/{id}/letter-files/{file}", staff, office::letter_file)
        .get("/work/letters/{id}/files/{file}", staff, office::matter_file)
        .get("/work/letters/{id}/publish", Audience::Verb(crate::actions::publish::PUBLISH), publishing::form)
        .acting()
        .post("/work/letters/{id}/publish", Audience::Verb(crate::actions::publish::PUBLISH), publishing::publish)
        .post("/work/letters/{id}/unpublish", Audience::Verb(crate::actions::publish::PUBLISH), publishing::withdraw)
        .upload("/work/letters/{id}/{action}", staff, "web.upload.staff", office::act)
        .get("/api/v1/letters", Audience::Public, api::list)
        .get("/api/v1/letters/{id}", Audience::Public, api::one)
        .openapi(api::document())
}

/// The block of home pages: the newest published letters and the numbers of this month, the same on every site.
pub(crate) fn home<'a>(app: &'a App, _site: &'a str) -> Later<'a, Value> {
    Box::pin(async move {
        let now = app.clock.now();
        let letters = store::newest_published(&mut app.db.reader(), 8).await?;
        let today = now.date();
        let this_month = Filter { from: Some(today.first_of_month()), to: Some(today), ..Filter::all(now) };
        let year = Filter { from: base::Date::new(today.year(), 1, 1).ok(), to: Some(today), ..Filter::all(now) };
        let month = store::totals(&mut app.db.reader(), &this_month).await?;
        let year = store::totals(&mut app.db.reader(), &year).await?;
        let month_name = today.strftime("%Y-%m").to_string();
        let letters: Vec<Value> = letters.iter().map(|l| public_row(l, now)).collect();
        Ok(json!({ "letters": letters, "month": month, "year": year, "month_name": month_name }))
    })
}

/// A published letter as the public's lists show it.
fn public_row(letter: &Published, now: Moment) -> Value {
    const NEW_DAYS: i64 = 3;
    json!({
        "id": letter.id,
        "href": format!("/letters/{}", letter.id),
        "number": letter.number,
        "title": letter.title,
        "kind": choice::title(kinds::KINDS, &letter.kind),
        "mailbox": choice::title(kinds::MAILBOXES, &letter.mailbox),
        "state": kinds::plain(&letter.state),
        "tone": kinds::tone(&letter.state),
        "unit": letter.unit,
        "received": letter.received_at.date().to_string(),
        "published": letter.published_at.date().to_string(),
        "replied": letter.replied_at.map(|at| at.date().to_string()).unwrap_or_default(),
        "satisfaction": rating::level(letter.satisfaction),
        "new": now.0 - letter.published_at.0 < NEW_DAYS * base::time::DAY,
    })
}

/// Why a letter cannot be shown to the public: withdrawn, or never published.
fn not_public(letter: &Letter) -> Error {
    match letter.withdrawn_at {
        Some(at) => Error::Gone(format!("这封来信已于 {} 从网站撤下。", at.date())),
        None => Error::Unseen,
    }
}

/// The states of the process, for a filter.
fn states() -> Value {
    let states: Vec<Value> =
        process::LETTER.states.iter().map(|s| json!({ "value": s.key, "title": s.title })).collect();
    json!(states)
}

/// What a page lets a reader choose: kind, mailbox, unit and period, from its address. What makes no sense is left out.
fn filter_of(cx: &Cx) -> Filter {
    let mut filter = Filter {
        kind: choice::known(kinds::KINDS, cx.query.get("kind")),
        mailbox: choice::known(kinds::MAILBOXES, cx.query.get("mailbox")),
        unit: cx.query.int("unit"),
        from: cx.query.get("from").parse().ok(),
        to: cx.query.get("to").parse().ok(),
        ..Filter::all(cx.now)
    };
    let state = cx.query.get("state");
    filter.state = process::LETTER.state(state).map(|s| s.key.to_owned());
    if let Some(count) = store::Count::of(cx.query.get("count")) {
        filter.count = count;
    }
    if let Some(year) = cx.query.int("year").and_then(|y| i16::try_from(y).ok()) {
        filter.from = base::Date::new(year, 1, 1).ok();
        filter.to = base::Date::new(year, 12, 31).ok();
    }
    if let Some((first, last)) = store::days_of(cx.query.get("month")) {
        (filter.from, filter.to) = (Some(first), Some(last));
    }
    filter
}

/// Units of which one may complain and which may be asked for: the county's organs and towns.
async fn unit_options(app: &App) -> Result<Value, Error> {
    let units = app.identity.units().await?;
    let of_kind = |u: &&identity::Unit| matches!(u.kind.as_str(), "department" | "town") && u.closed_on.is_none();
    let options: Vec<Value> =
        units.iter().filter(of_kind).map(|u| json!({ "value": u.id, "title": u.short_name })).collect();
    Ok(json!(options))
}

/// The text of a later message or an answer as typed, made safe to store.
fn typed_text(form: &Form, field: &str) -> String {
    base::text::clean_text(form.get(field))
}
