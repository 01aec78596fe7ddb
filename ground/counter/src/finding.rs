//! What the index finds of a line: documents like a text, and documents with words in them.

use ::store::search::{Find, Reach, Search};
use base::{Date, Error};

/// Documents looked at for hints.
pub const LOOK_AT: usize = 30;
/// Documents that words find at most.
const FOUND: usize = 500;
/// Characters of a text that are looked at.
const CHARS: usize = 1_000;

/// Keys of documents of a kind that are like `text`, the likest first, at most [`LOOK_AT`]; of those dated on `since` or later, when
/// that is given, so that what is older takes nobody's place.
///
/// # Errors
/// A fault when the index does not answer.
pub async fn like(search: &Search, kind: &str, text: &str, since: Option<Date>) -> Result<Vec<i64>, Error> {
    let text: String = text.chars().take(CHARS).collect();
    let find = Find { text: &text, kinds: &[kind], reach: Reach::All, limit: LOOK_AT, from: since, ..Find::default() };
    Ok(search.similar(&find).await?.into_iter().map(|hit| hit.id).collect())
}

/// Keys of documents of a kind in which `words` are found.
///
/// # Errors
/// A fault when the index does not answer.
pub async fn with_words(search: &Search, kind: &str, words: &str) -> Result<Vec<i64>, Error> {
    let find = Find { text: words, kinds: &[kind], reach: Reach::All, limit: FOUND, ..Find::default() };
    Ok(search.find(&find).await?.hits.into_iter().map(|hit| hit.id).collect())
}
