//! Puts blocks in order after the list has been applied: no block within a line, no line outside a block, lists of items,
//! and no `div` left.

use super::strip::CLASSED;
use crate::dom::{Dom, Id};

/// Blocks as they stand in the list; `div` is a block that has not found its name yet.
const BLOCKS: [&str; 11] = ["p", "h2", "h3", "h4", "ul", "ol", "blockquote", "figure", "hr", "table", "div"];
/// Parts of blocks.
const PARTS: [&str; 8] = ["li", "caption", "figcaption", "thead", "tbody", "tfoot", "tr", "td"];
/// What stands within a line and may hold text.
pub(crate) const INLINE: [&str; 6] = ["strong", "em", "u", "sub", "sup", "a"];

pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

fn is_blockish(name: &str) -> bool {
    is_block(name) || PARTS.contains(&name) || name == "th"
}

/// Whether there is nothing to read or see in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}'))
}

/// Puts the whole tree in order.
pub(crate) fn order(dom: &mut Dom) {
    lift_inline(dom);
    lists(dom);
    headings(dom);
    divs(dom);
    parts(dom);
    flow(dom, dom.top, None);
    let quotes: Vec<Id> = named(dom, &["blockquote"]);
    quotes.into_iter().for_each(|id| flow(dom, id, None));
}

/// All elements with one of these names, in the order of the text.
pub(crate) fn named(dom: &Dom, names: &[&str]) -> Vec<Id> {
    dom.below(dom.top).filter(|id| names.contains(&dom.name(*id))).collect()
}

/// Whether a block or a part of one stands below.
fn holds_block(dom: &Dom, id: Id) -> bool {
    dom.below(id).any(|x| is_blockish(dom.name(x)))
}

/// `<strong><p>…</p></strong>` becomes `<p><strong>…</strong></p>`.
fn lift_inline(dom: &mut Dom) {
    for id in named(dom, &INLINE) {
        if dom.above(id).any(|x| dom.name(x) == dom.name(id)) {
            dom.unwrap(id);
        }
    }
    for id in named(dom, &INLINE) {
        let name = dom.name(id).to_owned();
        if holds_block(dom, id) {
            let texts: Vec<Id> = dom.below(id).filter(|x| dom.text(*x).is_some_and(|t| !is_blank(t))).collect();
            for text in texts {
                let wrapper = dom.element(&name);
                for (attribute, value) in dom.attrs(id).to_vec() {
                    dom.set_attr(wrapper, &attribute, &value);
                }
                dom.insert_before(text, wrapper);
                dom.append(wrapper, text);
            }
            dom.unwrap(id);
        }
    }
}

/// Items stand in lists, and lists hold items only.
fn lists(dom: &mut Dom) {
    for id in named(dom, &["li"]) {
        let parent = dom.parent(id).map_or("", |p| dom.name(p));
        if matches!(parent, "ul" | "ol") {
            continue;
        }
        let list = dom.element("ul");
        dom.insert_before(id, list);
        let mut item = Some(id);
        while let Some(id) = item {
            item = dom.next(id).filter(|n| dom.name(*n) == "li" || dom.text(*n).is_some_and(is_blank));
            dom.append(list, id);
        }
    }
    for list in named(dom, &["ul", "ol"]) {
        let children: Vec<Id> = dom.children(list).collect();
        let mut item = None;
        for child in children {
            match dom.name(child) {
                "li" => item = Some(child),
                "" if dom.text(child).is_none_or(is_blank) => {}
                _ => {
                    let into = item.unwrap_or_else(|| {
                        let new = dom.element("li");
                        dom.insert_before(child, new);
                        new
                    });
                    dom.append(into, child);
                    item = Some(into);
                }
            }
        }
    }
}

/// Headings and captions hold lines only; a heading around a table was no heading.
fn headings(dom: &mut Dom) {
    for id in named(dom, &["h2", "h3", "h4", "p"]) {
        let inner: Vec<Id> = dom.below(id).filter(|x| is_blockish(dom.name(*x))).collect();
        let paragraph = dom.name(id) == "p";
        if inner.iter().any(|x| paragraph || !matches!(dom.name(*x), "p" | "div" | "h2" | "h3" | "h4")) {
            dom.rename(id, "div");
        } else {
            inner.into_iter().for_each(|x| join(dom, x));
        }
    }
    for id in named(dom, &["caption", "figcaption"]) {
        let inner: Vec<Id> = dom.below(id).filter(|x| is_blockish(dom.name(*x))).collect();
        inner.into_iter().for_each(|x| join(dom, x));
        if dom.name(id) == "figcaption" && dom.parent(id).is_none_or(|p| dom.name(p) != "figure") {
            dom.rename(id, "p");
        }
    }
}

/// Takes a block's tags away within a line, with a blank where it ended.
fn join(dom: &mut Dom, id: Id) {
    if dom.next(id).is_some() {
        let blank = dom.text_node(" ");
        dom.append(id, blank);
    }
    dom.unwrap(id);
}

/// Each `div` becomes a paragraph, or its blocks take its place.
fn divs(dom: &mut Dom) {
    for id in named(dom, &["div"]).into_iter().rev() {
        if dom.children(id).any(|x| is_block(dom.name(x))) {
            let class = dom.attr(id, "class").map(str::to_owned);
            flow(dom, id, class.as_deref());
            dom.unwrap(id);
        } else if dom.children(id).all(|x| dom.text(x).is_some_and(is_blank) || dom.name(x) == "br") {
            dom.detach(id);
        } else {
            dom.rename(id, "p");
        }
    }
}

/// A lone paragraph in a cell or item needs no tags of its own; lines beside blocks get them.
fn parts(dom: &mut Dom) {
    for id in named(dom, &["li", "td", "th"]) {
        let solid: Vec<Id> = dom.children(id).filter(|x| !dom.text(*x).is_some_and(is_blank)).collect();
        match solid.as_slice() {
            [only] if dom.name(*only) == "p" => {
                let class = dom.attr(*only, "class").map(str::to_owned);
                let takes = CLASSED.contains(&dom.name(id)) && dom.attr(id, "class").is_none();
                if let Some(class) = class.filter(|_| takes) {
                    dom.set_attr(id, "class", &class);
                }
                dom.unwrap(*only);
            }
            all if dom.name(id) != "li" && all.iter().any(|x| is_block(dom.name(*x))) => flow(dom, id, None),
            _ => {}
        }
    }
}

/// Puts lines that stand directly below `container` into paragraphs.
fn flow(dom: &mut Dom, container: Id, class: Option<&str>) {
    let mut paragraph = None;
    let children: Vec<Id> = dom.children(container).collect();
    for child in children {
        let name = dom.name(child);
        if is_blockish(name) {
            let plain = name == "p" && dom.attr(child, "class").is_none();
            if let Some(class) = class.filter(|_| plain) {
                dom.set_attr(child, "class", class);
            }
            paragraph = None;
        } else if paragraph.is_none() && dom.text(child).is_none_or(is_blank) && !dom.is_element(child) {
            if dom.text(child).is_some_and(|t| !t.chars().all(|c| c.is_ascii_whitespace())) {
                dom.detach(child);
            }
        } else {
            let into = *paragraph.get_or_insert_with(|| {
                let new = dom.element("p");
                class.into_iter().for_each(|class| dom.set_attr(new, "class", class));
                dom.insert_before(child, new);
                new
            });
            dom.append(into, child);
        }
    }
}

/// A table of a single cell was a frame: its content takes its place.
pub(crate) fn unframe(dom: &mut Dom) {
    for table in named(dom, &["table"]).into_iter().rev() {
        let cells = dom.below(table).filter(|x| matches!(dom.name(*x), "td" | "th" | "caption"));
        match cells.take(2).collect::<Vec<_>>().as_slice() {
            [cell] => {
                dom.rename(*cell, "div");
                dom.insert_before(table, *cell);
                dom.detach(table);
            }
            [] => dom.detach(table),
            _ => {}
        }
    }
}
