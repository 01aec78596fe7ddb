//! Files of a working copy: added, described, taken out.

use base::Error;
use serde_json::json;
use store::Tx;
use store::files::Stored;

use super::to_change;
use crate::store::files;
use crate::{Desk, item_key};

/// Adds an uploaded file; gives its key.
///
/// # Errors
/// The actor may not; the role is unknown; there are too many files.
pub async fn add_file(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    stored: &Stored,
    role: &str,
    alt: &str,
) -> Result<i64, Error> {
    stored.record(tx, desk.now).await?;
    let new = files::New {
        digest: &stored.digest,
        name: &stored.name,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        media_type: stored.media_type,
        role,
        alt: alt.trim(),
    };
    add(tx, desk, id, &new).await
}

/// Adds a file that came with a form; gives its key.
///
/// # Errors
/// As [`add_file`].
pub async fn add_upload(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    upload: &web::Upload,
    role: &str,
    alt: &str,
) -> Result<i64, Error> {
    let size = i64::try_from(upload.size).unwrap_or(i64::MAX);
    store::files::record(tx, &upload.digest, size, &upload.media_type, desk.now).await?;
    let new = files::New {
        digest: &upload.digest,
        name: &upload.name,
        size,
        media_type: &upload.media_type,
        role,
        alt: alt.trim(),
    };
    add(tx, desk, id, &new).await
}

async fn add(tx: &mut Tx, desk: &Desk<'_>, id: i64, new: &files::New<'_>) -> Result<i64, Error> {
    let item = to_change(tx, desk, id).await?;
    if !matches!(new.role, "attachment" | "image" | "cover" | "video" | "source") {
        return Err(Error::field("role", "请选择文件用途。"));
    }
    if files::of_item(tx, id).await?.len() >= files::FILES_MAX {
        return Err(Error::refused("edition.files", "一篇稿件最多 200 个文件。请先删去不用的文件。"));
    }
    let file = files::insert(tx, item.id, new, desk.now).await?;
    let facts = json!({ "file": file, "digest": new.digest, "role": new.role });
    desk.record(tx, "edition.file", ("edition", id), facts, Vec::new()).await?;
    Ok(file)
}

/// Takes a file out of the working copy.
///
/// # Errors
/// The actor may not; it is not there.
pub async fn remove_file(tx: &mut Tx, desk: &Desk<'_>, id: i64, file: i64) -> Result<(), Error> {
    to_change(tx, desk, id).await?;
    if files::remove(tx, id, file, desk.now).await? == 0 {
        return Err(Error::Unseen);
    }
    desk.record(tx, "edition.file.remove", ("edition", id), json!({ "file": file }), Vec::new()).await?;
    desk.tell(tx, [item_key(id)].into());
    Ok(())
}

/// Says what a picture shows.
///
/// # Errors
/// The actor may not; it is not there.
pub async fn describe_file(tx: &mut Tx, desk: &Desk<'_>, id: i64, file: i64, alt: &str) -> Result<(), Error> {
    to_change(tx, desk, id).await?;
    if files::describe(tx, id, file, &base::text::clean_line(alt)).await? == 0 {
        return Err(Error::Unseen);
    }
    Ok(())
}
