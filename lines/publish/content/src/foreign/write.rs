//! Pages that are ready become editions, in one transaction, with the old addresses that lead to them.

use base::Error;
use edition::import::{Attach, Brought, Import, Manner};
use edition::{Desk, live};
use identity::Actor;
use intake::page::{FileKind, Page};
use store::Tx;
use store::files::Stored;
use web::App;

use super::article;
use super::page::{Ready, host, origin};

/// What became of a page; with the edition's key, or the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    New(i64),
    Changed(i64),
    Same(i64),
    Refused(String),
}

/// A page with what became of it.
pub(super) struct Written {
    pub ready: Ready,
    pub outcome: Outcome,
}

/// Writes a batch in one transaction.
pub(super) async fn batch(app: &App, works: Vec<Ready>, manner: Manner) -> Result<Vec<Written>, Error> {
    let mut tx = app.db.begin().await?;
    let written = within(&mut tx, app, works, manner).await?;
    tx.commit().await?;
    Ok(written)
}

/// Writes a batch in the caller's transaction.
pub(super) async fn within(tx: &mut Tx, app: &App, works: Vec<Ready>, manner: Manner) -> Result<Vec<Written>, Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut done = Vec::with_capacity(works.len());
    for ready in works {
        let outcome = one(tx, &desk, &ready, manner).await?;
        done.push(Written { ready, outcome });
    }
    Ok(done)
}

/// Writes one page with the old addresses that lead to it.
async fn one(tx: &mut Tx, desk: &Desk<'_>, ready: &Ready, manner: Manner) -> Result<Outcome, Error> {
    let origin = origin(&ready.page);
    let addresses = free(tx, &ready.page, &origin).await?;
    let document = ready.page.is_document();
    let import = Import {
        origin: &origin,
        kind: if document { "policy" } else { "article" },
        column: ready.column.id,
        unit: ready.column.unit_id,
        attribute: if document { "active" } else { "none" },
        content: ready.content.clone(),
        addresses: &addresses,
    };
    let files: Vec<Attach<'_>> = ready.files.iter().map(attach).collect();
    Ok(match edition::import::bring_as(tx, desk, import, &files, manner).await {
        Ok(Brought::Same(id)) => Outcome::Same(id),
        Ok(Brought::New(id)) => Outcome::New(id),
        Ok(Brought::Changed(id)) => Outcome::Changed(id),
        Err(Error::Invalid(faults)) => Outcome::Refused(faults.into_iter().map(|fault| fault.message).collect()),
        Err(Error::Refused(refusal)) => Outcome::Refused(refusal.message),
        Err(other) => return Err(other),
    })
}

fn attach(file: &(Stored, FileKind, String)) -> Attach<'_> {
    let (stored, kind, name) = file;
    match kind {
        FileKind::Picture => Attach { stored, role: "image", alt: name },
        FileKind::Attachment => Attach { stored, role: "attachment", alt: "" },
    }
}

/// The old addresses of a page, on its own host and on any, but for those that lead to something else already.
async fn free(tx: &mut Tx, page: &Page, origin: &str) -> Result<Vec<(String, String)>, Error> {
    let own = edition::item::by_origin(tx, origin).await?.map(|item| item.id);
    let host = host(page);
    let mut addresses = Vec::new();
    for path in article::forms(&page.path()) {
        if !host.is_empty() && live::address_is_free(tx, (&host, &path), own).await? {
            addresses.push((host.clone(), path.clone()));
        }
        if path != "/" && live::address_is_free(tx, ("", &path), own).await? {
            addresses.push((String::new(), path));
        }
    }
    Ok(addresses)
}
