//! Whether people see what stands in an element.

use super::sheet::Sheet;
use crate::dom::{Dom, Id};
use crate::html::style::{Style, length};

/// Why nobody sees a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hiding {
    /// Not shown at all.
    NotShown,
    /// Made transparent.
    Transparent,
    /// In letters or in a box too small to be seen.
    Tiny,
    /// Put outside the screen.
    OffScreen,
    /// In the colour of what is behind it.
    SameColour,
    /// Without text or picture.
    Bare,
}

impl Hiding {
    /// How it was hidden, in Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotShown => "设为不显示",
            Self::Transparent => "设为透明",
            Self::Tiny => "字号或尺寸小到看不见",
            Self::OffScreen => "放在屏幕之外",
            Self::SameColour => "文字与背景同色",
            Self::Bare => "没有文字和图片",
        }
    }
}

/// What an element's text looks like, as far as it matters.
#[derive(Debug, Clone, Default)]
pub(super) struct Sight {
    hiding: Option<Hiding>,
    colour: Option<Colour>,
    ground: Option<Colour>,
}

type Colour = [u8; 3];

const WHITE: Colour = [255, 255, 255];
/// Beyond this distance from the middle of the page nothing is seen, in pixels.
const FAR: f32 = 900.0;

impl Sight {
    /// Why nobody sees what is here.
    pub fn hiding(&self) -> Option<Hiding> {
        let same = self.colour.is_some_and(|c| near(c, self.ground.unwrap_or(WHITE)));
        self.hiding.or(same.then_some(Hiding::SameColour))
    }

    /// What things look like within an element that stands here.
    pub fn within(mut self, dom: &Dom, id: Id, sheet: &Sheet) -> Self {
        if dom.attr(id, "hidden").is_some() {
            self.hide(Hiding::NotShown);
        }
        for style in sheet.of(dom, id) {
            self.apply(style);
        }
        self.attributes(dom, id);
        self.apply(&Style::of(dom, id));
        self
    }

    fn hide(&mut self, how: Hiding) {
        self.hiding.get_or_insert(how);
    }

    fn attributes(&mut self, dom: &Dom, id: Id) {
        if let Some(ground) = dom.attr(id, "bgcolor").and_then(colour) {
            self.ground = Some(ground);
        }
        if dom.name(id) == "font"
            && let Some(found) = dom.attr(id, "color").and_then(colour)
        {
            self.colour = Some(found);
        }
        let tiny = |name| dom.attr(id, name).and_then(length).is_some_and(|x| x <= 2.0);
        if matches!(dom.name(id), "marquee" | "iframe" | "embed" | "object") && (tiny("width") || tiny("height")) {
            self.hide(Hiding::Tiny);
        }
        if matches!(dom.name(id), "noscript" | "noframes" | "template") {
            self.hide(Hiding::NotShown);
        }
    }

    fn apply(&mut self, style: &Style) {
        if style.is("display", "none") || matches!(style.get("visibility"), Some("hidden" | "collapse")) {
            self.hide(Hiding::NotShown);
        }
        if style.get("opacity").and_then(|x| x.parse::<f32>().ok()).is_some_and(|x| x < 0.1) {
            self.hide(Hiding::Transparent);
        }
        if style.get("filter").is_some_and(|x| x.replace(' ', "").contains("opacity=0)") || x.contains("opacity(0")) {
            self.hide(Hiding::Transparent);
        }
        let small = |name: &str, limit: f32| style.pixels(name).is_some_and(|x| (0.0..=limit).contains(&x));
        let cut = style.get("overflow").is_some_and(|x| x.contains("hidden"));
        if small("font-size", 2.0)
            || cut && (small("height", 2.0) || small("width", 2.0))
            || small("line-height", 0.0) && cut
        {
            self.hide(Hiding::Tiny);
        }
        let away = matches!(style.get("position"), Some("absolute" | "fixed" | "relative"));
        let sides = ["left", "top", "right", "bottom"].iter().any(|n| style.pixels(n).is_some_and(|x| x <= -FAR));
        let indent = style.pixels("text-indent").is_some_and(|x| x <= -FAR);
        let margin = ["margin-left", "margin-top"].iter().any(|n| style.pixels(n).is_some_and(|x| x <= -FAR));
        let clipped = style
            .get("clip")
            .is_some_and(|x| !x.contains(['2', '3', '4', '5', '6', '7', '8', '9']) && x.starts_with("rect"));
        if away && (sides || clipped) || indent || margin {
            self.hide(Hiding::OffScreen);
        }
        self.colours(style);
    }

    fn colours(&mut self, style: &Style) {
        if style.is("color", "transparent") {
            self.hide(Hiding::Transparent);
        }
        let ground = style.get("background-color").or_else(|| style.get("background"));
        if let Some(found) = ground.and_then(|v| colour(v).or_else(|| v.split_ascii_whitespace().find_map(colour))) {
            self.ground = Some(found);
        } else if ground.is_some_and(|v| v.contains("url(") || v.contains("gradient"))
            || style.get("background-image").is_some()
        {
            // On a picture any colour may be seen.
            self.ground = Some([1, 2, 3]);
        }
        if let Some(found) = style.get("color").and_then(colour) {
            self.colour = Some(found);
        }
    }
}

fn near(a: Colour, b: Colour) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 12)
}

/// `#fff`, `#ffffff`, `rgb(…)`, and the names that matter.
fn colour(value: &str) -> Option<Colour> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
        return match digits.as_slice() {
            [r, g, b] | [r, g, b, _] => Some([r * 17, g * 17, b * 17]),
            [a, b, c, d, e, f] | [a, b, c, d, e, f, _, _] => Some([a * 16 + b, c * 16 + d, e * 16 + f]),
            _ => None,
        };
    }
    if let Some(inner) = value.strip_prefix("rgb").and_then(|v| v.split_once('(')).map(|(_, v)| v.trim_end_matches(')'))
    {
        let mut numbers = inner.split([',', ' ', '/']).filter(|x| !x.is_empty()).map(|x| x.parse::<u8>().ok());
        return Some([numbers.next()??, numbers.next()??, numbers.next()??]);
    }
    let named = [
        ("white", WHITE),
        ("black", [0, 0, 0]),
        ("red", [255, 0, 0]),
        ("blue", [0, 0, 255]),
        ("snow", [255, 250, 250]),
    ];
    named.into_iter().find(|(name, _)| *name == value).map(|(_, colour)| colour)
}
