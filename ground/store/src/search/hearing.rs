//! Titles that sound like what was asked.

use tantivy::query::{Occur, Query};

use super::answer::{Ask, Found, How};
use super::look::Look;
use super::pieces::{all, any, in_order};
use super::rank::{self, Trying};
use super::{Search, sound};

/// Titles that are listened to for a word that sounds the same.
const HEARD: usize = 20;

impl Ask {
    /// Titles that sound like the question.
    pub(super) fn sounding(&self, search: &Search, look: &Look<'_>) -> Trying<Found> {
        let Some(query) = self.heard(search) else { return Ok(self.nothing()) };
        let mut clauses = self.filters(search);
        clauses.push((Occur::Must, query));
        let mut looked = look.through(all(clauses).as_ref())?;
        looked.kept.sort_by(rank::order(self.newest));
        self.found(look, looked, How::All)
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
    pub(super) fn instead(&self, search: &Search, look: &Look<'_>) -> Trying<Option<Found>> {
        let Some(query) = self.heard(search).filter(|_| self.question.phrases.is_empty()) else { return Ok(None) };
        let mut clauses = self.filters(search);
        clauses.push((Occur::Must, query));
        let mut looked = look.through(all(clauses).as_ref())?;
        looked.kept.sort_by(rank::order(false));
        if looked.kept.len() > HEARD {
            looked.kept.truncate(HEARD);
            look.count(&mut looked);
        }
        if looked.kept.is_empty() {
            return Ok(None);
        }
        self.found(look, looked, How::Sound).map(Some)
    }
}
