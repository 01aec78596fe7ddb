//! Word's list paragraphs (`mso-list`) as lists.

use super::super::blocks::{is_blank, named};
use super::super::style::Style;
use crate::dom::{Dom, Id};

/// How items are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Bullet,
    /// Numbered from here, with the list's `type`.
    Number(u32, Option<&'static str>),
    /// 一、 （二） ① and the like: written out, as official documents do.
    Written,
}

/// A list that may get further items.
struct Open {
    level: u32,
    list: Id,
    marker: Marker,
    item: Id,
}

/// Turns runs of list paragraphs into lists.
pub(super) fn read(dom: &mut Dom) {
    let mut open: Vec<Open> = Vec::new();
    let mut last = None;
    for id in named(dom, &["p", "div", "h1", "h2", "h3", "h4", "h5", "h6"]) {
        let Some(level) = level(dom, id) else { continue };
        let (marker, text) = take_marker(dom, id);
        if !follows(dom, last, id, &open) {
            open.clear();
        }
        if marker == Marker::Written || dom.name(id).starts_with('h') {
            if marker != Marker::Bullet && !text.is_empty() {
                let node = dom.text_node(&text);
                match dom.first(id) {
                    Some(first) => dom.insert_before(first, node),
                    None => dom.append(id, node),
                }
            }
            open.clear();
            continue;
        }
        last = Some(place(dom, &mut open, id, level, marker));
    }
}

/// The level of a list paragraph, from 1.
fn level(dom: &Dom, id: Id) -> Option<u32> {
    let style = Style::of(dom, id);
    let list = style.get("mso-list")?;
    let level = list.split_ascii_whitespace().find_map(|x| x.strip_prefix("level"))?;
    level.parse().ok().filter(|x| (1..=9).contains(x))
}

/// Whether `id` comes right after the list that is open.
fn follows(dom: &Dom, last: Option<Id>, id: Id, open: &[Open]) -> bool {
    let Some(outer) = open.first() else { return false };
    let before = std::iter::successors(dom.previous(id), |x| dom.previous(*x));
    let before = before.into_iter().find(|x| dom.is_element(*x) || dom.text(*x).is_some_and(|t| !is_blank(t)));
    last.is_some() && before == Some(outer.list)
}

/// Puts the paragraph into the right list, making lists as needed; gives its item.
fn place(dom: &mut Dom, open: &mut Vec<Open>, id: Id, level: u32, marker: Marker) -> Id {
    while open.last().is_some_and(|o| o.level > level) {
        open.pop();
    }
    let same = |o: &Open| (o.marker == Marker::Bullet) == (marker == Marker::Bullet);
    if open.last().is_some_and(|o| o.level == level && !same(o)) {
        open.pop();
    }
    let item = dom.element("li");
    match open.last_mut().filter(|o| o.level == level) {
        Some(top) => {
            dom.append(top.list, item);
            top.item = item;
        }
        None => {
            let list = dom.element(if marker == Marker::Bullet { "ul" } else { "ol" });
            if let Marker::Number(start, kind) = marker {
                if start > 1 {
                    dom.set_attr(list, "start", &start.to_string());
                }
                kind.into_iter().for_each(|kind| dom.set_attr(list, "type", kind));
            }
            match open.last() {
                Some(above) => dom.append(above.item, list),
                None => dom.insert_before(id, list),
            }
            dom.append(list, item);
            open.push(Open { level, list, marker, item });
        }
    }
    dom.move_children(id, item);
    dom.detach(id);
    item
}

/// Takes the written marker out of the paragraph and reads it.
fn take_marker(dom: &mut Dom, id: Id) -> (Marker, String) {
    let ignored = dom.below(id).find(|x| Style::of(dom, *x).get("mso-list").is_some_and(|v| v.starts_with("ignore")));
    let Some(ignored) = ignored else { return (Marker::Bullet, String::new()) };
    let text: String = dom.text_below(ignored).chars().filter(|c| !c.is_whitespace()).collect();
    dom.detach(ignored);
    (marker(&text), text)
}

fn marker(text: &str) -> Marker {
    let body = text.strip_suffix(['.', '、', '．', ')']).unwrap_or(text);
    if let Ok(number) = body.parse::<u32>()
        && body.len() < text.len()
        && body.starts_with(|c: char| c.is_ascii_digit())
        && number < 100_000
    {
        return Marker::Number(number, None);
    }
    let mut chars = body.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ 'a'..='z'), None) if body.len() < text.len() => letter(c, 'a', "a", "i"),
        (Some(c @ 'A'..='Z'), None) if body.len() < text.len() => letter(c, 'A', "A", "I"),
        (Some(c), None) if is_bullet(c) => Marker::Bullet,
        (None, _) => Marker::Bullet,
        _ => Marker::Written,
    }
}

fn letter(c: char, first: char, letters: &'static str, roman: &'static str) -> Marker {
    // A list that begins with i is counted in Roman numbers; further items go where the first one went.
    if c.eq_ignore_ascii_case(&'i') {
        return Marker::Number(1, Some(roman));
    }
    Marker::Number(u32::from(c) - u32::from(first) + 1, Some(letters))
}

/// Bullets, as characters or as letters of Wingdings.
fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '·' | '•'
            | '●'
            | '○'
            | '■'
            | '□'
            | '◆'
            | '◇'
            | '▪'
            | '▫'
            | '►'
            | '➢'
            | '✓'
            | '-'
            | '–'
            | '—'
            | '*'
            | '§'
            | 'Ø'
            | 'ü'
            | 'l'
            | 'n'
            | 'u'
            | 'o'
            | 'v'
            | 'q'
            | 'w'
    ) || ('\u{f000}'..='\u{f0ff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::{Marker, marker};

    #[test]
    fn markers_are_read_as_people_wrote_them() {
        let cases = [
            ("1.", Marker::Number(1, None)),
            ("12、", Marker::Number(12, None)),
            ("3)", Marker::Number(3, None)),
            ("c.", Marker::Number(3, Some("a"))),
            ("B)", Marker::Number(2, Some("A"))),
            ("i.", Marker::Number(1, Some("i"))),
            ("·", Marker::Bullet),
            ("Ø", Marker::Bullet),
            ("l", Marker::Bullet),
            ("\u{f0b7}", Marker::Bullet),
            ("", Marker::Bullet),
            ("一、", Marker::Written),
            ("（二）", Marker::Written),
            ("(1)", Marker::Written),
            ("①", Marker::Written),
            ("第一条", Marker::Written),
            ("2024", Marker::Written),
            ("1.1.", Marker::Written),
            ("99999999999.", Marker::Written),
        ];
        for (text, wanted) in cases {
            assert_eq!(marker(text), wanted, "{text}");
        }
    }
}
