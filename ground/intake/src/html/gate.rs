//! The last word: ammonia with the same closed list.

use super::strip::{CLASSED, CLASSES};
use crate::dom::{self, Dom};
use ammonia::Builder;
use base::Refusal;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(super) const TAGS: [&str; 27] = [
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "hr",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "u",
    "sub",
    "sup",
    "br",
    "a",
    "img",
];

static GATE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", vec!["href"]),
        ("img", vec!["src", "alt", "width", "height"]),
        ("td", vec!["colspan", "rowspan"]),
        ("th", vec!["colspan", "rowspan", "scope"]),
        ("ol", vec!["start", "type"]),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.into_iter().collect()))
    .collect();
    let classes = CLASSED.iter().filter(|x| **x != "div").map(|x| (*x, CLASSES.into_iter().collect())).collect();
    let mut gate = Builder::empty();
    gate.tags(TAGS.into_iter().collect())
        .clean_content_tags(["script", "style"].into_iter().collect())
        .generic_attributes(HashSet::new())
        .tag_attributes(attributes)
        .allowed_classes(classes)
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .link_rel(Some("noopener noreferrer"));
    gate
});

/// What ammonia's writer may cost: for each sign that is written as an entity it looks through the rest of the text.
const WRITING_MAX: usize = 1_000_000_000;

/// The tree as HTML with nothing but the list.
pub(super) fn pass(dom: &Dom) -> Result<String, Refusal> {
    let cost = |text: &str| text.len().saturating_mul(text.bytes().filter(|b| matches!(b, b'&' | 0xC2)).count());
    let texts = dom.below(dom.top).filter_map(|id| dom.text(id)).map(cost);
    let values = dom.below(dom.top).flat_map(|id| dom.attrs(id)).map(|(_, value)| cost(value));
    if texts.chain(values).fold(0, usize::saturating_add) > WRITING_MAX {
        return Err(dom::too_tangled());
    }
    Ok(GATE.clean(&dom.html(dom.top)).to_string())
}
