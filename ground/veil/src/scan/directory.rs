//! The directories of a TIFF file: what it says of each of its pages.

/// Bytes of an entry, and entries of a directory at most.
const ENTRY: usize = 12;
const ENTRIES_MAX: usize = 500;
/// Numbers of one entry at most.
const NUMBERS_MAX: usize = 200_000;
/// Kinds of numbers: of two bytes and of four.
const SHORT: u16 = 3;
const LONG: u16 = 4;
/// Where the head of the file says where the first directory lies.
const FIRST: usize = 4;

/// Where the directory of a page lies, and where its entries do, by their tags.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    at: u32,
    entries: Vec<(u16, usize)>,
}

/// A file in one of both orders of bytes.
pub(super) struct File {
    bytes: Vec<u8>,
    little: bool,
}

impl File {
    /// The file; nothing when it is no TIFF.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let little = match bytes.get(..FIRST)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes: bytes.to_vec(), little })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the first directory lies.
    pub(super) fn first(&self) -> Option<u32> {
        self.long(FIRST)
    }

    /// Makes this page the first of the file, as its reader looks at the first alone.
    pub(super) fn begin_with(&mut self, page: &Directory) {
        let at = if self.little { page.at.to_le_bytes() } else { page.at.to_be_bytes() };
        if let Some(head) = self.bytes.get_mut(FIRST..FIRST + at.len()) {
            head.copy_from_slice(&at);
        }
    }

    /// The directory that lies here, and where the next one does: 0 for none.
    pub(super) fn directory(&self, at: u32) -> Option<(Directory, u32)> {
        let from = usize::try_from(at).ok()?;
        let count = usize::from(self.short(from)?);
        if count > ENTRIES_MAX {
            return None;
        }
        let entries = (0..count).map(|n| from + 2 + n * ENTRY).map(|entry| Some((self.short(entry)?, entry)));
        Some((Directory { at, entries: entries.collect::<Option<_>>()? }, self.long(from + 2 + count * ENTRY)?))
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// The numbers of an entry; none when it is not there or has others.
    pub(super) fn numbers(&self, page: &Directory, tag: u16) -> Option<Vec<u32>> {
        let (_, entry) = page.entries.iter().find(|(known, _)| *known == tag)?;
        let (kind, count) = (self.short(entry + 2)?, usize::try_from(self.long(entry + 4)?).ok()?);
        let size = match kind {
            SHORT => 2,
            LONG => 4,
            _ => return None,
        };
        if count > NUMBERS_MAX {
            return None;
        }
        // What fits into four bytes lies in the entry itself.
        let from = if count * size <= 4 { entry + 8 } else { usize::try_from(self.long(entry + 8)?).ok()? };
        let number = |n: usize| {
            let at = from.checked_add(n * size)?;
            if kind == SHORT { self.short(at).map(u32::from) } else { self.long(at) }
        };
        (0..count).map(number).collect()
    }

    /// The first number of an entry.
    pub(super) fn number(&self, page: &Directory, tag: u16) -> Option<u32> {
        self.numbers(page, tag)?.first().copied()
    }

    /// The fraction that an entry says.
    pub(super) fn ratio(&self, page: &Directory, tag: u16) -> Option<f64> {
        let (_, entry) = page.entries.iter().find(|(known, _)| *known == tag)?;
        let at = usize::try_from(self.long(entry + 8)?).ok()?;
        let (over, under) = (self.long(at)?, self.long(at.checked_add(4)?)?);
        (under > 0).then(|| f64::from(over) / f64::from(under))
    }
}
