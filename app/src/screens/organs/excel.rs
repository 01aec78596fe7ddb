//! `/work/organs/excel` 导入导出: the template, the export, and an import that tells all errors by row and column.

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Plain, Stand, WHY};
use identity::excel::{self, Applied, BYTES_MAX, ERRORS_MAX, ImportPlan, ROWS_MAX, RowError, UNITS, UnitRow};
use identity::units;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use super::units::{LET, as_typed, said};
use crate::screens::{problems, upload};

/// Media type of the files.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The page with template, export and the field for a file.
pub async fn form(cx: Cx) -> Result {
    cx.page("screens/excel.html", page(), data(&[], None))
}

fn page() -> Page {
    Page::new("导入和导出单位、人员").crumb("单位", "/work/organs")
}

fn data(errors: &[RowError], applied: Option<Applied>) -> Value {
    json!({
        "row_errors": errors,
        "applied": applied,
        "rows_max": ROWS_MAX,
        "megabytes_max": BYTES_MAX / 1024 / 1024,
        "errors_max": ERRORS_MAX,
    })
}

/// The empty workbook.
pub async fn template(_cx: Cx) -> Result {
    Ok(web::download("单位人员导入模板.xlsx", XLSX, excel::template()?))
}

/// All open units and their people.
pub async fn export(cx: Cx) -> Result {
    let file = excel::export(&mut cx.app.db.reader(), &cx.actor).await?;
    Ok(web::download(&format!("单位人员 {}.xlsx", cx.now.date()), XLSX, file))
}

/// Carries out a file: all of it, or nothing and every error.
pub async fn import(cx: Cx, form: Form) -> Result {
    let again = |field: &str, message: String| {
        cx.again("screens/excel.html", page(), data(&[], None), &form, vec![FieldError::new(field, message)])
    };
    if !form.problems().is_empty() {
        return cx.again("screens/excel.html", page(), data(&[], None), &form, form.problems().to_vec());
    }
    let files = form.files("file");
    let Some(file) = files.first() else { return again("file", "请选择要导入的 Excel 文件。".to_owned()) };
    let Some(bytes) = upload::bytes(&cx.app, file, BYTES_MAX as u64).await? else {
        return again("file", format!("文件不得超过 {} MB。", BYTES_MAX / 1024 / 1024));
    };
    let plan = match excel::import(&mut cx.app.db.reader(), bytes).await? {
        Ok(plan) => plan,
        Err(errors) => {
            let problem = FieldError::new(
                "file",
                format!("文件中有 {} 处错误，没有导入任何内容，请改正后重新导入。", errors.len()),
            );
            return cx.again("screens/excel.html", page(), data(&errors, None), &form, vec![problem]);
        }
    };
    let passed = match gate::pass(&cx.app, Stand::default(), fresh(&cx, &plan).await?, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return cx.again("screens/excel.html", page(), data(&[], None), &form, problems(error)?),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let applied = match excel::apply(&mut tx, cx.app.identity.act(&cx.actor), &plan).await {
        Ok(applied) => passed.record(&mut tx, &Desk::of(&cx), LET, ("import", 0)).await.map(|()| applied),
        wrong => wrong,
    };
    match applied {
        Ok(applied) => {
            cx.once_done(&mut tx, &form, "/work/organs/excel").await?;
            tx.commit().await?;
            cx.page("screens/excel.html", page(), data(&[], Some(applied)))
        }
        Err(error) => {
            drop(tx);
            cx.again("screens/excel.html", page(), data(&[], None), &form, problems(error)?)
        }
    }
}

/// What the file newly says of units, for the gate.
async fn fresh(cx: &Cx, plan: &ImportPlan) -> std::result::Result<Vec<Plain>, Error> {
    let units = units::all(&mut cx.reader()).await?;
    let before: Vec<Plain> = units.into_iter().flat_map(|unit| said(&as_typed(unit))).collect();
    let of_row = |row: &UnitRow| {
        let number = row.row;
        said(&row.form).into_iter().map(move |plain| Plain {
            field: "file".to_owned(),
            place: format!("“{UNITS}”第 {number} 行{}", plain.place),
            ..plain
        })
    };
    Ok(gate::fresh(plan.units.iter().flat_map(of_row).collect(), &before))
}
