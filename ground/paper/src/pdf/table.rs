//! Tables on pages: how high their rows are, where pages break them, and what of a cell that goes over the end of a page stands where.

use super::layout::{Face, HIGH, LEFT, Layout, Mark, TOP};
use crate::Role;
use crate::grid::{CELL, PAD, Placed, Plan, is_number};
use crate::measure::{broken, width};

/// Between base lines of cells.
const PITCH: f32 = 12.5;
/// What adding up heights may be wrong by.
const HAIR: f32 = 0.01;

/// A stretch of a page that rows fill: the page, its upper and its lower edge.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    sheet: usize,
    top: f32,
    bottom: f32,
}

impl Band {
    fn height(&self) -> f32 {
        self.top - self.bottom
    }

    /// Lines of text that fit.
    fn lines(&self) -> usize {
        (((self.height() - 2.0 * PAD + HAIR) / PITCH) as usize).max(1)
    }
}

/// A table with its measures.
pub(super) struct Table<'a> {
    plan: &'a Plan<'a>,
    /// Edges of the columns, from the left; one more than there are columns.
    edges: Vec<f32>,
    /// Texts of the cells in lines.
    lines: Vec<Vec<String>>,
    heights: Vec<f32>,
}

/// How high so many lines are.
fn high(lines: usize) -> f32 {
    lines.max(1) as f32 * PITCH + 2.0 * PAD
}

impl<'a> Table<'a> {
    pub(super) fn of(plan: &'a Plan<'a>) -> Self {
        let mut edges = vec![LEFT];
        for wide in plan.widths() {
            edges.push(edges.last().copied().unwrap_or(LEFT) + wide);
        }
        let mut table = Self { plan, edges, lines: Vec::new(), heights: vec![high(1); plan.rows.len()] };
        for cell in &plan.cells {
            let (left, right) = table.sides(cell);
            table.lines.push(broken(cell.text, CELL, right - left - 2.0 * PAD, 0.0));
        }
        // First what stands in one row; then the last row of a cell that goes down several gives what these lack.
        let mut order: Vec<usize> = (0..plan.cells.len()).collect();
        order.sort_by_key(|n| plan.cells.get(*n).map(|cell| (cell.down, cell.row)));
        for n in order {
            let (Some(cell), Some(lines)) = (plan.cells.get(n), table.lines.get(n)) else { continue };
            let rows = cell.row..cell.row + cell.down;
            let lacks = high(lines.len()) - table.heights.iter().take(rows.end).skip(rows.start).sum::<f32>();
            if let Some(last) = rows.end.checked_sub(1).and_then(|last| table.heights.get_mut(last)) {
                *last += lacks.max(0.0);
            }
        }
        table
    }

    fn sides(&self, cell: &Placed<'_>) -> (f32, f32) {
        let edge = |n: usize| self.edges.get(n).or(self.edges.last()).copied().unwrap_or(LEFT);
        (edge(cell.column), edge(cell.column + cell.across))
    }

    /// How high the head is.
    fn head(&self) -> f32 {
        self.heights.iter().take(self.plan.heads).sum()
    }

    /// What must stand together where the table begins: its head and the first row below it.
    pub(super) fn begin(&self) -> f32 {
        self.head() + self.heights.get(self.plan.heads).copied().unwrap_or_default()
    }

    /// Puts the table where the page has come to, and on as many pages as it needs. Every page has its head, unless that takes half of
    /// it.
    pub(super) fn draw(&self, layout: &mut Layout) {
        let begin = self.begin();
        if begin < HIGH / 2.0 {
            layout.room(begin);
        }
        let mut rules = Rules::default();
        let heads = if self.head() < HIGH / 2.0 { self.plan.heads } else { 0 };
        self.put_head(layout, heads, &mut rules);
        let mut bands: Vec<Vec<Band>> = vec![Vec::new(); heads];
        for height in self.heights.iter().skip(heads) {
            let mut row = Vec::new();
            let most = HIGH - if heads > 0 { self.head() } else { 0.0 };
            let mut left = *height;
            while left > HAIR {
                let mut free = HIGH - layout.used;
                // What fits on a page stands on one; of what does not, as many lines as the page has room for.
                let short = left > free + HAIR && (left <= most + HAIR || free < high(2));
                if short && layout.used > 0.0 {
                    layout.room(HIGH);
                    self.put_head(layout, heads, &mut rules);
                    free = HIGH - layout.used;
                }
                let lines = ((free - 2.0 * PAD + HAIR) / PITCH) as usize;
                let now = if left <= free + HAIR { left } else { high(lines) };
                let top = TOP - layout.used;
                row.push(Band { sheet: layout.sheet(), top, bottom: top - now });
                layout.used += now;
                left = if left > now + HAIR { left - now + 2.0 * PAD } else { 0.0 };
            }
            bands.push(row);
        }
        let body = self.plan.cells.iter().zip(&self.lines).filter(|(cell, _)| cell.row >= heads);
        for (cell, lines) in body {
            let of_cell = bands.iter().skip(cell.row).take(cell.down).flatten();
            self.put(layout, (cell, lines), &parts(of_cell), &mut rules);
        }
        rules.put(layout);
    }

    fn put_head(&self, layout: &mut Layout, heads: usize, rules: &mut Rules) {
        let mut tops = vec![TOP - layout.used];
        for height in self.heights.iter().take(heads) {
            tops.push(tops.last().copied().unwrap_or(TOP) - height);
            layout.used += height;
        }
        let sheet = layout.sheet();
        for (cell, lines) in self.plan.cells.iter().zip(&self.lines).filter(|(cell, _)| cell.row < heads) {
            let edge = |n: usize| tops.get(n).or(tops.last()).copied().unwrap_or(TOP);
            let band = Band { sheet, top: edge(cell.row), bottom: edge(cell.row + cell.down) };
            self.put(layout, (cell, lines), &[band], rules);
        }
    }

    /// A cell with its frame. Its text stands in the first part that holds it; where none does, it goes on from part to part.
    fn put(&self, layout: &mut Layout, (cell, lines): (&Placed<'_>, &[String]), parts: &[Band], rules: &mut Rules) {
        let (left, right) = self.sides(cell);
        let face = if cell.role == Role::Head { Face::Hei } else { Face::Fang };
        let holds = parts.iter().position(|part| part.lines() >= lines.len());
        let mut lines = lines.iter();
        for (n, part) in parts.iter().enumerate() {
            rules.frame(part, left, right);
            let here = match holds {
                Some(one) if one == n => usize::MAX,
                Some(_) => 0,
                // Rather over the edge than lost.
                None if n + 1 == parts.len() => usize::MAX,
                None => part.lines(),
            };
            let here: Vec<&String> = lines.by_ref().take(here).collect();
            let free = if self.plan.middle { (part.height() - here.len() as f32 * PITCH) / 2.0 } else { PAD };
            let free = free.max(PAD);
            for (y, text) in (0_u16..).map(|line| part.top - free - CELL - f32::from(line) * PITCH).zip(here) {
                let x = self.start(cell, text, (left, right));
                if !text.is_empty() {
                    layout.put(part.sheet, Mark::Text { x, y, size: CELL, face, text: text.clone() });
                }
            }
        }
    }

    /// Where a line of a cell begins. Numbers stand at the right, so that their places stand below each other.
    fn start(&self, cell: &Placed<'_>, text: &str, (left, right): (f32, f32)) -> f32 {
        let free = right - left - width(text, CELL);
        let centred = cell.role == Role::Head || (cell.role == Role::Name && cell.down > 1);
        match cell.role {
            _ if centred => left + free / 2.0,
            _ if is_number(text) => left + free - PAD,
            _ => left + PAD,
        }
    }
}

/// Bands that follow each other on one page, made one.
fn parts<'a>(bands: impl Iterator<Item = &'a Band>) -> Vec<Band> {
    let mut parts: Vec<Band> = Vec::new();
    for band in bands {
        match parts.last_mut() {
            Some(last) if last.sheet == band.sheet && (last.bottom - band.top).abs() < HAIR => {
                last.bottom = band.bottom
            }
            _ => parts.push(*band),
        }
    }
    parts
}

/// The ruled lines of a table: cells that stand beside each other share theirs, and each is drawn once.
#[derive(Default)]
struct Rules {
    /// Page, whether it stands upright, where (in hundredths of a point), from and to.
    all: Vec<(usize, bool, i32, f32, f32)>,
}

impl Rules {
    fn frame(&mut self, part: &Band, left: f32, right: f32) {
        let at = |n: f32| (n * 100.0).round() as i32;
        for y in [part.top, part.bottom] {
            self.all.push((part.sheet, false, at(y), left, right));
        }
        for x in [left, right] {
            self.all.push((part.sheet, true, at(x), part.bottom, part.top));
        }
    }

    fn put(mut self, layout: &mut Layout) {
        self.all.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then(a.3.total_cmp(&b.3)));
        let mut merged: Vec<(usize, bool, i32, f32, f32)> = Vec::new();
        for rule in self.all {
            match merged.last_mut() {
                Some(last) if (last.0, last.1, last.2) == (rule.0, rule.1, rule.2) && rule.3 <= last.4 + HAIR => {
                    last.4 = last.4.max(rule.4);
                }
                _ => merged.push(rule),
            }
        }
        for (sheet, upright, at, from, to) in merged {
            let at = at as f32 / 100.0;
            let (from, to) = if upright { ((at, from), (at, to)) } else { ((from, at), (to, at)) };
            layout.put(sheet, Mark::Rule { from, to });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::*;
    use crate::{Cell, Grid, Piece};

    fn said<'a>(layout: &'a Layout, wanted: &'a str) -> Vec<(usize, f32)> {
        let on = |(n, sheet): (usize, &'a layout::Sheet)| {
            let y = move |m: &Mark| match m {
                Mark::Text { text, y, .. } if text == wanted => Some((n, *y)),
                _ => None,
            };
            sheet.marks.iter().filter_map(y).collect::<Vec<_>>()
        };
        layout.sheets.iter().enumerate().flat_map(on).collect()
    }

    fn within(layout: &Layout) {
        for mark in layout.sheets.iter().flat_map(|sheet| &sheet.marks) {
            let low = match mark {
                Mark::Text { y, .. } => *y,
                Mark::Rule { from, to } => from.1.min(to.1),
            };
            assert!(low > TOP - HIGH - 1.0, "{mark:?}");
        }
    }

    #[test]
    fn a_long_table_has_its_head_on_every_page_and_no_line_below_the_edge() {
        let row = |n: usize| vec![format!("第{n}行"), n.to_string()];
        let rows: Vec<Vec<String>> =
            [vec!["项目".to_owned(), "数量".to_owned()]].into_iter().chain((0..200).map(row)).collect();
        let layout = layout::of(&[Piece::Table(rows)]);
        assert!(layout.sheets.len() > 2);
        let heads: Vec<usize> = said(&layout, "项目").into_iter().map(|(sheet, _)| sheet).collect();
        assert_eq!(heads, (0..layout.sheets.len()).collect::<Vec<_>>());
        within(&layout);
    }

    #[test]
    fn a_row_longer_than_a_page_goes_on_on_the_next_and_loses_nothing() {
        let long = "一二三四五".repeat(2_000);
        let rows = vec![vec!["项目".to_owned(), "说明".to_owned()], vec!["甲".to_owned(), long.clone()]];
        let layout = layout::of(&[Piece::Table(rows)]);
        let text = |m: &Mark| if let Mark::Text { text, .. } = m { Some(text.clone()) } else { None };
        let all: String = layout.sheets.iter().flat_map(|s| &s.marks).filter_map(text).collect();
        assert_eq!(all.matches(['一', '五']).count(), 4_000);
        within(&layout);
    }

    #[test]
    fn a_cell_over_several_rows_is_written_once_even_over_the_end_of_a_page() {
        let mut rows = vec![vec![Cell::head("组").across(2), Cell::head("数")]];
        for n in 0..60 {
            let number = Cell::plain(n.to_string());
            let name = Cell::name(format!("行{n}"));
            let group = Cell::name("一组").down(60);
            rows.push(if n == 0 { vec![group, name, number] } else { vec![name, number] });
        }
        let layout = layout::of(&[Piece::Grid(Grid { heads: 1, widths: vec![1, 3, 1], rows })]);
        assert_eq!(layout.sheets.len(), 2);
        let [(sheet, y)] = said(&layout, "一组")[..] else { panic!("{:?}", said(&layout, "一组")) };
        assert!(sheet == 0 && (y - (TOP - HIGH / 2.0)).abs() < 40.0, "in the middle of the first page: {y}");
        assert_eq!(said(&layout, "数").len(), 2, "the head stands on both");
        // The frame goes around the part on the second page too: two upright edges, two across.
        let upright = |x: f32| {
            let edge =
                move |m: &&Mark| matches!(m, Mark::Rule { from, to } if from.0 == to.0 && (from.0 - x).abs() < 0.02);
            layout.sheets[1].marks.iter().filter(edge).count()
        };
        assert_eq!((upright(LEFT), upright(LEFT + crate::grid::WIDE / 5.0)), (1, 1));
        within(&layout);
    }

    #[test]
    fn a_text_that_no_part_of_its_cell_holds_goes_on_on_the_next_page() {
        let rows = (0..40).map(|n| {
            let number = Cell::plain(n.to_string());
            if n == 0 { vec![Cell::name("长".repeat(1_500)).down(40), number] } else { vec![number] }
        });
        let layout = layout::of(&[Piece::Grid(Grid { heads: 0, widths: vec![1, 4], rows: rows.collect() })]);
        let count = |sheet: &layout::Sheet| -> usize {
            let of = |m: &Mark| if let Mark::Text { text, .. } = m { text.matches('长').count() } else { 0 };
            sheet.marks.iter().map(of).sum()
        };
        let counts: Vec<usize> = layout.sheets.iter().map(count).collect();
        assert_eq!(counts.iter().sum::<usize>(), 1_500, "{counts:?}");
        assert!(counts.len() > 1 && counts[0] > 0 && counts[1] > 0, "{counts:?}");
    }

    #[test]
    fn a_heading_stands_on_the_page_of_the_table_below_it() {
        let body = vec![Piece::Text(crate::Style::Body, "甲".into()); 21];
        let head = Piece::Text(crate::Style::Head, "表".into());
        let rows = vec![vec!["项目".to_owned()], vec!["一".to_owned()], vec!["二".to_owned()]];
        let layout = layout::of(&[body, vec![head, Piece::Table(rows)]].concat());
        assert_eq!(said(&layout, "表").into_iter().map(|(sheet, _)| sheet).collect::<Vec<_>>(), [1]);
        assert_eq!(said(&layout, "项目").into_iter().map(|(sheet, _)| sheet).collect::<Vec<_>>(), [1]);
    }
}
