//! What stands beside the words of documents: whether everybody may find them, their date, their facets. The columns of a
//! piece of the index never change, so they are opened once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::Hit;
use super::rank::{Candidate, Trying};

/// Columns of one piece of the index.
pub(super) struct Columns {
    open: Arc<dyn ColumnValues<u64>>,
    dated: Arc<dyn ColumnValues<i64>>,
    rows: Arc<dyn ColumnValues<i64>>,
    kinds: Option<Values>,
    facets: Option<Values>,
}

/// A column of texts with the texts themselves, each of which stands there once.
struct Values {
    column: StrColumn,
    texts: Vec<Arc<str>>,
}

/// The columns of the pieces that are in use.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<SegmentId, Arc<Columns>>>);

impl Kept {
    /// Columns of all pieces, in their order.
    pub(super) fn of(&self, searcher: &Searcher) -> Trying<Vec<Arc<Columns>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let columns = match kept.get(&segment.segment_id()) {
                Some(columns) => Arc::clone(columns),
                None => Arc::new(Columns::open(segment)?),
            };
            all.push((segment.segment_id(), columns));
        }
        if kept.len() != all.len() || all.iter().any(|(id, _)| !kept.contains_key(id)) {
            *kept = all.iter().cloned().collect();
        }
        Ok(all.into_iter().map(|(_, columns)| columns).collect())
    }
}

impl Columns {
    fn open(segment: &SegmentReader) -> Trying<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            open: fast.u64("open")?.first_or_default_col(0),
            dated: fast.i64("dated")?.first_or_default_col(0),
            rows: fast.i64("row")?.first_or_default_col(0),
            kinds: fast.str("kind")?.map(Values::read).transpose()?,
            facets: fast.str("facet")?.map(Values::read).transpose()?,
        })
    }

    /// Whether everybody may find the document.
    pub(super) fn is_open(&self, doc: DocId) -> bool {
        self.open.get_val(doc) == 1
    }

    /// Its date as a number such as 20240305; 0 without one.
    pub(super) fn dated(&self, doc: DocId) -> i64 {
        self.dated.get_val(doc)
    }

    /// Its kind.
    pub(super) fn kind(&self, doc: DocId) -> Option<&Arc<str>> {
        self.kinds.as_ref()?.of(doc).next()
    }

    /// The document as an answer names it.
    pub(super) fn hit(&self, candidate: &Candidate) -> Option<Hit> {
        let doc = candidate.at.doc_id;
        Some(Hit { kind: self.kind(doc)?.to_string(), id: self.rows.get_val(doc), score: candidate.score })
    }

    /// Adds `times` for every facet of each of `docs` to `counts`, which has a place for each text.
    pub(super) fn count(&self, docs: impl Iterator<Item = DocId>, times: usize, counts: &mut HashMap<Arc<str>, usize>) {
        let Some(facets) = &self.facets else { return };
        let mut of_text = vec![0_usize; facets.texts.len()];
        for doc in docs {
            for ord in facets.column.term_ords(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| of_text.get_mut(ord)) {
                    *count += times;
                }
            }
        }
        for (text, count) in facets.texts.iter().zip(of_text).filter(|(_, count)| *count > 0) {
            *counts.entry(Arc::clone(text)).or_default() += count;
        }
    }
}

impl Values {
    fn read(column: StrColumn) -> Trying<Self> {
        let mut texts = Vec::with_capacity(column.num_terms());
        let mut text = String::new();
        for ord in 0..column.num_terms() {
            text.clear();
            column.ord_to_str(ord as u64, &mut text).map_err(TantivyError::from)?;
            texts.push(Arc::from(text.as_str()));
        }
        Ok(Self { column, texts })
    }

    fn of(&self, doc: DocId) -> impl Iterator<Item = &Arc<str>> {
        self.column.term_ords(doc).filter_map(|ord| self.texts.get(usize::try_from(ord).ok()?))
    }
}
