//! `/work/consult/knowledge/excel`: template, export, and an import that tells all errors by row and column.

use base::FieldError;
use counter::Scope;
use identity::excel::RowError;
use matter::Ground;
use matter::sheet::XLSX;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use crate::KNOW;
use crate::excel::{self, Brought, ROWS_MAX};
use crate::model::Limits;

/// The page.
pub(super) async fn form(cx: Cx) -> Result {
    cx.page("consult/work_excel.html", framed(), data(&cx, &[], None))
}

fn framed() -> Page {
    Page::new("知识导入和导出").kind("form").crumb("知识库", "/work/consult/knowledge")
}

fn data(cx: &Cx, errors: &[RowError], brought: Option<Brought>) -> Value {
    let bytes = cx.app.number("consult.knowledge.file").unwrap_or(0);
    json!({ "row_errors": errors, "brought": brought, "rows_max": ROWS_MAX, "megabytes_max": bytes / 1024 / 1024 })
}

/// The empty workbook.
pub(super) async fn template(_cx: Cx) -> Result {
    Ok(web::download("知识库导入模板.xlsx", XLSX, excel::workbook(&[])?))
}

/// The entries of the units for which the actor writes.
pub(super) async fn export(cx: Cx) -> Result {
    let units = match Scope::of(&cx.actor, crate::ALL, None, KNOW) {
        Scope::All => None,
        Scope::Units(units) => Some(units),
    };
    let rows = excel::rows(&mut cx.reader(), units).await?;
    Ok(web::download(&format!("知识库 {}.xlsx", cx.now.date()), XLSX, excel::workbook(&rows)?))
}

/// Drafts what a file holds: all of it, or nothing and every error.
pub(super) async fn import(cx: Cx, form: Form) -> Result {
    let again = |errors: &[RowError], message: String| {
        cx.again(
            "consult/work_excel.html",
            framed(),
            data(&cx, errors, None),
            &form,
            vec![FieldError::new("file", message)],
        )
    };
    if !form.problems().is_empty() {
        return cx.again("consult/work_excel.html", framed(), data(&cx, &[], None), &form, form.problems().to_vec());
    }
    let Some(file) = form.bytes("file").filter(|bytes| !bytes.is_empty()) else {
        return again(&[], "请选择要导入的 Excel 文件。".to_owned());
    };
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let rows = match excel::check(&mut cx.reader(), &cx.actor, &limits, cx.now.date(), file).await? {
        Ok(rows) => rows,
        Err(errors) => {
            return again(&errors, format!("文件中有 {} 处错误，没有导入任何内容，请改正后重新导入。", errors.len()));
        }
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match excel::bring(&mut tx, &Ground::of(&cx.app), &cx.actor, &rows).await {
        Ok(brought) => {
            cx.once_done(&mut tx, &form, "/work/consult/knowledge/excel").await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.page("consult/work_excel.html", framed(), data(&cx, &[], Some(brought)))
        }
        Err(base::Error::Refused(refusal)) => {
            tx.rollback().await?;
            again(&[], refusal.message)
        }
        Err(error) => Err(error.into()),
    }
}
