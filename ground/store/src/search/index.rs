//! The index on the disk: opening it, letting it follow the table, comparing it with the table.

use std::path::Path;
use std::sync::Arc;

use base::Fault;
use base::error::FaultKind;
use tantivy::directory::MmapDirectory;
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term};
use tokio::sync::Mutex;

use super::{Source, followed, forget_all, indexed, versions, waiting, words};
use crate::{Db, Result, blocking};

/// Folder of this shape of the index: another shape or other words are another number.
const SHAPE: &str = "1";
/// Documents that one commit takes.
const BATCH: usize = 500;
/// Memory of the writer in bytes.
const HEAP: usize = 32 << 20;
/// Characters of a text that are indexed.
const BODY_CHARS: usize = 200_000;

/// The open index; clones share it.
#[derive(Clone)]
pub struct Search(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    /// Held by whoever writes; `true` once the index has been compared with the table.
    turn: Mutex<bool>,
}

#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// `kind/id`, by which a document is found again.
    pub(super) key: Field,
    pub(super) kind: Field,
    pub(super) audience: Field,
    pub(super) version: Field,
    pub(super) title: Field,
    pub(super) body: Field,
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

    fn open_or_make(dir: &Path) -> std::result::Result<Self, TantivyError> {
        let (schema, fields) = schema();
        let index = Index::open_or_create(MmapDirectory::open(dir)?, schema)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self(Arc::new(Inner { index, reader, fields, turn: Mutex::new(false) })))
    }

    /// Lets the index follow all changes that are committed; gives how many documents changed.
    ///
    /// # Errors
    /// A fault of the database or the disk; [`FaultKind::Busy`] when another process writes the index.
    pub async fn catch_up(&self, db: &Db) -> Result<usize> {
        let mut compared = self.0.turn.lock().await;
        if !*compared {
            // A lost, restored or half-written index shows in the number of its documents.
            let holds = self.0.reader.searcher().num_docs();
            if i64::try_from(holds).ok() != Some(indexed(&mut db.reader()).await?) {
                self.empty(db).await?;
            }
            *compared = true;
        }
        let mut rows = waiting(&mut db.reader(), BATCH).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let search = self.clone();
        let mut writer = blocking(move || search.writer()).await?;
        let mut changed = 0;
        while !rows.is_empty() {
            changed += rows.len();
            let search = self.clone();
            let (back, done) = blocking(move || search.write(writer, rows)).await?;
            writer = back;
            let mut tx = db.begin().await?;
            followed(&mut tx, &done).await?;
            tx.commit().await?;
            rows = waiting(&mut db.reader(), BATCH).await?;
        }
        blocking(move || writer.wait_merging_threads().map_err(|e| fault("merge the index", e))).await?;
        Ok(changed)
    }

    /// Builds the index anew from the table; gives how many documents it holds.
    ///
    /// # Errors
    /// As [`catch_up`](Search::catch_up).
    pub async fn rebuild(&self, db: &Db) -> Result<usize> {
        {
            let _turn = self.0.turn.lock().await;
            self.empty(db).await?;
        }
        self.catch_up(db).await
    }

    async fn empty(&self, db: &Db) -> Result<()> {
        let search = self.clone();
        blocking(move || {
            let mut writer = search.writer()?;
            writer.delete_all_documents().map_err(|e| fault("empty the index", e))?;
            writer.commit().map_err(|e| fault("empty the index", e))?;
            search.0.reader.reload().map_err(|e| fault("open the index", e))
        })
        .await?;
        let mut tx = db.begin().await?;
        forget_all(&mut tx).await?;
        tx.commit().await
    }

    fn writer(&self) -> Result<IndexWriter> {
        self.0.index.writer_with_num_threads(1, HEAP).map_err(|e| fault("write the index", e))
    }

    /// Writes `rows` into the index, durably, and gives writer and rows back.
    fn write(&self, mut writer: IndexWriter, rows: Vec<Source>) -> Result<(IndexWriter, Vec<Source>)> {
        let fields = self.0.fields;
        for row in &rows {
            writer.delete_term(Term::from_field_text(fields.key, &key(&row.kind, row.row_id)));
            if !row.removed {
                writer.add_document(document(fields, row)).map_err(|e| fault("write the index", e))?;
            }
        }
        writer.commit().map_err(|e| fault("write the index", e))?;
        self.0.reader.reload().map_err(|e| fault("open the index", e))?;
        Ok((writer, rows))
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
            let page = versions(&mut db.reader(), &after, BATCH).await?;
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
        says.extra = self.0.reader.searcher().num_docs().saturating_sub(present);
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

fn schema() -> (Schema, Fields) {
    let words = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(words);
    let mut schema = Schema::builder();
    let fields = Fields {
        key: schema.add_text_field("key", STRING | STORED),
        kind: schema.add_text_field("kind", STRING),
        audience: schema.add_text_field("audience", STRING),
        version: schema.add_i64_field("version", FAST),
        title: schema.add_text_field("title", words.clone()),
        body: schema.add_text_field("body", words),
    };
    (schema.build(), fields)
}

fn document(fields: Fields, row: &Source) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_text(fields.key, key(&row.kind, row.row_id));
    doc.add_text(fields.kind, &row.kind);
    for audience in row.audience.split(',') {
        doc.add_text(fields.audience, audience);
    }
    doc.add_i64(fields.version, row.version);
    let body: String = row.body.chars().take(BODY_CHARS).collect();
    doc.add_text(fields.title, words::indexed(&row.title));
    doc.add_text(fields.body, words::indexed(&body));
    doc
}

fn key(kind: &str, id: i64) -> String {
    format!("{kind}/{id}")
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
