//! Suggestions while somebody types: what others asked, and titles, by text, pinyin or first letters.

use tantivy::query::Occur;

use super::answer::Ask;
use super::index::fault;
use super::keep::{asked, asked_like, blocked};
use super::look::Look;
use super::pieces::all;
use super::rank::{self, Trying};
use super::{Find, Hit, Marks, Reach, Scope, Search, fold};
use crate::{Query, Result, blocking};

/// A question is shown to others once so many have asked it.
const OFTEN: i64 = 3;
/// Characters of a title that is offered.
const TITLE_CHARS: usize = 40;

/// Something to ask.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// What it says.
    pub text: String,
    /// The local address of a title; nothing for a question.
    pub url: Option<String>,
}

impl Search {
    /// At most `limit` suggestions for what has been typed so far.
    ///
    /// # Errors
    /// A fault of the database or the index.
    pub async fn suggest(
        &self,
        q: &mut impl Query,
        typed: &str,
        reach: &Reach,
        limit: usize,
    ) -> Result<Vec<Suggestion>> {
        let typed: String = typed.trim().chars().take(base::limits::QUERY_CHARS_MAX).collect();
        if !fold(&typed).chars().any(char::is_alphanumeric) {
            return Ok(Vec::new());
        }
        let asked = Self::related(q, &typed, limit).await?;
        let mut out: Vec<Suggestion> =
            asked.into_iter().take(limit / 2 + 1).map(|text| Suggestion { text, url: None }).collect();
        let hits = self.titles(&typed, reach, limit).await?;
        for row in Self::shown(q, &hits, reach, &Marks::default()).await? {
            let new = !out.iter().any(|s| s.text == row.plain);
            if out.len() < limit && new && !row.url.is_empty() {
                out.push(Suggestion { text: base::text::truncate(&row.plain, TITLE_CHARS), url: Some(row.url) });
            }
        }
        Ok(out)
    }

    /// What others asked that begins like `typed`, or sounds so, without blocked words.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn related(q: &mut impl Query, typed: &str, limit: usize) -> Result<Vec<String>> {
        let folded = fold(typed.trim());
        if !folded.chars().any(char::is_alphanumeric) {
            return Ok(Vec::new());
        }
        let begin: String = if folded.is_ascii() { folded.split_whitespace().collect() } else { folded };
        let rows = asked_like(q, &begin, OFTEN, limit).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let block = words(q).await?;
        let shown = rows.into_iter().filter(|row| !is_blocked(&row.asked, &block) && row.shown != typed);
        Ok(shown.map(|row| row.shown).collect())
    }

    /// Titles that hold what was typed, or sound like it when it is Latin.
    async fn titles(&self, typed: &str, reach: &Reach, limit: usize) -> Result<Vec<Hit>> {
        let find = Find { text: typed, reach: reach.clone(), scope: Scope::Title, limit, fill: 0, ..Find::default() };
        let (search, ask) = (self.clone(), Ask::of(&find, self.synonyms()));
        let heard = move || -> Trying<Vec<Hit>> {
            let Some(query) = ask.heard(&search) else { return Ok(Vec::new()) };
            let searcher = search.0.reader.searcher();
            let columns = search.0.columns.of(&searcher)?;
            let mut clauses = ask.filters(&search);
            clauses.push((Occur::Must, query));
            let look = Look { newest: true, ..ask.look(&searcher, &columns) };
            let mut kept = look.through(all(clauses).as_ref())?.kept;
            kept.sort_by(rank::order(true));
            Ok(look.hits(&kept, limit))
        };
        if fold(typed).is_ascii() {
            let hits = blocking(move || heard().map_err(|e| fault("suggest", e))).await?;
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        Ok(self.find(&find).await?.hits)
    }

    /// What is asked most, without blocked words.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn hot(q: &mut impl Query, limit: usize) -> Result<Vec<String>> {
        let rows = asked(q, OFTEN, limit * 4).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let block = words(q).await?;
        Ok(rows.into_iter().filter(|row| !is_blocked(&row.asked, &block)).map(|row| row.shown).take(limit).collect())
    }
}

async fn words(q: &mut impl Query) -> Result<Vec<String>> {
    Ok(blocked(q).await?.into_iter().map(|row| row.word).collect())
}

fn is_blocked(asked: &str, block: &[String]) -> bool {
    block.iter().any(|word| !word.is_empty() && asked.contains(word.as_str()))
}
