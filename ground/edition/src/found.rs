//! By what a published edition is found: its entry in the search index, and its index number.

use base::{Error, Moment};
use store::search::{self, Audience, Doc};
use store::{Query, Tx};

use crate::store::{columns, places, sites};
use crate::{Content, DISCLOSED_FACET, FOUND, Head, Live, Site, terms};

/// Lets the index follow what is published: it is found while an open site shows it.
pub(crate) async fn follow(tx: &mut Tx, live: &Live, content: &Content) -> Result<(), Error> {
    match home(tx, live).await? {
        Some(site) => {
            let doc = found(tx, live, content, &site).await?;
            Ok(search::put(tx, &doc).await?)
        }
        None => Ok(search::remove(tx, FOUND, live.item_id).await?),
    }
}

/// The site on which a published edition is read: its own one, or the first other one that shows it while its own one is off
/// line; nothing when all of them are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn home(q: &mut impl Query, live: &Live) -> Result<Option<Site>, Error> {
    let open = |site: &Site| site.closed_at.is_none();
    if let Some(own) = sites::find(q, live.site_id).await?.filter(open) {
        return Ok(Some(own));
    }
    for (_, site, _) in places::of_live(q, live.item_id).await? {
        if let Some(site) = sites::find(q, site).await?.filter(open) {
            return Ok(Some(site));
        }
    }
    Ok(None)
}

/// What search knows of a published edition that is read on `site`.
async fn found(q: &mut impl Query, live: &Live, content: &Content, site: &Site) -> Result<Doc, Error> {
    let head = &content.head;
    let facets = facets(q, (live.unit_id, live.column_id), head).await?;
    Ok(Doc {
        kind: FOUND.to_owned(),
        id: live.item_id,
        title: content.title.clone(),
        body: content.plain(),
        audience: Audience::Public,
        site: site.slug.clone(),
        date: live.at().map(Moment::date),
        facets,
        number: head.doc_no.clone(),
        index_number: head.index_no.clone(),
        url: if site.id == live.site_id { live.path() } else { site.at(&live.path()) },
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
    matter::store::next_number(tx, &format!("{}/{{year}}-{{seq:05}}", unit.code), "", now).await
}
