//! Files of a working copy: added, described, taken out. Pictures that readers will see come without what the camera wrote
//! beside them: place, time, device (个人信息保护法 art. 25, 51). Whoever changes the files of what was ready or published takes it
//! up again: what was not reviewed is not published with what was.

use base::{Error, Fault};
use serde_json::json;
use store::Tx;
use store::files::Stored;
use web::App;

use super::to_change;
use crate::store::{files, sets};
use crate::{Desk, Item, drafted, item_key};

/// Bytes of a picture at most: it is read as a whole.
const PICTURE_BYTES_MAX: i64 = 50 * 1024 * 1024;
/// Kinds of pictures that are looked into.
const LOOKED_INTO: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];
/// Name of the refusal of a picture that is none inside.
const BROKEN: &str = "edition.picture.broken";

/// Adds an uploaded file; gives its key.
///
/// # Errors
/// The actor may not; the role is unknown; there are too many files; a picture is too large.
pub async fn add_file(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    stored: &Stored,
    role: &str,
    alt: &str,
) -> Result<i64, Error> {
    let new = files::New {
        digest: &stored.digest,
        name: &stored.name,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        media_type: stored.media_type,
        role,
        alt: alt.trim(),
    };
    add(tx, desk, id, new).await
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
    let new = files::New {
        digest: &upload.digest,
        name: &upload.name,
        size: i64::try_from(upload.size).unwrap_or(i64::MAX),
        media_type: &upload.media_type,
        role,
        alt: alt.trim(),
    };
    add(tx, desk, id, new).await
}

async fn add(tx: &mut Tx, desk: &Desk<'_>, id: i64, new: files::New<'_>) -> Result<i64, Error> {
    let item = to_change(tx, desk, id).await?;
    if !matches!(new.role, "attachment" | "image" | "cover" | "video" | "source") {
        return Err(Error::field("role", "请选择文件用途。"));
    }
    if files::of_item(tx, id).await?.len() >= files::FILES_MAX {
        return Err(Error::refused("edition.files", "一篇稿件最多 200 个文件。请先删去不用的文件。"));
    }
    let shown = matches!(new.role, "image" | "cover");
    let bare = match shown {
        true => {
            bare(desk.app, (new.digest, new.name), new.size, new.media_type).await.map_err(|e| named(e, new.role))?
        }
        false => None,
    };
    let new = match &bare {
        Some(bare) => files::New { digest: &bare.digest, size: i64::try_from(bare.size).unwrap_or(i64::MAX), ..new },
        None => new,
    };
    store::files::record(tx, new.digest, new.size, new.media_type, desk.now).await?;
    let file = files::insert(tx, item.id, &new, desk.now).await?;
    taken_up(tx, &item).await?;
    let facts = json!({ "file": file, "digest": new.digest, "role": new.role, "bared": bare.is_some() });
    desk.record(tx, "edition.file", ("edition", id), facts, Vec::new()).await?;
    Ok(file)
}

/// A broken picture as an error of the field by which it came: what else was typed stays.
fn named(error: Error, role: &str) -> Error {
    match error {
        Error::Refused(refusal) if refusal.name == BROKEN => {
            Error::field(if role == "cover" { "cover" } else { "images" }, refusal.message)
        }
        other => other,
    }
}

/// The picture as it may be shown: without its metadata, as a file of its own when it had some. The file that came stays
/// unknown to the database.
///
/// # Errors
/// A refusal when it is too large or no picture inside; a fault when the store does not answer.
pub async fn bared(app: &App, stored: Stored) -> Result<Stored, Error> {
    let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
    let bare = bare(app, (&stored.digest, &stored.name), size, stored.media_type).await?;
    Ok(bare.unwrap_or(stored))
}

/// The same of a picture that came with a form.
///
/// # Errors
/// A refusal when it is too large or no picture inside; a fault when the store does not answer.
pub async fn bared_upload(app: &App, file: &web::Upload) -> Result<web::Upload, Error> {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    let bare = bare(app, (&file.digest, &file.name), size, &file.media_type).await?;
    Ok(match bare {
        Some(bare) => web::Upload { digest: bare.digest, size: bare.size, ..file.clone() },
        None => file.clone(),
    })
}

/// The picture without its metadata; nothing when it has none or is of another kind. What is no picture inside is refused.
async fn bare(app: &App, (digest, name): (&str, &str), size: i64, kind: &str) -> Result<Option<Stored>, Error> {
    if !LOOKED_INTO.contains(&kind) {
        return Ok(None);
    }
    if size > PICTURE_BYTES_MAX {
        let message = format!("图片“{name}”超过 50 MB。请缩小或压缩后再上传。");
        return Err(Error::refused("edition.picture", message));
    }
    let most = usize::try_from(PICTURE_BYTES_MAX).unwrap_or(usize::MAX);
    let Some(bytes) = app.files.read(digest, most).await? else {
        return Err(Fault::broken(format!("the picture {digest} is not in the store")).into());
    };
    let work = move || intake::picture::is_whole(&bytes).then(|| intake::picture::bare(&bytes));
    let work = tokio::task::spawn_blocking(work);
    let bare = match work.await.map_err(|_| Fault::broken("the reading of a picture stopped"))? {
        Some(bare) => bare,
        None => {
            let message = format!(
                "图片“{name}”已损坏或不是图片，公众会打不开。请用看图软件打开原图，另存为 JPEG 或 PNG 后再上传。"
            );
            return Err(Error::refused(BROKEN, message));
        }
    };
    let Some(bare) = bare else { return Ok(None) };
    let mut incoming = app.files.incoming(bare.len() as u64).await?;
    incoming.push(&bare).await?;
    Ok(Some(incoming.finish(name).await?))
}

/// Takes a file out of the working copy.
///
/// # Errors
/// The actor may not; it is not there.
pub async fn remove_file(tx: &mut Tx, desk: &Desk<'_>, id: i64, file: i64) -> Result<(), Error> {
    let item = to_change(tx, desk, id).await?;
    if files::remove(tx, id, file, desk.now).await? == 0 {
        return Err(Error::Unseen);
    }
    taken_up(tx, &item).await?;
    desk.record(tx, "edition.file.remove", ("edition", id), json!({ "file": file }), Vec::new()).await?;
    desk.tell(tx, [item_key(id)].into());
    Ok(())
}

/// Says what a picture shows.
///
/// # Errors
/// The actor may not; it is not there.
pub async fn describe_file(tx: &mut Tx, desk: &Desk<'_>, id: i64, file: i64, alt: &str) -> Result<(), Error> {
    let item = to_change(tx, desk, id).await?;
    if files::describe(tx, id, file, &base::text::clean_line(alt)).await? == 0 {
        return Err(Error::Unseen);
    }
    taken_up(tx, &item).await?;
    desk.record(tx, "edition.file.describe", ("edition", id), json!({ "file": file }), Vec::new()).await?;
    Ok(())
}

/// Lets a working copy whose files changed be a draft.
async fn taken_up(tx: &mut Tx, item: &Item) -> Result<(), Error> {
    if sets::taken_up(tx, item.id).await? > 0 {
        drafted::follow(tx, item.id).await?;
    }
    Ok(())
}
