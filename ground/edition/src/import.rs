//! Import: editions that come from elsewhere with their dates, and are published at once or become drafts. What was imported
//! from the same origin before is left as it is when nothing changed there, and becomes a new version when something did. What
//! somebody changed, withdrew or has under review here is never overwritten.

mod before;

use std::collections::BTreeSet;

use base::{Error, Moment};
use serde_json::json;
use store::Tx;
use store::files::Stored;

use crate::store::{addresses, columns, files, items as rows, links};
use crate::{Content, Desk, WRITE, publish, terms};

/// Something to be imported.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// Whence: a stable name, such as `laws:ff80…` or the old address.
    pub origin: &'a str,
    /// Key of a kind.
    pub kind: &'a str,
    /// The column.
    pub column: i64,
    /// The unit that publishes it here.
    pub unit: i64,
    /// `active` for disclosed documents, `none` for others.
    pub attribute: &'a str,
    /// The content; [`Content::shown_at`] is the time of publication there.
    pub content: Content,
    /// Old addresses: host and path with query.
    pub addresses: &'a [(String, String)],
}

/// How something is brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// It becomes a draft; what is published of it stays as it is meanwhile.
    pub draft: bool,
    /// The import run that brings it, for the ledger.
    pub run: Option<i64>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// A new edition.
    New(i64),
    /// A new version of one that was there.
    Changed(i64),
    /// It was there already, just so.
    Same(i64),
}

impl Brought {
    /// The edition's key.
    pub fn id(self) -> i64 {
        match self {
            Self::New(id) | Self::Changed(id) | Self::Same(id) => id,
        }
    }
}

/// A file that comes with an import.
#[derive(Debug, Clone)]
pub struct Attach<'a> {
    /// The file, which lies in the store already.
    pub stored: &'a Stored,
    /// attachment, image, cover or video.
    pub role: &'a str,
    /// What a picture shows.
    pub alt: &'a str,
}

/// Brings one edition in.
///
/// # Errors
/// The actor may not write for the unit; the column is not there; the content is wrong.
pub async fn bring(tx: &mut Tx, desk: &Desk<'_>, import: Import<'_>) -> Result<Brought, Error> {
    bring_with(tx, desk, import, &[]).await
}

/// Brings one edition in with its files and publishes it. In the body `/files/{digest}` stands for the address that a file will
/// have.
///
/// # Errors
/// As [`bring_as`].
pub async fn bring_with(
    tx: &mut Tx,
    desk: &Desk<'_>,
    import: Import<'_>,
    files: &[Attach<'_>],
) -> Result<Brought, Error> {
    bring_as(tx, desk, import, files, Manner::default()).await
}

/// Brings one edition in with its files.
///
/// # Errors
/// The actor may not write for the unit; the column is not there; the content is wrong; something changed where it comes from,
/// but it was changed here too, withdrawn, or is under review (a refusal); it belongs to another site (a refusal).
pub async fn bring_as(
    tx: &mut Tx,
    desk: &Desk<'_>,
    mut import: Import<'_>,
    files: &[Attach<'_>],
    manner: Manner,
) -> Result<Brought, Error> {
    desk.by.require(WRITE, Some(import.unit))?;
    let before = rows::by_origin(tx, import.origin).await?;
    if let Some(item) = &before {
        import.content.body = addressed(tx, item.id, import.content.body).await?;
    }
    let mut content = std::mem::take(&mut import.content).clean()?;
    let faults = content.faults(import.kind, false);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let column = columns::find(tx, import.column).await?.ok_or(Error::Unseen)?;
    if before.as_ref().is_some_and(|item| item.site_id != column.site_id) {
        // One record, many sites: whoever keeps another site takes nothing away from the first.
        let message = "这个网页已由本县其他网站导入，没有再次导入，也没有改动。需要在本站显示的，请在稿件发布后取用。";
        return Err(Error::refused("edition.import.elsewhere", message));
    }
    if let Some(item) = &before {
        let lacks = !missing(tx, item.id, files).await?.is_empty();
        if !before::is_to_change(tx, item, &import, &mut content, lacks, manner).await? {
            return Ok(Brought::Same(item.id));
        }
    }
    if import.attribute == "active" && content.head.index_no.is_empty() && !manner.draft {
        let at = content.shown_at.map_or(desk.now, Moment);
        let unit = before.as_ref().map_or(import.unit, |item| item.unit_id);
        content.head.index_no = crate::found::index_no(tx, unit, at).await?;
    }
    let id = match &before {
        Some(item) => item.id,
        None => insert(tx, desk, &import, column.site_id, &content).await?,
    };
    attach(tx, desk, id, files).await?;
    let body = addressed(tx, id, content.body.clone()).await?;
    // A new one was written just so, unless its text names its files.
    let written = before.is_none() && body == content.body;
    content.body = body;
    if !written {
        let change = rows::Change {
            kind: import.kind,
            site: column.site_id,
            column: column.id,
            content: &content,
            attribute: import.attribute,
            attribute_why: before.as_ref().map_or("", |item| item.attribute_why.as_str()),
            person: desk.by.person(),
        };
        rows::change(tx, id, &change, desk.now).await?;
    }
    kept(tx, desk, id, &import, &content, manner).await?;
    Ok(if before.is_some() { Brought::Changed(id) } else { Brought::New(id) })
}

/// Keeps what was brought as a version, shows it unless it is a draft, and records both.
async fn kept(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    import: &Import<'_>,
    content: &Content,
    manner: Manner,
) -> Result<(), Error> {
    let json = rows::written(content)?;
    let item = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let what = if manner.draft { before::DRAFTED } else { before::PUBLISHED };
    let (version, row) = rows::keep(tx, id, desk.by.person(), &desk.by.name(), what, &json, desk.now).await?;
    let mut keys = BTreeSet::new();
    if manner.draft {
        if item.state != "draft" {
            rows::set_state(tx, id, "draft", desk.now).await?;
        }
        crate::drafted::follow(tx, id).await?;
    } else {
        publish::show(tx, &item, content, version, desk.now, &mut keys).await?;
        rows::published(tx, id, version, content.shown_at.map_or(desk.now, Moment)).await?;
        crate::drafted::forget(tx, id).await?;
    }
    for (host, path) in import.addresses {
        addresses::put(tx, host, path, Some(id), "", desk.now).await?;
    }
    let body = ledger::Body { table: "edition_version", column: "content", row, content: json.as_bytes() };
    let mut facts = json!({ "origin": import.origin, "version": version });
    if manner.draft {
        facts["draft"] = json!(true);
    }
    if let Some(run) = manner.run {
        facts["run"] = json!(run);
    }
    desk.record(tx, "edition.import", ("edition", id), facts, vec![body]).await?;
    desk.tell(tx, keys);
    Ok(())
}

async fn insert(tx: &mut Tx, desk: &Desk<'_>, import: &Import<'_>, site: i64, content: &Content) -> Result<i64, Error> {
    let new = rows::New {
        kind: import.kind,
        site,
        column: import.column,
        unit: import.unit,
        content,
        attribute: import.attribute,
        attribute_why: "",
        person: desk.by.person(),
        author: &desk.by.name(),
        origin: Some(import.origin),
    };
    Ok(rows::insert(tx, &new, desk.now).await?)
}

/// Adds the files that the edition does not have yet.
async fn attach(tx: &mut Tx, desk: &Desk<'_>, id: i64, wanted: &[Attach<'_>]) -> Result<(), Error> {
    for Attach { stored, role, alt } in missing(tx, id, wanted).await? {
        stored.record(tx, desk.now).await?;
        let new = files::New {
            digest: &stored.digest,
            name: &stored.name,
            size: i64::try_from(stored.size).unwrap_or(i64::MAX),
            media_type: stored.media_type,
            role,
            alt,
        };
        files::insert(tx, id, &new, desk.now).await?;
    }
    Ok(())
}

/// Those of the `wanted` files that the edition does not have.
async fn missing<'w, 'a>(tx: &mut Tx, id: i64, wanted: &'w [Attach<'a>]) -> Result<Vec<&'w Attach<'a>>, Error> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let there = files::of_item(tx, id).await?;
    let has = |wanted: &Attach<'_>| there.iter().any(|f| f.digest == wanted.stored.digest && f.role == wanted.role);
    Ok(wanted.iter().filter(|wanted| !has(wanted)).collect())
}

/// `body` with the addresses of the edition's files in the place of their digests.
async fn addressed(tx: &mut Tx, id: i64, mut body: String) -> Result<String, Error> {
    if body.contains("/files/") {
        for file in files::of_item(tx, id).await? {
            body = body.replace(&format!("\"/files/{}\"", file.digest), &format!("\"/a/{id}/files/{}\"", file.id));
        }
    }
    Ok(body)
}

/// Relates two imported editions both ways, once; a second time changes and records nothing.
///
/// # Errors
/// There is no such relation.
pub async fn relate(tx: &mut Tx, desk: &Desk<'_>, id: i64, kind: &str, other: i64) -> Result<(), Error> {
    let back = terms::back(kind).ok_or(Error::Unseen)?;
    if links::put(tx, id, kind, other, back).await? > 0 {
        desk.record(tx, "edition.relate", ("edition", id), json!({ "kind": kind, "other": other }), Vec::new()).await?;
    }
    Ok(())
}
