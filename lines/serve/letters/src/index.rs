//! Letters in the search index: one document inside, for finding, duplicates and dispatch; one outside once published.

use ::store::Tx;
use ::store::search::{self, Audience, Doc};
use base::{Date, Fault};

use crate::hide;
use crate::model::{Letter, Writing};

/// Kind of the documents inside.
pub(crate) const INSIDE: &str = "letters.letter";
/// Kind of the published documents.
pub(crate) const PUBLIC: &str = "letters.public";

/// A letter that arrived.
pub(crate) async fn arrived(tx: &mut Tx, id: i64, home: i64, writing: &Writing, on: Date) -> Result<(), Fault> {
    let protected = writing.confidential || writing.kind == "report";
    let title = hide::listed_title(&writing.title, &writing.name, protected);
    let body = if protected { hide::veiled(&writing.body, &writing.name) } else { writing.body.clone() };
    search::put(tx, &Doc { date: Some(on), ..inside(id, home, title, body) }).await
}

/// A letter whose answer went out: the answer is found with it.
pub(crate) async fn answered(tx: &mut Tx, letter: &Letter, home: i64) -> Result<(), Fault> {
    let protected = hide::protected(letter);
    let title = hide::listed_title(&letter.title, &letter.name, protected);
    let body = hide::typed(letter, &format!("{}\n{}", letter.body, letter.draft));
    let doc = inside(letter.id, home, title, body);
    search::put(tx, &Doc { date: Some(letter.received_on), ..doc }).await
}

fn inside(id: i64, home: i64, title: String, body: String) -> Doc {
    let audience = Audience::Units(vec![home]);
    let url = format!("/work/letters/{id}");
    Doc { kind: INSIDE.to_owned(), id, title, body, audience, url, ..Doc::default() }
}

/// A published letter.
pub(crate) async fn published(tx: &mut Tx, letter: &Letter, [title, body, answer]: [&str; 3]) -> Result<(), Fault> {
    let doc = Doc {
        kind: PUBLIC.to_owned(),
        id: letter.id,
        title: title.to_owned(),
        body: format!("{body}\n{answer}"),
        audience: Audience::Public,
        date: Some(letter.received_on),
        url: format!("/letters/{}", letter.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A letter that was withdrawn from the public.
pub(crate) async fn withdrawn(tx: &mut Tx, id: i64) -> Result<(), Fault> {
    search::remove(tx, PUBLIC, id).await
}
