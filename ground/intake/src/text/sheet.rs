//! The simplest rules of a page's own styles: one class, one id or one element. That is what hides links on broken-in pages.

use crate::dom::{Dom, Id};
use crate::html::style::Style;
use std::collections::HashMap;

/// Rules kept, at most.
const RULES_MAX: usize = 5_000;

/// Rules by selector (`.class`, `#id`, `element`).
#[derive(Debug, Default)]
pub(super) struct Sheet(HashMap<String, Vec<Style>>);

impl Sheet {
    /// Reads the `<style>` elements of a tree, and the elements that a script hides by their id.
    pub fn read(dom: &Dom) -> Self {
        let mut sheet = Self::default();
        for id in dom.below(dom.top) {
            match dom.name(id) {
                "style" => sheet.rules(&dom.text_below(id)),
                "script" => sheet.script(&dom.text_below(id)),
                _ => {}
            }
        }
        sheet
    }

    fn rules(&mut self, text: &str) {
        let mut rest = text;
        let mut count = 0;
        while let Some((selectors, after)) = rest.split_once('{') {
            let Some((body, after)) = after.split_once('}') else { break };
            for selector in selectors.rsplit(['}', ';', '/']).next().unwrap_or_default().split(',') {
                let selector = selector.trim();
                let name = selector.strip_prefix(['.', '#']).unwrap_or(selector);
                let simple = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                if simple && count < RULES_MAX {
                    count += 1;
                    self.0.entry(selector.to_owned()).or_default().push(Style::read(body));
                }
            }
            rest = after;
        }
    }

    /// `document.getElementById("x").style.display = "none"`.
    fn script(&mut self, text: &str) {
        for piece in text.split("getElementById").skip(1).take(RULES_MAX) {
            let mut parts = piece.splitn(3, ['"', '\'']);
            let (_, Some(id), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let statement: String = rest.split([';', '\n']).next().unwrap_or_default().split_whitespace().collect();
            let hides = statement.contains("display=\"none\"")
                || statement.contains("display='none'")
                || statement.contains("visibility=\"hidden\"")
                || statement.contains("visibility='hidden'");
            if hides {
                self.0.entry(format!("#{id}")).or_default().push(Style::read("display:none"));
            }
        }
    }

    /// The rules that speak of an element, in the order in which they count.
    pub fn of<'a>(&'a self, dom: &'a Dom, id: Id) -> impl Iterator<Item = &'a Style> + 'a {
        let element = self.0.get(dom.name(id));
        let classes = dom.attr(id, "class").unwrap_or_default().split_ascii_whitespace();
        let classes = classes.filter_map(move |class| self.0.get(&format!(".{class}")));
        let own = dom.attr(id, "id").and_then(|id| self.0.get(&format!("#{id}")));
        element.into_iter().chain(classes).chain(own).flatten()
    }
}
