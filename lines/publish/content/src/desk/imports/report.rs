//! The report of an import as an Excel file: a row a page.

use matter::sheet::{XLSX, xlsx};
use web::{Cx, Path, Result};

use super::{OUTCOMES, named, seen};
use crate::store::imports;

/// Rows that are read at a time.
const STEP: usize = 1_000;
/// Names of the columns.
const HEADS: [&str; 10] =
    ["文件", "原网址", "标题", "日期", "来源", "原栏目", "网页样式", "结果", "原因", "没有带过来的内容"];

/// `/work/content/imports/{id}/report.xlsx`.
pub(crate) async fn excel(cx: Cx, Path(id): Path<i64>) -> Result {
    let (import, _) = seen(&cx, id).await?;
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let found = imports::pages(&mut cx.reader(), import.id, &[], after, STEP).await?;
        let Some(last) = found.last() else { break };
        after = last.id;
        rows.extend(found.into_iter().map(|page| {
            let (outcome, _) = named(&OUTCOMES, &page.outcome);
            let dated =
                if page.dated.is_empty() && page.outcome != "left" { "日期不详".to_owned() } else { page.dated };
            vec![
                page.shown,
                page.url,
                page.title,
                dated,
                page.source,
                page.place,
                page.shape,
                outcome.to_owned(),
                page.why,
                page.remarks,
            ]
        }));
    }
    let name = format!("旧网站导入报告{}.xlsx", import.at.date());
    Ok(web::download(&name, XLSX, xlsx(&HEADS, &rows)?))
}
