//! A standard catalogue by Excel: the template, and a file that replaces the rows of a domain, all of them or, with every
//! error by row and column, none.

use base::error::FaultKind;
use base::{Error, Fault, FieldError};
use futures::TryStreamExt;
use identity::excel::{self, BYTES_MAX, RowError};
use web::{Cx, Form, Once, Path, Result, Upload};

use super::office;
use super::tables::{XLSX, xlsx};
use crate::model::{COLUMNS, Row, Standard};
use crate::{actions, catalogue, store};

/// The sheet that an export and the template have.
const SHEET: &str = "Sheet1";
/// Errors that are shown of one file.
const ERRORS_MAX: usize = 200;

/// The empty workbook of a domain.
pub(super) async fn template(_cx: Cx, Path(domain): Path<String>) -> Result {
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let heads: Vec<String> = COLUMNS.iter().map(|(_, name, ..)| (*name).to_owned()).collect();
    Ok(web::download(&format!("{title}标准目录模板.xlsx"), XLSX, xlsx(&heads, &[])?))
}

/// Takes a file.
pub(super) async fn take(cx: Cx, Path(domain): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let there = store::standard(&mut cx.reader(), unit, &domain).await?;
    let rows = match read(&cx, &form, &there).await? {
        Ok(rows) => rows,
        Err(errors) => return office::standard_again(&cx, unit, &domain, &there, &form, errors).await,
    };
    let page = format!("/work/disclosure/standard/{domain}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::set_standard(&cx, &mut tx, unit, &domain, rows).await {
        Ok(count) => {
            cx.once_done(&mut tx, &form, &page).await?;
            tx.commit().await?;
            cx.notice("good", format!("{title}标准目录已导入，共 {count} 行，公开页面同步更新。"));
            cx.see_other(&page)
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let errors = errors.into_iter().map(|e| FieldError::new("file", e.message)).collect();
            office::standard_again(&cx, unit, &domain, &there, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The rows of the uploaded file, or all that is wrong with it.
async fn read(
    cx: &Cx,
    form: &Form,
    there: &[Standard],
) -> std::result::Result<std::result::Result<Vec<Row>, Vec<FieldError>>, Error> {
    if !form.problems().is_empty() {
        return Ok(Err(form.problems().to_vec()));
    }
    let files = form.files("file");
    let Some(file) = files.first() else {
        return Ok(Err(vec![FieldError::new("file", "请选择要导入的 Excel 文件。")]));
    };
    if file.size > BYTES_MAX as u64 {
        let message = format!("文件不得超过 {} MB。", BYTES_MAX / 1024 / 1024);
        return Ok(Err(vec![FieldError::new("file", message)]));
    }
    Ok(rows(&bytes(cx, file).await?, there))
}

async fn bytes(cx: &Cx, file: &Upload) -> std::result::Result<Vec<u8>, Error> {
    let content = cx.app.files.open(&file.digest, 0, None).await?;
    let content = content.ok_or_else(|| Fault::broken(format!("the upload {} is gone", file.digest)))?;
    let pieces: Vec<_> =
        content.try_collect().await.map_err(|e| Fault::of(FaultKind::Unavailable, "read an upload", e))?;
    Ok(pieces.concat())
}

/// The rows of a workbook. A row that was there already keeps the column to which it is bound.
fn rows(file: &[u8], there: &[Standard]) -> std::result::Result<Vec<Row>, Vec<FieldError>> {
    let titles: Vec<&'static str> = COLUMNS.iter().map(|(_, name, ..)| *name).collect();
    let read = excel::table(file, SHEET, &titles).map_err(|errors| shown(errors.iter().map(told)))?;
    if read.is_empty() {
        return Err(vec![FieldError::new("file", "文件里没有一行内容，没有导入。")]);
    }
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    for (number, texts) in read {
        let bound = there.iter().find(|old| texts.first() == Some(&old.item) && texts.get(1) == Some(&old.sub_item));
        let row = Row { texts, column: bound.and_then(|old| old.column_id) };
        faults.extend(row.faults(usize::try_from(number).unwrap_or_default()).into_iter().map(|fault| fault.message));
        rows.push(row);
    }
    if faults.is_empty() { Ok(rows) } else { Err(shown(faults.into_iter())) }
}

/// An error of the workbook with its place.
fn told(error: &RowError) -> String {
    match (error.row, error.column.as_str()) {
        (0, _) => error.message.clone(),
        (row, "") => format!("第 {row} 行：{}", error.message),
        (row, column) => format!("第 {row} 行“{column}”：{}", error.message),
    }
}

/// The first of many errors, and how many more there are.
fn shown(messages: impl Iterator<Item = String>) -> Vec<FieldError> {
    let all: Vec<String> = messages.collect();
    let more = all.len().saturating_sub(ERRORS_MAX);
    let more = (more > 0).then(|| format!("另有 {more} 处错误。"));
    all.into_iter().take(ERRORS_MAX).chain(more).map(|message| FieldError::new("file", message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rows: &[[&str; 10]]) -> Vec<u8> {
        let heads: Vec<String> = COLUMNS.iter().map(|(_, name, ..)| (*name).to_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|c| (*c).to_owned()).collect()).collect();
        xlsx(&heads, &rows).expect("a workbook")
    }

    const GOOD: [&str; 10] =
        ["机构职能", "", "职责", "条例第二十条", "20个工作日", "县民政局", "政府网站", "全社会", "主动", "县级"];

    #[test]
    fn what_was_exported_comes_in_again_and_keeps_its_column() {
        let old = Standard {
            id: 1,
            unit_id: 1,
            domain: "relief".into(),
            rank: 1,
            item: "机构职能".into(),
            sub_item: String::new(),
            content: "旧".into(),
            basis: String::new(),
            time_limit: String::new(),
            subject: String::new(),
            channels: String::new(),
            audience: String::new(),
            mode: String::new(),
            level: String::new(),
            column_id: Some(7),
        };
        let mut other = GOOD;
        other[0] = "政策文件";
        let read = rows(&file(&[GOOD, other]), &[old]).expect("is read");
        assert_eq!(
            read.iter().map(|row| (row.texts[0].as_str(), row.column)).collect::<Vec<_>>(),
            [("机构职能", Some(7)), ("政策文件", None)]
        );
        assert_eq!(read[0].texts, GOOD);
    }

    #[test]
    fn errors_name_the_row_as_excel_counts_and_the_column() {
        let (mut empty, mut long) = (GOOD, GOOD);
        empty[3] = "";
        let many = "长".repeat(51);
        long[8] = &many;
        let messages = |file: &[u8]| -> Vec<String> {
            rows(file, &[]).expect_err("is refused").into_iter().map(|fault| fault.message).collect()
        };
        assert_eq!(
            messages(&file(&[GOOD, empty, long])),
            ["第 3 行“公开依据”没有填写。", "第 4 行“公开方式”超过 50 字，请精简。"]
        );
        assert_eq!(messages(&file(&[])).len(), 1);
        assert_eq!(messages(b"PK no workbook").len(), 1);
        assert_eq!(messages(&xlsx(&["一级事项".to_owned()], &[]).expect("a workbook")).len(), 9, "missing heads");
    }
}
