//! Text tools: cleaning what people type, comparing texts, pinyin, traditional script.

mod compare;
mod radicals;
mod sound;
mod traditional;
mod traditional_html;

pub use compare::{Pairs, common, neighbours};
pub use radicals::whole;
pub use sound::{initials, pinyin, sounds};
pub use traditional::to_traditional;
pub use traditional_html::to_traditional_html;

use unicode_normalization::UnicodeNormalization;

/// For comparing, never for storing: NFKC, one kind of blank, nothing invisible, trimmed.
pub fn normalise(text: &str) -> String {
    fold_blanks(text.nfkc().filter(|c| !is_unwanted(*c)))
}

/// One line as typed, made safe to store: nothing invisible, blanks folded, trimmed.
///
/// Characters are kept as they are (no NFKC): 生僻字, compatibility forms of names and full-width signs stay.
pub fn clean_line(text: &str) -> String {
    fold_blanks(text.chars().filter(|c| !is_unwanted(*c)))
}

/// Several lines as typed, made safe to store: line ends are `\n`, nothing invisible, blanks at line ends cut, at most one
/// empty line in a row, trimmed. Indentation stays.
pub fn clean_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    for line in unified.lines() {
        let line: String = line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_unwanted(*c)).collect();
        let line = line.trim_end();
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_matches('\n').trim_end().to_owned()
}

/// At most `chars` characters, the last one … when something was cut.
pub fn truncate(text: &str, chars: usize) -> String {
    if char_count(text) <= chars {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(chars.saturating_sub(1)).collect();
    if chars > 0 {
        out.push('…');
    }
    out
}

/// `text` for the inside of elements and attributes of XML 1.0; characters that it does not know are left out.
pub fn escape_xml(text: &str) -> String {
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

/// Characters as people count them (Unicode scalar values).
pub fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// Runs of blanks become one; none at the ends.
fn fold_blanks(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else {
            if std::mem::take(&mut gap) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// Control characters, direction overrides, zero-width and tag characters, and what is no character at all.
///
/// Joiners (U+200C, U+200D) and variation selectors stay: emoji and rare forms of names need them.
fn is_unwanted(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests;
