//! Asks the model, and puts what it answers into words.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::{Finding, Kind};
use crate::model::Model;
use crate::model::chars::{Id, Token, is_han};
use crate::model::confusion::Link;
use crate::model::search::{Belief, Edit, search};

/// Corrections that are reported; measured on the development files (see `data/README.md`).
pub const BELIEF: Belief = Belief { first: 0.6, further: 0.3 };

/// The built-in model, read when first asked for. It is nothing only if the program was built from torn files.
pub fn model() -> Option<&'static Model> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(|name| built_in(name).map(Cow::Borrowed))).as_ref()
}

fn built_in(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "chars.txt" => include_bytes!("../data/chars.txt"),
        "weights.bin" => include_bytes!("../data/weights.bin"),
        "links.bin" => include_bytes!("../data/links.bin"),
        "twins.bin" => include_bytes!("../data/twins.bin"),
        "net.bin" => include_bytes!("../data/net.bin"),
        "head.bin" => include_bytes!("../data/head.bin"),
        "rows-0.bin" => include_bytes!("../data/rows-0.bin"),
        "rows-1.bin" => include_bytes!("../data/rows-1.bin"),
        "rows-2.bin" => include_bytes!("../data/rows-2.bin"),
        "rows-3.bin" => include_bytes!("../data/rows-3.bin"),
        "rows-4.bin" => include_bytes!("../data/rows-4.bin"),
        "rows-5.bin" => include_bytes!("../data/rows-5.bin"),
        _ => return None,
    })
}

/// The wrong characters of `text`, except in the bytes that are `closed`.
pub(crate) fn check(text: &str, model: &Model, closed: &[Range<usize>]) -> Vec<Finding> {
    let tokens = model.chars.tokens(text);
    let ids: Vec<Id> = tokens.iter().map(|t| t.id).collect();
    let inside = |t: &Token| closed.iter().any(|r| r.start < t.bytes.end && t.bytes.start < r.end);
    let open: Vec<bool> = tokens.iter().map(|t| !inside(t)).collect();
    let edits = search(model, &ids, &open, BELIEF);
    let mut right = ids.clone();
    for edit in &edits {
        right[edit.at..edit.at + edit.instead.len()].copy_from_slice(&edit.instead);
    }
    groups(model, &tokens, &ids, &right, &edits)
        .into_iter()
        .filter_map(|g| finding(text, model, &tokens, &ids, &right, g))
        .collect()
}

/// The range of characters of each finding, with how sure it is.
type Group = (Range<usize>, f32);

/// Corrections side by side or in one word become one finding, which shows the whole word.
fn groups(model: &Model, tokens: &[Token], ids: &[Id], right: &[Id], edits: &[Edit]) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for edit in edits {
        let place = edit.at..edit.at + edit.instead.len();
        let whole = word(model, tokens, ids, right, &place);
        match out.last_mut() {
            Some((last, likely)) if whole.start < last.end || place.start == last.end => {
                *last = last.start.min(whole.start)..last.end.max(whole.end);
                *likely = likely.min(edit.likely);
            }
            _ => out.push((whole, edit.likely)),
        }
    }
    out
}

/// The longest known word around the place in the corrected text, if nothing is left out between its characters.
fn word(model: &Model, tokens: &[Token], ids: &[Id], right: &[Id], place: &Range<usize>) -> Range<usize> {
    let close = |r: &Range<usize>| {
        tokens.get(r.clone()).is_some_and(|t| t.windows(2).all(|w| w[0].bytes.end == w[1].bytes.start))
            && ids[r.clone()].iter().all(|id| model.chars.is_han(*id) || place.contains(&r.start))
    };
    let candidates =
        (2..=4usize).rev().flat_map(|n| (place.end.saturating_sub(n)..=place.start).map(move |from| from..from + n));
    let fits =
        |r: &Range<usize>| r.end >= place.end && r.end <= right.len() && model.word(&right[r.clone()]) > 0 && close(r);
    candidates.into_iter().find(fits).unwrap_or_else(|| place.clone())
}

fn finding(
    text: &str,
    model: &Model,
    tokens: &[Token],
    ids: &[Id],
    right: &[Id],
    (group, likely): Group,
) -> Option<Finding> {
    let range = tokens.get(group.start)?.bytes.start..tokens.get(group.end - 1)?.bytes.end;
    let mut whole = String::new();
    let mut reasons = Vec::new();
    for at in group {
        let source = text.get(tokens.get(at)?.bytes.clone())?;
        if ids[at] == right[at] {
            whole += source;
            continue;
        }
        let c = model.chars.char(right[at])?;
        whole.push(c);
        reasons.push(format!("“{source}”与“{c}”{}", likeness(model, ids[at], right[at])));
    }
    let wrong = text.get(range.clone())?;
    let why = format!("“{wrong}”疑为“{whole}”之误，{}", reasons.join("，"));
    Finding::new(text, range, vec![whole], Kind::Typo, why, likely)
}

/// How two characters are taken for each other, in words.
fn likeness(model: &Model, wrong: Id, right: Id) -> &'static str {
    let link = model.confusion.of(wrong).iter().find(|(id, _)| *id == right).map(|(_, link)| *link);
    match link {
        Some(Link::Tone) => "同音",
        Some(Link::Sound) => "音同调不同",
        Some(Link::Near) | None => "音近",
        Some(Link::Shape | Link::Print | Link::Faint) => "形近",
    }
}

/// Whether a text has Chinese characters at all.
pub(crate) fn is_chinese(text: &str) -> bool {
    text.chars().any(is_han)
}
