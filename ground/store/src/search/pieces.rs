//! Pieces of which a question to the index is made: a word, a phrase, an exact key.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::shape::Texts;
use super::words::Cut;

/// A part of a question and whether it must hold.
pub(super) type Clause = (Occur, Box<dyn Query>);

/// Documents whose field holds just this.
pub(super) fn exactly(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// Documents that hold the term.
pub(super) fn holds(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// One of them, at least.
pub(super) fn any(mut ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match ways.pop() {
        Some(only) if ways.is_empty() => only,
        last => Box::new(BooleanQuery::union(ways.into_iter().chain(last).collect())),
    }
}

/// All clauses; what must hold alone stays as it is, for which the index has shorter ways.
pub(super) fn all(mut clauses: Vec<Clause>) -> Box<dyn Query> {
    match clauses.pop() {
        Some((Occur::Must, only)) if clauses.is_empty() => only,
        last => Box::new(BooleanQuery::new(clauses.into_iter().chain(last).collect())),
    }
}

/// What a document must hold for a word: all pairs of its characters; or the one character, or the Latin word.
pub(super) fn tokens(texts: Texts, text: &str) -> Vec<Term> {
    let single: Vec<&str> = Cut::Single.tokens(text).collect();
    match single.as_slice() {
        [one] => vec![Term::from_field_text(texts.single, one)],
        _ => Cut::Pairs.tokens(text).map(|token| Term::from_field_text(texts.pairs, token)).collect(),
    }
}

/// Documents that hold the word.
pub(super) fn word(texts: Texts, text: &str) -> Box<dyn Query> {
    all(tokens(texts, text).into_iter().map(|term| (Occur::Must, holds(term))).collect())
}

/// The characters of `text` side by side; its pairs make the search cheap.
pub(super) fn phrase(texts: Texts, text: &str) -> Option<Box<dyn Query>> {
    let pieces = Cut::Single.pieces(text);
    let terms: Vec<(usize, Term)> = pieces
        .iter()
        .filter_map(|(from, to, place)| Some((*place, Term::from_field_text(texts.single, text.get(*from..*to)?))))
        .collect();
    match terms.as_slice() {
        [] => None,
        [(_, term)] => Some(holds(term.clone())),
        _ => {
            let mut clauses: Vec<Clause> = vec![(Occur::Must, Box::new(PhraseQuery::new_with_offset(terms)))];
            let pairs = Cut::Pairs.tokens(text).filter(|t| t.chars().nth(1).is_some());
            clauses.extend(pairs.map(|t| (Occur::Must, exactly(texts.pairs, t))));
            Some(Box::new(BooleanQuery::new(clauses)))
        }
    }
}

/// The tokens one after another.
pub(super) fn in_order<'a>(field: Field, tokens: impl Iterator<Item = &'a str>) -> Option<Box<dyn Query>> {
    let terms: Vec<Term> = tokens.map(|token| Term::from_field_text(field, token)).collect();
    match terms.as_slice() {
        [] => None,
        [one] => Some(holds(one.clone())),
        _ => Some(Box::new(PhraseQuery::new(terms))),
    }
}
