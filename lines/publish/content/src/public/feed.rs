//! Feeds of a column or a whole site, as Atom (RFC 4287) and RSS 2.0.

use base::{Error, Moment, text};
use edition::live::{self, Turn};
use edition::site::MAIN;
use edition::{Column, Content, Listed, Live};
use web::{Cx, Path, Result};

use crate::spot::Spot;
use crate::xml::Xml;

/// Entries of a feed.
const ENTRIES: usize = 30;
/// Characters of a summary that is made from the text.
const SUMMARY_CHARS: usize = 200;

/// What a feed is made of.
struct Feed {
    title: String,
    about: String,
    /// Where the list is, and where the feed itself is.
    page: String,
    own: String,
    /// In front of local addresses.
    origin: String,
    updated: Moment,
    entries: Vec<(Live, Content, String)>,
}

/// `/c/{slug}/atom.xml`.
pub(crate) async fn column_atom(cx: Cx, Path(slug): Path<String>) -> Result {
    Ok(atom(&feed(&cx, MAIN, Some(&slug)).await?))
}

/// `/c/{slug}/rss.xml`.
pub(crate) async fn column_rss(cx: Cx, Path(slug): Path<String>) -> Result {
    Ok(rss(&feed(&cx, MAIN, Some(&slug)).await?))
}

/// `/feeds/atom.xml`.
pub(crate) async fn portal_atom(cx: Cx) -> Result {
    Ok(atom(&feed(&cx, MAIN, None).await?))
}

/// `/feeds/rss.xml`.
pub(crate) async fn portal_rss(cx: Cx) -> Result {
    Ok(rss(&feed(&cx, MAIN, None).await?))
}

/// `/s/{site}/c/{slug}/atom.xml`.
pub(crate) async fn site_column_atom(cx: Cx, Path((site, slug)): Path<(String, String)>) -> Result {
    Ok(atom(&feed(&cx, &site, Some(&slug)).await?))
}

/// `/s/{site}/c/{slug}/rss.xml`.
pub(crate) async fn site_column_rss(cx: Cx, Path((site, slug)): Path<(String, String)>) -> Result {
    Ok(rss(&feed(&cx, &site, Some(&slug)).await?))
}

/// `/s/{site}/feeds/atom.xml`.
pub(crate) async fn site_atom(cx: Cx, Path(site): Path<String>) -> Result {
    Ok(atom(&feed(&cx, &site, None).await?))
}

/// `/s/{site}/feeds/rss.xml`.
pub(crate) async fn site_rss(cx: Cx, Path(site): Path<String>) -> Result {
    Ok(rss(&feed(&cx, &site, None).await?))
}

/// Where a site is on the network: its own host name, or the portal's.
pub(crate) fn origin(cx: &Cx, spot: &Spot) -> String {
    let host = if spot.site.host.is_empty() { cx.site_text("domain") } else { spot.site.host.as_str() };
    format!("https://{host}")
}

/// The address of `path` on the site from outside; under a host name of its own no site stands in the path.
pub(crate) fn absolute(cx: &Cx, spot: &Spot, path: &str) -> String {
    let local = if spot.site.host.is_empty() { spot.at(path) } else { path.to_owned() };
    format!("{}{local}", origin(cx, spot))
}

async fn feed(cx: &Cx, site: &str, slug: Option<&str>) -> std::result::Result<Feed, Error> {
    let spot = Spot::of(cx, site).await?;
    let column = match slug {
        Some(slug) => Some(spot.by_slug(slug).filter(|c| c.kind != "link").ok_or(Error::Unseen)?),
        None => None,
    };
    let listed = newest(cx, &spot, column).await?;
    let ids: Vec<i64> = listed.iter().map(|row| row.item_id).collect();
    let mut entries = Vec::new();
    for live in live::whole(&mut cx.reader(), &ids).await? {
        let mut content = live.content()?;
        // Made safe on the way out, as on its page.
        content.body = crate::view::body(&content.body, live.item_id, &[], "")?;
        let unit =
            identity::units::find(&mut cx.reader(), live.maker()).await?.map(|u| u.short_name).unwrap_or_default();
        let source = if content.source.is_empty() { unit } else { content.source.clone() };
        entries.push((live, content, source));
    }
    let path = column.map_or_else(|| "/".to_owned(), Column::path);
    let (name, about) = match column {
        Some(column) => (format!("{} - {}", column.name, spot.site.name), column.note.clone()),
        None => (spot.site.name.clone(), String::new()),
    };
    let file = cx.path.rsplit('/').next().unwrap_or_default();
    let folder = if column.is_some() { path.clone() } else { "/feeds/".to_owned() };
    Ok(Feed {
        about: if about.is_empty() { format!("{name}最新发布的信息") } else { about },
        title: name,
        page: absolute(cx, &spot, &path),
        own: absolute(cx, &spot, &format!("{folder}{file}")),
        origin: absolute(cx, &spot, ""),
        updated: entries.iter().map(|(live, ..)| live.revised_at).max().unwrap_or(Moment(0)),
        entries,
    })
}

/// The newest of a column or of the whole site; what stands in two columns comes once.
async fn newest(cx: &Cx, spot: &Spot, column: Option<&Column>) -> std::result::Result<Vec<Listed>, Error> {
    if let Some(column) = column {
        cx.depends(&edition::column_key(column.id));
        return Ok(live::in_column(&mut cx.reader(), column.id, Turn::First, ENTRIES).await?);
    }
    cx.depends(&edition::news_key(spot.site.id));
    let mut seen = std::collections::BTreeSet::new();
    let mut rows = live::on_site(&mut cx.reader(), spot.site.id, Turn::First, ENTRIES * 2).await?;
    rows.retain(|row| seen.insert(row.item_id));
    rows.truncate(ENTRIES);
    Ok(rows)
}

fn summary(content: &Content) -> String {
    if content.summary.is_empty() {
        text::truncate(&text::clean_line(&intake::text::plain(&content.body).unwrap_or_default()), SUMMARY_CHARS)
    } else {
        content.summary.clone()
    }
}

fn atom(feed: &Feed) -> web::Response {
    let mut xml = Xml::new();
    xml.raw("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">");
    xml.text("id", &feed.own);
    xml.text("title", &feed.title);
    xml.text("subtitle", &feed.about);
    xml.text("updated", &feed.updated.rfc3339());
    xml.with("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.own)], "");
    xml.with("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)], "");
    for (live, content, source) in &feed.entries {
        let href = format!("{}{}", feed.origin, live.path());
        xml.raw("<entry>");
        xml.text("id", &href);
        xml.text("title", &live.title);
        xml.text("updated", &live.revised_at.rfc3339());
        if let Some(at) = live.at() {
            xml.text("published", &at.rfc3339());
        }
        xml.with("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &href)], "");
        xml.raw("<author>");
        xml.text("name", if source.is_empty() { &feed.title } else { source });
        xml.raw("</author>");
        xml.text("summary", &summary(content));
        if !content.body.is_empty() {
            let base = format!("{}/", feed.origin);
            xml.with("content", &[("type", "html"), ("xml:base", &base)], &content.body);
        }
        xml.raw("</entry>");
    }
    xml.raw("</feed>");
    web::body("application/atom+xml; charset=utf-8", xml.finish())
}

fn rss(feed: &Feed) -> web::Response {
    let mut xml = Xml::new();
    xml.raw("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    xml.raw("<channel>");
    xml.text("title", &feed.title);
    xml.text("link", &feed.page);
    xml.text("description", &feed.about);
    xml.text("language", "zh-cn");
    xml.text("lastBuildDate", &rfc2822(feed.updated));
    xml.with("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.own)], "");
    for (live, content, source) in &feed.entries {
        let href = format!("{}{}", feed.origin, live.path());
        xml.raw("<item>");
        xml.text("title", &live.title);
        xml.text("link", &href);
        xml.with("guid", &[("isPermaLink", "true")], &href);
        if let Some(at) = live.at() {
            xml.text("pubDate", &rfc2822(at));
        }
        if !source.is_empty() {
            xml.text("dc:creator", source);
        }
        xml.text("description", &summary(content));
        xml.raw("</item>");
    }
    xml.raw("</channel>");
    xml.raw("</rss>");
    web::body("application/rss+xml; charset=utf-8", xml.finish())
}

/// `Mon, 02 Mar 2026 09:00:00 +0800`.
fn rfc2822(at: Moment) -> String {
    at.civil().strftime("%a, %d %b %Y %H:%M:%S +0800").to_string()
}

#[cfg(test)]
mod tests {
    use base::time::DateTime;

    use super::*;

    #[test]
    fn times_of_rss_are_those_of_mail() {
        let at = Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 5, 0, 0));
        assert_eq!(rfc2822(at), "Mon, 02 Mar 2026 09:05:00 +0800");
    }
}
