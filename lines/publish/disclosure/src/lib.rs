//! Disclosure (政府信息公开): the platform that the law asks for on the portal — guide, rules, statutory content by a fixed
//! catalogue, annual reports — and what feeds it: standard catalogues of the 26 domains, lists of powers and duties,
//! transfers to archive and library, re-assessment of what was kept closed.
//!
//! Rules: 政府信息公开条例 (国令第711号) art. 12 (guide, catalogue), 18 (re-assessment), 19–21 (what is disclosed), 24–25 (platform,
//! reading places); 国办公开办函〔2019〕61号 (shape of the platform); 国办发〔2019〕54号 (standard catalogues). Documents are
//! editions with an index number; this line reads them and writes none.
//!
//! Tables: `disclosure_*`. URLs: `/xxgk…` for the public, `/work/disclosure…` inside.

pub mod actions;
pub mod catalogue;
mod checklist;
mod coded;
mod coverage;
pub mod demo;
mod figures;
mod first_texts;
mod heir;
mod model;
mod pages;
mod remind;
mod store;

use identity::{Role, Scope};
use matter::{Line, Tile};
use web::{Audience, Menu, Shell};

pub use remind::DAILY;

/// Keeps guide, rules, catalogue and lists of the unit.
pub const KEEP: &str = "disclosure.keep";
/// Makes transfers and looks again at what was kept closed, for the whole county.
pub const OVERSEE: &str = "disclosure.oversee";
/// The page-cache key of guides, rules, catalogues and lists.
pub const CACHE: &str = "disclosure";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "disclosure",
    title: "政府信息公开",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: &[
        Role { key: "disclosure.keeper", title: "信息公开专员", scope: Scope::Own, verbs: &[KEEP] },
        Role { key: "disclosure.overseer", title: "信息公开主管", scope: Scope::County, verbs: &[KEEP, OVERSEE] },
    ],
    menus: &[
        Menu {
            title: "政府信息公开", href: "/xxgk", order: 30, shell: Shell::Portal, audience: Audience::Public
        },
        Menu {
            title: "信息公开",
            href: "/work/disclosure",
            order: 440,
            shell: Shell::Work,
            audience: Audience::Verb(KEEP),
        },
    ],
    tiles: &[Tile {
        title: "政府信息公开", note: "指南、目录、年报", href: "/xxgk", icon: "list", order: 25
    }],
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[(remind::DAILY, remind::daily)],
    searches: &[],
    addresses: Some(pages::addresses),
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: heir::HOLDS,
    coded: Some(coded::CODED),
    finds: &[],
    follows: None,
    covered: &[
        ("disclosure_page_version", "body"),
        ("disclosure_standard_version", "content"),
        ("disclosure_list", "content"),
    ],
};
