//! The shape of the index: its fields, and how a row becomes a document.

use std::collections::BTreeSet;

use base::Date;
use tantivy::schema::{FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument};

use super::fold::fold;
use super::words::{Cut, Cutter};
use super::{Source, numbers, sound};

/// Folder of this shape of the index: another shape or other words are another number.
pub(super) const SHAPE: &str = "2";
/// Characters of a text that are indexed.
const BODY_CHARS: usize = 200_000;
/// Characters of a title that is found as a whole.
const HEAD_CHARS: usize = 120;

#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// `kind/id`, by which a document is found again.
    pub(super) key: Field,
    pub(super) kind: Field,
    /// Key within the kind.
    pub(super) row: Field,
    pub(super) audience: Field,
    /// 1 when everybody may find it.
    pub(super) open: Field,
    pub(super) version: Field,
    /// The date as a number such as 20240305; 0 without one.
    pub(super) dated: Field,
    /// `key=value`.
    pub(super) facet: Field,
    /// Numbers and dates.
    pub(super) cite: Field,
    /// The whole title.
    pub(super) head: Field,
    /// Everything: title, number, text.
    pub(super) all: Texts,
    /// The title.
    pub(super) title: Texts,
    /// The title as it sounds.
    pub(super) sound: Field,
    /// Pairs of first letters of the title's pinyin.
    pub(super) letters: Field,
}

/// One text, cut in three ways.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    pub(super) single: Field,
    pub(super) pairs: Field,
    pub(super) words: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        key: schema.add_text_field("key", STRING),
        kind: schema.add_text_field("kind", STRING | FAST),
        row: schema.add_i64_field("row", FAST),
        audience: schema.add_text_field("audience", STRING),
        open: schema.add_u64_field("open", FAST),
        version: schema.add_i64_field("version", FAST),
        dated: schema.add_i64_field("dated", FAST),
        facet: schema.add_text_field("facet", STRING | FAST),
        cite: schema.add_text_field("cite", STRING),
        head: schema.add_text_field("head", STRING),
        all: Texts {
            single: schema.add_text_field("all_single", cut(Cut::Single.name(), true)),
            pairs: schema.add_text_field("all_pairs", cut(Cut::Pairs.name(), false)),
            words: schema.add_text_field("all_words", cut(Cut::Words.name(), false)),
        },
        title: Texts {
            single: schema.add_text_field("title_single", cut(Cut::Single.name(), true)),
            pairs: schema.add_text_field("title_pairs", cut(Cut::Pairs.name(), false)),
            words: schema.add_text_field("title_words", cut(Cut::Words.name(), false)),
        },
        sound: schema.add_text_field("sound", cut("whitespace", true)),
        letters: schema.add_text_field("letters", cut("whitespace", true)),
    };
    (schema.build(), fields)
}

fn cut(tokenizer: &str, places: bool) -> TextOptions {
    let option = if places { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
    TextOptions::default().set_indexing_options(indexing)
}

/// Lets `index` cut texts as we do.
pub(super) fn cutters(index: &Index) {
    for way in [Cut::Single, Cut::Pairs, Cut::Words] {
        index.tokenizers().register(way.name(), Cutter(way));
    }
}

/// The date as a number such as 20240305.
pub(super) fn day(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The whole title as it is compared: folded, without blanks and punctuation.
pub(super) fn head(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).take(HEAD_CHARS).collect()
}

pub(super) fn key(kind: &str, id: i64) -> String {
    format!("{kind}/{id}")
}

pub(super) fn document(fields: Fields, row: &Source) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_text(fields.key, key(&row.kind, row.row_id));
    doc.add_text(fields.kind, &row.kind);
    doc.add_i64(fields.row, row.row_id);
    for audience in row.audience.split(',') {
        doc.add_text(fields.audience, audience);
    }
    doc.add_u64(fields.open, u64::from(row.audience == "public"));
    doc.add_i64(fields.version, row.version);
    doc.add_i64(fields.dated, row.dated.map_or(0, day));
    for facet in facets(row) {
        doc.add_text(fields.facet, facet);
    }
    let title = fold(&row.title);
    let number = fold(&row.number);
    let end = row.body.char_indices().nth(BODY_CHARS).map_or(row.body.len(), |(at, _)| at);
    let all = format!("{title}\n{number}\n{}", fold(row.body.get(..end).unwrap_or_default()));
    for cite in cites(row, &number, &all) {
        doc.add_text(fields.cite, cite);
    }
    doc.add_text(fields.head, head(&title));
    for field in [fields.all.single, fields.all.pairs, fields.all.words] {
        doc.add_text(field, &all);
    }
    for field in [fields.title.single, fields.title.pairs, fields.title.words] {
        doc.add_text(field, &title);
    }
    doc.add_text(fields.sound, sound::spelt(&title));
    doc.add_text(fields.letters, sound::letters(&title));
    doc
}

fn facets(row: &Source) -> BTreeSet<String> {
    let mut facets: BTreeSet<String> =
        row.facets.lines().filter(|line| line.contains('=')).map(str::to_owned).collect();
    facets.insert(format!("kind={}", row.kind));
    if !row.site.is_empty() {
        facets.insert(format!("site={}", row.site));
    }
    if let Some(date) = row.dated {
        facets.insert(format!("year={}", date.year()));
    }
    facets
}

/// Keys of numbers and dates; those that are its own begin with `=`, too.
fn cites(row: &Source, number: &str, all: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for cited in numbers::cited(number) {
        keys.extend(cited.keys.into_iter().flat_map(|key| [format!("={key}"), key]));
    }
    if !row.index_number.is_empty() {
        keys.insert(numbers::index_key(&fold(&row.index_number)));
    }
    if let Some(date) = row.dated {
        keys.extend(numbers::date_keys(date));
    }
    keys.extend(numbers::cited(all).into_iter().flat_map(|cited| cited.keys));
    keys
}
