//! Puts a static copy right from another copy that is whole: what was changed or is missing is copied over, what the list
//! does not know is moved aside, so that it can be looked at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger::PublicKey;

use super::manifest::MANIFEST;
use super::verify::{self, Fault, Found};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What was wrong before.
    pub before: Found,
    /// What still is.
    pub after: Found,
    /// Where files that the list does not know are now.
    pub aside: PathBuf,
}

/// Puts the copy `dir` right from the copy `from`, whose list counts.
///
/// # Errors
/// A Chinese sentence when `from` is not whole or not signed by the key, or a file cannot be written.
pub fn copy(dir: &Path, from: &Path, trusted: Option<&PublicKey>) -> Result<Repaired, String> {
    if !verify::copy(from, trusted)?.wrong.is_empty() {
        return Err(format!("{} 本身与签名清单不符，不能用来恢复。", from.display()));
    }
    let before = verify::against(dir, from, trusted)?;
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = dir.with_file_name(format!("{name}.removed"));
    // First what does not belong here: a folder that is a link would lead what is written next elsewhere.
    for (_, path) in before.wrong.iter().filter(|(fault, _)| *fault == Fault::Extra) {
        put(&dir.join(path), &aside.join(path), |from, to| fs::rename(from, to))?;
    }
    for (_, path) in verify::against(dir, from, trusted)?.wrong {
        put(&from.join(&path), &dir.join(&path), whole)?;
    }
    let after = verify::against(dir, from, trusted)?;
    Ok(Repaired { before, after, aside })
}

/// Copies a file so that whoever reads it sees the old one or the new one.
fn whole(from: &Path, to: &Path) -> io::Result<()> {
    let half = to.with_extension("renhe-half");
    fs::copy(from, &half)?;
    fs::rename(&half, to)
}

fn put(from: &Path, to: &Path, act: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), String> {
    let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| act(from, to)).map_err(|e| format!("无法写入 {}：{e}", to.display()))
}

/// Whether the list of a copy is the list of another, byte for byte.
pub(super) fn same_list(dir: &Path, other: &Path) -> bool {
    let digest = |dir: &Path| verify::digest(&dir.join(MANIFEST));
    dir == other || matches!((digest(dir), digest(other)), (Ok(one), Ok(two)) if one == two)
}
