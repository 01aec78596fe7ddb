//! Car plates (车牌, GA 36): province, letter, five or six characters.

use super::fold::Folded;
use super::{Hit, Kind};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
const ENDINGS: &str = "学警港澳挂领使";

/// All car plates outside what is already `taken`.
pub fn find(text: &Folded, taken: &[bool]) -> Vec<Hit> {
    (0..text.len())
        .filter(|start| PROVINCES.contains(text.at(*start)))
        .filter_map(|start| Some((Kind::Plate, start, end_of(text, start)?)))
        .filter(|(_, start, end)| !taken.iter().take(*end).skip(*start).any(|x| *x))
        .collect()
}

/// Where the plate that starts at `start` ends.
fn end_of(text: &Folded, start: usize) -> Option<usize> {
    let letter = text.at(start + 1).is_ascii_alphabetic();
    let gap = usize::from(matches!(text.at(start + 2), '·' | '.' | ' ' | '-'));
    let body = start + 2 + gap;
    let mut end = body;
    while is_body(text.at(end)) {
        end += 1;
    }
    let digits = (body..end).filter(|i| text.at(*i).is_ascii_digit()).count();
    if ENDINGS.contains(text.at(end)) && end - body == 4 {
        end += 1;
    }
    let whole = !text.at(end).is_ascii_alphanumeric();
    (letter && whole && matches!(end - body, 5 | 6) && digits >= 2).then_some(end)
}

/// Letters and digits of plates; I and O are not used.
fn is_body(c: char) -> bool {
    c.is_ascii_alphanumeric() && !matches!(c, 'I' | 'O' | 'i' | 'o')
}
