//! The addresses in a finished page: found, and led elsewhere.

use std::collections::{BTreeMap, BTreeSet};

/// Attributes that hold one address.
const ONE: [&str; 5] = ["href", "src", "action", "formaction", "poster"];
/// Attributes that hold several, each with a width.
const SEVERAL: &str = "srcset";

/// Every address of the page once, as a browser reads it.
pub(super) fn found(html: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    each(html, &mut |address| {
        all.insert(address.to_owned());
        None
    });
    all
}

/// The page with the addresses that `lead` names led elsewhere.
pub(super) fn led(html: &str, lead: &BTreeMap<String, String>) -> String {
    each(html, &mut |address| lead.get(address).cloned())
}

/// The page with each address as `lead` gives it; `None` lets it stand.
fn each(html: &str, lead: &mut impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 20);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("=\"") {
        out.push_str(before);
        out.push_str("=\"");
        let name = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let value = after.split('"').next().unwrap_or_default();
        match name {
            _ if ONE.contains(&name) => out.push_str(&one(value, lead)),
            SEVERAL => out.push_str(&several(value, lead)),
            _ => out.push_str(value),
        }
        rest = after.get(value.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn one(value: &str, lead: &mut impl FnMut(&str) -> Option<String>) -> String {
    lead(&plain(value)).map_or_else(|| value.to_owned(), |to| escaped(&to))
}

fn several(value: &str, lead: &mut impl FnMut(&str) -> Option<String>) -> String {
    let pieces = value.split(',').map(|piece| {
        let (address, width) = piece.trim().split_once(' ').unwrap_or((piece.trim(), ""));
        format!("{} {width}", one(address, lead)).trim_end().to_owned()
    });
    pieces.collect::<Vec<_>>().join(", ")
}

/// An attribute's value without its entities.
fn plain(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let entities = [
        ("&#x2f;", "/"),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(value.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// An address as the value of an attribute.
pub(super) fn escaped(address: &str) -> String {
    address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_led_and_other_attributes_stay() {
        let html = "<a class=\"x\" href=\"/a?b=1&amp;c\">甲</a><img alt=\"href=/x\" src=\"&#x2f;p\" \
                    srcset=\"/p 1x, /q 2x\"><form action=\"/s\"><input value=\"/a\">";
        let all: Vec<String> = found(html).into_iter().collect();
        assert_eq!(all, ["/a?b=1&c", "/p", "/q", "/s"]);
        let lead = [("/a?b=1&c", "/a/x&y/"), ("/p", "/p.png"), ("/q", "/q.png")];
        let lead = lead.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
        let expected = "<a class=\"x\" href=\"/a/x&amp;y/\">甲</a><img alt=\"href=/x\" src=\"/p.png\" \
                        srcset=\"/p.png 1x, /q.png 2x\"><form action=\"/s\"><input value=\"/a\">";
        assert_eq!(led(html, &lead), expected);
        assert_eq!(found("<a href="), BTreeSet::new());
    }
}
