//! `/work/content`: working copies by state, with filters and pages.

use edition::item::{self, Asked};
use edition::{Item, terms};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::actions;

/// The list.
pub(crate) async fn page(cx: Cx) -> Result {
    let mut reader = cx.reader();
    let units = actions::units(&mut reader, &cx.actor).await?;
    let sites: Vec<i64> = actions::sites(&mut reader, &cx.actor).await?.iter().map(|site| site.id).collect();
    let counts = item::by_state(&mut reader, units.as_deref(), &sites).await?;
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mine = cx.query.get("mine") == "1";
    let known = |name: &str, terms: &[terms::Term]| terms::title(terms, name).map(|_| name.to_owned());
    let asked = Asked {
        units,
        sites,
        state: known(cx.query.get("state"), terms::STATES).unwrap_or_default(),
        kind: known(cx.query.get("kind"), terms::KINDS).unwrap_or_default(),
        title: base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX),
        column: cx.query.int("column"),
        person: if mine { cx.actor.person() } else { None },
        after: cursor(&cx),
        ..Asked::default()
    };
    let mut found = item::list(&mut reader, &asked, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("{}after={}.{}", cx.query.base(&["after"]), last.changed_at.0, last.id));
    let names = Names::of(&cx, &found).await?;
    let items: Vec<Value> = found.iter().map(|item| names.row(item)).collect();
    let data = json!({
        "items": items,
        "tabs": tabs(&cx, &counts),
        "next": next.unwrap_or_default(),
        "first": if cx.query.get("after").is_empty() { String::new() } else { format!("/work/content{}", cx.query.base(&["after"])) },
        "kinds": options(terms::KINDS),
        "chosen": { "kind": asked.kind, "q": asked.title, "mine": mine, "state": asked.state },
        "edits": cx.actor.may(edition::PUBLISH, None),
    });
    cx.page("content/work_list.html", Page::new("稿件"), data)
}

fn cursor(cx: &Cx) -> Option<(i64, i64)> {
    let (at, id) = cx.query.get("after").split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

fn tabs(cx: &Cx, counts: &[(String, i64)]) -> Vec<Value> {
    let chosen = cx.query.get("state");
    let base = cx.query.base(&["state", "after"]);
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let of = |key: &str| counts.iter().find(|(state, _)| state == key).map_or(0, |(_, count)| *count);
    let first =
        json!({ "title": "全部", "href": format!("/work/content{base}"), "current": chosen.is_empty(), "count": all });
    let states = terms::STATES.iter().map(|(key, title)| {
        json!({ "title": title, "href": format!("/work/content{base}state={key}"), "current": chosen == *key, "count": of(key) })
    });
    std::iter::once(first).chain(states).collect()
}

/// Terms as choices of a select.
pub(crate) fn options(terms: &[terms::Term]) -> Value {
    terms.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect()
}

/// The tone of a state's badge.
pub(crate) fn tone(state: &str) -> &'static str {
    match state {
        "review" => "warn",
        "ready" => "blue",
        "published" => "good",
        "withdrawn" => "bad",
        _ => "",
    }
}

/// Names beside the keys of a list, read once.
struct Names {
    units: std::collections::BTreeMap<i64, String>,
    columns: std::collections::BTreeMap<i64, String>,
    people: std::collections::BTreeMap<i64, String>,
    reads: std::collections::BTreeMap<i64, i64>,
}

impl Names {
    async fn of(cx: &Cx, items: &[Item]) -> std::result::Result<Self, base::Error> {
        let mut reader = cx.reader();
        let units = cx.app.identity.units().await?.iter().map(|u| (u.id, u.short_name.clone())).collect();
        let sites = edition::site::all(&mut reader).await?;
        let mut columns = std::collections::BTreeMap::new();
        for item in items {
            if columns.contains_key(&item.column_id) {
                continue;
            }
            let Some(column) = edition::column::find(&mut reader, item.column_id).await? else { continue };
            let site = sites.iter().find(|site| site.id == column.site_id).map_or("", |site| site.name.as_str());
            columns.insert(column.id, format!("{} · {site}", column.name));
        }
        let mut ids: Vec<i64> = items.iter().filter_map(|item| item.changed_by).collect();
        ids.sort_unstable();
        ids.dedup();
        let people =
            if ids.is_empty() { Default::default() } else { identity::people::names(&mut reader, &ids).await? };
        let keys: Vec<i64> = items.iter().map(|item| item.id).collect();
        let reads = crate::store::reads::of(&mut reader, &keys).await?;
        Ok(Self { units, columns, people, reads })
    }

    fn row(&self, item: &Item) -> Value {
        json!({
            "id": item.id,
            "href": format!("/work/content/{}", item.id),
            "title": item.title,
            "kind": terms::title(terms::KINDS, &item.kind),
            "state": terms::title(terms::STATES, &item.state),
            "tone": tone(&item.state),
            "column": self.columns.get(&item.column_id),
            "unit": self.units.get(&item.unit_id),
            "changed": item.changed_at.minutes(),
            "by": item.changed_by.and_then(|id| self.people.get(&id)),
            "scheduled": item.scheduled_at.map(base::Moment::minutes),
            "reads": self.reads.get(&item.id),
            "again": item.state == "draft" && item.published_at.is_some(),
        })
    }
}
