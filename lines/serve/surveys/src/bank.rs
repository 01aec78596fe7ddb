//! The bank of a quiz by Excel: a template, an export in the same shape, and an import that tells all errors by row and column.

use base::error::FaultKind;
use base::{Error, Fault};
use counter::choice;
use identity::excel::{ERRORS_MAX, RowError};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use web::{Check, Form};

use crate::model::Limits;
use crate::model::quiz::{Entry, Item, KINDS, in_letters};

/// The sheet.
pub(crate) const SHEET: &str = "题库";
/// Heads, and the field of the form that checks each.
const COLUMNS: [(&str, &str); 5] =
    [("题型", "kind"), ("题目", "title"), ("选项", "options"), ("答案", "answer"), ("解析", "note")];

/// A workbook with these questions; none make the template.
///
/// # Errors
/// A fault when it cannot be written.
pub(crate) fn workbook(items: &[Item]) -> Result<Vec<u8>, Error> {
    write(items).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e).into())
}

fn write(items: &[Item]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@").set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?.set_freeze_panes(1, 0)?;
    for (at, (head, field)) in (0_u16..).zip(&COLUMNS) {
        let width = if matches!(*field, "kind" | "answer") { 10 } else { 40 };
        sheet.set_column_format(at, &text)?.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, *head, &bold)?;
    }
    for (line, item) in (1_u32..).zip(items) {
        let kind = choice::title(KINDS, &item.kind);
        let answer = in_letters(&item.kind, &item.answer);
        for (at, cell) in (0_u16..).zip([kind, &item.title, &item.options, &answer, &item.note]) {
            sheet.write_string_with_format(line, at, cell, &text)?;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name("填写说明")?.set_column_width(0, 12)?.set_column_width(1, 80)?;
    let hints = [
        ("题型", "单选、多选或者判断。"),
        ("题目", "同一题库里同一题目再次导入即为修改。"),
        ("选项", "每行一个（单元格内按 Alt+Enter 换行），不写字母；判断题不填。"),
        ("答案", "单选写一个字母，多选写几个字母如 AC，判断写“正确”或者“错误”。"),
        ("解析", "可不填；交卷后显示。"),
    ];
    for (line, (head, hint)) in (0_u32..).zip(hints) {
        sheet.write_string_with_format(line, 0, head, &bold)?;
        sheet.write_string(line, 1, hint)?;
    }
    book.save_to_buffer()
}

/// Reads and checks a file; nothing is changed.
///
/// # Errors
/// All that is wrong, by row and column.
pub(crate) fn read(limits: &Limits, most: usize, file: &[u8]) -> Result<Vec<Entry>, Vec<RowError>> {
    let heads: Vec<&'static str> = COLUMNS.iter().map(|(head, _)| *head).collect();
    let rows = identity::excel::table(file, SHEET, &heads)?;
    let wrong = |row: u32, column: &str, message: String| RowError {
        sheet: SHEET.to_owned(),
        row,
        column: column.to_owned(),
        message,
    };
    if rows.is_empty() || rows.len() > most {
        return Err(vec![wrong(0, "", format!("请填写 1 至 {most} 行。"))]);
    }
    let (mut entries, mut errors): (Vec<Entry>, Vec<RowError>) = (Vec::new(), Vec::new());
    for (number, cells) in &rows {
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let kind = KINDS.iter().find(|k| k.title == cell(0).trim()).map_or("", |k| k.value);
        let fields = [("kind", kind), ("title", cell(1)), ("options", cell(2)), ("note", cell(4))];
        let form = Form::of(&fields);
        match Entry::read(limits, Check::new(&form), cell(3)) {
            Ok(entry) if entries.iter().any(|e| e.title == entry.title) => {
                errors.push(wrong(*number, "题目", "与前面的题目重复。".to_owned()));
            }
            Ok(entry) => entries.push(entry),
            Err(faults) => errors.extend(faults.into_iter().map(|fault| {
                let head = COLUMNS.iter().find(|(_, field)| *field == fault.field).map_or("", |(head, _)| *head);
                wrong(*number, head, fault.message)
            })),
        }
    }
    errors.truncate(ERRORS_MAX);
    if errors.is_empty() { Ok(entries) } else { Err(errors) }
}
