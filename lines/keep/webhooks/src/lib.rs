//! Webhooks (事件通知): other platforms are told, by signed messages, when matters open, move and close.
//!
//! An official registers endpoints: where messages go, of which events and which processes. The ledger is what is followed: its
//! entries stand in the transaction of the act, so that nothing is told that did not happen and nothing that happened is
//! forgotten. Each message is a delivery with a job, tried again with growing rests, visible, and sent off again by a button.
//!
//! Messages have the shape of Standard Webhooks 1.0 and hold no personal data (个人信息保护法 art. 6): number, process, state, times
//! and the public page. Nothing calls out before somebody registered an endpoint; inner networks only by the rule
//! `webhooks.networks`.
//!
//! Tables: `webhooks_endpoint`, `webhooks_delivery`, `webhooks_round`. URLs: `/work/webhooks…`.

mod actions;
pub mod demo;
pub mod jobs;
mod message;
mod model;
mod pages;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

/// Registers endpoints, and sees what was sent to them.
pub const KEEP: &str = "webhooks.keep";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] = &[
    ::store::vault::Sealed { table: "webhooks_endpoint", column: "secret", place: store::SECRET, digest: "" },
    ::store::vault::Sealed { table: "webhooks_endpoint", column: "secret_before", place: store::BEFORE, digest: "" },
];

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "webhooks",
    title: "事件通知",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: &[Role { key: "webhooks.keeper", title: "事件通知管理", scope: Scope::County, verbs: &[KEEP] }],
    menus: &[Menu {
        title: "事件通知",
        href: "/work/webhooks",
        order: 720,
        shell: Shell::Work,
        audience: Audience::Verb(KEEP),
    }],
    tiles: &[],
    blocks: &[],
    figures: &[],
    jobs: &[(jobs::FOLLOW, jobs::follow), (jobs::SEND, jobs::send), (jobs::SWEEP, jobs::sweep)],
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
