//! Asking the index.

use std::sync::Arc;

use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::index::fault;
use super::mark::Marks;
use super::pieces::{Clause, any, exactly, in_order, phrase, word};
use super::question::{Atom, Question};
use super::rank::{self, CANDIDATES, Candidate, Look, Looked, Trying};
use super::shape::{Texts, day};
use super::synonyms::Synonyms;
use super::{Find, Hit, Order, Reach, Scope, Search, numbers, sound};
use crate::{Result, blocking};

/// Hits of one answer.
const HITS: usize = 1_000;
/// What fits so much worse than the best is not shown when not all words hold.
const WORST: f32 = 0.25;
/// Titles that are listened to for a word that sounds the same.
const HEARD: usize = 20;

/// How an answer came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// All words hold.
    All,
    /// Not all words hold everywhere; so many documents hold them all.
    Most(usize),
    /// Nothing held the words; these are titles that sound the same (see [`super::heard`]).
    Sound,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was found, best first or newest first.
    pub hits: Vec<Hit>,
    /// How many documents fit in all, hits beyond the limit included.
    pub total: usize,
    /// Counted facets: key, and values with how many documents, the most frequent first.
    pub counts: Vec<(String, Vec<(String, usize)>)>,
    /// Whether the counts of the facets are estimated on every eighth document.
    pub estimated: bool,
    /// How it came about.
    pub how: How,
    /// What is marked in titles and texts.
    pub marks: Marks,
}

impl Search {
    /// Answers a question.
    ///
    /// # Errors
    /// A fault when the index cannot be read.
    pub async fn find(&self, find: &Find<'_>) -> Result<Found> {
        let search = self.clone();
        let ask = Ask::of(find, self.synonyms());
        blocking(move || ask.answer(&search).map_err(|e| fault("search", e))).await
    }

    /// The synonyms that hold now.
    pub(super) fn synonyms(&self) -> Arc<Synonyms> {
        self.0.synonyms.read().map_or_else(|held| Arc::clone(&held.into_inner()), |held| Arc::clone(&held))
    }
}

/// A question with all that it needs, apart from whoever asked it.
pub(super) struct Ask {
    text: String,
    question: Question,
    synonyms: Arc<Synonyms>,
    kinds: Vec<String>,
    reach: Reach,
    limit: usize,
    scope: Scope,
    newest: bool,
    facets: Vec<(String, String)>,
    days: Option<(i64, i64)>,
    count: Vec<String>,
    fill: usize,
    sound: bool,
}

impl Ask {
    pub(super) fn of(find: &Find<'_>, synonyms: Arc<Synonyms>) -> Self {
        let text: String = find.text.chars().take(base::limits::QUERY_CHARS_MAX).collect();
        let days = (find.from.map_or(1, day), find.to.map_or(i64::MAX, day));
        Self {
            question: Question::of(&text),
            text,
            synonyms,
            kinds: find.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            reach: find.reach.clone(),
            limit: find.limit.clamp(1, HITS),
            scope: find.scope,
            newest: find.order == Order::Newest,
            facets: find.facets.clone(),
            days: (find.from.is_some() || find.to.is_some()).then_some(days),
            count: find.count.iter().map(|key| (*key).to_owned()).collect(),
            fill: find.fill,
            sound: find.sound,
        }
    }

    /// Whether only what everybody may find is found.
    pub(super) fn is_public(&self) -> bool {
        self.reach == Reach::Public
    }

    /// First and last day, as numbers.
    pub(super) fn days(&self) -> Option<(i64, i64)> {
        self.days
    }

    fn answer(&self, search: &Search) -> Trying<Found> {
        let searcher = search.0.reader.searcher();
        let browsing = !self.facets.is_empty() || self.days.is_some();
        if self.question.is_empty() && !(browsing && self.text.trim().is_empty()) {
            return Ok(self.nothing());
        }
        if self.sound {
            return self.sounding(search, &searcher);
        }
        let found = self.by_words(search, &searcher)?;
        if !found.hits.is_empty() || self.question.is_empty() || self.scope == Scope::IndexNumber {
            return Ok(found);
        }
        match self.instead(search, &searcher)? {
            Some(heard) => Ok(heard),
            None => Ok(found),
        }
    }

    fn by_words(&self, search: &Search, searcher: &Searcher) -> Trying<Found> {
        let must = self.must(search)?;
        let look = self.look();
        let mut looked = look.through(searcher, &must)?;
        let terms = rank::terms(search.0.fields, self.scope, &self.question, &self.synonyms);
        let strict = looked.total;
        let relax = strict < self.fill && self.question.phrases.is_empty() && self.question.is_long();
        let relax = relax && matches!(self.scope, Scope::All | Scope::Title);
        if relax && let Some(any) = rank::telling(searcher, &terms)? {
            let mut clauses = self.filters(search);
            clauses.push((Occur::Must, Box::new(any)));
            clauses.extend(self.without(search));
            let wide = Look { newest: false, count: &[], ..look };
            let held = std::mem::take(&mut looked.kept);
            looked = wide.through(searcher, &BooleanQuery::new(clauses))?;
            let missing: Vec<Candidate> =
                held.into_iter().filter(|c| !looked.kept.iter().any(|k| k.at == c.at)).collect();
            looked.kept.extend(missing);
        }
        if !self.newest || relax {
            rank::rank(searcher, &terms, &mut looked.kept)?;
        }
        if relax {
            let best = looked.kept.iter().map(|c| c.score).fold(0.0, f32::max);
            looked.kept.retain(|c| c.score >= best * WORST);
            looked.total = looked.kept.len();
            looked.counts = rank::count(searcher, &looked.kept, &self.count)?;
        }
        looked.kept.sort_by(rank::order(self.newest));
        let how = if relax { How::Most(strict) } else { How::All };
        self.found(searcher, looked, how)
    }

    fn look(&self) -> Look<'_> {
        Look {
            public: self.is_public(),
            days: self.days,
            newest: self.newest || self.question.is_empty(),
            keep: self.limit.max(CANDIDATES),
            count: &self.count,
        }
    }

    fn nothing(&self) -> Found {
        Found {
            hits: Vec::new(),
            total: 0,
            counts: Vec::new(),
            estimated: false,
            how: How::All,
            marks: Marks::of(&self.question, &self.synonyms),
        }
    }

    fn found(&self, searcher: &Searcher, looked: Looked, how: How) -> Trying<Found> {
        let mut found = Found { how, total: looked.total, estimated: looked.sampled, ..self.nothing() };
        for candidate in looked.kept.iter().take(self.limit) {
            found.hits.extend(hit(searcher, candidate)?);
        }
        let mut counts: Vec<(String, usize)> = looked.counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for key in &self.count {
            let values = counts.iter().filter_map(|(text, count)| {
                text.split_once('=').filter(|(k, _)| k == key).map(|(_, value)| (value.to_owned(), *count))
            });
            found.counts.push((key.clone(), values.collect()));
        }
        Ok(found)
    }

    /// What has to hold: filters, phrases, words, and what must be absent.
    fn must(&self, search: &Search) -> Trying<BooleanQuery> {
        let fields = search.0.fields;
        let mut clauses = self.filters(search);
        match self.scope {
            Scope::IndexNumber => {
                clauses.push((Occur::Must, exactly(fields.cite, &numbers::index_key(&self.question.whole))));
            }
            Scope::Number => {
                let cited = numbers::cited(&self.question.whole);
                let keys = cited.iter().filter_map(|c| c.keys.first()).map(|key| format!("={key}"));
                let keys: Vec<_> = keys.map(|key| (Occur::Must, exactly(fields.cite, &key))).collect();
                if keys.is_empty() {
                    clauses.extend(self.words(search, fields.all));
                } else {
                    clauses.extend(keys);
                }
            }
            Scope::All | Scope::Title => {
                let texts = rank::texts(fields, self.scope);
                let whole = exactly(fields.cite, &numbers::index_key(&self.question.whole));
                let words = self.words(search, texts);
                if self.scope == Scope::All && !self.question.whole.is_empty() && !words.is_empty() {
                    let either: Vec<Clause> = vec![
                        (Occur::Should, Box::new(tantivy::query::BoostQuery::new(whole, 5.0))),
                        (Occur::Should, Box::new(BooleanQuery::new(words))),
                    ];
                    clauses.push((Occur::Must, Box::new(BooleanQuery::new(either))));
                } else {
                    clauses.extend(words);
                }
            }
        }
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        clauses.extend(self.without(search));
        Ok(BooleanQuery::new(clauses))
    }

    /// Phrases and words.
    fn words(&self, search: &Search, texts: Texts) -> Vec<Clause> {
        let phrases = self.question.phrases.iter().filter_map(|text| phrase(texts, text));
        let mut clauses: Vec<Clause> = phrases.map(|query| (Occur::Must, query)).collect();
        for atom in &self.question.atoms {
            match atom {
                Atom::Word(text) => {
                    let mut ways = vec![word(texts, text)];
                    ways.extend(self.synonyms.of_word(text).iter().filter_map(|text| phrase(texts, text)));
                    clauses.push((Occur::Must, any(ways)));
                }
                Atom::Cited(key, words) => {
                    let words = words.iter().map(|text| (Occur::Must, word(texts, text))).collect();
                    let cited = exactly(search.0.fields.cite, key);
                    clauses.push((Occur::Must, any(vec![cited, Box::new(BooleanQuery::new(words))])));
                }
            }
        }
        clauses
    }

    fn without(&self, search: &Search) -> Vec<Clause> {
        let texts = rank::texts(search.0.fields, self.scope);
        let absent = self.question.without.iter().filter_map(|text| phrase(texts, text));
        absent.map(|query| (Occur::MustNot, query)).collect()
    }

    /// What has to hold besides the words, without changing the order of the answer.
    pub(super) fn filters(&self, search: &Search) -> Vec<Clause> {
        let fields = search.0.fields;
        let among = |field: Field, values: Vec<String>| -> Clause {
            let terms = values.iter().map(|value| Term::from_field_text(field, value));
            (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0)))
        };
        let mut clauses = Vec::new();
        if !self.kinds.is_empty() {
            clauses.push(among(fields.kind, self.kinds.clone()));
        }
        if let Reach::Units(units) = &self.reach {
            let units = units.iter().map(i64::to_string).chain(["public".to_owned()]).collect();
            clauses.push(among(fields.audience, units));
        }
        let mut keys: Vec<&String> = self.facets.iter().map(|(key, _)| key).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let values = self.facets.iter().filter(|(k, _)| k == key).map(|(k, value)| format!("{k}={value}"));
            clauses.push(among(fields.facet, values.collect()));
        }
        clauses
    }

    /// Titles that sound like the question.
    fn sounding(&self, search: &Search, searcher: &Searcher) -> Trying<Found> {
        let Some(query) = self.heard(search) else { return Ok(self.nothing()) };
        let mut clauses = self.filters(search);
        clauses.push((Occur::Must, query));
        let mut looked = self.look().through(searcher, &BooleanQuery::new(clauses))?;
        looked.kept.sort_by(rank::order(self.newest));
        self.found(searcher, looked, How::All)
    }

    /// Titles with the sound of the question: its pinyin, its first letters, or the pinyin of its characters.
    pub(super) fn heard(&self, search: &Search) -> Option<Box<dyn Query>> {
        let fields = search.0.fields;
        let text = &self.question.whole;
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        if text.is_ascii() {
            let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            let read = sound::readings(&letters);
            ways.extend(read.iter().filter_map(|read| in_order(fields.sound, read.iter().map(String::as_str))));
            let pairs = sound::pairs(&letters);
            if letters.len() > 1 {
                ways.extend(in_order(fields.letters, pairs.iter().map(String::as_str)));
            }
        } else {
            let sounds = base::text::sounds(text);
            ways.extend(in_order(fields.sound, sounds.iter().map(String::as_str)));
        }
        (!ways.is_empty()).then(|| any(ways))
    }

    /// When nothing holds the words: what titles write that sounds the same.
    fn instead(&self, search: &Search, searcher: &Searcher) -> Trying<Option<Found>> {
        let Some(query) = self.heard(search).filter(|_| self.question.phrases.is_empty()) else { return Ok(None) };
        let mut clauses = self.filters(search);
        clauses.push((Occur::Must, query));
        let mut looked = self.look().through(searcher, &BooleanQuery::new(clauses))?;
        looked.kept.sort_by(rank::order(false));
        looked.kept.truncate(HEARD);
        if looked.kept.is_empty() {
            return Ok(None);
        }
        self.found(searcher, looked, How::Sound).map(Some)
    }
}

pub(super) fn hit(searcher: &Searcher, candidate: &Candidate) -> Trying<Option<Hit>> {
    let fast = searcher.segment_reader(candidate.at.segment_ord).fast_fields();
    let doc = candidate.at.doc_id;
    let Some(kinds) = fast.str("kind")? else { return Ok(None) };
    let mut kind = String::new();
    if let Some(ord) = kinds.term_ords(doc).next() {
        kinds.ord_to_str(ord, &mut kind).map_err(tantivy::TantivyError::from)?;
    }
    let id = fast.i64("row")?.first(doc);
    Ok(id.map(|id| Hit { kind, id, score: candidate.score }))
}
