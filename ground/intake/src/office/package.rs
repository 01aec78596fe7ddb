//! An office file as a package of parts, unpacked one by one within a budget for all of them.

use std::io::{Cursor, Read};

use base::Refusal;
use zip::ZipArchive;

/// Parts of a package at most.
const PARTS_MAX: usize = 5_000;
/// Bytes that may be unpacked from one package, all parts together.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;

/// An open package.
pub struct Package<'a> {
    /// The name of the file.
    pub name: &'a str,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the file `name` with these bytes.
    ///
    /// # Errors
    /// `intake.broken` when it is none, `intake.bomb` when it has too many parts.
    pub fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| super::broken(name))?;
        if archive.len() > PARTS_MAX {
            return Err(bomb(name));
        }
        Ok(Self { name, archive, left: UNPACKED_MAX })
    }

    /// The names of the parts below `folder` that end with `.xml`, by their number: `slide2` before `slide10`.
    pub(super) fn below(&self, folder: &str) -> Vec<String> {
        self.those(|name| name.strip_prefix(folder).is_some_and(|rest| rest.ends_with(".xml")))
    }

    /// The names that are meant, by their number.
    pub fn those(&self, is_meant: impl Fn(&str) -> bool) -> Vec<String> {
        let all = self.archive.file_names().flatten().map(|name| name.into_owned());
        let mut names: Vec<String> = all.filter(|name| is_meant(name)).collect();
        let number = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0u64);
        names.sort_by_key(|name| (number(name), name.clone()));
        names
    }

    /// Whether there is such a part.
    pub fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// The text of a part; empty when there is no such part.
    ///
    /// # Errors
    /// `intake.broken` when it cannot be read, `intake.bomb` when all parts together unpack to too much.
    pub fn part(&mut self, part: &str) -> Result<String, Refusal> {
        if !self.has(part) {
            return Ok(String::new());
        }
        let file = self.archive.by_name(part).map_err(|_| super::broken(self.name))?;
        let mut bytes = Vec::new();
        let size = file.take(self.left + 1).read_to_end(&mut bytes).map_err(|_| super::broken(self.name))?;
        self.left = self.left.checked_sub(u64::try_from(size).unwrap_or(u64::MAX)).ok_or_else(|| bomb(self.name))?;
        String::from_utf8(bytes).map_err(|_| super::broken(self.name))
    }
}

fn bomb(name: &str) -> Refusal {
    let message = format!("“{name}”解压后异常庞大，已停止检查。请核实文件来源，另存后重新上传，或人工核对。");
    Refusal::new("intake.bomb", message)
}
