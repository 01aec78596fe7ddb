//! Runs over many rows that go on past a bad one.

use base::Error;

/// The first of the errors that a run met; everything else goes on.
#[derive(Debug, Default)]
pub struct First(Option<Error>);

impl First {
    /// Notes an error, and gives what went well.
    pub fn ok<T, E: Into<Error>>(&mut self, done: Result<T, E>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                self.0.get_or_insert(error.into());
                None
            }
        }
    }

    /// `done`, or the first error.
    ///
    /// # Errors
    /// The first error.
    pub fn or<T>(self, done: T) -> Result<T, Error> {
        self.0.map_or(Ok(done), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_is_told_after_everything_went_on() {
        let mut first = First::default();
        let done: Vec<i32> = (1..6)
            .filter_map(|n| first.ok(if n % 2 == 0 { Err(Error::field("n", n.to_string())) } else { Ok(n) }))
            .collect();
        assert_eq!(done, [1, 3, 5]);
        assert!(first.or(done).expect_err("two were bad").to_string().contains('2'));
        assert_eq!(First::default().or(7).ok(), Some(7));
    }
}
