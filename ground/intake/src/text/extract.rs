//! One walk through the tree that collects text, blocks, headings, pictures and links.

use super::links::{self, Link};
use super::sheet::Sheet;
use super::sight::{Hiding, Sight};
use super::{Block, BlockKind, Content, Heading, Image, Run};
use crate::dom::{Dom, Id, Step};

/// Elements whose text nobody reads.
const SILENT: [&str; 13] = [
    "script", "style", "head", "template", "iframe", "noframes", "noembed", "object", "svg", "math", "select",
    "textarea", "title",
];
/// Elements that stand within a line.
const INLINE: [&str; 37] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
];

struct Extract<'a> {
    dom: &'a Dom,
    content: Content,
    /// Kinds of the blocks around, with the blocks' elements.
    kinds: Vec<(Id, BlockKind)>,
    sights: Vec<Sight>,
    /// Where the text of each open cell begins.
    cells: Vec<usize>,
    start: usize,
    /// A blank waits for the next character.
    gap: bool,
    nodes: usize,
    /// Links that are open, with where their text begins.
    open: Vec<(Id, usize, bool)>,
}

pub(super) fn extract(dom: &Dom) -> Content {
    let sheet = Sheet::read(dom);
    let mut x = Extract {
        dom,
        content: Content::default(),
        kinds: Vec::new(),
        sights: vec![Sight::default()],
        cells: Vec::new(),
        start: 0,
        gap: false,
        nodes: 0,
        open: Vec::new(),
    };
    let mut steps = dom.steps(dom.top);
    while let Some(step) = steps.next() {
        match step {
            Step::In(id) if dom.text(id).is_some() => x.text(id),
            Step::In(id) if dom.is_element(id) => {
                if x.enter(id, &sheet) {
                    x.nodes += dom.below(id).filter(|n| dom.text(*n).is_some()).count();
                    steps.leave_out(id);
                }
            }
            Step::In(_) => {}
            Step::Out(id) if dom.is_element(id) => x.leave(id),
            Step::Out(_) => {}
        }
    }
    x.end_block();
    x.content
}

impl Extract<'_> {
    /// Begins an element; `true` when nothing in it is read.
    fn enter(&mut self, id: Id, sheet: &Sheet) -> bool {
        let name = self.dom.name(id);
        let above = self.sights.last().cloned().unwrap_or_default();
        let sight = above.within(self.dom, id, sheet);
        if let Some(link) = links::begin(self.dom, id, self.content.blocks.len()) {
            self.content.links.push(Link { hidden: sight.hiding(), ..link });
            if matches!(name, "a") {
                self.open.push((id, self.content.text.len(), false));
            }
        }
        if name == "img" {
            let src = self.dom.attr(id, "src").unwrap_or_default().to_owned();
            let alt = self.dom.attr(id, "alt").map(str::to_owned);
            self.open.iter_mut().for_each(|(_, _, picture)| *picture = true);
            self.content.images.push(Image { src, alt, block: self.content.blocks.len() });
        }
        self.sights.push(sight);
        if !INLINE.contains(&name) && name != "img" {
            self.end_block();
            if matches!(name, "td" | "th") {
                self.cells.push(self.content.text.len());
            }
            if let Some(kind) = kind(name) {
                self.kinds.push((id, kind));
            }
        }
        SILENT.contains(&name) || name == ":foreign"
    }

    fn leave(&mut self, id: Id) {
        self.sights.pop();
        let name = self.dom.name(id);
        if let Some(at) = self.open.iter().rposition(|(open, ..)| *open == id) {
            let (_, start, picture) = self.open.remove(at);
            self.end_link(start, picture);
        }
        if !INLINE.contains(&name) && name != "img" {
            self.end_block();
            if matches!(name, "td" | "th") {
                // Cells end with a tab; an empty one keeps its place in the row.
                let begin = self.cells.pop().unwrap_or_default();
                if self.content.text.len() > begin {
                    self.content.text.pop();
                }
                self.content.text.push('\t');
            } else if name == "tr" && self.content.text.ends_with('\t') {
                self.content.text.pop();
                self.content.text.push('\n');
            }
            self.start = self.content.text.len();
        }
        if self.kinds.last().is_some_and(|(open, _)| *open == id) {
            self.kinds.pop();
        }
    }

    fn end_link(&mut self, start: usize, picture: bool) {
        let text = self.content.text.get(start..).unwrap_or_default();
        let text = base::text::truncate(&base::text::clean_line(text), 100);
        // Links do not stand within each other, so the one that ends is the last one of its kind.
        let Some(link) = self.content.links.iter_mut().rev().find(|l| l.kind == super::LinkKind::Anchor) else {
            return;
        };
        let bare = !text.chars().any(char::is_alphanumeric) && !picture;
        if bare && link.hidden.is_none() {
            link.hidden = Some(Hiding::Bare);
        }
        link.text = text;
    }

    fn text(&mut self, id: Id) {
        let node = self.nodes;
        self.nodes += 1;
        let Some(text) = self.dom.text(id) else { return };
        let mut units = 0;
        let mut run: Option<Run> = None;
        for c in text.chars() {
            let at = units;
            units += c.len_utf16();
            if c.is_whitespace() {
                self.gap = true;
                self.content.runs.extend(run.take());
                continue;
            }
            if matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\0') {
                self.content.runs.extend(run.take());
                continue;
            }
            if std::mem::take(&mut self.gap) && self.content.text.len() > self.start {
                self.content.text.push(' ');
            }
            let from = self.content.text.len();
            self.content.text.push(c);
            let to = self.content.text.len();
            match &mut run {
                Some(run) => run.text.end = to,
                None => run = Some(Run { text: from..to, node, start: at }),
            }
        }
        self.content.runs.extend(run);
    }

    fn end_block(&mut self) {
        self.gap = false;
        let range = self.start..self.content.text.len();
        if range.is_empty() {
            return;
        }
        let kind = self.kinds.last().map_or(BlockKind::Paragraph, |(_, kind)| *kind);
        if let BlockKind::Heading(level) = kind {
            let text = self.content.text.get(range.clone()).unwrap_or_default().to_owned();
            self.content.outline.push(Heading { level, text, block: self.content.blocks.len() });
        }
        self.content.blocks.push(Block { kind, range });
        self.content.text.push('\n');
        self.start = self.content.text.len();
    }
}

fn kind(name: &str) -> Option<BlockKind> {
    Some(match name {
        "h1" => BlockKind::Heading(1),
        "h2" => BlockKind::Heading(2),
        "h3" => BlockKind::Heading(3),
        "h4" => BlockKind::Heading(4),
        "h5" => BlockKind::Heading(5),
        "h6" => BlockKind::Heading(6),
        "li" | "dt" | "dd" => BlockKind::Item,
        "td" | "th" => BlockKind::Cell,
        "caption" | "figcaption" => BlockKind::Caption,
        _ => return None,
    })
}
