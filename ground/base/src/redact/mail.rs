//! E-mail addresses.

use super::fold::Folded;
use super::{Hit, Kind};

/// All e-mail addresses.
pub fn find(text: &Folded) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for at in (0..text.len()).filter(|i| text.at(*i) == '@') {
        let floor = hits.last().map_or(0, |(_, _, end)| *end);
        if let (Some(start), Some(end)) = (local_start(text, at, floor), domain_end(text, at)) {
            hits.push((Kind::Mail, start, end));
        }
    }
    hits
}

/// Where the part before the @ starts; a blank beside the @ is forgiven.
fn local_start(text: &Folded, at: usize, floor: usize) -> Option<usize> {
    let end = if text.before(at) == ' ' { at - 1 } else { at };
    let mut start = end;
    while start > floor && is_local(text.before(start)) {
        start -= 1;
    }
    while start < end && !text.at(start).is_ascii_alphanumeric() {
        start += 1;
    }
    (start < end).then_some(start)
}

/// Where the domain ends: labels joined by dots, the last of two letters or more.
fn domain_end(text: &Folded, at: usize) -> Option<usize> {
    let mut index = if text.at(at + 1) == ' ' { at + 2 } else { at + 1 };
    let mut end = None;
    loop {
        let label = index;
        while text.at(index).is_ascii_alphanumeric() || text.at(index) == '-' {
            index += 1;
        }
        let letters = (label..index).all(|i| text.at(i).is_ascii_alphabetic());
        if index == label {
            return end;
        }
        if index - label >= 2 && letters && label > at + 2 && is_dot(text.before(label)) {
            end = Some(index);
        }
        if !is_dot(text.at(index)) || !text.at(index + 1).is_ascii_alphanumeric() {
            return end;
        }
        index += 1;
    }
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// A dot, or the Chinese full stop that an input method puts in its place.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '。')
}
