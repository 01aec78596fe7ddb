//! Which documents are looked at, and how they are ranked.
//!
//! BM25 over single characters, pairs and words of the whole text, summed; for short questions the title counts besides.
//! The weights were chosen on one half of the judged questions of `search/statutes` and looked at on the other. Ranking is
//! done in two steps, so that it takes milliseconds with half a million documents: candidates by the terms that tell
//! most, then all terms for the candidates.

use std::collections::HashMap;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{Bm25Weight, BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Score, Searcher, SegmentReader, TantivyError, Term};

use super::question::Question;
use super::shape::{Fields, Texts, head};
use super::synonyms::Synonyms;
use super::words::Cut;
use super::{Scope, numbers};

pub(super) type Trying<T> = std::result::Result<T, TantivyError>;

/// Candidates whose rank is computed exactly, at least.
pub(super) const CANDIDATES: usize = 200;
/// Terms by which candidates are looked for when not all words must hold, and the postings that these may have.
const TELLING: (usize, u64) = (40, 400_000);
/// Weights: pairs, words, single characters.
const WEIGHTS: [f32; 3] = [1.0, 1.0, 0.8];
/// Weight of what texts may say instead.
const INSTEAD: f32 = 0.4;
/// Weight of an index number (索引号) that is the whole question.
const INDEX_NUMBER: f32 = 5.0;
/// Terms of a question.
const TERMS: usize = 200;

/// A term and its weight.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    pub(super) term: Term,
    pub(super) weight: f32,
    /// Whether it may bring up candidates: single characters of longer words do not.
    pub(super) telling: bool,
}

/// The terms that rank the answers to `question`.
pub(super) fn terms(fields: Fields, scope: Scope, question: &Question, synonyms: &Synonyms) -> Vec<Weighed> {
    let mut out: Vec<Weighed> = Vec::new();
    let mut have: HashMap<Term, usize> = HashMap::new();
    let mut add = |field: Field, text: &str, weight: f32, telling: bool| {
        let term = Term::from_field_text(field, text);
        if out.len() < TERMS && weight > 0.0 && !have.contains_key(&term) {
            have.insert(term.clone(), out.len());
            out.push(Weighed { term, weight, telling });
        }
    };
    let texts = if scope == Scope::Title { fields.title } else { fields.all };
    let long = |text: &str| text.chars().nth(1).is_some();
    let lone = question.words.len() <= 1;
    for text in &question.ranks {
        Cut::Pairs.tokens(text).for_each(|t| add(texts.pairs, t, WEIGHTS[0], long(t)));
        Cut::Words.tokens(text).for_each(|t| add(texts.words, t, WEIGHTS[1], long(t)));
        Cut::Single.tokens(text).for_each(|t| add(texts.single, t, WEIGHTS[2], lone && !long(text) || t.is_ascii()));
    }
    let short = title_weight(question.words.len());
    if scope == Scope::All {
        for text in &question.ranks {
            Cut::Pairs.tokens(text).for_each(|t| add(fields.title.pairs, t, short * WEIGHTS[0], false));
            Cut::Words.tokens(text).for_each(|t| add(fields.title.words, t, short * WEIGHTS[1], false));
            Cut::Single.tokens(text).for_each(|t| add(fields.title.single, t, short * WEIGHTS[2], false));
        }
    }
    for text in question.alternatives(synonyms) {
        Cut::Pairs.tokens(&text).for_each(|t| add(texts.pairs, t, INSTEAD * WEIGHTS[0], long(t)));
        Cut::Words.tokens(&text).for_each(|t| add(texts.words, t, INSTEAD * WEIGHTS[1], long(t)));
    }
    let whole = head(&question.whole);
    if !whole.is_empty() {
        add(fields.head, &whole, 2.0, true);
    }
    for cited in numbers::cited(&question.whole) {
        for key in cited.keys.iter().take(1) {
            add(fields.cite, &format!("={key}"), 3.0, true);
            add(fields.cite, key, 1.0, true);
        }
    }
    if scope == Scope::All {
        add(fields.cite, &numbers::index_key(&question.whole), INDEX_NUMBER, true);
    }
    out
}

/// A title of the words counts so much more than a text with them; in long questions not at all.
pub(super) fn title_weight(words: usize) -> f32 {
    match words {
        0..=2 => 1.0,
        3 => 0.6,
        4 => 0.3,
        _ => 0.0,
    }
}

/// A term as it stands in the index, looked up once.
pub(super) struct Known {
    weighed: Weighed,
    /// Where it stands in each piece of the index.
    places: Vec<Option<TermInfo>>,
    /// Documents that hold it.
    count: u64,
}

impl Known {
    /// Documents that hold it.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// What the term says.
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.weighed.term.serialized_value_bytes()).ok()
    }

    /// The documents of the piece `at` of the index that hold it.
    pub(super) fn postings(&self, at: usize, segment: &SegmentReader) -> Trying<Option<SegmentPostings>> {
        let Some(place) = self.places.get(at).and_then(Option::as_ref) else { return Ok(None) };
        let index = segment.inverted_index(self.weighed.term.field())?;
        Ok(Some(index.read_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?))
    }
}

/// Looks up `terms`; gives those that stand in the index.
pub(super) fn known(searcher: &Searcher, terms: Vec<Weighed>) -> Trying<Vec<Known>> {
    let mut known = Vec::with_capacity(terms.len());
    for weighed in terms {
        let place = |segment: &SegmentReader| -> Trying<Option<TermInfo>> {
            Ok(segment.inverted_index(weighed.term.field())?.get_term_info(&weighed.term)?)
        };
        let places = searcher.segment_readers().iter().map(place).collect::<Trying<Vec<_>>>()?;
        let count = places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
        if count > 0 {
            known.push(Known { weighed, places, count });
        }
    }
    Ok(known)
}

/// Any of the terms that tell most, as far as looking at them is cheap.
pub(super) fn telling(searcher: &Searcher, terms: &[Known]) -> Option<Box<dyn Query>> {
    let all = searcher.num_docs() as f32;
    let idf = |count: u64| (1.0 + (all - count as f32 + 0.5).max(0.0) / (count as f32 + 0.5)).ln();
    let mut rated: Vec<(f32, &Known)> =
        terms.iter().filter(|t| t.weighed.telling).map(|t| (idf(t.count) * t.weighed.weight, t)).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut postings = 0;
    let mut chosen: Vec<Box<dyn Query>> = Vec::new();
    for (_, term) in rated.into_iter().take(TELLING.0) {
        postings += term.count;
        if postings > TELLING.1 && !chosen.is_empty() {
            break;
        }
        let query = TermQuery::new(term.weighed.term.clone(), IndexRecordOption::WithFreqs);
        chosen.push(Box::new(BoostQuery::new(Box::new(query), term.weighed.weight)));
    }
    let clauses: Vec<(Occur, Box<dyn Query>)> = chosen.into_iter().map(|query| (Occur::Should, query)).collect();
    (!clauses.is_empty()).then(|| Box::new(BooleanQuery::new(clauses)) as Box<dyn Query>)
}

/// A document that was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) score: Score,
    pub(super) dated: i64,
    pub(super) at: DocAddress,
}

/// The order of an answer: newest or best first, then newest, then as they lie.
pub(super) fn order(newest: bool) -> impl Fn(&Candidate, &Candidate) -> std::cmp::Ordering {
    move |a, b| {
        let best = b.score.total_cmp(&a.score);
        let late = b.dated.cmp(&a.dated);
        let first = if newest { late.then(best) } else { best.then(late) };
        first.then(a.at.cmp(&b.at))
    }
}

/// Ranks the candidates by all terms.
pub(super) fn rank(searcher: &Searcher, terms: &[Known], candidates: &mut [Candidate]) -> Trying<()> {
    candidates.sort_by_key(|c| c.at);
    candidates.iter_mut().for_each(|c| c.score = 0.0);
    let mut averages = HashMap::new();
    let all = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
    for term in terms {
        let field = term.weighed.term.field();
        let average = match averages.get(&field) {
            Some(average) => *average,
            None => *averages.entry(field).or_insert(average(searcher, field, all)?),
        };
        let weight = Bm25Weight::for_one_term_without_explain(term.count, all, average).boost_by(term.weighed.weight);
        for here in candidates.chunk_by_mut(|a, b| a.at.segment_ord == b.at.segment_ord) {
            let Some(segment) = here.first().map(|c| c.at.segment_ord) else { continue };
            let at = usize::try_from(segment).unwrap_or(usize::MAX);
            add(searcher.segment_reader(segment), term, at, &weight, here)?;
        }
    }
    Ok(())
}

/// Adds what `term` is worth to the score of candidates of the piece `at`, which are in order.
fn add(
    segment: &SegmentReader,
    term: &Known,
    at: usize,
    weight: &Bm25Weight,
    candidates: &mut [Candidate],
) -> Trying<()> {
    let Some(mut postings) = term.postings(at, segment)? else { return Ok(()) };
    let lengths = segment.fieldnorms_readers().get_field(term.weighed.term.field())?;
    let lengths = lengths.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
    for candidate in candidates {
        let doc = candidate.at.doc_id;
        if postings.doc() < doc {
            postings.seek(doc);
        }
        if postings.doc() == doc {
            candidate.score += weight.score(lengths.fieldnorm_id(doc), postings.term_freq());
        }
    }
    Ok(())
}

/// Tokens that a document holds in `field`, on average.
fn average(searcher: &Searcher, field: Field, all: u64) -> Trying<Score> {
    let mut tokens = 0;
    for segment in searcher.segment_readers() {
        tokens += segment.inverted_index(field)?.total_num_tokens();
    }
    Ok(tokens as Score / all as Score)
}

/// The fields in which `scope` looks.
pub(super) fn texts(fields: Fields, scope: Scope) -> Texts {
    if scope == Scope::Title { fields.title } else { fields.all }
}
