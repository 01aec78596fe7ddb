//! Where every line of a text stands on which page. Points, from the lower left corner, as PDF has them.

use crate::{Piece, Style};

/// Margins of GB/T 9704-2012 (5.2): top 37 mm, left 28 mm; text 156 × 225 mm.
const LEFT: f32 = 79.4;
const TOP: f32 = super::SIZE.1 - 104.9;
const WIDE: f32 = 442.2;
const HIGH: f32 = 637.8;
/// Base line of the number of the page.
pub(super) const FOOT: f32 = 70.0;
/// Between base lines of text.
const PITCH: f32 = 28.0;
/// Letters of ASCII are so wide, in em; all others are one em.
pub(super) const NARROW: f32 = 0.5;
/// Cells of tables.
const CELL: f32 = 9.0;
const CELL_PITCH: f32 = 12.5;
const PAD: f32 = 3.0;

/// What cannot begin a line, and what cannot end one (GB/T 15834-2011, 5.1).
const NO_BEGIN: &str = "、，。；：？！,.;:?!）)》〉」』】〕”’…—·%％";
const NO_END: &str = "（(《〈「『【〔“‘";

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
    used: f32,
}

/// Lays pieces out; there is always a page.
pub(super) fn of(pieces: &[Piece]) -> Layout {
    let mut layout = Layout { sheets: vec![Sheet::default()], heads: Vec::new(), used: 0.0 };
    for piece in pieces {
        match piece {
            Piece::Text(style, text) => layout.paragraph(*style, text),
            Piece::Table(rows) => layout.table(rows),
        }
    }
    layout
}

impl Layout {
    fn put(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    /// Begins a page when `height` does not fit on this one; gives the top of what is to stand there.
    fn room(&mut self, height: f32) -> f32 {
        if self.used > 0.0 && self.used + height > HIGH {
            self.sheets.push(Sheet::default());
            self.used = 0.0;
        }
        TOP - self.used
    }

    fn paragraph(&mut self, style: Style, text: &str) {
        let (size, pitch, face) = match style {
            Style::Title => (22.0, 34.0, Face::Song),
            Style::Head => (16.0, PITCH, Face::Hei),
            _ => (16.0, PITCH, Face::Fang),
        };
        let indent = if style == Style::Body { 2.0 * size } else { 0.0 };
        let lines = broken(text, size, WIDE, indent);
        if style == Style::Head {
            // A heading does not stand alone at the end of a page.
            let top = self.room(pitch * (lines.len() as f32 + 1.0));
            self.heads.push(Heading { text: text.to_owned(), sheet: self.sheets.len() - 1, top });
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
                self.put(Mark::Text { x, y: top - (pitch + size * 0.72) / 2.0, size, face, text: line });
            }
        }
    }

    fn table(&mut self, rows: &[Vec<String>]) {
        let Some((head, rows)) = rows.split_first() else { return };
        let widths = widths(head, rows);
        self.row(head, &widths, Face::Hei);
        for row in rows {
            let height = height(row, &widths);
            // Every page of a table has its head.
            if self.used + height > HIGH && height < HIGH / 2.0 {
                self.room(HIGH);
                self.row(head, &widths, Face::Hei);
            }
            self.row(row, &widths, Face::Fang);
        }
        self.used += PITCH / 2.0;
    }

    /// A row; one that is longer than a page goes on on the next.
    fn row(&mut self, cells: &[String], widths: &[f32], face: Face) {
        let mut cells: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(text, wide)| broken(text, CELL, wide - 2.0 * PAD, 0.0)).collect();
        let longest = |cells: &[Vec<String>]| cells.iter().map(Vec::len).max().unwrap_or_default();
        let most = ((HIGH - 2.0 * PAD) / CELL_PITCH) as usize;
        while longest(&cells) > 0 {
            let now: Vec<Vec<String>> =
                cells.iter_mut().map(|lines| lines.drain(..lines.len().min(most)).collect()).collect();
            let height = longest(&now) as f32 * CELL_PITCH + 2.0 * PAD;
            let top = self.room(height);
            self.framed(&now, widths, face, top, height);
            self.used += height;
        }
    }

    fn framed(&mut self, cells: &[Vec<String>], widths: &[f32], face: Face, top: f32, height: f32) {
        let right = LEFT + widths.iter().sum::<f32>();
        self.put(Mark::Rule { from: (LEFT, top), to: (right, top) });
        self.put(Mark::Rule { from: (LEFT, top - height), to: (right, top - height) });
        let mut x = LEFT;
        for (lines, wide) in cells.iter().zip(widths) {
            self.put(Mark::Rule { from: (x, top), to: (x, top - height) });
            let mut y = top - PAD - CELL;
            for line in lines {
                // Numbers to the right, so that their places stand below each other.
                let number = !line.is_empty() && line.chars().all(|c| c.is_ascii_digit() || c == '.');
                let shift = if number { wide - 2.0 * PAD - width(line, CELL) } else { 0.0 };
                self.put(Mark::Text { x: x + PAD + shift, y, size: CELL, face, text: line.clone() });
                y -= CELL_PITCH;
            }
            x += wide;
        }
        self.put(Mark::Rule { from: (x, top), to: (x, top - height) });
    }
}

fn height(row: &[String], widths: &[f32]) -> f32 {
    let lines = row.iter().zip(widths).map(|(text, wide)| broken(text, CELL, wide - 2.0 * PAD, 0.0).len()).max();
    lines.unwrap_or_default() as f32 * CELL_PITCH + 2.0 * PAD
}

/// Widths of columns: each three letters at least, the rest by what stands in them.
fn widths(head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
    let least = 3.0 * CELL + 2.0 * PAD;
    let wanted: Vec<f32> = (0..head.len())
        .map(|at| {
            let cells = [head].into_iter().chain(rows.iter().map(Vec::as_slice)).filter_map(|row| row.get(at));
            let widest = cells.map(|text| width(text, CELL)).fold(0.0, f32::max) + 2.0 * PAD;
            widest.clamp(least, WIDE * 0.45)
        })
        .collect();
    let sum: f32 = wanted.iter().sum();
    let bare = least * head.len() as f32;
    if sum <= WIDE || bare >= WIDE {
        return wanted.iter().map(|w| w * WIDE / sum.max(1.0)).collect();
    }
    wanted.iter().map(|w| least + (w - least) * (WIDE - bare) / (sum - bare)).collect()
}

/// How wide a text is, in points.
pub(super) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| wide(c) * size).sum()
}

fn wide(c: char) -> f32 {
    if c.is_ascii() { NARROW } else { 1.0 }
}

/// A text in lines of at most `most` points, the first shorter by `indent`. Words and numbers of ASCII stay whole when they can; a mark
/// that cannot begin a line hangs over the edge.
fn broken(text: &str, size: f32, most: f32, indent: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = most - indent;
    for word in words(text) {
        let wide = width(&word, size);
        let hangs = word.chars().all(|c| NO_BEGIN.contains(c));
        let begun = lines.last().is_some_and(|line| !line.is_empty());
        if wide > left && begun && !hangs {
            // What cannot end a line goes with what follows.
            let carried: String = lines.last_mut().map_or_else(String::new, |line| {
                let kept = line.trim_end_matches(|c| NO_END.contains(c)).len();
                if kept == 0 { String::new() } else { line.split_off(kept) }
            });
            left = most - width(&carried, size);
            lines.push(carried);
            if word == " " {
                continue;
            }
        }
        for c in word.chars() {
            let one = wide_of(c, size);
            if one > left && !hangs && lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
                left = most;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            left -= one;
        }
    }
    lines
}

fn wide_of(c: char, size: f32) -> f32 {
    wide(c) * size
}

/// What is not taken apart: runs of ASCII letters and digits, and every other character by itself.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let whole = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '@' | '_');
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        match words.last_mut() {
            Some(word) if whole(c) && word.chars().next_back().is_some_and(whole) => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_words_whole_and_marks_where_they_belong() {
        let cases = [
            ("一二三四五", vec!["一二三四", "五"]),
            ("一二三四，五", vec!["一二三四，", "五"]),
            ("一二三（四五", vec!["一二三", "（四五"]),
            ("一二三2026年", vec!["一二三", "2026年"]),
            ("一abcdefghijk二", vec!["一", "abcdefgh", "ijk二"]),
            ("", vec![""]),
        ];
        for (text, expected) in cases {
            assert_eq!(broken(text, 10.0, 40.0, 0.0), expected, "{text}");
        }
        assert_eq!(broken("一二三四五", 10.0, 40.0, 20.0), ["一二", "三四五"]);
    }

    #[test]
    fn columns_fill_the_width_and_none_is_too_narrow() {
        let text = |t: &str| t.to_owned();
        let long = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和".repeat(3);
        for cells in [vec![text("甲"), text("乙")], vec![long, text("1"), text("2"), text("3")]] {
            let widths = widths(&cells, &[]);
            assert!((widths.iter().sum::<f32>() - WIDE).abs() < 0.1, "{widths:?}");
            assert!(widths.iter().all(|w| *w >= 3.0 * CELL), "{widths:?}");
        }
    }

    #[test]
    fn a_long_table_has_its_head_on_every_page_and_no_line_below_the_edge() {
        let row = |n: usize| vec![format!("第{n}行"), n.to_string()];
        let rows: Vec<Vec<String>> =
            [vec!["项目".to_owned(), "数量".to_owned()]].into_iter().chain((0..200).map(row)).collect();
        let layout = of(&[Piece::Table(rows)]);
        assert!(layout.sheets.len() > 2);
        for sheet in &layout.sheets {
            let heads = sheet.marks.iter().filter(|m| matches!(m, Mark::Text { text, .. } if text == "项目")).count();
            assert_eq!(heads, 1);
            assert!(sheet.marks.iter().all(|m| match m {
                Mark::Text { y, .. } => *y > TOP - HIGH - 1.0,
                Mark::Rule { from, to } => from.1.min(to.1) > TOP - HIGH - 1.0,
            }));
        }
    }
}
