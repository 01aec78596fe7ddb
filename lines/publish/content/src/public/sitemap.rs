//! Site maps for search engines (sitemaps.org): everything published, 50,000 addresses a file, cut by keys so that no file
//! has to count what stands in the others.

use std::collections::BTreeMap;

use base::Error;
use edition::{Site, live};
use web::{Cx, Path, Result};

use crate::xml::Xml;

/// Keys of one file, and so addresses at most.
const KEYS: i64 = 50_000;
const KIND: &str = "application/xml; charset=utf-8";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/sitemaps/{name}`: `index.xml`, and `sitemap-1.xml` and so on.
pub(crate) async fn file(cx: Cx, Path(name): Path<String>) -> Result {
    if name == "index.xml" {
        return index(&cx).await;
    }
    let number = name.strip_prefix("sitemap-").and_then(|rest| rest.strip_suffix(".xml"));
    let number: i64 =
        number.and_then(|text| text.parse().ok()).filter(|n| (1..=1_000_000).contains(n)).ok_or(Error::Unseen)?;
    part(&cx, number).await
}

async fn index(cx: &Cx) -> Result {
    let last = live::last_key(&mut cx.reader()).await?;
    let domain = cx.site_text("domain");
    let mut xml = Xml::new();
    xml.raw(&format!("<sitemapindex xmlns=\"{NAMESPACE}\">"));
    for number in 1..=last / KEYS + 1 {
        xml.raw("<sitemap>");
        xml.text("loc", &format!("https://{domain}/sitemaps/sitemap-{number}.xml"));
        xml.raw("</sitemap>");
    }
    xml.raw("</sitemapindex>");
    Ok(web::body(KIND, xml.finish()))
}

/// The whole address of a page of a site: on its own host, when it has one.
fn address(cx: &Cx, site: &Site, path: &str) -> String {
    if site.host.is_empty() || site.slug == edition::site::MAIN {
        return format!("https://{}{}", cx.site_text("domain"), site.at(path));
    }
    format!("https://{}{path}", site.host)
}

async fn part(cx: &Cx, number: i64) -> Result {
    let from = (number - 1) * KEYS;
    let stamps = live::stamps(&mut cx.reader(), from..from + KEYS).await?;
    if stamps.is_empty() && number > 1 {
        return Err(Error::Unseen.into());
    }
    let sites: BTreeMap<i64, Site> =
        edition::site::all(&mut cx.reader()).await?.into_iter().map(|site| (site.id, site)).collect();
    let mut xml = Xml::new();
    xml.raw(&format!("<urlset xmlns=\"{NAMESPACE}\">"));
    for (item, site, at) in stamps {
        let Some(site) = sites.get(&site).filter(|site| site.closed_at.is_none()) else { continue };
        xml.raw("<url>");
        xml.text("loc", &address(cx, site, &live::path(item)));
        xml.text("lastmod", &at.date().to_string());
        xml.raw("</url>");
    }
    xml.raw("</urlset>");
    Ok(web::body(KIND, xml.finish()))
}
