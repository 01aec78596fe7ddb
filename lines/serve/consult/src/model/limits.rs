//! How long texts may be, and how many files may come.

use base::Date;
use base::rules::Rules;
use counter::FileLimits;

/// Numbers that bound forms, from the rule rows of the day.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Limits {
    /// Characters of a title or question.
    pub title: usize,
    /// Fewest characters of a text.
    pub body_min: usize,
    /// Characters of a text.
    pub body: usize,
    /// Characters of an answer.
    pub answer: usize,
    /// Characters of a marked text.
    pub selected: usize,
    /// Files.
    pub files: FileLimits,
}

impl Limits {
    /// The limits of `date`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, date: Date) -> Result<Self, base::Fault> {
        let number = |key: &str| Ok::<_, base::Fault>(usize::try_from(rules.number(key, date)?).unwrap_or(0));
        Ok(Self {
            title: number("consult.title.max")?,
            body_min: number("consult.body.min")?,
            body: number("consult.body.max")?,
            answer: number("consult.answer.max")?,
            selected: number("consult.selected.max")?,
            files: FileLimits::at(rules, "consult", date)?,
        })
    }
}
