//! RSS and Atom, read in one pass without a tree.

use base::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{ENTRIES_MAX, Raw, Shape, no};

/// Tags, texts and entities of a feed, at most.
const STEPS_MAX: usize = 2_000_000;
/// How deep elements may lie in each other.
const DEPTH_MAX: usize = 200;
/// Entities of HTML that feeds use without declaring them.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("middot", "·"),
    ("bull", "•"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
];

/// In which shape `text` is written, by its first element; none when it is no feed.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let mut reader = Reader::from_str(text);
    for _ in 0..50 {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                return match tag.local_name().as_ref() {
                    "rss" | "RDF" => Some(Shape::Rss),
                    "feed" => Some(Shape::Atom),
                    _ => None,
                };
            }
            Event::Eof => return None,
            _ => {}
        }
    }
    None
}

/// Which part of an entry a text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Address,
    Mark,
    Published,
    Updated,
    Source,
    Content,
    Summary,
}

fn part(shape: Shape, name: &str) -> Option<Part> {
    Some(match (shape, name) {
        (_, "title") => Part::Title,
        (Shape::Rss, "link") => Part::Address,
        (Shape::Rss, "guid") | (Shape::Atom, "id") => Part::Mark,
        (_, "pubDate" | "published" | "date") => Part::Published,
        (Shape::Atom, "updated") => Part::Updated,
        (Shape::Rss, "source" | "author" | "creator") => Part::Source,
        (Shape::Rss, "encoded") | (Shape::Atom, "content") => Part::Content,
        (Shape::Rss, "description") | (Shape::Atom, "summary") => Part::Summary,
        _ => return None,
    })
}

/// How the text of a part is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// HTML that was escaped or stands in CDATA.
    Html,
    /// Plain text.
    Plain,
    /// Elements of XHTML in place.
    Inline,
}

/// A part that is being read.
struct Open {
    part: Part,
    writing: Writing,
    depth: usize,
    text: String,
}

struct Walk {
    shape: Shape,
    /// Names of the elements that are open.
    path: Vec<String>,
    title: String,
    /// The entry that is being read, with the depth of its element.
    raw: Option<(usize, Raw, String)>,
    open: Option<Open>,
    raws: Vec<Raw>,
}

/// The title of a feed and its entries.
pub(super) fn read(text: &str, shape: Shape) -> Result<(String, Vec<Raw>), Refusal> {
    let broken = |_| no("feed.broken", "订阅内容不完整或不合 XML 格式，没有读入。请稍后再试，或请来源网站检查。");
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk { shape, path: Vec::new(), title: String::new(), raw: None, open: None, raws: Vec::new() };
    for _ in 0..STEPS_MAX {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) => walk.start(&tag, false)?,
            Event::Empty(tag) => walk.start(&tag, true)?,
            Event::End(tag) => walk.end(tag.local_name().as_ref()),
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok().flatten().map(String::from);
                let named =
                    || ENTITIES.iter().find(|(name, _)| *name == entity.as_ref()).map(|(_, text)| (*text).into());
                walk.text(&known.or_else(named).unwrap_or_default());
            }
            Event::DocType(declared) if declared.as_ref().contains("<!ENTITY") => {
                return Err(no("feed.entities", "订阅内容自行声明了实体，可能是恶意文件，没有读入。"));
            }
            Event::Eof if walk.path.is_empty() => return Ok((walk.title, walk.raws)),
            Event::Eof => break,
            _ => {}
        }
        if walk.raws.len() >= ENTRIES_MAX {
            return Ok((walk.title, walk.raws));
        }
    }
    Err(no("feed.broken", "订阅内容不完整，没有读入。请稍后再试，或请来源网站检查。"))
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), Refusal> {
        let name = tag.local_name().as_ref().to_owned();
        if self.path.len() >= DEPTH_MAX {
            return Err(no("feed.deep", "订阅内容层次过深，没有读入。"));
        }
        if let Some(open) = &mut self.open {
            if open.writing == Writing::Inline {
                inline(&mut open.text, &name, tag);
            }
        } else if let Some((depth, raw, _)) = &mut self.raw {
            if self.path.len() == *depth + 1 {
                if self.shape == Shape::Atom && name == "link" {
                    link(raw, tag);
                } else if let Some(part) = part(self.shape, &name) {
                    let writing = writing(self.shape, part, tag);
                    self.open = Some(Open { part, writing, depth: self.path.len(), text: String::new() });
                }
            } else if self.shape == Shape::Atom && name == "name" && self.path.last().is_some_and(|p| p == "author") {
                let depth = self.path.len();
                self.open = Some(Open { part: Part::Source, writing: Writing::Plain, depth, text: String::new() });
            }
        } else if matches!((self.shape, name.as_str()), (Shape::Rss, "item") | (Shape::Atom, "entry")) {
            self.raw = Some((self.path.len(), Raw::default(), String::new()));
        } else if name == "title" && self.title.is_empty() && self.path.len() <= 2 {
            let depth = self.path.len();
            self.open = Some(Open { part: Part::Title, writing: Writing::Html, depth, text: String::new() });
        }
        self.path.push(name.clone());
        if empty {
            self.end(&name);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = &mut self.open {
            match open.writing {
                Writing::Html => open.text.push_str(text),
                Writing::Plain | Writing::Inline => escape(&mut open.text, text),
            }
        }
    }

    fn end(&mut self, name: &str) {
        self.path.pop();
        let depth = self.path.len();
        match self.open.take() {
            Some(open) if open.depth == depth => self.close(open),
            Some(mut open) => {
                if open.writing == Writing::Inline && !matches!(name, "br" | "img" | "hr") {
                    open.text.push_str("</");
                    open.text.push_str(name);
                    open.text.push('>');
                }
                self.open = Some(open);
            }
            None => {}
        }
        if self.raw.as_ref().is_some_and(|(at, ..)| *at == depth) {
            self.raws.extend(self.raw.take().map(|(_, raw, _)| raw));
        }
    }

    fn close(&mut self, open: Open) {
        let Some((_, raw, summary)) = &mut self.raw else {
            self.title = open.text;
            return;
        };
        let empty = |field: &String| field.trim().is_empty();
        match open.part {
            Part::Title if empty(&raw.title) => raw.title = open.text,
            Part::Address if empty(&raw.address) => raw.address = open.text,
            Part::Mark => raw.mark = open.text,
            Part::Published => raw.published = open.text,
            Part::Updated if empty(&raw.published) => raw.published = open.text,
            Part::Source if empty(&raw.source) => raw.source = open.text,
            Part::Content => raw.body = open.text,
            Part::Summary => *summary = open.text,
            _ => {}
        }
        if raw.body.len() < summary.len() && empty(&raw.body) {
            raw.body.clone_from(summary);
        }
    }
}

/// How the text of `part` is written; Atom says so, RSS means HTML.
fn writing(shape: Shape, part: Part, tag: &BytesStart<'_>) -> Writing {
    let content = matches!(part, Part::Content | Part::Summary | Part::Title);
    if !content {
        return Writing::Html;
    }
    match (shape, attribute(tag, "type").as_deref()) {
        (Shape::Atom, Some("xhtml")) => Writing::Inline,
        (Shape::Atom, None | Some("text")) => Writing::Plain,
        _ => Writing::Html,
    }
}

/// The address of an Atom entry: the link that stands for it.
fn link(raw: &mut Raw, tag: &BytesStart<'_>) {
    let stands = attribute(tag, "rel").is_none_or(|rel| rel == "alternate");
    if let Some(href) = attribute(tag, "href").filter(|_| stands && raw.address.is_empty()) {
        raw.address = href;
    }
}

/// An element of XHTML written out, with the attributes that a reader would see.
fn inline(out: &mut String, name: &str, tag: &BytesStart<'_>) {
    out.push('<');
    out.push_str(name);
    for key in ["href", "src", "alt", "title", "colspan", "rowspan", "class"] {
        if let Some(value) = attribute(tag, key) {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            escape(out, &value);
            out.push('"');
        }
    }
    out.push('>');
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The value of an attribute, without its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let raw = found.value.to_string();
    Some(quick_xml::escape::unescape(&raw).map_or(raw.clone(), std::borrow::Cow::into_owned))
}
