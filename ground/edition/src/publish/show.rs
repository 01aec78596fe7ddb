//! What publication writes where readers look: snapshot, places, search entry.

use std::collections::BTreeSet;

use base::{Error, Fault, Moment};
use store::Tx;

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
    let known = item.published_at.is_some();
    let changed = placed(tx, (item.id, item.column_id), known, content, at).await?;
    let shown = live::find(tx, item.id).await?.ok_or_else(|| Fault::broken(format!("{} is not there", item.id)))?;
    found::follow(tx, &shown, content).await?;
    keys.extend([item_key(item.id), DISCLOSED.to_owned()]);
    told(tx, &changed, keys).await
}

/// Writes the places of an edition anew, its own column first; gives the columns that changed. What is not `known` was never
/// published and stands nowhere yet.
pub(super) async fn placed(
    tx: &mut Tx,
    (item, own): (i64, i64),
    known: bool,
    content: &Content,
    at: Moment,
) -> Result<Vec<i64>, Error> {
    let (mut changed, pinned) = if known { places::clear(tx, item).await? } else { Default::default() };
    if let Some(own) = columns::find(tx, own).await? {
        changed.extend(places::show(tx, item, &own, "own", at).await?);
    }
    for quote in content.quotes.iter().filter(|quote| **quote != own) {
        if let Some(column) = columns::find(tx, *quote).await?.filter(|c| c.closed_at.is_none()) {
            changed.extend(places::show(tx, item, &column, "quoted", at).await?);
        }
    }
    // What stood on top still does when it is published again.
    for (column, until) in pinned {
        places::pin(tx, column, item, Some(until)).await?;
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
