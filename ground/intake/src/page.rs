//! A saved page of another government site, read as an article: title, date, source, the facts of a document, the text made
//! safe, its pictures and attachments, and the address it had.
//!
//! What is read are the meta tags of the standard (政府网站发展指引, 附件2: ArticleTitle, PubDate, ContentSource, ColumnName), the
//! places where the usual makers keep the text, and the labels around it (来源、发布时间、索引号). A page that is no article is
//! refused with the reason.

mod charset;
mod facts;
mod links;
mod shape;
mod when;

pub use charset::{Decoded, decode};
pub use shape::Shape;
pub(crate) use when::{in_address, moment};

use base::{Date, Moment, Refusal};
use std::collections::BTreeMap;
use url::Url;

use crate::dom::{self, Dom, Id};
use crate::html::{self, Left, Policy};
use crate::text::Content;
use facts::Fact;

/// Bytes of a saved page, at most.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Unreadable characters of a page, at most; with more its characters are not known.
const LOST_MAX: usize = 20;

/// Where a page was.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// Its whole address.
    pub url: &'a str,
    /// Whether that is known, or only guessed from where the file lies: then what the page says of itself is taken.
    pub sure: bool,
}

/// What a file of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A picture in the text.
    Picture,
    /// A document to be downloaded.
    Attachment,
}

/// A picture or an attachment of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is.
    pub kind: FileKind,
    /// Its whole address.
    pub address: String,
    /// Its address as the page has it, for files that were saved beside the page.
    pub written: String,
    /// What a picture shows, or how an attachment is called; may be empty.
    pub name: String,
}

/// A page read as an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Whose page it is.
    pub shape: Shape,
    /// Its whole address.
    pub url: String,
    /// 标题.
    pub title: String,
    /// Time of publication; nothing when the page does not say it.
    pub published: Option<Moment>,
    /// 来源; may be empty.
    pub source: String,
    /// 作者; may be empty.
    pub author: String,
    /// 责任编辑; may be empty.
    pub editor: String,
    /// The column it stood in; may be empty.
    pub column: String,
    /// Keywords; may be empty.
    pub keywords: String,
    /// 摘要; may be empty.
    pub summary: String,
    /// The facts of a document.
    pub head: Head,
    /// Pictures and attachments.
    pub files: Vec<File>,
    /// What of the text was left out.
    pub left: BTreeMap<Left, usize>,
    /// The text made safe, with `/files/@0` for the address of the first of `files`, and so on.
    body: String,
}

/// The facts of a document as the page has them; each may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// 索引号.
    pub index_no: String,
    /// 发文字号.
    pub doc_no: String,
    /// 发文机关.
    pub issuer: String,
    /// 成文日期.
    pub made_on: Option<Date>,
    /// 主题分类.
    pub theme: String,
    /// 体裁.
    pub genre: String,
    /// 主题词.
    pub words: String,
    /// 有效性.
    pub validity: String,
}

impl Page {
    /// Path and query of its address.
    pub fn path(&self) -> String {
        Url::parse(&self.url).map_or_else(|_| "/".to_owned(), |url| links::path_of(&url))
    }

    /// Host name of its address, in small letters.
    pub fn host(&self) -> String {
        Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether it has what only a document has: an index number or a document number.
    pub fn is_document(&self) -> bool {
        !self.head.index_no.is_empty() || !self.head.doc_no.is_empty()
    }

    /// The text with the addresses that its files have now; a picture without one is left out, a link keeps its words.
    ///
    /// # Errors
    /// `intake.tangled`, `intake.too_large`.
    pub fn body(&self, addresses: &[Option<String>]) -> Result<String, Refusal> {
        let mut dom = dom::fragment(&self.body)?;
        let all: Vec<Id> = dom.below(dom.top).filter(|id| matches!(dom.name(*id), "img" | "a")).collect();
        for id in all {
            let attribute = if dom.name(id) == "img" { "src" } else { "href" };
            let Some(at) = dom.attr(id, attribute).and_then(links::placed) else { continue };
            match addresses.get(at).and_then(Option::as_deref) {
                Some(address) => dom.set_attr(id, attribute, address),
                None if attribute == "src" => dom.detach(id),
                None => dom.unwrap(id),
            }
        }
        Ok(html::sanitise(&dom.html(dom.top), &Policy::default())?.html)
    }
}

/// Reads a saved page.
///
/// # Errors
/// A refusal that says why the page is not taken: too large, unreadable, of no known shape, or without title or text.
pub fn read(bytes: &[u8], at: At<'_>) -> Result<Page, Refusal> {
    html::sized_bytes(bytes.len(), PAGE_BYTES_MAX, "网页")?;
    let decoded = decode(bytes);
    if decoded.lost > LOST_MAX {
        return Err(no("charset", "认不出网页的文字编码"));
    }
    let mut dom = dom::document(&decoded.text)?;
    let metas = metas(&dom);
    let url = address(&dom, &metas, &decoded.text, at)?;
    let shape = shape::of(&decoded.text.to_lowercase(), url.as_str());
    let shape = shape.ok_or_else(|| no("shape", "不是认识的网页样式，也没有 ArticleTitle 等规范标签"))?;
    let body = shape::body(&dom, shape).ok_or_else(|| no("body", "没有找到正文区，可能是首页或栏目页"))?;
    let files = links::files(&mut dom, body, &url);
    let titles = title_places(&dom, body);
    dom.detach(body);
    let facts = facts::read(&Content::of(&dom).text);
    let title = title(&metas, &facts, titles).ok_or_else(|| no("title", "没有找到标题"))?;
    let published = published(&metas, &facts, url.as_str());
    dom.top = body;
    let cleaned = html::clean_tree(&mut dom, &Policy::default())?;
    if cleaned.html.trim().is_empty() && files.is_empty() {
        return Err(no("empty", "正文是空的"));
    }
    let meta = |name: &str| metas.get(name).cloned().unwrap_or_default();
    let fact = |fact: Fact| facts.get(&fact).cloned().unwrap_or_default();
    let either = |first: String, second: String| if first.is_empty() { second } else { first };
    Ok(Page {
        shape,
        url: url.to_string(),
        title,
        published,
        source: either(meta("contentsource"), fact(Fact::Source)),
        author: either(fact(Fact::Author), meta("author")),
        editor: either(fact(Fact::Editor), meta("editor")),
        column: meta("columnname"),
        keywords: meta("keywords"),
        summary: meta("description"),
        head: head(&facts),
        files,
        left: cleaned.left,
        body: cleaned.html,
    })
}

fn no(what: &'static str, why: &str) -> Refusal {
    Refusal::new(
        match what {
            "charset" => "page.charset",
            "shape" => "page.shape",
            "body" => "page.body",
            "title" => "page.title",
            "address" => "page.address",
            _ => "page.empty",
        },
        format!("{why}。"),
    )
}

/// The contents of the meta tags by their names in small letters; the first that says something counts.
fn metas(dom: &Dom) -> BTreeMap<String, String> {
    let mut metas = BTreeMap::new();
    for id in dom.below(dom.top).filter(|id| dom.name(*id) == "meta") {
        let name = dom.attr(id, "name").or_else(|| dom.attr(id, "property"));
        let content = base::text::clean_line(dom.attr(id, "content").unwrap_or_default());
        if let Some(name) = name.filter(|_| !content.is_empty()) {
            metas.entry(name.trim().to_ascii_lowercase()).or_insert(content);
        }
    }
    metas
}

/// Where the page was: as it is known, or as the page says, or as its place lets guess.
fn address(dom: &Dom, metas: &BTreeMap<String, String>, source: &str, at: At<'_>) -> Result<Url, Refusal> {
    let canonical = || {
        let links = dom.below(dom.top).filter(|id| dom.name(*id) == "link");
        let mut canonical =
            links.filter(|id| dom.attr(*id, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")));
        canonical.next().and_then(|id| dom.attr(id, "href")).map(str::to_owned)
    };
    let said = [metas.get("url").cloned(), canonical(), metas.get("og:url").cloned(), saved_from(source)];
    let whole = |text: String| Url::parse(text.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    let own = if at.sure { None } else { said.into_iter().flatten().find_map(|text| whole(text).filter(has_path)) };
    let mut url = own.or_else(|| whole(at.url.to_owned())).ok_or_else(|| no("address", "没有原网址"))?;
    url.set_fragment(None);
    Ok(url)
}

fn has_path(url: &Url) -> bool {
    url.path() != "/"
}

/// The line that browsers write when they save a page.
fn saved_from(source: &str) -> Option<String> {
    let (_, rest) = source.split_once("<!-- saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    rest.split_once(" -->").map(|(url, _)| url.to_owned())
}

/// Texts of the places in which titles stand: headings outside the text first, then the title of the window.
fn title_places(dom: &Dom, body: Id) -> Vec<String> {
    let outside = |id: &Id| *id != body && !dom.above(*id).any(|above| above == body);
    let named = |id: Id| {
        let names = [dom.attr(id, "class"), dom.attr(id, "id")];
        names.into_iter().flatten().flat_map(str::split_ascii_whitespace).any(|name| {
            let name = name.to_ascii_lowercase().replace(['-', '_'], "");
            matches!(name.as_str(), "articletitle" | "arctitle" | "contitle" | "contenttitle" | "newstitle" | "title")
        })
    };
    let heads = dom.below(dom.top).filter(outside).filter(|id| dom.name(*id) == "h1");
    let classed = dom.below(dom.top).filter(outside).filter(|id| dom.name(*id) != "title" && named(*id));
    let window = dom.below(dom.top).filter(|id| dom.name(*id) == "title");
    let text = |id: Id| base::text::clean_line(&dom.text_below(id));
    let window = window.map(|id| without_site(&text(id)));
    heads.chain(classed).map(text).chain(window).filter(|t| !t.is_empty()).collect()
}

/// `关于春耕的通知-青禾县人民政府` without the site.
fn without_site(title: &str) -> String {
    let cut = title.find(" - ").or_else(|| title.find(['_', '|', '-', '—']));
    cut.and_then(|at| title.get(..at)).map_or_else(|| title.to_owned(), |t| t.trim().to_owned())
}

fn title(metas: &BTreeMap<String, String>, facts: &BTreeMap<Fact, String>, places: Vec<String>) -> Option<String> {
    let said = metas.get("articletitle").cloned();
    said.or_else(|| facts.get(&Fact::Name).cloned()).or_else(|| places.into_iter().next())
}

fn published(metas: &BTreeMap<String, String>, facts: &BTreeMap<Fact, String>, url: &str) -> Option<Moment> {
    let said = metas.get("pubdate").or_else(|| metas.get("publishdate"));
    let said = said.and_then(|text| when::moment(text));
    let shown = || facts.get(&Fact::Published).and_then(|text| when::moment(text));
    let later = || facts.get(&Fact::Updated).and_then(|text| when::moment(text));
    said.or_else(shown).or_else(later).or_else(|| when::in_address(url))
}

fn head(facts: &BTreeMap<Fact, String>) -> Head {
    let fact = |fact: Fact| facts.get(&fact).map(|text| base::text::clean_line(text)).unwrap_or_default();
    Head {
        index_no: fact(Fact::Index),
        doc_no: fact(Fact::DocNo),
        issuer: fact(Fact::Issuer),
        made_on: when::date(&fact(Fact::Made)),
        theme: fact(Fact::Theme),
        genre: fact(Fact::Genre),
        words: fact(Fact::Words),
        validity: fact(Fact::Validity),
    }
}

#[cfg(test)]
mod tests;
