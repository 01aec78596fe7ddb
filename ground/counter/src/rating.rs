//! What people say of an answer (满意度评价), the same five words everywhere.

use crate::choice::{Choice, plain};

/// 满意度, best first.
pub const LEVELS: &[Choice] = &[
    plain("5", "非常满意"),
    plain("4", "满意"),
    plain("3", "基本满意"),
    plain("2", "不满意"),
    plain("1", "非常不满意"),
];

/// From this level on an answer counts as satisfying (满意率 = 非常满意、满意、基本满意).
pub const SATISFIED_FROM: i64 = 3;

/// The title of a level of satisfaction; empty before it was rated.
pub fn level(satisfaction: Option<i64>) -> &'static str {
    let Some(n) = satisfaction else { return "" };
    LEVELS.iter().find(|c| c.value.parse() == Ok(n)).map_or("", |c| c.title)
}

/// The level that a form names.
///
/// # Errors
/// A wrong field for what is none.
pub fn read(typed: i64) -> Result<i64, base::Error> {
    if (1..=5).contains(&typed) { Ok(typed) } else { Err(base::Error::field("satisfaction", "请选择满意度")) }
}

/// The outcome that a rating leads to: `satisfied`, `accepted` or `dissatisfied`. A process that is rated names all three.
pub fn outcome_of(satisfaction: i64) -> &'static str {
    match satisfaction {
        4.. => "satisfied",
        SATISFIED_FROM => "accepted",
        _ => "dissatisfied",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_a_title_and_nothing_else_has() {
        for choice in LEVELS {
            assert_eq!(level(choice.value.parse().ok()), choice.title);
            assert_eq!(read(choice.value.parse().expect("a number")).ok(), choice.value.parse().ok());
        }
        assert_eq!((level(None), level(Some(9))), ("", ""));
        assert!(read(0).is_err() && read(6).is_err());
    }
}
