//! Pictures and attachments under the address of their edition: to everybody as they were published, to officials who may
//! read the working copy as they are in it.

use axum::http::{HeaderValue, header};
use base::Error;
use edition::{FileRow, live};
use web::{Cx, Path, Response, Result};

/// Kinds that are shown in the page; everything else is saved.
const SHOWN: [&str; 3] = ["image/", "video/", "audio/"];

/// `/a/{id}/files/{file}`.
pub(crate) async fn one(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    if let Some(row) = live::file(&mut cx.reader(), id, file).await? {
        return public(&cx, &row.digest, &row).await;
    }
    edition::item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let row = edition::item::file(&mut cx.reader(), file).await?.filter(|row| row.item_id == id);
    let row = row.ok_or(Error::Unseen)?;
    web::send(&cx, &row.digest, &row.name, is_shown(&row.media_type)).await
}

/// `/s/{site}/a/{id}/files/{file}`: the same on a host name of its own.
pub(crate) async fn one_on_site(cx: Cx, Path((_, id, file)): Path<(String, i64, i64)>) -> Result {
    one(cx, Path((id, file))).await
}

/// `/a/{id}/cover`: the picture for lists; that of the working copy to those who may read it and ask for it by its digest.
pub(crate) async fn cover(cx: Cx, Path(id): Path<i64>) -> Result {
    let there = live::standing(&mut cx.reader(), &[id]).await?.pop();
    let shown = there.map(|there| there.cover).filter(|digest| !digest.is_empty());
    let wanted = cx.query.get("v");
    if let Some(digest) = shown {
        if !digest.starts_with(wanted)
            && let Ok(item) = edition::item::seen(&mut cx.reader(), &cx.actor, id).await
            && let digest = item.content()?.cover.digest
            && digest.starts_with(wanted)
        {
            return web::send(&cx, &digest, "cover", true).await;
        }
        let mut response = web::send(&cx, &digest, "cover", true).await?;
        keep(&cx, &digest, &mut response);
        return Ok(response);
    }
    let item = edition::item::seen(&mut cx.reader(), &cx.actor, id).await?;
    web::send(&cx, &item.content()?.cover.digest, "cover", true).await
}

/// `/s/{site}/a/{id}/cover`.
pub(crate) async fn cover_on_site(cx: Cx, Path((_, id)): Path<(String, i64)>) -> Result {
    cover(cx, Path(id)).await
}

async fn public(cx: &Cx, digest: &str, row: &FileRow) -> Result {
    let mut response = web::send(cx, digest, &row.name, is_shown(&row.media_type)).await?;
    keep(cx, digest, &mut response);
    Ok(response)
}

/// Whether a browser shows it within a page.
pub(crate) fn is_shown(media_type: &str) -> bool {
    SHOWN.iter().any(|start| media_type.starts_with(start))
}

/// Lets a browser keep what has its digest in the address. Only the browser: a cache between would go on giving out what
/// was withdrawn.
fn keep(cx: &Cx, digest: &str, response: &mut Response) {
    let version = cx.query.get("v");
    let fixed = version.len() >= 12 && digest.starts_with(version);
    let value = if fixed { "private, max-age=31536000, immutable" } else { "private, no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
}
