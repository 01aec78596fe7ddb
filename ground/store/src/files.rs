//! Files (附件): kept under the digest of their content, on a local disk or in S3.
//!
//! A file arrives in chunks ([`Incoming`]) and is hashed while it is written to a temporary file, so memory stays small
//! whatever its size. [`Incoming::finish`] decides its kind by the content and moves it to its address in one step; the
//! caller then writes the row ([`Stored::record`]) in the transaction that refers to it. A file whose transaction fails is
//! left over, harmless, and found again under the same address when it is sent again.

mod fault;
mod incoming;
mod kind;
mod local;
mod name;
mod s3;

use std::path::Path;

use base::Moment;
use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use sm3::{Digest, Sm3};

use crate::{Query, Result, Tx, args};

pub use fault::io_fault;
pub use incoming::Incoming;
pub use kind::of_bytes as kind_of;
pub use name::{NAME_CHARS_MAX, clean_name};
pub use s3::S3;

/// Bytes that are read or written at a time.
const CHUNK: usize = 256 * 1024;

/// Rows that are read at a time.
const ADOPTED: usize = 500;

/// The content of a file, piece by piece.
pub type Content = BoxStream<'static, std::io::Result<Bytes>>;

/// Where the files are; clones share it.
#[derive(Clone)]
pub struct Files {
    /// The place of what is arriving, and of everything when there is no S3.
    local: local::Local,
    remote: Option<s3::Remote>,
}

/// A file that has arrived and lies at its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its address: SM3 of the content in hexadecimal.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// Decided by the content.
    pub media_type: &'static str,
    /// The name it came with, cleaned.
    pub name: String,
}

impl Stored {
    /// Writes the file's row, once for each content.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn record(&self, tx: &mut Tx, now: Moment) -> Result<()> {
        record(tx, &self.digest, i64::try_from(self.size).unwrap_or(i64::MAX), self.media_type, now).await
    }
}

/// Writes the row of a file that has arrived, once for each content, in the transaction of the first who refers to it.
///
/// # Errors
/// A fault of the database.
pub async fn record(tx: &mut Tx, digest: &str, size: i64, media_type: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO store_file (digest, size, media_type, stored_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (digest) DO NOTHING",
        args![digest, size, media_type, now],
    )
    .await?;
    Ok(())
}

crate::record! {
    /// A file as the database knows it.
    pub struct FileRow from "store_file" {
        /// Its address: SM3 of the content in hexadecimal.
        pub digest: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content when it arrived.
        pub media_type: String,
        /// When it first arrived.
        pub stored_at: Moment,
    }
}

/// The row of the file `digest`.
///
/// # Errors
/// A fault of the database.
pub async fn find(q: &mut impl Query, digest: &str) -> Result<Option<FileRow>> {
    let sql = format!("SELECT {} FROM store_file WHERE digest = $1", FileRow::COLUMNS);
    q.maybe(&sql, args![digest]).await
}

/// At most `limit` rows with addresses after `after` (empty for the first page), in the order of the addresses.
///
/// # Errors
/// A fault of the database.
pub async fn list(q: &mut impl Query, after: &str, limit: usize) -> Result<Vec<FileRow>> {
    let sql = format!("SELECT {} FROM store_file WHERE digest > $1 ORDER BY digest LIMIT $2", FileRow::COLUMNS);
    q.list(&sql, args![after, limit]).await
}

impl Files {
    /// Files in the folder `dir`, which is made when it is new.
    ///
    /// # Errors
    /// A fault when it cannot be made.
    pub fn local(dir: &Path) -> Result<Self> {
        Ok(Self { local: local::Local::open(dir)?, remote: None })
    }

    /// Files in the bucket that `s3` names; `spool` is a local folder for what is arriving.
    ///
    /// # Errors
    /// A fault when the folder cannot be made or the settings make no sense.
    pub fn s3(spool: &Path, s3: &S3) -> Result<Self> {
        Ok(Self { local: local::Local::open(spool)?, remote: Some(s3::Remote::new(s3)?) })
    }

    /// Begins to take a file of at most `limit` bytes.
    ///
    /// # Errors
    /// A fault when the disk takes no file.
    pub async fn incoming(&self, limit: u64) -> Result<Incoming> {
        Incoming::begin(self.clone(), limit).await
    }

    /// The content from byte `from` on, `length` bytes or all that follow; `None` when there is no such file.
    ///
    /// # Errors
    /// A fault when the disk or S3 does not answer.
    pub async fn open(&self, digest: &str, from: u64, length: Option<u64>) -> Result<Option<Content>> {
        if !is_digest(digest) {
            return Ok(None);
        }
        match &self.remote {
            Some(remote) => remote.open(digest, from, length).await,
            None => self.local.open_file(digest, from, length).await,
        }
    }

    /// The whole content, at most `limit` bytes of it; `None` when there is no such file.
    ///
    /// # Errors
    /// A fault when the disk or S3 does not answer.
    pub async fn read(&self, digest: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        let length = u64::try_from(limit).ok();
        let Some(mut content) = self.open(digest, 0, length).await? else { return Ok(None) };
        let mut bytes = Vec::new();
        while let Some(chunk) = content.try_next().await.map_err(|e| io_fault("reading a file", e))? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }

    /// Whether the file is there.
    ///
    /// # Errors
    /// A fault when the disk or S3 does not answer.
    pub async fn exists(&self, digest: &str) -> Result<bool> {
        if !is_digest(digest) {
            return Ok(false);
        }
        match &self.remote {
            Some(remote) => remote.exists(digest).await,
            None => self.local.exists(digest).await,
        }
    }

    /// Whether the file is there and its content still has its digest; reads all of it.
    ///
    /// # Errors
    /// A fault when the disk or S3 does not answer.
    pub async fn verify(&self, digest: &str) -> Result<bool> {
        let Some(mut content) = self.open(digest, 0, None).await? else {
            return Ok(false);
        };
        let mut hash = Sm3::new();
        while let Some(chunk) = content.try_next().await.map_err(|e| io_fault("read a file", e))? {
            hash.update(&chunk);
        }
        Ok(hex::encode(hash.finalize()) == digest)
    }

    /// Takes the files that the database knows over from the folder `dir`, where they lie as on a local disk; gives how
    /// many. What is there already stays.
    ///
    /// # Errors
    /// A fault when one is missing or altered, or when the disk or S3 does not answer.
    pub async fn adopt(&self, db: &crate::Db, dir: &Path) -> Result<u64> {
        let from = Self::local(dir)?;
        let (mut count, mut after) = (0, String::new());
        loop {
            let page = list(&mut db.reader(), &after, ADOPTED).await?;
            let Some(last) = page.last() else { return Ok(count) };
            after.clone_from(&last.digest);
            for row in page {
                if !from.verify(&row.digest).await? {
                    return Err(base::Fault::broken(format!("the file {} is missing or altered", row.digest)));
                }
                if let Some(remote) = &self.remote {
                    remote.keep(&dir.join(key(&row.digest)), &row.digest, &row.media_type).await?;
                }
                count += 1;
            }
        }
    }

    /// Removes what uploads left half-done before `before` (a process that was killed).
    ///
    /// # Errors
    /// A fault when the disk does not answer.
    pub async fn sweep(&self, before: Moment) -> Result<usize> {
        let local = self.local.clone();
        crate::blocking(move || local.sweep(before)).await
    }
}

/// Whether `text` is an address, and so no path trick either.
pub(crate) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The path of the file `digest` in a data directory or an archive.
pub(crate) fn path(digest: &str) -> String {
    format!("files/{}", key(digest))
}

/// The path of the file `digest` below the folder of files. The digest is one ([`is_digest`]).
fn key(digest: &str) -> String {
    let (first, rest) = digest.split_at(2);
    format!("{first}/{}/{digest}", &rest[..2])
}
