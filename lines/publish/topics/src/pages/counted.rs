//! The list behind a figure: topics that everybody may see, of all sites.

use base::{Date, Error};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::model::State;
use crate::store::counts::{self, Asked, Count};

/// Rows of one page.
const PAGE: usize = 50;

pub(super) async fn page(cx: Cx) -> Result {
    let today = cx.now.date();
    let day = |name: &str, usual: Date| cx.query.get(name).parse().unwrap_or(usual);
    let count = if cx.query.get("count") == "opened" { Count::Opened } else { Count::Kept };
    let year = Date::new(today.year(), 1, 1).unwrap_or(today);
    let (from, to) = (day("from", year), day("to", today));
    let asked = Asked { count, from, to, unit: cx.query.int("unit") };
    let mut reader = cx.reader();
    let mut found = counts::list(&mut reader, asked, cx.query.int("before"), PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| format!("{}before={}", cx.query.base(&["before"]), last.id));
    let sites = edition::site::all(&mut reader).await?;
    let units = identity::units::all(&mut reader).await?;
    let mut rows: Vec<Value> = Vec::new();
    for topic in found {
        let site = sites.iter().find(|site| site.id == topic.site_id).ok_or(Error::Unseen)?;
        let unit = units.iter().find(|unit| unit.id == site.unit_id).map(|unit| unit.short_name.as_str());
        let state = State::of(&topic.state);
        rows.push(json!({
            "title": topic.title,
            "href": site.at(&format!("/topics/{}/", topic.slug)),
            "site": site.name,
            "unit": unit,
            "state": state.title(),
            "tone": state.tone(),
            "first": topic.first_at.map(|at| at.date().to_string()),
            "archived": topic.archived_at.map(|at| at.date().to_string()),
        }));
    }
    let title = if count == Count::Opened { "专栏专题：新开设" } else { "专栏专题：维护" };
    let data = json!({
        "rows": rows,
        "from": from.to_string(),
        "to": to.to_string(),
        "count": if count == Count::Opened { "opened" } else { "kept" },
        "total": counts::count(&mut reader, asked).await?,
        "next": next.unwrap_or_default(),
    });
    cx.page("topics/work_counted.html", Page::new(title), data)
}
