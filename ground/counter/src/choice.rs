//! Words to choose from in forms and filters.

use serde::Serialize;

/// A word to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Stable key, stored.
    pub value: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it is for; may be empty.
    pub hint: &'static str,
}

/// A choice with a word on what it is for.
pub const fn hinted(value: &'static str, title: &'static str, hint: &'static str) -> Choice {
    Choice { value, title, hint }
}

/// A choice whose title says all.
pub const fn plain(value: &'static str, title: &'static str) -> Choice {
    hinted(value, title, "")
}

/// The title of `value` among `choices`, empty when it is none of them.
pub fn title(choices: &[Choice], value: &str) -> &'static str {
    choices.iter().find(|c| c.value == value).map_or("", |c| c.title)
}

/// The values of `choices`, as a form is checked with.
pub fn values(choices: &[Choice]) -> Vec<&'static str> {
    choices.iter().map(|c| c.value).collect()
}

/// `typed`, when it is one of `choices`.
pub fn known(choices: &[Choice], typed: &str) -> Option<String> {
    choices.iter().find(|c| c.value == typed).map(|c| c.value.to_owned())
}
