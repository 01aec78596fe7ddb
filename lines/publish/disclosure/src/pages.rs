//! The line's pages: what they are made of and where they are.

mod assess;
mod found;
mod grid;
mod lists;
mod office;
mod overview;
mod public;
mod sheet;
mod stats;
mod tables;
mod text;
mod transfer;

use std::collections::BTreeMap;

use base::Error;
use identity::units::Unit;
use matter::Later;
use serde_json::{Value, json};
use web::{Audience, Cx, Routes};

pub(crate) use assess::limit as assess_limit;

use crate::catalogue::NODES;
use crate::{KEEP, OVERSEE};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("disclosure/frame.html", include_str!("../pages/frame.html")),
    ("disclosure/list.html", include_str!("../pages/list.html")),
    ("disclosure/text.html", include_str!("../pages/text.html")),
    ("disclosure/organs.html", include_str!("../pages/organs.html")),
    ("disclosure/five.html", include_str!("../pages/five.html")),
    ("disclosure/standard.html", include_str!("../pages/standard.html")),
    ("disclosure/powers.html", include_str!("../pages/powers.html")),
    ("disclosure/published.html", include_str!("../pages/published.html")),
    ("disclosure/stats.html", include_str!("../pages/stats.html")),
    ("disclosure/work.html", include_str!("../pages/work.html")),
    ("disclosure/work_page.html", include_str!("../pages/work_page.html")),
    ("disclosure/work_version.html", include_str!("../pages/work_version.html")),
    ("disclosure/work_overview.html", include_str!("../pages/work_overview.html")),
    ("disclosure/work_standard.html", include_str!("../pages/work_standard.html")),
    ("disclosure/work_powers.html", include_str!("../pages/work_powers.html")),
    ("disclosure/work_transfer.html", include_str!("../pages/work_transfer.html")),
    ("disclosure/work_assess.html", include_str!("../pages/work_assess.html")),
];

/// The standing pages for search engines.
pub(crate) fn addresses(_: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    let pages = ["guide", "rules", "organs", "five", "stats", "published", "standard", "lists"];
    let pages = pages.iter().take(limit).map(|page| format!("/xxgk/{page}")).collect();
    Box::pin(std::future::ready(Ok(pages)))
}

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    public_routes().and(work_routes())
}

fn public_routes() -> Routes {
    Routes::new("disclosure")
        .page("/xxgk", public::list)
        .get("/xxgk/search", Audience::Public, public::search)
        .limited("web.rate.search")
        .page("/xxgk/guide", public::guide)
        .page("/xxgk/rules", public::rules)
        .page("/xxgk/organs", public::organs)
        .page("/xxgk/five", public::five)
        .page("/xxgk/stats", stats::stats)
        .page("/xxgk/published", stats::published)
        .page("/xxgk/standard", tables::standard)
        .get("/xxgk/standard/excel", Audience::Public, tables::standard_excel)
        .page("/xxgk/lists", tables::powers)
        .get("/xxgk/lists/excel", Audience::Public, tables::powers_excel)
}

fn work_routes() -> Routes {
    let (keeper, overseer) = (Audience::Verb(KEEP), Audience::Verb(OVERSEE));
    Routes::new("disclosure")
        .get("/work/disclosure", keeper, office::home)
        .get("/work/disclosure/page/{kind}", keeper, text::page)
        .post("/work/disclosure/page/{kind}", keeper, text::save)
        .get("/work/disclosure/page/{kind}/{version}", keeper, text::version)
        .reading("/work/disclosure/paste", keeper, text::PASTE_RULE, text::paste)
        .get("/work/disclosure/standard/{domain}", keeper, grid::standard)
        .post("/work/disclosure/standard/{domain}", keeper, grid::save)
        .get("/work/disclosure/standard/{domain}/template", keeper, sheet::template)
        .upload("/work/disclosure/standard/{domain}/excel", keeper, "web.upload.staff", sheet::take)
        .get("/work/disclosure/overview", overseer, overview::page)
        .get("/work/disclosure/overview/excel", overseer, overview::excel)
        .get("/work/disclosure/lists/{list}", keeper, lists::page)
        .post("/work/disclosure/lists/{list}", keeper, lists::save)
        .get("/work/disclosure/lists/{list}/template", keeper, lists::template)
        .upload("/work/disclosure/lists/{list}/excel", keeper, "web.upload.staff", lists::take)
        .get("/work/disclosure/transfer", overseer, transfer::page)
        .post("/work/disclosure/transfer", overseer, transfer::make)
        .get("/work/disclosure/transfer/{id}/excel", overseer, transfer::excel)
        .get("/work/disclosure/assess", keeper, assess::page)
        .post("/work/disclosure/assess", keeper, assess::save)
}

/// Kinds of units that disclose by themselves (条例 art. 2, 10): organs, not the institutions and villages under them.
const ORGANS: [&str; 3] = ["government", "department", "town"];

/// Organs that have disclosure pages: open departments, towns and the government, in their political order.
async fn organs_of(cx: &Cx) -> Result<Vec<Unit>, Error> {
    let all = cx.app.identity.units().await?;
    Ok(all.iter().filter(|u| u.closed_on.is_none() && ORGANS.contains(&u.kind.as_str())).cloned().collect())
}

/// The left side of every page of the platform: the fixed catalogue.
fn tree(chosen: &str, unit: Option<i64>) -> Vec<Value> {
    let of = unit.map(|unit| format!("unit={unit}")).unwrap_or_default();
    let with = |path: &str| if of.is_empty() { path.to_owned() } else { format!("{path}?{of}") };
    let entry = |title: &str, href: String, key: &str, depth: usize| json!({ "title": title, "href": href, "current": key == chosen, "depth": depth });
    let mut tree = vec![
        entry("政府信息公开指南", with("/xxgk/guide"), "guide", 0),
        entry("政府信息公开制度", with("/xxgk/rules"), "rules", 0),
        entry("法定主动公开内容", with("/xxgk"), "", 0),
    ];
    for node in NODES.iter().filter(|node| node.key != "annual" && !crate::catalogue::FIVE.contains(&node.key)) {
        let depth = 1 + node.key.matches('/').count();
        let and = if of.is_empty() { String::new() } else { format!("&{of}") };
        tree.push(entry(node.title, format!("/xxgk?node={}{and}", node.key), node.key, depth));
    }
    let annual = if of.is_empty() { String::new() } else { format!("&{of}") };
    tree.push(entry("政府信息公开年报", format!("/xxgk?node=annual{annual}"), "annual", 0));
    tree.push(entry("依申请公开", "/requests".to_owned(), "requests", 0));
    tree.push(entry("五公开", "/xxgk/five".to_owned(), "five", 0));
    tree.push(entry("基层政务公开标准目录", with("/xxgk/standard"), "standard", 0));
    tree.push(entry("三张清单", with("/xxgk/lists"), "lists", 0));
    tree.push(entry("各单位公开", "/xxgk/organs".to_owned(), "organs", 0));
    tree.push(entry("公开统计", "/xxgk/stats".to_owned(), "stats", 0));
    tree
}

/// Short names of units by key.
async fn names(cx: &Cx) -> Result<BTreeMap<i64, String>, Error> {
    Ok(cx.app.identity.units().await?.iter().map(|u| (u.id, u.short_name.clone())).collect())
}

fn options(terms: &[(&str, &str)]) -> Vec<Value> {
    terms.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect()
}
