//! The register and the annual tables as Excel files.

use base::error::FaultKind;
use base::{Error, Fault};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// The media type of an Excel file.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A sheet: its name, a title, heads and rows. A text that is a whole number is written as a number when `numbers` says so.
pub(super) struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// 标题, in the first line.
    pub title: String,
    /// Heads of the columns and their widths.
    pub heads: Vec<(String, f64)>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// Whether numbers are written as numbers.
    pub numbers: bool,
}

/// An Excel file of sheets.
///
/// # Errors
/// A fault when the file cannot be put together.
pub(super) fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    write(sheets).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e).into())
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Center);
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        page.write_string_with_format(0, 0, &sheet.title, &title)?;
        for (column, (text, width)) in (0_u16..).zip(&sheet.heads) {
            page.set_column_width(column, *width)?.write_string_with_format(1, column, text, &head)?;
        }
        page.set_freeze_panes(2, 0)?;
        for (line, row) in (2_u32..).zip(&sheet.rows) {
            for (column, text) in (0_u16..).zip(row) {
                match text.parse::<i32>() {
                    Ok(number) if sheet.numbers => page.write_number_with_format(line, column, number, &cell)?,
                    // Text stays text: what begins with an equals sign is no formula.
                    _ => page.write_string_with_format(line, column, text, &cell)?,
                };
            }
        }
    }
    book.save_to_buffer()
}
