//! Writing the archive: each entry is hashed while it is written.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use base::{Fault, Moment};
use sm3::{Digest, Sm3};

use super::manifest::{self, Entries};
use crate::files::io_fault;
use crate::{Dialect, Result};

pub(super) struct Archive {
    out: tar::Builder<BufWriter<File>>,
    entries: Entries,
    dialect: Dialect,
    now: Moment,
}

/// A reader that hashes what passes.
pub(super) struct Hashing<R> {
    from: R,
    hash: Sm3,
    size: u64,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, hash: Sm3::new(), size: 0 }
    }

    /// Digest and size of what passed.
    pub(super) fn finish(self) -> (String, u64) {
        (hex::encode(self.hash.finalize()), self.size)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.hash.update(into.get(..read).unwrap_or_default());
        self.size += read as u64;
        Ok(read)
    }
}

impl Archive {
    pub(super) fn new(out: File, dialect: Dialect, now: Moment) -> Self {
        let out = tar::Builder::new(BufWriter::with_capacity(1 << 20, out));
        Self { out, entries: Entries::new(), dialect, now }
    }

    /// Adds what lies at `path` under the name `name`.
    pub(super) fn add_path(&mut self, name: &str, path: &Path) -> Result<()> {
        let context = format!("back up {}", path.display());
        let file = File::open(path).map_err(|e| io_fault(&context, e))?;
        let size = file.metadata().map_err(|e| io_fault(&context, e))?.len();
        self.add(name, size, file).map(|_| ())
    }

    /// Adds the `size` bytes that `from` gives; says their digest.
    pub(super) fn add(&mut self, name: &str, size: u64, from: impl Read) -> Result<String> {
        let mut from = Hashing::new(from.take(size));
        self.entry(name, size, &mut from)?;
        let (digest, passed) = from.finish();
        if passed != size {
            return Err(Fault::broken(format!("{name} has {passed} bytes instead of {size}")));
        }
        self.entries.insert(name.to_owned(), (digest.clone(), size));
        Ok(digest)
    }

    fn entry(&mut self, name: &str, size: u64, from: impl Read) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.now.0 / 1_000).unwrap_or(0));
        self.out.append_data(&mut header, name, from).map_err(|e| io_fault(&format!("back up {name}"), e))
    }

    /// Adds the manifest and makes the archive durable; gives the bytes of all entries.
    pub(super) fn finish(mut self) -> Result<u64> {
        let manifest = manifest::write(&self.entries, self.dialect, self.now);
        self.entry(manifest::NAME, manifest.len() as u64, manifest.as_bytes())?;
        let wrong = |e| io_fault("finish the backup", e);
        let mut out = self.out.into_inner().map_err(wrong)?;
        out.flush().map_err(wrong)?;
        out.get_ref().sync_all().map_err(wrong)?;
        Ok(self.entries.values().map(|(_, size)| size).sum())
    }
}
