//! Pictures of a site's frame, and their list on the workbench.

use axum::http::{HeaderValue, header};
use base::Error;
use edition::Desk;
use edition::gate::{self, Plain, Stand, WHY};
use serde_json::json;
use web::{Check, Cx, Form, Once, Path, Result};

use super::{done, manage, problems};
use crate::actions;
use crate::store::pictures as rows;

/// Browsers keep pictures for a day: another picture has another address.
const KEEP_FOR: &str = "public, max-age=86400";

/// A picture of a site's frame.
pub(super) async fn picture(cx: Cx, Path(id): Path<i64>) -> Result {
    let picture = rows::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let mut response = web::send(&cx, &picture.digest, &picture.name, true).await?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEEP_FOR));
    Ok(response)
}

/// The pictures of a site, and the form for another.
pub(super) async fn list(cx: Cx, Path(id): Path<i64>) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(&cx, id).await?;
    cx.page("sites/work_pictures.html", manage::under(&site, "图片"), data)
}

async fn data(cx: &Cx, id: i64) -> std::result::Result<serde_json::Value, Error> {
    let pictures = rows::of_site(&mut cx.reader(), id).await?;
    let pictures: Vec<_> = pictures
        .iter()
        .map(|p| json!({ "id": p.id, "name": p.name, "alt": p.alt, "at": p.at.date().to_string(), "href": format!("/sites/pictures/{}", p.id) }))
        .collect();
    Ok(json!({ "pictures": pictures, "id": id, "tab": "pictures" }))
}

/// Adds a picture. What is said of it goes through the gate.
pub(super) async fn add(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let mut check = Check::new(&form);
    let alt = check.line("alt", "图片说明", 2..=100);
    let files = check.files("file", "图片", 1);
    if files.is_empty() && check.is_good() {
        check.error("file", "请选择一张图片。");
    }
    let stand = Stand { site: Some(id), ..Stand::default() };
    let read = match check.finish(()) {
        Ok(()) => gate::pass(&cx.app, stand, vec![Plain::line("alt", "图片说明", &alt)], form.get(WHY)).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    let error = match read {
        Ok(passed) => {
            let desk = Desk::of(&cx);
            let mut tx = cx.begin().await?;
            if let Once::Done(to) = cx.once(&mut tx, &form).await? {
                return cx.see_other(&to);
            }
            let Some(file) = files.first() else { return Err(Error::Unseen.into()) };
            match actions::add_picture(&mut tx, &desk, id, file, &alt).await {
                Ok(_) => {
                    passed.record(&mut tx, &desk, "sites.picture.let", ("site", id)).await?;
                    let to = format!("/work/sites/{id}/pictures");
                    return done(&cx, tx, &form, &to, "图片已加入，可在“外观”里选用。").await;
                }
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    let errors = problems(error)?;
    let data = data(&cx, id).await?;
    cx.again("sites/work_pictures.html", manage::under(&site, "图片"), data, &form, errors)
}

/// Takes a picture out of the list.
pub(super) async fn remove(cx: Cx, Path((id, picture)): Path<(i64, i64)>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    actions::remove_picture(&mut tx, &Desk::of(&cx), id, picture).await?;
    done(&cx, tx, &form, &format!("/work/sites/{id}/pictures"), "图片已删去。").await
}
