//! The index on the disk: opening it, letting it follow the table, comparing it with the table.

use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use base::Fault;
use base::error::FaultKind;
use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};
use tokio::sync::{Mutex, MutexGuard};

use super::shape::{self, Fields, SHAPE, document, key};
use super::synonyms::Synonyms;
use super::{Doc, Source, rows};
use crate::{Db, Result, blocking};

/// Rows read at a time.
const BATCH: usize = 500;
/// Rows whose state is forgotten in one transaction.
const FORGET: usize = 2_000;
/// Documents, and time, after which what was written becomes visible while more is waiting.
const COMMIT: (usize, Duration) = (20_000, Duration::from_secs(3));
/// Memory of the writer in bytes.
const HEAP: usize = 64 << 20;
/// A piece of the index of which so many documents are gone is written anew.
const GONE: f32 = 0.3;

/// The open index; clones share it.
#[derive(Clone)]
pub struct Search(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) synonyms: RwLock<Arc<Synonyms>>,
    pub(super) asked: super::asked::Counter,
    pub(super) columns: super::columns::Kept,
    turn: Arc<Mutex<Turn>>,
}

/// Held by whoever writes.
#[derive(Default)]
struct Turn {
    /// Whether the index has been compared with the table, and rows that a killed process wrote have been met.
    settled: bool,
    /// Kept between writes: pieces are merged in the background and hold up nobody.
    writer: Option<IndexWriter>,
}

/// How the index and the table compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Rows compared.
    pub rows: u64,
    /// Rows that the index has not followed yet; no fault while the program runs.
    pub waiting: u64,
    /// Documents (`kind/id`) that the index should hold as they are and does not; the first hundred.
    pub wrong: Vec<String>,
    /// Documents of the index that no row stands for.
    pub extra: u64,
}

impl Search {
    /// Opens the index in the folder `dir`, or makes it anew when it is not there or cannot be read.
    ///
    /// # Errors
    /// A fault when the folder cannot be written.
    pub fn open(dir: &Path) -> Result<Self> {
        let dir = dir.join(SHAPE);
        std::fs::create_dir_all(&dir).map_err(|e| crate::files::io_fault("make the folder of the index", e))?;
        match Self::open_or_make(&dir) {
            Ok(search) => Ok(search),
            Err(error) => {
                tracing::warn!(%error, "the search index cannot be read and is made anew");
                std::fs::remove_dir_all(&dir)
                    .and_then(|()| std::fs::create_dir_all(&dir))
                    .map_err(|e| crate::files::io_fault("remove the old index", e))?;
                Self::open_or_make(&dir).map_err(|e| fault("make the index", e))
            }
        }
    }

    /// Opens the index only when it is there and can be read; changes nothing.
    pub fn existing(dir: &Path) -> Option<Self> {
        let dir = dir.join(SHAPE);
        dir.join("meta.json").exists().then(|| Self::open_or_make(&dir).ok()).flatten()
    }

    /// An empty index in memory, beside no database: for measuring.
    ///
    /// # Errors
    /// A fault when it cannot be made.
    pub fn in_memory() -> Result<Self> {
        Self::around(Index::create_in_ram(shape::schema().0)).map_err(|e| fault("make the index", e))
    }

    fn open_or_make(dir: &Path) -> std::result::Result<Self, TantivyError> {
        Self::around(Index::open_or_create(MmapDirectory::open(dir)?, shape::schema().0)?)
    }

    fn around(index: Index) -> std::result::Result<Self, TantivyError> {
        shape::cutters(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self(Arc::new(Inner {
            index,
            reader,
            fields: shape::schema().1,
            synonyms: RwLock::new(Arc::new(Synonyms::of([]))),
            asked: super::asked::Counter::default(),
            columns: super::columns::Kept::default(),
            turn: Arc::default(),
        })))
    }

    /// Documents that can be found.
    pub fn size(&self) -> u64 {
        self.0.reader.searcher().num_docs()
    }

    /// Writes documents that stand in no table, for measuring; they are found when it returns.
    ///
    /// # Errors
    /// A fault when the index cannot be written.
    pub async fn fill(&self, docs: impl Iterator<Item = Doc> + Send + 'static) -> Result<()> {
        let search = self.clone();
        let mut turn = Arc::clone(&self.0.turn).lock_owned().await;
        blocking(move || {
            let writer = search.writer(&mut turn)?;
            for doc in docs {
                let row = Source::of(doc);
                writer.add_document(document(search.0.fields, &row)).map_err(|e| fault("write the index", e))?;
            }
            search.publish(writer)
        })
        .await
    }

    /// Whether a change waits that the public sees; what only officials find may wait a little for others, since a round
    /// of the index costs nearly the same for one document and for many.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn hurries(&self, db: &Db) -> Result<bool> {
        rows::public_waits(&mut db.reader()).await
    }

    /// Lets the index follow all changes that are committed; gives how many documents changed.
    ///
    /// # Errors
    /// A fault of the database or the disk; [`FaultKind::Busy`] when another process writes the index.
    pub async fn catch_up(&self, db: &Db) -> Result<usize> {
        let mut turn = self.0.turn.lock().await;
        let mut first = false;
        if !turn.settled {
            self.settle(db, &mut turn).await?;
            first = self.size() > 0;
        }
        let mut changed = 0;
        loop {
            let done = self.step(db, &mut turn, first).await;
            if done.is_err() {
                // What was not committed is forgotten with the writer; the rows are still waiting.
                turn.writer = None;
            }
            match done? {
                0 => return Ok(changed),
                done => changed += done,
            }
        }
    }

    /// A lost, restored or half-written index shows in the number of its documents.
    async fn settle(&self, db: &Db, turn: &mut MutexGuard<'_, Turn>) -> Result<()> {
        let holds = i64::try_from(self.size()).unwrap_or(i64::MAX);
        let q = &mut db.reader();
        let known = rows::indexed(q).await?;
        // A process that was killed between index and table leaves rows that are waiting and yet are there.
        if holds < known || holds > known + rows::never_indexed(q).await? {
            self.empty(db, turn).await?;
        }
        turn.settled = true;
        Ok(())
    }

    /// Writes what is waiting, up to one commit.
    async fn step(&self, db: &Db, turn: &mut Turn, first: bool) -> Result<usize> {
        let began = Instant::now();
        let fresh = self.size() == 0;
        let mut after = (String::new(), i64::MIN);
        let mut written = Vec::new();
        while written.len() < COMMIT.0 && began.elapsed() < COMMIT.1 {
            let rows = rows::waiting(&mut db.reader(), &after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = (last.kind.clone(), last.row_id);
            let full = rows.len() == BATCH;
            let mut writer = match turn.writer.take() {
                Some(writer) => writer,
                None => self.new_writer()?,
            };
            let search = self.clone();
            let (back, keys) = blocking(move || {
                let keys = search.write(&mut writer, rows, fresh, first)?;
                Ok((writer, keys))
            })
            .await?;
            turn.writer = Some(back);
            written.extend(keys);
            if !full {
                break;
            }
        }
        if written.is_empty() {
            return Ok(0);
        }
        if let Some(mut writer) = turn.writer.take() {
            let search = self.clone();
            turn.writer = Some(blocking(move || search.publish(&mut writer).map(|()| writer)).await?);
        }
        for rows in written.chunks(BATCH) {
            let mut tx = db.begin().await?;
            rows::followed(&mut tx, rows).await?;
            tx.commit().await?;
        }
        Ok(written.len())
    }

    /// Hands `rows` to the writer and gives their keys.
    fn write(&self, writer: &mut IndexWriter, rows: Vec<Source>, fresh: bool, first: bool) -> Result<Vec<rows::Key>> {
        let fields = self.0.fields;
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            if !fresh && (first || row.indexed_version > 0) {
                writer.delete_term(Term::from_field_text(fields.key, &key(&row.kind, row.row_id)));
            }
            if !row.removed {
                writer.add_document(document(fields, &row)).map_err(|e| fault("write the index", e))?;
            }
            keys.push(rows::Key { kind: row.kind, row_id: row.row_id, version: row.version, removed: row.removed });
        }
        Ok(keys)
    }

    /// Makes what was written durable and visible.
    fn publish(&self, writer: &mut IndexWriter) -> Result<()> {
        writer.commit().map_err(|e| fault("write the index", e))?;
        self.0.reader.reload().map_err(|e| fault("open the index", e))
    }

    /// Builds the index anew from the table; gives how many documents it holds.
    ///
    /// # Errors
    /// As [`catch_up`](Search::catch_up).
    pub async fn rebuild(&self, db: &Db) -> Result<usize> {
        {
            let mut turn = self.0.turn.lock().await;
            self.empty(db, &mut turn).await?;
            turn.settled = true;
        }
        self.catch_up(db).await
    }

    async fn empty(&self, db: &Db, turn: &mut MutexGuard<'_, Turn>) -> Result<()> {
        let mut writer = match turn.writer.take() {
            Some(writer) => writer,
            None => self.new_writer()?,
        };
        let search = self.clone();
        let writer = blocking(move || {
            writer.delete_all_documents().map_err(|e| fault("empty the index", e))?;
            search.publish(&mut writer).map(|()| writer)
        });
        turn.writer = Some(writer.await?);
        // In pieces, so that nobody waits for long. Whoever is killed between them finds an index that holds too little, and
        // begins again.
        let mut after = Some((String::new(), i64::MIN));
        while let Some(from) = after {
            let mut tx = db.begin().await?;
            after = rows::forget(&mut tx, &from, FORGET).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn writer<'a>(&self, turn: &'a mut Turn) -> Result<&'a mut IndexWriter> {
        if turn.writer.is_none() {
            turn.writer = Some(self.new_writer()?);
        }
        turn.writer.as_mut().ok_or_else(|| Fault::broken("a writer that was just made"))
    }

    fn new_writer(&self) -> Result<IndexWriter> {
        let writer = self.0.index.writer_with_num_threads(1, HEAP).map_err(|e| fault("write the index", e))?;
        let mut merging = LogMergePolicy::default();
        merging.set_del_docs_ratio_before_merge(GONE);
        writer.set_merge_policy(Box::new(merging));
        Ok(writer)
    }

    /// Compares the index with the table, row by row.
    ///
    /// # Errors
    /// A fault of the database or of an index that cannot be read.
    pub async fn compare(&self, db: &Db) -> Result<Agreement> {
        let mut says = Agreement::default();
        let mut present = 0_u64;
        let mut after = (String::new(), i64::MIN);
        loop {
            let page = rows::versions(&mut db.reader(), &after, BATCH).await?;
            let Some((kind, id, ..)) = page.last() else { break };
            after = (kind.clone(), *id);
            for (kind, id, version, indexed) in page {
                let key = key(&kind, id);
                let holds = self.version(&key)?;
                says.rows += 1;
                present += u64::from(holds.is_some());
                if version != indexed {
                    says.waiting += 1;
                } else if holds != Some(version) && says.wrong.len() < 100 {
                    says.wrong.push(key);
                }
            }
        }
        says.extra = self.size().saturating_sub(present);
        Ok(says)
    }

    /// The version of the document `key` that the index holds.
    fn version(&self, key: &str) -> Result<Option<i64>> {
        let wrong = |e| fault("read the index", e);
        let searcher = self.0.reader.searcher();
        let term = Term::from_field_text(self.0.fields.key, key);
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.0.fields.key).map_err(wrong)?;
            let found = index.read_postings(&term, IndexRecordOption::Basic).map_err(|e| wrong(e.into()))?;
            let Some(mut postings) = found else { continue };
            let mut doc = tantivy::DocSet::doc(&postings);
            while doc != tantivy::TERMINATED {
                if !segment.is_deleted(doc) {
                    let versions = segment.fast_fields().i64("version").map_err(wrong)?;
                    return Ok(versions.first(doc));
                }
                doc = tantivy::DocSet::advance(&mut postings);
            }
        }
        Ok(None)
    }
}

/// The fault that an error of the index is.
pub(super) fn fault(context: &str, error: TantivyError) -> Fault {
    let kind = match &error {
        TantivyError::LockFailure(..) => FaultKind::Busy,
        TantivyError::IoError(e) if e.kind() == std::io::ErrorKind::StorageFull => FaultKind::Full,
        _ => FaultKind::Broken,
    };
    Fault::of(kind, context.to_owned(), error)
}
