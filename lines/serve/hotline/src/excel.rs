//! Orders and scores as Excel files. A list holds what lists show: no names, no telephones, titles without the caller.

use base::error::FaultKind;
use base::{Error, Fault};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Rows of an export at most.
pub(crate) const ROWS_MAX: usize = 50_000;

/// A workbook of one sheet: heads, rows of text, and a note below them.
///
/// # Errors
/// A fault when the workbook cannot be written.
pub(crate) fn sheet(name: &str, heads: &[&str], rows: &[Vec<String>], note: &str) -> Result<Vec<u8>, Error> {
    write(name, heads, rows, note).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e).into())
}

fn write(name: &str, heads: &[&str], rows: &[Vec<String>], note: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (at, head) in (0_u16..).zip(heads) {
        sheet.set_column_width(at, if *head == "标题" { 40 } else { 16 })?;
        sheet.write_string_with_format(0, at, *head, &bold)?;
    }
    let mut line = 1_u32;
    for row in rows {
        for (at, cell) in (0_u16..).zip(row) {
            match cell.parse::<u32>() {
                Ok(number) if number.to_string() == *cell => sheet.write_number(line, at, number)?,
                _ => sheet.write_string_with_format(line, at, cell, &text)?,
            };
        }
        line += 1;
    }
    if !note.is_empty() {
        sheet.write_string(line + 1, 0, note)?;
    }
    book.save_to_buffer()
}
