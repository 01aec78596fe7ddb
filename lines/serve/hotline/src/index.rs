//! What the search finds of the line: orders inside, without the caller; typical cases outside.

use ::store::Tx;
use ::store::search::{self, Audience, Doc};
use base::{Date, Fault};

use crate::hide;
use crate::model::{Order, Registered};

/// Kind of orders inside.
pub(crate) const INSIDE: &str = "hotline.order";
/// Kind of typical cases.
pub(crate) const CASE: &str = "hotline.case";

/// An order that was taken.
pub(crate) async fn taken(
    tx: &mut Tx,
    (id, matter, home): (i64, i64, i64),
    entry: &Registered,
    listed: &str,
    on: Date,
) -> Result<(), Fault> {
    let body = hide::veiled(&format!("{}\n{}", entry.body, entry.place), &entry.name);
    inside(tx, (id, matter, home), listed, body, on).await
}

/// An order whose answer was reviewed: the answer is found with it.
pub(crate) async fn answered(tx: &mut Tx, order: &Order, home: i64, answer: &str) -> Result<(), Fault> {
    let listed = hide::listed_title(&order.title, &order.name);
    let body = hide::veiled(&format!("{}\n{}\n{answer}", order.body, order.place), &order.name);
    inside(tx, (order.id, order.matter_id, home), &listed, body, order.received_on).await
}

async fn inside(
    tx: &mut Tx,
    (id, matter, home): (i64, i64, i64),
    title: &str,
    body: String,
    on: Date,
) -> Result<(), Fault> {
    let doc = Doc {
        kind: INSIDE.to_owned(),
        id,
        title: title.to_owned(),
        body,
        audience: Audience::Units(vec![home]),
        date: Some(on),
        url: format!("/work/hotline/{matter}"),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A typical case.
pub(crate) async fn published(tx: &mut Tx, order: &Order, [title, body, answer]: [&str; 3]) -> Result<(), Fault> {
    let doc = Doc {
        kind: CASE.to_owned(),
        id: order.id,
        title: title.to_owned(),
        body: format!("{body}\n{answer}"),
        audience: Audience::Public,
        date: Some(order.received_on),
        url: format!("/hotline/cases/{}", order.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A case that was withdrawn from the public.
pub(crate) async fn withdrawn(tx: &mut Tx, id: i64) -> Result<(), Fault> {
    search::remove(tx, CASE, id).await
}
