//! The six accents among which a site or a topic chooses. Their contrast is computed here and the style sheet is held to
//! them.

/// An accent: the colours that a site's frame is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Accent {
    /// Key, the value of `data-accent`.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Navigation bar and heads of lists, under white text.
    pub bar: &'static str,
    /// Buttons and links on white.
    pub primary: &'static str,
    /// The ground of what is pointed at, under `primary` and ink.
    pub tint: &'static str,
}

/// All accents; the first is the portal's.
pub const ACCENTS: &[Accent] = &[
    Accent { key: "", title: "黛青", bar: "#123a6b", primary: "#1a4f8b", tint: "#eaf1f9" },
    Accent { key: "cinnabar", title: "朱砂", bar: "#8c1414", primary: "#1a4f8b", tint: "#eaf1f9" },
    Accent { key: "pine", title: "松绿", bar: "#14532d", primary: "#1b6b45", tint: "#e7f4ec" },
    Accent { key: "lake", title: "湖蓝", bar: "#0b4a57", primary: "#0b6170", tint: "#e3f3f5" },
    Accent { key: "tea", title: "茶褐", bar: "#5b3a12", primary: "#7a4a10", tint: "#f8efe2" },
    Accent { key: "plum", title: "青莲", bar: "#432a6b", primary: "#5b3a8c", tint: "#f0ebf8" },
];

/// The accent called `key`.
pub fn find(key: &str) -> Option<&'static Accent> {
    ACCENTS.iter().find(|accent| accent.key == key)
}

/// The contrast of two colours `#rrggbb` (WCAG 2.2: relative luminance), from 1 to 21.
pub fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let byte = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: &str = "#1f2328";

    #[test]
    fn every_accent_is_readable() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
        for accent in ACCENTS {
            let on_bar = contrast(accent.bar, "#ffffff");
            let on_white = contrast(accent.primary, "#ffffff");
            let on_tint = contrast(accent.primary, accent.tint);
            let ink = contrast(INK, accent.tint);
            let gold = contrast("#f5d48a", accent.bar);
            assert!(
                on_bar >= 7.0 && on_white >= 4.5 && on_tint >= 4.5 && ink >= 7.0 && gold >= 4.5,
                "{}: {on_bar:.1} {on_white:.1} {on_tint:.1} {ink:.1} {gold:.1}",
                accent.title
            );
        }
    }

    #[test]
    fn the_style_sheet_draws_what_was_audited() {
        let sheet = include_str!("../../../assets/src/portal/accents.css");
        for accent in ACCENTS.iter().filter(|accent| !accent.key.is_empty()) {
            let start = format!("html[data-accent=\"{}\"]", accent.key);
            let rule = sheet.split(&start).nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
            for (name, colour) in [
                ("--bar", accent.bar),
                ("--primary", accent.primary),
                ("--blue", accent.primary),
                ("--blue-tint", accent.tint),
            ] {
                assert!(rule.contains(&format!("{name}: {colour};")), "{}: {name} is not {colour}", accent.key);
            }
        }
    }
}
