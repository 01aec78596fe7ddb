//! What Word, WPS, Excel and web pages say in styles and classes, said in elements: lists, headings, bold, alignment. What was
//! not to be seen (hidden text, deleted revisions, comments) goes.

mod lists;

use super::blocks::{is_blank, named};
use super::{Left, style::Style};
use crate::dom::{Dom, Id};
use std::collections::BTreeMap;

/// Reads the signs of office programs in the tree and turns them into elements.
pub(super) fn read(dom: &mut Dom) -> BTreeMap<Left, usize> {
    let left = unseen(dom);
    lists::read(dom);
    headings(dom);
    emphasis(dom);
    left
}

/// Takes out what the reader of the source did not see.
fn unseen(dom: &mut Dom) -> BTreeMap<Left, usize> {
    let mut left = BTreeMap::new();
    let all: Vec<(Id, Left)> = dom.below(dom.top).filter_map(|id| Some((id, reason(dom, id)?))).collect();
    for (id, kind) in all {
        // What stands within something already taken out is not counted again.
        if dom.above(id).any(|x| x == dom.top) && !is_blank(&dom.text_below(id)) {
            *left.entry(kind).or_default() += 1;
        }
        dom.detach(id);
    }
    left
}

fn reason(dom: &Dom, id: Id) -> Option<Left> {
    if !dom.is_element(id) || matches!(dom.name(id), "script" | "style" | "xml") {
        return None;
    }
    if dom.name(id) == "del" {
        return Some(Left::Revision);
    }
    let class = dom.attr(id, "class").unwrap_or_default();
    if ["MsoCommentReference", "MsoCommentText", "MsoCommentSubject", "msocomanchor", "msocomtxt"]
        .iter()
        .any(|c| class.split_ascii_whitespace().any(|x| x == *c))
    {
        return Some(Left::Remark);
    }
    let style = Style::of(dom, id);
    if style.get("mso-element").is_some_and(|x| x.starts_with("comment")) {
        return Some(Left::Remark);
    }
    let hidden = style.is("display", "none")
        || style.is("visibility", "hidden")
        || style.is("mso-hide", "all")
        || dom.attr(id, "hidden").is_some();
    hidden.then_some(Left::Hidden)
}

/// Word's title and outline levels.
fn headings(dom: &mut Dom) {
    for id in named(dom, &["p", "div"]) {
        let class = dom.attr(id, "class").unwrap_or_default();
        let level = Style::of(dom, id).get("mso-outline-level").and_then(|x| x.parse::<u8>().ok());
        match level {
            _ if class.split_ascii_whitespace().any(|c| c == "MsoTitle") => dom.rename(id, "h2"),
            Some(1) => dom.rename(id, "h2"),
            Some(2) => dom.rename(id, "h3"),
            Some(3..=6) => dom.rename(id, "h4"),
            _ => {}
        }
    }
}

/// Bold, italic, underlined, raised and lowered text said by styles.
fn emphasis(dom: &mut Dom) {
    for id in named(dom, &["b", "strong", "i", "em", "u"]) {
        // Some programs wrap everything into a <b> that says it is not bold.
        let style = Style::of(dom, id);
        let undone = style.get("font-weight").is_some_and(|x| matches!(x, "normal" | "400"))
            || style.is("font-style", "normal")
            || style.is("text-decoration", "none");
        if undone {
            dom.rename(id, "span");
        }
    }
    for id in named(dom, &["span", "font"]) {
        let style = Style::of(dom, id);
        let bold = style.get("font-weight").is_some_and(is_bold);
        let underlined = ["text-decoration", "text-decoration-line", "text-underline"]
            .iter()
            .any(|n| style.get(n).is_some_and(|v| v.contains("underline") || v == "single"));
        let signs = [
            (bold, "strong"),
            (style.is("font-style", "italic"), "em"),
            (underlined, "u"),
            (style.is("vertical-align", "super"), "sup"),
            (style.is("vertical-align", "sub"), "sub"),
        ];
        if is_blank(&dom.text_below(id)) {
            continue;
        }
        let mut at = id;
        for name in signs.iter().filter(|(yes, _)| *yes).map(|(_, name)| name) {
            let new = dom.element(name);
            dom.move_children(at, new);
            dom.append(at, new);
            at = new;
        }
    }
}

fn is_bold(value: &str) -> bool {
    value.starts_with("bold") || value.parse::<u32>().is_ok_and(|x| x >= 600)
}
