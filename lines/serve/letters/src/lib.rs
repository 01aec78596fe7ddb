//! Letters (县长信箱、书记信箱): what people write to the leaders of the county, routed to the unit that can answer, answered under
//! a clock, reviewed before it goes out, rated by the sender, and published with consent and without names.
//!
//! Rules: 国办发〔2014〕57号 for times; 政府网站发展指引 (国办发〔2017〕47号) for publication; 检查指标 (国办秘函〔2019〕19号) for the line of three months;
//! 国办函〔2025〕66号 for dispatch, return and joining; 信访工作条例 for what is not accepted and for confidentiality; 个人信息保护法 for
//! notice, consent and masking. Numbers are rows of `rules/letters.toml`.
//!
//! Tables: `letters_letter`, `letters_message`, `letters_file`, `letters_day`, `letters_fold`. URLs: `/letters…` for the public, `/work/letters…` inside,
//! `/api/v1/letters` for programs.

pub mod actions;
mod calls;
pub mod citizen;
pub mod demo;
mod figures;
mod hand;
pub mod hide;
mod index;
pub mod jobs;
pub mod kinds;
pub mod model;
mod pages;
pub mod process;
pub mod store;
pub mod suggest;
#[cfg(test)]
mod tests;

pub use calls::CALLERS;

use identity::{Role, Scope};
use matter::{Block, Gives, Line, Mine, SearchKind, Tile};
use web::{Audience, Menu, Shell};

/// Enters the mailbox's pages on the workbench.
pub const WORK: &str = "letters.work";
/// Sees all letters, not only those of the own unit.
pub const ALL: &str = "letters.all";
/// The role of the clerk; where its post is, the mailbox is.
pub const CLERK: &str = "letters.clerk";
/// The page-cache key on which every public page of the line depends.
pub const CACHE: &str = "letters";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] =
    &[::store::vault::Sealed { table: "letters_letter", column: "phone", place: store::PHONE, digest: "phone_digest" }];

/// Where letters are entered, and the sign of messages to senders.
pub static BOOK: counter::Book =
    counter::Book { table: "letters_letter", process: &process::LETTER, sign: "县长信箱", cache: CACHE };

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "letters",
    title: "领导信箱",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::LETTER],
    matter_page: "/work/letters/{id}",
    roles: ROLES,
    menus: MENUS,
    tiles: TILES,
    blocks: &[Block {
        key: CACHE,
        title: "互动交流",
        more: "/letters",
        order: 20,
        template: "letters/home.html",
        data: pages::home,
    }],
    figures: figures::FIGURES,
    jobs: &[(jobs::DAILY, jobs::daily), (jobs::FOLD, jobs::fold)],
    searches: &[
        SearchKind { key: index::PUBLIC, title: "公开来信", verb: None },
        SearchKind { key: index::INSIDE, title: "来信", verb: Some(ALL) },
    ],
    addresses: Some(pages::addresses),
    mine: &[Mine { table: "letters_letter", process: &process::LETTER, query: "/letters/query" }],
    shelves: &[],
    gives: &[Gives { process: process::LETTER.key, verb: process::DESK, give: hand::give }],
    takes: None,
    holds: &[],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[
        ("letters_letter", "title"),
        ("letters_letter", "body"),
        ("letters_letter", "answer"),
        ("letters_letter", "rating_text"),
        ("letters_letter", "public_title"),
        ("letters_letter", "public_body"),
        ("letters_letter", "public_answer"),
        ("letters_letter", "withdrawn_why"),
        ("letters_message", "text"),
    ],
};

/// The unit of the mailbox.
pub(crate) async fn home(q: &mut impl ::store::Query) -> Result<i64, base::Error> {
    let missing = "信箱还没有指定管理岗位，请联系系统管理员。";
    counter::desk::home(q, CLERK, "letters.no-desk", missing).await
}

const ROLES: &[Role] = &[
    Role {
        key: CLERK,
        title: "信箱管理员",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::DESK, counter::calls::CALL, hide::IDENTITY, actions::publish::PUBLISH],
    },
    Role {
        key: "letters.approver", title: "来信答复审核", scope: Scope::Own, verbs: &[WORK, ALL, process::APPROVE]
    },
    Role { key: "letters.reader", title: "来信查阅", scope: Scope::County, verbs: &[WORK, ALL] },
    Role { key: "letters.handler", title: "来信承办", scope: Scope::Own, verbs: &[WORK, process::HANDLE] },
    Role {
        key: "letters.leader",
        title: "信箱督办（县领导）",
        scope: Scope::County,
        verbs: &[WORK, ALL, process::SUPERVISE, matter::OVERSEE],
    },
];

const TILES: &[Tile] = &[
    Tile { title: "我要写信", note: "书记、县长信箱", href: "/letters/notice", icon: "mail", order: 10 },
    Tile { title: "查询进度", note: "凭编号和查询码", href: "/letters/query", icon: "search", order: 20 },
    Tile { title: "公开来信", note: "看看别人问过什么", href: "/letters", icon: "list", order: 30 },
    Tile { title: "办理统计", note: "按单位、按月份", href: "/letters/stats", icon: "chart", order: 40 },
];

const fn work(title: &'static str, href: &'static str, order: u32, verb: &'static str) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(verb) }
}

const MENUS: &[Menu] = &[
    Menu { title: "互动交流", href: "/letters", order: 50, shell: Shell::Portal, audience: Audience::Public },
    work("来信", "/work/letters", 300, WORK),
    work("来信预警", "/work/letters/warnings", 310, ALL),
    work("办理通报", "/work/letters/league", 320, ALL),
];
