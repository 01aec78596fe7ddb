//! What resembles a text: for duplicates and earlier answers.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use tantivy::query::{BooleanQuery, EnableScoring, Query};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::answer::Ask;
use super::index::fault;
use super::look::Look;
use super::rank::{self, Candidate, Known, Trying, Weighed};
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
/// Documents that are ranked: those that share most pairs.
const RANKED: usize = 1_000;
/// A title counts so much more than a text.
const TITLE: f32 = 3.0;

impl Search {
    /// What resembles the text `find.text`: shares many of its rarer pairs of characters. Kinds, reach and dates narrow it.
    ///
    /// # Errors
    /// A fault when the index cannot be read.
    pub async fn similar(&self, find: &Find<'_>) -> Result<Vec<Hit>> {
        let text: String = find.text.chars().take(CHARS).collect();
        let limit = find.limit.clamp(1, RANKED);
        let ask = Ask::of(&Find { text: "", ..find.clone() }, self.synonyms());
        let search = self.clone();
        blocking(move || search.resembling(&text, &ask, limit).map_err(|e| fault("search", e))).await
    }

    fn resembling(&self, text: &str, ask: &Ask, limit: usize) -> Trying<Vec<Hit>> {
        let searcher = self.0.reader.searcher();
        let fields = self.0.fields;
        let folded = fold(text);
        let pairs: BTreeSet<&str> = Cut::Pairs.tokens(&folded).collect();
        let in_field = |field: Field, pair: &str, weight: f32| Weighed {
            term: Term::from_field_text(field, pair),
            weight,
            telling: false,
        };
        let mut known =
            rank::known(&searcher, pairs.iter().map(|pair| in_field(fields.all.pairs, pair, 1.0)).collect())?;
        known.sort_by_key(Known::count);
        known.truncate(affordable(known.iter().map(Known::count)));
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let columns = self.0.columns.of(&searcher)?;
        let look = ask.look(&searcher, &columns);
        let mut kept = sharing(&look, &known, BooleanQuery::new(ask.narrowed(self)), &|kind| ask.takes(kind))?;
        // A title is a part of the text, so whatever shares enough was found; what stands in its title counts besides.
        let titles = known.iter().filter_map(|term| Some(in_field(fields.title.pairs, term.text()?, TITLE))).collect();
        known.extend(rank::known(&searcher, titles)?);
        rank::rank(&searcher, &known, &mut kept)?;
        kept.sort_by(rank::order(false));
        Ok(look.hits(&kept, limit))
    }
}

/// Documents that share enough of the pairs and fit: those that share most, and of these the newest.
fn sharing(
    look: &Look<'_>,
    pairs: &[Known],
    narrowed: BooleanQuery,
    takes: &dyn Fn(&str) -> bool,
) -> Trying<Vec<Candidate>> {
    let need = pairs.len().div_ceil(SHARED).max(1);
    let within = match narrowed.clauses() {
        [] => None,
        _ => Some(narrowed.weight(EnableScoring::disabled_from_searcher(look.searcher))?),
    };
    let mut found: Vec<(usize, Candidate)> = Vec::new();
    for (at, (segment, columns)) in (0..).zip(look.pieces()) {
        let mut within = within.as_ref().map(|within| within.scorer(segment, 1.0)).transpose()?;
        for (doc, shared) in counted(at, segment, pairs, need)? {
            let narrowed = within.as_mut().is_none_or(|docs| {
                if docs.doc() < doc {
                    docs.seek(doc);
                }
                docs.doc() == doc
            });
            if narrowed && look.fits(segment, columns, doc) && columns.kind(doc).is_some_and(|kind| takes(kind)) {
                let at = DocAddress::new(u32::try_from(at).unwrap_or(u32::MAX), doc);
                found.push((shared, Candidate { score: 0.0, dated: columns.dated(doc), at }));
            }
        }
    }
    if found.len() > RANKED {
        found.select_nth_unstable_by_key(RANKED, |(shared, c)| (Reverse(*shared), Reverse(c.dated), c.at));
        found.truncate(RANKED);
    }
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}

/// Documents of a piece of the index that hold at least `need` of the pairs, in their order, and how many each holds.
///
/// A place for each document is counted up, list after list; nothing goes through all lists side by side.
fn counted(at: usize, segment: &SegmentReader, pairs: &[Known], need: usize) -> Trying<Vec<(DocId, usize)>> {
    let place = |doc: DocId| usize::try_from(doc).unwrap_or(usize::MAX);
    let mut shared = vec![0_u8; place(segment.max_doc())];
    for pair in pairs {
        let Some(mut postings) = pair.postings(at, segment)? else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if let Some(count) = shared.get_mut(place(doc)) {
                *count = count.saturating_add(1);
            }
            doc = postings.advance();
        }
    }
    let counts = (0..).zip(shared).map(|(doc, count)| (doc, usize::from(count)));
    Ok(counts.filter(|(_, count)| *count >= need).collect())
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
