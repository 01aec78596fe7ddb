//! Backup (备份) and restore (恢复): one tar archive with the database, the keys and all files, which any machine can read.
//!
//! ```text
//! database/renhe.db   a consistent copy (SQLite), or database/renhe.dump (PostgreSQL, made by pg_dump)
//! data/ledger.key     whatever lies directly in the data directory: keys and settings
//! files/ab/cd/<SM3>   every file that the database knows
//! manifest.txt        the last entry: SM3, size and path of each entry before it
//! ```
//! A backup is made while the program serves: the database is copied first, and files never change and never go away, so all
//! that the copy refers to is there. An archive that was cut off has no manifest and is refused.

mod archive;
mod manifest;
mod postgres;
mod restore;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base::{Chance, Error, Fault, Moment};
use futures::StreamExt;
use tokio::runtime::Handle;

use crate::files::{self, Content, Files, io_fault};
use crate::vault::{self, Vault};
use crate::{Config, Db, Dialect};
use archive::Archive;

pub use restore::restore;

/// The SQLite file in a data directory.
pub const DATABASE: &str = "renhe.db";
/// Folders and files of a data directory that are not taken as they lie: the database has a consistent copy, the index
/// is built anew.
const NOT_AS_THEY_LIE: [&str; 3] = ["renhe.db", "renhe.db-wal", "renhe.db-shm"];
/// Rows of files that are read at a time.
const PAGE: usize = 500;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Files of matters and articles.
    pub files: u64,
    /// Bytes of everything.
    pub bytes: u64,
}

/// A file or folder that goes away when its owner ends without having kept it.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.0.is_dir() {
            fs::remove_dir_all(&self.0).unwrap_or_default();
        } else {
            fs::remove_file(&self.0).unwrap_or_default();
        }
    }
}

/// Writes an archive of everything to the new file `to`; `now` is written into it. The file is there only when it is
/// whole.
///
/// # Errors
/// A refusal when `to` exists, or when PostgreSQL's `pg_dump` is needed and missing; a fault when something cannot be
/// read, a file is missing or altered, or the disk is full.
pub async fn write(
    db: &Db,
    config: &Config,
    data: &Path,
    files: &Files,
    to: &Path,
    now: Moment,
) -> Result<Contents, Error> {
    if to.exists() {
        return Err(Error::refused("backup.exists", format!("文件 {} 已经存在，请换一个名称。", to.display())));
    }
    refuse_without_keys(db, data).await?;
    let copy = Scratch(beside(to, "database"));
    match config {
        Config::Sqlite(_) => db.snapshot(&copy.0).await?,
        Config::Postgres(url) => postgres::dump(url, &copy.0).await?,
    }
    let part = Scratch(beside(to, "part"));
    let (target, begun) = (to.to_owned(), part.0.clone());
    let (db, data, files) = (db.clone(), data.to_owned(), files.clone());
    let handle = Handle::current();
    let contents = crate::blocking(move || {
        let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&begun);
        let out = out.map_err(|e| io_fault("begin the backup", e))?;
        let mut archive = Archive::new(out, db.dialect(), now);
        let name = if db.dialect() == Dialect::Sqlite { "database/renhe.db" } else { "database/renhe.dump" };
        archive.add_path(name, &copy.0)?;
        for path in plain_files(&data).map_err(|e| io_fault("list the data directory", e))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            archive.add_path(&format!("data/{name}"), &path)?;
        }
        let count = add_files(&mut archive, &db, &files, &handle)?;
        let bytes = archive.finish()?;
        let kept = fs::rename(&begun, &target).and_then(|()| sync_folder(target.parent().unwrap_or(Path::new("."))));
        kept.map_err(|e| io_fault("finish the backup", e))?;
        Ok(Contents { files: count, bytes })
    });
    let contents = contents.await?;
    drop(part);
    Ok(contents)
}

/// A backup without the keys under which values are sealed could not be read by anybody.
async fn refuse_without_keys(db: &Db, data: &Path) -> Result<(), Error> {
    let wanted = vault::wanted(&mut db.reader()).await?;
    let vault = Vault::existing(data, &Chance::System)?;
    let lacks = wanted.iter().find(|id| vault.iter().all(|vault| vault.ids().all(|known| known != id.as_str())));
    let Some(id) = lacks else { return Ok(()) };
    let message = format!(
        "数据目录 {} 中的 {} 没有密钥 {id}，而数据库中有用它封存的内容；没有它的备份恢复后无法读取，因此没有备份。",
        data.display(),
        vault::KEY_FILE
    );
    Err(Error::refused("backup.vault", message))
}

/// Adds all files that the database knows, one after the other and piece by piece; runs where waiting is allowed.
fn add_files(archive: &mut Archive, db: &Db, files: &Files, handle: &Handle) -> crate::Result<u64> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = handle.block_on(files::list(&mut db.reader(), &after, PAGE))?;
        let Some(last) = page.last() else { return Ok(count) };
        after.clone_from(&last.digest);
        for row in page {
            let missing = || Fault::broken(format!("the file {} is missing: renhe check", row.digest));
            let content = handle.block_on(files.open(&row.digest, 0, None))?.ok_or_else(missing)?;
            let size = u64::try_from(row.size).unwrap_or(0);
            let mut from = Pull { handle: handle.clone(), content, chunk: bytes::Bytes::new() };
            let digest = archive.add(&files::path(&row.digest), size, &mut from)?;
            if digest != row.digest {
                return Err(Fault::broken(format!("the file {} was altered: renhe check", row.digest)));
            }
            count += 1;
        }
    }
}

/// A stream as a reader.
struct Pull {
    handle: Handle,
    content: Content,
    chunk: bytes::Bytes,
}

impl Read for Pull {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.chunk.is_empty() {
            match self.handle.block_on(self.content.next()) {
                Some(chunk) => self.chunk = chunk?,
                None => return Ok(0),
            }
        }
        let piece = self.chunk.split_to(into.len().min(self.chunk.len()));
        into.get_mut(..piece.len()).unwrap_or_default().copy_from_slice(&piece);
        Ok(piece.len())
    }
}

/// Keys and settings: the plain files directly in the data directory.
fn plain_files(data: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // A key that is linked from elsewhere is a key all the same.
        if entry.path().is_file() && !NOT_AS_THEY_LIE.contains(&name.as_ref()) && !name.starts_with('.') {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// A hidden name beside `path`.
fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.{what}", std::process::id()))
}

/// Makes the names in the folder `path` durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(folder)?.sync_all()
}
