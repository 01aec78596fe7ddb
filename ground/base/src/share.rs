//! Shares (比率), written in one way on pages, in sheets and on papers: `95.0%`, and `—` where there is nothing to divide.
//!
//! A share is kept as a whole number of tenths of a percent, counted without binary fractions and rounded half up.

/// What a figure counts whose measure is `%` and that has nothing to divide.
pub const NOTHING: i64 = -1;

/// `part` of `of` in tenths of a percent; `None` when there is nothing to divide.
pub fn tenths(part: i64, of: i64) -> Option<i64> {
    (of > 0).then(|| (part.saturating_mul(2_000).saturating_add(of)) / of.saturating_mul(2))
}

/// `part` of `of` as a figure whose measure is `%` counts it: tenths of a percent, or [`NOTHING`].
pub fn figure(part: i64, of: i64) -> i64 {
    tenths(part, of).unwrap_or(NOTHING)
}

/// `part` of `of` in words: `33.3%`, or `—` when there is nothing to divide.
pub fn percent(part: i64, of: i64) -> String {
    words(figure(part, of))
}

/// A share in tenths of a percent in words; `—` for [`NOTHING`] and whatever else is below zero.
pub fn words(tenths: i64) -> String {
    if tenths < 0 { "—".to_owned() } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_place_and_nothing_of_nothing_is_a_dash() {
        let cases = [
            (0, 0, "—"),
            (3, 0, "—"),
            (0, 3, "0.0%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (1, 2, "50.0%"),
            (19, 20, "95.0%"),
            (3, 3, "100.0%"),
            (999, 1_000, "99.9%"),
            (1, 2_000, "0.1%"),
            (9_847, 10_000, "98.5%"),
            (5, 2, "250.0%"),
        ];
        for (part, of, text) in cases {
            assert_eq!(percent(part, of), text, "{part} of {of}");
        }
        assert_eq!((words(NOTHING).as_str(), words(125).as_str()), ("—", "12.5%"));
    }
}
