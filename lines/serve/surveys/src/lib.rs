//! Collections of opinions and surveys (民意征集、网上调查); public notices with objections (公示); quizzes (测一测、专题答题). A unit asks, its head approves, the calendar opens and closes, people answer
//! on the web without a script, the results are shown with their counts, and what became of the opinions is published in time.
//!
//! Rules: 重大行政决策程序暂行条例 art. 15, 优化营商环境条例 art. 62 and 法治政府建设示范指标 for the shortest times; 检查指标
//! (国办秘函〔2019〕19号) for what is counted; 个人信息保护法 arts. 6, 25 for keeping no more than is typed and masking before
//! publication. Numbers are rows of `rules/surveys.toml`.
//!
//! Tables: `surveys_survey`, `surveys_response`, `surveys_mark`, `surveys_choice`, `surveys_text`, `surveys_notice`,
//! `surveys_objection`, `surveys_quiz`, `surveys_item`, `surveys_try`. URLs: `/surveys…` for the public,
//! `/work/surveys…` inside.

pub mod actions;
pub mod answers;
mod bank;
mod calls;
pub mod demo;
mod excel;
pub mod feedback;
mod figures;
mod index;
pub mod jobs;
pub mod model;
pub mod notice;
pub mod objection;
mod pages;
pub mod process;
pub mod quiz;
pub mod results;
mod review;
mod shelf;
pub mod store;
#[cfg(test)]
mod tests;

pub use calls::CALLERS;

use identity::{Role, Scope};
use matter::{AgainFn, Block, Holds, Line, Mine, SearchKind, Shelf, Tile};
use web::{Audience, Menu, Shell};

use process::{APPROVE, KEEP};

/// Enters the line's pages on the workbench.
pub const WORK: &str = "surveys.work";
/// Sees the surveys of all units.
pub const ALL: &str = "surveys.all";
/// The role of those who keep surveys in their unit.
pub const KEEPER: &str = "surveys.keeper";
/// The role of the unit's head, who approves surveys and what is said of the opinions.
pub const APPROVER: &str = "surveys.approver";
/// The page-cache key on which every public page of the line depends.
pub const CACHE: &str = "surveys";

/// Columns of the line whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] = &[
    ::store::vault::Sealed {
        table: "surveys_response",
        column: "contact",
        place: store::CONTACT,
        digest: "contact_digest",
    },
    ::store::vault::Sealed { table: "surveys_objection", column: "phone", place: store::PHONE, digest: "phone_digest" },
];

/// Where objections are entered, and the sign of messages to those who object.
pub static OBJECTIONS: counter::Book =
    counter::Book { table: "surveys_objection", process: &process::OBJECTION, sign: "公示异议", cache: CACHE };

/// What the search finds of it and writes again when a unit gets another name.
pub const AGAIN: &[AgainFn] = &[index::surveys_again, index::notices_again];

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "surveys",
    title: "征集调查",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::PROCESS, &process::OBJECTION],
    matter_page: "/work/surveys/matters/{id}",
    roles: ROLES,
    menus: MENUS,
    tiles: &[Tile {
        title: "征集调查", note: "说说您的意见", href: "/surveys", icon: "megaphone", order: 34
    }],
    blocks: &[Block {
        key: CACHE,
        title: "征集调查",
        more: "/surveys",
        order: 45,
        template: "surveys/home.html",
        data: shelf::home,
    }],
    figures: figures::FIGURES,
    jobs: &[(jobs::TURN, jobs::turn)],
    searches: &[
        SearchKind { key: index::SURVEY, title: "征集调查", verb: None },
        SearchKind { key: index::NOTICE, title: "公示", verb: None },
        SearchKind { key: index::QUIZ, title: "测一测", verb: None },
    ],
    addresses: Some(pages::addresses),
    mine: &[Mine { table: "surveys_objection", process: &process::OBJECTION, query: "/surveys/objections/query" }],
    shelves: &[Shelf { cache: CACHE, show: shelf::show }],
    gives: &[],
    takes: None,
    holds: &[Holds {
        key: "surveys",
        title: "正在进行的征集、公示和测一测",
        measure: "项",
        count: |q, unit| Box::pin(held(q, unit)),
        succeed: |tx, _, _, to| Box::pin(succeed(tx, to)),
        tells: &[KEEPER],
    }],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[
        ("surveys_survey", "title"),
        ("surveys_survey", "intro"),
        ("surveys_survey", "content"),
        ("surveys_survey", "feedback"),
        ("surveys_text", "text"),
        ("surveys_text", "public_text"),
        ("surveys_notice", "title"),
        ("surveys_notice", "body"),
        ("surveys_objection", "body"),
        ("surveys_objection", "answer"),
        ("surveys_objection", "rating_text"),
    ],
};

async fn held(mut q: ::store::Any<'_>, unit: i64) -> Result<i64, base::Error> {
    Ok(store::held(&mut q, unit).await?)
}

async fn succeed(tx: &mut ::store::Tx, to: &matter::Succession<'_>) -> Result<u64, base::Error> {
    Ok(store::succeed(tx, (to.from, to.to)).await?)
}

const ROLES: &[Role] = &[
    Role { key: KEEPER, title: "征集调查管理员", scope: Scope::Own, verbs: &[WORK, KEEP, counter::calls::CALL] },
    Role { key: APPROVER, title: "征集调查审核", scope: Scope::Own, verbs: &[WORK, APPROVE] },
    Role { key: "surveys.reader", title: "征集调查查阅", scope: Scope::County, verbs: &[WORK, ALL] },
];

const MENUS: &[Menu] = &[
    Menu { title: "征集调查", href: "/surveys", order: 153, shell: Shell::Portal, audience: Audience::Public },
    Menu { title: "公示", href: "/surveys/notices", order: 154, shell: Shell::Portal, audience: Audience::Public },
    Menu { title: "测一测", href: "/surveys/quizzes", order: 155, shell: Shell::Portal, audience: Audience::Public },
    Menu {
        title: "测一测",
        href: "/work/surveys/quizzes",
        order: 364,
        shell: Shell::Work,
        audience: Audience::Verb(WORK),
    },
    Menu {
        title: "公示",
        href: "/work/surveys/notices",
        order: 362,
        shell: Shell::Work,
        audience: Audience::Verb(WORK),
    },
    Menu {
        title: "征集调查", href: "/work/surveys", order: 360, shell: Shell::Work, audience: Audience::Verb(WORK)
    },
];
