//! A copy of an edition (复制稿件): a new draft with the text and the files of one that the actor may read, his own or one that is
//! published. It is an edition of its own: no number, no date of its document, no review, no further column.

use base::Error;
use serde_json::json;
use store::{Query, Tx};

use super::{Draft, create, keep_version, seen};
use crate::store::{files, items as rows, live};
use crate::{Content, Desk, FileRow};
use identity::Actor;

/// What is copied.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its key.
    pub id: i64,
    /// Key of a kind.
    pub kind: String,
    /// Its column.
    pub column: i64,
    /// What it says: the working copy for those who may read that one, else what is published.
    pub content: Content,
    files: Vec<FileRow>,
}

/// The edition `id` as the actor may read it.
///
/// # Errors
/// `Unseen` when he may not read its working copy and it is not published.
pub async fn source(q: &mut impl Query, actor: &Actor, id: i64) -> Result<Source, Error> {
    match seen(q, actor, id).await {
        Ok(item) => {
            let mut files = files::of_item(q, id).await?;
            // What was handed in as the basis of the old text is not that of the new one.
            files.retain(|file| file.role != "source");
            Ok(Source { id, kind: item.kind.clone(), column: item.column_id, content: item.content()?, files })
        }
        Err(Error::Unseen) => {
            let shown = live::find(q, id).await?.ok_or(Error::Unseen)?;
            let files = files::shown(q, id).await?;
            let content = shown.content()?;
            Ok(Source { id, kind: shown.kind, column: shown.column_id, content, files })
        }
        Err(error) => Err(error),
    }
}

/// Begins an edition of `unit` in `column` with what `from` says and its files; gives its key.
///
/// # Errors
/// The actor may not read `from` or not write for the unit; the column takes nothing from him.
pub async fn copy(tx: &mut Tx, desk: &Desk<'_>, from: i64, unit: i64, column: i64) -> Result<i64, Error> {
    let Source { kind, content, files: wanted, .. } = source(tx, desk.by, from).await?;
    let draft = Draft { kind, column, content: own(content), ..Draft::default() };
    let id = create(tx, desk, unit, draft).await?;
    let mut content = rows::find(tx, id).await?.ok_or(Error::Unseen)?.content()?;
    for file in &wanted {
        let new = files::New {
            digest: &file.digest,
            name: &file.name,
            size: file.size,
            media_type: &file.media_type,
            role: &file.role,
            alt: &file.alt,
        };
        let copied = files::insert(tx, id, &new, desk.now).await?;
        let (old, new) = (format!("/a/{from}/files/{}", file.id), format!("/a/{id}/files/{copied}"));
        content.body = readdressed(&content.body, &old, &new);
    }
    rows::set_content(tx, id, &rows::written(&content)?).await?;
    keep_version(tx, desk, id, "saved").await?;
    let facts = json!({ "from": from, "files": wanted.len() });
    desk.record(tx, "edition.copy", ("edition", id), facts, Vec::new()).await?;
    Ok(id)
}

/// The content without what belongs to the one edition alone: numbers, dates and validity of its document, times, places.
fn own(mut content: Content) -> Content {
    content.shown_at = None;
    content.quotes.clear();
    let head = &mut content.head;
    head.index_no.clear();
    head.doc_no.clear();
    head.validity.clear();
    (head.made_on, head.valid_until) = (None, None);
    content
}

/// `body` with the address `new` in the place of `old`, where that does not go on with a digit.
fn readdressed(body: &str, old: &str, new: &str) -> String {
    let mut parts = body.split(old);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if part.starts_with(|c: char| c.is_ascii_digit()) { old } else { new });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_itself_is_written_anew() {
        let body = "<img src=\"/a/7/files/1\"><img src=\"/a/7/files/12\"><a href=\"/a/7/files/1?v=2\">x</a>";
        let anew = readdressed(body, "/a/7/files/1", "/a/8/files/3");
        assert_eq!(anew, "<img src=\"/a/8/files/3\"><img src=\"/a/7/files/12\"><a href=\"/a/8/files/3?v=2\">x</a>");
    }
}
