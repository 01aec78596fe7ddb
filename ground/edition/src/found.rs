//! By what a published edition is found: its entry in the search index, and its index number.

use base::{Error, Moment};
use store::Tx;
use store::search::{Audience, Doc};

use crate::store::{live, sites};
use crate::{Content, FOUND, Item, terms};

/// What search knows of a published edition.
pub(crate) async fn found(tx: &mut Tx, item: &Item, content: &Content, at: Moment) -> Result<Doc, Error> {
    let head = &content.head;
    let unit = identity::units::find(tx, item.unit_id).await?.map(|unit| unit.short_name).unwrap_or_default();
    let site = sites::find(tx, item.site_id).await?.map(|site| site.slug).unwrap_or_default();
    let facet = |key: &str, value: &str| (!value.is_empty()).then(|| (key.to_owned(), value.to_owned()));
    let facets = [
        facet("unit", &unit),
        facet("theme", terms::theme(&head.theme).unwrap_or_default()),
        facet("genre", terms::genre(&head.genre).unwrap_or_default()),
        facet("validity", terms::title(terms::VALIDITIES, &head.validity).unwrap_or_default()),
    ];
    Ok(Doc {
        kind: FOUND.to_owned(),
        id: item.id,
        title: content.title.clone(),
        body: content.plain(),
        audience: Audience::Public,
        site,
        date: Some(at.date()),
        facets: facets.into_iter().flatten().collect(),
        number: head.doc_no.clone(),
        index_number: head.index_no.clone(),
        url: live::path(item.id),
    })
}

/// 索引号: the unit's code, year and a number without gaps (政府信息公开条例 art. 12).
pub(crate) async fn index_no(tx: &mut Tx, unit: i64, now: Moment) -> Result<String, Error> {
    let unit = identity::units::find(tx, unit).await?.ok_or(Error::Unseen)?;
    matter::store::next_number(tx, &format!("{}/{{year}}-{{seq:05}}", unit.code), now).await
}
