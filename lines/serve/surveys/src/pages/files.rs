//! `/work/surveys/{id}/files`: what people attached to their answers, for the unit that asked; nothing of it is public.

use serde_json::json;
use web::{Cx, Path, Result};

use super::{about, seen};
use crate::process::KEEP;
use crate::store;

/// Files of one page.
const ROWS: usize = 50;

/// The list, oldest first.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    cx.actor.require(KEEP, Some(survey.unit_id))?;
    let after = cx.query.int("after").unwrap_or(0);
    let mut files = store::files(&mut cx.reader(), id, after, ROWS + 1).await?;
    let next = (files.len() > ROWS).then(|| files.get(ROWS - 1).map(|file| format!("?after={}", file.id))).flatten();
    files.truncate(ROWS);
    let asked = survey.questionnaire()?;
    let rows = files.iter().map(|file| {
        let title = asked.question(file.question).map_or("", |question| question.title.as_str());
        json!({
            "href": format!("/work/surveys/{id}/files/{}", file.id), "name": file.name, "size": file.size,
            "question": title, "answer": file.response_id,
        })
    });
    let total: i64 = store::files_of(&mut cx.reader(), id).await?.iter().map(|(_, n)| n).sum();
    let data = json!({
        "rows": rows.collect::<Vec<_>>(), "next": next, "first": if after > 0 { "?" } else { "" }, "total": total,
    });
    cx.page("surveys/work_files.html", about(&survey, "答卷附件", "list"), data)
}

/// One of them.
pub(super) async fn one(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let survey = seen(&cx, id).await?;
    cx.actor.require(KEEP, Some(survey.unit_id))?;
    let found = store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, false).await
}
