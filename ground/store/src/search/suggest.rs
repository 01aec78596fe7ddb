//! Suggestions while somebody types: what others asked, and titles, by text, pinyin or first letters.

use tantivy::query::{BooleanQuery, Occur};

use super::answer::{Ask, hit};
use super::index::fault;
use super::keep::{asked, asked_like, blocked};
use super::rank::{self, CANDIDATES, Look, Trying};
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
        let folded = fold(&typed);
        if !folded.chars().any(char::is_alphanumeric) {
            return Ok(Vec::new());
        }
        let begin: String = if folded.is_ascii() { folded.split_whitespace().collect() } else { folded };
        let mut out: Vec<Suggestion> = Vec::new();
        let block = words(q).await?;
        for row in asked_like(q, &begin, OFTEN, limit).await? {
            if !is_blocked(&row.asked, &block) && row.shown != typed {
                out.push(Suggestion { text: row.shown, url: None });
            }
        }
        out.truncate(limit / 2 + 1);
        let hits = self.titles(&typed, reach, limit).await?;
        for row in Self::shown(q, &hits, reach, &Marks::default()).await? {
            let new = !out.iter().any(|s| s.text == row.plain);
            if out.len() < limit && new && !row.url.is_empty() {
                out.push(Suggestion { text: base::text::truncate(&row.plain, TITLE_CHARS), url: Some(row.url) });
            }
        }
        Ok(out)
    }

    /// Titles that hold what was typed, or sound like it when it is Latin.
    async fn titles(&self, typed: &str, reach: &Reach, limit: usize) -> Result<Vec<Hit>> {
        let find = Find { text: typed, reach: reach.clone(), scope: Scope::Title, limit, fill: 0, ..Find::default() };
        let (search, ask) = (self.clone(), Ask::of(&find, self.synonyms()));
        let heard = move || -> Trying<Vec<Hit>> {
            let Some(query) = ask.heard(&search) else { return Ok(Vec::new()) };
            let searcher = search.0.reader.searcher();
            let mut clauses = ask.filters(&search);
            clauses.push((Occur::Must, query));
            let look = Look { public: ask.is_public(), days: None, newest: true, keep: CANDIDATES, count: &[] };
            let mut kept = look.through(&searcher, &BooleanQuery::new(clauses))?.kept;
            kept.sort_by(rank::order(true));
            let hits = kept.iter().take(limit).map(|c| hit(&searcher, c)).collect::<Trying<Vec<_>>>()?;
            Ok(hits.into_iter().flatten().collect())
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
        let block = words(q).await?;
        let rows = asked(q, OFTEN, limit * 4).await?;
        Ok(rows.into_iter().filter(|row| !is_blocked(&row.asked, &block)).map(|row| row.shown).take(limit).collect())
    }
}

async fn words(q: &mut impl Query) -> Result<Vec<String>> {
    Ok(blocked(q).await?.into_iter().map(|row| row.word).collect())
}

fn is_blocked(asked: &str, block: &[String]) -> bool {
    block.iter().any(|word| !word.is_empty() && asked.contains(word.as_str()))
}
