//! Checks of a static copy against its signed list, without any connection.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ledger::{PublicKey, document};
use serde::Deserialize;
use sm3::{Digest, Sm3};

use super::manifest::{Entry, Header, KIND, MANIFEST, SIGNATURE};
use super::repair;

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;
/// Bytes of one line of the list, at most.
const LINE_MAX: u64 = 1024 * 1024;

/// What is wrong with one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Its content is another.
    Changed,
    /// It is not there.
    Missing,
    /// The list does not know it.
    Extra,
}

impl Fault {
    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Changed => "被改动",
            Self::Missing => "缺少",
            Self::Extra => "多出",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What the list says of itself.
    pub header: Header,
    /// Fingerprint of the key that signed it.
    pub key_id: String,
    /// Whether the person named this key.
    pub trusted: bool,
    /// Files that were compared.
    pub checked: u64,
    /// What is wrong, by path.
    pub wrong: Vec<(Fault, String)>,
}

/// The first line, with the brackets that the rest of the document closes.
#[derive(Deserialize)]
struct First {
    manifest: Header,
}

/// Compares the folder `dir` with its list; `trusted` is the key that the county published, if the person has it.
///
/// # Errors
/// A Chinese sentence when the list is not there, is damaged, or is not signed by the key.
pub fn copy(dir: &Path, trusted: Option<&PublicKey>) -> Result<Found, String> {
    against(dir, dir, trusted)
}

/// Compares the folder `dir` with the list in the folder `list`.
///
/// # Errors
/// As [`copy`].
pub(super) fn against(dir: &Path, list: &Path, trusted: Option<&PublicKey>) -> Result<Found, String> {
    let path = list.join(MANIFEST);
    let unread = |e: io::Error| format!("无法读取 {}：{e}", path.display());
    let damaged = || format!("{MANIFEST} 不完整或被改动，不能作为核对依据。");
    if !path.is_file() {
        return Err(format!("{} 中没有 {MANIFEST}：不是静态副本，或导出没有完成。", list.display()));
    }
    // Once for the signature, and only then once more for what it says.
    let (header, key) = signed(&path, trusted)?;
    let mut found =
        Found { key_id: key.id().to_owned(), trusted: trusted.is_some(), header, checked: 0, wrong: Vec::new() };
    let mut known = HashSet::new();
    let mut lines = Lines::open(&path).map_err(unread)?;
    while let Some(line) = lines.next().map_err(unread)? {
        if !line.starts_with("{\"path\"") {
            continue;
        }
        let entry: Entry = serde_json::from_str(line.trim_end().trim_end_matches(',')).map_err(|_| damaged())?;
        found.checked += 1;
        if let Some(fault) = compare(dir, &entry) {
            found.wrong.push((fault, entry.path.clone()));
        }
        known.insert(short(&entry.path));
    }
    if found.checked != found.header.files {
        return Err(damaged());
    }
    if !repair::same_list(dir, list) {
        found.wrong.push((Fault::Changed, MANIFEST.to_owned()));
    }
    extra(dir, &known, &mut found.wrong).map_err(|e| format!("无法读取目录 {}：{e}", dir.display()))?;
    found.wrong.sort();
    Ok(found)
}

/// The header and the key of a list whose signature holds.
fn signed(path: &Path, trusted: Option<&PublicKey>) -> Result<(Header, PublicKey), String> {
    let unread = |e: io::Error| format!("无法读取 {}：{e}", path.display());
    let damaged = || format!("{MANIFEST} 不完整或被改动，不能作为核对依据。");
    let mut lines = Lines::open(path).map_err(unread)?;
    let (mut hash, mut header, mut signature) = (Sm3::new(), None, None);
    while let Some(line) = lines.next().map_err(unread)? {
        if let Some(rest) = line.strip_prefix(SIGNATURE) {
            signature = rest.trim_end().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(str::to_owned);
            break;
        }
        if header.is_none() {
            let first: First =
                serde_json::from_str(&format!("{}}}", line.trim_end().trim_end_matches(','))).map_err(|_| damaged())?;
            header = Some(first.manifest);
        }
        hash.update(&line);
    }
    let (Some(header), Some(signature)) = (header, signature) else { return Err(damaged()) };
    let ended =
        lines.next().map_err(unread)?.is_some_and(|line| line == "}\n") && lines.next().map_err(unread)?.is_none();
    if !ended || header.format != KIND {
        return Err(damaged());
    }
    let own = PublicKey::from_pem(&header.key).map_err(|flaw| flaw.to_string())?;
    if trusted.is_some_and(|trusted| trusted.id() != own.id()) {
        return Err(format!("{MANIFEST} 不是用您给出的公钥对应的私钥签的。"));
    }
    if !document::is_signed(&own, KIND, &hash.finalize().into(), &signature) {
        return Err(format!("{MANIFEST} 的 SM2 签名不对：清单被改动过，不能作为核对依据。"));
    }
    if !header.head.is_empty() {
        ledger::head::open(&header.head, &own).map_err(|flaw| flaw.to_string())?;
    }
    Ok((header, own))
}

/// A file as it is now against its line in the list.
fn compare(dir: &Path, entry: &Entry) -> Option<Fault> {
    let path = dir.join(&entry.path);
    let Ok(about) = fs::symlink_metadata(&path) else { return Some(Fault::Missing) };
    if !about.is_file() || about.len() != entry.length {
        return Some(Fault::Changed);
    }
    match digest(&path) {
        Ok(digest) if digest == entry.sm3 => None,
        _ => Some(Fault::Changed),
    }
}

/// The SM3 of a file.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut hash, mut piece) = (File::open(path)?, Sm3::new(), vec![0; PIECE]);
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            return Ok(hex::encode(hash.finalize()));
        }
        hash.update(piece.get(..length).unwrap_or_default());
    }
}

/// Everything in the folder that the list does not know; links to elsewhere are never followed.
fn extra(dir: &Path, known: &HashSet<[u8; 16]>, wrong: &mut Vec<(Fault, String)>) -> io::Result<()> {
    let mut folders: Vec<(PathBuf, String)> = vec![(dir.to_owned(), String::new())];
    while let Some((folder, below)) = folders.pop() {
        for child in fs::read_dir(&folder)? {
            let child = child?;
            let path = format!("{below}{}", child.file_name().to_string_lossy());
            if child.file_type()?.is_dir() {
                folders.push((child.path(), format!("{path}/")));
            } else if path != MANIFEST && !known.contains(&short(&path)) {
                wrong.push((Fault::Extra, path));
            }
        }
    }
    Ok(())
}

/// Half a digest of a path, to remember many of them.
fn short(path: &str) -> [u8; 16] {
    let digest = Sm3::digest(path);
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// Lines with their ends; none is read without bound.
struct Lines(BufReader<File>);

impl Lines {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(BufReader::new(File::open(path)?)))
    }

    fn next(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let length = self.0.by_ref().take(LINE_MAX).read_line(&mut line)?;
        Ok((length > 0).then_some(line))
    }
}
