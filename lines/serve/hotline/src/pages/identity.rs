//! `/work/hotline/{id}/identity`: who called in confidence and what he sent, for the desk alone; each look is written into the access log.

use base::Error;
use identity::Access;
use matter::store::{Matter, MatterFile};
use serde_json::{Value, json};
use web::{Cx, Path, Result};

use super::office::visible;
use crate::model::Order;
use crate::{hide, store};

/// The order, for who may know the caller; the look is logged.
async fn opened(cx: &Cx, id: i64) -> std::result::Result<(Matter, Order), Error> {
    let (matter, order) = visible(cx, id).await?;
    if !cx.actor.may(hide::IDENTITY, Some(matter.home_unit)) {
        return Err(Error::Unseen);
    }
    let address = cx.address.to_string();
    Access::of(&cx.actor, "read", &address, &cx.path, hide::IDENTITY).log(&cx.app.db, cx.now).await?;
    Ok((matter, order))
}

/// What the caller sent.
fn callers(file: &MatterFile) -> bool {
    file.audience == hide::CALLERS
}

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, order) = opened(&cx, id).await?;
    let q = &mut cx.reader();
    let base = format!("/work/hotline/{id}");
    let files = matter::store::files(q, id).await?;
    let files: Vec<Value> = files
        .iter()
        .filter(|file| callers(file))
        .map(|f| json!({ "name": f.name, "size": f.size, "href": format!("{base}/identity/{}", f.id) }))
        .collect();
    let messages = store::messages(q, order.id).await?;
    let said: Vec<Value> = messages.iter().map(|(at, _, text)| json!({ "at": at.minutes(), "text": text })).collect();
    let page = super::work("诉求人身份", "page").crumb(matter.number.clone(), base.clone());
    let data = json!({ "order": order, "base": base, "files": files, "said": said });
    cx.page("hotline/work_identity.html", page, data)
}

/// A file that the caller sent.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    opened(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    if !callers(&found) {
        return Err(Error::Unseen.into());
    }
    web::send(&cx, &found.digest, &found.name, true).await
}
