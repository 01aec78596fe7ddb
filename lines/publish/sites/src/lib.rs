//! Sites (网站): the portal's home page and its standing pages.
//!
//! What the county says about itself on every page is a handful of settings ([`settings`]); what the home page shows of
//! the other lines are their blocks, put together here without knowing any of them.
//!
//! Rules: 政府网站发展指引 (国办发〔2017〕47号) for footer and standing pages; inspection indicators (国办秘函〔2019〕19号) for
//! what must be reachable from the home page. Tables: `sites_setting`. URLs: `/`, `/about`, `/contact`, `/statement`,
//! `/map`, `/sitemap.xml`, `/robots.txt`, `/work/site`.

mod actions;
mod pages;
pub mod settings;
mod store;

use identity::{Role, Scope};
use matter::Line;
use web::{Audience, Menu, Shell};

pub use pages::context;

/// Changes the settings of the site.
pub const KEEP: &str = "sites.keep";

/// Keeps the words of the search: synonyms, what is shown first, what is never hot.
pub const SEARCH: &str = "search.keep";

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "sites",
    title: "门户网站",
    routes: pages::routes,
    templates: &[
        ("sites/home.html", include_str!("../pages/home.html")),
        ("sites/about.html", include_str!("../pages/about.html")),
        ("sites/contact.html", include_str!("../pages/contact.html")),
        ("sites/statement.html", include_str!("../pages/statement.html")),
        ("sites/map.html", include_str!("../pages/map.html")),
        ("sites/settings.html", include_str!("../pages/settings.html")),
    ],
    processes: &[],
    matter_page: "",
    roles: &[Role { key: "sites.keeper", title: "网站管理员", scope: Scope::County, verbs: &[KEEP, SEARCH] }],
    menus: &[
        Menu { title: "首页", href: "/", order: 0, shell: Shell::Portal, audience: Audience::Public },
        Menu { title: "走进青禾", href: "/about", order: 10, shell: Shell::Portal, audience: Audience::Public },
        Menu {
            title: "网站设置", href: "/work/site", order: 800, shell: Shell::Work, audience: Audience::Verb(KEEP)
        },
    ],
    tiles: &[],
    blocks: &[],
    figures: &[],
    jobs: &[],
    searches: &[],
    covered: &[],
};
