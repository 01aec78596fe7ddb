//! Disclosure requests (依申请公开): what people ask an organ to disclose, received by the rule of its channel, answered under
//! the statutory clock with one result and a letter, counted in the annual report.
//!
//! Rules: 政府信息公开条例 (国令第711号) arts. 27–45; 政府信息公开信息处理费管理办法 (国办函〔2020〕109号); the form of the annual report
//! 国办公开办函〔2021〕30号; 行政复议法 and 行政诉讼法 for remedies. Numbers are rows of `rules/requests.toml`. Choices that the law
//! leaves open are in `docs/processes/requests.request.md` and in the docstrings of [`results`] and [`channels`].
//!
//! Tables: `requests_request`, `requests_file`, `requests_search`, `requests_asked`, `requests_letter`, `requests_fee`,
//! `requests_dispute`, `requests_redo`, `requests_proposal`, `requests_report`, `requests_report_old`, `requests_pay`,
//! `requests_told`. URLs: `/requests…` for the public, `/work/requests…` inside.

pub mod actions;
pub mod annual;
mod calls;
pub mod channels;
pub mod citizen;
mod cover;
pub mod demo;
pub mod fees;
mod figures;
pub mod jobs;
pub mod late;
pub mod letter;
pub mod model;
mod pages;
pub mod process;
pub mod results;
pub mod store;
#[cfg(test)]
mod tests;

pub use calls::CALLERS;

use identity::{Role, Scope};
use matter::{Holds, Line, Mine, Tile};
use web::{Audience, Menu, Shell};

/// The role of the clerk; an organ where its post is takes requests.
pub const CLERK: &str = "requests.clerk";
/// The page-cache key on which every public page of the line depends.
pub const CACHE: &str = "requests";

/// Enters the line's pages on the workbench.
pub const WORK: &str = "requests.work";
/// Sees the requests of all organs (政府信息公开工作主管部门).
pub const ALL: &str = "requests.all";
/// Writes and settles annual reports: of the own organ, or where a role gives it everywhere, of every organ and the county.
pub const REPORT: &str = "requests.report";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] = &[
    ::store::vault::Sealed { table: "requests_request", column: "phone", place: store::PHONE, digest: "phone_digest" },
    ::store::vault::Sealed { table: "requests_request", column: "id_number", place: store::PROOF, digest: "id_digest" },
];

/// Where requests are entered, and the sign of messages to applicants.
pub static BOOK: counter::Book =
    counter::Book { table: "requests_request", process: &process::REQUEST, sign: "政府信息公开", cache: CACHE };

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "requests",
    title: "依申请公开",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::REQUEST],
    matter_page: "/work/requests/{id}",
    roles: ROLES,
    menus: MENUS,
    tiles: TILES,
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[(jobs::DAILY, jobs::daily)],
    searches: &[],
    addresses: Some(pages::addresses),
    mine: &[Mine { table: "requests_request", process: &process::REQUEST, query: "/requests/query" }],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[Holds {
        key: "requests",
        title: "未决的公开申请复议诉讼和重新答复",
        measure: "件",
        count: |q, unit| Box::pin(held(q, unit)),
        succeed: |tx, app, by, to| Box::pin(succeed(tx, app, by, to)),
        tells: &[CLERK],
    }],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[
        ("requests_request", "title"),
        ("requests_request", "content"),
        ("requests_request", "corrected"),
        ("requests_entered", "title"),
        ("requests_entered", "content"),
        ("requests_request", "rating_text"),
        ("requests_letter", "body"),
        ("requests_report", "texts"),
        ("requests_report", "table2"),
        ("requests_report", "numbers"),
    ],
};

/// Reviews, suits and answers to be given anew; open requests are matters.
async fn held(mut q: ::store::Any<'_>, organ: i64) -> Result<i64, base::Error> {
    Ok(store::held(&mut q, organ).await?)
}

async fn succeed(
    tx: &mut ::store::Tx,
    app: &web::App,
    by: &identity::Actor,
    to: &matter::Succession<'_>,
) -> Result<u64, base::Error> {
    actions::heir::succeed(tx, &matter::Ground::of(app), by, to).await
}

const TILES: &[Tile] =
    &[Tile { title: "依申请公开", note: "申请公开政府信息", href: "/requests", icon: "file", order: 35 }];

const fn work(title: &'static str, href: &'static str, order: u32, verb: &'static str) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(verb) }
}

const MENUS: &[Menu] = &[
    Menu { title: "依申请公开", href: "/requests", order: 131, shell: Shell::Portal, audience: Audience::Public },
    work("依申请公开", "/work/requests", 330, WORK),
    work("公开年度报告", "/work/requests/annual", 335, WORK),
];

const ROLES: &[Role] = &[
    Role {
        key: CLERK,
        title: "依申请公开专员",
        scope: Scope::Own,
        verbs: &[WORK, process::DESK, process::HANDLE, counter::calls::CALL, REPORT],
    },
    Role {
        key: "requests.approver",
        title: "政府信息公开工作机构负责人",
        scope: Scope::Own,
        verbs: &[WORK, process::APPROVE],
    },
    Role {
        key: "requests.handler", title: "依申请公开协办", scope: Scope::Own, verbs: &[WORK, process::HANDLE]
    },
    Role { key: "requests.reader", title: "依申请公开查阅", scope: Scope::County, verbs: &[WORK, ALL] },
    Role {
        key: "requests.overseer",
        title: "政府信息公开工作主管部门",
        scope: Scope::County,
        verbs: &[WORK, ALL, REPORT],
    },
];
