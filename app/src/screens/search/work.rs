//! `/work/search` 工作台搜索: matters and everything inside that the official may look into, and what is public.

use identity::Staff;
use matter::{Lines, OVERSEE, SearchKind};
use serde_json::{Value, json};
use store::search::{Find, Reach};
use web::{Cx, Page, Result};

use super::ask::{Asked, FACETS, part, says};
use super::public::Names;

/// Matters, which are found by number and title in the units through which they passed.
const MATTERS: SearchKind = SearchKind { key: matter::FOUND, title: "办件", verb: Some(OVERSEE) };

/// A tab of the page.
struct Tab {
    key: &'static str,
    title: &'static str,
    kinds: Vec<&'static str>,
    reach: Reach,
}

/// The page.
pub async fn page(cx: Cx) -> Result {
    let asked = Asked::of(&cx)?;
    let staff = cx.actor.staff()?.clone();
    let page = Page::new("搜索").kind("list");
    let tabs = tabs(&cx, &staff);
    let here = tabs.iter().find(|tab| tab.key == cx.query.get("of")).or(tabs.first());
    let Some(here) = here.filter(|_| !asked.is_empty()) else {
        return cx.page("screens/work_search.html", page, json!({ "search": asked.form(), "asked": false }));
    };
    let names = Names::of(&cx).await?;
    let name = |key: &str, value: &str| names.name(key, value);
    let count: Vec<&str> = FACETS.iter().map(|facet| facet.0).filter(|key| *key != "kind").collect();
    let mut found = cx.app.search.find(&asked.find(&here.kinds, here.reach.clone(), &count)).await?;
    let part = part(&cx, &asked.text, &mut found, &here.reach).await?;
    let mut links = Vec::new();
    let base = cx.query.base(&["of", "page"]);
    for tab in &tabs {
        let of_tab = Find { limit: 1, fill: 0, count: &[], ..asked.find(&tab.kinds, tab.reach.clone(), &[]) };
        let total = if tab.key == here.key { found.total } else { cx.app.search.find(&of_tab).await?.total };
        links.push(json!({
            "title": tab.title, "href": format!("{base}of={}", tab.key), "count": total, "current": tab.key == here.key,
        }));
    }
    let rows: Vec<Value> = part
        .rows
        .iter()
        .map(|row| {
            let unit = row.facets.iter().find(|(key, _)| key == "unit").map(|f| f.1.clone());
            json!({ "row": row, "meta": unit.into_iter().collect::<Vec<_>>(), "date": row.date.map(|d| d.to_string()) })
        })
        .collect();
    let data = json!({
        "search": asked.form(),
        "asked": true,
        "of": here.key,
        "tabs": links,
        "rows": rows,
        "total": found.total,
        "says": says(&found, &part, &asked.text),
        "pager": part.pager,
        "orders": asked.orders(&cx),
        "groups": asked.narrowing(&found, name),
        "estimated": found.estimated,
        "chosen": asked.chosen(&cx, name),
        "wider": if asked.narrowed() { format!("?q={}&of={}", web::encode(&asked.text), here.key) } else { String::new() },
    });
    cx.page("screens/work_search.html", page, data)
}

/// What this official may look into: matters, then the kinds inside, then what is public.
fn tabs(cx: &Cx, staff: &Staff) -> Vec<Tab> {
    let lines = cx.app.ext::<Lines>();
    let all: Vec<SearchKind> = lines.iter().flat_map(|lines| lines.searches()).copied().collect();
    let matters =
        Tab { key: "matters", title: MATTERS.title, kinds: vec![MATTERS.key], reach: matter::pages::reach(staff) };
    let mut tabs = vec![matters];
    for kind in &all {
        let Some(verb) = kind.verb else { continue };
        let reach = match staff.grants.units(verb) {
            None => Reach::All,
            Some(units) if units.is_empty() => continue,
            Some(units) => Reach::Units(units),
        };
        tabs.push(Tab { key: kind.key, title: kind.title, kinds: vec![kind.key], reach });
    }
    tabs.push(Tab { key: "public", title: "公开内容", kinds: Vec::new(), reach: Reach::Public });
    tabs
}
