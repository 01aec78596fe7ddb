//! From the bytes of a workbook to rows of text, with limits on everything a stranger can make large.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use base::text;
use calamine::{DataRef, Reader, Xlsx};

use super::{BYTES_MAX, Column, ROWS_MAX, RowError};

/// Bytes a workbook may have unpacked, all parts together.
const UNPACKED_MAX: u64 = 100 * 1024 * 1024;
/// Parts a workbook may have.
const PARTS_MAX: usize = 500;
/// Characters of a cell; what fields may hold is checked later.
const CELL_CHARS_MAX: usize = 2_000;

/// One row: the text of each expected column, in the order of the columns.
pub(crate) struct SheetRow {
    /// As Excel counts, from 1.
    pub number: u32,
    /// Cleaned text, lines kept; empty where the cell is.
    pub cells: Vec<String>,
}

impl SheetRow {
    /// With each cell on one line.
    pub fn one_line(mut self) -> Self {
        for cell in &mut self.cells {
            *cell = text::clean_line(cell);
        }
        self
    }
}

/// A workbook that cannot be read at all.
pub(crate) fn unreadable() -> RowError {
    RowError::new("", 0, "", "文件无法读取。请使用下载的模板，另存为 Excel 工作簿（.xlsx）后重试。")
}

/// The rows of the expected sheets.
pub(crate) fn sheets<const N: usize>(
    file: &[u8],
    expected: [(&str, &[Column]); N],
) -> Result<[Vec<SheetRow>; N], Vec<RowError>> {
    if file.len() > BYTES_MAX {
        let limit = BYTES_MAX / 1024 / 1024;
        return Err(vec![RowError::new("", 0, "", format!("文件超过 {limit} MB，请拆分后导入。"))]);
    }
    if !is_bounded(file) {
        return Err(vec![unreadable()]);
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).map_err(|_| vec![unreadable()])?;
    let mut errors = Vec::new();
    let rows = expected.map(|(name, columns)| sheet(&mut book, name, columns, &mut errors));
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

/// Unpacks every part once, into nothing, and counts: a small file may be an enormous one packed.
fn is_bounded(file: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(file)) else { return false };
    let mut left = UNPACKED_MAX;
    let parts = archive.len();
    parts <= PARTS_MAX
        && (0..parts).all(|i| {
            let Ok(part) = archive.by_index(i) else { return false };
            let Ok(size) = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()) else { return false };
            left = left.saturating_sub(size);
            left > 0
        })
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, columns: &[Column], errors: &mut Vec<RowError>) -> Vec<SheetRow> {
    if !book.sheet_names().iter().any(|known| known == name) {
        errors.push(RowError::new(name, 0, "", format!("缺少工作表“{name}”。请使用下载的模板。")));
        return Vec::new();
    }
    let before = errors.len();
    let Some(mut cells) = cells(book, name, errors) else { return Vec::new() };
    let header = cells.remove(&1).unwrap_or_default();
    let places: Vec<Option<u32>> = columns
        .iter()
        .map(|column| {
            let place = header.iter().find(|(_, title)| title.trim_end_matches('*') == column.title);
            if place.is_none() && !column.may_lack {
                let message = format!("第 1 行缺少“{}”列。请使用下载的模板。", column.title);
                errors.push(RowError::new(name, 1, column.title, message));
            }
            place.map(|(place, _)| *place)
        })
        .collect();
    if errors.len() > before {
        return Vec::new();
    }
    let text = |row: &BTreeMap<u32, String>, place: &Option<u32>| {
        place.and_then(|place| row.get(&place)).cloned().unwrap_or_default()
    };
    let rows = cells
        .into_iter()
        .map(|(number, row)| SheetRow { number, cells: places.iter().map(|place| text(&row, place)).collect() });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
}

/// All filled cells of a sheet by row and column; none when they are too many or broken.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    errors: &mut Vec<RowError>,
) -> Option<BTreeMap<u32, BTreeMap<u32, String>>> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    let broken = || RowError::new(name, 0, "", format!("工作表“{name}”无法读取，请另存后重试。"));
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(_) => {
            errors.push(broken());
            return None;
        }
    };
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Some(rows),
            Err(_) => {
                errors.push(broken());
                return None;
            }
        };
        let (row, column) = cell.get_position();
        // Columns far to the right belong to no template.
        if column >= 50 {
            continue;
        }
        let number = row.saturating_add(1);
        match plain(cell.get_value()) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                rows.entry(number).or_default().insert(column, text);
            }
            Err(message) => errors.push(RowError::new(name, number, &letter(column), message)),
        }
        if rows.len() > ROWS_MAX + 1 || errors.len() > ROWS_MAX {
            errors.push(RowError::new(name, 0, "", format!("工作表“{name}”超过 {ROWS_MAX} 行，请拆分后导入。")));
            return None;
        }
    }
}

/// A column as Excel calls it; only the first 50 are asked for.
fn letter(column: u32) -> String {
    let one = |n: u32| char::from_digit(n + 10, 36).unwrap_or('?').to_ascii_uppercase();
    let first = (column >= 26).then(|| one(column / 26 - 1));
    first.into_iter().chain([one(column % 26), '列']).collect()
}

/// A cell as text. Numbers without a fraction lose the point that Excel keeps for them.
fn plain(value: &DataRef<'_>) -> Result<String, String> {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            return Err("有单元格是日期格式，请改为文本格式后重新填写。".to_owned());
        }
        DataRef::Error(_) => return Err("有单元格的公式出错，请改为文本。".to_owned()),
    };
    if text.chars().count() > CELL_CHARS_MAX {
        return Err(format!("有单元格超过 {CELL_CHARS_MAX} 个字。"));
    }
    Ok(text::clean_text(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_excel_shows() {
        for (column, expected) in [(0, "A列"), (25, "Z列"), (26, "AA列"), (49, "AX列")] {
            assert_eq!(letter(column), expected);
        }
    }
}
