//! The new workbook: cells, widths, merged ranges, and no properties.

use std::collections::{HashMap, HashSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cells::{Sheet, Value};
use super::styles::Style;

/// Characters of the name of a sheet at most, and characters that it may not have.
const TITLE_MAX: usize = 31;
const NOT_IN_TITLE: &[char] = &['[', ']', ':', '*', '?', '/', '\\'];
/// The beginning of time for what is made here, which tells nobody when that was.
const MADE: (u16, u8, u8) = (2000, 1, 1);

pub(super) fn file(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(MADE.0, MADE.1, MADE.2)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let mut formats: HashMap<Style, Format> = HashMap::new();
    let mut titles = HashSet::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let out = book.add_worksheet();
        out.set_name(title(&sheet.title, number + 1, &mut titles))?;
        fill(out, sheet, &mut formats)?;
    }
    if sheets.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

/// The name of a sheet as a workbook can have it, unlike those before it.
fn title(wanted: &str, number: usize, taken: &mut HashSet<String>) -> String {
    let clean: String =
        wanted.chars().filter(|c| !NOT_IN_TITLE.contains(c) && !c.is_control()).take(TITLE_MAX - 4).collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let mut title = if clean.is_empty() { format!("表{number}") } else { clean.to_owned() };
    if !taken.insert(title.to_lowercase()) {
        title = format!("{title}{number}");
        taken.insert(title.to_lowercase());
    }
    title
}

fn fill(out: &mut Worksheet, sheet: &Sheet, formats: &mut HashMap<Style, Format>) -> Result<(), XlsxError> {
    for (column, width) in &sheet.columns {
        match width {
            Some(width) => out.set_column_width(*column, width.min(255.0))?,
            None => out.set_column_hidden(*column)?,
        };
    }
    for row in &sheet.hidden_rows {
        out.set_row_hidden(*row)?;
    }
    let lined = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
    for (row, column, to_row, to_column) in &sheet.merged {
        let corner = sheet.cells.iter().find(|cell| (cell.row, cell.column) == (*row, *column));
        let has_lines = corner.is_some_and(|cell| cell.style.lines);
        let format = if has_lines { lined.clone() } else { Format::new() };
        // Ranges that overlap or are one cell are left as they are: what they say stands in their cells.
        out.merge_range(*row, *column, *to_row, *to_column, "", &format).map(drop).or_else(harmless)?;
    }
    for cell in &sheet.cells {
        let format = formats.entry(cell.style.clone()).or_insert_with(|| cell.style.format());
        match &cell.value {
            Value::Text(text) => out.write_string_with_format(cell.row, cell.column, text.as_str(), format)?,
            Value::Number(number) => out.write_number_with_format(cell.row, cell.column, *number, format)?,
        };
    }
    Ok(())
}

fn harmless(error: XlsxError) -> Result<(), XlsxError> {
    match error {
        XlsxError::MergeRangeSingleCell | XlsxError::MergeRangeOverlaps(..) | XlsxError::RowColumnOrderError => Ok(()),
        error => Err(error),
    }
}
