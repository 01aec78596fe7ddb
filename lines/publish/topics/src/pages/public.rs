//! What everybody sees of topics: the index of a site's topics, the page of one, the block on home pages.

use base::{Date, Error};
use edition::Site;
use edition::site::MAIN;
use matter::Later;
use serde_json::{Value, json};
use web::{App, Cx, Page, Path, Result};

use crate::model::{OF_SITE, Sheet, State};
use crate::store::rows::{self, Topic};
use crate::{CACHE, actions, draw};

/// Topics of one page of the index, and of the block on a home page.
const INDEX_MAX: usize = 24;
const HOME_MAX: usize = 8;
/// What the column of topics is called, and its type for the page tags.
pub(super) const COLUMN: &str = "专题专栏";

/// The same address with its last stroke.
pub(super) async fn with_stroke(cx: Cx) -> Result {
    cx.moved(&format!("{}/", cx.path))
}

/// The site called `slug`. The page that is being rendered depends on it.
pub(super) async fn site_of(cx: &Cx, slug: &str) -> std::result::Result<Site, Error> {
    let site = edition::site::by_slug(&mut cx.reader(), slug).await?.ok_or(Error::Unseen)?;
    for key in [web::SITE, CACHE, &edition::site_key(site.id)] {
        cx.depends(key);
    }
    match site.closed_at {
        Some(at) => Err(Error::Gone(format!("{}已于 {} 下线。", site.name, at.date()))),
        None => Ok(site),
    }
}

/// The topic called `slug`, if everybody may see it today.
pub(super) async fn topic_of(cx: &Cx, site: &Site, slug: &str) -> std::result::Result<Topic, Error> {
    let topic = rows::by_slug(&mut cx.reader(), site.id, slug).await?.ok_or(Error::Unseen)?;
    match topic.state() {
        State::Withdrawn => {
            let on = topic.withdrawn_at.map(|at| at.date().to_string()).unwrap_or_default();
            Err(Error::Gone(format!("该专题已于 {on} 撤下。原因：{}", topic.withdrawn_why)))
        }
        _ if topic.is_shown(cx.now.date()) => Ok(topic),
        _ => Err(Error::Unseen),
    }
}

/// The way to the topics of a site.
pub(super) fn way(page: Page, site: &Site) -> Page {
    let page = if site.slug == MAIN { page } else { page.crumb(&site.name, site.href()) };
    page.crumb(COLUMN, site.at("/topics/"))
}

/// A topic as cards and rows show it.
fn card(site: &Site, topic: &Topic) -> Value {
    json!({
        "title": topic.title,
        "summary": topic.summary,
        "href": site.at(&topic.path()),
        "art": site.at(&topic.art_path()),
        "alt": topic.art_alt,
        "opens": topic.opens_on,
        "closes": topic.closes_on,
        "archived": topic.archived_at.map(|at| at.date().to_string()).unwrap_or_default(),
    })
}

/// `/topics/`.
pub(super) async fn index_on_portal(cx: Cx) -> Result {
    index(&cx, MAIN).await
}

/// `/s/{site}/topics/`.
pub(super) async fn index_on_site(cx: Cx, Path(site): Path<String>) -> Result {
    index(&cx, &site).await
}

/// The topics of a site: those that run, or with `?archived=1` those that were archived.
async fn index(cx: &Cx, slug: &str) -> Result {
    let site = site_of(cx, slug).await?;
    let archived = cx.query.get("archived") == "1";
    let state = if archived { State::Archived } else { State::Published };
    let after =
        cx.query.get("after").split_once('.').and_then(|(day, id)| Some((day.parse::<Date>().ok()?, id.parse().ok()?)));
    let today = cx.now.date();
    let mut found = rows::shown(&mut cx.reader(), site.id, state, today, after, INDEX_MAX + 1).await?;
    let more = found.len() > INDEX_MAX;
    found.truncate(INDEX_MAX);
    let other = rows::shown(&mut cx.reader(), site.id, State::Archived, today, None, 1).await?;
    let here = site.at("/topics/");
    let base = if archived { format!("{here}?archived=1&after=") } else { format!("{here}?after=") };
    let next = found.last().filter(|_| more).map(|last| format!("{base}{}.{}", last.opens_on, last.id));
    let first = if archived { format!("{here}?archived=1") } else { here.clone() };
    let note = format!("{}的专题", site.name);
    let mut page = Page::new(if archived { "已归档专题" } else { COLUMN })
        .kind("list")
        .column_of(COLUMN, COLUMN, &note)
        .canonical(if archived { first.clone() } else { here.clone() });
    if site.slug != MAIN {
        page = page.crumb(&site.name, site.href());
    }
    if archived {
        page = page.crumb(COLUMN, &here);
    }
    let data = json!({
        "topics": found.iter().map(|topic| card(&site, topic)).collect::<Vec<_>>(),
        "archived": archived,
        "has_archive": archived || !other.is_empty(),
        "here": here,
        "first": if after.is_some() { first } else { String::new() },
        "next": next.unwrap_or_default(),
    });
    cx.page("topics/index.html", page, data)
}

/// `/topics/{slug}/`.
pub(super) async fn topic_on_portal(cx: Cx, Path(slug): Path<String>) -> Result {
    topic(&cx, MAIN, &slug).await
}

/// `/s/{site}/topics/{slug}/`.
pub(super) async fn topic_on_site(cx: Cx, Path((site, slug)): Path<(String, String)>) -> Result {
    topic(&cx, &site, &slug).await
}

async fn topic(cx: &Cx, site: &str, slug: &str) -> Result {
    let site = site_of(cx, site).await?;
    let topic = topic_of(cx, &site, slug).await?;
    let sheet = actions::sheet_of(&mut cx.reader(), &topic).await?;
    drawn(cx, &site, &topic, &sheet, "").await
}

/// The page of a topic as `sheet` has it; `preview` is the token of a form that was not saved.
pub(super) async fn drawn(cx: &Cx, site: &Site, topic: &Topic, sheet: &Sheet, preview: &str) -> Result {
    let blocks = draw::blocks(&cx.app, site, &topic.path(), sheet, cx.now).await?;
    blocks.depends.iter().for_each(|key| cx.depends(key));
    framed(cx, site, &sheet.accent).await?;
    let art = if sheet.art == topic.art { site.at(&topic.art_path()) } else { String::new() };
    let page = Page::new(&sheet.title)
        .kind("list")
        .description(&sheet.summary)
        .column_of(&sheet.title, COLUMN, &sheet.summary)
        .image(art.clone())
        .canonical(site.at(&topic.path()));
    let data = json!({
        "rows": blocks.rows,
        "art": if topic.art.is_empty() { "" } else { art.as_str() },
        "alt": sheet.art_alt,
        "summary": sheet.summary,
        "archived": archived(topic),
        "preview": preview,
    });
    cx.page("topics/topic.html", way(page, site), data)
}

/// The day on which a topic was archived; empty for one that runs.
pub(super) fn archived(topic: &Topic) -> String {
    let on = topic.archived_at.filter(|_| topic.state() == State::Archived);
    on.map(|at| at.date().to_string()).unwrap_or_default()
}

/// Shows the page in the frame of its site, in the topic's colours.
pub(super) async fn framed(cx: &Cx, site: &Site, accent: &str) -> std::result::Result<(), Error> {
    cx.show_site(&site.slug, Some(accent).filter(|accent| *accent != OF_SITE)).await
}

/// The topics of all sites for search engines: those that run, then those that were archived.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let today = cx.now.date();
        let mut reader = cx.reader();
        let sites = edition::site::all(&mut reader).await?;
        let mut hrefs = Vec::new();
        for state in [State::Published, State::Archived] {
            for site in sites.iter().filter(|site| site.closed_at.is_none()) {
                let left = limit.saturating_sub(hrefs.len());
                let found = rows::shown(&mut reader, site.id, state, today, None, left).await?;
                hrefs.extend(found.iter().map(|topic| site.at(&topic.path())));
            }
        }
        Ok(hrefs)
    })
}

/// The block of home pages: the topics that run; nothing when there is none.
pub(crate) fn home<'a>(app: &'a App, site: &'a str) -> Later<'a, Value> {
    Box::pin(async move {
        let mut reader = app.db.reader();
        let Some(site) = edition::site::by_slug(&mut reader, site).await? else { return Ok(Value::Null) };
        let today = app.clock.now().date();
        let found = rows::shown(&mut reader, site.id, State::Published, today, None, HOME_MAX).await?;
        if found.is_empty() {
            return Ok(Value::Null);
        }
        let topics: Vec<Value> = found.iter().map(|topic| card(&site, topic)).collect();
        Ok(json!({ "topics": topics, "more": site.at("/topics/") }))
    })
}
