//! What the search finds of the line: public knowledge, published consultations, and all consultations inside.

use ::store::Tx;
use ::store::search::{self, Audience, Doc, Named, Place};
use base::{Date, Fault};
use counter::mask;
use matter::Later;
use web::App;

use crate::model::{Case, Entry, Version};
use crate::store;

/// Kind of public entries of the knowledge base.
pub(crate) const ENTRY: &str = "consult.entry";
/// Kind of published consultations.
pub(crate) const ANSWER: &str = "consult.answer";
/// Kind of consultations inside.
pub(crate) const INSIDE: &str = "consult.ask";

/// An entry became public: its wordings are found like its question.
pub(crate) async fn known(tx: &mut Tx, entry: &Entry, version: &Version, unit: &str, on: Date) -> Result<(), Fault> {
    let doc = Doc {
        kind: ENTRY.to_owned(),
        id: entry.id,
        title: version.question.clone(),
        body: format!("{}\n{}", version.variants, version.answer),
        audience: Audience::Public,
        date: Some(on),
        facets: vec![("unit".to_owned(), unit.to_owned())],
        url: format!("/consult/k/{}", entry.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// Entries bear the name of the unit responsible.
pub(crate) fn again(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(async move {
        let Named::Unit(unit) = named else { return Ok(None) };
        let q = &mut app.db.reader();
        let Some(name) = identity::units::find(q, unit).await?.map(|unit| unit.short_name) else { return Ok(None) };
        let ids = store::of_unit(q, unit, after.1, limit).await?;
        search::set_facet(&app.db, ENTRY, &ids, ("unit", &name)).await?;
        Ok(ids.last().map(|id| (*id, *id)).filter(|_| ids.len() >= limit))
    })
}

/// An entry is no longer public.
pub(crate) async fn forgotten(tx: &mut Tx, entry: i64) -> Result<(), Fault> {
    search::remove(tx, ENTRY, entry).await
}

/// A consultation that arrived or was answered, for those inside.
pub(crate) async fn inside(
    tx: &mut Tx,
    (id, matter, home): (i64, i64, i64),
    title: &str,
    texts: [&str; 2],
    on: Date,
) -> Result<(), Fault> {
    let doc = Doc {
        kind: INSIDE.to_owned(),
        id,
        title: title.to_owned(),
        body: texts.join("\n"),
        audience: Audience::Units(vec![home]),
        date: Some(on),
        url: format!("/work/consult/{matter}"),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A published consultation.
pub(crate) async fn published(tx: &mut Tx, case: &Case, [title, body, answer]: [&str; 3]) -> Result<(), Fault> {
    let doc = Doc {
        kind: ANSWER.to_owned(),
        id: case.id,
        title: title.to_owned(),
        body: format!("{body}\n{answer}"),
        audience: Audience::Public,
        date: Some(case.received_on),
        url: format!("/consult/answers/{}", case.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A consultation that was withdrawn from the public.
pub(crate) async fn withdrawn(tx: &mut Tx, id: i64) -> Result<(), Fault> {
    search::remove(tx, ANSWER, id).await
}

/// A title as lists of all units may show it.
pub(crate) fn listed_title(title: &str, name: &str) -> String {
    mask::veiled(title, name, "咨询人")
}
