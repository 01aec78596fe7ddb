//! Taking an old version up again (以此版为底稿): its text and its files become the working copy, as a new version.

use base::Error;
use serde_json::json;
use store::Tx;

use super::{Draft, save_as, seen};
use crate::Desk;
use crate::store::{files, items as rows};

/// Makes version `version` of the edition the working copy, with the files that it had then. What belongs to the edition
/// whatever it says stays as it is: index number, the time of publication that is shown, further columns.
///
/// # Errors
/// The actor may not; it is under review; there is no such version; its column is closed.
pub async fn restore(tx: &mut Tx, desk: &Desk<'_>, id: i64, version: i64) -> Result<i64, Error> {
    let item = seen(tx, desk.by, id).await?;
    let old = rows::version(tx, id, version).await?.ok_or(Error::Unseen)?;
    let (now, mut content) = (item.content()?, old.content()?);
    content.quotes = now.quotes;
    content.shown_at = now.shown_at;
    content.head.index_no = now.head.index_no;
    let draft = Draft {
        kind: item.kind.clone(),
        column: item.column_id,
        content,
        attribute: item.attribute.clone(),
        attribute_why: item.attribute_why.clone(),
    };
    let kept = save_as(tx, desk, id, item.seq, draft, "restored").await?;
    let back = files::back_to(tx, id, old.at, desk.now).await?;
    let facts = json!({ "version": version, "files": back });
    desk.record(tx, "edition.restored", ("edition", id), facts, Vec::new()).await?;
    Ok(kept)
}
