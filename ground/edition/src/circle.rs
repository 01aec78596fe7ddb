//! Links that lead in a circle (链接稿件 and 链接栏目): one that leads to itself, or over others back to itself. They are refused
//! when they are written and when they are published; what stands so from before is not followed.

use std::collections::BTreeSet;

use base::{Error, FieldError};
use store::Query;

use crate::store::{addresses, columns, items, live, sites};
use crate::{Column, Site};

/// Links that are followed at most.
const HOPS_MAX: usize = 20;

/// Something that may lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// An edition.
    Item(i64),
    /// A column.
    Column(i64),
}

/// Whether following `url`, which leads nowhere but on, never ends: for pages that would send readers there.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn never_ends(q: &mut impl Query, url: &str) -> Result<bool, Error> {
    let mut seen = BTreeSet::new();
    let mut next = Some(url.to_owned());
    while let Some(url) = next {
        let Some(place) = place(q, &url).await? else { return Ok(false) };
        if !seen.insert(place) || seen.len() > HOPS_MAX {
            return Ok(true);
        }
        next = published(q, place).await?;
    }
    Ok(false)
}

/// What is wrong with the address `url` of the link `own`; one that is not there yet cannot be led to.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn fault(
    q: &mut impl Query,
    own: Option<Place>,
    field: &str,
    url: &str,
) -> Result<Option<FieldError>, Error> {
    let message = match own {
        Some(own) if leads_to(q, own, url).await? => "这个网址最后又回到它自己，读者打开后会一直转圈。",
        _ if never_ends(q, url).await? => "这个网址指向的链接一直转圈，到不了任何页面。",
        _ => return Ok(None),
    };
    Ok(Some(FieldError::new(field, format!("{message}请填写最终要到达的网址。"))))
}

/// Whether `url` leads to `own`, as links stand now or as their working copies say.
async fn leads_to(q: &mut impl Query, own: Place, url: &str) -> Result<bool, Error> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![url.to_owned()];
    while let Some(url) = waiting.pop() {
        match place(q, &url).await? {
            Some(place) if place == own => return Ok(true),
            Some(place) if seen.len() < HOPS_MAX && seen.insert(place) => {
                waiting.extend(published(q, place).await?);
                waiting.extend(written(q, place).await?);
            }
            _ => {}
        }
    }
    Ok(false)
}

/// Where a place leads on as it is public.
async fn published(q: &mut impl Query, place: Place) -> Result<Option<String>, Error> {
    match place {
        Place::Item(id) => match live::find(q, id).await?.filter(|live| live.kind == "link") {
            Some(live) => Ok(Some(live.content()?.link_url)),
            None => Ok(None),
        },
        Place::Column(id) => Ok(columns::find(q, id).await?.filter(leads_on).map(|column| column.link)),
    }
}

/// Where an edition is to lead on once its working copy is published.
async fn written(q: &mut impl Query, place: Place) -> Result<Option<String>, Error> {
    let Place::Item(id) = place else { return Ok(None) };
    match items::find(q, id).await?.filter(|item| item.kind == "link" && item.state != "withdrawn") {
        Some(item) => Ok(Some(item.content()?.link_url)),
        None => Ok(None),
    }
}

fn leads_on(column: &Column) -> bool {
    column.kind == "link" && column.closed_at.is_none()
}

/// The edition or column at an address of ours; an older address is followed.
async fn place(q: &mut impl Query, url: &str) -> Result<Option<Place>, Error> {
    let sites = sites::all(q).await?;
    let mut url = url.to_owned();
    for _ in 0..HOPS_MAX {
        let Some((site, path)) = within(&sites, &url) else { return Ok(None) };
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["a", id] if id.parse::<i64>().is_ok() => return Ok(id.parse().ok().map(Place::Item)),
            ["c", slug] => {
                if let Some(column) = columns::by_slug(q, site.id, slug).await? {
                    return Ok(Some(Place::Column(column.id)));
                }
            }
            _ => {}
        }
        match addresses::find(q, &site.host, path).await? {
            Some(addresses::Leads::Item(id)) => return Ok(Some(Place::Item(id))),
            Some(addresses::Leads::Target(to)) if to != url => url = to,
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// The site whose page `url` is, and the path there without query; nothing when it lies outside.
fn within<'s, 'u>(sites: &'s [Site], url: &'u str) -> Option<(&'s Site, &'u str)> {
    let (host, path) = match url.split_once("://") {
        Some((_, rest)) => {
            let at = rest.find('/').unwrap_or(rest.len());
            (rest.get(..at).unwrap_or_default(), rest.get(at..).unwrap_or_default())
        }
        None => ("", url),
    };
    if host.is_empty() && (!path.starts_with('/') || path.starts_with("//")) {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let named = match path.strip_prefix("/s/") {
        Some(rest) => sites.iter().find(|site| site.slug == rest.split('/').next().unwrap_or_default()),
        None => None,
    };
    let host = host.to_lowercase();
    let hosted =
        sites.iter().find(|site| if host.is_empty() { site.slug == crate::site::MAIN } else { site.host == host });
    match named {
        Some(site) if hosted.is_some() => Some((site, path.get(3 + site.slug.len()..).unwrap_or_default())),
        _ => hosted.map(|site| (site, path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_the_site_that_its_path_or_its_host_names() {
        let site = |id, slug: &str, host: &str| Site {
            id,
            parent_id: None,
            slug: slug.into(),
            name: String::new(),
            kind: String::new(),
            unit_id: 1,
            host: host.into(),
            rank: 0,
            closed_at: None,
        };
        let sites = [site(1, "main", ""), site(2, "nyj", "nyj.qinghe.example")];
        let at = |url| within(&sites, url).map(|(site, path)| (site.id, path));
        assert_eq!(at("/a/5?from=x"), Some((1, "/a/5")));
        assert_eq!(at("/s/nyj/c/news/"), Some((2, "/c/news/")));
        assert_eq!(at("https://NYJ.qinghe.example/a/5#top"), Some((2, "/a/5")));
        assert_eq!([at("https://www.gov.cn/a/5"), at("//www.gov.cn/a/5"), at("mailto:x")], [None, None, None]);
    }
}
