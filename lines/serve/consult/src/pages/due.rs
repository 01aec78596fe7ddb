//! `/work/consult/knowledge/due`: knowledge whose time ended in a period, and whether it was renewed before.

use base::{Date, share};
use serde_json::json;
use web::{Cx, Page, Result};

use crate::store::{self, Due};

/// Which of them: name in addresses and 名称.
const SHOWN: &[(&str, &str)] = &[("all", "全部到期"), ("renewed", "按期更新"), ("late", "没有按期更新")];

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let today = cx.now.date();
    let day = |name: &str, other: Date| cx.query.get(name).parse().unwrap_or(other);
    let (from, to) = (day("from", today.first_of_year()), day("to", today));
    let all = store::due(&mut cx.reader(), (from, to), cx.query.int("unit")).await?;
    let units = super::knowledge::units(&cx);
    let mine = |d: &&Due| d.counts(today) && units.as_ref().is_none_or(|units| units.contains(&d.unit_id));
    let due: Vec<&Due> = all.iter().filter(mine).collect();
    let shown = SHOWN.iter().find(|(key, _)| *key == cx.query.get("count")).map_or("all", |(key, _)| key);
    let fits = |count: &str, d: &Due| count == "all" || (count == "renewed") == d.in_time();
    let wanted: Vec<&Due> = due.iter().copied().filter(|d| fits(shown, d)).collect();
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let page = usize::try_from(cx.query.int("page").unwrap_or(1)).unwrap_or(1).clamp(1, wanted.len() / rows.max(1) + 1);
    let tab = |(key, title): &(&str, &str)| {
        let number = due.iter().filter(|d| fits(key, d)).count();
        let href = format!("{}count={key}", cx.query.base(&["count", "page"]));
        json!({ "title": title, "href": href, "current": *key == shown, "count": number.to_string() })
    };
    let renewed = i64::try_from(due.iter().filter(|d| d.in_time()).count()).unwrap_or(0);
    let total = i64::try_from(due.len()).unwrap_or(0);
    let row = |d: &&Due| {
        json!({
            "href": format!("/work/consult/knowledge/{}", d.id), "question": d.question, "unit": d.unit,
            "expires": d.expires_on.to_string(), "renewed": d.renewed_at.map(|at| at.date().to_string()), "in_time": d.in_time(),
        })
    };
    let way = |page: usize| format!("{}page={page}", cx.query.base(&["page"]));
    let more = page * rows < wanted.len();
    let data = json!({
        "rows": wanted.iter().skip((page - 1) * rows).take(rows).map(row).collect::<Vec<_>>(),
        "total": format!("{} 条", wanted.len()),
        "tabs": SHOWN.iter().map(tab).collect::<Vec<_>>(),
        "prev": if page > 1 { way(page - 1) } else { String::new() },
        "next": if more { way(page + 1) } else { String::new() },
        "rate": (total > 0).then(|| share::percent(renewed, total)),
        "from": from.to_string(), "to": to.to_string(), "count": shown, "unit": cx.query.get("unit"),
    });
    let title = "知识库更新及时率";
    cx.page("consult/work_due.html", Page::new(title).kind("list").crumb("知识库", "/work/consult/knowledge"), data)
}
