//! Consultation (政务咨询), the knowledge base behind it (知识库) and error reports (我要纠错): a question is answered by what is known
//! already, or becomes a matter with its own clock whose answer may become knowledge; whoever finds a page wrong says so from that
//! page, and the unit that owns it mends it.
//!
//! Rules: 国办发〔2014〕57号 for the times of answers; 政府网站发展指引 (国办发〔2017〕47号) for «我为政府网站找错»; 检查指标 (国办秘函
//! 〔2019〕19号) for what is counted; 个人信息保护法 for notice, consent and masking. Numbers are rows of `rules/consult.toml`.
//!
//! Tables: `consult_topic`, `consult_case` (consultations and error reports), `consult_message`, `consult_entry`, `consult_version`,
//! `consult_solved`. URLs: `/consult…` for the public, `/work/consult…` inside.

pub mod actions;
mod calls;
pub mod citizen;
pub mod demo;
mod excel;
mod figures;
mod hand;
mod index;
pub mod jobs;
pub mod knowledge;
mod linked;
pub mod model;
mod pages;
pub mod process;
pub mod store;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod topics;

pub use calls::{ASKERS, REPORTERS};

use counter::Book;
use identity::{Role, Scope};
use matter::{AgainFn, Gives, Holds, Line, Mine, SearchKind, Tile};
use web::{Audience, Menu, Shell};

/// Enters the line's pages on the workbench.
pub const WORK: &str = "consult.work";
/// Sees all consultations and error reports, not only those of the own unit.
pub const ALL: &str = "consult.all";
/// Writes knowledge for the own unit.
pub const KNOW: &str = "consult.know";
/// Approves and withdraws knowledge of the units that the role reaches.
pub const PASS: &str = "consult.pass";
/// Publishes and withdraws consultations.
pub const PUBLISH: &str = "consult.publish";
/// The role of the clerk; where its post is, consultations arrive.
pub const CLERK: &str = "consult.clerk";
/// The role of the office for the site; where its post is, error reports arrive.
pub const CORRECTOR: &str = "consult.corrector";
/// The role of those who answer and mend in their unit.
pub const HANDLER: &str = "consult.handler";
/// The page-cache key on which every public page of the line depends.
pub const CACHE: &str = "consult";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] =
    &[::store::vault::Sealed { table: "consult_case", column: "phone", place: store::PHONE, digest: "phone_digest" }];

/// Where consultations are entered.
pub static ASKED: Book = Book { table: "consult_case", process: &process::ASK, sign: "政务咨询", cache: CACHE };
/// Where error reports are entered; the same table.
pub static REPORTED: Book =
    Book { table: "consult_case", process: &process::ERROR, sign: "网站纠错", cache: CACHE };

/// The book in which a number stands.
pub fn book_of(number: &str) -> &'static Book {
    if REPORTED.bears(number) { &REPORTED } else { &ASKED }
}

/// What the search finds of it and writes again when a unit gets another name.
pub const AGAIN: &[AgainFn] = &[index::again];

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "consult",
    title: "政务咨询",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::ASK, &process::ERROR],
    matter_page: "/work/consult/{id}",
    roles: ROLES,
    menus: MENUS,
    tiles: TILES,
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[(jobs::DAILY, jobs::daily)],
    searches: &[
        SearchKind { key: index::ENTRY, title: "知识库", verb: None },
        SearchKind { key: index::ANSWER, title: "咨询答复", verb: None },
        SearchKind { key: index::INSIDE, title: "咨询", verb: Some(ALL) },
    ],
    addresses: Some(pages::addresses),
    mine: &[
        Mine { table: "consult_case", process: &process::ASK, query: "/consult/query" },
        Mine { table: "consult_case", process: &process::ERROR, query: "/consult/query" },
    ],
    shelves: &[],
    gives: &[
        Gives { process: process::ASK.key, verb: process::DESK, give: hand::give },
        Gives { process: process::ERROR.key, verb: process::FIX_DESK, give: hand::give },
    ],
    takes: None,
    holds: &[Holds {
        key: "consult",
        title: "咨询分类和知识",
        measure: "条",
        count: |q, unit| Box::pin(held(q, unit)),
        succeed: |tx, _, _, to| Box::pin(succeed(tx, to)),
        tells: &[HANDLER],
    }],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[
        ("consult_case", "title"),
        ("consult_case", "body"),
        ("consult_case", "answer"),
        ("consult_case", "rating_text"),
        ("consult_case", "public_title"),
        ("consult_case", "public_body"),
        ("consult_case", "public_answer"),
        ("consult_case", "withdrawn_why"),
        ("consult_message", "text"),
        ("consult_version", "question"),
        ("consult_version", "answer"),
    ],
};

/// The unit where consultations arrive.
pub(crate) async fn home(q: &mut impl ::store::Query) -> Result<i64, base::Error> {
    counter::desk::home(q, CLERK, "consult.no-desk", "咨询还没有指定管理岗位，请联系系统管理员。").await
}

/// The unit where error reports arrive.
pub(crate) async fn fix_home(q: &mut impl ::store::Query) -> Result<i64, base::Error> {
    counter::desk::home(q, CORRECTOR, "consult.no-corrector", "纠错还没有指定管理岗位，请联系系统管理员。").await
}

async fn held(mut q: ::store::Any<'_>, unit: i64) -> Result<i64, base::Error> {
    Ok(store::held(&mut q, unit).await?)
}

async fn succeed(tx: &mut ::store::Tx, to: &matter::Succession<'_>) -> Result<u64, base::Error> {
    Ok(store::succeed(tx, (to.from, to.to)).await?)
}

const ROLES: &[Role] = &[
    Role {
        key: CLERK,
        title: "咨询管理员",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::DESK, counter::calls::CALL, PUBLISH, KNOW],
    },
    Role {
        key: "consult.approver",
        title: "咨询答复和知识审核",
        scope: Scope::County,
        verbs: &[WORK, ALL, process::APPROVE, PASS],
    },
    Role {
        key: HANDLER,
        title: "咨询承办、知识维护",
        scope: Scope::Own,
        verbs: &[WORK, process::HANDLE, process::FIX, KNOW],
    },
    Role { key: "consult.head", title: "知识审核", scope: Scope::Own, verbs: &[WORK, PASS] },
    Role {
        key: CORRECTOR,
        title: "网站纠错管理员",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::FIX_DESK, process::FIX, counter::calls::CALL],
    },
    Role { key: "consult.reader", title: "咨询查阅", scope: Scope::County, verbs: &[WORK, ALL] },
];

const TILES: &[Tile] = &[
    Tile { title: "政务咨询", note: "知识库、在线咨询", href: "/consult", icon: "info", order: 32 },
    Tile { title: "我要纠错", note: "网页哪里错了", href: "/consult/report", icon: "flag", order: 90 },
];

const fn work(title: &'static str, href: &'static str, order: u32) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(WORK) }
}

const MENUS: &[Menu] = &[
    Menu { title: "政务咨询", href: "/consult", order: 152, shell: Shell::Portal, audience: Audience::Public },
    work("咨询", "/work/consult", 350),
    work("知识库", "/work/consult/knowledge", 352),
    work("网站纠错", "/work/consult/errors", 354),
];
