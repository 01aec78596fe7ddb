//! The first bytes by which formats announce themselves.

use super::Finding;

/// What the first bytes say.
pub(super) enum Shape {
    /// All there is to know.
    Plain(Finding),
    /// A ZIP archive: its directory says more.
    Zip,
    /// A compound file (OLE): its directory says more.
    Ole,
}

/// Beginnings that stand for one kind that is taken.
const TAKEN: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
];

/// Beginnings of programs that are not text.
const PROGRAMS: &[(&[u8], &str)] = &[
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"\xfe\xed\xfa\xce", "macOS 程序"),
    (b"\xfe\xed\xfa\xcf", "macOS 程序"),
    (b"\xce\xfa\xed\xfe", "macOS 程序"),
    (b"\xcf\xfa\xed\xfe", "macOS 程序"),
    (b"\xca\xfe\xba\xbe", "Java 程序"),
    (b"dex\n", "安卓程序"),
    (b"\0asm", "程序"),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式"),
    (b"ITSF", "Windows 帮助程序"),
    (b"!<arch>\n", "Linux 安装包"),
    (b"\xed\xab\xee\xdb", "Linux 安装包"),
];

/// The shape that `head` announces, of a file of `size` bytes.
pub(super) fn of(head: &[u8], size: u64) -> Option<Shape> {
    if let Some((_, kind)) = TAKEN.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Some(Shape::Plain(Finding::Taken(kind)));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(Shape::Zip);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(Shape::Ole);
    }
    let kind = riff(head).or_else(|| film(head)).or_else(|| bitmap(head, size)).or_else(|| sound(head));
    kind.map(|kind| Shape::Plain(Finding::Taken(kind)))
}

/// What sort of program `head` begins; asked only when the content is no text.
pub(super) fn program(head: &[u8]) -> Option<&'static str> {
    PROGRAMS.iter().find(|(begin, _)| head.starts_with(begin)).map(|(_, what)| *what)
}

fn riff(head: &[u8]) -> Option<&'static str> {
    match (head.get(..4)?, head.get(8..12)?) {
        (b"RIFF", b"WEBP") => Some("image/webp"),
        (b"RIFF", b"WAVE") => Some("audio/wav"),
        _ => None,
    }
}

/// ISO base media: films of telephones and cameras, and the pictures of newer telephones.
fn film(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8)? != b"ftyp" {
        return None;
    }
    Some(match head.get(8..12)? {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" => "image/heic",
        b"M4A " | b"M4B " => "audio/mp4",
        b"qt  " => "video/quicktime",
        _ => "video/mp4",
    })
}

fn bitmap(head: &[u8], size: u64) -> Option<&'static str> {
    let says = head.get(2..6)?.try_into().map(u32::from_le_bytes).ok()?;
    (head.starts_with(b"BM") && u64::from(says) == size).then_some("image/bmp")
}

/// A frame of MPEG layer III without a tag in front.
fn sound(head: &[u8]) -> Option<&'static str> {
    let [first, second, third] = head.get(..3)?.try_into().ok()?;
    let sync = first == 0xff && second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 == 0x02;
    (sync && third & 0xf0 != 0xf0 && third & 0x0c != 0x0c).then_some("audio/mpeg")
}
