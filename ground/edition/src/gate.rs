//! What a machine finds in an edition before somebody publishes it (发布前检查). The line of reviews reads it; app hands its reading
//! over here ([`Gate`]), since no line calls another.

use matter::Later;
use web::App;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// What kind of finding it is, in Chinese.
    pub kind: String,
    /// Where it stands.
    pub place: String,
    /// What stands there, personal data masked.
    pub excerpt: String,
    /// Why, and the way out.
    pub why: String,
    /// It has to be put right, or be answered for.
    pub stops: bool,
    /// It is the mark of a state secret (密级), which nobody may answer for (保守国家秘密法 art. 35).
    pub secret: bool,
}

/// Reads the working copy of an edition with its files.
#[derive(Clone, Copy)]
pub struct Gate(pub for<'a> fn(&'a App, i64) -> Later<'a, Vec<Found>>);

/// How many there are of each kind, for people: `个人信息 1，错字 2`.
pub fn kinds<'a>(found: impl Iterator<Item = &'a str>) -> String {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for kind in found {
        *counts.entry(kind).or_default() += 1;
    }
    counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join("，")
}
