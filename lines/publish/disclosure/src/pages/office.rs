//! The keeper's desk: how the own catalogues and lists stand, and what is due.

use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::assess;
use crate::{OVERSEE, catalogue, coverage, store};

/// A page of the desk.
pub(super) fn page_of(title: &str) -> Page {
    Page::new(title).kind("form").crumb("信息公开", "/work/disclosure")
}

pub(super) async fn home(cx: Cx) -> Result {
    let unit = cx.actor.staff()?.unit;
    let standings = coverage::of(&cx.app, &mut cx.reader(), Some(unit), cx.now).await?;
    let domains: Vec<Value> = catalogue::DOMAINS
        .iter()
        .map(|(key, title)| {
            let standing = standings.get(&(unit, (*key).to_owned())).copied().unwrap_or_default();
            json!({ "key": key, "title": title, "standing": standing, "gaps": standing.gaps() })
        })
        .collect();
    let mut lists = Vec::new();
    for (key, title) in catalogue::LISTS {
        let newest = store::versions(&mut cx.reader(), unit, key).await?.into_iter().next();
        lists.push(json!({
            "key": key, "title": title,
            "state": newest.map_or("尚未公布".to_owned(), |v| format!("第 {} 版，{} 条，{}", v.version, v.entries, v.at.date())),
        }));
    }
    let data = json!({
        "domains": domains, "lists": lists, "due": assess::count(&cx, unit).await?,
        "unpublished": assess::unpublished(&cx, unit).await?,
        "oversee": cx.actor.may(OVERSEE, None), "unit": unit,
    });
    cx.page("disclosure/work.html", Page::new("信息公开"), data)
}
