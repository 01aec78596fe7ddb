//! Letters in the search index: one document inside, for finding, duplicates and dispatch; one outside once published.

use ::store::Tx;
use ::store::search::{self, Audience, Doc};
use base::Fault;

use crate::hide;
use crate::model::{Letter, Writing};

/// Kind of the documents inside.
pub(crate) const INSIDE: &str = "letters.letter";
/// Kind of the published documents.
pub(crate) const PUBLIC: &str = "letters.public";

/// A letter that arrived.
pub(crate) async fn arrived(tx: &mut Tx, id: i64, home: i64, writing: &Writing) -> Result<(), Fault> {
    let protected = writing.confidential || writing.kind == "report";
    let title = hide::listed_title(&writing.title, &writing.name, protected);
    let body = if protected { hide::veiled(&writing.body, &writing.name) } else { writing.body.clone() };
    put(tx, INSIDE, id, &title, &body, Audience::Units(vec![home])).await
}

/// A letter whose answer went out: the answer is found with it.
pub(crate) async fn answered(tx: &mut Tx, letter: &Letter, home: i64) -> Result<(), Fault> {
    let protected = hide::protected(letter);
    let title = hide::listed_title(&letter.title, &letter.name, protected);
    let body = if protected { hide::veiled(&letter.body, &letter.name) } else { letter.body.clone() };
    put(tx, INSIDE, letter.id, &title, &format!("{body}\n{}", letter.draft), Audience::Units(vec![home])).await
}

/// A published letter.
pub(crate) async fn published(tx: &mut Tx, id: i64, [title, body, answer]: [&str; 3]) -> Result<(), Fault> {
    put(tx, PUBLIC, id, title, &format!("{body}\n{answer}"), Audience::Public).await
}

/// A letter that was withdrawn from the public.
pub(crate) async fn withdrawn(tx: &mut Tx, id: i64) -> Result<(), Fault> {
    search::remove(tx, PUBLIC, id).await
}

async fn put(tx: &mut Tx, kind: &str, id: i64, title: &str, body: &str, audience: Audience) -> Result<(), Fault> {
    let (kind, title, body) = (kind.to_owned(), title.to_owned(), body.to_owned());
    search::put(tx, &Doc { kind, id, title, body, audience }).await
}
