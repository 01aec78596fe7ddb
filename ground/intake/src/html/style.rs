//! The declarations of a `style` attribute, as far as they matter here.

use crate::dom::{Dom, Id};

/// Declarations by name, both in lower case.
#[derive(Debug, Default)]
pub(crate) struct Style(Vec<(String, String)>);

impl Style {
    /// The declarations of an element.
    pub fn of(dom: &Dom, id: Id) -> Self {
        dom.attr(id, "style").map(Self::read).unwrap_or_default()
    }

    /// Reads `name: value; …`; semicolons in quotes and brackets do not count.
    pub fn read(text: &str) -> Self {
        let mut out = Vec::new();
        let mut quote = None;
        let mut depth = 0_u32;
        let parts = text.split(|c| {
            match (quote, c) {
                (Some(q), c) if q == c => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '(') => depth += 1,
                (None, ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ';' && quote.is_none() && depth == 0
        });
        for part in parts.take(200) {
            if let Some((name, value)) = part.split_once(':') {
                let value = value.trim().to_ascii_lowercase().replace("!important", "");
                out.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(out)
    }

    /// The value that counts: the last one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether `name` has exactly this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// A length in CSS pixels; relative ones are counted at 16 pixels to the em.
    pub fn pixels(&self, name: &str) -> Option<f32> {
        self.get(name).and_then(length)
    }
}

/// `12pt`, `-999em`, `0` in pixels.
pub(crate) fn length(value: &str) -> Option<f32> {
    let value = value.trim();
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let number: f32 = number.parse().ok()?;
    let factor = match unit.trim() {
        "pt" => 96.0 / 72.0,
        "em" | "rem" => 16.0,
        "cm" => 37.8,
        "mm" => 3.78,
        "in" => 96.0,
        "" | "px" => 1.0,
        _ => return None,
    };
    Some(number * factor)
}
