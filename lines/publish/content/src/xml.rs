//! Writing XML: elements one after another, text made safe.

/// A document that grows.
pub(crate) struct Xml(String);

impl Xml {
    /// With its declaration.
    pub fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// Markup of ours, as it is.
    pub fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
        self.0.push('\n');
    }

    /// `<name>text</name>`.
    pub fn text(&mut self, name: &str, text: &str) {
        self.with(name, &[], text);
    }

    /// `<name a="b">text</name>`, without an end of its own when there is no text.
    pub fn with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        let attributes: String =
            attributes.iter().map(|(key, value)| format!(" {key}=\"{}\"", escape(value))).collect();
        let element = if text.is_empty() {
            format!("<{name}{attributes}/>\n")
        } else {
            format!("<{name}{attributes}>{}</{name}>\n", escape(text))
        };
        self.0.push_str(&element);
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Text for use inside elements and attributes; what XML 1.0 does not know is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{9}' | '\u{a}' | '\u{d}' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                out.push(c)
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup_and_nothing_that_xml_forbids_stays() {
        assert_eq!(
            escape("<a href=\"x\">&\u{0}\u{b}\u{fffe}禾\u{20000}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;禾\u{20000}"
        );
        let mut xml = Xml::new();
        xml.with("link", &[("href", "/c?a=1&b=2")], "");
        assert!(xml.finish().ends_with("<link href=\"/c?a=1&amp;b=2\"/>\n"));
    }
}
