//! Asking the index.

use std::sync::Arc;

use tantivy::query::{AllQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::columns::Columns;
use super::index::fault;
use super::look::{Look, Looked};
use super::mark::Marks;
use super::pieces::{Clause, all, any, exactly, holds, phrase, tokens, word};
use super::question::{Atom, Question};
use super::rank::{self, CANDIDATES, Candidate, Known, Trying};
use super::shape::{Texts, day};
use super::synonyms::Synonyms;
use super::{Find, Hit, Order, Reach, Scope, Search, numbers};
use crate::{Result, blocking};

/// Hits of one answer.
const HITS: usize = 1_000;
/// What fits so much worse than the best is not shown when not all words hold.
const WORST: f32 = 0.25;
/// From so many documents on that hold all words, or hold them in the title, no others are looked for.
const VERY_MANY: u64 = 20_000;

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
    /// How many documents fit in all, hits beyond the limit included; about so many when there are very many.
    pub total: usize,
    /// Counted facets: key, and values with how many documents, the most frequent first.
    pub counts: Vec<(String, Vec<(String, usize)>)>,
    /// Whether the counts of the facets, or all counts, are estimated on a part of the documents.
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
    pub(super) question: Question,
    synonyms: Arc<Synonyms>,
    kinds: Vec<String>,
    reach: Reach,
    limit: usize,
    scope: Scope,
    pub(super) newest: bool,
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

    fn answer(&self, search: &Search) -> Trying<Found> {
        let searcher = search.0.reader.searcher();
        let columns = search.0.columns.of(&searcher)?;
        let browsing = !self.facets.is_empty() || self.days.is_some();
        if self.question.is_empty() && !(browsing && self.text.trim().is_empty()) {
            return Ok(self.nothing());
        }
        let look = self.look(&searcher, &columns);
        if self.sound {
            return self.sounding(search, &look);
        }
        let found = self.by_words(search, &look)?;
        if !found.hits.is_empty() || self.question.is_empty() || self.scope == Scope::IndexNumber {
            return Ok(found);
        }
        match self.instead(search, &look)? {
            Some(heard) => Ok(heard),
            None => Ok(found),
        }
    }

    fn by_words(&self, search: &Search, look: &Look<'_>) -> Trying<Found> {
        let mut looked = look.through(self.wanted(search, look)?.as_ref())?;
        let strict = looked.total;
        let relax = strict < self.fill && self.may_relax(search, look.searcher, strict)?;
        if look.newest && !relax {
            looked.kept.sort_by(rank::order(true));
            return self.found(look, looked, How::All);
        }
        let terms = rank::terms(search.0.fields, self.scope, &self.question, &self.synonyms);
        let terms = rank::known(look.searcher, terms)?;
        looked.kept.sort_by(rank::order(false));
        let mut rest = looked.kept.split_off(CANDIDATES.min(looked.kept.len()));
        for candidate in self.more(search, look, &terms, relax, strict > looked.kept.len())? {
            rest.retain(|c| c.at != candidate.at);
            if !looked.kept.iter().any(|k| k.at == candidate.at) {
                looked.kept.push(candidate);
            }
        }
        rank::rank(look.searcher, &terms, &mut looked.kept)?;
        if relax {
            let best = looked.kept.iter().map(|c| c.score).fold(0.0, f32::max);
            looked.kept.retain(|c| c.score >= best * WORST);
            look.count(&mut looked);
        }
        looked.kept.sort_by(rank::order(look.newest));
        // Behind those that were ranked by all terms come the others, in the order in which they were found.
        let least = looked.kept.last().map_or(0.0, |c| c.score);
        looked.kept.extend(rest.into_iter().map(|c| Candidate { score: c.score.min(least), ..c }));
        self.found(look, looked, if relax { How::Most(strict) } else { How::All })
    }

    /// The whole question as the index number (索引号) of a document.
    fn index_number(&self, search: &Search) -> Term {
        Term::from_field_text(search.0.fields.cite, &numbers::index_key(&self.question.whole))
    }

    /// Whether something may be shown that does not hold all words, when what does is little. A number or a date that was
    /// found is all that was wanted.
    fn may_relax(&self, search: &Search, searcher: &Searcher, strict: usize) -> Trying<bool> {
        let wide = matches!(self.scope, Scope::All | Scope::Title) && self.question.phrases.is_empty();
        if self.scope == Scope::All && strict > 0 && searcher.doc_freq(&self.index_number(search))? > 0 {
            return Ok(false);
        }
        if !wide || !self.question.is_long() || strict == 0 {
            return Ok(wide && self.question.is_long());
        }
        for atom in &self.question.atoms {
            let found = match atom {
                Atom::Word(_) => false,
                Atom::Cited(key, _) => searcher.doc_freq(&Term::from_field_text(search.0.fields.cite, key))? > 0,
            };
            if !found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Further documents that may be among the best: when not all words must hold, what holds those that tell most; else,
    /// when there are very many, what holds all words in its title, since the first look saw only the text.
    fn more(
        &self,
        search: &Search,
        look: &Look<'_>,
        terms: &[Known],
        relax: bool,
        many: bool,
    ) -> Trying<Vec<Candidate>> {
        let titles = self.scope == Scope::All && rank::title_weight(self.question.words.len()) > 0.0;
        let more = if relax {
            rank::telling(look.searcher, terms).into_iter().map(|query| (Occur::Must, query)).collect()
        } else if many && titles {
            self.words(search, look.searcher, search.0.fields.title, &self.synonyms)?
        } else {
            Vec::new()
        };
        if more.is_empty() {
            return Ok(Vec::new());
        }
        let wide = Look { newest: false, keep: CANDIDATES, total: false, count: &[], ..*look };
        let query = all(self.filters(search).into_iter().chain(more).chain(self.without(search)).collect());
        // A word that very many titles hold tells nothing by standing there.
        if !relax && look.guess(query.as_ref())? > VERY_MANY {
            return Ok(Vec::new());
        }
        Ok(wide.through(query.as_ref())?.kept)
    }

    /// How the index is looked through for it.
    pub(super) fn look<'a>(&'a self, searcher: &'a Searcher, columns: &'a [Arc<Columns>]) -> Look<'a> {
        Look {
            searcher,
            columns,
            public: self.reach == Reach::Public,
            days: self.days,
            newest: self.newest || self.question.is_empty(),
            keep: self.limit.max(CANDIDATES),
            total: true,
            count: &self.count,
        }
    }

    pub(super) fn nothing(&self) -> Found {
        Found {
            hits: Vec::new(),
            total: 0,
            counts: Vec::new(),
            estimated: false,
            how: How::All,
            marks: Marks::of(&self.question, &self.synonyms),
        }
    }

    pub(super) fn found(&self, look: &Look<'_>, looked: Looked, how: How) -> Trying<Found> {
        let mut found = Found { how, total: looked.total, estimated: looked.sampled, ..self.nothing() };
        found.hits = look.hits(&looked.kept, self.limit);
        let mut counts: Vec<(Arc<str>, usize)> = looked.counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for key in &self.count {
            let values = counts.iter().filter_map(|(text, count)| {
                text.split_once('=').filter(|(k, _)| k == key).map(|(_, value)| (value.to_owned(), *count))
            });
            found.counts.push((key.clone(), values.collect()));
        }
        Ok(found)
    }

    /// What has to hold. Where very many hold the words themselves, nobody needs those who say it otherwise.
    fn wanted(&self, search: &Search, look: &Look<'_>) -> Trying<Box<dyn Query>> {
        let said = |atom: &Atom| matches!(atom, Atom::Word(text) if !self.synonyms.of_word(text).is_empty());
        if !look.newest && self.question.atoms.iter().any(said) {
            let plain = self.must(search, look.searcher, &Synonyms::default())?;
            if look.guess(plain.as_ref())? > VERY_MANY {
                return Ok(plain);
            }
        }
        self.must(search, look.searcher, &self.synonyms)
    }

    /// What has to hold: filters, phrases, words or what `synonyms` say instead, and what must be absent.
    fn must(&self, search: &Search, searcher: &Searcher, synonyms: &Synonyms) -> Trying<Box<dyn Query>> {
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
                    clauses.extend(self.words(search, searcher, fields.all, synonyms)?);
                } else {
                    clauses.extend(keys);
                }
            }
            Scope::All | Scope::Title => {
                let words = self.words(search, searcher, rank::texts(fields, self.scope), synonyms)?;
                let key = self.index_number(search);
                // Hardly ever somebody asks for an index number; without it, only words have to be looked at.
                if self.scope == Scope::All && !words.is_empty() && searcher.doc_freq(&key)? > 0 {
                    let whole = exactly(fields.cite, &numbers::index_key(&self.question.whole));
                    let whole: Box<dyn Query> = Box::new(BoostQuery::new(whole, 5.0));
                    clauses.push((Occur::Must, any(vec![whole, all(words)])));
                } else {
                    clauses.extend(words);
                }
            }
        }
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        clauses.extend(self.without(search));
        Ok(all(clauses))
    }

    /// Phrases and words. As far as no word may be said otherwise, these are single terms, which are found fastest.
    fn words(&self, search: &Search, searcher: &Searcher, texts: Texts, synonyms: &Synonyms) -> Trying<Vec<Clause>> {
        let mut clauses: Vec<Clause> = Vec::new();
        let mut terms: Vec<Term> = Vec::new();
        for text in &self.question.phrases {
            clauses.extend(phrase(texts, text).map(|query| (Occur::Must, query)));
        }
        for atom in &self.question.atoms {
            match atom {
                Atom::Word(text) => match synonyms.of_word(text) {
                    [] => terms.extend(tokens(texts, text)),
                    instead => {
                        let ways = std::iter::once(text).chain(instead).map(|text| word(texts, text));
                        clauses.push((Occur::Must, any(ways.collect())));
                    }
                },
                Atom::Cited(key, parts) => {
                    let key = Term::from_field_text(search.0.fields.cite, key);
                    if searcher.doc_freq(&key)? > 0 {
                        clauses.push((Occur::Must, holds(key)));
                    } else {
                        terms.extend(parts.iter().flat_map(|text| tokens(texts, text)));
                    }
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        clauses.extend(terms.into_iter().map(|term| (Occur::Must, holds(term))));
        Ok(clauses)
    }

    fn without(&self, search: &Search) -> Vec<Clause> {
        let texts = rank::texts(search.0.fields, self.scope);
        let absent = self.question.without.iter().filter_map(|text| phrase(texts, text));
        absent.map(|query| (Occur::MustNot, query)).collect()
    }

    /// What has to hold besides the words, without changing the order of the answer.
    pub(super) fn filters(&self, search: &Search) -> Vec<Clause> {
        let mut clauses = self.narrowed(search);
        if !self.kinds.is_empty() {
            clauses.push(among(search.0.fields.kind, self.kinds.clone()));
        }
        clauses
    }

    /// The same without the kinds.
    pub(super) fn narrowed(&self, search: &Search) -> Vec<Clause> {
        let fields = search.0.fields;
        let mut clauses = Vec::new();
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

    /// Whether documents of a kind are asked for.
    pub(super) fn takes(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|asked| asked == kind)
    }
}

/// A field that holds one of `values`.
fn among(field: Field, values: Vec<String>) -> Clause {
    let terms = values.iter().map(|value| Term::from_field_text(field, value));
    (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0)))
}
