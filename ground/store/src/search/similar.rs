//! What resembles a text: for duplicates and earlier answers.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::answer::Ask;
use super::index::fault;
use super::look::Look;
use super::rank::{self, Trying};
use super::words::Cut;
use super::{Find, Hit, Search, fold};
use crate::{Result, blocking};

/// Characters of the text.
const CHARS: usize = 4_000;
/// Pairs of characters that are looked for: the rarest, at most so many.
const PAIRS: usize = 60;
/// So many documents may hold them, all together, so that the time does not grow with the index; so many pairs are looked for in
/// any case.
const POSTINGS: (u64, usize) = (300_000, 4);
/// One pair in so many must be shared.
const SHARED: usize = 5;
/// A title counts so much more than a text.
const TITLE: f32 = 3.0;

impl Search {
    /// What resembles the text `find.text`: shares many of its rarer pairs of characters. Kinds, reach and dates narrow it.
    ///
    /// # Errors
    /// A fault when the index cannot be read.
    pub async fn similar(&self, find: &Find<'_>) -> Result<Vec<Hit>> {
        let text: String = find.text.chars().take(CHARS).collect();
        let limit = find.limit.clamp(1, 1_000);
        let ask = Ask::of(&Find { text: "", ..find.clone() }, self.synonyms());
        let search = self.clone();
        blocking(move || search.resembling(&text, &ask, limit).map_err(|e| fault("search", e))).await
    }

    fn resembling(&self, text: &str, ask: &Ask, limit: usize) -> Trying<Vec<Hit>> {
        let searcher = self.0.reader.searcher();
        let fields = self.0.fields;
        let folded = fold(text);
        let pairs: BTreeSet<&str> = Cut::Pairs.tokens(&folded).collect();
        let mut counted = Vec::new();
        for pair in pairs {
            let count = searcher.doc_freq(&Term::from_field_text(fields.all.pairs, pair))?;
            if count > 0 {
                counted.push((count, pair));
            }
        }
        counted.sort_unstable();
        counted.truncate(affordable(counted.iter().map(|(count, _)| *count)));
        if counted.is_empty() {
            return Ok(Vec::new());
        }
        let some = counted.iter().map(|(_, pair)| {
            let in_field = |field, weight| -> (Occur, Box<dyn Query>) {
                let term = TermQuery::new(Term::from_field_text(field, pair), IndexRecordOption::WithFreqs);
                (Occur::Should, Box::new(BoostQuery::new(Box::new(term), weight)))
            };
            let either = BooleanQuery::new(vec![in_field(fields.title.pairs, TITLE), in_field(fields.all.pairs, 1.0)]);
            (Occur::Should, Box::new(either) as Box<dyn Query>)
        });
        let need = counted.len().div_ceil(SHARED).max(1);
        let most = BooleanQuery::with_minimum_required_clauses(some.collect(), need);
        let mut clauses = ask.filters(self);
        clauses.push((Occur::Must, Box::new(most)));
        let columns = self.0.columns.of(&searcher)?;
        let look = ask.look(&searcher, &columns);
        let look = Look { newest: false, total: false, ..look };
        let mut kept = look.through(&BooleanQuery::new(clauses))?.kept;
        kept.sort_by(rank::order(false));
        Ok(look.hits(&kept, limit))
    }
}

/// How many of the pairs with these counts, the rarest first, are looked for.
fn affordable(counts: impl Iterator<Item = u64>) -> usize {
    let mut held = 0;
    let within = counts.take(PAIRS).enumerate().take_while(|(at, count)| {
        held += count;
        held <= POSTINGS.0 || *at < POSTINGS.1
    });
    within.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_pairs_are_looked_for_as_far_as_it_is_cheap() {
        for (counts, expected) in [
            (vec![], 0),
            (vec![1; 200], PAIRS),
            (vec![100_000; 10], POSTINGS.1),
            (vec![1_000_000; 10], POSTINGS.1),
            (vec![1_000_000; 2], 2),
            (vec![1, 2, 3, 4, 5, 299_000, 299_000], 6),
        ] {
            assert_eq!(affordable(counts.iter().copied()), expected, "{counts:?}");
        }
    }
}
