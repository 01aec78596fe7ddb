//! Going through the index: the best or the newest of what a question matches, how many match, and their facets.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TERMINATED};

use super::Hit;
use super::columns::Columns;
use super::rank::{Candidate, Trying, order};

/// About so many matches are counted; of more, those in some windows of the index.
const COUNTED: usize = 10_000;
/// Documents of a window.
const WINDOW: DocId = 256;

/// What a look through the index keeps and counts.
pub(super) struct Look<'a> {
    /// The index as it is for the whole answer.
    pub(super) searcher: &'a Searcher,
    /// The columns of its pieces.
    pub(super) columns: &'a [Arc<Columns>],
    /// Only what everybody may find.
    pub(super) public: bool,
    /// First and last day, as numbers.
    pub(super) days: Option<(i64, i64)>,
    /// Keep the newest instead of the best.
    pub(super) newest: bool,
    /// How many documents are kept.
    pub(super) keep: usize,
    /// Whether all matches are counted, not only those that are kept.
    pub(super) total: bool,
    /// Facets whose values are counted.
    pub(super) count: &'a [String],
}

/// What a look found.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) total: usize,
    pub(super) kept: Vec<Candidate>,
    pub(super) counts: HashMap<Arc<str>, usize>,
    /// Whether a part of the matches was counted for all.
    pub(super) sampled: bool,
}

impl Look<'_> {
    /// Looks for what `query` matches.
    pub(super) fn through(&self, query: &dyn Query) -> Trying<Looked> {
        let mut looked = Looked::default();
        if self.newest {
            let matches = self.matches(query)?;
            looked.kept = self.newest(&matches);
            self.add_up(&matches, 1, &mut looked);
            return Ok(looked);
        }
        let many = self.total && self.guess(query)? > COUNTED as u64;
        let (best, matches) = self.best(query, many)?;
        looked.kept = best;
        if !many {
            self.add_up(&matches, 1, &mut looked);
        } else if looked.kept.len() < self.keep {
            // It looked like many, but nothing had to be passed over.
            self.count(&mut looked);
        } else {
            let (some, step) = self.some_matches(query)?;
            self.add_up(&some, step, &mut looked);
            looked.total = looked.total.max(looked.kept.len());
        }
        Ok(looked)
    }

    /// About how many documents `query` matches.
    pub(super) fn guess(&self, query: &dyn Query) -> Trying<u64> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut all = 0;
        for (segment, _) in self.pieces() {
            all += u64::from(weight.scorer(segment, 1.0)?.size_hint());
        }
        Ok(all)
    }

    /// The best matches, and all of them. When there are `many`, these are not gathered, and what cannot be among the best
    /// is passed over (block-max WAND).
    fn best(&self, query: &dyn Query, many: bool) -> Trying<(Vec<Candidate>, Vec<Vec<DocId>>)> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(self.searcher))?;
        let mut best = Best { keep: self.keep.max(1), heap: BinaryHeap::new(), least: Score::MIN };
        let mut matches = vec![Vec::new(); self.columns.len()];
        for (at, ((segment, columns), docs)) in (0..).zip(self.pieces().zip(&mut matches)) {
            let least = best.least;
            let mut add = |doc, score| {
                if score >= best.least && self.fits(segment, columns, doc) {
                    best.add(Candidate { score, dated: columns.dated(doc), at: DocAddress::new(at, doc) });
                }
                best.least
            };
            if many {
                weight.for_each_pruning(least, segment, &mut add)?;
            } else {
                weight.for_each(segment, &mut |doc, score| {
                    add(doc, score);
                    if self.total && self.fits(segment, columns, doc) {
                        docs.push(doc);
                    }
                })?;
            }
        }
        Ok((best.heap.into_iter().map(|Reverse(ranked)| ranked.0).collect(), matches))
    }

    /// Matches in every so many windows of the index: enough of them to know about how many there are.
    fn some_matches(&self, query: &dyn Query) -> Trying<(Vec<Vec<DocId>>, usize)> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let scorers = self.pieces().map(|(segment, _)| weight.scorer(segment, 1.0)).collect::<Trying<Vec<_>>>()?;
        let all: u64 = scorers.iter().map(|scorer| u64::from(scorer.size_hint())).sum();
        let step = u32::try_from(all / COUNTED as u64).unwrap_or(u32::MAX).max(1);
        let mut begin = 0;
        let mut matches = Vec::new();
        for ((segment, columns), mut scorer) in self.pieces().zip(scorers) {
            let mut docs = Vec::new();
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                let window = (begin + doc) / WINDOW;
                if window.is_multiple_of(step) {
                    if self.fits(segment, columns, doc) {
                        docs.push(doc);
                    }
                    doc = scorer.advance();
                } else {
                    doc = scorer.seek((window.next_multiple_of(step) * WINDOW).saturating_sub(begin).min(TERMINATED));
                }
            }
            matches.push(docs);
            begin += segment.max_doc();
        }
        Ok((matches, usize::try_from(step).unwrap_or(1)))
    }

    /// All matches, by piece of the index, unscored.
    fn matches(&self, query: &dyn Query) -> Trying<Vec<Vec<DocId>>> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        self.pieces()
            .map(|(segment, columns)| {
                let mut docs = Vec::new();
                weight.for_each_no_score(segment, &mut |some| {
                    docs.extend(some.iter().filter(|doc| self.fits(segment, columns, **doc)));
                })?;
                Ok(docs)
            })
            .collect()
    }

    /// The pieces of the index with their columns.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&SegmentReader, &Columns)> {
        self.searcher.segment_readers().iter().zip(self.columns.iter().map(|columns| &**columns))
    }

    /// Whether a document is there, and of the reach and the days that are asked for.
    pub(super) fn fits(&self, segment: &SegmentReader, columns: &Columns, doc: DocId) -> bool {
        segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
            && (!self.public || columns.is_open(doc))
            && self.days.is_none_or(|(from, to)| (from..=to).contains(&columns.dated(doc)))
    }

    fn newest(&self, matches: &[Vec<DocId>]) -> Vec<Candidate> {
        let mut kept = Vec::new();
        for (at, (docs, columns)) in (0..).zip(matches.iter().zip(self.columns)) {
            for doc in docs {
                let dated = columns.dated(*doc);
                kept.push(Candidate { score: rising(dated), dated, at: DocAddress::new(at, *doc) });
                if kept.len() >= 4 * self.keep {
                    self.cut(&mut kept);
                }
            }
        }
        self.cut(&mut kept);
        kept
    }

    fn cut(&self, kept: &mut Vec<Candidate>) {
        if kept.len() > self.keep {
            kept.select_nth_unstable_by(self.keep, order(true));
            kept.truncate(self.keep);
        }
    }

    /// Counts what is kept: it is all that is shown.
    pub(super) fn count(&self, looked: &mut Looked) {
        let mut docs = vec![Vec::new(); self.columns.len()];
        for candidate in &looked.kept {
            let piece = usize::try_from(candidate.at.segment_ord).ok().and_then(|at| docs.get_mut(at));
            piece.into_iter().for_each(|docs| docs.push(candidate.at.doc_id));
        }
        self.add_up(&docs, 1, looked);
    }

    /// The first `limit` of `kept` as an answer names them.
    pub(super) fn hits(&self, kept: &[Candidate], limit: usize) -> Vec<Hit> {
        let piece = |c: &Candidate| usize::try_from(c.at.segment_ord).ok().and_then(|at| self.columns.get(at));
        kept.iter().take(limit).filter_map(|candidate| piece(candidate)?.hit(candidate)).collect()
    }

    /// Adds up `matches`, each of which stands for `times` of them.
    fn add_up(&self, matches: &[Vec<DocId>], times: usize, looked: &mut Looked) {
        let held: usize = matches.iter().map(Vec::len).sum();
        let step = held.div_ceil(2 * COUNTED).max(1);
        looked.total = held * times;
        looked.sampled = times * step > 1;
        looked.counts.clear();
        if self.count.is_empty() {
            return;
        }
        let mut skip = 0;
        for (docs, columns) in matches.iter().zip(self.columns) {
            columns.count(docs.iter().copied().skip(skip).step_by(step), times * step, &mut looked.counts);
            // Across pieces, too, each step-th is counted.
            skip = (skip + step - docs.len() % step) % step;
        }
        let wanted = |text: &str| text.split_once('=').is_some_and(|(key, _)| self.count.iter().any(|k| k == key));
        looked.counts.retain(|text, _| wanted(text));
    }
}

/// The best so far.
struct Best {
    keep: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
    /// What scores less than this is of no use.
    least: Score,
}

impl Best {
    fn add(&mut self, candidate: Candidate) {
        self.heap.push(Reverse(Ranked(candidate)));
        if self.heap.len() > self.keep {
            self.heap.pop();
        }
        if self.heap.len() == self.keep {
            self.least = self.heap.peek().map_or(Score::MIN, |Reverse(worst)| worst.0.score);
        }
    }
}

/// A candidate by its rank: the better is the greater.
struct Ranked(Candidate);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        order(false)(&other.0, &self.0)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

/// Days as small numbers in their order: a [`Score`] holds them exactly.
fn rising(day: i64) -> Score {
    (day / 10_000 * 372 + day / 100 % 100 * 31 + day % 100) as Score
}
