//! A standard catalogue by Excel: the template, and a file that replaces the rows of a domain, all of them or, with every
//! error by row and column, none.

use base::{Error, Fault, FieldError};
use edition::Desk;
use edition::gate;
use identity::excel::{self, BYTES_MAX, RowError};
use matter::sheet::{XLSX, xlsx};
use web::{Cx, Form, Once, Path, Result, Upload};

use super::grid;
use crate::model::{COLUMNS, Row, Standard};
use crate::{actions, catalogue, store};

/// The sheet that an export and the template have.
pub(super) const SHEET: &str = "Sheet1";
/// Errors that are shown of one file.
const ERRORS_MAX: usize = 200;

/// Names of the columns in order.
fn heads() -> Vec<&'static str> {
    COLUMNS.iter().map(|(_, name, ..)| *name).collect()
}

/// The empty workbook of a domain.
pub(super) async fn template(_cx: Cx, Path(domain): Path<String>) -> Result {
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    Ok(web::download(&format!("{title}标准目录模板.xlsx"), XLSX, xlsx(&heads(), &[])?))
}

/// The field with the reason for which something found in a file is published: another form of the page has its own.
pub(super) const FILE_WHY: &str = "file_gate_why";

/// Takes a file.
pub(super) async fn take(cx: Cx, Path(domain): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let there = store::standard(&mut cx.reader(), unit, &domain).await?;
    let mut rows = match read(&cx, &form).await?.and_then(|file| rows(&file, &there)) {
        Ok(rows) => rows,
        Err(errors) => return grid::again(&cx, unit, &domain, &form, errors).await,
    };
    let lost = let_go(&cx, &mut rows).await?;
    let page = format!("/work/disclosure/standard/{domain}");
    let texts = actions::texts_of(&rows, 1, |_, _| "file".to_owned());
    let passed = match gate::pass(&cx.app, gate::Stand::default(), texts, form.get(FILE_WHY)).await {
        Ok(passed) => passed,
        Err(error) => {
            let field = |e: &FieldError| if e.field == gate::WHY { FILE_WHY } else { "file" };
            let errors = error.mendable()?.into_iter().map(|e| FieldError::new(field(&e), e.message)).collect();
            return grid::again(&cx, unit, &domain, &form, errors).await;
        }
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::set_standard(&Desk::of(&cx), &mut tx, (unit, &domain), rows, &passed).await {
        Ok(count) => {
            let lost = if lost > 0 {
                format!("其中 {lost} 行原来绑定的栏目已关闭，改为未绑定。")
            } else {
                String::new()
            };
            let words = format!("{title}标准目录已导入，共 {count} 行，公开页面同步更新。{lost}");
            cx.done(tx, &form, &page, &words).await
        }
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let errors = errors.into_iter().map(|e| FieldError::new("file", e.message)).collect();
            grid::again(&cx, unit, &domain, &form, errors).await
        }
    }
}

/// Takes rows from columns that were closed meanwhile; gives how many there were.
async fn let_go(cx: &Cx, rows: &mut [Row]) -> std::result::Result<usize, Error> {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.column).collect();
    let columns = edition::column::these(&mut cx.reader(), &ids).await?;
    let open = |id: i64| columns.iter().any(|column| column.id == id && column.closed_at.is_none());
    let mut lost = 0;
    for row in rows.iter_mut().filter(|row| row.column.is_some_and(|id| !open(id))) {
        row.column = None;
        lost += 1;
    }
    Ok(lost)
}

/// The uploaded file, or what is wrong with it.
pub(super) async fn read(
    cx: &Cx,
    form: &Form,
) -> std::result::Result<std::result::Result<Vec<u8>, Vec<FieldError>>, Error> {
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
    bytes(cx, file).await.map(Ok)
}

async fn bytes(cx: &Cx, file: &Upload) -> std::result::Result<Vec<u8>, Error> {
    let content = cx.app.files.read(&file.digest, BYTES_MAX).await?;
    content.ok_or_else(|| Fault::broken(format!("the upload {} is gone", file.digest)).into())
}

/// The rows of a workbook. A row that was there already keeps the column to which it is bound.
fn rows(file: &[u8], there: &[Standard]) -> std::result::Result<Vec<Row>, Vec<FieldError>> {
    let read = excel::table(file, SHEET, &heads()).map_err(|errors| shown(errors.iter().map(told)))?;
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
pub(super) fn told(error: &RowError) -> String {
    match (error.row, error.column.as_str()) {
        (0, _) => error.message.clone(),
        (row, "") => format!("第 {row} 行：{}", error.message),
        (row, column) => format!("第 {row} 行“{column}”：{}", error.message),
    }
}

/// The first of many errors, and how many more there are.
pub(super) fn shown(messages: impl Iterator<Item = String>) -> Vec<FieldError> {
    let all: Vec<String> = messages.collect();
    let more = all.len().saturating_sub(ERRORS_MAX);
    let more = (more > 0).then(|| format!("另有 {more} 处错误。"));
    all.into_iter().take(ERRORS_MAX).chain(more).map(|message| FieldError::new("file", message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rows: &[[&str; 10]]) -> Vec<u8> {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|c| (*c).to_owned()).collect()).collect();
        xlsx(&heads(), &rows).expect("a workbook")
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
        assert_eq!(messages(&xlsx(&["一级事项"], &[]).expect("a workbook")).len(), 9, "missing heads");
    }
}
