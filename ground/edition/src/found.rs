//! By what a published edition is found: its entry in the search index, and its index number.

use base::{Error, Moment};
use store::search::{Audience, Doc};
use store::{Query, Tx};

use crate::store::{columns, sites};
use crate::{Content, DISCLOSED_FACET, FOUND, Head, Live, terms};

/// What search knows of a published edition.
pub(crate) async fn found(q: &mut impl Query, live: &Live, content: &Content) -> Result<Doc, Error> {
    let head = &content.head;
    let facets = facets(q, (live.unit_id, live.column_id), head).await?;
    let site = sites::find(q, live.site_id).await?.map(|site| site.slug).unwrap_or_default();
    Ok(Doc {
        kind: FOUND.to_owned(),
        id: live.item_id,
        title: content.title.clone(),
        body: content.plain(),
        audience: Audience::Public,
        site,
        date: live.at().map(Moment::date),
        facets,
        number: head.doc_no.clone(),
        index_number: head.index_no.clone(),
        url: live.path(),
    })
}

/// By what it can be narrowed: unit, column, theme, genre, validity, and whether it is disclosed.
async fn facets(q: &mut impl Query, (unit, column): (i64, i64), head: &Head) -> Result<Vec<(String, String)>, Error> {
    let unit = identity::units::find(q, unit).await?.map(|unit| unit.short_name).unwrap_or_default();
    let column = columns::find(q, column).await?.map(|column| column.name).unwrap_or_default();
    let facet = |key: &str, value: &str| (!value.is_empty()).then(|| (key.to_owned(), value.to_owned()));
    let facets = [
        facet("unit", &unit),
        facet("column", &column),
        facet("theme", terms::theme(&head.theme).unwrap_or_default()),
        facet("genre", terms::genre(&head.genre).unwrap_or_default()),
        facet("validity", terms::title(terms::VALIDITIES, &head.validity).unwrap_or_default()),
        facet(DISCLOSED_FACET, if head.index_no.is_empty() { "" } else { "1" }),
    ];
    Ok(facets.into_iter().flatten().collect())
}

/// 索引号: the unit's code, year and a number without gaps (政府信息公开条例 art. 12).
pub(crate) async fn index_no(tx: &mut Tx, unit: i64, now: Moment) -> Result<String, Error> {
    let unit = identity::units::find(tx, unit).await?.ok_or(Error::Unseen)?;
    matter::store::next_number(tx, &format!("{}/{{year}}-{{seq:05}}", unit.code), now).await
}
