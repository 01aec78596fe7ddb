//! The cells of a sheet that are seen.

use std::collections::BTreeMap;

use base::Refusal;
use intake::office::{Step, attribute, walk};

use super::styles::Style;

/// Cells of a workbook at most, and columns and rows of a sheet.
pub(super) const CELLS_MAX: usize = 500_000;
const COLUMNS_MAX: u16 = 16_384;
const ROWS_MAX: u32 = 1_048_576;
/// Spans of columns that are read, and comparisons of cells with merged ranges, at most.
const SPANS_MAX: usize = 20_000;
const COMPARED_MAX: usize = 1_000_000_000;
/// Days between the two beginnings of the calendar of workbooks.
const FROM_1904: f64 = 1_462.0;

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
}

/// A cell that is seen; rows and columns count from 0.
pub(super) struct Cell {
    pub row: u32,
    pub column: u16,
    pub value: Value,
    pub style: Style,
}

/// Cells that are one: first row and column, last row and column.
pub(super) type Merged = (u32, u16, u32, u16);

/// What does not come along, and how often.
pub(super) type Gone = (&'static str, usize);

/// A sheet as it is seen.
#[derive(Default)]
pub(super) struct Sheet {
    pub title: String,
    pub cells: Vec<Cell>,
    /// Columns with their widths; those that are hidden have none.
    pub columns: BTreeMap<u16, Option<f64>>,
    pub hidden_rows: Vec<u32>,
    pub merged: Vec<Merged>,
}

/// What is being read of a sheet.
struct Reading<'a> {
    sheet: Sheet,
    styles: &'a [Style],
    shared: &'a [String],
    since_1904: bool,
    row: u32,
    row_hidden: bool,
    column: u16,
    kind: String,
    style: Style,
    value: String,
    inside: bool,
    spoken: bool,
    formula: bool,
    in_sides: bool,
    sides: bool,
    formulas: usize,
    hidden: usize,
    spans: usize,
}

/// Reads a sheet; gives it, and what of it is not seen.
pub(super) fn read(
    name: &str,
    xml: &str,
    styles: &[Style],
    shared: &[String],
    since_1904: bool,
) -> Result<(Sheet, Vec<Gone>), Refusal> {
    let mut reading = Reading {
        sheet: Sheet::default(),
        styles,
        shared,
        since_1904,
        row: 0,
        row_hidden: false,
        column: 0,
        kind: String::new(),
        style: Style::default(),
        value: String::new(),
        inside: false,
        spoken: false,
        formula: false,
        in_sides: false,
        sides: false,
        formulas: 0,
        hidden: 0,
        spans: 0,
    };
    walk(name, xml, |step| reading.step(&step))?;
    let Reading { mut sheet, mut hidden, formulas, sides, .. } = reading;
    // Under merged cells others may still say what they said before.
    let before = sheet.cells.len();
    if before.saturating_mul(sheet.merged.len()) > COMPARED_MAX {
        return Err(crate::too_large(name));
    }
    sheet.merged.sort_unstable();
    let merged = &sheet.merged;
    sheet.cells.retain(|cell| {
        let under = |m: &Merged| {
            (m.0..=m.2).contains(&cell.row)
                && (m.1..=m.3).contains(&cell.column)
                && (cell.row, cell.column) != (m.0, m.1)
        };
        !merged.iter().take_while(|m| m.0 <= cell.row).any(under)
    });
    hidden += before - sheet.cells.len();
    let gone = vec![("隐藏的单元格", hidden), ("公式（只留结果）", formulas), ("页眉、页脚", usize::from(sides))];
    Ok((sheet, gone))
}

impl Reading<'_> {
    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Open("col", tag) => {
                let number = |name| attribute(tag, name).and_then(|v| v.parse::<u16>().ok());
                let (from, to) = (number("min").unwrap_or(1).max(1), number("max").unwrap_or(1).min(COLUMNS_MAX));
                let width = attribute(tag, "width").and_then(|v| v.parse::<f64>().ok());
                let shown = width.filter(|w| *w > 0.0 && !is_on(attribute(tag, "hidden")));
                let hidden = width.is_some_and(|w| w <= 0.0) || is_on(attribute(tag, "hidden"));
                self.spans += 1;
                if self.spans <= SPANS_MAX && (hidden || shown.is_some()) {
                    self.sheet.columns.extend((from..=to).map(|column| (column - 1, shown)));
                }
            }
            Step::Open("row", tag) => {
                let next = if self.row == 0 { 1 } else { self.row + 1 };
                self.row = attribute(tag, "r").and_then(|v| v.parse().ok()).unwrap_or(next);
                self.column = 0;
                let flat = attribute(tag, "ht").and_then(|v| v.parse::<f64>().ok()).is_some_and(|ht| ht <= 0.0);
                self.row_hidden = flat || is_on(attribute(tag, "hidden"));
                if self.row_hidden && (1..=ROWS_MAX).contains(&self.row) {
                    self.sheet.hidden_rows.push(self.row - 1);
                }
            }
            Step::Open("c", tag) => self.begin(attribute(tag, "r"), attribute(tag, "t"), attribute(tag, "s")),
            Step::Open("rPh", _) => self.spoken = true,
            Step::Close("rPh") => self.spoken = false,
            Step::Open("f", _) => self.formula = true,
            Step::Open("v" | "t", _) => self.inside = !self.spoken,
            Step::Close("v" | "t") => self.inside = false,
            Step::Text(text) if self.inside => self.value.push_str(text),
            Step::Text(text) if self.in_sides => self.sides |= !text.trim().is_empty(),
            Step::Close("c") => self.end(),
            Step::Open("headerFooter", _) => self.in_sides = true,
            Step::Close("headerFooter") => self.in_sides = false,
            Step::Open("mergeCell", tag) => {
                let range = attribute(tag, "ref").unwrap_or_default();
                let ends = range.split_once(':').and_then(|(from, to)| place(from).zip(place(to)));
                self.sheet.merged.extend(ends.map(|((r, c), (to_r, to_c))| (r, c, to_r, to_c)));
            }
            _ => {}
        }
    }

    fn begin(&mut self, place_of: Option<String>, kind: Option<String>, style: Option<String>) {
        let column = place_of.and_then(|r| place(&r)).map(|(_, column)| column + 1);
        self.column = column.unwrap_or(self.column.saturating_add(1));
        self.kind = kind.unwrap_or_default();
        let index = style.and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
        self.style = self.styles.get(index).cloned().unwrap_or_default();
        self.value.clear();
        self.formula = false;
    }

    fn end(&mut self) {
        let value = self.value();
        self.formulas += usize::from(self.formula);
        let Some(value) = value else { return };
        if !(1..=ROWS_MAX).contains(&self.row) || !(1..=COLUMNS_MAX).contains(&self.column) {
            return;
        }
        let column = self.column - 1;
        let in_hidden_column = self.sheet.columns.get(&column).is_some_and(Option::is_none);
        if self.row_hidden || in_hidden_column || self.style.hides {
            self.hidden += 1;
        } else if self.sheet.cells.len() <= CELLS_MAX {
            self.sheet.cells.push(Cell { row: self.row - 1, column, value, style: self.style.clone() });
        }
    }

    fn value(&self) -> Option<Value> {
        let raw = self.value.as_str();
        match self.kind.as_str() {
            "s" => {
                raw.trim().parse().ok().and_then(|i: usize| self.shared.get(i)).map(|text| Value::Text(text.clone()))
            }
            "b" => Some(Value::Text(if raw.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned())),
            "" | "n" => {
                let number = raw.trim().parse::<f64>().ok().filter(|n| n.is_finite())?;
                let shift = if self.since_1904 && self.style.is_date() { FROM_1904 } else { 0.0 };
                Some(Value::Number(number + shift))
            }
            _ => Some(Value::Text(raw.to_owned())),
        }
        .filter(|value| !matches!(value, Value::Text(text) if text.is_empty()))
    }
}

fn is_on(value: Option<String>) -> bool {
    value.is_some_and(|v| v == "1" || v == "true")
}

/// Row and column of a place such as `B12`, from 0.
fn place(text: &str) -> Option<(u32, u16)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = text.split_at_checked(digits)?;
    let column = letters.bytes().filter(|b| *b != b'$').try_fold(0u32, |n, b| {
        b.is_ascii_alphabetic().then(|| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1).filter(|n| *n < 100_000)
    })?;
    let row = number.trim_start_matches('$').parse::<u32>().ok()?.checked_sub(1).filter(|row| *row < ROWS_MAX)?;
    let column = u16::try_from(column.checked_sub(1)?).ok().filter(|column| *column < COLUMNS_MAX)?;
    Some((row, column))
}

/// The ways in which a number may be written where it is seen; the first is the plain one.
pub(super) fn ways(number: f64, is_date: bool) -> Vec<String> {
    let plain = if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() };
    if is_date && let Some((year, month, day)) = date(number) {
        return vec![
            format!("{year}-{month:02}-{day:02}"),
            format!("{year}年{month}月{day}日"),
            format!("{year}年{month:02}月{day:02}日"),
            format!("{year}/{month}/{day}"),
            format!("{year}/{month:02}/{day:02}"),
            format!("{year}.{month}.{day}"),
            format!("{year}.{month:02}.{day:02}"),
            format!("{month}月{day}日"),
            plain,
        ];
    }
    let exact = format!("{number:.2}");
    let mut ways = vec![plain.clone(), exact.clone(), grouped(&plain), grouped(&exact)];
    let percent = number * 100.0;
    ways.extend([format!("{}%", percent.round()), format!("{percent:.2}%")]);
    ways.dedup();
    ways
}

/// A number with a comma after every three digits.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// The day that a number means, as workbooks count them.
fn date(number: f64) -> Option<(i16, i8, i8)> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    let days = std::time::Duration::from_secs(number.floor() as u64 * 86_400);
    let day = base::Date::new(1899, 12, 30).ok()?.checked_add(days).ok()?;
    Some((day.year(), day.month(), day.day()))
}
