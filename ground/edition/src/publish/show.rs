//! What publication writes where readers look: snapshot, places, search entry.

use std::collections::BTreeSet;

use base::{Error, Fault, Moment};
use store::{Tx, search};

use crate::store::{columns, files, live, places};
use crate::{Content, DISCLOSED, Item, column_key, found, item_key, news_key};

/// Puts snapshot, places and search entry; notes whose pages change.
pub(crate) async fn show(
    tx: &mut Tx,
    item: &Item,
    content: &Content,
    version: i64,
    now: Moment,
    keys: &mut BTreeSet<String>,
) -> Result<(), Error> {
    live::put(tx, item, content, version, now).await?;
    files::show(tx, item.id).await?;
    let at = content.shown_at.map_or(item.published_at.unwrap_or(now), Moment);
    let changed = placed(tx, item, content, at).await?;
    let shown = live::find(tx, item.id).await?.ok_or_else(|| Fault::broken(format!("{} is not there", item.id)))?;
    let doc = found::found(tx, &shown, content).await?;
    search::put(tx, &doc).await?;
    keys.extend([item_key(item.id), DISCLOSED.to_owned()]);
    told(tx, &changed, keys).await
}

/// Writes the places of an edition anew; gives the columns that changed.
pub(super) async fn placed(tx: &mut Tx, item: &Item, content: &Content, at: Moment) -> Result<Vec<i64>, Error> {
    // What was never published stands nowhere yet.
    let (mut changed, pinned) =
        if item.published_at.is_some() { places::clear(tx, item.id).await? } else { Default::default() };
    if let Some(own) = columns::find(tx, item.column_id).await? {
        changed.extend(places::show(tx, item.id, &own, "own", at).await?);
    }
    for quote in content.quotes.iter().filter(|quote| **quote != item.column_id) {
        if let Some(column) = columns::find(tx, *quote).await?.filter(|c| c.closed_at.is_none()) {
            changed.extend(places::show(tx, item.id, &column, "quoted", at).await?);
        }
    }
    // What stood on top still does when it is published again.
    for (column, until) in pinned {
        places::pin(tx, column, item.id, Some(until)).await?;
    }
    Ok(changed)
}

/// Columns and what their sites publish, as keys of the page cache.
pub(super) async fn told(tx: &mut Tx, changed: &[i64], keys: &mut BTreeSet<String>) -> Result<(), Error> {
    for id in changed {
        keys.insert(column_key(*id));
        if let Some(column) = columns::find(tx, *id).await? {
            keys.insert(news_key(column.site_id));
            // A column that is empty no more, or again, comes into the menus or leaves them.
            if column.items <= 1 {
                keys.insert(web::SITE.to_owned());
            }
        }
    }
    Ok(())
}
