//! Tables as Excel files.

use base::error::FaultKind;
use base::{Error, Fault};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// The media type of an Excel file.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A sheet with heads and rows of text.
///
/// # Errors
/// A fault when the file cannot be put together.
pub fn xlsx(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    write(heads, rows).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e).into())
}

fn write(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let page = book.add_worksheet();
    for (at, head) in (0_u16..).zip(heads) {
        page.write_string_with_format(0, at, *head, &bold)?;
        page.set_column_width(at, 18)?;
    }
    page.set_freeze_panes(1, 0)?;
    for (line, row) in (1_u32..).zip(rows) {
        for (at, text) in (0_u16..).zip(row) {
            page.write_string(line, at, text)?;
        }
    }
    book.save_to_buffer()
}
