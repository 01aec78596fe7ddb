//! What the editor asks for while somebody writes: a paste made clean, and a picture taken in at once, so that it can stand in
//! the text before that is saved. Answers are JSON; a refusal is a sentence that the editor shows.

use axum::http::StatusCode;
use base::{Error, Fault};
use edition::{Desk, item};
use serde_json::json;
use web::{Cx, Form, Path, Result};

/// The rule that bounds a paste.
pub(crate) const PASTE_RULE: &str = "edition.paste";

/// `POST /work/content/paste`: what was pasted from Word or WPS, cleaned, with a sentence for each thing left out. It comes
/// as the file `html`, since Word writes more markup than a form's texts may hold; a short one may come as a text.
pub(crate) async fn paste(_: Cx, form: Form) -> Result {
    if let Some(problem) = form.problems().first() {
        return refused(&problem.message);
    }
    let html = form.bytes("html").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let html = html.unwrap_or_else(|| form.get("html").to_owned());
    let work = tokio::task::spawn_blocking(move || intake::html::clean_paste(&html, &intake::html::Policy::default()));
    match work.await.map_err(|_| Fault::broken("the cleaning of a paste stopped"))? {
        Ok(clean) => web::json(&json!({ "html": clean.html, "left": clean.sentences() })),
        Err(refusal) => refused(&refusal.message),
    }
}

/// `POST /work/content/{id}/picture`: one picture as a file of the edition, with the address that the text shows it under.
pub(crate) async fn picture(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    if let Some(problem) = form.problems().first() {
        return refused(&problem.message);
    }
    let files = form.files("picture");
    let Some(upload) = files.first() else { return refused("没有收到图片，请重新选择。") };
    if !upload.media_type.starts_with("image/") {
        return refused(&no_picture(&upload.name));
    }
    let mut tx = cx.begin().await?;
    match item::add_upload(&mut tx, &Desk::of(&cx), id, upload, "image", "").await {
        Ok(file) => {
            tx.commit().await?;
            web::json(&json!({ "id": file, "href": format!("/a/{id}/files/{file}"), "name": upload.name }))
        }
        Err(Error::Refused(refusal)) => {
            tx.rollback().await?;
            refused(&refusal.message)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            refused(&errors.into_iter().map(|error| error.message).collect::<String>())
        }
        Err(error) => Err(error.into()),
    }
}

/// The sentence for a file that should have been a picture.
pub(crate) fn no_picture(name: &str) -> String {
    format!("“{name}”不是图片，请选择 PNG、JPEG、GIF 或 WebP 图片。")
}

fn refused(message: &str) -> Result {
    let mut response = web::json(&json!({ "message": message }))?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
