//! Files on a local disk: `<dir>/ab/cd/<digest>`, and `<dir>/tmp/` for what is arriving.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::Moment;
use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::{CHUNK, Content, io_fault, key};
use crate::Result;

#[derive(Clone)]
pub(super) struct Local {
    dir: Arc<PathBuf>,
    next: Arc<AtomicU64>,
}

impl Local {
    pub(super) fn open(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir.join("tmp")).map_err(|e| io_fault("make the folder for files", e))?;
        Ok(Self { dir: Arc::new(dir.to_owned()), next: Arc::default() })
    }

    /// A new empty file that nobody else has.
    pub(super) fn temporary(&self) -> Result<(PathBuf, File)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let path = self.dir.join("tmp").join(format!("{}-{number}", std::process::id()));
            match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(taken) if taken.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io_fault("begin a file", error)),
            }
        }
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.dir.join(key(digest))
    }

    /// Moves a finished temporary file to its address, durably.
    pub(super) fn keep(&self, temporary: &Path, digest: &str) -> io::Result<()> {
        let path = self.path(digest);
        let folder = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(folder)?;
        fs::rename(temporary, &path)?;
        // The new names are on the disk only when the folders that hold them are.
        for folder in folder.ancestors().take(3) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    pub(super) async fn exists(&self, digest: &str) -> Result<bool> {
        tokio::fs::try_exists(self.path(digest)).await.map_err(|e| io_fault("look for a file", e))
    }

    pub(super) async fn open_file(&self, digest: &str, from: u64, length: Option<u64>) -> Result<Option<Content>> {
        let mut file = match tokio::fs::File::open(self.path(digest)).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_fault("open a file", error)),
        };
        file.seek(SeekFrom::Start(from)).await.map_err(|e| io_fault("open a file", e))?;
        let rest = file.take(length.unwrap_or(u64::MAX));
        let chunks = stream::try_unfold(rest, |mut rest| async move {
            let mut chunk = vec![0; CHUNK];
            let read = rest.read(&mut chunk).await?;
            chunk.truncate(read);
            Ok((read > 0).then(|| (Bytes::from(chunk), rest)))
        });
        Ok(Some(chunks.boxed()))
    }

    pub(super) fn sweep(&self, before: Moment) -> Result<usize> {
        let mut gone = 0;
        let entries = fs::read_dir(self.dir.join("tmp")).map_err(|e| io_fault("list half-done files", e))?;
        for entry in entries.flatten() {
            let changed = entry.metadata().and_then(|meta| meta.modified());
            let changed = changed.ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            let old = changed.is_some_and(|at| i64::try_from(at.as_millis()).is_ok_and(|at| at < before.0));
            if old && fs::remove_file(entry.path()).is_ok() {
                gone += 1;
            }
        }
        Ok(gone)
    }
}
