//! Reports (报表): tables that write themselves from the figures of all lines.
//!
//! A report holds no number of its own: it asks every figure for a period and a unit, and every number opens the list it
//! counts. Judge reads through figures and nothing else. URLs: `/work/reports`, `/work/reports/year`,
//! `/work/reports/units`, each also as Excel.

mod pages;
mod period;
mod sheet;
mod units;

use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

/// Reads the county's reports.
pub const READ: &str = "reports.read";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "reports",
    title: "统计报表",
    routes: pages::routes,
    templates: &[
        ("reports/month.html", include_str!("../pages/month.html")),
        ("reports/year.html", include_str!("../pages/year.html")),
        ("reports/units.html", include_str!("../pages/units.html")),
    ],
    processes: &[],
    matter_page: "",
    roles: &[Role { key: "reports.reader", title: "报表查看", scope: Scope::County, verbs: &[READ] }],
    menus: &[Menu {
        title: "统计报表",
        href: "/work/reports",
        order: 600,
        shell: Shell::Work,
        audience: Audience::Verb(READ),
    }],
    tiles: &[],
    blocks: &[],
    figures: &[],
    jobs: &[],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[],
};
