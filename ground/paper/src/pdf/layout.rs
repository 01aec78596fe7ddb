//! Where every line of a text stands on which page. Points, from the lower left corner, as PDF has them.

use crate::grid::{self, WIDE};
use crate::measure::{broken, width};
use crate::{Piece, Style};

use super::table::Table;

/// Margins of GB/T 9704-2012 (5.2): top 37 mm, left 28 mm; text 156 × 225 mm.
pub(super) const LEFT: f32 = 79.4;
pub(super) const TOP: f32 = super::SIZE.1 - 104.9;
pub(super) const HIGH: f32 = 637.8;
/// Base line of the number of the page.
pub(super) const FOOT: f32 = 70.0;
/// Between base lines of text.
const PITCH: f32 = 28.0;

/// A face of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// 仿宋.
    Fang,
    /// 黑体.
    Hei,
    /// 宋体.
    Song,
}

impl Face {
    pub(super) const ALL: [Self; 3] = [Self::Fang, Self::Hei, Self::Song];

    /// What pages call it.
    pub(super) fn key(self) -> &'static [u8] {
        match self {
            Self::Fang => b"F1",
            Self::Hei => b"F2",
            Self::Song => b"F3",
        }
    }

    /// What readers know it by.
    pub(super) fn name(self) -> &'static [u8] {
        match self {
            Self::Fang => b"FangSong",
            Self::Hei => b"SimHei",
            Self::Song => b"SimSun",
        }
    }
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A line of text.
    Text { x: f32, y: f32, size: f32, face: Face, text: String },
    /// A ruled line.
    Rule { from: (f32, f32), to: (f32, f32) },
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub marks: Vec<Mark>,
}

/// A 小标题 and where it stands.
#[derive(Debug)]
pub(super) struct Heading {
    pub text: String,
    pub sheet: usize,
    pub top: f32,
}

/// All pages.
#[derive(Debug)]
pub(super) struct Layout {
    pub sheets: Vec<Sheet>,
    pub heads: Vec<Heading>,
    /// How much of the last page is used.
    pub used: f32,
}

/// Lays pieces out; there is always a page.
pub(super) fn of(pieces: &[Piece]) -> Layout {
    let mut layout = Layout { sheets: vec![Sheet::default()], heads: Vec::new(), used: 0.0 };
    for (n, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(style, text) => layout.paragraph(*style, text, least(pieces.get(n + 1))),
            Piece::Table(rows) => layout.table(&grid::plain(rows)),
            Piece::Grid(grid) => layout.table(&grid.plan()),
        }
    }
    layout
}

/// What of the piece after a heading must stand on the heading's page.
fn least(after: Option<&Piece>) -> f32 {
    let begin = match after {
        Some(Piece::Table(rows)) => Table::of(&grid::plain(rows)).begin(),
        Some(Piece::Grid(grid)) => Table::of(&grid.plan()).begin(),
        _ => PITCH,
    };
    if begin < HIGH / 2.0 { begin } else { PITCH }
}

impl Layout {
    pub(super) fn put(&mut self, sheet: usize, mark: Mark) {
        if let Some(sheet) = self.sheets.get_mut(sheet) {
            sheet.marks.push(mark);
        }
    }

    /// The page that is written on.
    pub(super) fn sheet(&self) -> usize {
        self.sheets.len().saturating_sub(1)
    }

    /// Begins a page when `height` does not fit on this one; gives the top of what is to stand there.
    pub(super) fn room(&mut self, height: f32) -> f32 {
        if self.used > 0.0 && self.used + height > HIGH {
            self.sheets.push(Sheet::default());
            self.used = 0.0;
        }
        TOP - self.used
    }

    fn paragraph(&mut self, style: Style, text: &str, after: f32) {
        let (size, pitch, face) = match style {
            Style::Title => (22.0, 34.0, Face::Song),
            Style::Head => (16.0, PITCH, Face::Hei),
            _ => (16.0, PITCH, Face::Fang),
        };
        let indent = if style == Style::Body { 2.0 * size } else { 0.0 };
        let lines = broken(text, size, WIDE, indent);
        if style == Style::Head {
            // A heading does not stand alone at the end of a page.
            let top = self.room(pitch * lines.len() as f32 + after);
            self.heads.push(Heading { text: text.to_owned(), sheet: self.sheet(), top });
        }
        for (n, line) in lines.into_iter().enumerate() {
            let top = self.room(pitch);
            let free = WIDE - width(&line, size);
            let x = LEFT
                + match style {
                    Style::Title | Style::Middle => free / 2.0,
                    Style::Right => free,
                    Style::Body if n == 0 => indent,
                    _ => 0.0,
                };
            self.used += pitch;
            if !line.is_empty() {
                let y = top - (pitch + size * 0.72) / 2.0;
                self.put(self.sheet(), Mark::Text { x, y, size, face, text: line });
            }
        }
    }

    fn table(&mut self, plan: &grid::Plan<'_>) {
        if plan.columns > 0 {
            Table::of(plan).draw(self);
            self.used += PITCH / 2.0;
        }
    }
}
