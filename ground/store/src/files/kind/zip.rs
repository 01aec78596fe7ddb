//! ZIP archives by their directory: nothing is ever unpacked.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::Finding;

/// The end record may be followed by a comment of so many bytes.
const TAIL: u64 = 22 + 65_535;
/// Entries that are looked at; an archive with more is refused.
const ENTRIES: u16 = 20_000;
/// Bytes of the directory.
const DIRECTORY: u64 = 16 << 20;
/// An archive that unpacks to less is never a bomb.
const HARMLESS: u64 = 50 << 20;
/// An archive that unpacks to more is always one.
const MONSTROUS: u64 = 4 << 30;
/// Unpacked bytes per packed byte.
const RATIO: u64 = 200;

/// What the names in the directory say.
#[derive(Default)]
struct Names {
    types: bool,
    word: bool,
    excel: bool,
    slides: bool,
    ofd: bool,
    macros: bool,
    manifest: bool,
    classes: bool,
    android: bool,
}

/// What the archive is.
pub(super) fn inspect(file: &mut (impl Read + Seek), size: u64) -> io::Result<Finding> {
    let Some((entries, start, length)) = end_record(file, size)? else {
        return Ok(Finding::Damaged);
    };
    if entries > ENTRIES || length > DIRECTORY {
        return Ok(Finding::Bomb);
    }
    file.seek(SeekFrom::Start(start))?;
    match directory(&mut BufReader::new(file.take(length)), entries, size) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Finding::Damaged),
        other => other,
    }
}

/// Number of entries, place and length of the directory.
fn end_record(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<(u16, u64, u64)>> {
    let from = size.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    let found =
        tail.windows(22).enumerate().rev().find(|(at, record)| {
            record.starts_with(b"PK\x05\x06") && at + 22 + usize::from(two(record, 20)) == tail.len()
        });
    let Some((at, record)) = found else { return Ok(None) };
    let (entries, length, start) = (two(record, 10), u64::from(four(record, 12)), u64::from(four(record, 16)));
    let fits = start + length <= from + at as u64;
    Ok(fits.then_some((entries, start, length)))
}

fn directory(from: &mut impl Read, entries: u16, size: u64) -> io::Result<Finding> {
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    let mut names = Names::default();
    for _ in 0..entries {
        let mut head = [0_u8; 46];
        from.read_exact(&mut head)?;
        if !head.starts_with(b"PK\x01\x02") {
            return Ok(Finding::Damaged);
        }
        packed += u64::from(four(&head, 20));
        unpacked += u64::from(four(&head, 24));
        let mut name = vec![0; usize::from(two(&head, 28))];
        from.read_exact(&mut name)?;
        names.see(&name);
        let skip = u64::from(two(&head, 30)) + u64::from(two(&head, 32));
        io::copy(&mut from.take(skip), &mut io::sink())?;
    }
    // Entries that together are larger than the file lie upon each other: the trick of the newer bombs.
    let bomb = packed > size || unpacked > MONSTROUS || (unpacked > HARMLESS && unpacked / RATIO > size);
    Ok(if bomb { Finding::Bomb } else { names.finding() })
}

impl Names {
    fn see(&mut self, name: &[u8]) {
        match name {
            b"[Content_Types].xml" => self.types = true,
            b"OFD.xml" => self.ofd = true,
            b"META-INF/MANIFEST.MF" => self.manifest = true,
            b"AndroidManifest.xml" => self.android = true,
            _ if name.starts_with(b"word/") => self.word = true,
            _ if name.starts_with(b"xl/") => self.excel = true,
            _ if name.starts_with(b"ppt/") => self.slides = true,
            _ => {}
        }
        self.macros |= name.ends_with(b"vbaProject.bin");
        self.classes |= name.ends_with(b".class");
    }

    fn finding(&self) -> Finding {
        if self.android || (self.manifest && self.classes) {
            return Finding::Program("安装包或程序");
        }
        if self.types && self.macros {
            return Finding::Macros;
        }
        Finding::Taken(match (self.types, self.ofd) {
            (true, _) if self.word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (true, _) if self.excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            (true, _) if self.slides => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            (_, true) => "application/ofd",
            _ => "application/zip",
        })
    }
}

fn two(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}
