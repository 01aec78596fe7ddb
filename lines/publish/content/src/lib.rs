//! Articles (稿件): what the county says, written once and read on every site: column pages, article pages, feeds, an interface
//! for programs, and the desk at which information officers write and editors publish.
//!
//! Rules: 政府网站发展指引 (国办发〔2017〕47号) for pages, tags and reprints; 检查指标 (国办秘函〔2019〕19号) for blank columns and dates;
//! 政府信息公开条例 art. 12, 17, 24 for catalogue facts and review before publication; 网页标签规范 for page tags. Numbers are rows
//! of `rules/edition.toml`.
//!
//! The records are `edition_*` of the ground; own tables: `content_unreviewed`, `content_editing`, `content_kept`,
//! `content_useful`, `content_expiring`, `content_offer`, `content_import`, `content_import_page`, `content_read`,
//! `content_read_day`. URLs: `/c/…`, `/a/…`, `/s/{site}/c/…`, `/s/{site}/a/…`, `/feeds/…`, `/sitemaps/…`,
//! `/api/v1/editions`, `/preview/…`, `/work/content…`.

mod actions;
mod brought;
mod compare;
pub mod demo;
mod desk;
pub mod foreign;
mod heir;
mod offers;
mod public;
pub mod reads;
mod routes;
mod rows;
mod spot;
pub mod store;
#[cfg(test)]
mod tests;
mod unreviewed;
mod view;
mod xml;

use edition::{KEEP, PUBLISH, READS, WRITE};
use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

pub use public::moved::moved;

/// The job that forgets drafts nobody came back for; `app` runs it every night.
pub const SWEEP: &str = "content.sweep";
/// The job that tells units of documents whose time is over or nearly so, and of what has to be disclosed soon; `app` runs it every
/// morning.
pub const EXPIRY: &str = "content.expiry";
/// The job that reminds of forced publications nobody looked at.
pub const REMIND: &str = "content.remind";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "content",
    title: "内容管理",
    routes: routes::routes,
    templates: routes::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: ROLES,
    menus: MENUS,
    tiles: &[],
    blocks: &[],
    figures: &[],
    jobs: &[
        (SWEEP, |app, _| Box::pin(desk::keep::sweep(app))),
        (EXPIRY, |app, _| Box::pin(morning(app))),
        (REMIND, |app, _| Box::pin(unreviewed::remind(app))),
        (foreign::run::LOOK, |app, payload| Box::pin(foreign::run::look(app, payload))),
        (foreign::run::RUN, |app, payload| Box::pin(foreign::run::run(app, payload))),
    ],
    searches: &[
        matter::SearchKind { key: edition::FOUND, title: "网站信息", verb: None },
        matter::SearchKind { key: edition::DRAFTED, title: "稿件", verb: Some(WRITE) },
        matter::SearchKind { key: edition::HANDED, title: "报送稿件", verb: Some(PUBLISH) },
    ],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: heir::HOLDS,
    coded: None,
    finds: &[],
    follows: None,
    covered: &[],
};

/// The handler of [`EXPIRY`].
async fn morning(app: &web::App) -> Result<(), base::Error> {
    desk::expiring::daily(app).await?;
    desk::disclosing::daily(app).await
}

const ROLES: &[Role] = &[
    Role { key: "content.writer", title: "信息员", scope: Scope::Own, verbs: &[WRITE, READS] },
    Role { key: "content.editor", title: "网站编辑", scope: Scope::Own, verbs: &[WRITE, PUBLISH, READS] },
    Role { key: "content.chief", title: "网站总编", scope: Scope::County, verbs: &[WRITE, PUBLISH, READS] },
];

const MENUS: &[Menu] = &[
    Menu { title: "稿件", href: "/work/content", order: 400, shell: Shell::Work, audience: Audience::Verb(WRITE) },
    Menu {
        title: "阅读统计",
        href: "/work/content/reads",
        order: 409,
        shell: Shell::Work,
        audience: Audience::Verb(READS),
    },
    Menu {
        title: "导入旧网站",
        href: "/work/content/imports",
        order: 414,
        shell: Shell::Work,
        audience: Audience::Verb(KEEP),
    },
];
