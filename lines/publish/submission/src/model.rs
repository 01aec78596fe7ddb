//! A submission and the passes over it, as data.

use base::{Date, Moment};
use store::record;

record! {
    /// A submission (报送).
    pub struct Submission from "submission_submission" {
        /// Key.
        pub id: i64,
        /// How it runs.
        pub matter_id: i64,
        /// The edition under review.
        pub item_id: i64,
        /// The unit that hands it in.
        pub unit_id: i64,
        /// The unit that keeps the site.
        pub site_unit: i64,
        /// The version that was last handed in.
        pub version: i64,
        /// Kind of edition.
        pub kind: String,
        /// Civil date of the first handing in.
        #[serde(with = "base::time::date_text")]
        pub submitted_on: Date,
        /// When it was first handed in.
        pub submitted_at: Moment,
        /// Who handed it in.
        pub person_id: Option<i64>,
        /// How often it was sent back.
        pub returned: i64,
        /// Disclosure attribute as the secrecy review set it.
        pub attribute: String,
        /// Basis of that attribute.
        pub basis: String,
        /// Conclusion of the secrecy review.
        pub conclusion: String,
        /// Who made the secrecy review.
        pub secrecy_person: Option<i64>,
        /// When.
        pub secrecy_at: Option<Moment>,
        /// approved, refused or retracted.
        pub outcome: String,
        /// When it ended.
        pub ended_at: Option<Moment>,
    }
}

record! {
    /// One reading of a submission.
    pub struct Pass from "submission_pass" {
        /// Key.
        pub id: i64,
        /// Of which submission.
        pub submission_id: i64,
        /// submit, first, secrecy, second or third.
        pub stage: String,
        /// The version that was read.
        pub version: i64,
        /// Who read it.
        pub person_id: Option<i64>,
        /// Name, unit and post as they were then.
        pub actor: String,
        /// When.
        pub at: Moment,
        /// It was let through.
        pub passed: bool,
        /// Findings of the machine.
        pub machine: i64,
        /// Of these to be put right before.
        pub stops: i64,
        /// Faults that the reader found himself.
        pub found: i64,
        /// Why it was let through in spite of a finding that stops.
        pub overridden: String,
        /// Findings of the machine by kind, for people.
        pub kinds: String,
    }
}

record! {
    /// A word that the county keeps for the gate.
    pub struct Word from "submission_word" {
        /// Key.
        pub id: i64,
        /// wrong, name, muted or host.
        pub kind: String,
        /// The word.
        pub text: String,
        /// What to write instead.
        pub instead: String,
        /// The reason.
        pub why: String,
        /// Name, unit and post of who put it on the list.
        pub actor: String,
        /// When.
        pub at: Moment,
    }
}

/// The stages with their names.
pub const STAGES: &[(&str, &str)] =
    &[("submit", "报送"), ("first", "一审"), ("secrecy", "保密审查"), ("second", "二审"), ("third", "三审")];

/// Conclusions of a secrecy review (保密审查结论).
pub const CONCLUSIONS: &[(&str, &str)] = &[
    ("open", "不涉及国家秘密和敏感信息，可以公开"),
    ("masked", "作区分处理（隐去个人信息等）后可以公开"),
    ("ask", "报保密行政管理部门确定"),
    ("secret", "涉及国家秘密或敏感信息，不得公开"),
];

/// The name of a stage.
pub fn stage(key: &str) -> &'static str {
    edition::terms::title(STAGES, key).unwrap_or("")
}

/// The stage in which an action lets something through.
pub fn stage_of(action: &str) -> Option<&'static str> {
    STAGES.iter().map(|(key, _)| *key).find(|key| action.strip_prefix("pass_") == Some(key))
}
