//! Entries of the two menus.

use identity::Actor;
use serde_json::{Value, json};

use crate::{Audience, Todo};

/// Which shell a menu entry stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// The public portal.
    Portal,
    /// The workbench (工作台).
    Work,
}

/// One entry of a menu.
#[derive(Debug, Clone, Copy)]
pub struct Menu {
    /// 名称.
    pub title: &'static str,
    /// Local address.
    pub href: &'static str,
    /// Its place, smaller first.
    pub order: u32,
    /// Where it stands.
    pub shell: Shell,
    /// Who sees it.
    pub audience: Audience,
}

/// Entries of the portal with an order below this stand in its main navigation. Those from here up to twice this are found on the site map, and
/// stand under the entry of the main navigation whose order is the last at or before what they have beyond it: 151 under 50.
pub const MAIN_ORDER: u32 = 100;

/// The headings of the workbench's menu: from which place on, and what stands there. What comes before has none.
const BANDS: [(u32, &str); 3] = [(300, "群众诉求"), (400, "网站和公开"), (600, "统计和设置")];
/// Entries that a menu shows without headings.
const PLAIN: usize = 10;

impl Shell {
    /// The shell of the page at `path`.
    pub fn of(path: &str) -> Self {
        if path == "/work" || path.starts_with("/work/") { Self::Work } else { Self::Portal }
    }
}

/// The entries of `shell` that `actor` sees, as the shells want them. Current is the longest address with which the page at
/// `path`, or a step of the way to it, begins.
pub(crate) fn entries(
    menus: &[Menu],
    shell: Shell,
    actor: &Actor,
    (path, page): (&str, &Value),
    todo: &Todo,
) -> Vec<Value> {
    let crumbs = page["crumbs"].as_array().into_iter().flatten().filter_map(|crumb| crumb["href"].as_str());
    let ways: Vec<&str> = [path].into_iter().chain(crumbs.filter(|href| href.len() > 1)).collect();
    let seen: Vec<&Menu> =
        menus.iter().filter(|menu| menu.shell == shell && menu.audience.admits(actor).is_ok()).collect();
    let leads = |menu: &&&Menu| ways.iter().any(|way| leads_to(menu.href, way));
    let current = seen.iter().filter(leads).max_by_key(|menu| menu.href.len());
    let current = current.map(|menu| menu.href);
    let entries: Vec<(u32, Value)> = seen
        .iter()
        .map(|menu| {
            let (live, badge) = match menu.href {
                "/work" => ("todo", todo.todo.as_str()),
                "/work/overdue" => ("over", todo.over.as_str()),
                _ => ("", "0"),
            };
            let entry = json!({
                "title": menu.title,
                "href": menu.href,
                "current": current == Some(menu.href),
                "badge": (badge != "0").then_some(badge),
                "live": live,
                "hot": live == "over",
                "go": if live == "todo" { "t" } else { "" },
                "children": [],
            });
            (menu.order, entry)
        })
        .collect();
    if shell == Shell::Work && entries.len() > PLAIN {
        return under_headings(entries);
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Entries in their order under the headings.
fn under_headings(entries: Vec<(u32, Value)>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for (order, entry) in entries {
        let Some((_, title)) = BANDS.iter().rev().find(|(from, _)| *from <= order) else {
            all.push(entry);
            continue;
        };
        match all.last_mut().filter(|last| last["title"] == *title).and_then(|last| last["children"].as_array_mut()) {
            Some(children) => children.push(entry),
            None => all.push(json!({ "title": title, "children": [entry] })),
        }
    }
    all
}

/// The main navigation of a site as its context gives it, with the entry to which the page belongs: the longest address that the page, or a
/// step of the way to it, begins with; without one the entry under which the page's own entry among `menus` stands.
pub(crate) fn of_site(own: &[Value], menus: &[Menu], page: &Value) -> Vec<Value> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let home = own.first().map(|item| text(&item["href"])).unwrap_or_default();
    let mut ways = vec![text(&page["route"])];
    ways.extend(
        page["crumbs"].as_array().into_iter().flatten().map(|crumb| text(&crumb["href"])).filter(|h| *h != home),
    );
    let at_home = ways.first() == Some(&home) || page["kind"] == "home";
    let nearest = |ways: &[String]| {
        let belongs =
            |href: &str| ways.iter().any(|way| leads_to(href.trim_end_matches('/'), way.trim_end_matches('/')));
        let is_current = |href: &String| if *href == home { at_home } else { belongs(href) };
        own.iter().map(|item| text(&item["href"])).filter(is_current).max_by_key(String::len)
    };
    let current = nearest(&ways).or_else(|| nearest(&[above(menus, &ways)?.to_owned()]));
    own.iter()
        .map(|item| {
            let href = text(&item["href"]);
            json!({ "title": item["title"], "current": current.as_ref() == Some(&href), "href": href })
        })
        .collect()
}

/// The address of the entry of the main navigation under which the entry stands that leads to one of `ways`.
fn above(menus: &[Menu], ways: &[String]) -> Option<&'static str> {
    let of_portal = || menus.iter().filter(|menu| menu.shell == Shell::Portal);
    let below = of_portal().filter(|menu| (MAIN_ORDER..2 * MAIN_ORDER).contains(&menu.order));
    let leads = |menu: &&Menu| ways.iter().any(|way| leads_to(menu.href, way));
    let own = below.filter(leads).max_by_key(|menu| menu.href.len())?;
    let before = of_portal().filter(|menu| menu.order <= own.order - MAIN_ORDER);
    before.max_by_key(|menu| menu.order).map(|menu| menu.href)
}

fn leads_to(href: &str, path: &str) -> bool {
    let below = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below && (href != "/" || path == "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sites_own_entry_is_current_by_the_page_or_by_the_way_to_it() {
        let own: Vec<Value> = ["/s/nyj/", "/s/nyj/c/news/", "/s/nyj/c/notice/"]
            .map(|href| json!({ "title": href, "href": href }))
            .to_vec();
        let current = |route: &str, crumbs: &[&str]| {
            let crumbs: Vec<Value> = crumbs.iter().map(|href| json!({ "title": "", "href": href })).collect();
            let entries = of_site(&own, &[], &json!({ "route": route, "crumbs": crumbs }));
            let found = entries.iter().find(|entry| entry["current"] == true);
            found.map(|entry| entry["href"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(current("/s/nyj/", &[]).as_deref(), Some("/s/nyj/"));
        assert_eq!(current("/s/nyj/c/news/", &["/s/nyj/"]).as_deref(), Some("/s/nyj/c/news/"));
        assert_eq!(current("/s/nyj/a/7", &["/s/nyj/", "/s/nyj/c/notice/"]).as_deref(), Some("/s/nyj/c/notice/"));
        assert_eq!(current("/s/nyj/a/7", &["/s/nyj/"]), None);
    }

    /// The pages of the hotline and of disclosure requests had no current entry in the portal's navigation.
    #[test]
    fn a_page_without_an_entry_of_its_own_stands_under_the_entry_beside_which_its_own_was_put() {
        let menu = |href, order| Menu { title: href, href, order, shell: Shell::Portal, audience: Audience::Public };
        let menus = [
            menu("/xxgk", 30),
            menu("/guide", 40),
            menu("/letters", 50),
            menu("/topics/", 60),
            menu("/requests", 131),
            menu("/hotline", 151),
            menu("/surveys/notices", 154),
            menu("/ledger", 700),
        ];
        let own: Vec<Value> =
            ["/", "/xxgk", "/guide", "/letters"].map(|href| json!({ "title": href, "href": href })).to_vec();
        let cases = [
            ("/hotline", "", "/letters"),
            ("/hotline/cases/7", "/hotline", "/letters"),
            ("/surveys/notices/3", "", "/letters"),
            ("/requests/annual/2025/1", "/requests", "/xxgk"),
            ("/letters/write", "/letters", "/letters"),
            ("/guide/7", "/guide", "/guide"),
            ("/", "", "/"),
            ("/ledger", "", ""),
            ("/search", "", ""),
            ("/topics/x", "", ""),
        ];
        for (route, crumb, expected) in cases {
            let crumbs: Vec<Value> = [crumb].iter().filter(|c| !c.is_empty()).map(|c| json!({ "href": c })).collect();
            let entries = of_site(&own, &menus, &json!({ "route": route, "crumbs": crumbs }));
            let found: Vec<_> = entries.iter().filter(|entry| entry["current"] == true).collect();
            let found = found.first().and_then(|entry| entry["href"].as_str()).unwrap_or_default();
            assert_eq!(found, expected, "{route}");
        }
    }

    #[test]
    fn the_nearest_entry_is_current_and_what_one_may_not_see_is_left_out() {
        let menu = |title, href, shell, audience| Menu { title, href, order: 0, shell, audience };
        let menus = [
            menu("首页", "/", Shell::Portal, Audience::Public),
            menu("县长信箱", "/letters", Shell::Portal, Audience::Public),
            menu("写信", "/letters/write", Shell::Portal, Audience::Public),
            menu("待办", "/work", Shell::Work, Audience::Staff),
        ];
        let current = |path: &str| {
            let entries = entries(&menus, Shell::Portal, &Actor::Anonymous, (path, &Value::Null), &Todo::default());
            let found = entries.iter().find(|entry| entry["current"] == true);
            found.map(|entry| entry["title"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(current("/").as_deref(), Some("首页"));
        assert_eq!(current("/letters/7").as_deref(), Some("县长信箱"));
        assert_eq!(current("/letters/write").as_deref(), Some("写信"));
        assert_eq!(current("/lettersx"), None);
        assert!(entries(&menus, Shell::Work, &Actor::Anonymous, ("/work", &Value::Null), &Todo::default()).is_empty());
        let many = Todo { todo: "999+".to_owned(), ..Todo::default() };
        let work = entries(&menus, Shell::Work, &Actor::System, ("/work", &Value::Null), &many);
        assert_eq!((work.len(), work[0]["badge"].as_str()), (1, Some("999+")));
    }

    #[test]
    fn a_long_menu_of_the_workbench_has_headings_and_loses_nothing() {
        let places = [0, 1, 300, 310, 340, 350, 360, 400, 410, 420, 600, 700];
        let menus: Vec<Menu> = places
            .iter()
            .map(|&order| Menu { title: "项", href: "/work/x", order, shell: Shell::Work, audience: Audience::Staff })
            .collect();
        let shown =
            |menus: &[Menu]| entries(menus, Shell::Work, &Actor::System, ("/work", &Value::Null), &Todo::default());
        let long = shown(&menus);
        let counts: Vec<(&str, usize)> = long
            .iter()
            .map(|entry| {
                (entry["title"].as_str().unwrap_or_default(), entry["children"].as_array().map_or(0, Vec::len))
            })
            .collect();
        assert_eq!(counts, [("项", 0), ("项", 0), ("群众诉求", 5), ("网站和公开", 3), ("统计和设置", 2)]);
        assert_eq!(shown(&menus[..PLAIN]).len(), PLAIN, "a short one stays as it is");
    }

    #[test]
    fn a_page_stands_under_the_entry_that_its_way_leads_through() {
        let menu = |title, href| Menu { title, href, order: 0, shell: Shell::Work, audience: Audience::Staff };
        let menus = [menu("待办", "/work"), menu("热线工单", "/work/hotline"), menu("热线值班", "/work/hotline/duty")];
        let way =
            json!({ "crumbs": [{ "href": "/work" }, { "href": "/work/hotline" }, { "href": "/work/hotline/duty" }] });
        let current = |path: &str, page: &Value| {
            let entries = entries(&menus, Shell::Work, &Actor::System, (path, page), &Todo::default());
            entries.iter().find(|entry| entry["current"] == true).map(|entry| entry["title"].clone())
        };
        assert_eq!(current("/work/hotline/rings", &way), Some(json!("热线值班")));
        assert_eq!(current("/work/hotline/7", &Value::Null), Some(json!("热线工单")));
    }
}
