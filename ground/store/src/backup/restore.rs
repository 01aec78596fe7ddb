//! Restoring: the whole archive is verified first, then unpacked beside its target and moved there in one step.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base::error::FaultKind;
use base::{Error, Fault};

use super::archive::Hashing;
use super::manifest::{self, Entries};
use super::{Contents, DATABASE, Scratch, beside, postgres, sync_folder};
use crate::files::io_fault;
use crate::{Config, Db, Dialect, schema};

/// Bytes of a manifest that are read: a million entries.
const MANIFEST_MAX: u64 = 256 << 20;

/// Restores the archive `from` into the new or empty directory `data`, and its database into the empty PostgreSQL database
/// `postgres` when it comes from one. Nothing is there before everything is.
///
/// # Errors
/// A refusal in Chinese when the target is not empty, when the archive is damaged, cut off or none, or when it does not
/// fit `postgres`; a fault when the disk is full or fails.
pub async fn restore(from: &Path, data: &Path, postgres: Option<&str>) -> Result<Contents, Error> {
    refuse_full(data)?;
    let archive = from.to_owned();
    let (dialect, entries) = crate::blocking(move || Ok(verify(&archive))).await??;
    match (dialect, postgres) {
        (Dialect::Sqlite, Some(_)) => {
            return Err(refusal("restore.dialect", "这份备份来自 SQLite，请去掉 --database 再试。"));
        }
        (Dialect::Postgres, None) => {
            return Err(refusal(
                "restore.dialect",
                "这份备份来自 PostgreSQL，请用 --database 给出一个空数据库的地址。",
            ));
        }
        (Dialect::Postgres, Some(url)) => refuse_full_database(url).await?,
        (Dialect::Sqlite, None) => {}
    }
    let contents = Contents {
        files: entries.keys().filter(|path| path.starts_with("files/")).count() as u64,
        bytes: entries.values().map(|(_, size)| size).sum(),
    };
    let staged = Scratch(beside(&absolute(data)?, "restoring"));
    let (archive, stage) = (from.to_owned(), staged.0.clone());
    crate::blocking(move || unpack(&archive, &stage, &entries)).await?;
    if let Some(url) = postgres {
        let dump = Scratch(staged.0.join("renhe.dump"));
        postgres::load(url, &dump.0).await?;
    }
    let (stage, data) = (staged.0.clone(), absolute(data)?);
    crate::blocking(move || settle(&stage, &data).map_err(|e| io_fault("move what was restored to its place", e)))
        .await?;
    Ok(contents)
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    Ok(std::path::absolute(path).map_err(|e| io_fault("find the data directory", e))?)
}

fn refusal(name: &'static str, message: &str) -> Error {
    Error::refused(name, message)
}

fn refuse_full(data: &Path) -> Result<(), Error> {
    let empty = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if empty {
        return Ok(());
    }
    let message = format!("目录 {} 不是空的。为免覆盖现有数据，请给出一个新目录。", data.display());
    Err(refusal("restore.full", &message))
}

async fn refuse_full_database(url: &str) -> Result<(), Error> {
    let db = Db::open(&Config::Postgres(url.to_owned())).await?;
    let tables = schema::tables(&db).await;
    db.close().await;
    if tables?.is_empty() {
        return Ok(());
    }
    Err(refusal("restore.full", "目标数据库里已经有表。为免覆盖现有数据，请新建一个空数据库。"))
}

/// Reads the whole archive and compares every entry with the manifest.
fn verify(from: &Path) -> Result<(Dialect, Entries), Error> {
    let file = File::open(from)
        .map_err(|e| refusal("restore.missing", &format!("无法打开备份文件 {}：{e}", from.display())))?;
    let damaged = |what: &str| refusal("restore.damaged", &format!("备份文件已损坏，没有写入任何内容：{what}。"));
    let mut found = Entries::new();
    let mut manifest = None;
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 20, file));
    for entry in archive.entries().map_err(|_| damaged("无法读取"))? {
        let mut entry = entry.map_err(|_| damaged("内容不完整"))?;
        let path = entry.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        if !entry.header().entry_type().is_file() || !manifest::is_ours(&path) {
            return Err(damaged("含有不认识的内容"));
        }
        if path == manifest::NAME {
            let mut text = String::new();
            (&mut entry).take(MANIFEST_MAX).read_to_string(&mut text).map_err(|_| damaged("清单无法读取"))?;
            manifest = manifest::read(&text);
            continue;
        }
        let mut hashing = Hashing::new(&mut entry);
        io::copy(&mut hashing, &mut io::sink()).map_err(|_| damaged("内容不完整"))?;
        if found.insert(path, hashing.finish()).is_some() {
            return Err(damaged("同一内容出现两次"));
        }
    }
    let (dialect, expected) = manifest.ok_or_else(|| damaged("缺少清单，可能没有写完"))?;
    if let Some((path, _)) = expected.iter().find(|(path, what)| found.get(*path) != Some(what)) {
        return Err(damaged(&format!("{path} 与清单不符")));
    }
    if found.len() != expected.len() {
        return Err(damaged("含有清单以外的内容"));
    }
    let database = if dialect == Dialect::Sqlite { "database/renhe.db" } else { "database/renhe.dump" };
    if !found.contains_key(database) {
        return Err(damaged("缺少数据库"));
    }
    Ok((dialect, found))
}

/// Writes all entries below the new folder `stage`, durably, and compares them once more while writing.
fn unpack(from: &Path, stage: &Path, entries: &Entries) -> crate::Result<()> {
    let wrong = |e| io_fault("unpack the backup", e);
    fs::create_dir(stage).map_err(wrong)?;
    let file = File::open(from).map_err(wrong)?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 20, file));
    for entry in archive.entries().map_err(wrong)? {
        let mut entry = entry.map_err(wrong)?;
        let path = entry.path().map(|path| path.to_string_lossy().into_owned()).map_err(wrong)?;
        let Some(expected) = entries.get(&path) else { continue };
        let target = stage.join(place(&path));
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(wrong)?;
        }
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&target).map_err(wrong)?;
        let mut hashing = Hashing::new(&mut entry);
        io::copy(&mut hashing, &mut out).map_err(wrong)?;
        out.sync_all().map_err(wrong)?;
        if hashing.finish() != *expected {
            return Err(Fault::of(FaultKind::Broken, "unpack the backup", format!("{path} changed while it was read")));
        }
    }
    Ok(())
}

/// Where an entry goes in a data directory.
fn place(path: &str) -> &str {
    match path.split_once('/') {
        Some(("database", "renhe.db")) => DATABASE,
        Some(("database" | "data", name)) => name,
        _ => path,
    }
}

/// Puts the finished folder in its place, where nothing or an empty folder is.
fn settle(stage: &Path, data: &Path) -> io::Result<()> {
    fs::rename(stage, data)?;
    match data.parent() {
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}
