//! Conditions put together from what was asked, always with arguments, never with text of a stranger.

use crate::{Args, Value};

/// A `WHERE` that grows: every condition brings its arguments.
#[derive(Debug, Clone, Default)]
pub struct Where {
    text: String,
    args: Args,
}

impl Where {
    /// No condition yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No condition yet, in a statement that has `args` already.
    pub fn after(args: Args) -> Self {
        Self { text: String::new(), args }
    }

    /// Adds `condition`, in which each `?` stands for the next of `args`.
    #[must_use]
    pub fn and(mut self, condition: &str, args: Args) -> Self {
        self.text.push_str(if self.text.is_empty() { " WHERE (" } else { " AND (" });
        let mut args = args.into_iter();
        for part in condition.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(text) => {
                    self.text.push_str(text);
                    if let Some(arg) = args.next() {
                        let place = self.arg(arg);
                        self.text.push_str(&place);
                    }
                }
                None => self.text.push_str(part),
            }
        }
        self.text.push(')');
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

    /// Adds `column IN (…)`; an empty list matches nothing.
    #[must_use]
    pub fn and_in<T: Into<Value>>(self, column: &str, values: impl IntoIterator<Item = T>) -> Self {
        let values: Args = values.into_iter().map(Into::into).collect();
        if values.is_empty() {
            return self.and("1 = 0", vec![]);
        }
        let places = vec!["?"; values.len()].join(", ");
        self.and(&format!("{column} IN ({places})"), values)
    }

    /// A further argument outside the conditions (a limit, say); gives its place, such as `$4`.
    pub fn arg(&mut self, value: impl Into<Value>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    /// The text, beginning with ` WHERE` unless there is no condition.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The arguments so far.
    pub fn args(&self) -> Args {
        self.args.clone()
    }
}

/// `text` for use inside `LIKE … ESCAPE '\'` as something contained.
pub fn contains(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn conditions_number_their_arguments_in_order() {
        let mut w = Where::new().and("a = ? OR b = ?", args![1_i64, "x"]).and_in("c", [5_i64, 6]);
        let limit = w.arg(20_i64);
        assert_eq!(w.text(), " WHERE (a = $1 OR b = $2) AND (c IN ($3, $4))");
        assert_eq!(limit, "$5");
        assert_eq!(w.args().len(), 5);
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        assert_eq!(Where::new().and_in("c", Vec::<i64>::new()).text(), " WHERE (1 = 0)");
    }

    #[test]
    fn wild_cards_of_a_stranger_are_plain_text() {
        assert_eq!(contains("50%_a\\"), "%50\\%\\_a\\\\%");
    }
}
