//! A feed of another government site, read as a list of what it published: RSS (0.9 to 2.0), Atom, or the plain page of a
//! list. Titles are text, contents are made safe, addresses are whole; an entry without an address or a title is left out
//! and counted.
//!
//! A feed that declares entities of its own is refused: no honest feed does, and they are how small files become large.

mod list;
mod moment;
mod xml;

use base::{Moment, Refusal, text};
use std::collections::BTreeMap;
use url::Url;

use crate::dom::{self, Dom};
use crate::html::{self, Left, Policy};
use crate::page::decode;

/// Bytes of a feed, at most.
pub const FEED_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Entries of a feed that are read; one with more says the oldest again.
pub const ENTRIES_MAX: usize = 500;
/// Characters of a title that are kept.
pub const TITLE_CHARS_MAX: usize = 300;
/// Bytes of an address, at most.
pub const ADDRESS_BYTES_MAX: usize = 1_000;
/// Unreadable characters of a feed, at most; with more its characters are not known.
const LOST_MAX: usize = 20;

/// In which shape a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// RSS of any version.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// The page of a list.
    List,
}

impl Shape {
    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::List => "网页列表",
        }
    }
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// In which shape it was written.
    pub shape: Shape,
    /// What it is called; may be empty.
    pub title: String,
    /// What it holds, in its own order, each address once.
    pub entries: Vec<Entry>,
    /// How many entries were left out, because they have no title or no address.
    pub skipped: usize,
}

/// One thing that a site published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its whole address, http or https, without fragment.
    pub address: String,
    /// 标题, as text.
    pub title: String,
    /// When it was published there, when the feed says so.
    pub published: Option<Moment>,
    /// 来源 or author, when the feed says so; may be empty.
    pub source: String,
    /// The text as safe HTML; may be empty.
    pub body: String,
    /// What of the text was left out.
    pub left: BTreeMap<Left, usize>,
}

/// An entry as the feed has it.
#[derive(Debug, Default)]
struct Raw {
    title: String,
    address: String,
    /// The permanent mark of the entry, which often is its address.
    mark: String,
    published: String,
    source: String,
    /// HTML, the longest of what is said to be the content.
    body: String,
}

/// Reads a feed that was found at `at`, against which addresses without host are completed; without `at` they are none.
///
/// # Errors
/// A refusal in Chinese: too large, unreadable, neither RSS nor Atom nor a list, damaged, or with entities of its own.
pub fn read(bytes: &[u8], at: &str) -> Result<Feed, Refusal> {
    html::sized_bytes(bytes.len(), FEED_BYTES_MAX, "订阅内容")?;
    let decoded = decode(bytes);
    if decoded.lost > LOST_MAX {
        return Err(no("feed.charset", "认不出订阅内容的文字编码。"));
    }
    let base = Url::parse(at.trim()).ok().filter(is_web);
    let text = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let (shape, title, raws) = match xml::shape(text) {
        Some(shape) => {
            let (title, raws) = xml::read(text, shape)?;
            (shape, title, raws)
        }
        None => {
            let (title, raws) = list::read(text, base.as_ref())?;
            (Shape::List, title, raws)
        }
    };
    let mut feed = Feed { shape, title: line(&title), entries: Vec::new(), skipped: 0 };
    for raw in raws {
        match entry(raw, base.as_ref()) {
            Some(entry) if feed.entries.iter().all(|known| known.address != entry.address) => feed.entries.push(entry),
            Some(_) => {}
            None => feed.skipped += 1,
        }
    }
    Ok(feed)
}

/// The address by which a thing is known again: whole, http or https, without fragment; none for anything else.
pub fn address(written: &str, base: Option<&Url>) -> Option<String> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let mut url = match base {
        Some(base) => base.join(written).ok()?,
        None => Url::parse(written).ok()?,
    };
    url.set_fragment(None);
    let good = is_web(&url) && url.username().is_empty() && url.password().is_none();
    (good && url.as_str().len() <= ADDRESS_BYTES_MAX).then(|| url.to_string())
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

fn entry(raw: Raw, base: Option<&Url>) -> Option<Entry> {
    let title = line(&raw.title);
    // A mark is taken for an address only when it is whole.
    let address = address(&raw.address, base).or_else(|| address(&raw.mark, None))?;
    if title.is_empty() {
        return None;
    }
    let own = Url::parse(&address).ok();
    let (body, left) = safe(&raw.body, own.as_ref());
    Some(Entry { address, title, published: moment::read(&raw.published), source: line(&raw.source), body, left })
}

/// One line of text out of what may be HTML.
fn line(written: &str) -> String {
    let plain =
        if written.contains(['<', '&']) { crate::text::plain(written).unwrap_or_default() } else { written.into() };
    text::truncate(&text::clean_line(&plain), TITLE_CHARS_MAX)
}

/// A content made safe, its links completed. What no reader would finish is left out whole.
fn safe(html: &str, own: Option<&Url>) -> (String, BTreeMap<Left, usize>) {
    let tree = || -> Result<html::Cleaned, Refusal> {
        html::sized(html, html::HTML_BYTES_MAX, "正文")?;
        let mut dom = dom::fragment(html)?;
        complete(&mut dom, own);
        html::clean_tree(&mut dom, &Policy::default())
    };
    tree().map_or_else(|_| Default::default(), |cleaned| (cleaned.html, cleaned.left))
}

/// Links and pictures get whole addresses: without them they would lead to pages of ours.
fn complete(dom: &mut Dom, own: Option<&Url>) {
    let Some(own) = own else { return };
    let ids: Vec<_> = dom.below(dom.top).collect();
    for id in ids {
        let name = match dom.name(id) {
            "a" => "href",
            "img" => "src",
            _ => continue,
        };
        let whole =
            dom.attr(id, name).filter(|written| !written.starts_with('#')).and_then(|w| own.join(w.trim()).ok());
        if let Some(whole) = whole {
            dom.set_attr(id, name, whole.as_str());
        }
    }
}

fn no(name: &'static str, why: &str) -> Refusal {
    Refusal::new(name, why)
}

#[cfg(test)]
mod tests;
