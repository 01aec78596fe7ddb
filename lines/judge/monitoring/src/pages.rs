//! The line's pages: what they are made of and where they are.

mod acts;
mod findings;
mod home;
mod list;
mod new;
mod order;
mod paper;

use std::collections::BTreeMap;

use base::Error;
use counter::Scope;
use matter::{Finds, Lines};
use web::{Audience, Cx, Page, Routes};

use crate::WORK;
use crate::process::DESK;

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("monitoring/work_home.html", include_str!("../pages/work_home.html")),
    ("monitoring/work_findings.html", include_str!("../pages/work_findings.html")),
    ("monitoring/work_new.html", include_str!("../pages/work_new.html")),
    ("monitoring/work_list.html", include_str!("../pages/work_list.html")),
    ("monitoring/work_order.html", include_str!("../pages/work_order.html")),
    ("monitoring/paper.html", include_str!("../pages/paper.html")),
];

/// The start page of the line.
const HERE: &str = "/work/monitoring";
/// The list of orders.
const ORDERS: &str = "/work/monitoring/orders";

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let (staff, desk) = (Audience::Verb(WORK), Audience::Verb(DESK));
    Routes::new("monitoring")
        .get("/work/monitoring", staff, home::page)
        .get("/work/monitoring/findings", staff, findings::page)
        .get("/work/monitoring/new", desk, new::page)
        .post("/work/monitoring/new", desk, new::create)
        .get("/work/monitoring/orders", staff, list::page)
        .get("/work/monitoring/orders.xlsx", staff, list::workbook)
        .get("/work/monitoring/{id}", staff, order::page)
        .get("/work/monitoring/{id}/paper/{key}", staff, paper::page)
        .get("/work/monitoring/{id}/paper/{key}/word", staff, paper::word)
        .get("/work/monitoring/{id}/files/{file}", staff, order::file)
        .upload("/work/monitoring/{id}/{action}", staff, "web.upload.staff", acts::act)
}

/// Rows of one page.
fn page_rows(cx: &Cx) -> Result<usize, Error> {
    Ok(usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20))
}

/// Short names of units by their keys.
async fn names(cx: &Cx) -> Result<BTreeMap<i64, String>, Error> {
    let units = cx.app.identity.units().await?;
    Ok(units.iter().map(|unit| (unit.id, unit.short_name.clone())).collect())
}

/// The units whose findings and orders the actor sees; none for all.
fn reach(cx: &Cx) -> Option<Vec<i64>> {
    match crate::marks::scope(&cx.actor) {
        Scope::All => None,
        Scope::Units(units) => Some(units),
    }
}

/// Everything that lines watch.
fn watched(cx: &Cx) -> Vec<&'static Finds> {
    let lines = cx.app.ext::<Lines>();
    lines.iter().flat_map(|lines| matter::finds::watched(lines)).map(|(_, finds)| finds).collect()
}

/// A page below the start page of the line.
fn below(title: impl Into<String>, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("监测督办", HERE)
}
