//! What people take away (带走的文件): one text as a Word file, as PDF and as an e-book (EPUB).
//!
//! A text is a list of [`Piece`]s; each writer lays them out after GB/T 9704-2012 as far as its form allows.

mod book;
mod grid;
mod measure;
mod pdf;
mod word;

use base::{Fault, Moment};

pub use book::EPUB;
pub use grid::{Cell, Grid, Role};
pub use pdf::PDF;
pub use word::{DOCX, of_body};

/// How a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 标题.
    Title,
    /// 小标题.
    Head,
    /// In the middle.
    Middle,
    /// From the left edge.
    Left,
    /// With two characters of indent.
    Body,
    /// At the right edge.
    Right,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph.
    Text(Style, String),
    /// A table with ruled lines; its first row is its head.
    Table(Vec<Vec<String>>),
    /// A table whose cells go across columns and down rows (跨列、跨行), as forms have them.
    Grid(Grid),
}

/// A text that is taken away.
#[derive(Debug, Clone)]
pub struct Paper<'a> {
    /// 标题; what the reader's program shows.
    pub title: &'a str,
    /// The organ that made it (制作机关).
    pub organ: &'a str,
    /// What tells it from all others, as `urn:…`; the same text keeps it.
    pub id: &'a str,
    /// When it became what it is.
    pub at: Moment,
    /// The text.
    pub pieces: &'a [Piece],
}

impl Paper<'_> {
    /// As a Word file (.docx).
    ///
    /// # Errors
    /// A fault when the file cannot be put together.
    pub fn word(&self) -> Result<Vec<u8>, Fault> {
        word::file(self.pieces)
    }

    /// As PDF (ISO 32000), A4.
    pub fn pdf(&self) -> Vec<u8> {
        pdf::file(self)
    }

    /// As an e-book (EPUB 3), a chapter for each 小标题.
    ///
    /// # Errors
    /// A fault when the file cannot be put together.
    pub fn book(&self) -> Result<Vec<u8>, Fault> {
        book::file(self)
    }
}

/// Text for XML, on one line.
fn escaped(text: &str) -> String {
    base::text::escape_xml(text).replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests;
