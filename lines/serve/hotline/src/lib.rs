//! The hotline (12345 热线二级平台): orders from the city's platform, from the telephone, from letters, new media and superiors are
//! classified, dispatched, signed for, handled under a clock, reviewed, and called back for; what is not solved is handled again.
//!
//! Rules: 国办发〔2020〕53号 and 国办函〔2025〕66号 for the closed loop, the catalogue of dispatch, objections, merging and evaluation
//! by classes; local regulations (济南、潍坊、安阳) where there is no national number; 信访工作条例 arts. 28 and 30 and 个人信息保护法
//! for what is kept in confidence. Numbers are rows of `rules/hotline.toml`. Knowledge is kept by the line of consultation.
//!
//! Tables: `hotline_class`, `hotline_duty`, `hotline_order`, `hotline_message`, `hotline_call`, `hotline_exclusion`,
//! `hotline_city`, `hotline_push`, `hotline_paper`; `hotline_shift`, `hotline_roster`, `hotline_handover`, `hotline_presence` for duty,
//! `hotline_ring`, `hotline_exchange` for calls; `hotline_clock`, `hotline_petition` beside orders;
//! `hotline_paper_file`; `hotline_hot` keeps topics. URLs: `/hotline…` for the public, `/work/hotline…` inside,
//! `/api/v1/hotline/orders` for the city, `/api/v1/hotline/calls` for the telephone exchange.

pub mod actions;
pub mod calls;
pub mod citizen;
pub mod city;
pub mod classes;
pub mod demo;
pub mod duty;
mod excel;
mod figures;
mod heir;
pub mod hide;
pub mod hot;
mod index;
pub mod jobs;
pub mod kpi;
pub mod model;
mod pages;
pub mod process;
pub mod store;
pub mod suggest;
pub mod taking;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod window;

pub use actions::telling::CALLERS;

use ::store::Tx;
use base::Error;
use counter::Book;
use identity::{Actor, Role, Scope};
use matter::{Ground, Line, Mine, SearchKind, Takes, Tile};
use web::{Audience, Menu, Shell};

/// Enters the line's pages on the workbench.
pub const WORK: &str = "hotline.work";
/// Sees all orders, not only those of the own unit.
pub const ALL: &str = "hotline.all";
/// Publishes and withdraws typical cases.
pub const PUBLISH: &str = "hotline.publish";
/// The role of the clerk; where its post is, orders arrive.
pub const CLERK: &str = "hotline.clerk";
/// The role of those who handle orders in their unit.
pub const HANDLER: &str = "hotline.handler";
/// The role of the head of the hotline.
pub const CHIEF: &str = "hotline.chief";
/// The page-cache key on which every public page of the line depends.
pub const CACHE: &str = "hotline";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] = &[
    ::store::vault::Sealed { table: "hotline_order", column: "phone", place: store::PHONE, digest: "phone_digest" },
    ::store::vault::Sealed { table: "hotline_push", column: "body", place: store::PUSHED, digest: "body_digest" },
    ::store::vault::Sealed { table: "hotline_city", column: "secret", place: store::SECRET, digest: "" },
    ::store::vault::Sealed { table: "hotline_ring", column: "phone", place: store::RING, digest: "" },
    ::store::vault::Sealed { table: "hotline_exchange", column: "secret", place: store::EXCHANGE, digest: "" },
];

/// Where orders are entered.
pub static BOOK: Book = Book { table: "hotline_order", process: &process::ORDER, sign: "12345热线", cache: CACHE };

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "hotline",
    title: "12345 热线",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::ORDER],
    matter_page: "/work/hotline/{id}",
    roles: ROLES,
    menus: MENUS,
    tiles: TILES,
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[
        (jobs::DAILY, jobs::daily),
        (jobs::hasty::HASTY, jobs::hasty::hasty),
        (jobs::CLOCKS, jobs::clocks),
        (city::report::REPORT, city::report::report),
        (city::pull::PULL, city::pull::pull),
        (hot::HOT, hot::keep),
    ],
    searches: &[
        SearchKind { key: index::CASE, title: "热线典型案例", verb: None },
        SearchKind { key: index::INSIDE, title: "热线工单", verb: Some(ALL) },
    ],
    addresses: Some(pages::addresses),
    mine: &[Mine { table: "hotline_order", process: &process::ORDER, query: "/hotline/query" }],
    shelves: &[],
    gives: &[],
    takes: Some(Takes { title: "转 12345 热线办理", take: taking::handed }),
    holds: heir::HOLDS,
    coded: None,
    finds: &[],
    follows: None,
    covered: &[
        ("hotline_order", "title"),
        ("hotline_order", "body"),
        ("hotline_order", "answer"),
        ("hotline_order", "rating_text"),
        ("hotline_order", "public_title"),
        ("hotline_order", "public_body"),
        ("hotline_order", "public_answer"),
        ("hotline_order", "withdrawn_why"),
        ("hotline_order", "hold_result"),
        ("hotline_handed", "result"),
        ("hotline_handed", "reference"),
        ("hotline_petition", "reason"),
        ("hotline_message", "text"),
        ("hotline_call", "text"),
        ("hotline_exclusion", "reason"),
        ("hotline_exclusion", "remark"),
        ("hotline_paper", "text"),
        ("hotline_paper", "people"),
        ("hotline_paper", "reply"),
        ("hotline_handover", "text"),
        ("hotline_handover", "remark"),
    ],
};

/// How the line does its actions: what `app` lists for acts on many orders at once.
pub const DOER: matter::Doer = matter::Doer { process: process::ORDER.key, act: actions::of_matter };

/// The unit where orders arrive.
pub(crate) async fn home(q: &mut impl ::store::Query) -> Result<i64, Error> {
    counter::desk::home(q, CLERK, "hotline.no-desk", "热线还没有指定受理派单岗位，请联系系统管理员。").await
}

/// An entry on the ledger that commits to texts: table, column, row and text of each; empty ones are left out.
pub(crate) async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    verb: &str,
    (kind, id): (&str, i64),
    facts: serde_json::Value,
    bodies: &[(&str, &str, i64, &str)],
) -> Result<(), Error> {
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb,
        subject: ledger::Subject { kind, id },
        facts,
        // An empty text is committed to as well: it may take the place of one that was.
        bodies: bodies
            .iter()
            .map(|(table, column, row, text)| ledger::Body { table, column, row: *row, content: text.as_bytes() })
            .collect(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

const ROLES: &[Role] = &[
    Role {
        key: CLERK,
        title: "热线受理派单、回访",
        scope: Scope::Own,
        verbs: &[
            WORK,
            ALL,
            process::DESK,
            process::REVIEWING,
            process::CALL,
            counter::calls::CALL,
            hide::IDENTITY,
            duty::ROSTER,
            PUBLISH,
        ],
    },
    Role {
        key: CHIEF,
        title: "热线负责人",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::APPROVE, process::REVIEWING, duty::ROSTER, city::CITY],
    },
    Role { key: HANDLER, title: "热线工单承办", scope: Scope::Own, verbs: &[WORK, process::HANDLE] },
    Role {
        key: "hotline.leader", title: "热线督办", scope: Scope::County, verbs: &[WORK, ALL, process::SUPERVISE]
    },
    Role { key: "hotline.reader", title: "热线查阅", scope: Scope::County, verbs: &[WORK, ALL] },
];

const TILES: &[Tile] =
    &[Tile {
        title: "12345 热线", note: "办理查询、统计、案例", href: "/hotline", icon: "phone", order: 31
    }];

const fn work(title: &'static str, href: &'static str, order: u32) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(WORK) }
}

const MENUS: &[Menu] = &[
    Menu { title: "12345 热线", href: "/hotline", order: 151, shell: Shell::Portal, audience: Audience::Public },
    work("热线工单", "/work/hotline", 340),
    Menu {
        title: "热线值班",
        href: "/work/hotline/duty",
        order: 341,
        shell: Shell::Work,
        audience: Audience::Verb(ALL),
    },
    work("热线考核", "/work/hotline/kpi", 342),
    work("热线整改函", "/work/hotline/papers", 343),
    Menu {
        title: "转公文和会议",
        href: "/work/hotline/handed",
        order: 343,
        shell: Shell::Work,
        audience: Audience::Verb(ALL),
    },
    Menu {
        title: "热线报表",
        href: "/work/hotline/sheets",
        order: 344,
        shell: Shell::Work,
        audience: Audience::Verb(ALL),
    },
];
