//! Rows of lists as templates and feeds show them.

use base::Moment;
use base::time::DAY;
use edition::content::Cover;
use edition::{Listed, Live, terms};
use serde_json::{Value, json};

pub(crate) use edition::shown::brief;

use crate::spot::Spot;

/// Days for which something is new (政府网站 habit: NEW mark for three days).
const NEW_DAYS: i64 = 3;

/// A row of a list on the site of `spot`.
pub(crate) fn row(spot: &Spot, row: &Listed, now: Moment) -> Value {
    let age = now.0 - row.published_at.0;
    json!({
        "id": row.item_id,
        "href": spot.at(&row.path()),
        "title": row.title,
        "summary": row.summary,
        "date": row.day(),
        "new": (0..NEW_DAYS * DAY).contains(&age),
        "kind": row.kind,
        "kind_title": terms::title(terms::KINDS, &row.kind).unwrap_or_default(),
        "cover": cover(row.item_id, &row.cover),
        "alt": row.cover_alt,
        "doc_no": row.doc_no,
        "made_on": row.made_on,
        "validity": validity(&row.validity),
        "tone": validity_tone(&row.validity),
    })
}

/// The same with what only the whole content tells: the picture's focus and the beginning of the text.
pub(crate) fn whole_row(spot: &Spot, live: &Live, now: Moment) -> Result<Value, base::Fault> {
    let content = live.content()?;
    let age = now.0 - live.published_at.0;
    Ok(json!({
        "id": live.item_id,
        "href": spot.at(&live.path()),
        "title": live.title,
        "subtitle": content.subtitle,
        "summary": live.summary,
        "date": live.day(),
        "new": (0..NEW_DAYS * DAY).contains(&age),
        "kind": live.kind,
        "cover": cover(live.item_id, &live.cover),
        "alt": live.cover_alt,
        "focus": focus(&content.cover),
    }))
}

/// The address of the picture for lists; it changes with the picture, so that browsers may keep it.
pub(crate) fn cover(item: i64, digest: &str) -> String {
    if digest.is_empty() { String::new() } else { format!("/a/{item}/cover?v={}", brief(digest)) }
}

/// Classes that keep the point of focus in sight: to the nearest quarter both ways.
pub(crate) fn focus(cover: &Cover) -> String {
    let quarter = |percent: u8| (u32::from(percent.min(100)) + 12) / 25 * 25;
    format!("fx-{} fy-{}", quarter(cover.x), quarter(cover.y))
}

/// 有效性 by name.
pub(crate) fn validity(key: &str) -> &'static str {
    terms::title(terms::VALIDITIES, key).unwrap_or_default()
}

/// The tone of its badge.
pub(crate) fn validity_tone(key: &str) -> &'static str {
    match key {
        "valid" => "good",
        "amended" | "pending" => "warn",
        "expired" | "repealed" => "bad",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_is_a_class_of_the_nearest_quarter() {
        for (x, y, expected) in
            [(0, 0, "fx-0 fy-0"), (50, 12, "fx-50 fy-0"), (63, 100, "fx-75 fy-100"), (255, 13, "fx-100 fy-25")]
        {
            let cover = Cover { x, y, ..Cover::default() };
            assert_eq!(focus(&cover), expected);
        }
    }

    #[test]
    fn a_picture_has_an_address_that_changes_with_it() {
        assert_eq!(cover(7, &"ab".repeat(32)), "/a/7/cover?v=abababababab");
        assert_eq!(cover(7, ""), "");
    }
}
