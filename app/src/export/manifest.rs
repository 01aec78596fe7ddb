//! The list of the files of a static copy (`manifest.json`), signed with the key of the ledger.
//!
//! It is one JSON document written line by line, so that it is written and read in one go without being held in memory:
//! a line that says of what site it is, one line for each file, and last the signature over the SM3 of all lines before.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

/// Name of the list in the copy's folder.
pub const MANIFEST: &str = "manifest.json";
/// The kind of document that is signed.
pub(super) const KIND: &str = "site-manifest-1";
/// What stands before the signature.
pub(super) const SIGNATURE: &str = "\"signature\":";

/// What the list says besides the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`KIND`].
    pub format: String,
    /// Short name of the site.
    pub site: String,
    /// 名称.
    pub name: String,
    /// When the copy was made, RFC 3339.
    pub at: String,
    /// Files in the list.
    pub files: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// The newest signed head of the ledger then, empty for none.
    pub head: String,
    /// The public key of the ledger, PEM.
    pub key: String,
}

/// One file of the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Path below the copy's folder, with `/`.
    pub path: String,
    /// Bytes.
    pub length: u64,
    /// SM3 in hexadecimal.
    pub sm3: String,
}

/// Entries that wait for the end on the disk.
pub(super) struct Spool {
    out: BufWriter<File>,
    /// Files so far.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Spool {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        Ok(Self { out: BufWriter::new(File::create(path)?), files: 0, bytes: 0 })
    }

    pub(super) fn put(&mut self, entry: &Entry) -> io::Result<()> {
        self.files += 1;
        self.bytes += entry.length;
        serde_json::to_writer(&mut self.out, entry)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes through and hashes.
struct Hashing<W> {
    out: W,
    hash: Sm3,
}

impl<W: Write> Hashing<W> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        self.hash.update(text);
        self.out.write_all(text.as_bytes())
    }
}

/// Writes the list to `to`, its entries taken from the spool at `spool`; on the disk when it returns.
pub(super) fn write(
    to: &Path,
    header: &Header,
    spool: &Path,
    sign: impl FnOnce(&[u8; 32]) -> Result<String, base::Fault>,
) -> Result<(), base::Fault> {
    let fault = |e: io::Error| store::files::io_fault("write the list of files", e);
    let file = File::create(to).map_err(fault)?;
    let mut out = Hashing { out: BufWriter::new(file), hash: Sm3::new() };
    lines(&mut out, header, spool).map_err(fault)?;
    let signature = sign(&out.hash.finalize().into())?;
    writeln!(out.out, "{SIGNATURE}\"{signature}\"\n}}").map_err(fault)?;
    let file = out.out.into_inner().map_err(|e| fault(e.into_error()))?;
    file.sync_all().map_err(fault)
}

fn lines(out: &mut Hashing<BufWriter<File>>, header: &Header, spool: &Path) -> io::Result<()> {
    out.line(&format!("{{\"manifest\":{},\n\"files\":[\n", serde_json::to_string(header)?))?;
    let mut first = true;
    for line in BufReader::new(File::open(spool)?).lines() {
        out.line(&format!("{}{}", if first { "" } else { ",\n" }, line?))?;
        first = false;
    }
    out.line("\n],\n")
}
