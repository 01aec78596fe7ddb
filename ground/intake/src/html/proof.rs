//! Whether HTML is already what the cleaning gives, told from its letters alone: most of what is shown is, and then need not be read
//! into a tree and written again. What is not seen to be so at once is not said to be so.

use super::gate::TAGS;
use super::strip::{CLASSED, CLASSES};

/// Elements that are open at a time, at most.
const DEPTH: usize = 64;
/// Bytes of an address, at most.
const ADDRESS: usize = 2_000;
const ENTITIES: [&str; 5] = ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;"];

/// Whether `html` holds nothing but elements and attributes of the closed list, written as our own writer writes them, each closed in
/// its turn, with addresses of our own or of the web. `false` says nothing.
pub(super) fn is_clean(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let Some(inside) = text_is_clean(text).then(|| tag.get(1..)).flatten() else { return false };
        let Some(after) = (match inside.strip_prefix('/') {
            Some(end) => closed(end, &mut open),
            None => opened(inside, &mut open),
        }) else {
            return false;
        };
        rest = after;
    }
    open.is_empty() && text_is_clean(rest)
}

/// Text between tags, or the value of an attribute.
fn text_is_clean(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some(at) =
            rest.find(|c: char| matches!(c, '&' | '<' | '>' | '\u{a0}') || (c < ' ' && !matches!(c, '\n' | '\t')))
        else {
            return true;
        };
        let (_, from) = rest.split_at(at);
        match ENTITIES.iter().find_map(|entity| from.strip_prefix(entity)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
}

/// The end of `name>…`, which must be the innermost open element; gives what follows.
fn closed<'a>(end: &'a str, open: &mut Vec<&'a str>) -> Option<&'a str> {
    let (name, rest) = end.split_once('>')?;
    (open.pop()? == name).then_some(rest)
}

/// The beginning of `name a="…">…`; gives what follows.
fn opened<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> Option<&'a str> {
    let end = tag.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())?;
    let (name, mut rest) = tag.split_at(end);
    if !TAGS.contains(&name) {
        return None;
    }
    let mut seen: Vec<&str> = Vec::new();
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (key, value) = attribute.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        if seen.contains(&key) || !fits(name, key, value) {
            return None;
        }
        seen.push(key);
        rest = after;
    }
    let wants: &[&str] = match name {
        "a" => &["href", "rel"],
        "img" => &["src"],
        _ => &[],
    };
    if !wants.iter().all(|key| seen.contains(key)) {
        return None;
    }
    if !matches!(name, "br" | "hr" | "img") {
        open.push(name);
    }
    (open.len() <= DEPTH).then(|| rest.strip_prefix('>')).flatten()
}

fn fits(name: &str, key: &str, value: &str) -> bool {
    let number = || (1..=5).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    match (name, key) {
        (_, "class") => CLASSED.contains(&name) && value.split(' ').all(|class| CLASSES.contains(&class)),
        ("a", "rel") => value == "noopener noreferrer",
        ("a", "href") => own(value) || web(value),
        ("img", "src") => own(value),
        ("img", "alt") => text_is_clean(value),
        ("img", "width" | "height") | ("td" | "th", "colspan" | "rowspan") | ("ol", "start") => number(),
        ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        ("ol", "type") => matches!(value, "1" | "a" | "A" | "i" | "I"),
        _ => false,
    }
}

/// An address without a host, from the root.
fn own(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && signs(address)
}

/// An address of the web without a name and a password.
fn web(address: &str) -> bool {
    (address.starts_with("http://") || address.starts_with("https://")) && !address.contains('@') && signs(address)
}

fn signs(address: &str) -> bool {
    let entities = address.split('&').skip(1).all(|after| after.starts_with("amp;"));
    address.len() <= ADDRESS
        && entities
        && !address.contains(|c: char| c <= ' ' || matches!(c, '\\' | '<' | '>' | '\u{a0}'))
}

#[cfg(test)]
mod tests {
    use super::super::attacks::{CLASSICS, assert_harmless};
    use super::super::{Policy, sanitise, shown};
    use super::*;

    #[test]
    fn what_the_cleaning_gives_is_seen_to_be_clean() {
        let body = "<h2>一、总体</h2><p class=\"indent\">甲 &amp; 乙<br>丙 <a href=\"https://www.gov.cn/a?b=1&amp;c=2\">链接</a></p>\
            <ul><li>一</li></ul><table><thead><tr><th scope=\"col\">项</th></tr></thead><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table>\
            <figure><img src=\"/a/1/files/2\" alt=\"图\"><figcaption>说明</figcaption></figure><ol start=\"3\"><li>三</li></ol>";
        let clean = sanitise(body, &Policy::default()).expect("clean").html;
        assert!(is_clean(&clean), "{clean}");
        assert_eq!(shown(&clean, &Policy::default()).expect("shown"), clean);
        for (attack, _) in CLASSICS {
            let Ok(clean) = sanitise(attack, &Policy::default()) else { continue };
            assert!(is_clean(&clean.html) || !clean.html.is_empty(), "{attack}");
        }
    }

    #[test]
    fn what_is_seen_to_be_clean_is_harmless() {
        for (attack, _) in CLASSICS {
            if is_clean(attack) {
                assert_harmless(attack, attack);
            }
        }
    }

    #[test]
    fn what_is_only_nearly_clean_is_not() {
        let cases = [
            "<script>1</script>",
            "<p onclick=\"x\">甲</p>",
            "<p>甲",
            "</p>",
            "<p><strong>甲</p></strong>",
            "<P>甲</P>",
            "<p >甲</p>",
            "<p class=\"\">甲</p>",
            "<p class=\"indent\" class=\"indent\">甲</p>",
            "<p style=\"x\">甲</p>",
            "<div>甲</div>",
            "<a href=\"/a\">甲</a>",
            "<a href=\"javascript:alert(1)\" rel=\"noopener noreferrer\">甲</a>",
            "<a href=\"//host/a\" rel=\"noopener noreferrer\">甲</a>",
            "<a href=\"/\\host\" rel=\"noopener noreferrer\">甲</a>",
            "<a href=\"/\t/host\" rel=\"noopener noreferrer\">甲</a>",
            "<a href=\"https://u:p@host/\" rel=\"noopener noreferrer\">甲</a>",
            "<a href=\"/a&#x2f;\" rel=\"noopener noreferrer\">甲</a>",
            "<img src=\"https://host/a.png\">",
            "<img>",
            "<img src=\"/a\" onerror=\"x\">",
            "<br/>",
            "<br></br>",
            "<!-- -->",
            "甲 & 乙",
            "甲 > 乙",
            "甲\u{a0}乙",
            "甲\u{0}乙",
            "&#60;script&#62;",
            "<",
            "<p",
            "<p class=\"indent",
        ];
        for html in cases {
            assert!(!is_clean(html), "{html}");
        }
        assert!(is_clean("") && is_clean("甲 &lt; 乙"));
    }
}
