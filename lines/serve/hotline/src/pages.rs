//! The line's pages: what they are made of and where they are.

mod api;
mod city;
mod classes;
mod closing;
mod correct;
mod desk;
mod duty;
mod entry;
mod identity;
mod office;
mod paper;
mod papers;
mod public;
mod publishing;
mod query;
mod rings;
mod roster;
mod scores;
mod screen;
mod sheet_files;
mod sheets;
mod stats;

pub(crate) use public::addresses;
pub(crate) use rings::calls_list;

use base::Error;
use counter::choice;
use serde_json::{Value, json};
use web::{Audience, Check, Cx, Page, Routes};

use crate::actions::publish::FIELDS;
use crate::city::CITY;
use crate::classes as tree;
use crate::duty::ROSTER;
use crate::hide;
use crate::model::{KINDS, SOURCES};
use crate::process::{APPROVE, DESK, ORDER};
use crate::store::{self, Count, Filter};
use crate::{ALL, PUBLISH, WORK};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("hotline/parts.html", include_str!("../pages/parts.html")),
    ("hotline/home.html", include_str!("../pages/home.html")),
    ("hotline/cases.html", include_str!("../pages/cases.html")),
    ("hotline/case.html", include_str!("../pages/case.html")),
    ("hotline/query.html", include_str!("../pages/query.html")),
    ("hotline/status.html", include_str!("../pages/status.html")),
    ("hotline/stats.html", include_str!("../pages/stats.html")),
    ("hotline/counted.html", include_str!("../pages/counted.html")),
    ("hotline/work_list.html", include_str!("../pages/work_list.html")),
    ("hotline/work_new.html", include_str!("../pages/work_new.html")),
    ("hotline/beside.html", include_str!("../pages/beside.html")),
    ("hotline/work_taken.html", include_str!("../pages/work_taken.html")),
    ("hotline/work_order.html", include_str!("../pages/work_order.html")),
    ("hotline/work_identity.html", include_str!("../pages/work_identity.html")),
    ("hotline/work_correct.html", include_str!("../pages/work_correct.html")),
    ("hotline/work_publish.html", include_str!("../pages/work_publish.html")),
    ("hotline/work_classes.html", include_str!("../pages/work_classes.html")),
    ("hotline/work_catalogue.html", include_str!("../pages/work_catalogue.html")),
    ("hotline/work_kpi.html", include_str!("../pages/work_kpi.html")),
    ("hotline/work_sheet.html", include_str!("../pages/work_sheet.html")),
    ("hotline/work_hot.html", include_str!("../pages/work_hot.html")),
    ("hotline/work_exclusions.html", include_str!("../pages/work_exclusions.html")),
    ("hotline/work_city.html", include_str!("../pages/work_city.html")),
    ("hotline/work_push.html", include_str!("../pages/work_push.html")),
    ("hotline/work_handed.html", include_str!("../pages/work_handed.html")),
    ("hotline/work_papers.html", include_str!("../pages/work_papers.html")),
    ("hotline/work_duty.html", include_str!("../pages/work_duty.html")),
    ("hotline/work_roster.html", include_str!("../pages/work_roster.html")),
    ("hotline/roster.html", include_str!("../pages/roster.html")),
    ("hotline/work_rings.html", include_str!("../pages/work_rings.html")),
    ("hotline/work_exchange.html", include_str!("../pages/work_exchange.html")),
    ("hotline/screen.html", include_str!("../pages/screen.html")),
    ("hotline/letter.html", include_str!("../pages/letter.html")),
    ("hotline/paper.html", include_str!("../pages/paper.html")),
];

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    public_routes().and(work_routes()).and(duty_routes())
}

fn public_routes() -> Routes {
    let public = Audience::Public;
    Routes::new("hotline")
        .page("/hotline", public::home)
        .page("/hotline/cases", public::cases)
        .page("/hotline/cases/{id}", public::case)
        .page("/hotline/stats", stats::page)
        .page("/hotline/stats/list", stats::counted)
        .get("/hotline/query", public, query::form)
        .post("/hotline/query", public, query::show)
        .limited("web.rate.query")
        .post("/hotline/query/{action}", public, query::act)
        .limited("web.rate.query")
        .post("/api/v1/hotline/orders", public, api::push)
        .limited("hotline.city.rate")
        .post("/api/v1/hotline/calls", public, api::calls)
        .limited("hotline.calls.rate")
}

fn duty_routes() -> Routes {
    let (all, desk) = (Audience::Verb(ALL), Audience::Verb(DESK));
    let (roster, head) = (Audience::Verb(ROSTER), Audience::Verb(CITY));
    Routes::new("hotline")
        .get("/work/hotline/screen", all, screen::page)
        .get("/work/hotline/duty", all, duty::page)
        .post("/work/hotline/duty/state", desk, duty::be)
        .post("/work/hotline/duty/call", desk, duty::call)
        .post("/work/hotline/duty/back/{id}", desk, duty::back)
        .post("/work/hotline/duty/give", desk, duty::give)
        .post("/work/hotline/duty/take/{id}", desk, duty::take)
        .get("/work/hotline/roster", all, roster::page)
        .post("/work/hotline/roster", roster, roster::set)
        .get("/work/hotline/roster/print", all, roster::print)
        .post("/work/hotline/shifts", roster, roster::add_shift)
        .post("/work/hotline/shifts/{id}/close", roster, roster::turn_shift)
        .get("/work/hotline/rings", all, rings::list)
        .get("/work/hotline/exchange", head, rings::exchange)
        .post("/work/hotline/exchange", head, rings::set_exchange)
}

fn work_routes() -> Routes {
    let (staff, desk) = (Audience::Verb(WORK), Audience::Verb(DESK));
    let (city, head) = (Audience::Verb(CITY), Audience::Verb(APPROVE));
    let publish = Audience::Verb(PUBLISH);
    Routes::new("hotline")
        .get("/work/hotline", staff, desk::list)
        .get("/work/hotline/export", staff, desk::export)
        .get("/work/hotline/new", desk, entry::form)
        .post("/work/hotline/new", desk, entry::submit)
        .post("/work/hotline/beside", desk, entry::beside)
        .get("/work/hotline/taken/{token}", desk, entry::taken)
        .get("/work/hotline/classes", staff, classes::page)
        .post("/work/hotline/classes", desk, classes::set)
        .post("/work/hotline/classes/{id}/close", desk, classes::turn)
        .get("/work/hotline/catalogue", staff, classes::catalogue)
        .post("/work/hotline/catalogue", desk, classes::add_duty)
        .post("/work/hotline/catalogue/{id}/drop", desk, classes::drop_duty)
        .get("/work/hotline/kpi", staff, scores::page)
        .get("/work/hotline/kpi/export", staff, scores::export)
        .get("/work/hotline/sheets", Audience::Verb(ALL), sheets::page)
        .get("/work/hotline/sheets/export", Audience::Verb(ALL), sheet_files::excel)
        .get("/work/hotline/sheets/word", Audience::Verb(ALL), sheet_files::word)
        .get("/work/hotline/hot", Audience::Verb(ALL), sheets::hot)
        .get("/work/hotline/exclusions", head, scores::exclusions)
        .post("/work/hotline/exclusions/{id}", head, scores::decide)
        .get("/work/hotline/city", city, city::page)
        .post("/work/hotline/city", city, city::set)
        .get("/work/hotline/pushes", desk, city::pushes)
        .get("/work/hotline/pushes/{id}", desk, city::push)
        .post("/work/hotline/pushes/{id}", desk, city::settle)
        .get("/work/hotline/pushes/{id}/raw", desk, city::raw)
        .get("/work/hotline/handed", Audience::Verb(ALL), closing::handed)
        .get("/work/hotline/papers", staff, papers::list)
        .get("/work/hotline/papers/{id}", staff, papers::print)
        .get("/work/hotline/papers/{id}/files/{file}", staff, papers::file)
        .post("/work/hotline/papers/{id}/reply", staff, papers::reply)
        .post("/work/hotline/papers/{id}/judge", staff, papers::judge)
        .upload("/work/hotline/{id}/papers", staff, "web.upload.staff", papers::make)
        .get("/work/hotline/{id}", staff, office::page)
        .get("/work/hotline/{id}/identity", Audience::Verb(hide::IDENTITY), identity::page)
        .acting()
        .get("/work/hotline/{id}/identity/{file}", Audience::Verb(hide::IDENTITY), identity::file)
        .acting()
        .get("/work/hotline/{id}/correct", desk, correct::form)
        .acting()
        .post("/work/hotline/{id}/correct", desk, correct::submit)
        .get("/work/hotline/{id}/paper/{form}", staff, paper::page)
        .get("/work/hotline/{id}/paper/{form}/word", staff, paper::word)
        .get("/work/hotline/{id}/files/{file}", staff, office::file)
        .get("/work/hotline/{id}/publish", publish, publishing::form)
        .acting()
        .post("/work/hotline/{id}/publish", publish, publishing::publish)
        .post("/work/hotline/{id}/unpublish", publish, publishing::withdraw)
        .post("/work/hotline/{id}/callback", staff, office::callback)
        .post("/work/hotline/{id}/exclude", staff, office::exclude)
        .post("/work/hotline/{id}/petition", staff, closing::petition)
        .post("/work/hotline/{id}/result", staff, closing::result)
        .post("/work/hotline/{id}/recuse", staff, closing::recuse)
        .upload("/work/hotline/{id}/{action}", staff, "web.upload.staff", office::act)
}

/// A page for the public below 12345 热线.
fn framed(title: &str, kind: &str) -> Page {
    tagged(Page::new(title).kind(kind).crumb("12345 热线", "/hotline"))
}

/// With the tags of the column that supervisors read.
fn tagged(page: Page) -> Page {
    page.column_of("12345 热线", "咨询投诉", "12345 热线的办理情况、统计和典型案例")
}

/// A page of the workbench below 热线工单.
fn work(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("热线工单", "/work/hotline")
}

/// What a page lets a reader choose, from its address. What makes no sense is left out.
async fn filter_of(cx: &Cx) -> Result<Filter, Error> {
    let mut filter = Filter {
        kind: choice::known(KINDS, cx.query.get("kind")),
        source: choice::known(SOURCES, cx.query.get("source")),
        state: ORDER.state(cx.query.get("state")).map(|s| s.key.to_owned()),
        town: cx.query.int("town"),
        unit: cx.query.int("unit"),
        from: cx.query.get("from").parse().ok(),
        to: cx.query.get("to").parse().ok(),
        scored: cx.query.get("scored") == "1",
        count: Count::of(cx.query.get("count")).unwrap_or(Count::Received),
        ..Filter::all(cx.now)
    };
    if let Some(class) = cx.query.int("class") {
        filter.classes = tree::with_below(&store::classes(&mut cx.reader(), false).await?, class);
    }
    if let Ok(first) = format!("{}-01", cx.query.get("month")).parse::<base::Date>() {
        (filter.from, filter.to) = (Some(first), Some(first.last_of_month()));
    }
    if let Some(year) = cx.query.int("year").and_then(|y| i16::try_from(y).ok()) {
        filter.from = base::Date::new(year, 1, 1).ok();
        filter.to = base::Date::new(year, 12, 31).ok();
    }
    Ok(filter)
}

/// What the public may count. Orders of informants and of all who asked to stay unknown are left out of every public number and list: one
/// line with a number, a unit or a day would tell the unit complained of that somebody complained, and so would a total that grows by one,
/// or the difference between two totals of which only one counts them. A note says so. They are counted in full on the workbench.
fn public_filter(now: base::Moment) -> Filter {
    Filter { open: true, ..Filter::all(now) }
}

/// Open classes for a select, each with its way from the top.
async fn class_options(cx: &Cx) -> Result<Value, Error> {
    let branches = tree::tree(&store::classes(&mut cx.reader(), false).await?);
    let open = branches.into_iter().filter(|b| !b.closed);
    Ok(open.map(|b| json!({ "value": b.id, "title": b.path })).collect())
}

/// Units of a kind for a select, in order; `""` for organs and towns.
async fn unit_options(cx: &Cx, kind: &str) -> Result<Value, Error> {
    let units = cx.app.identity.units().await?;
    let fits = |of: &str| if kind.is_empty() { matches!(of, "department" | "town") } else { of == kind };
    let open = units.iter().filter(|u| u.closed_on.is_none() && fits(&u.kind));
    Ok(open.map(|u| json!({ "value": u.id, "title": u.short_name })).collect())
}

/// The unit complained of, as a form names it.
async fn complained(cx: &Cx, check: &mut Check<'_>) -> Result<Option<i64>, Error> {
    let name = check.line("complained", "被反映单位", 0..=100);
    if name.is_empty() {
        return Ok(None);
    }
    let found = matter::form::named(&mut cx.reader(), &name).await?;
    Ok(found.map_err(|why| check.error("complained", why)).ok())
}

/// The fields of the publishing form as typed, cleaned.
fn published_texts(form: &web::Form) -> [String; 3] {
    FIELDS.map(|(field, ..)| base::text::clean_text(form.get(field)))
}
