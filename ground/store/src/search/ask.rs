//! Asking the index.

use std::collections::HashSet;

use tantivy::collector::TopDocs;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Searcher, TantivyDocument, TantivyError, Term};

use super::index::fault;
use super::words::{self, Wanted};
use super::{Find, Hit, Reach, Search};
use crate::{Result, blocking};

/// Words of a question that count.
const WORDS: usize = 60;
/// Hits of one answer.
const HITS: usize = 1_000;
/// A title counts so much more than a text.
const TITLE: f32 = 3.0;
/// Characters of a text to which similar ones are wanted.
const SIMILAR_CHARS: usize = 4_000;

type Clause = (Occur, Box<dyn Query>);
type Found<T> = std::result::Result<T, TantivyError>;

impl Search {
    /// What holds all words of the question; when there is nothing, what holds most of them.
    ///
    /// # Errors
    /// A fault when the index cannot be read.
    pub async fn find(&self, find: &Find<'_>) -> Result<Vec<Hit>> {
        let text: String = find.text.chars().take(base::limits::QUERY_CHARS_MAX).collect();
        let mut wanted = words::wanted(&text);
        wanted.truncate(WORDS);
        let filters = Filters::of(find);
        self.ask(move |search| {
            if wanted.is_empty() {
                return Ok(Vec::new());
            }
            let all = wanted.iter().map(|word| Ok((Occur::Must, search.word(word)?))).collect::<Found<Vec<_>>>()?;
            let mut clauses = search.filters(&filters);
            clauses.extend(all);
            clauses.extend(search.phrase(&wanted));
            let hits = search.best(&BooleanQuery::new(clauses), filters.limit)?;
            if !hits.is_empty() || wanted.len() == 1 {
                return Ok(hits);
            }
            let some = wanted.iter().map(|word| Ok((Occur::Should, search.word(word)?))).collect::<Found<Vec<_>>>()?;
            search.most(some, wanted.len().div_ceil(2), &filters)
        })
        .await
    }

    /// What resembles the text `find.text`: shares many of its rarer words. For duplicates and earlier answers.
    ///
    /// # Errors
    /// A fault when the index cannot be read.
    pub async fn similar(&self, find: &Find<'_>) -> Result<Vec<Hit>> {
        let text: String = find.text.chars().take(SIMILAR_CHARS).collect();
        let filters = Filters::of(find);
        self.ask(move |search| {
            let words = search.rarest(&text)?;
            let need = words.len().div_ceil(5);
            let some = words.iter().map(|word| Ok((Occur::Should, search.word(word)?))).collect::<Found<Vec<_>>>()?;
            if some.is_empty() {
                return Ok(Vec::new());
            }
            search.most(some, need, &filters)
        })
        .await
    }

    async fn ask(&self, ask: impl FnOnce(&Self) -> Found<Vec<Hit>> + Send + 'static) -> Result<Vec<Hit>> {
        let search = self.clone();
        blocking(move || ask(&search).map_err(|e| fault("search", e))).await
    }

    /// At least `need` of the words `some`, within the filters.
    fn most(&self, some: Vec<Clause>, need: usize, filters: &Filters) -> Found<Vec<Hit>> {
        let most = BooleanQuery::with_minimum_required_clauses(some, need.max(1));
        let mut clauses = self.filters(filters);
        clauses.push((Occur::Must, Box::new(most)));
        self.best(&BooleanQuery::new(clauses), filters.limit)
    }

    fn best(&self, query: &BooleanQuery, limit: usize) -> Found<Vec<Hit>> {
        let searcher: Searcher = self.0.reader.searcher();
        let top = searcher.search(query, &TopDocs::with_limit(limit).order_by_score())?;
        let mut hits = Vec::with_capacity(top.len());
        for (score, at) in top {
            let doc: TantivyDocument = searcher.doc(at)?;
            let key = doc.get_first(self.0.fields.key).and_then(|v| v.as_str()).and_then(|key| key.rsplit_once('/'));
            if let Some((kind, id)) = key.and_then(|(kind, id)| Some((kind, id.parse().ok()?))) {
                hits.push(Hit { kind: kind.to_owned(), id, score });
            }
        }
        Ok(hits)
    }

    /// The word in the title or in the text.
    fn word(&self, word: &Wanted) -> Found<Box<dyn Query>> {
        let fields = self.0.fields;
        let mut either: Vec<Clause> = Vec::new();
        for (field, weight) in [(fields.title, TITLE), (fields.body, 1.0)] {
            let query: Box<dyn Query> = match word {
                Wanted::Word(text) => {
                    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
                }
                Wanted::Beginning(c) => Box::new(RegexQuery::from_pattern(&format!("{c}.*"), field)?),
            };
            either.push((Occur::Should, Box::new(BoostQuery::new(query, weight))));
        }
        Ok(Box::new(BooleanQuery::new(either)))
    }

    /// What holds the words side by side comes first.
    fn phrase(&self, wanted: &[Wanted]) -> Vec<Clause> {
        let words: Vec<&String> =
            wanted.iter().filter_map(|word| if let Wanted::Word(text) = word { Some(text) } else { None }).collect();
        if words.len() < 2 || words.len() != wanted.len() {
            return Vec::new();
        }
        let fields = self.0.fields;
        [(fields.title, TITLE), (fields.body, 1.0)]
            .into_iter()
            .map(|(field, weight)| {
                let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
                let phrase = BoostQuery::new(Box::new(PhraseQuery::new(terms)), weight);
                (Occur::Should, Box::new(phrase) as Box<dyn Query>)
            })
            .collect()
    }

    /// The words of `text` that the fewest documents hold: they tell most about it.
    fn rarest(&self, text: &str) -> Found<Vec<Wanted>> {
        let searcher = self.0.reader.searcher();
        let mut counted = Vec::new();
        let mut seen = HashSet::new();
        for word in words::wanted(text) {
            if let Wanted::Word(text) = &word {
                let count = searcher.doc_freq(&Term::from_field_text(self.0.fields.body, text))?
                    + searcher.doc_freq(&Term::from_field_text(self.0.fields.title, text))?;
                if count > 0 && seen.insert(word.clone()) {
                    counted.push((count, word));
                }
            }
        }
        counted.sort_by_key(|(count, _)| *count);
        Ok(counted.into_iter().take(WORDS).map(|(_, word)| word).collect())
    }

    /// What has to hold besides the words, without changing the order of the answer.
    fn filters(&self, filters: &Filters) -> Vec<Clause> {
        let fields = self.0.fields;
        [(fields.kind, &filters.kinds), (fields.audience, &filters.audiences)]
            .into_iter()
            .filter_map(|(field, values)| {
                let terms = values.as_ref()?.iter().map(|value| Term::from_field_text(field, value));
                let among = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0);
                Some((Occur::Must, Box::new(among) as Box<dyn Query>))
            })
            .collect()
    }
}

/// What an answer is held to.
struct Filters {
    kinds: Option<Vec<String>>,
    audiences: Option<Vec<String>>,
    limit: usize,
}

impl Filters {
    fn of(find: &Find<'_>) -> Self {
        let kinds = find.kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
        let audiences = match &find.reach {
            Reach::Public => Some(vec!["public".to_owned()]),
            Reach::Units(units) => Some(units.iter().map(i64::to_string).chain(["public".to_owned()]).collect()),
            Reach::All => None,
        };
        Self { kinds: (!kinds.is_empty()).then_some(kinds), audiences, limit: find.limit.clamp(1, HITS) }
    }
}
