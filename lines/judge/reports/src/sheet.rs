//! Reports as Excel files.

use base::error::FaultKind;
use base::{Error, Fault};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::units::Cell;

/// A table: a title, the heads of its columns, and rows of a name and numbers.
pub(crate) struct Sheet {
    /// 标题, in the first line.
    pub(crate) title: String,
    /// Heads of the columns.
    pub(crate) heads: Vec<String>,
    /// Rows: texts first, then numbers; a share stands in words, as on the page.
    pub(crate) rows: Vec<(Vec<String>, Vec<Cell>)>,
}

impl Sheet {
    /// The Excel file.
    ///
    /// # Errors
    /// A fault when the file cannot be put together.
    pub(crate) fn xlsx(&self) -> Result<Vec<u8>, Error> {
        self.write().map_err(|e| Fault::of(FaultKind::Broken, "write the Excel file of a report", e).into())
    }

    fn write(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let page = book.add_worksheet();
        page.write_string_with_format(0, 0, &self.title, &bold)?;
        for (column, head) in (0_u16..).zip(&self.heads) {
            page.write_string_with_format(1, column, head, &bold)?;
            page.set_column_width(column, if column == 0 { 28 } else { 14 })?;
        }
        for (line, (texts, numbers)) in (2_u32..).zip(&self.rows) {
            for (column, text) in (0_u16..).zip(texts) {
                page.write_string(line, column, text)?;
            }
            let after = u16::try_from(texts.len()).unwrap_or(u16::MAX);
            for (column, cell) in (after..).zip(numbers) {
                // A count of a county is far below 2^53, beyond which a sheet's numbers lose digits.
                #[expect(clippy::cast_precision_loss, reason = "counts are small")]
                match &cell.share {
                    Some(share) => page.write_string(line, column, share)?,
                    None => page.write_number(line, column, cell.value as f64)?,
                };
            }
        }
        book.save_to_buffer()
    }
}
