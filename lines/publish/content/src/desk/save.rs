//! Saving: a new edition or a changed one, with its files; two editors at once.

use base::Error;
use edition::item::{self, Draft};
use edition::{Content, Desk, Item};
use serde_json::json;
use store::Tx;
use web::{Cx, Form, Once, Path, Result};

use super::{edit, form, insert, keep};

type Done<T> = std::result::Result<T, Error>;

/// Fields of files, with the role of what they bring.
const FILES: [(&str, &str); 5] = [
    ("attachments", "attachment"),
    ("images", "image"),
    ("video", "video"),
    ("cover", "cover"),
    ("source_file", "source"),
];

/// Begins an edition.
pub(crate) async fn create(cx: Cx, form: Form) -> Result {
    let draft = match form::read(&form, &Content::default()) {
        Ok(draft) => draft,
        Err(errors) => return blank_again(&cx, &form, errors).await,
    };
    let unit = cx.actor.staff()?.unit;
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match created(&mut tx, &desk, unit, &form, draft).await {
        Ok(id) => {
            let to = format!("/work/content/{id}");
            keep::forget(&mut tx, &cx, 0).await?;
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.notice("good", "稿件已保存。");
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            blank_again(&cx, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn created(tx: &mut Tx, desk: &Desk<'_>, unit: i64, form: &Form, mut draft: Draft) -> Done<i64> {
    draft.content.cover.digest = covered(desk, form, &draft).await?;
    let id = item::create(tx, desk, unit, draft).await?;
    filed(tx, desk, id, form).await?;
    item::keep_version(tx, desk, id, "saved").await?;
    Ok(id)
}

async fn blank_again(cx: &Cx, form: &Form, errors: Vec<base::FieldError>) -> Result {
    let data = edit::blank(cx, form::blank()).await?;
    cx.again("content/work_edit.html", edit::new_page(), data, form, errors)
}

/// Saves an edition that is there.
pub(crate) async fn save(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let draft = match form::read(&form, &item.content()?) {
        Ok(draft) => draft,
        Err(errors) => return edit::again(&cx, &item, &form, errors).await,
    };
    let Ok(seq) = form.get("seq").parse::<i64>() else { return Err(Error::Unseen.into()) };
    let desk = Desk::of(&cx);
    let to = format!("/work/content/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match saved(&mut tx, &desk, id, seq, &form, draft).await {
        Ok(()) => {
            keep::forget(&mut tx, &cx, id).await?;
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.notice("good", "稿件已保存。");
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            edit::again(&cx, &item, &form, errors).await
        }
        Err(Error::Conflict(message)) => {
            tx.rollback().await?;
            conflict(&cx, id, &form, &message).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn saved(tx: &mut Tx, desk: &Desk<'_>, id: i64, seq: i64, form: &Form, mut draft: Draft) -> Done<()> {
    // Somebody who changes what was ready or published takes it up again; what is public stays meanwhile.
    let item = item::seen(tx, desk.by, id).await?;
    draft.content.cover.digest = covered(desk, form, &draft).await?;
    item::save(tx, desk, id, seq, draft).await?;
    if matches!(item.state.as_str(), "ready" | "published" | "withdrawn") {
        item::revise(tx, desk, id).await?;
    }
    filed(tx, desk, id, form).await
}

/// Digest of the picture for lists: the one that came with the form, as it is kept without its metadata, or the one that the
/// draft has.
async fn covered(desk: &Desk<'_>, form: &Form, draft: &Draft) -> Done<String> {
    match form.files("cover").last() {
        Some(upload) if upload.media_type.starts_with("image/") => match item::bared_upload(desk.app, upload).await {
            Err(Error::Refused(refusal)) => Err(Error::field("cover", refusal.message)),
            bare => Ok(bare?.digest),
        },
        Some(upload) => Err(Error::field("cover", insert::no_picture(&upload.name))),
        None if form.get("cover_remove") == "1" => Ok(String::new()),
        None => Ok(draft.content.cover.digest.clone()),
    }
}

/// Takes files in and out as the form says, and words for pictures.
async fn filed(tx: &mut Tx, desk: &Desk<'_>, id: i64, form: &Form) -> Done<()> {
    for file in item::files(tx, id).await? {
        if form.get(&format!("remove_{}", file.id)) == "1" {
            item::remove_file(tx, desk, id, file.id).await?;
            continue;
        }
        let name = format!("alt_{}", file.id);
        let typed = base::text::clean_line(form.get(&name));
        if file.role == "image" && typed != file.alt && !form.all(&name).is_empty() {
            item::describe_file(tx, desk, id, file.id, &typed).await?;
        }
    }
    for (field, role) in FILES {
        for upload in form.files(field) {
            let picture = upload.media_type.starts_with("image/");
            if matches!(role, "image" | "cover") && !picture {
                return Err(Error::field(field, insert::no_picture(&upload.name)));
            }
            if role == "video" && upload.media_type != "video/mp4" {
                return Err(Error::field(field, format!("“{}”不是 MP4 视频。", upload.name)));
            }
            let words = if role == "cover" { form.get("cover_alt") } else { "" };
            item::add_upload(tx, desk, id, upload, role, words).await?;
        }
    }
    Ok(())
}

/// Somebody was faster: what was typed stays in the form, what he saved stands beside it.
async fn conflict(cx: &Cx, id: i64, form: &Form, message: &str) -> Result {
    let newest: Item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let content = newest.content()?;
    let mut data = edit::data(cx, &newest, form::fields(&newest, &content)).await?;
    data["conflict"] = json!({
        "message": message,
        "title": content.title,
        "summary": content.summary,
        "body": crate::view::body(&content.body, id, &[], "")?,
        "changed": newest.changed_at.minutes(),
    });
    let mut response = cx.again("content/work_edit.html", edit::page_of(&newest), data, form, Vec::new())?;
    *response.status_mut() = axum::http::StatusCode::CONFLICT;
    Ok(response)
}
