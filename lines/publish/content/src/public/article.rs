//! The page of one edition, its print version, and the notice before somebody leaves for another site.

use base::{Error, text};
use edition::live;
use edition::site::MAIN;
use edition::{Column, Content, Live};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::rows;
use crate::spot::{Spot, kind_title};
use crate::view::{self, Shown};

/// Characters of a description for search engines.
const DESCRIPTION_CHARS: usize = 120;

/// `/a/{id}` on the portal.
pub(crate) async fn on_portal(cx: Cx, Path(id): Path<i64>) -> Result {
    page(&cx, MAIN, id, false).await
}

/// `/s/{site}/a/{id}` on another site.
pub(crate) async fn on_site(cx: Cx, Path((site, id)): Path<(String, i64)>) -> Result {
    page(&cx, &site, id, false).await
}

/// `/a/{id}/print`.
pub(crate) async fn print_on_portal(cx: Cx, Path(id): Path<i64>) -> Result {
    page(&cx, MAIN, id, true).await
}

/// `/s/{site}/a/{id}/print`.
pub(crate) async fn print_on_site(cx: Cx, Path((site, id)): Path<(String, i64)>) -> Result {
    page(&cx, &site, id, true).await
}

async fn page(cx: &Cx, site: &str, id: i64, print: bool) -> Result {
    cx.depends(&edition::item_key(id));
    let Some(live) = live::find(&mut cx.reader(), id).await? else { return Err(gone(cx, id).await?.into()) };
    let spot = Spot::of(cx, site).await?;
    let places = live::places(&mut cx.reader(), id).await?;
    let column = match view::column_on(&spot.columns, live.column_id, &places) {
        Some(column) => column.clone(),
        None => match closed_on(cx, &spot, live.column_id, &places).await? {
            Some(column) => column,
            None => return at_home(cx, &live, site, print).await,
        },
    };
    let column = &column;
    if site == MAIN && cx.path.starts_with("/s/") {
        return cx.moved(&live.path());
    }
    let content = live.content()?;
    if live.kind == "link" && !print {
        return leave(cx, &spot, &live.title, &content.link_url).await;
    }
    let files = live::files(&mut cx.reader(), id).await?;
    let shown = Shown {
        item: id,
        kind: &live.kind,
        unit: live.maker(),
        content: &content,
        files: &files,
        published: Some(live.published_at),
        year: live.year,
        base: format!("/a/{id}/files"),
    };
    let article = view::data(&mut cx.reader(), &shown).await?;
    let text = article["body"].as_str().unwrap_or_default();
    let page = framed(cx, &spot, column, &live, &content, text).await?;
    let canonical = format!("https://{}{}", cx.site_text("domain"), page.canonical);
    if print {
        let data = json!({ "a": article, "qr": base::qr::svg(&canonical, 160)?, "site_name": spot.site.name });
        return cx.page("content/print.html", page.noindex(), data);
    }
    cx.counts(id);
    let around = around(cx, &spot, column, &live).await?;
    cx.page("content/article.html", page, json!({ "a": article, "around": around, "side": spot.side(column) }))
}

/// Why an edition is not public: withdrawn with its reason, or never published.
pub(super) async fn gone(cx: &Cx, id: i64) -> std::result::Result<Error, Error> {
    let item = edition::item::find(&mut cx.reader(), id).await?;
    Ok(match item.and_then(|item| Some((item.withdrawn_at?, item.withdrawn_why))) {
        Some((at, why)) => Error::Gone(withdrawn(at, &why)),
        None => Error::Unseen,
    })
}

/// The notice in the place of what was withdrawn; its title is not repeated.
pub(crate) fn withdrawn(at: base::Moment, why: &str) -> String {
    format!("该稿件已于 {} 撤下。原因：{}", at.date(), if why.is_empty() { "未说明。" } else { why })
}

/// Where an edition stands whose columns on this site were all closed: its page stays, under the nearest open column over the
/// closed one, or under the closed one itself.
async fn closed_on(
    cx: &Cx,
    spot: &Spot,
    own: i64,
    places: &[(i64, i64, String)],
) -> std::result::Result<Option<Column>, Error> {
    let here = places.iter().filter(|(_, site, kind)| *site == spot.site.id && kind != "above").map(|(id, ..)| *id);
    let mut ids: Vec<i64> = here.collect();
    ids.sort_by_key(|id| *id != own);
    let Some(id) = ids.first() else { return Ok(None) };
    let Some(column) = edition::column::find(&mut cx.reader(), *id).await? else { return Ok(None) };
    let open = column.above().iter().rev().find_map(|id| spot.column(*id).cloned());
    Ok(Some(open.unwrap_or(column)))
}

/// An edition asked for under a site that does not show it: it has an address of its own, on another site while its own one is
/// off line.
async fn at_home(cx: &Cx, live: &Live, asked: &str, print: bool) -> Result {
    let home = match live::home(&mut cx.reader(), live).await? {
        Some(home) => home,
        None => edition::site::find(&mut cx.reader(), live.site_id).await?.ok_or(Error::Unseen)?,
    };
    if home.slug == asked {
        return Err(Error::Unseen.into());
    }
    cx.moved(&format!("{}{}", home.at(&live.path()), if print { "/print" } else { "" }))
}

/// Title, way and tags of the page; `body` is its text as it is shown.
async fn framed(
    cx: &Cx,
    spot: &Spot,
    column: &Column,
    live: &Live,
    content: &Content,
    body: &str,
) -> std::result::Result<Page, Error> {
    let home = live::home(&mut cx.reader(), live).await?;
    let own = home.map_or_else(|| spot.at(&live.path()), |site| site.at(&live.path()));
    let description = match content.summary.is_empty() {
        true => intake::text::beginning(body, DESCRIPTION_CHARS * 2),
        false => text::clean_line(&content.summary),
    };
    let mut page = Page::new(&live.title)
        .kind("article")
        .description(text::truncate(&description, DESCRIPTION_CHARS))
        .column_of(&column.name, kind_title(column), &column.note)
        .canonical(own)
        .image(rows::cover(live.item_id, &live.cover))
        .article(web::Article {
            title: live.title.clone(),
            published: live.at().map(base::Moment::minutes).unwrap_or_default(),
            source: content.source.clone(),
            author: content.author.clone(),
            keywords: content.keywords.clone(),
        });
    page = spot.crumbs(page, column, true);
    Ok(page)
}

/// What stands around the text: relations both ways, neighbours in the column.
async fn around(cx: &Cx, spot: &Spot, column: &Column, live: &Live) -> std::result::Result<Value, Error> {
    cx.depends(&edition::column_key(column.id));
    // A relation to what is published later shows as soon as it is.
    for (other, _) in edition::item::links(&mut cx.reader(), live.item_id).await? {
        cx.depends(&edition::item_key(other));
    }
    let links = live::related(&mut cx.reader(), live.item_id).await?;
    let replaced: Vec<Value> = links
        .iter()
        .filter(|(kind, _)| kind == "superseded")
        .map(|(_, row)| json!({ "title": row.title, "href": spot.at(&row.path()) }))
        .collect();
    let (newer, older) = live::neighbours(&mut cx.reader(), column.id, live.published_at, live.item_id).await?;
    let neighbour =
        |row: Option<edition::Listed>| row.map(|row| json!({ "title": row.title, "href": spot.at(&row.path()) }));
    let here = spot.at(&live.path());
    Ok(json!({
        "related": view::related(&spot.site, &links),
        "replaced": replaced,
        "newer": neighbour(newer),
        "older": neighbour(older),
        "column": { "name": column.name },
        "print": format!("{here}/print"),
        "useful": format!("/a/{}/useful", live.item_id),
    }))
}

/// Where a link leads: at once to an address of ours, with a notice to another site. One that leads in a circle leads nowhere.
pub(crate) async fn leave(cx: &Cx, spot: &Spot, title: &str, url: &str) -> Result {
    if url.starts_with('/') && !url.starts_with("//") {
        if edition::circle::never_ends(&mut cx.reader(), url).await? {
            return Err(Error::Unseen.into());
        }
        return cx.see_other(url);
    }
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let page = Page::new("即将离开本网站").noindex();
    let data =
        json!({ "url": url, "host": host, "title": title, "home": spot.site.href(), "site_name": spot.site.name });
    cx.page("content/leave.html", page, data)
}
