//! A tree as HTML again.

use super::{Data, Dom, Id, Step};

/// Elements without content and without an end tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

impl Dom {
    /// All below `top` as HTML.
    pub fn html(&self, top: Id) -> String {
        let mut out = String::new();
        let mut steps = self.steps(top);
        while let Some(step) = steps.next() {
            match step {
                Step::In(id) if id == top => {}
                Step::Out(id) if id == top => {}
                Step::In(id) => {
                    self.open(id, &mut out);
                    if VOID.contains(&self.name(id)) {
                        steps.leave_out(id);
                    }
                }
                Step::Out(id) => {
                    if let Data::Element(name, _) = &self.node(id).data
                        && !VOID.contains(&&*name.local)
                    {
                        out.extend(["</", &name.local, ">"]);
                    }
                }
            }
        }
        out
    }

    fn open(&self, id: Id, out: &mut String) {
        match &self.node(id).data {
            Data::Element(name, attrs) => {
                out.extend(["<", &name.local]);
                for (name, value) in attrs {
                    out.extend([" ", name, "=\""]);
                    escape(value, true, out);
                    out.push('"');
                }
                out.push('>');
            }
            Data::Text(text) => escape(text, false, out),
            Data::Mute => {}
        }
    }
}

/// `text` so that no reader of HTML takes any of it for markup.
pub(crate) fn escape(text: &str, quoted: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '"' if quoted => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
