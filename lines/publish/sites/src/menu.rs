//! The main navigation of a site: what it was set to, or what is usual, without what is not there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use edition::{Column, Site};
use matter::Lines;
use serde_json::{Value, json};
use web::{App, Audience, MAIN_ORDER, Shell};

use crate::context::is_shown;
use crate::look::{Link, Look};

/// Entries of a navigation at most.
pub(crate) const ENTRIES_MAX: usize = 10;
/// Columns of the portal that stand in its main navigation, with their place among the lines' entries: 走进 10, 新闻 20, 公开 30,
/// 办事 40, 互动 50, 专题 60, 数据 70. At a place where a line stands already, the column is left out.
const COLUMNS: &[(&str, &str, u32)] = &[
    ("gaikuang", "", 10),
    ("news", "新闻中心", 20),
    ("policy", "政策公开", 30),
    ("topics", "专题专栏", 60),
    ("data", "", 70),
];
/// How a setting names a column.
pub(crate) const COLUMN: &str = "栏目:";

/// The entries as the shells want them: 首页 first.
pub(crate) fn entries(app: &App, site: &Site, look: &Look, columns: &[Column]) -> Vec<Value> {
    let shown: Vec<&Column> = columns.iter().filter(|column| is_shown(column)).collect();
    let chosen: Vec<(String, String)> = if !look.menu.is_empty() {
        look.menu.iter().filter_map(|link| chosen(app, site, link, &shown)).collect()
    } else if site.slug == edition::site::MAIN {
        usual(app, site, &shown)
    } else {
        let top = shown.iter().filter(|column| column.parent_id.is_none());
        top.map(|column| (column.name.clone(), site.at(&column.path()))).collect()
    };
    let home = std::iter::once(("首页".to_owned(), site.href()));
    let others = chosen.into_iter().filter(|(_, href)| *href != site.href());
    let all = home.chain(others).take(ENTRIES_MAX);
    all.map(|(title, href)| json!({ "title": title, "href": href })).collect()
}

/// An entry that was set: `栏目:news`, or an address. One of several after `|` that is there is taken.
fn chosen(app: &App, site: &Site, link: &Link, shown: &[&Column]) -> Option<(String, String)> {
    let one = |target: &str| match target.strip_prefix(COLUMN) {
        Some(slug) => shown.iter().find(|c| c.slug == slug.trim()).map(|column| site.at(&column.path())),
        None if target.starts_with('/') => is_there(app, target).then(|| target.to_owned()),
        None => Some(target.to_owned()),
    };
    let href = link.href.split('|').map(str::trim).filter(|target| !target.is_empty()).find_map(one)?;
    Some((link.title.clone(), href))
}

/// What stands in the portal's navigation when nothing was set.
fn usual(app: &App, site: &Site, shown: &[&Column]) -> Vec<(String, String)> {
    let lines = app.ext::<Lines>();
    let of_lines = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.menus).filter(|menu| {
        menu.shell == Shell::Portal && matches!(menu.audience, Audience::Public) && menu.order < MAIN_ORDER
    });
    let mut places: BTreeMap<u32, (String, String)> =
        of_lines.map(|menu| (menu.order, (menu.title.to_owned(), menu.href.to_owned()))).collect();
    for (slug, title, order) in COLUMNS {
        if let Some(column) = shown.iter().find(|column| column.slug == *slug) {
            let title = if title.is_empty() { column.name.clone() } else { (*title).to_owned() };
            places.entry(*order).or_insert((title, site.at(&column.path())));
        }
    }
    places.into_values().collect()
}

/// Whether this program has a page at the address; a page with a name in its address may be gone, which the gate says when it is
/// written and the list of dead links afterwards.
pub(crate) fn is_there(app: &App, address: &str) -> bool {
    static PATHS: OnceLock<Vec<&'static str>> = OnceLock::new();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if ["/c/", "/a/", "/s/", "/search", "/verify", "/due", "/calendar", "/ledger"].iter().any(|p| path.starts_with(p)) {
        return true;
    }
    let paths = PATHS.get_or_init(|| {
        let lines = app.ext::<Lines>();
        let routes = lines.iter().flat_map(|lines| lines.0).map(|line| (line.routes)());
        routes.flat_map(|routes| routes.list().iter().map(|info| info.path).collect::<Vec<_>>()).collect()
    });
    path == "/" || paths.iter().any(|known| web::fits(known, path))
}
