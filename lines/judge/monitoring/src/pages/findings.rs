//! Findings of one kind, to be ticked and put on orders.

use base::Error;
use matter::{Finding, Finds, Sought};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::{HERE, below, names, page_rows, reach, watched};

/// `/work/monitoring/findings`.
pub(super) async fn page(cx: Cx) -> Result {
    let kinds = watched(&cx);
    let wanted = cx.query.get("kind");
    let finds = kinds.iter().find(|finds| finds.key == wanted).or_else(|| kinds.first()).copied();
    let finds = finds.ok_or(Error::Unseen)?;
    let reach = reach(&cx);
    let counts: Vec<(i64, i64)> = (finds.by_unit)(&cx.app).await?;
    let counts: Vec<(i64, i64)> =
        counts.into_iter().filter(|(unit, _)| reach.as_ref().is_none_or(|units| units.contains(unit))).collect();
    let unit = cx.query.int("unit");
    let size = page_rows(&cx)?;
    let mut found = found(&cx, finds, (reach.as_deref(), unit), size + 1).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| format!("{}after={}", cx.query.base(&["after"]), last.key));
    let keys: Vec<(String, i64)> = found.iter().map(|finding| (finding.key.clone(), finding.unit)).collect();
    let (follow, cells) = matter::finds::beside(&cx, finds.key, &keys).await?;
    let names = names(&cx).await?;
    let rows: Vec<Value> = found
        .iter()
        .zip(cells)
        .map(|(finding, follow)| {
            json!({
                "what": finding.what, "address": finding.address, "unit": names.get(&finding.unit), "follow": follow,
                "since": finding.since.map(|since| since.to_string()),
            })
        })
        .collect();
    let tab = |other: &&'static Finds| {
        json!({
            "title": other.title, "current": other.key == finds.key,
            "href": format!("{HERE}/findings?kind={}{}", other.key, unit.map(|u| format!("&unit={u}")).unwrap_or_default()),
        })
    };
    let sum = counts.iter().filter(|(id, _)| unit.is_none_or(|unit| unit == *id)).map(|(_, count)| count).sum::<i64>();
    let data = json!({
        "rows": rows,
        "follow": follow,
        "tabs": kinds.iter().map(tab).collect::<Vec<_>>(),
        "kind": finds.key,
        "unit": cx.query.get("unit"),
        "units": counts
            .iter()
            .map(|(id, count)| json!({ "value": id, "title": format!("{}（{count}）", names.get(id).map_or("", String::as_str)) }))
            .collect::<Vec<_>>(),
        "total": sum,
        "next": next.unwrap_or_default(),
        "first": if cx.query.get("after").is_empty() { String::new() } else { cx.query.base(&["after"]) },
    });
    cx.page("monitoring/work_findings.html", below("现存问题", "list"), data)
}

/// A page of findings of the units that the actor sees: of the one asked for, or of all that are in reach, one after the other.
async fn found(
    cx: &Cx,
    finds: &'static Finds,
    (reach, unit): (Option<&[i64]>, Option<i64>),
    limit: usize,
) -> std::result::Result<Vec<Finding>, Error> {
    let after = cx.query.get("after").to_owned();
    let Some(units) = reach else {
        return (finds.find)(&cx.app, &Sought { unit, keys: None, after, limit }).await;
    };
    let own: Vec<i64> = units.iter().copied().filter(|id| unit.is_none_or(|unit| unit == *id)).collect();
    // Few units are in anybody's reach who does not see all: each is asked, and what comes before the place is left out.
    let mut all = Vec::new();
    for unit in own {
        all.extend((finds.find)(&cx.app, &Sought { unit: Some(unit), limit: OF_UNIT_MAX, ..Sought::default() }).await?);
    }
    let begin = if after.is_empty() {
        0
    } else {
        all.iter().position(|finding| finding.key == after).map_or(all.len(), |at| at + 1)
    };
    Ok(all.into_iter().skip(begin).take(limit).collect())
}

/// Findings of one unit that are read at once.
const OF_UNIT_MAX: usize = 500;
