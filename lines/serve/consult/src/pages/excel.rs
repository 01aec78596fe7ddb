//! `/work/consult/knowledge/excel`: template, export, and an import that tells all errors by row and column.

use base::{Error, FieldError};
use counter::Scope;
use identity::excel::RowError;
use matter::Ground;
use matter::sheet::XLSX;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use crate::excel::{self, Brought, ROWS_MAX};
use crate::model::Limits;
use crate::{KNOW, store};

/// The page.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx, &[], None).await?;
    cx.page("consult/work_excel.html", framed(), data)
}

/// The units for whose entries the actor writes; all when there are none.
fn units(cx: &Cx) -> Option<Vec<i64>> {
    match Scope::of(&cx.actor, crate::ALL, None, KNOW) {
        Scope::All => None,
        Scope::Units(units) => Some(units),
    }
}

/// The files in which the entries go out: title and address of each.
async fn files(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let all = store::to_export(&mut cx.reader(), units(cx).as_deref()).await?;
    let all = usize::try_from(all).unwrap_or(0);
    let parts = all.div_ceil(ROWS_MAX).max(1);
    let one = |part: usize| {
        let title = match parts {
            1 => "导出现有知识".to_owned(),
            _ => format!("导出第 {} 至 {} 条", (part - 1) * ROWS_MAX + 1, (part * ROWS_MAX).min(all)),
        };
        json!({ "title": title, "href": format!("/work/consult/knowledge/excel/export?part={part}") })
    };
    Ok((1..=parts).map(one).collect())
}

fn framed() -> Page {
    Page::new("知识导入和导出").kind("form").crumb("知识库", "/work/consult/knowledge")
}

async fn data(cx: &Cx, errors: &[RowError], brought: Option<Brought>) -> std::result::Result<Value, Error> {
    let bytes = cx.app.number("consult.knowledge.file")?;
    Ok(json!({
        "row_errors": errors, "brought": brought, "rows_max": ROWS_MAX, "megabytes_max": bytes / 1024 / 1024,
        "exports": files(cx).await?,
    }))
}

/// The empty workbook.
pub(super) async fn template(_cx: Cx) -> Result {
    Ok(web::download("知识库导入模板.xlsx", XLSX, excel::workbook(&[])?))
}

/// The entries of the units for which the actor writes, or the part of them that the address names.
pub(super) async fn export(cx: Cx) -> Result {
    let part = cx.query.int("part").and_then(|part| usize::try_from(part).ok()).unwrap_or(1).max(1);
    let rows = excel::rows(&mut cx.reader(), units(&cx).as_deref(), (part, ROWS_MAX)).await?;
    if rows.is_empty() && part > 1 {
        return Err(Error::Unseen.into());
    }
    let name = if part > 1 {
        format!("知识库 {} 第 {part} 部分.xlsx", cx.now.date())
    } else {
        format!("知识库 {}.xlsx", cx.now.date())
    };
    Ok(web::download(&name, XLSX, excel::workbook(&rows)?))
}

/// Drafts what a file holds: all of it, or nothing and every error.
pub(super) async fn import(cx: Cx, form: Form) -> Result {
    let again = async |errors: &[RowError], message: String| -> Result {
        let data = data(&cx, errors, None).await?;
        cx.again("consult/work_excel.html", framed(), data, &form, vec![FieldError::new("file", message)])
    };
    if !form.problems().is_empty() {
        let data = data(&cx, &[], None).await?;
        return cx.again("consult/work_excel.html", framed(), data, &form, form.problems().to_vec());
    }
    let Some(file) = form.bytes("file").filter(|bytes| !bytes.is_empty()) else {
        return again(&[], "请选择要导入的 Excel 文件。".to_owned()).await;
    };
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let rows = match excel::check(&mut cx.reader(), &cx.actor, &limits, cx.now.date(), file).await? {
        Ok(rows) => rows,
        Err(errors) => {
            let message = format!("文件中有 {} 处错误，没有导入任何内容，请改正后重新导入。", errors.len());
            return again(&errors, message).await;
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
            let data = data(&cx, &[], Some(brought)).await?;
            cx.page("consult/work_excel.html", framed(), data)
        }
        Err(Error::Refused(refusal)) => {
            tx.rollback().await?;
            again(&[], refusal.message).await
        }
        Err(error) => Err(error.into()),
    }
}
