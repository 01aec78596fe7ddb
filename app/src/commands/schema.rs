//! `renhe schema`: the tables with the meaning of each column, as in `docs/schema.md`.

use super::Answer;

/// Prints the tables; an error is a sentence.
///
/// # Errors
/// When a migration describes a column wrongly, which the tests do not let happen.
pub fn schema() -> Result<Answer, String> {
    let text = store::schema::markdown().map_err(|fault| fault.to_string())?;
    Ok(Answer { text, good: true })
}
