//! How cells look, as far as it is kept: the kind of number, bold, lines around, where the text stands.

use std::collections::HashMap;

use base::Refusal;
use intake::office::{Step, attribute, walk};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// Characters of which a kept number format may consist: none with which it could say something of its own.
const PLAIN: &str = "0#?.,%yYmMdDhHsS/:- @_()*[]$¥￥;年月日时分秒E+\"\\";
/// Styles that are read at most.
const STYLES_MAX: usize = 70_000;

/// How a cell looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Style {
    /// The number format; empty for the general one.
    pub number: String,
    pub bold: bool,
    pub lines: bool,
    pub wrap: bool,
    pub middle: bool,
    pub right: bool,
    /// Its number format shows nothing.
    pub hides: bool,
}

impl Style {
    /// Whether numbers are shown as days.
    pub(super) fn is_date(&self) -> bool {
        self.number.contains(['y', 'Y', 'd', 'D', '年', '日'])
    }

    pub(super) fn format(&self) -> Format {
        let mut format = Format::new();
        if !self.number.is_empty() {
            format = format.set_num_format(self.number.as_str());
        }
        if self.bold {
            format = format.set_bold();
        }
        if self.lines {
            format = format.set_border(FormatBorder::Thin);
        }
        if self.wrap {
            format = format.set_text_wrap();
        }
        if self.middle || self.right {
            format = format.set_align(if self.middle { FormatAlign::Center } else { FormatAlign::Right });
        }
        format.set_align(FormatAlign::VerticalCenter)
    }
}

/// The number formats that have numbers of their own (GB/T 35310, 18.8.30), as far as they matter.
fn known(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 | 48 => "0.00E+00",
        14..=17 | 30 | 36 | 50 | 57 => "yyyy/m/d",
        18..=21 | 32..=35 | 45..=47 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27..=29 | 31 | 51..=56 | 58 => "yyyy年m月d日",
        37..=40 => "#,##0.00",
        49 => "@",
        _ => "",
    }
}

/// A number format as it is kept, and whether it shows nothing.
fn kept(code: &str) -> (String, bool) {
    let empty = !code.is_empty() && code.chars().all(|c| matches!(c, ';' | '"' | ' '));
    let plain =
        code.chars().all(|c| PLAIN.contains(c)) && code.chars().any(|c| "0#?@ymdhs".contains(c.to_ascii_lowercase()));
    (if plain { code.to_owned() } else { String::new() }, empty)
}

/// Reads how cells look, in the order in which cells name them.
pub(super) fn read(name: &str, xml: &str) -> Result<Vec<Style>, Refusal> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let (mut bold, mut lines, mut styles) = (Vec::<bool>::new(), Vec::<bool>::new(), Vec::<Style>::new());
    let mut within = "";
    walk(name, xml, |step| match step {
        Step::Open("fonts", _) => within = "fonts",
        Step::Open("borders", _) => within = "borders",
        Step::Open("cellXfs", _) => within = "cellXfs",
        Step::Close("fonts" | "borders" | "cellXfs") => within = "",
        Step::Open("numFmt", tag) if within.is_empty() => {
            let id = attribute(tag, "numFmtId").and_then(|v| v.parse().ok());
            codes.extend(id.zip(attribute(tag, "formatCode")));
        }
        Step::Open("font", _) if within == "fonts" => bold.push(false),
        Step::Open("b", tag) if within == "fonts" => {
            let on = attribute(tag, "val").is_none_or(|v| v != "0" && v != "false");
            bold.last_mut().into_iter().for_each(|bold| *bold = on);
        }
        Step::Open("border", _) if within == "borders" => lines.push(false),
        Step::Open("left" | "right" | "top" | "bottom", tag) if within == "borders" => {
            let on = attribute(tag, "style").is_some_and(|v| v != "none");
            lines.last_mut().into_iter().for_each(|lines| *lines |= on);
        }
        Step::Open("xf", tag) if within == "cellXfs" && styles.len() < STYLES_MAX => {
            let number = |name| attribute(tag, name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(0);
            let at = |list: &[bool], name| {
                usize::try_from(number(name)).ok().and_then(|n| list.get(n)).copied().unwrap_or(false)
            };
            let id = number("numFmtId");
            let (code, hides) = codes.get(&id).map_or_else(|| (known(id).to_owned(), false), |code| kept(code));
            let (bold, lines) = (at(&bold, "fontId"), at(&lines, "borderId"));
            styles.push(Style { number: code, bold, lines, hides, ..Style::default() });
        }
        Step::Open("alignment", tag) if within == "cellXfs" => {
            let across = attribute(tag, "horizontal").unwrap_or_default();
            let wrap = attribute(tag, "wrapText").is_some_and(|v| v == "1" || v == "true");
            if let Some(style) = styles.last_mut() {
                (style.middle, style.right, style.wrap) = (across.starts_with("center"), across == "right", wrap);
            }
        }
        _ => {}
    })?;
    Ok(styles)
}
