//! The page of a column: what stands on top, what is new, and the way to older things.

use base::Error;
use edition::live::{self, Turn};
use edition::site::MAIN;
use edition::{Column, Live};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::spot::{Spot, kind_title};
use crate::{rows, view};

/// What columns with an order of their own show at most.
const ORDERED_MAX: usize = 200;

/// `/c/{slug}/` on the portal.
pub(crate) async fn on_portal(cx: Cx, Path(slug): Path<String>) -> Result {
    page(&cx, MAIN, &slug).await
}

/// `/s/{site}/c/{slug}/` on another site.
pub(crate) async fn on_site(cx: Cx, Path((site, slug)): Path<(String, String)>) -> Result {
    if site == MAIN {
        return cx.moved(&format!("/c/{slug}/"));
    }
    page(&cx, &site, &slug).await
}

/// The same address without its last stroke. No column is called like a file: that is an address of an older site.
pub(crate) async fn with_stroke(cx: Cx) -> Result {
    if cx.path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return Err(Error::Unseen.into());
    }
    cx.moved(&format!("{}/", cx.path))
}

async fn page(cx: &Cx, site: &str, slug: &str) -> Result {
    let spot = Spot::of(cx, site).await?;
    let Some(column) = spot.by_slug(slug) else { return closed(cx, &spot, slug).await };
    cx.depends(&edition::column_key(column.id));
    if column.kind == "link" {
        return super::article::leave(cx, &spot, &column.name, &column.link).await;
    }
    let (template, data) = shown(cx, &spot, column).await?;
    let mut page = Page::new(&column.name)
        .kind("list")
        .description(&column.note)
        .column_of(&column.name, kind_title(column), &column.note)
        .canonical(spot.href(column));
    page = spot.crumbs(page, column, false);
    if column.items == 0 {
        page = page.noindex();
    }
    let shared = json!({
        "side": spot.side(column),
        "column": { "name": column.name, "note": column.note, "href": spot.href(column), "kind": column.kind },
        "site_name": spot.site.name,
        "feeds": spot.href(column),
    });
    cx.page(template, page, merged(shared, data))
}

/// A column that was closed leads to the one above it, or to its site.
async fn closed(cx: &Cx, spot: &Spot, slug: &str) -> Result {
    let column = edition::column::by_slug(&mut cx.reader(), spot.site.id, slug).await?.ok_or(Error::Unseen)?;
    let above = column.above();
    let open = above.iter().rev().find_map(|id| spot.column(*id));
    cx.moved(&open.map_or_else(|| spot.site.href(), |column| spot.href(column)))
}

/// The template for this kind of column, with its data.
async fn shown(cx: &Cx, spot: &Spot, column: &Column) -> std::result::Result<(&'static str, Value), Error> {
    Ok(match column.kind.as_str() {
        "leaders" => ("content/leaders.html", ordered(cx, spot, column).await?),
        "organs" => ("content/organs.html", ordered(cx, spot, column).await?),
        "overview" => ("content/overview.html", overview(cx, spot, column).await?),
        "images" => ("content/pictures.html", list(cx, spot, column, true).await?),
        "policy" | "catalogue" => ("content/papers.html", list(cx, spot, column, false).await?),
        _ => ("content/column.html", list(cx, spot, column, false).await?),
    })
}

async fn list(cx: &Cx, spot: &Spot, column: &Column, pictures: bool) -> std::result::Result<Value, Error> {
    let most = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut turn = Turn::of(&cx.query);
    let mut found = live::in_column(&mut cx.reader(), column.id, turn, most + 1).await?;
    if matches!(turn, Turn::Before(..)) && found.len() <= most {
        turn = Turn::First;
        found = live::in_column(&mut cx.reader(), column.id, turn, most + 1).await?;
    }
    let more = found.len() > most;
    match turn {
        Turn::Before(..) => drop(found.drain(..found.len() - most)),
        _ => found.truncate(most),
    }
    let href = spot.href(column);
    let link = |name: &str, row: Option<&edition::Listed>| {
        row.map(|row| format!("{href}?{name}={}.{}", row.published_at.0, row.item_id)).unwrap_or_default()
    };
    let newer = if turn == Turn::First { String::new() } else { link("before", found.first()) };
    let older = if more || matches!(turn, Turn::Before(..)) { link("after", found.last()) } else { String::new() };
    let pinned = match turn {
        Turn::First => live::pinned(&mut cx.reader(), column.id, cx.now).await?,
        _ => Vec::new(),
    };
    found.retain(|row| pinned.iter().all(|top| top.item_id != row.item_id));
    let shown: Vec<Value> = if pictures {
        let ids: Vec<i64> = pinned.iter().chain(&found).map(|row| row.item_id).collect();
        let whole = live::whole(&mut cx.reader(), &ids).await?;
        whole.iter().map(|live| rows::whole_row(spot, live, cx.now)).collect::<std::result::Result<_, _>>()?
    } else {
        found.iter().map(|row| rows::row(spot, row, cx.now)).collect()
    };
    let pinned: Vec<Value> = pinned.iter().map(|row| rows::row(spot, row, cx.now)).collect();
    Ok(json!({ "rows": shown, "pinned": pinned, "newer": newer, "older": older, "total": column.items }))
}

/// Everything in a column whose order is explicit, in that order.
async fn ranked(cx: &Cx, column: &Column) -> std::result::Result<Vec<Live>, Error> {
    let rows = live::ranked(&mut cx.reader(), column.id, ORDERED_MAX).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.item_id).collect();
    Ok(live::whole(&mut cx.reader(), &ids).await?)
}

async fn ordered(cx: &Cx, spot: &Spot, column: &Column) -> std::result::Result<Value, Error> {
    let all = ranked(cx, column).await?;
    let rows =
        all.iter().map(|live| rows::whole_row(spot, live, cx.now)).collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(json!({ "rows": rows }))
}

/// 概况: the first text in full, the others beside it.
async fn overview(cx: &Cx, spot: &Spot, column: &Column) -> std::result::Result<Value, Error> {
    let all = ranked(cx, column).await?;
    let first = match all.first() {
        Some(live) => {
            let content = live.content()?;
            let files = live::files(&mut cx.reader(), live.item_id).await?;
            let body = view::body(&content.body, live.item_id, &files, "")?;
            json!({ "title": live.title, "body": body, "href": spot.at(&live.path()), "date": live.day() })
        }
        None => Value::Null,
    };
    let rows =
        all.iter().map(|live| rows::whole_row(spot, live, cx.now)).collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(json!({ "rows": rows, "first": first }))
}

/// `data` with what `shared` has.
fn merged(mut shared: Value, data: Value) -> Value {
    if let (Value::Object(to), Value::Object(from)) = (&mut shared, data) {
        to.extend(from);
    }
    shared
}
