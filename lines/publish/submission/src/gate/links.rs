//! Pictures without words and links that lead outside, to inner networks or nowhere: those of the body, the address of a link
//! edition and that of the original. Own addresses are looked up in our tables, or asked within the process as a visitor would
//! ask; others are never called.

use std::collections::BTreeMap;
use std::time::Duration;

use ::store::Query;
use base::Error;
use edition::{Content, FileRow, Item, Site};
use intake::text::{Link, LinkKind, Reach};
use tokio::time::Instant;
use web::{App, Inside};

use super::{Finding, Level};

/// Links that are looked at; an article with more is a directory.
const LINKS_MAX: usize = 300;
/// Own addresses that are asked within the process for one reading, and how long that may take in all. What is not asked passes
/// for good: the job that looks for dead links has the time (`sites.links`).
const ASKED_MAX: usize = 100;
const ASKING: Duration = Duration::from_secs(4);
/// How often an address may lead on to another.
const HOPS_MAX: usize = 3;
/// Where officials work: nothing there is for the public, and the gate itself is never asked from within.
const WORKBENCH: &str = "/work";

/// What leads nowhere, and the way out.
const INNER: &str = "链接指向内网、本机文件或脚本，公众打不开。请改正或删去。";
const DEAD: &str = "本站没有这个地址，或稿件没有发布、已经撤回。请改正或删去。";
const OFFICE: &str = "链接指向工作后台，公众打不开。请改为公开页面的地址或删去。";
const OUTSIDE: &str = "链接指向政府网站以外。请核实内容和必要性；常用的可由管理员列入允许的外链。";

/// What is found about pictures and links.
pub(super) async fn check(
    app: &App,
    q: &mut impl Query,
    item: &Item,
    content: &Content,
    files: &[FileRow],
    hosts: &[String],
) -> Result<Vec<Finding>, Error> {
    let sites = edition::site::all(q).await?;
    let own: Vec<&str> = sites.iter().map(|site| site.host.as_str()).filter(|host| !host.is_empty()).collect();
    let mut hosts = hosts.to_vec();
    hosts.extend(own.iter().map(|host| (*host).to_owned()));
    let read = intake::text::Content::read(&content.body).ok();
    let images = read.iter().flat_map(|read| &read.images);
    let mut found: Vec<Finding> = images.filter(|image| image.lacks_text()).map(picture).collect();
    found.extend(files.iter().filter(|file| file.role == "image" && file.alt.trim().is_empty()).map(|file| {
        let why = "图片没有说明。看不见图片的人靠它了解内容，请填写图片说明。";
        Finding::new("缺少图片说明", Level::Asks, &format!("图片“{}”", file.name), &base::redact::mask(&file.name), why)
    }));
    let mut ways = Ways::new(app, item, files, &sites);
    let of_body = read.iter().flat_map(|read| &read.links).take(LINKS_MAX);
    let of_body = of_body.map(|link| (format!("正文第{}段", link.block + 1), link.clone()));
    let fields = [("链接地址", &content.link_url), ("原文网址", &content.origin_url)];
    let of_fields = fields.into_iter().filter_map(|(place, url)| Some((place.to_owned(), link(url)?)));
    for (place, link) in of_fields.chain(of_body) {
        let own = matches!(&link.reach, Reach::Outside(host) if own.contains(&host.as_str()));
        let (kind, level, why) = if matches!(link.reach, Reach::Bad) || link.is_inner() && !own {
            ("无效链接", Level::Stops, INNER)
        } else if link.leaves(&hosts) {
            if link.kind == LinkKind::Image {
                continue;
            }
            ("外部链接", Level::Tells, OUTSIDE)
        } else if own || matches!(link.reach, Reach::Own) {
            match ways.dead(q, &link.href).await? {
                Some(why) => ("无效链接", Level::Stops, why),
                None => continue,
            }
        } else {
            continue;
        };
        // Masked as a whole, and cut only then: a number is not recognised by halves.
        let shown = base::redact::mask(&format!("{} {}", link.text, link.href));
        found.push(Finding::new(kind, level, &place, base::text::truncate(&shown, 80).trim(), why));
    }
    Ok(found)
}

/// The address of a field as if it stood in a text; none for an empty one.
fn link(url: &str) -> Option<Link> {
    let safe = url.trim().replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let read = intake::text::Content::read(&format!("<p><a href=\"{safe}\">链接</a></p>")).ok()?;
    let link = read.links.into_iter().next().filter(|_| !safe.is_empty())?;
    Some(Link { text: String::new(), ..link })
}

fn picture(image: &intake::text::Image) -> Finding {
    let why = "图片没有替代文字，或只有文件名。看不见图片的人靠它了解内容，请写明图上是什么。";
    let place = format!("正文第{}段", image.block + 1);
    Finding::new("缺少图片说明", Level::Asks, &place, &base::text::truncate(&base::redact::mask(&image.src), 60), why)
}

/// The own addresses of one edition, with what was learnt about them.
struct Ways<'a> {
    app: &'a App,
    item: &'a Item,
    files: &'a [FileRow],
    sites: &'a [Site],
    /// The way in, made for the first address that needs it.
    inside: Option<Inside>,
    /// Whether host and address answer.
    known: BTreeMap<(String, String), bool>,
    until: Instant,
}

impl<'a> Ways<'a> {
    fn new(app: &'a App, item: &'a Item, files: &'a [FileRow], sites: &'a [Site]) -> Self {
        let until = Instant::now() + ASKING;
        Self { app, item, files, sites, inside: None, known: BTreeMap::new(), until }
    }

    /// Why an own address leads nowhere; nothing when it leads to something that the public may read.
    async fn dead(&mut self, q: &mut impl Query, href: &str) -> Result<Option<&'static str>, Error> {
        let of_site = self.sites.iter().find(|site| site.id == self.item.site_id).map_or("", |site| &site.host);
        let (host, address) = asked(href, of_site);
        let path = address.split('?').next().unwrap_or_default();
        if path == WORKBENCH || path.starts_with("/work/") {
            return Ok(Some(OFFICE));
        }
        Ok((!self.leads(q, host, path, address).await?).then_some(DEAD))
    }

    async fn leads(&mut self, q: &mut impl Query, host: &str, path: &str, address: &str) -> Result<bool, Error> {
        let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let site = match parts.as_slice() {
            ["s", slug, ..] => {
                let site = self.sites.iter().find(|site| site.slug == *slug);
                parts.drain(..2);
                site
            }
            _ if host.is_empty() => self.sites.iter().find(|site| site.slug == edition::site::MAIN),
            _ => self.sites.iter().find(|site| site.host == host),
        };
        let Some(site) = site.filter(|site| site.closed_at.is_none()) else { return Ok(false) };
        match parts.as_slice() {
            ["a", id, "files", file] => {
                let (Ok(id), Ok(file)) = (id.parse::<i64>(), file.parse::<i64>()) else { return Ok(false) };
                let own = id == self.item.id && self.files.iter().any(|f| f.id == file && f.role != "source");
                Ok(own || edition::live::file(q, id, file).await?.is_some())
            }
            ["a", id, ..] => published(q, self.item, id).await,
            // The address without its stroke leads on without looking.
            ["c", slug, ..] if !is_open(q, site.id, slug).await? => Ok(false),
            _ => {
                let gone = edition::live::address(q, host, path).await?;
                if matches!(gone, Some(edition::live::Leads::Gone(_))) {
                    return Ok(false);
                }
                self.answers(host, address).await
            }
        }
    }

    /// Whether the program itself answers a visitor. Who asks too much or too long is not answered at all, and nothing is said
    /// against the rest.
    async fn answers(&mut self, host: &str, address: &str) -> Result<bool, Error> {
        let key = (host.to_owned(), address.to_owned());
        if let Some(answers) = self.known.get(&key) {
            return Ok(*answers);
        }
        if self.known.len() >= ASKED_MAX || Instant::now() >= self.until {
            return Ok(true);
        }
        let inside = match &self.inside {
            Some(inside) => inside,
            None => self.inside.insert(Inside::of(self.app)?),
        };
        // An address that cannot stand in a request leads nowhere either; what takes too long is there.
        let answers = tokio::time::timeout_at(self.until, followed(inside, host, address)).await.unwrap_or(true);
        self.known.insert(key, answers);
        Ok(answers)
    }
}

/// Whether there is something at the address, or where it leads on to on the same host.
async fn followed(inside: &Inside, host: &str, address: &str) -> bool {
    let mut at = address.to_owned();
    for _ in 0..HOPS_MAX {
        let Ok(answer) = inside.ask(host, &at).await else { return false };
        let status = answer.status();
        let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
        match to.filter(|to| status.is_redirection() && to.starts_with('/') && !to.starts_with("//")) {
            Some(to) => at = to.to_owned(),
            None => return !matches!(status.as_u16(), 404 | 410),
        }
    }
    true
}

/// Whether the site has such a column that is not closed.
async fn is_open(q: &mut impl Query, site: i64, slug: &str) -> Result<bool, Error> {
    Ok(edition::column::by_slug(q, site, slug).await?.is_some_and(|column| column.closed_at.is_none()))
}

/// Host and address of an own link, as a browser on a page at the host `own` would ask.
fn asked<'a>(href: &'a str, own: &'a str) -> (&'a str, &'a str) {
    let href = href.split('#').next().unwrap_or(href).trim();
    let named = ["https://", "http://", "//"].iter().find_map(|scheme| href.strip_prefix(scheme));
    let Some(rest) = named else { return (own, href) };
    match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    }
}

/// Whether an edition can be read, or will be at the same moment as this one.
async fn published(q: &mut impl Query, item: &Item, id: &str) -> Result<bool, Error> {
    let Ok(id) = id.parse::<i64>() else { return Ok(false) };
    if id == item.id || edition::live::find(q, id).await?.is_some() {
        return Ok(true);
    }
    let other = edition::item::find(q, id).await?;
    Ok(item.set_id.is_some() && other.is_some_and(|other| other.set_id == item.set_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_typed_into_a_field_is_read_as_a_link_in_a_text() {
        assert!(link("").is_none() && link("  ").is_none());
        let reach = |url: &str| link(url).map(|link| (link.href, link.reach));
        let outside = |host: &str| Reach::Outside(host.to_owned());
        assert_eq!(reach("/guide/7?a=1&b=\"2\""), Some(("/guide/7?a=1&b=\"2\"".to_owned(), Reach::Own)));
        assert_eq!(reach("https://www.gov.cn/x").map(|(_, reach)| reach), Some(outside("www.gov.cn")));
        assert!(link("http://192.168.1.7/oa").is_some_and(|link| link.is_inner()));
    }

    #[test]
    fn an_own_link_is_asked_at_the_host_on_which_it_stands_or_that_it_names() {
        for (href, own, expected) in [
            ("/guide/7#x", "nyj.example", ("nyj.example", "/guide/7")),
            ("https://www.example/topics/a?b", "", ("www.example", "/topics/a?b")),
            ("//www.example", "", ("www.example", "/")),
        ] {
            assert_eq!(asked(href, own), expected, "{href}");
        }
    }
}
