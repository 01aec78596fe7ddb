//! The closed list: elements outside it go or lose their tags, attributes outside it go.

use super::address::{self, Target};
use super::{Left, Policy, style::Style};
use crate::dom::{Dom, Id};
use std::collections::BTreeMap;

/// Classes that blocks may have.
pub(crate) const CLASSES: [&str; 3] = ["align-center", "align-right", "indent"];
/// Blocks that may have one of [`CLASSES`].
pub(crate) const CLASSED: [&str; 9] = ["p", "h2", "h3", "h4", "td", "th", "figure", "blockquote", "div"];

/// An indent of the first line from here on is one of two characters (首行缩进), in pixels.
const INDENT_PIXELS: f32 = 12.0;

/// What becomes of an element.
enum Fate {
    /// Stays, under this name.
    Keep(&'static str),
    /// Its content takes its place.
    Unwrap,
    /// Goes with all in it, silently.
    Drop,
    /// Goes with all in it, and the editor is told.
    Tell(Left),
}

/// Takes everything outside the list out of the tree; `div` stays as the sign of a block and is put in order afterwards.
pub(crate) fn strip(dom: &mut Dom, policy: &Policy) -> BTreeMap<Left, usize> {
    let mut left = BTreeMap::new();
    let mut next = dom.first(dom.top);
    while let Some(id) = next {
        let (fate, after) = (fate(dom.name(id), dom.is_element(id)), after(dom, id));
        match fate {
            Fate::Keep(name) => {
                *left.entry(Left::Script).or_default() += events(dom, id);
                dom.rename(id, name);
                next = if attributes(dom, id, policy, &mut left) { dom.first(id).or(after) } else { after };
                if name == "a" && dom.attr(id, "href").is_none() {
                    next = dom.first(id).or(after);
                    dom.unwrap(id);
                }
            }
            Fate::Unwrap => {
                *left.entry(Left::Script).or_default() += events(dom, id);
                next = dom.first(id).or(after);
                dom.unwrap(id);
            }
            Fate::Drop => {
                dom.detach(id);
                next = after;
            }
            Fate::Tell(kind) => {
                *left.entry(kind).or_default() += 1;
                dom.detach(id);
                next = after;
            }
        }
    }
    left.retain(|_, count| *count > 0);
    left
}

/// The node that comes after `id` and all below it.
fn after(dom: &Dom, id: Id) -> Option<Id> {
    std::iter::once(id).chain(dom.above(id)).take_while(|x| *x != dom.top).find_map(|x| dom.next(x))
}

fn fate(name: &str, element: bool) -> Fate {
    match name {
        // Text stays; comments and the like are not written, but need not stand in the way either.
        "" if !element => Fate::Keep(""),
        "p" => Fate::Keep("p"),
        "h1" | "h2" => Fate::Keep("h2"),
        "h3" => Fate::Keep("h3"),
        "h4" | "h5" | "h6" => Fate::Keep("h4"),
        "ul" | "menu" | "dir" => Fate::Keep("ul"),
        "ol" => Fate::Keep("ol"),
        "li" => Fate::Keep("li"),
        "blockquote" => Fate::Keep("blockquote"),
        "figure" => Fate::Keep("figure"),
        "figcaption" => Fate::Keep("figcaption"),
        "hr" => Fate::Keep("hr"),
        "table" => Fate::Keep("table"),
        "caption" => Fate::Keep("caption"),
        "thead" => Fate::Keep("thead"),
        "tbody" => Fate::Keep("tbody"),
        "tfoot" => Fate::Keep("tfoot"),
        "tr" => Fate::Keep("tr"),
        "th" => Fate::Keep("th"),
        "td" => Fate::Keep("td"),
        "strong" | "b" => Fate::Keep("strong"),
        "em" | "i" | "cite" | "dfn" | "var" => Fate::Keep("em"),
        "u" => Fate::Keep("u"),
        "sub" => Fate::Keep("sub"),
        "sup" => Fate::Keep("sup"),
        "br" => Fate::Keep("br"),
        "a" => Fate::Keep("a"),
        "img" | "image" => Fate::Keep("img"),
        "div" | "section" | "article" | "center" | "main" | "header" | "footer" | "aside" | "nav" | "address"
        | "pre" | "dl" | "dt" | "dd" | "details" | "summary" | "fieldset" | "legend" | "hgroup" | "listing" | "xmp"
        | "plaintext" => Fate::Keep("div"),
        "script" => Fate::Tell(Left::Script),
        "iframe" | "frame" | "frameset" | "object" | "embed" | "applet" | "portal" | "fencedframe" => {
            Fate::Tell(Left::Frame)
        }
        "input" | "button" | "select" | "textarea" | "option" | "optgroup" | "datalist" | "keygen" | "isindex" => {
            Fate::Tell(Left::Form)
        }
        "video" | "audio" | "canvas" | "bgsound" => Fate::Tell(Left::Media),
        ":foreign" => Fate::Tell(Left::Drawing),
        "style" | "head" | "title" | "meta" | "link" | "base" | "noscript" | "template" | "noframes" | "noembed"
        | "xml" | "map" | "area" | "param" | "source" | "track" | "col" | "colgroup" | "slot" => Fate::Drop,
        _ => Fate::Unwrap,
    }
}

/// How many attributes of `id` would run something.
fn events(dom: &Dom, id: Id) -> usize {
    dom.attrs(id).iter().filter(|(name, value)| is_event(name, value)).count()
}

fn is_event(name: &str, value: &str) -> bool {
    name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"))
        || (["href", "src", "action", "formaction"].contains(&name) && address::target(value) == Target::Bad)
}

/// Leaves the attributes of the list; `false` when the element itself had to go.
fn attributes(dom: &mut Dom, id: Id, policy: &Policy, left: &mut BTreeMap<Left, usize>) -> bool {
    let name = dom.name(id).to_owned();
    let class = class_of(dom, id, &name);
    let kept: Vec<(&str, String)> = match name.as_str() {
        "a" => link(dom, id, left).into_iter().collect(),
        "img" => match image(dom, id, policy) {
            Ok(kept) => kept,
            Err(kind) => {
                *left.entry(kind).or_default() += 1;
                dom.detach(id);
                return false;
            }
        },
        "td" | "th" => cell(dom, id, &name),
        "ol" => list(dom, id),
        _ => Vec::new(),
    };
    dom.retain_attrs(id, |_| false);
    for (attribute, value) in kept.into_iter().chain(class.map(|class| ("class", class))) {
        dom.set_attr(id, attribute, &value);
    }
    true
}

/// The alignment, from a class of ours, the old attribute or the style.
fn class_of(dom: &Dom, id: Id, name: &str) -> Option<String> {
    if !CLASSED.contains(&name) {
        return None;
    }
    let mut classes: Vec<&str> = dom.attr(id, "class").unwrap_or_default().split_ascii_whitespace().collect();
    classes.retain(|class| CLASSES.contains(class));
    let style = Style::of(dom, id);
    let align =
        style.get("text-align").map(str::to_owned).or_else(|| dom.attr(id, "align").map(str::to_ascii_lowercase));
    match align.as_deref() {
        Some("center") => classes.push("align-center"),
        Some("right" | "end") => classes.push("align-right"),
        _ => {}
    }
    if style.pixels("text-indent").is_some_and(|x| x >= INDENT_PIXELS) && align.as_deref() != Some("center") {
        classes.push("indent");
    }
    classes.sort_unstable();
    classes.dedup();
    (!classes.is_empty()).then(|| classes.join(" "))
}

fn link(dom: &Dom, id: Id, left: &mut BTreeMap<Left, usize>) -> Option<(&'static str, String)> {
    match address::target(dom.attr(id, "href")?) {
        Target::Own(address) | Target::Person(address) => Some(("href", address)),
        Target::Outside { url, .. } => Some(("href", url)),
        Target::Nowhere | Target::Bad => None,
        Target::Local => {
            *left.entry(Left::Link).or_default() += 1;
            None
        }
    }
}

fn image(dom: &Dom, id: Id, policy: &Policy) -> Result<Vec<(&'static str, String)>, Left> {
    let src = match address::target(dom.attr(id, "src").unwrap_or_default()) {
        Target::Own(address) => address,
        Target::Outside { host, url } if address::is_among(&host, &policy.image_hosts) => url,
        Target::Outside { .. } => return Err(Left::OutsideImage),
        _ => return Err(Left::LocalImage),
    };
    let mut kept = vec![("src", src)];
    if let Some(alt) = dom.attr(id, "alt") {
        kept.push(("alt", base::text::clean_line(alt)));
    }
    for name in ["width", "height"] {
        if let Some(value) = number(dom, id, name, 1, 10_000) {
            kept.push((name, value.to_string()));
        }
    }
    Ok(kept)
}

fn cell(dom: &Dom, id: Id, name: &str) -> Vec<(&'static str, String)> {
    let mut kept = Vec::new();
    for (name, max) in [("colspan", 1_000), ("rowspan", 10_000)] {
        if let Some(value) = number(dom, id, name, 2, max) {
            kept.push((name, value.to_string()));
        }
    }
    if let Some(scope) =
        dom.attr(id, "scope").filter(|s| name == "th" && matches!(*s, "row" | "col" | "rowgroup" | "colgroup"))
    {
        kept.push(("scope", scope.to_owned()));
    }
    kept
}

fn list(dom: &Dom, id: Id) -> Vec<(&'static str, String)> {
    let mut kept = Vec::new();
    if let Some(start) = number(dom, id, "start", 2, 100_000) {
        kept.push(("start", start.to_string()));
    }
    if let Some(kind) = dom.attr(id, "type").filter(|t| matches!(*t, "a" | "A" | "i" | "I")) {
        kept.push(("type", kind.to_owned()));
    }
    kept
}

fn number(dom: &Dom, id: Id, name: &str, min: u32, max: u32) -> Option<u32> {
    let value = dom.attr(id, name)?.trim().trim_end_matches("px");
    let value = value.split_once('.').map_or(value, |(whole, _)| whole);
    value.parse().ok().filter(|x| (min..=max).contains(x))
}
