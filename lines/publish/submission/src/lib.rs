//! Submission and review (信息报送与审核发布): a unit hands an edition in, three reviews and a secrecy review read it, each
//! with its findings, and what passed is ready for publication.
//!
//! Rules: 政府信息公开条例 art. 11 (coordination), 14–17 (what may not be disclosed; review before disclosure); 保守国家秘密法 art. 35;
//! 检查指标 (国办秘函〔2019〕19号) W1 for wrong words. Numbers are rows of `rules/submission.toml`.
//!
//! Tables: `submission_submission`, `submission_pass`, `submission_word`. URLs: `/work/submissions…`.

pub mod actions;
mod check;
pub mod demo;
mod figures;
mod gate;
mod model;
mod pages;
pub mod process;
mod sheet;
mod shown;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use gate::{gate, plain, unwritten};

use identity::{Role, Scope};
use matter::{Holds, Line};
use web::{Audience, Menu, Shell};

/// Enters the pages of the line.
pub const WORK: &str = "submission.work";
/// Sees submissions of the units it reaches, not only those at the own desk.
pub const ALL: &str = "submission.all";

/// Keeps the county's words for the gate.
pub const WORDS: &str = "submission.words";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "submission",
    title: "信息审核",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[&process::REVIEW],
    matter_page: "/work/submissions/{id}",
    roles: ROLES,
    menus: &[
        Menu {
            title: "信息审核",
            href: "/work/submissions",
            order: 420,
            shell: Shell::Work,
            audience: Audience::Verb(WORK),
        },
        Menu {
            title: "校对词表",
            href: "/work/submissions/words",
            order: 421,
            shell: Shell::Work,
            audience: Audience::Verb(WORDS),
        },
    ],
    tiles: &[],
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[Holds {
        key: "submissions",
        title: "待终审的报送",
        measure: "件",
        count: |q, unit| Box::pin(held(q, unit)),
        succeed: |tx, _, _, to| Box::pin(succeed(tx, to)),
        tells: &[],
    }],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[],
};

/// What comes to the site of a unit for the last review; where it lies now, the matters say.
async fn held(mut q: ::store::Any<'_>, unit: i64) -> Result<i64, base::Error> {
    Ok(store::held(&mut q, unit).await?)
}

async fn succeed(tx: &mut ::store::Tx, to: &matter::Succession<'_>) -> Result<u64, base::Error> {
    Ok(store::succeed(tx, (to.from, to.to)).await?)
}

const ROLES: &[Role] = &[
    Role {
        key: "submission.writer",
        title: "信息报送",
        scope: Scope::Own,
        verbs: &[WORK, process::WRITE, edition::WRITE, edition::READS],
    },
    Role {
        key: "submission.first",
        title: "一审（部门负责人）",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::FIRST],
    },
    Role { key: "submission.secrecy", title: "保密审查", scope: Scope::Own, verbs: &[WORK, ALL, process::SECRECY] },
    Role {
        key: "submission.second",
        title: "二审（分管领导）",
        scope: Scope::Own,
        verbs: &[WORK, ALL, process::SECOND],
    },
    Role {
        key: "submission.third",
        title: "三审（网站主管）",
        scope: Scope::County,
        verbs: &[WORK, ALL, process::THIRD, edition::PUBLISH, WORDS],
    },
    Role { key: "submission.words", title: "校对词表管理", scope: Scope::County, verbs: &[WORK, WORDS] },
    Role { key: "submission.reader", title: "报送统计查阅", scope: Scope::County, verbs: &[WORK, ALL] },
];
