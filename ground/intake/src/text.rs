//! What a piece of HTML says: its text in blocks with a way back to the HTML, its outline, its pictures, its links.

mod extract;
mod links;
mod sheet;
mod sight;

pub use links::{Link, LinkKind, Reach};
pub use sight::Hiding;

use crate::dom::{self, Dom};
use base::Refusal;
use std::ops::Range;

/// Everything that is read out of a piece of HTML at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The text; blocks end with a line end, cells of a row with a tab.
    pub text: String,
    /// The blocks of the text, in order; only those in which there is something.
    pub blocks: Vec<Block>,
    /// The headings.
    pub outline: Vec<Heading>,
    /// The pictures.
    pub images: Vec<Image>,
    /// The links, and whatever else fetches something from an address.
    pub links: Vec<Link>,
    runs: Vec<Run>,
}

/// What kind of block a piece of text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading with its level, 1 to 6.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// The caption of a table or picture.
    Caption,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its place among the blocks.
    pub block: usize,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Image {
    /// Its address as written.
    pub src: String,
    /// Its alternative text (替代文字); none when there is no attribute, empty for mere decoration.
    pub alt: Option<String>,
    /// How many blocks stand before it.
    pub block: usize,
}

impl Image {
    /// Whether somebody who does not see it learns nothing: no alternative text, or only a file name or a number.
    pub fn lacks_text(&self) -> bool {
        let alt = self.alt.as_deref().unwrap_or_default().trim();
        let stem =
            alt.rsplit_once('.').filter(|(_, end)| end.len() <= 4 && end.is_ascii()).map_or(alt, |(stem, _)| stem);
        let named = ["image", "img", "dsc", "picture", "图片", "图像", "微信图片", "截图", "未标题", "untitled"];
        let stem = stem.to_lowercase();
        let rest = named.iter().find_map(|n| stem.strip_prefix(n)).unwrap_or(&stem);
        rest.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '_' | '-' | ' ' | '(' | ')' | '（' | '）'))
    }
}

/// A piece of the text as it stands in one text node.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// In the text, in bytes.
    text: Range<usize>,
    /// The text node, counted from 0 in the order of the document.
    node: usize,
    /// Where it begins in the node, in UTF-16 units.
    start: usize,
}

/// A piece of a text node, as a browser's `Range` wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct NodeRange {
    /// The text node, counted from 0 in the order of the document (`TreeWalker` with `SHOW_TEXT`).
    pub node: usize,
    /// First UTF-16 unit.
    pub start: usize,
    /// One past the last UTF-16 unit.
    pub end: usize,
}

impl Content {
    /// Reads a piece of HTML.
    ///
    /// # Errors
    /// `intake.too_large`, `intake.tangled`.
    pub fn read(html: &str) -> Result<Self, Refusal> {
        crate::html::sized(html, crate::html::HTML_BYTES_MAX, "正文")?;
        Ok(Self::of(&dom::fragment(html)?))
    }

    /// Reads a whole page, its styles included.
    ///
    /// # Errors
    /// `intake.too_large`, `intake.tangled`.
    pub fn read_page(html: &str) -> Result<Self, Refusal> {
        crate::html::sized(html, crate::html::HTML_BYTES_MAX, "网页")?;
        Ok(Self::of(&dom::document(html)?))
    }

    pub(crate) fn of(dom: &Dom) -> Self {
        extract::extract(dom)
    }

    /// The text of a block.
    pub fn block(&self, index: usize) -> &str {
        self.blocks.get(index).and_then(|b| self.text.get(b.range.clone())).unwrap_or_default()
    }

    /// All blocks with their texts.
    pub fn lines(&self) -> impl Iterator<Item = (&Block, &str)> {
        self.blocks.iter().map(|b| (b, self.text.get(b.range.clone()).unwrap_or_default()))
    }

    /// The block in which a byte of the text stands.
    pub fn block_at(&self, byte: usize) -> Option<usize> {
        let index = self.blocks.partition_point(|b| b.range.end <= byte);
        self.blocks.get(index).filter(|b| b.range.start <= byte).map(|_| index)
    }

    /// Where a piece of the text (in bytes) stands in the text nodes of the HTML, for marking it in the editor.
    pub fn nodes(&self, range: Range<usize>) -> Vec<NodeRange> {
        let first = self.runs.partition_point(|r| r.text.end <= range.start);
        let mut out: Vec<NodeRange> = Vec::new();
        for run in self.runs.iter().skip(first).take_while(|r| r.text.start < range.end) {
            let (from, to) = (range.start.max(run.text.start), range.end.min(run.text.end));
            let units = |a: usize, b: usize| self.text.get(a..b).map_or(0, |t| t.encode_utf16().count());
            let start = run.start + units(run.text.start, from);
            let piece = NodeRange { node: run.node, start, end: start + units(from, to) };
            match out.last_mut() {
                Some(last) if last.node == piece.node => last.end = piece.end,
                _ => out.push(piece),
            }
        }
        out
    }

    /// The beginning of the text for lists and search results, at most `chars` characters, without headings and tables.
    pub fn excerpt(&self, chars: usize) -> String {
        let mut out = String::new();
        for (block, text) in self.lines() {
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::Item) {
                out.push_str(text);
                // Counting bytes is enough to stop early: a character has at most four.
                if out.len() > chars * 4 {
                    break;
                }
            }
        }
        base::text::truncate(&base::text::clean_line(&out), chars)
    }
}

/// The plain text of a piece of HTML, one line for each block.
///
/// # Errors
/// `intake.too_large`, `intake.tangled`.
pub fn plain(html: &str) -> Result<String, Refusal> {
    Content::read(html).map(|content| content.text)
}

/// The first `most` characters of clean HTML as one line, for descriptions: blocks and breaks become blanks.
pub fn beginning(html: &str, most: usize) -> String {
    let (mut out, mut count, mut rest) = (String::new(), 0, html);
    while count < most && !rest.is_empty() {
        if rest.starts_with('<') {
            let (tag, after) = rest.split_once('>').unwrap_or((rest, ""));
            rest = after;
            let name = tag.trim_start_matches(['<', '/']).split(' ').next().unwrap_or_default();
            let within = ["strong", "em", "u", "sub", "sup", "a"].contains(&name);
            if !within && !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
                count += 1;
            }
            continue;
        }
        let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", ' ')];
        let entity = known.iter().find_map(|(text, c)| Some((*c, rest.strip_prefix(text)?)));
        let mut letters = rest.chars();
        let Some((c, after)) = entity.or_else(|| Some((letters.next()?, letters.as_str()))) else { break };
        out.push(c);
        count += 1;
        rest = after;
    }
    base::text::clean_line(&out)
}

#[cfg(test)]
mod tests;
