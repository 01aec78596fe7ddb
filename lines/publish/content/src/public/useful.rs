//! 本文是否有用: one question to the reader, answered with one press.

use base::Error;
use edition::live;
use serde_json::json;
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::store;

/// `/a/{id}/useful`: the question.
pub(crate) async fn ask(cx: Cx, Path(id): Path<i64>) -> Result {
    let data = data(&cx, id).await?;
    cx.page("content/useful.html", page(), data)
}

fn page() -> Page {
    Page::new("本文是否有用").kind("form").noindex()
}

async fn data(cx: &Cx, id: i64) -> std::result::Result<serde_json::Value, Error> {
    let live = live::standing(&mut cx.reader(), &[id]).await?.pop().ok_or(Error::Unseen)?;
    let (yes, no) = store::useful(&mut cx.reader(), id).await?;
    Ok(json!({ "id": id, "title": live.title, "yes": yes, "no": no }))
}

/// Takes the answer; nobody is asked who he is.
pub(crate) async fn answer(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let data = data(&cx, id).await?;
    let mut check = Check::new(&form);
    let answer = check.choice("answer", "有用或没用", &["yes", "no"]);
    let answer = match check.finish(answer) {
        Ok(answer) => answer,
        Err(errors) => return cx.again("content/useful.html", page(), data, &form, errors),
    };
    let to = format!("/a/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    store::count_useful(&mut tx, id, answer == "yes").await?;
    cx.once_done(&mut tx, &form, &to).await?;
    tx.commit().await?;
    cx.notice("good", "谢谢您的评价。");
    cx.see_other(&to)
}
