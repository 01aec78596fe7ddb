//! `/search` 站内搜索 and its suggestions: what the public may find, in all lines.

use std::hash::{DefaultHasher, Hash, Hasher};

use matter::Lines;
use serde_json::{Value, json};
use store::search::{Reach, Search, bets_for};
use web::{Cx, Page, Result};

use super::ask::{Asked, FACETS, part, says};

/// Suggestions while somebody types, words that are asked often, and what others asked that begins alike.
const SUGGESTED: usize = 8;
const HOT: usize = 10;
const RELATED: usize = 5;

/// The page.
pub async fn page(cx: Cx) -> Result {
    let asked = Asked::of(&cx)?;
    let names = Names::of(&cx).await?;
    let name = |key: &str, value: &str| names.name(key, value);
    let hot: Vec<Value> = Search::hot(&mut cx.reader(), HOT).await?.iter().map(|word| link(word)).collect();
    let form = asked.form();
    let page = Page::new("站内搜索").kind("list");
    if asked.is_empty() {
        return cx.page("screens/search.html", page, json!({ "search": form, "hot": hot, "asked": false }));
    }
    let count: Vec<&str> = FACETS.iter().map(|facet| facet.0).collect();
    let mut found = cx.app.search.find(&asked.find(&[], Reach::Public, &count)).await?;
    let part = part(&cx, &asked.text, &mut found, &Reach::Public).await?;
    if !part.rows.is_empty() {
        cx.app.search.count(&asked.text, asker(&cx));
    }
    let related = Search::related(&mut cx.reader(), &asked.text, RELATED).await?;
    let rows: Vec<Value> = part
        .rows
        .iter()
        .map(|row| {
            let mut meta = vec![name("kind", &row.kind)];
            meta.extend(row.facets.iter().filter(|(key, _)| key == "unit" || key == "validity").map(|f| f.1.clone()));
            json!({ "row": row, "meta": meta, "date": row.date.map(|d| d.to_string()) })
        })
        .collect();
    let data = json!({
        "search": form,
        "asked": true,
        "hot": hot,
        "bets": if asked.text.is_empty() { Vec::new() } else { bets_for(&mut cx.reader(), &asked.text).await? },
        "rows": rows,
        "total": found.total,
        "says": says(&found, &part, &asked.text),
        "pager": part.pager,
        "orders": asked.orders(&cx),
        "groups": asked.narrowing(&found, name),
        "estimated": found.estimated,
        "chosen": asked.chosen(&cx, name),
        "wider": if asked.narrowed() { format!("?q={}", web::encode(&asked.text)) } else { String::new() },
        "related": related.iter().map(|word| link(word)).collect::<Vec<_>>(),
    });
    cx.page("screens/search.html", page.noindex(), data)
}

/// Suggestions as JSON, for the field of the masthead.
pub async fn suggest(cx: Cx) -> Result {
    let found = cx.app.search.suggest(&mut cx.reader(), cx.query.get("q"), &Reach::Public, SUGGESTED).await?;
    let item = |s: &store::search::Suggestion| match &s.url {
        Some(url) => json!({ "text": s.text, "href": url }),
        None => link(&s.text),
    };
    web::json(&json!({ "items": found.iter().map(item).collect::<Vec<_>>() }))
}

fn link(word: &str) -> Value {
    json!({ "text": word, "title": word, "href": format!("/search?q={}", web::encode(word)) })
}

/// How what documents bear as keys is called: kinds that lines hand over, and sites.
pub(super) struct Names {
    kinds: Vec<(&'static str, &'static str)>,
    sites: Vec<edition::Site>,
}

impl Names {
    pub(super) async fn of(cx: &Cx) -> std::result::Result<Self, base::Error> {
        let lines = cx.app.ext::<Lines>();
        let kinds = lines.iter().flat_map(|lines| lines.searches()).map(|kind| (kind.key, kind.title)).collect();
        Ok(Self { kinds, sites: edition::site::all(&mut cx.reader()).await? })
    }

    /// The name of a facet's value.
    pub(super) fn name(&self, key: &str, value: &str) -> String {
        match key {
            "kind" => self.kinds.iter().find(|kind| kind.0 == value).map_or(value, |kind| kind.1).to_owned(),
            "site" => self.sites.iter().find(|site| site.slug == value).map_or(value, |site| &site.name).to_owned(),
            "year" => format!("{value} 年"),
            _ => value.to_owned(),
        }
    }
}

/// Tells askers apart while the program runs; it is not kept.
fn asker(cx: &Cx) -> u64 {
    let mut hasher = DefaultHasher::new();
    cx.address.hash(&mut hasher);
    hasher.finish()
}
