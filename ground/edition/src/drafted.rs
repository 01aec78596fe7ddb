//! Working copies in the search index: whoever writes for the unit finds them in the workbench, and whoever publishes on the
//! site what other units wrote for it. What is published as it stands is found as published and no longer here.

use base::Error;
use store::search::{self, Audience, Doc};
use store::{Query, Tx};

use crate::store::{columns, items, sites};
use crate::{DRAFTED, HANDED, Item};

/// Lets the index follow the working copy of `id`.
pub(crate) async fn follow(tx: &mut Tx, id: i64) -> Result<(), Error> {
    let Some(item) = items::find(tx, id).await? else { return Ok(()) };
    if item.state == "published" {
        return forget(tx, id).await;
    }
    let site = sites::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
    let doc = doc(tx, &item).await?;
    search::put(tx, &doc).await?;
    if site.unit_id != item.unit_id {
        let handed = Doc { kind: HANDED.to_owned(), audience: Audience::Units(vec![site.unit_id]), ..doc };
        search::put(tx, &handed).await?;
    } else {
        // The unit may have got the site after it handed the working copy in.
        search::remove(tx, HANDED, id).await?;
    }
    Ok(())
}

/// Takes the working copy of `id` out of the index.
pub(crate) async fn forget(tx: &mut Tx, id: i64) -> Result<(), Error> {
    search::remove(tx, DRAFTED, id).await?;
    search::remove(tx, HANDED, id).await?;
    Ok(())
}

async fn doc(q: &mut impl Query, item: &Item) -> Result<Doc, Error> {
    let content = item.content()?;
    let unit = identity::units::find(q, item.unit_id).await?.map(|unit| unit.short_name).unwrap_or_default();
    let column = columns::find(q, item.column_id).await?.map(|column| column.name).unwrap_or_default();
    let facets = [("unit", unit), ("column", column)];
    Ok(Doc {
        kind: DRAFTED.to_owned(),
        id: item.id,
        title: content.title.clone(),
        body: content.plain(),
        audience: Audience::Units(vec![item.unit_id]),
        date: Some(item.changed_at.date()),
        facets: facets.into_iter().filter(|(_, value)| !value.is_empty()).map(|(k, v)| (k.to_owned(), v)).collect(),
        number: content.head.doc_no,
        index_number: content.head.index_no,
        url: format!("/work/content/{}", item.id),
        ..Doc::default()
    })
}
