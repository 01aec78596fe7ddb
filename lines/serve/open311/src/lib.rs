//! Open311 GeoReport v2 (开放 311 接口): programs of others hand orders in and read them, in XML and JSON, as the standard of
//! open311.org says (wiki.open311.org/GeoReport_v2).
//!
//! The line takes nothing in by itself: it speaks the protocol in front of the [window](counter::window) that another line
//! opened, so that what a program hands in is taken like every other order, under the same rules. Everybody reads what the
//! county published; a program reads besides what it handed in itself, masked, and never what is kept in confidence
//! (个人信息保护法 arts. 6, 25, 51). Keys are registered by an official and stored as digests.
//!
//! The other way round, answers of another Open311 server are read ([`read`]) and taken in as orders ([`import`]).
//!
//! Tables: `open311_key`, `open311_request`, `open311_import`. URLs: `/open311/…` for programs, `/work/open311…` inside.

mod ask;
pub mod demo;
mod format;
mod hand;
mod import;
mod keys;
mod pages;
pub mod read;
mod say;
mod store;

use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

pub use format::shape;

/// Registers keys, and takes in what another server handed out.
pub const KEEP: &str = "open311.keep";
/// The source that what comes this way bears.
const SOURCE: &str = "open311";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "open311",
    title: "开放 311 接口",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: &[Role { key: "open311.keeper", title: "开放 311 接口管理", scope: Scope::County, verbs: &[KEEP] }],
    menus: &[Menu {
        title: "开放 311 接口",
        href: "/work/open311",
        order: 722,
        shell: Shell::Work,
        audience: Audience::Verb(KEEP),
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
