//! The reprint desk (上级信息转载): what the State Council, the province and the city publish, in whose feeds the county reads
//! it, which unit has to reprint it until when, and whether it did.
//!
//! A source is a feed that a keeper registers; without one the program asks nobody. What is new in it becomes one matter for
//! each unit that has to reprint it, under a clock that counts from the publication of the original. The reprint is an
//! edition like any other and goes the way that editions go; its publication is read from the ledger and ends the matter at
//! that moment. When the original is withdrawn, the unit is asked to withdraw the reprint.
//!
//! Rules: 国务院办公厅关于加强政府网站信息内容建设的意见 (国办发〔2014〕57号) for the duty to reprint; 政府网站发展指引 (国办发〔2017〕47号) for
//! source and origin of reprints. Numbers are rows of `rules/reprint.toml`.
//!
//! Tables: `reprint_source`, `reprint_target`, `reprint_item`, `reprint_task`, `reprint_known`, `reprint_round`. URLs:
//! `/work/reprint…`.

mod actions;
pub mod demo;
mod figures;
mod jobs;
mod model;
mod outside;
mod pages;
pub mod process;
mod store;
#[cfg(test)]
mod tests;

use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

pub use jobs::{ASK, FOLLOW, READ};

/// Enters the pages of the line.
pub const WORK: &str = "reprint.work";
/// Sees the tasks of the units it reaches, not only those of the own unit.
pub const ALL: &str = "reprint.all";

const fn menu(title: &'static str, href: &'static str, verb: &'static str, order: u32) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(verb) }
}

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "reprint",
    title: "上级信息转载",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::REPRINT],
    matter_page: "/work/reprint/{id}",
    roles: &[
        Role {
            key: "reprint.clerk",
            title: "上级信息转载",
            scope: Scope::Own,
            verbs: &[WORK, process::DESK, edition::WRITE, edition::READS],
        },
        Role { key: "reprint.reader", title: "转载统计查阅", scope: Scope::County, verbs: &[WORK, ALL] },
    ],
    menus: &[
        menu("上级信息转载", "/work/reprint", WORK, 415),
        menu("转载来源", "/work/reprint/sources", edition::KEEP, 416),
    ],
    tiles: &[],
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[(READ, jobs::read), (FOLLOW, jobs::follow), (ASK, jobs::ask)],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: actions::heir::HOLDS,
    coded: None,
    finds: &[],
    follows: None,
    covered: &[],
};
