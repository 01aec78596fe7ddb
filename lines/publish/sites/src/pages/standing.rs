//! Standing pages: about, contact, statement, site map; and what search engines ask for.

use std::collections::BTreeMap;

use base::Error;
use edition::{Column, Site};
use matter::Lines;
use serde_json::{Value, json};
use web::{Audience, Cx, Page, Result, Shell};

use crate::context::is_shown;

/// 走进本县: the county in a few paragraphs, as it was set.
pub(super) async fn about(cx: Cx) -> Result {
    let text = cx.site()["about"].as_str().unwrap_or_default();
    let paragraphs: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let page = Page::new("关于我们").kind("page").description("本网站的主办单位和县情简介");
    cx.page("sites/about.html", page, json!({ "paragraphs": paragraphs }))
}

pub(super) async fn contact(cx: Cx) -> Result {
    cx.page("sites/contact.html", Page::new("联系我们").kind("page"), json!({}))
}

pub(super) async fn statement(cx: Cx) -> Result {
    cx.page("sites/statement.html", Page::new("网站声明").kind("page"), json!({}))
}

/// The public entries of all lines.
fn entries(cx: &Cx) -> Vec<(&'static str, &'static str)> {
    let lines = cx.app.ext::<Lines>();
    let menus = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.menus);
    let mut menus: Vec<_> =
        menus.filter(|m| m.shell == Shell::Portal && matches!(m.audience, Audience::Public)).collect();
    menus.sort_by_key(|menu| menu.order);
    menus.into_iter().map(|menu| (menu.title, menu.href)).collect()
}

/// The open sites with the columns that the public sees.
async fn sites(cx: &Cx) -> std::result::Result<Vec<(Site, Vec<Column>)>, Error> {
    let mut reader = cx.reader();
    let mut out = Vec::new();
    for site in edition::site::all(&mut reader).await?.into_iter().filter(|site| site.closed_at.is_none()) {
        cx.depends(&edition::site_key(site.id));
        let columns = edition::column::of_site(&mut reader, site.id).await?;
        out.push((site, columns.into_iter().filter(is_shown).collect()));
    }
    Ok(out)
}

/// The columns of a site as a tree: those at the top with those under them.
fn tree(site: &Site, columns: &[Column]) -> Vec<Value> {
    let mut under: BTreeMap<Option<i64>, Vec<&Column>> = BTreeMap::new();
    for column in columns {
        under.entry(column.parent_id).or_default().push(column);
    }
    let link = |column: &Column| json!({ "title": column.name, "href": site.at(&column.path()) });
    let top = under.get(&None).into_iter().flatten();
    top.map(|column| {
        let below: Vec<Value> = under.get(&Some(column.id)).into_iter().flatten().map(|column| link(column)).collect();
        json!({ "title": column.name, "href": site.at(&column.path()), "under": below })
    })
    .collect()
}

/// 网站地图.
pub(super) async fn map(cx: Cx) -> Result {
    let entries: Vec<Value> = entries(&cx).into_iter().map(|(t, h)| json!({ "title": t, "href": h })).collect();
    let (mut columns, mut group) = (Vec::new(), Vec::new());
    for (site, of_site) in sites(&cx).await? {
        if site.slug == edition::site::MAIN {
            columns = tree(&site, &of_site);
        } else {
            group.push(json!({ "title": site.name, "href": site.href(), "under": tree(&site, &of_site) }));
        }
    }
    let data = json!({ "entries": entries, "columns": columns, "group": group });
    cx.page("sites/map.html", Page::new("网站地图").kind("page"), data)
}

/// Addresses of one line in the site map at most, so that asking for it stays cheap.
const OF_LINE_MAX: usize = 5_000;

/// The whole address of a page of a site: on its own host, when it has one.
fn address(cx: &Cx, portal: &str, site: &Site, path: &str) -> String {
    if site.host.is_empty() || site.slug == edition::site::MAIN {
        return format!("{portal}{}", site.at(path));
    }
    let scheme = if cx.app.config.https { "https" } else { "http" };
    format!("{scheme}://{}{path}", site.host)
}

/// The standing pages and columns of all sites and the pages of all lines for search engines; editions are in the site
/// maps of the line that shows them.
pub(super) async fn sitemap(cx: Cx) -> Result {
    let base = cx.site()["portal_base"].as_str().unwrap_or_default().to_owned();
    let local = |href: &str| format!("{base}{href}");
    let mut hrefs: Vec<String> = ["/", "/contact", "/statement", "/map"].map(local).to_vec();
    hrefs.extend(entries(&cx).into_iter().map(|(_, href)| local(href)));
    let sites = sites(&cx).await?;
    for (site, columns) in &sites {
        hrefs.push(address(&cx, &base, site, "/"));
        let own = columns.iter().filter(|column| column.kind != "link");
        hrefs.extend(own.map(|column| address(&cx, &base, site, &column.path())));
    }
    // What lines have on a site is named by its address under the portal.
    let whole = |href: &str| {
        let others = sites.iter().map(|(site, _)| site).filter(|site| site.slug != edition::site::MAIN);
        let mut on = others.filter_map(|site| Some((site, href.strip_prefix(site.href().trim_end_matches('/'))?)));
        match on.find(|(_, path)| path.starts_with('/')) {
            Some((site, path)) => address(&cx, &base, site, path),
            None => local(href),
        }
    };
    for addresses in cx.app.ext::<Lines>().iter().flat_map(|lines| lines.0).filter_map(|line| line.addresses) {
        hrefs.extend(addresses(&cx, OF_LINE_MAX).await?.iter().map(|href| whole(href)));
    }
    let mut seen = std::collections::BTreeSet::new();
    hrefs.retain(|href| seen.insert(href.clone()));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for href in hrefs {
        xml.push_str(&format!("<url><loc>{}</loc></url>\n", href.replace('&', "&amp;")));
    }
    xml.push_str("</urlset>\n");
    Ok(web::body("application/xml; charset=utf-8", xml))
}

/// `/robots.txt`: what programs leave alone, and the two site maps: that of pages and columns, and the index of all editions.
pub(super) async fn robots(cx: Cx) -> Result {
    let base = cx.site()["portal_base"].as_str().unwrap_or_default();
    let text = format!(
        "User-agent: *\nDisallow: /work\nDisallow: /my\nDisallow: /parked\nDisallow: /kiosk\nSitemap: {base}/sitemap.xml\nSitemap: {base}/sitemaps/index.xml\n"
    );
    Ok(web::body("text/plain; charset=utf-8", text))
}
