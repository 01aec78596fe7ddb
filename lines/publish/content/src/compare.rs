//! Two texts side by side: paragraphs matched first, then words within those that changed.

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff, capture_diff_slices};

/// Paragraphs of a comparison at most; a longer text is compared in its beginning.
const PARAGRAPHS_MAX: usize = 2_000;
/// Characters of a paragraph above which its words are not compared one by one.
const WORDS_MAX: usize = 5_000;

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    /// Its text.
    pub text: String,
    /// Whether it stands on this side only.
    pub marked: bool,
}

/// A row: the paragraph on the left, the one on the right; an empty side is missing there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// Both sides say the same.
    pub same: bool,
    /// The older side.
    pub left: Vec<Piece>,
    /// The newer side.
    pub right: Vec<Piece>,
}

/// Compares two texts by paragraph and word.
pub(crate) fn texts(old: &str, new: &str) -> Vec<Row> {
    let (old, new) = (paragraphs(old), paragraphs(new));
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (left, right) = (&old[op.old_range()], &new[op.new_range()]);
        if op.tag() == similar::DiffTag::Equal {
            rows.extend(left.iter().map(|text| Row {
                same: true,
                left: whole(text, false),
                right: whole(text, false),
            }));
            continue;
        }
        for at in 0..left.len().max(right.len()) {
            rows.push(pair(left.get(at).copied().unwrap_or_default(), right.get(at).copied().unwrap_or_default()));
        }
    }
    rows
}

/// Compares two paragraphs by word.
pub(crate) fn pair(old: &str, new: &str) -> Row {
    if old == new {
        return Row { same: true, left: whole(old, false), right: whole(new, false) };
    }
    if old.is_empty() || new.is_empty() || old.len() + new.len() > WORDS_MAX {
        return Row { same: false, left: whole(old, true), right: whole(new, true) };
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for change in TextDiff::from_chars(old, new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut left, change.value(), false);
                push(&mut right, change.value(), false);
            }
            ChangeTag::Delete => push(&mut left, change.value(), true),
            ChangeTag::Insert => push(&mut right, change.value(), true),
        }
    }
    Row { same: false, left, right }
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(PARAGRAPHS_MAX).collect()
}

fn whole(text: &str, marked: bool) -> Vec<Piece> {
    if text.is_empty() { Vec::new() } else { vec![Piece { text: text.to_owned(), marked }] }
}

fn push(side: &mut Vec<Piece>, text: &str, marked: bool) {
    match side.last_mut() {
        Some(last) if last.marked == marked => last.text.push_str(text),
        _ => side.push(Piece { text: text.to_owned(), marked }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(side: &[Piece]) -> String {
        side.iter().map(|p| if p.marked { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn changed_words_are_marked_on_their_own_side() {
        let row = pair("全县种植小麦三万亩", "全县种植油菜三万亩");
        assert_eq!(
            (shown(&row.left).as_str(), shown(&row.right).as_str()),
            ("全县种植[小麦]三万亩", "全县种植[油菜]三万亩")
        );
    }

    #[test]
    fn paragraphs_that_came_or_went_stand_alone() {
        let rows = texts("一\n二\n三", "一\n三\n四");
        let told: Vec<(bool, String, String)> =
            rows.iter().map(|r| (r.same, shown(&r.left), shown(&r.right))).collect();
        assert_eq!(
            told,
            [
                (true, "一".into(), "一".into()),
                (false, "[二]".into(), String::new()),
                (true, "三".into(), "三".into()),
                (false, String::new(), "[四]".into()),
            ]
        );
    }

    #[test]
    fn equal_and_empty_texts_differ_in_nothing() {
        assert!(texts("", "").is_empty());
        assert!(texts("一\n二", "一\n\n二").iter().all(|row| row.same));
    }
}
