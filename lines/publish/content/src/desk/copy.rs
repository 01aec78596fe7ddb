//! `/work/content/copy`: a new draft with the text and the files of an edition that the person may read (复制稿件), of whatever unit.

use base::Error;
use edition::{Desk, item};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use super::edit;

const HERE: &str = "/work/content/copy";

/// The form; `?of=` names the edition.
pub(crate) async fn page(cx: Cx) -> Result {
    let data = data(&cx, cx.query.get("of")).await?;
    cx.page("content/work_copy.html", frame(), data)
}

/// Makes the copy and opens it.
pub(crate) async fn copy(cx: Cx, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match wanted(&form) {
        Ok((from, column)) => item::copy(&mut tx, &Desk::of(&cx), from, unit, column).await,
        Err(error) => Err(error),
    };
    let errors = match done {
        Ok(id) => {
            let to = format!("/work/content/{id}");
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.notice("good", "已复制为新的草稿。文号、日期和公开属性没有带过来，请核对来源和内容后保存、送审。");
            return cx.see_other(&to);
        }
        Err(Error::Invalid(errors)) => errors,
        Err(Error::Unseen) => {
            let message = "没有这篇稿件，或者它没有公开、您也不能查看它。请核对网址或编号。";
            vec![base::FieldError::new("of", message)]
        }
        Err(error) => return Err(error.into()),
    };
    tx.rollback().await?;
    let data = data(&cx, form.get("of")).await?;
    cx.again("content/work_copy.html", frame(), data, &form, errors)
}

fn frame() -> Page {
    Page::new("复制稿件").kind("form").crumb("稿件", "/work/content")
}

/// The edition and the column of the form; both errors at once.
fn wanted(form: &Form) -> std::result::Result<(i64, i64), Error> {
    let of = number(form.get("of"));
    let column = form.get("column").parse::<i64>().ok();
    let mut errors = Vec::new();
    if of.is_none() {
        errors.push(base::FieldError::new("of", "请填写稿件的网址或编号，例如 /a/1024 或 1024。"));
    }
    if column.is_none() {
        errors.push(base::FieldError::new("column", "请选择新稿件的栏目。"));
    }
    match (of, column) {
        (Some(of), Some(column)) => Ok((of, column)),
        _ => Err(Error::Invalid(errors)),
    }
}

/// The key of an edition in what was typed: the key, or an address of it.
fn number(typed: &str) -> Option<i64> {
    let typed = base::text::normalise(typed);
    let typed = typed.trim();
    let path = typed.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    if let Ok(key) = path.parse() {
        return Some(key);
    }
    parts.find(|part| matches!(*part, "a" | "content"))?;
    parts.next()?.parse().ok()
}

async fn data(cx: &Cx, typed: &str) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let source = match number(typed) {
        Some(of) => match item::source(&mut reader, &cx.actor, of).await {
            Ok(source) => Some(source),
            Err(Error::Unseen) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let columns = edit::choices(cx, None).await?["columns"].take();
    // The column of the source, when he may write into it.
    let value = source.as_ref().map(|source| source.column.to_string()).unwrap_or_default();
    let own = columns.as_array().is_some_and(|all| all.iter().any(|choice| choice["value"] == value));
    Ok(json!({
        "action": HERE,
        "of": base::text::truncate(&base::text::clean_line(typed), 200),
        "title": source.map(|source| source.content.title),
        "columns": columns,
        "column": if own { value } else { String::new() },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_named_by_its_key_or_by_any_address_of_it() {
        for typed in
            ["７", "7", " /a/7 ", "https://www.qinghe.example/s/nyj/a/7?from=x", "/work/content/7", "/a/7/print"]
        {
            assert_eq!(number(typed), Some(7), "{typed}");
        }
        for typed in ["", "x", "/c/news/", "/a/", "/a/x"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }
}
