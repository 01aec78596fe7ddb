//! A file that is arriving: hashed and written piece by piece, never held in memory.

use std::path::PathBuf;

use base::Error;
use sm3::{Digest, Sm3};
use tokio::io::AsyncWriteExt;

use super::kind::{self, HEAD, TextCheck};
use super::{Files, Stored, clean_name, io_fault};

/// A file that is arriving. Dropped before [`finish`](Incoming::finish), it leaves nothing behind.
pub struct Incoming {
    files: Files,
    file: tokio::fs::File,
    temporary: Temporary,
    hash: Sm3,
    head: Vec<u8>,
    text: TextCheck,
    size: u64,
    limit: u64,
}

/// A file that goes away with its owner.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is gone already when it was moved to its address.
        std::fs::remove_file(&self.0).unwrap_or_default();
    }
}

impl Incoming {
    pub(super) async fn begin(files: Files, limit: u64) -> crate::Result<Self> {
        let local = files.local.clone();
        let (path, file) = crate::blocking(move || local.temporary()).await?;
        Ok(Self {
            files,
            file: tokio::fs::File::from_std(file),
            temporary: Temporary(path),
            hash: Sm3::new(),
            head: Vec::new(),
            text: TextCheck::default(),
            size: 0,
            limit,
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] as soon as there are more bytes than the limit; a fault when the disk is full or fails.
    pub async fn push(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.size += chunk.len() as u64;
        if self.size > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        self.hash.update(chunk);
        self.text.push(chunk);
        Ok(self.file.write_all(chunk).await.map_err(|e| io_fault("write a file", e))?)
    }

    /// Decides the kind and moves the file to its address; on the disk (or in S3) when this returns. `name` is what
    /// the sender calls it.
    ///
    /// # Errors
    /// A refusal when the file is empty, a program, a page, a bomb or unknown; a fault when the disk is full or fails.
    pub async fn finish(mut self, name: &str) -> Result<Stored, Error> {
        let name = clean_name(name);
        if self.size == 0 {
            return Err(Error::refused("file.empty", format!("文件“{name}”是空的，请检查后重新选择。")));
        }
        self.file.flush().await.map_err(|e| io_fault("write a file", e))?;
        let mut file = self.file.into_std().await;
        let digest = hex::encode(self.hash.finalize());
        let decided = {
            let (name, head, text, size) = (name.clone(), self.head, self.text, self.size);
            crate::blocking(move || {
                let decided = kind::decide(&name, &head, &text, &mut file, size);
                let decided = decided.map_err(|e| io_fault("look into a file", e))?;
                file.sync_all().map_err(|e| io_fault("write a file", e))?;
                Ok(decided)
            })
            .await?
        };
        let media_type = decided.map_err(Error::Refused)?;
        match &self.files.remote {
            Some(remote) => remote.keep(&self.temporary.0, &digest, media_type).await?,
            None => {
                let (local, digest) = (self.files.local.clone(), digest.clone());
                let temporary = self.temporary;
                crate::blocking(move || local.keep(&temporary.0, &digest).map_err(|e| io_fault("keep a file", e)))
                    .await?;
            }
        }
        Ok(Stored { digest, size: self.size, media_type, name })
    }
}
