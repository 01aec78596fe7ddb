//! Sites (网站): the group of sites on one content pool, with the portal at its head.
//!
//! Sites, columns and what is published are ground ([`edition`]); this line shows them and lets their keepers change them by
//! forms. How a site looks is one value ([`look::Look`]): an accent, art, closed blocks, banners, links, footer. What the home
//! page shows of other lines are their blocks, put together here without knowing any of them.
//!
//! Hosts: a site with a host name of its own is served there (`web` leads the request to `/s/{site}/…`); without one by path.
//!
//! Rules: 政府网站发展指引 (国办发〔2017〕47号) for footer, columns and standing pages; 检查指标 (国办秘函〔2019〕19号) for the column ledger.
//! Tables: `sites_*`. URLs: `/`, `/s/{site}/`, `/about`, `/contact`, `/statement`, `/map`, `/sitereports…`, `/sitemap.xml`, `/robots.txt`,
//! `/sites/pictures/…`, `/kiosk…`, `/offline`, `/manifest.webmanifest`, `/sw.js`, `/work/sites…`.

mod actions;
mod blocks;
mod context;
mod deadlinks;
pub mod demo;
mod figures;
mod finds;
mod forms;
mod guard;
mod heir;
mod inspect;
mod ledger;
pub mod look;
mod menu;
mod outside;
mod pages;
mod said;
mod sheet;
mod store;
mod terminals;
mod visits;

use edition::{KEEP, READS, WRITE};
use identity::{Role, Scope};
use matter::{Later, Line};
use serde_json::Value;
use web::{App, Audience, Menu, Shell};

pub use context::{context, hosts};
pub use deadlinks::LINKS;
pub use guard::GUARD;
pub use visits::VISITS;

/// The role of those who keep all sites; they are told when what is served was altered.
const KEEPER: &str = "sites.keeper";
/// The kind of the job that draws pages anew when a banner or grey mode ends by itself.
const EXPIRE: &str = "sites.expire";

const fn work(title: &'static str, href: &'static str, verb: &'static str, order: u32) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Verb(verb) }
}

/// Keeps the words of the search: synonyms, what is shown first, what is never hot.
pub const SEARCH: &str = "search.keep";

/// Sees how sites are watched: dead links.
pub const WATCH: &str = "sites.watch";
/// Sees what comparisons found, and deals with it.
pub const TAMPER: &str = "sites.tamper";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "sites",
    title: "门户网站",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: &[
        Role {
            key: KEEPER, title: "网站管理员", scope: Scope::County, verbs: &[KEEP, SEARCH, WATCH, TAMPER, READS]
        },
        Role {
            key: "sites.admin", title: "站点管理员（本单位站点）", scope: Scope::Own, verbs: &[KEEP, WATCH, READS]
        },
        Role { key: "sites.reader", title: "网站监测查看", scope: Scope::County, verbs: &[WATCH, TAMPER] },
    ],
    menus: &[
        work("网站", "/work/sites", KEEP, 400),
        work("栏目底账", "/work/sites/ledger", KEEP, 410),
        work("本单位栏目", "/work/sites/mine", WRITE, 411),
        work("错链", "/work/sites/deadlinks", WATCH, 412),
        work("检查模拟", "/work/sites/inspect", WATCH, 415),
        work("年度报表", "/work/sites/sheet", KEEP, 416),
        work("查阅终端", "/work/sites/terminals", KEEP, 413),
        work("网页防篡改", "/work/sites/guard", TAMPER, 414),
    ],
    tiles: &[],
    blocks: &[],
    figures: figures::FIGURES,
    jobs: &[
        (ledger::DAILY, ledger::daily),
        (EXPIRE, expire),
        (guard::GUARD, guard::run),
        (deadlinks::LINKS, deadlinks::run),
        (visits::VISITS, visits::run),
    ],
    searches: &[],
    addresses: None,
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: heir::HOLDS,
    coded: None,
    finds: finds::FINDS,
    follows: None,
    covered: &[("sites_look", "content")],
};

/// The handler of [`EXPIRE`].
fn expire<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        app.cache.invalidate(web::SITE);
        Ok(())
    })
}
