//! Which documents are looked at, and how they are ranked.
//!
//! BM25 over single characters, pairs and words of the whole text, summed; for short questions the title counts besides.
//! The weights were chosen on one half of the judged questions of `search/statutes` and looked at on the other. Ranking is
//! done in two steps, so that it takes milliseconds with half a million documents: candidates by the terms that tell
//! most, then all terms for the candidates.

use std::collections::HashMap;

use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

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
/// Terms of a question.
const TERMS: usize = 200;
/// From so many matches on, facets are counted on every eighth document.
const SAMPLED: u32 = 50_000;
const STEP: DocId = 8;

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
    out
}

/// A title of the words counts so much more than a text with them; in long questions not at all.
fn title_weight(words: usize) -> f32 {
    match words {
        0..=2 => 1.0,
        3 => 0.6,
        4 => 0.3,
        _ => 0.0,
    }
}

impl Weighed {
    fn query(&self) -> Box<dyn Query> {
        Box::new(BoostQuery::new(
            Box::new(TermQuery::new(self.term.clone(), IndexRecordOption::WithFreqs)),
            self.weight,
        ))
    }
}

/// Any of the terms that tell most, as far as looking at them is cheap.
pub(super) fn telling(searcher: &Searcher, terms: &[Weighed]) -> Trying<Option<BooleanQuery>> {
    let all = searcher.num_docs() as f32;
    let mut rated = Vec::new();
    for term in terms.iter().filter(|t| t.telling) {
        let count = searcher.doc_freq(&term.term)?;
        if count > 0 {
            let idf = (1.0 + (all - count as f32 + 0.5).max(0.0) / (count as f32 + 0.5)).ln();
            rated.push((idf * term.weight, count, term));
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut postings = 0;
    let mut chosen: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (_, count, term) in rated.into_iter().take(TELLING.0) {
        postings += count;
        if postings > TELLING.1 && !chosen.is_empty() {
            break;
        }
        chosen.push((Occur::Should, term.query()));
    }
    Ok((!chosen.is_empty()).then(|| BooleanQuery::new(chosen)))
}

/// A document that was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) score: Score,
    pub(super) dated: i64,
    pub(super) at: DocAddress,
}

/// What a look through the index keeps and counts.
pub(super) struct Look<'a> {
    /// Only what everybody may find.
    pub(super) public: bool,
    /// First and last day, as numbers.
    pub(super) days: Option<(i64, i64)>,
    /// Keep the newest instead of the best.
    pub(super) newest: bool,
    /// How many documents are kept.
    pub(super) keep: usize,
    /// Facets whose values are counted.
    pub(super) count: &'a [String],
}

/// What a look found.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) total: usize,
    pub(super) kept: Vec<Candidate>,
    pub(super) counts: HashMap<String, usize>,
    pub(super) sampled: bool,
}

impl Look<'_> {
    /// Goes through all that `query` matches.
    pub(super) fn through(&self, searcher: &Searcher, query: &dyn Query) -> Trying<Looked> {
        let scoring = if self.newest {
            EnableScoring::disabled_from_searcher(searcher)
        } else {
            EnableScoring::enabled_from_searcher(searcher)
        };
        let weight = query.weight(scoring)?;
        let mut looked = Looked::default();
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let mut scorer = weight.scorer(segment, 1.0)?;
            self.segment(at, segment, scorer.as_mut(), &mut looked)?;
        }
        self.cut(&mut looked.kept);
        Ok(looked)
    }

    fn segment(
        &self,
        at: u32,
        segment: &SegmentReader,
        scorer: &mut dyn tantivy::query::Scorer,
        looked: &mut Looked,
    ) -> Trying<()> {
        let open = segment.fast_fields().u64("open")?.first_or_default_col(0);
        let dated = segment.fast_fields().i64("dated")?.first_or_default_col(0);
        let facets = if self.count.is_empty() { None } else { segment.fast_fields().str("facet")? };
        let mut counts = vec![0_usize; facets.as_ref().map_or(0, |f| f.num_terms())];
        let sampled = scorer.size_hint() > SAMPLED;
        looked.sampled |= sampled && facets.is_some();
        let alive = segment.alive_bitset();
        let mut least = Score::MIN;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            let day = if self.newest || self.days.is_some() { dated.get_val(doc) } else { 0 };
            let fits = alive.is_none_or(|alive| alive.is_alive(doc))
                && (!self.public || open.get_val(doc) == 1)
                && self.days.is_none_or(|(from, to)| from <= day && day <= to);
            if fits {
                looked.total += 1;
                if let Some(facets) = facets.as_ref().filter(|_| !sampled || doc.is_multiple_of(STEP)) {
                    for ord in facets.term_ords(doc) {
                        if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                            *count += if sampled { STEP as usize } else { 1 };
                        }
                    }
                }
                let score = if self.newest { rising(day) } else { scorer.score() };
                if score > least {
                    looked.kept.push(Candidate { score, dated: day, at: DocAddress::new(at, doc) });
                    if looked.kept.len() >= 4 * self.keep {
                        self.cut(&mut looked.kept);
                        least = looked.kept.iter().map(|c| c.score).fold(Score::MAX, Score::min);
                    }
                }
            }
            doc = scorer.advance();
        }
        if let Some(facets) = facets {
            for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let mut text = String::new();
                facets.ord_to_str(ord as u64, &mut text).map_err(TantivyError::from)?;
                if text.split_once('=').is_some_and(|(key, _)| self.count.iter().any(|k| k == key)) {
                    *looked.counts.entry(text).or_default() += count;
                }
            }
        }
        Ok(())
    }

    fn cut(&self, kept: &mut Vec<Candidate>) {
        if kept.len() > self.keep {
            kept.select_nth_unstable_by(self.keep, order(self.newest));
            kept.truncate(self.keep);
        }
    }
}

/// Days as small numbers in their order: a [`Score`] holds them exactly.
fn rising(day: i64) -> Score {
    (day / 10_000 * 372 + day / 100 % 100 * 31 + day % 100) as Score
}

/// Counts the values of the facets `keys` on the documents of `kept`.
pub(super) fn count(searcher: &Searcher, kept: &[Candidate], keys: &[String]) -> Trying<HashMap<String, usize>> {
    let mut counts = HashMap::new();
    if keys.is_empty() {
        return Ok(counts);
    }
    for candidate in kept {
        let fast = searcher.segment_reader(candidate.at.segment_ord).fast_fields();
        let Some(facets) = fast.str("facet")? else { continue };
        for ord in facets.term_ords(candidate.at.doc_id) {
            let mut text = String::new();
            facets.ord_to_str(ord, &mut text).map_err(TantivyError::from)?;
            if text.split_once('=').is_some_and(|(key, _)| keys.iter().any(|k| k == key)) {
                *counts.entry(text).or_default() += 1;
            }
        }
    }
    Ok(counts)
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
pub(super) fn rank(searcher: &Searcher, terms: &[Weighed], candidates: &mut [Candidate]) -> Trying<()> {
    candidates.sort_by_key(|c| c.at);
    candidates.iter_mut().for_each(|c| c.score = 0.0);
    for term in terms {
        if searcher.doc_freq(&term.term)? == 0 {
            continue;
        }
        let weight = term.query().weight(EnableScoring::enabled_from_searcher(searcher))?;
        let mut rest = &mut *candidates;
        while let Some(first) = rest.first() {
            let segment = first.at.segment_ord;
            let length = rest.iter().take_while(|c| c.at.segment_ord == segment).count();
            let (here, after) = rest.split_at_mut(length);
            rest = after;
            let mut scorer = weight.scorer(searcher.segment_reader(segment), 1.0)?;
            for candidate in here {
                let doc = candidate.at.doc_id;
                if scorer.doc() < doc {
                    scorer.seek(doc);
                }
                if scorer.doc() == doc {
                    candidate.score += scorer.score();
                }
            }
        }
    }
    for candidate in candidates {
        let segment = searcher.segment_reader(candidate.at.segment_ord);
        candidate.dated = segment.fast_fields().i64("dated")?.first(candidate.at.doc_id).unwrap_or(0);
    }
    Ok(())
}

/// The fields in which `scope` looks.
pub(super) fn texts(fields: Fields, scope: Scope) -> Texts {
    if scope == Scope::Title { fields.title } else { fields.all }
}
