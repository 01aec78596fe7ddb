//! Articles as another system hands them out: JSON lines, one article a line. The rules are those of an older site: what comes is a
//! draft, unless somebody who publishes on its site lets it come as it was, with a reason; what the gate stops stays a draft even then,
//! and a second person looks at the rest afterwards. There is one import with its report for each site of the file.

mod read;
mod run;

use std::io::{Read, Seek, SeekFrom};

use base::error::FaultKind;
use base::{Error, Fault, Moment};
use sm3::{Digest, Sm3};
use store::files::Stored;
use tokio::sync::mpsc;
use web::App;

pub use read::Line;

use super::begun::{AsItWas, nobody};
use run::Importer;

/// Batches that are read ahead, so that memory stays flat.
const AHEAD: usize = 2;
/// Articles that are named of each kind, at most.
const NAMED_MAX: usize = 500;
/// Bytes that are hashed at a time.
const PIECE: usize = 1024 * 1024;
/// Bytes of the note that is kept of a file.
const NOTE_BYTES_MAX: u64 = 64 * 1024;

/// What is imported, and in which manner.
pub struct Order<'a> {
    /// What the file is called.
    pub file: &'a str,
    /// The other system, within which articles are told apart by their own keys.
    pub system: &'a str,
    /// They are published as they were; without it they become drafts.
    pub as_it_was: Option<&'a AsItWas>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// New editions.
    pub new: usize,
    /// Editions that got a new version.
    pub changed: usize,
    /// Editions that were there already, just so.
    pub same: usize,
    /// What stays a draft, how often.
    pub kept: usize,
    /// The first of these: number of the line, and why.
    pub held: Vec<(u64, String)>,
    /// What was not taken, how often.
    pub lost: usize,
    /// The first of these: number of the line, and why.
    pub left: Vec<(u64, String)>,
    /// Sites on which something was published, and until when a second person looks at it.
    pub due: Vec<(String, Moment)>,
}

impl Told {
    /// Lines that were read.
    pub fn read(&self) -> usize {
        self.new + self.changed + self.same + self.kept + self.lost
    }

    fn lose(&mut self, number: u64, why: String) {
        self.lost += 1;
        if self.left.len() < NAMED_MAX {
            self.left.push((number, why));
        }
    }

    fn keep(&mut self, number: u64, why: String) {
        self.kept += 1;
        if self.held.len() < NAMED_MAX {
            self.held.push((number, why));
        }
    }
}

/// Brings the articles of `file` in, which are told apart by the system's name and their own keys.
///
/// # Errors
/// Nobody may publish them as they were; the file cannot be read; a fault when the database does not answer. What was written until then
/// stays: the same import again goes on where it stopped.
pub async fn bring(
    app: &App,
    file: impl Read + Seek + Send + 'static,
    packed: bool,
    order: &Order<'_>,
) -> Result<Told, Error> {
    if order.as_it_was.is_some_and(|it| it.publisher(None).is_none()) {
        return Err(nobody("所导入的网站"));
    }
    let (file, note) = noted(file, order.file).await?;
    let kept = stored(app, &note).await?;
    let (give, mut take) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read::read(file, packed, &give));
    let mut importer = Importer::new(app, order, &kept);
    let mut written = Ok(());
    while let Some(batch) = take.recv().await {
        written = importer.write(batch).await;
        if written.is_err() {
            // Whoever reads is told by this that nobody takes any more.
            drop(take);
            break;
        }
    }
    let read = reading.await.map_err(|e| Fault::of(FaultKind::Broken, "read the file", e))?;
    let done = written.and_then(|()| read.map_err(|why| Error::refused("import.file", why)));
    importer.end(done).await
}

/// The file, at its beginning again, and what is kept of it: its name, how large it is, its digest.
async fn noted<F: Read + Seek + Send + 'static>(mut file: F, name: &str) -> Result<(F, String), Error> {
    let work = tokio::task::spawn_blocking(move || {
        let (mut hash, mut size, mut piece) = (Sm3::new(), 0, vec![0; PIECE]);
        loop {
            match file.read(&mut piece)? {
                0 => break,
                length => {
                    size += length;
                    hash.update(piece.get(..length).unwrap_or_default());
                }
            }
        }
        file.seek(SeekFrom::Start(0))?;
        Ok::<_, std::io::Error>((file, size, hex::encode(hash.finalize())))
    });
    let work = work.await.map_err(|e| Fault::of(FaultKind::Broken, "read the file", e))?;
    let (file, size, digest) = work.map_err(|e| Error::refused("import.file", format!("无法读取文件：{e}")))?;
    Ok((file, format!("稿件文件：{name}\n字节：{size}\nSM3：{digest}\n")))
}

async fn stored(app: &App, note: &str) -> Result<Stored, Error> {
    let mut incoming = app.files.incoming(NOTE_BYTES_MAX).await?;
    incoming.push(note.as_bytes()).await?;
    incoming.finish("稿件文件说明.txt").await
}
