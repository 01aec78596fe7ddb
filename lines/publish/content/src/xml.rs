//! Writing XML: elements one after another, text made safe.

use base::text::escape_xml;

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
            attributes.iter().map(|(key, value)| format!(" {key}=\"{}\"", escape_xml(value))).collect();
        let element = if text.is_empty() {
            format!("<{name}{attributes}/>\n")
        } else {
            format!("<{name}{attributes}>{}</{name}>\n", escape_xml(text))
        };
        self.0.push_str(&element);
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_without_text_ends_itself_and_attributes_are_escaped() {
        let mut xml = Xml::new();
        xml.with("link", &[("href", "/c?a=1&b=2")], "");
        assert!(xml.finish().ends_with("<link href=\"/c?a=1&amp;b=2\"/>\n"));
    }
}
