//! Files with parts covered (遮盖), so that what may be public of them is given and the rest is not (区分处理, 政府信息公开条例 art. 37).
//!
//! A covered file is always made anew out of what a reader sees of the original: a Word file and a workbook out of their texts, a PDF
//! and a picture out of their pixels. What is hidden in the original (earlier wordings, comments, properties, attachments, a layer of
//! text, what a camera wrote) therefore has no way into it. Reads no clock and no file; who calls says when to stop.

mod font;
mod pdf;
mod picture;
mod scan;
mod sheet;
mod spot;
mod wish;
mod word;

use base::Refusal;

pub use font::{Face, Fonts};
pub use spot::Spot;
pub use wish::Wish;

/// Bytes of an original at most.
pub const BYTES_MAX: usize = intake::office::BYTES_MAX;
/// Bytes of what is made at most.
const MADE_MAX: usize = 100 * 1024 * 1024;
/// Pages of an original at most.
const PAGES_MAX: usize = 300;
/// Points in an inch, and points of a side of a page at most.
const INCH: f64 = 72.0;
const SIDE_MAX: f64 = 14_400.0;
/// Pixels of a page that is made at most, and dots of it in an inch.
const PIXELS_MAX: f64 = 6_000_000.0;
const DOTS: f64 = 200.0;

/// Kinds of files that can be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Word (docx).
    Word,
    /// Excel (xlsx).
    Sheet,
    /// PDF.
    Pdf,
    /// JPEG, PNG, BMP, WebP.
    Picture,
    /// TIFF, as scanners and fax machines write it: several pages in one file.
    Scan,
}

impl Kind {
    /// The kind of a file of this media type, as its content says.
    pub fn of(media_type: &str) -> Option<Self> {
        Some(match media_type {
            paper::DOCX => Self::Word,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Self::Sheet,
            paper::PDF => Self::Pdf,
            "image/jpeg" | "image/png" | "image/bmp" | "image/webp" => Self::Picture,
            "image/tiff" => Self::Scan,
            _ => return None,
        })
    }

    /// Whether its pages are shown and rectangles are drawn on them.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Pdf | Self::Picture | Self::Scan)
    }

    /// Whether texts are found in it.
    pub fn has_text(self) -> bool {
        !matches!(self, Self::Picture | Self::Scan)
    }
}

/// An original.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// Its content.
    pub bytes: &'a [u8],
    /// Fonts for what it names and does not carry.
    pub fonts: &'a Fonts,
}

/// What would be covered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The pages that are shown: width and height, in one unit.
    pub pages: Vec<(f64, f64)>,
    /// Places of the texts on them.
    pub spots: Vec<Spot>,
    /// How many texts were found.
    pub texts: usize,
    /// Words of the wish that are nowhere.
    pub missing: Vec<String>,
    /// Pages of whose text nothing or too little is understood, from 1: scanned, or in characters whose meaning the file does not
    /// tell.
    pub unread: Vec<usize>,
    /// Pages, from 1, whose letters are drawn with fonts at hand, as the file does not carry its own: they may look different.
    pub lent: Vec<usize>,
}

/// A covered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Its content.
    pub bytes: Vec<u8>,
    /// How its name ends.
    pub ending: &'static str,
    /// Texts that were covered.
    pub texts: usize,
    /// Rectangles that were drawn over.
    pub spots: usize,
    /// What of the original did not come along, and how often.
    pub left_out: Vec<(&'static str, usize)>,
}

/// Looks where in the file the wish would cover.
///
/// # Errors
/// `veil.…` in plain words: too large, broken, with a password, too many pages, stopped.
pub fn look(of: Original<'_>, wish: &Wish, stop: &dyn Fn() -> bool) -> Result<Found, Refusal> {
    fits(of)?;
    match of.kind {
        Kind::Word => word::look(of, wish),
        Kind::Sheet => sheet::look(of, wish),
        Kind::Pdf => pdf::look(of, wish, stop),
        Kind::Picture => picture::look(of, wish),
        Kind::Scan => scan::look(of, wish, stop),
    }
}

/// A page of the original as a JPEG picture at most `width` wide; pages count from 0.
///
/// # Errors
/// As [`look`]; nothing for a page that is not there or a kind that has none.
pub fn page(of: Original<'_>, page: usize, width: u32) -> Result<Option<Vec<u8>>, Refusal> {
    fits(of)?;
    match of.kind {
        Kind::Word | Kind::Sheet => Ok(None),
        Kind::Pdf => pdf::page(of, page, width),
        Kind::Picture if page > 0 => Ok(None),
        Kind::Picture => picture::page(of, width).map(Some),
        Kind::Scan => scan::page(of, page, width),
    }
}

/// Makes the covered file.
///
/// # Errors
/// As [`look`]; `veil.missing` when a word is nowhere, `veil.nothing` when nothing would be covered.
pub fn cover(of: Original<'_>, wish: &Wish, stop: &dyn Fn() -> bool) -> Result<Covered, Refusal> {
    // A Word file is found out and made in one reading.
    let (found, made) = match of.kind {
        Kind::Word => {
            fits(of)?;
            word::cover(of, wish).map(|(found, made)| (found, Some(made)))?
        }
        _ => (look(of, wish, stop)?, None),
    };
    if !found.missing.is_empty() {
        let words: Vec<String> = found.missing.iter().map(|w| format!("“{}”", base::text::truncate(w, 20))).collect();
        let words = words.join("、");
        return Err(Refusal::new("veil.missing", format!("文件的正文里没有{words}，请核对后再试")));
    }
    let drawn = wish.spots.iter().filter(|spot| spot.page < found.pages.len()).count();
    if found.texts + drawn == 0 {
        return Err(Refusal::new("veil.nothing", "没有找到要遮盖的内容，请写明要遮盖的文字，或者在页面上画出矩形"));
    }
    let covered = match made {
        Some(made) => made,
        None => drawn_over(of, wish, &found, stop)?,
    };
    if covered.bytes.len() > MADE_MAX {
        return Err(too_large(of.name));
    }
    Ok(Covered { texts: found.texts, spots: drawn, ..covered })
}

/// Makes the covered file of what was found.
fn drawn_over(of: Original<'_>, wish: &Wish, found: &Found, stop: &dyn Fn() -> bool) -> Result<Covered, Refusal> {
    let spots: Vec<Spot> = found.spots.iter().chain(&wish.spots).copied().collect();
    match of.kind {
        Kind::Word => word::cover(of, wish).map(|(_, made)| made),
        Kind::Sheet => sheet::cover(of, wish),
        Kind::Pdf => pdf::cover(of, &spots, stop),
        Kind::Picture => picture::cover(of, &spots),
        Kind::Scan => scan::cover(of, &spots, stop),
    }
}

fn fits(of: Original<'_>) -> Result<(), Refusal> {
    if of.bytes.len() > BYTES_MAX { Err(too_large(of.name)) } else { Ok(()) }
}

fn too_large(name: &str) -> Refusal {
    Refusal::new("veil.large", format!("“{name}”太大，不能在这里遮盖。请分成几个文件后再上传。"))
}

fn too_many(name: &str, pages: usize) -> Refusal {
    let message = format!("“{name}”有 {pages} 页，一次最多遮盖 {PAGES_MAX} 页。请分成几个文件后再上传。");
    Refusal::new("veil.pages", message)
}

fn broken(name: &str) -> Refusal {
    Refusal::new("veil.broken", format!("“{name}”已损坏，读不出来。请在原软件中打开、另存后再上传。"))
}

/// What the reader of packages says, in the words of this package.
fn plain(name: &str, refusal: Refusal) -> Refusal {
    match refusal.name {
        "intake.bomb" | "veil.large" => too_large(name),
        _ => broken(name),
    }
}

fn stopped(name: &str) -> Refusal {
    let message = format!("“{name}”处理时间太长，已经停止。请分成几个文件，或者在原软件中遮盖、导出后再上传。");
    Refusal::new("veil.slow", message)
}

#[cfg(test)]
mod tests;
