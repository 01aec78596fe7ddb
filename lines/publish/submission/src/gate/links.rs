//! Pictures without words and links that lead outside, to inner networks or nowhere: those of the body, the address of a link
//! edition and that of the original. Own addresses are looked up in our tables, or asked within the process as a visitor would
//! ask; others are never called.

use std::collections::BTreeMap;
use std::time::Duration;

use ::store::Query;
use base::Error;
use edition::{Content, FileRow, Site};
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

/// Where links stand that are looked at.
#[derive(Default)]
pub(super) struct At<'a> {
    /// The edition; 0 for a text that is none.
    pub item: i64,
    /// The site on whose pages they stand.
    pub site: i64,
    /// The set with which the edition is published.
    pub set: Option<i64>,
    /// The edition's files.
    pub files: &'a [FileRow],
    /// The beginning of the addresses that are there once it is published; empty for none.
    pub own: &'a str,
}

/// What is found about the pictures and links of an edition.
pub(super) async fn edition(ways: &mut Ways<'_>, q: &mut impl Query, content: &Content) -> Result<Vec<Finding>, Error> {
    let files = ways.at.files.iter().filter(|file| file.role == "image" && file.alt.trim().is_empty());
    let mut found: Vec<Finding> = files
        .map(|file| {
            let why = "图片没有说明。看不见图片的人靠它了解内容，请填写图片说明。";
            let place = format!("图片“{}”", file.name);
            Finding::new("缺少图片说明", Level::Asks, &place, &base::redact::mask(&file.name), why)
        })
        .collect();
    for (place, url) in [("链接地址", &content.link_url), ("原文网址", &content.origin_url)] {
        found.extend(ways.address(q, place, url).await?);
    }
    found.extend(ways.body(q, "正文", &content.body).await?);
    Ok(found)
}

/// The address of a field as if it stood in a text; none for an empty one.
fn link(url: &str) -> Option<Link> {
    let safe = url.trim().replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let read = intake::text::Content::read(&format!("<p><a href=\"{safe}\">链接</a></p>")).ok()?;
    let link = read.links.into_iter().next().filter(|_| !safe.is_empty())?;
    Some(Link { text: String::new(), ..link })
}

fn picture(place: &str, image: &intake::text::Image) -> Finding {
    let why = "图片没有替代文字，或只有文件名。看不见图片的人靠它了解内容，请写明图上是什么。";
    let place = format!("{place}第{}段", image.block + 1);
    Finding::new("缺少图片说明", Level::Asks, &place, &base::text::truncate(&base::redact::mask(&image.src), 60), why)
}

/// The links of one reading, with what was learnt about own addresses.
pub(super) struct Ways<'a> {
    app: &'a App,
    at: At<'a>,
    sites: Vec<Site>,
    /// Hosts to which a link may lead without a word.
    hosts: Vec<String>,
    /// The way in, made for the first address that needs it.
    inside: Option<Inside>,
    /// Whether host and address answer.
    known: BTreeMap<(String, String), bool>,
    until: Instant,
}

impl<'a> Ways<'a> {
    /// Of what stands `at`; `hosts` are those to which everybody may lead.
    pub(super) async fn new(app: &'a App, q: &mut impl Query, at: At<'a>, hosts: &[String]) -> Result<Self, Error> {
        let sites = edition::site::all(q).await?;
        let own = sites.iter().map(|site| &site.host).filter(|host| !host.is_empty());
        let hosts = hosts.iter().chain(own).cloned().collect();
        Ok(Self { app, at, sites, hosts, inside: None, known: BTreeMap::new(), until: Instant::now() + ASKING })
    }

    /// What is found about the pictures and links of HTML that is called `place`.
    pub(super) async fn body(&mut self, q: &mut impl Query, place: &str, html: &str) -> Result<Vec<Finding>, Error> {
        let Ok(read) = intake::text::Content::read(html) else { return Ok(Vec::new()) };
        let lacking = read.images.iter().filter(|image| image.lacks_text());
        let mut found: Vec<Finding> = lacking.map(|image| picture(place, image)).collect();
        for link in read.links.iter().take(LINKS_MAX) {
            found.extend(self.look(q, &format!("{place}第{}段", link.block + 1), link).await?);
        }
        Ok(found)
    }

    /// What is found about an address alone, which is called `place`.
    pub(super) async fn address(
        &mut self,
        q: &mut impl Query,
        place: &str,
        url: &str,
    ) -> Result<Option<Finding>, Error> {
        match link(url) {
            Some(link) => self.look(q, place, &link).await,
            None => Ok(None),
        }
    }

    async fn look(&mut self, q: &mut impl Query, place: &str, link: &Link) -> Result<Option<Finding>, Error> {
        let of_ours = |host: &String| self.sites.iter().any(|site| !site.host.is_empty() && site.host == *host);
        let own = matches!(&link.reach, Reach::Outside(host) if of_ours(host));
        let (kind, level, why) = if matches!(link.reach, Reach::Bad) || link.is_inner() && !own {
            ("无效链接", Level::Stops, INNER)
        } else if link.leaves(&self.hosts) {
            if link.kind == LinkKind::Image {
                return Ok(None);
            }
            ("外部链接", Level::Tells, OUTSIDE)
        } else if own || matches!(link.reach, Reach::Own) {
            match self.dead(q, &link.href).await? {
                Some(why) => ("无效链接", Level::Stops, why),
                None => return Ok(None),
            }
        } else {
            return Ok(None);
        };
        // Masked as a whole, and cut only then: a number is not recognised by halves.
        let shown = base::redact::mask(&format!("{} {}", link.text, link.href));
        Ok(Some(Finding::new(kind, level, place, base::text::truncate(&shown, 80).trim(), why)))
    }

    /// Why an own address leads nowhere; nothing when it leads to something that the public may read.
    async fn dead(&mut self, q: &mut impl Query, href: &str) -> Result<Option<&'static str>, Error> {
        let of_site = self.sites.iter().find(|site| site.id == self.at.site).map_or("", |site| &site.host).to_owned();
        let (host, address) = asked(href, &of_site);
        let path = address.split('?').next().unwrap_or_default();
        if path == WORKBENCH || path.starts_with("/work/") {
            return Ok(Some(OFFICE));
        }
        if !self.at.own.is_empty() && path.starts_with(self.at.own) {
            return Ok(None);
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
                let own = id == self.at.item && self.at.files.iter().any(|f| f.id == file && f.role != "source");
                Ok(own || edition::live::file(q, id, file).await?.is_some())
            }
            ["a", id, ..] => published(q, &self.at, id).await,
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
async fn published(q: &mut impl Query, at: &At<'_>, id: &str) -> Result<bool, Error> {
    let Ok(id) = id.parse::<i64>() else { return Ok(false) };
    if id == at.item || edition::live::find(q, id).await?.is_some() {
        return Ok(true);
    }
    let other = edition::item::find(q, id).await?;
    Ok(at.set.is_some() && other.is_some_and(|other| other.set_id == at.set))
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
