//! The template and the export, in one shape.

use std::collections::BTreeMap;

use base::error::FaultKind;
use base::{Error, Fault};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};
use store::Query;

use super::{Column, PEOPLE, PERSON_COLUMNS, ROWS_MAX, UNIT_COLUMNS, UNITS};
use crate::Actor;
use crate::units::{self, KINDS};

/// An empty workbook with headers, choices and explanations.
///
/// # Errors
/// A fault when the workbook cannot be written.
pub fn template() -> Result<Vec<u8>, Fault> {
    workbook(&[], &[]).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel template", e))
}

/// All open units, and all people with the posts they hold for good, ready to be imported again.
///
/// # Errors
/// The actor may not see people's telephone numbers; a fault of the database.
pub async fn export(q: &mut impl Query, actor: &Actor) -> Result<Vec<u8>, Error> {
    actor.require("identity.people", None)?;
    let all = units::all(q).await?;
    let codes: BTreeMap<i64, String> = all.iter().map(|unit| (unit.id, unit.code.clone())).collect();
    let units: Vec<Vec<String>> = all
        .into_iter()
        .filter(|unit| unit.closed_on.is_none())
        .map(|unit| {
            let parent = unit.parent_id.and_then(|id| codes.get(&id).cloned()).unwrap_or_default();
            let kind = KINDS.iter().find(|kind| kind.key == unit.kind).map_or("", |kind| kind.title).to_owned();
            vec![unit.code, parent, unit.name, unit.short_name, kind, unit.rank.to_string(), unit.phone, unit.sign]
        })
        .collect();
    let people = crate::store::posts::staffing(q).await?;
    let people: Vec<Vec<String>> = people
        .into_iter()
        .map(|row| {
            let head = row.head.map_or("", |head| if head { "是" } else { "否" }).to_owned();
            let rank = row.rank.map(|rank| rank.to_string()).unwrap_or_default();
            vec![
                row.login,
                row.name,
                row.phone,
                row.code.unwrap_or_default(),
                row.title.unwrap_or_default(),
                head,
                rank,
            ]
        })
        .collect();
    let written = tokio::task::spawn_blocking(move || workbook(&units, &people)).await;
    let written = written.map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e))?;
    Ok(written.map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e))?)
}

fn workbook(units: &[Vec<String>], people: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.title).collect();
    let last = u32::try_from(ROWS_MAX).unwrap_or(u32::MAX);
    let sheet = book.add_worksheet();
    fill(sheet, UNITS, &UNIT_COLUMNS, units)?;
    sheet.add_data_validation(1, 4, last, 4, &DataValidation::new().allow_list_strings(&kinds)?)?;
    let sheet = book.add_worksheet();
    fill(sheet, PEOPLE, &PERSON_COLUMNS, people)?;
    sheet.add_data_validation(1, 5, last, 5, &DataValidation::new().allow_list_strings(&["是", "否"])?)?;
    explain(book.add_worksheet())?;
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, name: &str, columns: &[Column], rows: &[Vec<String>]) -> Result<(), XlsxError> {
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(columns) {
        // Text format keeps codes and numbers as they are typed.
        sheet.set_column_format(at, &text)?.set_column_width(at, column.width)?;
        sheet.write_string_with_format(0, at, column.title, &bold)?;
    }
    for (number, row) in (1..).zip(rows) {
        for (at, cell) in (0..).zip(row) {
            sheet.write_string_with_format(number, at, cell, &text)?;
        }
    }
    Ok(())
}

fn explain(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("填写说明")?.set_column_width(0, 10)?.set_column_width(1, 14)?.set_column_width(2, 80)?;
    for (at, title) in (0..).zip(["工作表", "列", "填写要求"]) {
        sheet.write_string_with_format(0, at, title, &bold)?;
    }
    let units = UNIT_COLUMNS.iter().map(|column| (UNITS, column));
    let people = PERSON_COLUMNS.iter().map(|column| (PEOPLE, column));
    for (row, (sheet_name, column)) in (1..).zip(units.chain(people)) {
        sheet.write_string(row, 0, sheet_name)?;
        sheet.write_string(row, 1, column.title)?;
        sheet.write_string(row, 2, column.hint)?;
    }
    Ok(())
}
