//! Compound files (OLE, the Office formats before 2007 and those of WPS) by their directory.

use std::io::{self, Read, Seek, SeekFrom};

use super::Finding;

/// Sectors of the directory that are looked at: 128 bytes an entry, some hundred entries.
const SECTORS: usize = 64;

/// What the compound file is, by the names of its streams.
pub(super) fn inspect(file: &mut (impl Read + Seek), head: &[u8], size: u64) -> io::Result<Finding> {
    let shift = match (head.get(30), head.get(31)) {
        (Some(9), Some(0)) => 9,
        (Some(12), Some(0)) => 12,
        _ => return Ok(Finding::Damaged),
    };
    let length = 1_usize << shift;
    let mut sector = four(head, 48);
    let mut found = Finding::Unknown;
    for _ in 0..SECTORS {
        let Some(entries) = read(file, sector, length, size)? else { break };
        found = entries.chunks_exact(128).filter_map(stream).fold(found, strongest);
        // The file allocation table says which sector is next; its own sectors are listed in the header.
        let per_sector = u32::try_from(length / 4).unwrap_or(128);
        let table = usize::try_from(sector / per_sector).unwrap_or(usize::MAX);
        if table >= 109 {
            break;
        }
        let Some(links) = read(file, four(head, 76 + table * 4), length, size)? else { break };
        sector = four(&links, usize::try_from(sector % per_sector).unwrap_or(0) * 4);
    }
    Ok(found)
}

/// The sector, or nothing when it lies outside the file (the end of a chain does).
fn read(file: &mut (impl Read + Seek), sector: u32, length: usize, size: u64) -> io::Result<Option<Vec<u8>>> {
    let at = (u64::from(sector) + 1) * length as u64;
    if at >= size {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// What the name of one directory entry says. Macros are not looked for: most old tables carry an empty macro project.
fn stream(entry: &[u8]) -> Option<Finding> {
    let units = entry.get(..64)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let name = String::from_utf16_lossy(&units.take_while(|unit| *unit != 0).collect::<Vec<_>>());
    match name.as_str() {
        "WordDocument" => Some(Finding::Taken("application/msword")),
        "Workbook" | "Book" => Some(Finding::Taken("application/vnd.ms-excel")),
        "PowerPoint Document" => Some(Finding::Taken("application/vnd.ms-powerpoint")),
        "EncryptedPackage" => Some(Finding::Locked),
        _ => None,
    }
}

/// A password decides over the kind; of two kinds the first stays.
fn strongest(so_far: Finding, next: Finding) -> Finding {
    if so_far == Finding::Unknown || next == Finding::Locked { next } else { so_far }
}

fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes)
}
