//! Public monitoring and rectification orders (公开监测与督办整改): what is found wrong of a unit's columns, links and pages becomes an order
//! with a deadline, which is closed only after looking again.
//!
//! Findings are not this line's: it reads what other lines watch (`matter::Finds`), or an official enters what an inspector found. A
//! finding stands on one open order at most. Before an order is closed every finding that a line watches is looked at again; while one is
//! still there, closing wants a reason, and whoever handed in does not close.
//!
//! Rules: 政府网站与政务新媒体检查指标 (国办秘函〔2019〕19号), 政府网站发展指引 (国办发〔2017〕47号). Numbers are rows of `rules/monitoring.toml`.
//!
//! Tables: `monitoring_order`, `monitoring_finding`, `monitoring_round`. URLs: `/work/monitoring…`.

mod actions;
pub mod demo;
mod figures;
mod jobs;
mod marks;
mod model;
mod pages;
pub mod process;
mod recheck;
mod store;

use identity::{Role, Scope};
use matter::{Follows, Line};
use web::{Audience, Menu, Shell};

pub use jobs::DAILY;

/// Enters the pages of the line.
pub const WORK: &str = "monitoring.work";
/// Sees the orders and findings of the units it reaches, not only those of the own unit.
pub const ALL: &str = "monitoring.all";
/// The role of those who draw orders up and look again.
pub const CLERK: &str = "monitoring.clerk";
/// The role of those who sign off.
pub const CHIEF: &str = "monitoring.chief";
/// The role of those who mend.
pub const HANDLER: &str = "monitoring.handler";

/// How the line does its actions: what `app` lists for acts on many orders at once.
pub const DOER: matter::Doer = matter::Doer { process: process::ORDER.key, act: actions::of_matter };

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "monitoring",
    title: "监测督办",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::ORDER],
    matter_page: "/work/monitoring/{id}",
    roles: &[
        Role { key: CLERK, title: "公开监测督办", scope: Scope::County, verbs: &[WORK, ALL, process::DESK] },
        Role { key: CHIEF, title: "督办单签发", scope: Scope::County, verbs: &[WORK, ALL, process::APPROVE] },
        Role { key: HANDLER, title: "督办整改承办", scope: Scope::Own, verbs: &[WORK, process::HANDLE] },
        Role {
            key: "monitoring.leader",
            title: "督办整改督促（县领导）",
            scope: Scope::County,
            verbs: &[WORK, ALL, process::SUPERVISE],
        },
        Role { key: "monitoring.reader", title: "督办整改查阅", scope: Scope::County, verbs: &[WORK, ALL] },
    ],
    menus: &[Menu {
        title: "监测督办",
        href: "/work/monitoring",
        order: 418,
        shell: Shell::Work,
        audience: Audience::Verb(WORK),
    }],
    tiles: &[],
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[(DAILY, jobs::daily)],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[],
    coded: None,
    finds: &[],
    follows: Some(Follows {
        title: "转督办", href: "/work/monitoring/new", verb: process::DESK, marks: marks::marks
    }),
    covered: &[("monitoring_order", "demand"), ("monitoring_finding", "what"), ("monitoring_finding", "said")],
};
