//! The three lists (三张清单) of the own unit: typed as they come out of a spreadsheet, or brought in as an Excel file.

use ::store::Tx;
use base::{Error, FieldError};
use edition::Desk;
use edition::gate;
use identity::excel;
use matter::sheet::{XLSX, xlsx};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::names;
use super::office::page_of;
use super::sheet::{self, SHEET};
use crate::model::{Entry, LIST_COLUMNS, Power};
use crate::{actions, catalogue, coded, store};

/// Names of the columns in order.
pub(super) fn heads() -> Vec<&'static str> {
    LIST_COLUMNS.iter().map(|(name, ..)| *name).collect()
}

/// Entries as rows of a sheet.
pub(super) fn cells(entries: &[Power]) -> Vec<Vec<String>> {
    entries.iter().map(|entry| entry.entry().to_vec()).collect()
}

fn title_of(list: &str) -> std::result::Result<&'static str, Error> {
    edition::terms::title(catalogue::LISTS, list).ok_or(Error::Unseen)
}

/// The list in force as it is typed: a line an entry, cells by tabs.
async fn lines(cx: &Cx, unit: i64, list: &str) -> std::result::Result<String, Error> {
    let entries = store::powers(&mut cx.reader(), unit, list).await?;
    let line = |e: &Power| e.entry().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).join("\t");
    Ok(entries.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// What the page shows around `entries`.
async fn data(cx: &Cx, unit: i64, list: &str, entries: &str) -> std::result::Result<Value, Error> {
    let versions = store::versions(&mut cx.reader(), unit, list).await?;
    let seen = versions.first().map_or(0, |newest| newest.version);
    let versions: Vec<Value> = versions
        .iter()
        .map(|v| {
            json!({
                "version": v.version, "at": v.at.date().to_string(), "why": v.why, "entries": v.entries,
                "href": format!("/xxgk/lists?list={list}&unit={unit}&version={}", v.version),
            })
        })
        .collect();
    let now = store::powers(&mut cx.reader(), unit, list).await?;
    let (found, _) = coded::under(&cx.app, &now).await?;
    let fit = coded::fit(&now, &found, &names(cx).await?);
    Ok(json!({
        "fit": fit, "list": list, "title": title_of(list)?, "entries": entries, "unit": unit, "versions": versions,
        "seen": seen,
        "excel": format!("/xxgk/lists/excel?list={list}&unit={unit}"),
    }))
}

pub(super) async fn page(cx: Cx, Path(list): Path<String>) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&list)?;
    let data = data(&cx, unit, &list, &lines(&cx, unit, &list).await?).await?;
    cx.page("disclosure/work_powers.html", page_of(title), data)
}

/// The empty workbook of a list.
pub(super) async fn template(_cx: Cx, Path(list): Path<String>) -> Result {
    let title = title_of(&list)?;
    Ok(web::download(&format!("{title}模板.xlsx"), XLSX, xlsx(&heads(), &[])?))
}

/// Entries as they come out of a spreadsheet, each with the number of its line. A line with more cells than the list has
/// columns is not one of it.
fn typed(text: &str) -> std::result::Result<Vec<(u32, Entry)>, Vec<FieldError>> {
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<String> = line.split('\t').map(base::text::clean_line).collect();
        if cells.iter().skip(LIST_COLUMNS.len()).any(|cell| !cell.is_empty()) {
            let message = format!("第 {number} 行有 {} 列，清单只有 {} 列，请核对。", cells.len(), LIST_COLUMNS.len());
            faults.push(FieldError::new("entries", message));
            continue;
        }
        let mut cells = cells.into_iter();
        entries.push((number, std::array::from_fn(|_| cells.next().unwrap_or_default())));
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

pub(super) async fn save(cx: Cx, Path(list): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&list)?;
    let here = format!("/work/disclosure/lists/{list}");
    let read = match typed(form.get("entries")) {
        Ok(entries) => read(&cx, &form, entries, ("entries", "why", gate::WHY)).await,
        Err(faults) => Err(Error::Invalid(faults)),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let published = match (read, still_newest(&mut tx, &form, (unit, &list)).await) {
        (Ok((entries, passed)), Ok(())) => {
            actions::set_powers(&Desk::of(&cx), &mut tx, (unit, &list), &entries, form.get("why"), &passed).await
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match published {
        Ok(version) => cx.done(tx, &form, &here, &format!("{title}第 {version} 版已公布。")).await,
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let mut data = data(&cx, unit, &list, form.get("entries")).await?;
            data["seen"] = json!(form.get("seen"));
            cx.again("disclosure/work_powers.html", page_of(title), data, &form, errors)
        }
    }
}

/// Whether the list is still as it was when the form was opened: a version that follows one which its author has not seen would take
/// back what that one changed.
async fn still_newest(tx: &mut Tx, form: &Form, (unit, list): (i64, &str)) -> std::result::Result<(), Error> {
    let newest = store::versions(tx, unit, list).await?.first().map_or(0, |newest| newest.version);
    if form.get("seen").parse() == Ok(newest) {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "您打开之后，本单位其他人已公布第 {newest} 版。您填写的内容还在：请打开新页面对照后再公布。"
    )))
}

/// Entries with what the gate says of them, before the transaction; the fields are those of the entries, of the reason for the
/// version, and of that for which something is let through.
async fn read(
    cx: &Cx,
    form: &Form,
    entries: Vec<(u32, Entry)>,
    (field, why, letting): (&str, &str, &str),
) -> std::result::Result<(Vec<(u32, Entry)>, gate::Passed), Error> {
    let texts = actions::texts_of_list(&entries, (field, why), form.get(why));
    let passed = gate::pass(&cx.app, gate::Stand::default(), texts, form.get(letting)).await?;
    Ok((entries, passed))
}

/// The entries of a workbook, each with the number of its row as Excel counts.
fn rows(file: &[u8]) -> std::result::Result<Vec<(u32, Entry)>, Vec<FieldError>> {
    let read = excel::table(file, SHEET, &heads());
    let read = read.map_err(|errors| sheet::shown(errors.iter().map(sheet::told)))?;
    let entries = read.into_iter().map(|(number, cells)| {
        let mut cells = cells.into_iter().map(|cell| base::text::clean_text(&cell));
        (number, std::array::from_fn(|_| cells.next().unwrap_or_default()))
    });
    Ok(entries.collect())
}

/// Takes a file that becomes the next version.
pub(super) async fn take(cx: Cx, Path(list): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&list)?;
    let here = format!("/work/disclosure/lists/{list}");
    let read = match sheet::read(&cx, &form).await?.and_then(|file| rows(&file)) {
        Ok(entries) => read(&cx, &form, entries, ("file", "file_why", sheet::FILE_WHY)).await,
        Err(faults) => Err(Error::Invalid(faults)),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let published = match (read, still_newest(&mut tx, &form, (unit, &list)).await) {
        (Ok((entries, passed)), Ok(())) => {
            actions::set_powers(&Desk::of(&cx), &mut tx, (unit, &list), &entries, form.get("file_why"), &passed).await
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    match published {
        Ok(version) => cx.done(tx, &form, &here, &format!("{title}第 {version} 版已公布。")).await,
        Err(error) => {
            drop(tx);
            let named = |fault: FieldError| match fault.field.as_str() {
                "entries" => FieldError::new("file", fault.message),
                "why" => FieldError::new("file_why", fault.message),
                gate::WHY => FieldError::new(sheet::FILE_WHY, fault.message),
                _ => fault,
            };
            let errors = error.mendable()?.into_iter().map(named).collect();
            let mut data = data(&cx, unit, &list, &lines(&cx, unit, &list).await?).await?;
            data["seen"] = json!(form.get("seen"));
            cx.again("disclosure/work_powers.html", page_of(title), data, &form, errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_over_empty_ones_and_too_many_cells_are_told() {
        let entries = typed("\n1\t审批\t许可\t法\t责\n\n2\t检查\t\t法").expect("is read");
        assert_eq!(entries.iter().map(|(n, e)| (*n, e[1].as_str())).collect::<Vec<_>>(), [(2, "审批"), (4, "检查")]);
        let faults = typed("1\t审批\t许可\t法\t责\t多").expect_err("is refused");
        assert_eq!(faults[0].message, "第 1 行有 6 列，清单只有 5 列，请核对。");
    }

    #[test]
    fn a_sheet_that_went_out_comes_in_as_it_was_with_its_row_numbers() {
        let row = ["1", "审批", "行政许可", "土地管理法", "公开办理"].map(str::to_owned);
        let file = xlsx(&heads(), &[row.to_vec(), row.to_vec()]).expect("a workbook");
        let read = rows(&file).expect("is read");
        assert_eq!(read, [(2, row.clone()), (3, row)]);
        assert!(rows(b"PK no workbook").is_err());
    }
}
