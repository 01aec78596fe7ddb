//! Entries of these screens in the menus of portal and workbench.

use web::{Audience, Menu, Shell};

use super::{access, audit, calendar, jobs, search, sessions};

const fn work(title: &'static str, href: &'static str, order: u32, audience: Audience) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience }
}

/// All entries.
pub const MENUS: &[Menu] = &[
    Menu { title: "底账", href: "/ledger", order: 700, shell: Shell::Portal, audience: Audience::Public },
    work("单位", "/work/organs", 700, Audience::Verb("identity.view")),
    work("人员", "/work/people", 710, Audience::Verb("identity.view")),
    work("角色", "/work/roles", 720, Audience::Verb("identity.view")),
    work("我的岗位", "/work/posts", 730, Audience::Staff),
    work("工作日历", "/work/calendar", 740, Audience::Verb(calendar::edit::VERB)),
    work("法定数字", "/work/rules", 750, Audience::Staff),
    work("后台任务", "/work/jobs", 760, Audience::Verb(jobs::VERB)),
    work("会话管理", "/work/sessions/all", 770, Audience::Verb(sessions::VERB)),
    work("底账审计", "/work/ledger", 780, Audience::Verb(audit::VERB)),
    work("搜索用词", "/work/search/words", 805, Audience::Verb(search::VERB)),
    work("访问日志", "/work/access", 790, Audience::Verb(access::VERB)),
];
