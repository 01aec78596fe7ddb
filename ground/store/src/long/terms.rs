//! What a list asks of its rows.

use crate::sql::Where;
use crate::{Args, Value, args};

/// What nothing fulfils.
const NEVER: &str = "1 = 0";

/// Conditions that get the numbers of their arguments when the statement is put together.
#[derive(Debug, Clone, Default)]
pub struct Terms(Vec<(String, Args)>);

impl Terms {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `condition`, in which each `?` stands for the next of `args`.
    #[must_use]
    pub fn and(mut self, condition: impl Into<String>, args: Args) -> Self {
        self.0.push((condition.into(), args));
        self
    }

    /// Adds `condition` when `value` is there.
    #[must_use]
    pub fn and_if<T: Into<Value>>(self, condition: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.and(condition, vec![value.into()]),
            None => self,
        }
    }

    /// Adds `column IN (…)`; an empty list matches nothing. The last value is repeated up to a power of two, so that
    /// there are few texts of statements to prepare.
    #[must_use]
    pub fn and_in<T: Into<Value>>(self, column: &str, values: impl IntoIterator<Item = T>) -> Self {
        let mut values: Args = values.into_iter().map(Into::into).collect();
        let Some(last) = values.last().cloned() else { return self.and(NEVER, args![]) };
        values.resize(values.len().next_power_of_two(), last);
        let places = vec!["?"; values.len()].join(", ");
        self.and(format!("{column} IN ({places})"), values)
    }

    /// What does not fulfil them all.
    #[must_use]
    pub fn negated(self) -> Self {
        let texts: Vec<String> = self.0.iter().map(|(text, _)| format!("({text})")).collect();
        let args = self.0.into_iter().flat_map(|(_, args)| args).collect();
        Self(vec![(format!("NOT ({})", texts.join(" AND ")), args)])
    }

    /// With all of `other`.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.0.extend_from_slice(&other.0);
        self
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether nothing can fulfil them.
    pub(super) fn never(&self) -> bool {
        self.0.iter().any(|(condition, _)| condition == NEVER)
    }

    /// Adds them to the conditions of a statement.
    #[must_use]
    pub fn put(&self, to: Where) -> Where {
        self.0.iter().fold(to, |to, (condition, args)| to.and(condition, args.clone()))
    }
}

/// A part of a list that lies side by side in one index.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// What the index finds: conditions on the table that is read first.
    pub index: Terms,
    /// The least that the first key may be.
    pub least: Option<Value>,
    /// The most that the first key may be.
    pub most: Option<Value>,
    /// What must hold besides and is looked up row by row, also in the tables joined to it.
    pub besides: Terms,
}
