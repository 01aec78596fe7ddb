//! A finished page in traditional script: what people read changes, what machines read does not.

use super::to_traditional;

/// Attributes that people read.
const READ: [&str; 5] = ["alt", "title", "placeholder", "aria-label", "content"];
/// Elements whose content is not converted: code, and text that goes back to us when a form is sent.
const VERBATIM: [&str; 3] = ["script", "style", "textarea"];
/// Elements without content.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// The page `html` with its text and the attributes alt, title, placeholder, aria-label and content converted.
///
/// Tags, addresses, comments, scripts, styles, text areas and elements marked `translate="no"` stay byte for byte.
pub fn to_traditional_html(html: &str, protected: &[&str]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, markup) = rest.split_at(open);
        out.push_str(&to_traditional(text, protected));
        let length = markup_length(markup);
        let (markup, after) = markup.split_at(length);
        let name = tag_name(markup);
        let kept = is_kept(markup, &name);
        if kept || name.is_empty() {
            out.push_str(markup);
        } else {
            out.push_str(&convert_tag(markup, protected));
        }
        rest = after;
        if kept {
            let inside = content_length(rest, &name);
            let (verbatim, after) = rest.split_at(inside);
            out.push_str(verbatim);
            rest = after;
        }
    }
    out.push_str(&to_traditional(rest, protected));
    out
}

/// Bytes of the tag, comment or declaration that `text` begins with; a lone `<` is text of one byte.
fn markup_length(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |at| at + 3);
    }
    if !text.starts_with("<!") && !text.starts_with("<?") && !text.starts_with("</") && tag_name(text).is_empty() {
        return 1;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The lower-case name of a start tag, empty for anything else.
fn tag_name(markup: &str) -> String {
    let body = markup.strip_prefix('<').unwrap_or_default();
    let end = body.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(body.len());
    let name = body.get(..end).unwrap_or_default();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name.to_ascii_lowercase() } else { String::new() }
}

/// Whether a start tag opens an element whose content stays.
fn is_kept(markup: &str, name: &str) -> bool {
    let empty = name.is_empty() || markup.ends_with("/>") || VOID.contains(&name);
    let untranslated = || attributes(markup).iter().any(|a| a.name == "translate" && a.value(markup) == "no");
    !empty && (VERBATIM.contains(&name) || untranslated())
}

/// Bytes up to and including the end tag that closes an element `name` already opened.
fn content_length(text: &str, name: &str) -> usize {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let nested = !VERBATIM.contains(&name);
    let (mut depth, mut at) = (1, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        at += found;
        let here = text.get(at..).unwrap_or_default();
        if is_tag(here, &close) {
            depth -= 1;
        } else if nested && is_tag(here, &open) && !here.get(..markup_length(here)).unwrap_or_default().ends_with("/>")
        {
            depth += 1;
        }
        at += if nested || depth == 0 { markup_length(here) } else { 1 };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Whether `text` begins with the tag `start`, in any case, and not with a longer name.
fn is_tag(text: &str, start: &str) -> bool {
    let Some((head, after)) = text.split_at_checked(start.len()) else { return false };
    head.eq_ignore_ascii_case(start) && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// A quoted attribute: its name and where its value stands in the tag.
struct Attribute {
    name: String,
    value: std::ops::Range<usize>,
}

impl Attribute {
    fn value<'a>(&self, markup: &'a str) -> &'a str {
        markup.get(self.value.clone()).unwrap_or_default()
    }

    /// Whether people read it; `content` of a meta element may hold an address, which they do not.
    fn is_read(&self, markup: &str) -> bool {
        let value = self.value(markup);
        READ.contains(&self.name.as_str())
            && (self.name != "content" || !(value.contains("://") || value.starts_with('/')))
    }
}

/// The quoted attributes of a start tag.
fn attributes(markup: &str) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(equals) = markup.get(at..).and_then(|rest| rest.find('=')).map(|i| at + i) {
        let before = markup.get(at..equals).unwrap_or_default().trim_end();
        let start =
            before.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '<')).map_or(0, |i| i + 1);
        let name = before.get(start..).unwrap_or_default().to_ascii_lowercase();
        let after = markup.get(equals + 1..).unwrap_or_default();
        let open = equals + 1 + (after.len() - after.trim_start().len());
        let Some(quote) = markup.get(open..).and_then(|x| x.chars().next()).filter(|c| matches!(c, '"' | '\'')) else {
            at = equals + 1;
            continue;
        };
        let Some(length) = markup.get(open + 1..).and_then(|x| x.find(quote)) else { break };
        found.push(Attribute { name, value: open + 1..open + 1 + length });
        at = open + 1 + length + 1;
    }
    found
}

/// A start tag with the attributes that people read converted.
fn convert_tag(markup: &str, protected: &[&str]) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut done = 0;
    for attribute in attributes(markup).iter().filter(|a| a.is_read(markup)) {
        out.push_str(markup.get(done..attribute.value.start).unwrap_or_default());
        out.push_str(&to_traditional(attribute.value(markup), protected));
        done = attribute.value.end;
    }
    out.push_str(markup.get(done..).unwrap_or_default());
    out
}
