//! The text of office files (docx, xlsx, pptx, PDF, OFD, plain text), piece by piece with the place of each, so that a text in an attachment
//! is read like the article itself. Everything that a stranger can make large has a limit: bytes, parts, unpacked bytes, steps.

mod cover;
mod flow;
mod ofd;
mod package;
mod parts;
mod pdf;
#[cfg(test)]
mod tests;

use base::Refusal;

pub use cover::{COVER, Covered, cover};
pub use package::Package;
pub use parts::{Step, attribute, shared, walk};
pub use pdf::asks_for_password;

/// Bytes of a file that is read at most.
pub const BYTES_MAX: usize = 50 * 1024 * 1024;
/// Characters that are given at most; what follows is not read.
pub const CHARS_MAX: usize = 1_000_000;

/// A piece of text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands: 第3段, 工作表“名单”B2, 第2页.
    pub place: String,
    /// The text, without line ends.
    pub text: String,
}

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Office {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
    /// Pages that have no text to read: scanned, or in characters whose meaning the file does not tell.
    pub unread: Vec<String>,
    /// It is longer than [`CHARS_MAX`]; the rest was not read.
    pub cut: bool,
}

impl Office {
    /// Takes a piece in, unless there is nothing in it or enough is there.
    fn put(&mut self, left: &mut usize, place: String, text: &str) {
        let text = text.trim();
        let chars = text.chars().count();
        if chars > *left {
            self.cut = true;
        } else if chars > 0 {
            *left -= chars;
            self.pieces.push(Piece { place, text: text.to_owned() });
        }
    }
}

/// Reads the file `name` with these bytes; which kind it is its bytes say, and the end of its name where they do not.
///
/// # Errors
/// `intake.by_hand` for kinds that no program here reads (old Office, WPS, pictures), `intake.too_large`,
/// `intake.broken` for torn files, `intake.bomb` for those that unpack without end, `intake.locked` with a password.
pub fn read(name: &str, bytes: &[u8]) -> Result<Office, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::new("intake.too_large", format!("“{name}”超过 50 MB，不能自动检查，请人工核对。")));
    }
    let end = name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_lowercase());
    if bytes.starts_with(b"PK\x03\x04") {
        return package::Package::open(name, bytes).and_then(|mut package| parts::read(&mut package));
    }
    let head = bytes.get(..HEAD_MAX).unwrap_or(bytes);
    if head.windows(PDF.len()).any(|five| five == PDF) {
        return pdf::read(name, bytes);
    }
    match end.as_str() {
        "txt" | "csv" | "md" => plain(name, bytes),
        "docx" | "xlsx" | "pptx" if bytes.starts_with(&OLD) => Err(locked(name)),
        "docx" | "xlsx" | "pptx" | "pdf" | "ofd" => Err(broken(name)),
        _ => Err(by_hand(name)),
    }
}

/// How old Office files begin, and new ones under a password.
const OLD: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How a PDF begins, somewhere in so many bytes (ISO 32000-1, Annex H.3).
const PDF: &[u8] = b"%PDF-";
const HEAD_MAX: usize = 1024;

fn plain(name: &str, bytes: &[u8]) -> Result<Office, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| by_hand(name))?;
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    for (i, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        office.put(&mut left, format!("第{}行", i + 1), line);
    }
    Ok(office)
}

fn broken(name: &str) -> Refusal {
    Refusal::new("intake.broken", format!("“{name}”已损坏或格式与扩展名不符，不能自动检查，请人工核对。"))
}

fn locked(name: &str) -> Refusal {
    Refusal::new("intake.locked", format!("“{name}”设有打开密码或实为旧格式，不能自动检查，请人工核对。"))
}

fn by_hand(name: &str) -> Refusal {
    Refusal::new("intake.by_hand", format!("“{name}”是不能自动检查的格式，请人工核对。"))
}
