//! Rows of `edition_tag`: the keywords of what is published, by which it is gathered from all columns of a site.

use std::collections::BTreeSet;

use base::{Moment, text};
use store::sql::Where;
use store::{Query, Result, Tx, args};

use super::lists::{Turn, these};
use super::live::Listed;

/// Keywords of one edition that count.
const WORDS_MAX: usize = 20;
/// Characters of a keyword that count.
const CHARS_MAX: usize = 30;

/// Keywords as they are compared: separated by blanks, commas or semicolons, folded, each once.
pub fn words(typed: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    typed
        .split(|c: char| c.is_whitespace() || ",，、;；".contains(c))
        .map(|word| text::normalise(word).to_lowercase().chars().take(CHARS_MAX).collect::<String>())
        .filter(|word| !word.is_empty() && seen.insert(word.clone()))
        .take(WORDS_MAX)
        .collect()
}

/// Writes the keywords of `item`, published at `at`, anew.
pub(crate) async fn put(tx: &mut Tx, item: i64, keywords: &str, at: Moment) -> Result<()> {
    remove(tx, item).await?;
    for word in words(keywords) {
        tx.run("INSERT INTO edition_tag (word, item_id, at) VALUES ($1, $2, $3)", args![word, item, at]).await?;
    }
    Ok(())
}

/// Forgets the keywords of `item`.
pub(crate) async fn remove(tx: &mut Tx, item: i64) -> Result<()> {
    tx.run("DELETE FROM edition_tag WHERE item_id = $1", args![item]).await?;
    Ok(())
}

/// A page of what a site shows that bears one of `words`, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn tagged(q: &mut impl Query, site: i64, words: &[String], turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    let w = Where::new().and_in("t.word", words.iter().take(WORDS_MAX)).and(
        "EXISTS (SELECT 1 FROM edition_place p WHERE p.item_id = t.item_id AND p.site_id = ? AND p.shown = 1)",
        args![site],
    );
    let (mut w, backwards) = turn.condition(w, "t.at", "t.item_id");
    let limit = w.arg(limit);
    let order = if backwards { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT DISTINCT t.at, t.item_id FROM edition_tag t{} ORDER BY t.at {order}, t.item_id {order} LIMIT {limit}",
        w.text()
    );
    let mut found: Vec<(i64, i64)> = q.list(&sql, w.args()).await?;
    if backwards {
        found.reverse();
    }
    let ids: Vec<i64> = found.into_iter().map(|(_, id)| id).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { these(q, &ids).await }
}

/// Whether something is published and no keyword is known: a database of an older version.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn unknown(q: &mut impl Query) -> Result<bool> {
    let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM edition_live) AND NOT EXISTS (SELECT 1 FROM edition_tag)
               THEN 1 ELSE 0 END";
    q.scalar(sql, args![]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_separated_as_people_type_them_and_counted_once() {
        assert_eq!(words("春耕、备耕 春耕，ＡＩ；ai\u{3000}防汛"), ["春耕", "备耕", "ai", "防汛"]);
        assert!(words(" 、，").is_empty());
        assert_eq!(words(&"长".repeat(50)), ["长".repeat(30)]);
    }
}
