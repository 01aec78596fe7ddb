//! The finishing of what was pasted or imported: blanks, line breaks used as paragraphs, empty paragraphs, indents typed as
//! spaces, pieces of the same emphasis side by side.

use super::blocks::{INLINE, is_blank, named};
use crate::dom::{Dom, Id};

/// Blocks whose lines are trimmed at both ends.
const TRIMMED: [&str; 10] = ["p", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "blockquote"];

/// An indent of so many characters was typed to bring the signature (落款) to the right.
const SIGNATURE_INDENT: usize = 10;

/// Finishes the whole tree.
pub(crate) fn polish(dom: &mut Dom) {
    fold_blanks(dom);
    split_paragraphs(dom);
    inline(dom);
    for id in named(dom, &TRIMMED) {
        trim(dom, id);
    }
    empty(dom);
}

/// Whether blanks at a line's end stand between two characters that are written without blanks.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Line ends of the source become a blank, or nothing between Chinese characters; invisible characters go.
fn fold_blanks(dom: &mut Dom) {
    let mut before = None;
    for id in dom.below(dom.top).collect::<Vec<_>>() {
        let Some(text) = dom.text(id) else {
            if !INLINE.contains(&dom.name(id)) {
                before = None;
            }
            continue;
        };
        if text.chars().all(|c| c.is_ascii_whitespace()) && text.contains('\n') && !is_within_line(dom, id) {
            continue;
        }
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\0')).peekable();
        while let Some(c) = chars.next() {
            if !c.is_ascii_whitespace() {
                out.push(c);
                before = Some(c);
                continue;
            }
            let mut line_end = matches!(c, '\n' | '\r');
            while let Some(blank) = chars.next_if(char::is_ascii_whitespace) {
                line_end |= matches!(blank, '\n' | '\r');
            }
            let between = before.is_some_and(is_wide) && chars.peek().copied().is_none_or(is_wide);
            if !(line_end && between) && before != Some(' ') {
                out.push(' ');
                before = Some(' ');
            }
        }
        dom.set_text(id, out);
    }
}

fn is_within_line(dom: &Dom, id: Id) -> bool {
    dom.parent(id).is_some_and(|p| INLINE.contains(&dom.name(p)) || ["p", "h2", "h3", "h4"].contains(&dom.name(p)))
}

/// Two line breaks, or one before an indent, end a paragraph.
fn split_paragraphs(dom: &mut Dom) {
    for id in named(dom, &["p"]) {
        let class = dom.attr(id, "class").map(str::to_owned);
        let children: Vec<Id> = dom.children(id).collect();
        let mut into = dom.element("p");
        class.iter().for_each(|class| dom.set_attr(into, "class", class));
        dom.insert_before(id, into);
        for (at, child) in children.iter().enumerate() {
            if dom.name(*child) == "br" && ends_paragraph(dom, children.get(at + 1..).unwrap_or_default()) {
                into = dom.element("p");
                class.iter().for_each(|class| dom.set_attr(into, "class", class));
                dom.insert_before(id, into);
            } else {
                dom.append(into, *child);
            }
        }
        dom.detach(id);
    }
}

fn ends_paragraph(dom: &Dom, after: &[Id]) -> bool {
    for id in after {
        match dom.text(*id) {
            Some(text) if indent(text) > 0 => return true,
            Some(text) if is_blank(text) => {}
            Some(_) => return false,
            None => return dom.name(*id) == "br",
        }
    }
    true
}

/// Characters of indent typed at the beginning of a text: full-width blanks, or four others.
fn indent(text: &str) -> usize {
    let blanks = text.chars().take_while(|c| c.is_whitespace());
    let width: usize = blanks.map(|c| if matches!(c, '\u{3000}' | '\u{2003}') { 2 } else { 1 }).sum();
    if width >= 4 { width / 2 } else { 0 }
}

/// Empty and doubled emphasis goes, pieces of the same kind are joined.
fn inline(dom: &mut Dom) {
    for id in named(dom, &INLINE).into_iter().rev() {
        let solid = dom.below(id).any(|x| matches!(dom.name(x), "img" | "br"));
        if !solid && is_blank(&dom.text_below(id)) {
            dom.unwrap(id);
        }
    }
    for id in named(dom, &["strong", "em", "u", "sub", "sup"]) {
        let in_heading = dom.above(id).find_map(|x| match dom.name(x) {
            "h2" | "h3" | "h4" | "th" => Some(true),
            "p" | "td" | "li" => Some(false),
            _ => None,
        });
        if dom.name(id) == "strong" && in_heading == Some(true) {
            dom.unwrap(id);
            continue;
        }
        while let Some(next) = dom.next(id).filter(|n| dom.name(*n) == dom.name(id)) {
            dom.move_children(next, id);
            dom.detach(next);
        }
    }
}

/// Cuts blanks and line breaks at both ends of a block's lines; a typed indent becomes the class.
fn trim(dom: &mut Dom, block: Id) {
    let mut width = 0;
    while let Some(id) = edge(dom, block, true) {
        if dom.name(id) == "br" {
            dom.detach(id);
            continue;
        }
        let Some(text) = dom.text(id) else { break };
        width += indent(text);
        let rest = text.trim_start_matches(|c: char| c.is_whitespace()).to_owned();
        if rest.is_empty() {
            dom.detach(id);
        } else {
            dom.set_text(id, rest);
            break;
        }
    }
    while let Some(id) = edge(dom, block, false) {
        let Some(text) = dom.text(id) else {
            if dom.name(id) == "br" {
                dom.detach(id);
                continue;
            }
            break;
        };
        let rest = text.trim_end_matches(|c: char| c.is_whitespace()).to_owned();
        if rest.is_empty() {
            dom.detach(id);
        } else {
            dom.set_text(id, rest);
            break;
        }
    }
    if width > 0 && dom.name(block) == "p" && dom.attr(block, "class").is_none() {
        let class = if width >= SIGNATURE_INDENT { "align-right" } else { "indent" };
        dom.set_attr(block, "class", class);
    }
}

/// The first or last leaf of a block's lines; nothing when the block begins or ends with another block.
fn edge(dom: &Dom, block: Id, first: bool) -> Option<Id> {
    let step = |id| if first { dom.first(id) } else { dom.last(id) };
    let mut at = step(block)?;
    loop {
        match dom.name(at) {
            "" | "br" | "img" => return Some(at),
            name if INLINE.contains(&name) => match step(at) {
                Some(below) => at = below,
                None => return Some(at),
            },
            _ => return None,
        }
    }
}

/// Takes out blocks and rows in which there is nothing.
fn empty(dom: &mut Dom) {
    let solid = |dom: &Dom, id: Id| {
        dom.below(id).any(|x| matches!(dom.name(x), "img" | "hr") || dom.text(x).is_some_and(|t| !is_blank(t)))
    };
    let names = ["p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "figure", "figcaption", "caption", "table"];
    for id in named(dom, &names).into_iter().rev() {
        if !solid(dom, id) {
            dom.detach(id);
        }
    }
    for table in named(dom, &["table"]) {
        let spans = dom.below(table).any(|x| dom.attr(x, "rowspan").is_some());
        let rows: Vec<Id> = dom.below(table).filter(|x| dom.name(*x) == "tr").collect();
        for row in rows {
            if !spans && !solid(dom, row) {
                dom.detach(row);
            }
        }
    }
}
