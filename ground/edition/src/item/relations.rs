//! Relations between editions (解读、图解、替代、修改、引用、相关), both ways.

use base::Error;
use serde_json::json;
use store::{Query, Tx};

use super::seen;
use crate::store::{items as rows, links, live, sites};
use crate::{Desk, Item, PUBLISH, item_key, terms};

/// Relations that say on the other page what it is worth now (本文已被替代), at once and without a review.
const MARKING: &[&str] = &["supersedes", "superseded", "amends", "amended"];

/// Relates two editions, both ways. The actor writes for the first. The second need not be his, unless the relation marks it
/// as replaced or amended, or as what replaces: then it is his unit's, or stands on a site where he publishes.
///
/// # Errors
/// The actor may not; there is no such relation or edition, or none that he may see; both are one.
pub async fn relate(tx: &mut Tx, desk: &Desk<'_>, id: i64, kind: &str, other: i64) -> Result<(), Error> {
    let item = seen(tx, desk.by, id).await?;
    let back = terms::back(kind).ok_or_else(|| Error::field("relation", "请从列表中选择关联方式。"))?;
    let there = rows::find(tx, other).await?.filter(|there| there.id != id);
    let there = there.ok_or_else(unknown)?;
    // A working copy of others does not exist for him, not even as a number.
    if live::find(tx, other).await?.is_none() {
        seen(tx, desk.by, other)
            .await
            .map_err(|error| if matches!(error, Error::Unseen) { unknown() } else { error })?;
    }
    may_mark(tx, desk, &item, kind, &there).await?;
    links::put(tx, id, kind, other, back).await?;
    let facts = json!({ "kind": kind, "other": other, "unit": there.unit_id });
    desk.record(tx, "edition.relate", ("edition", id), facts, Vec::new()).await?;
    desk.record(tx, "edition.related", ("edition", other), json!({ "kind": back, "other": id }), Vec::new()).await?;
    desk.tell(tx, [item_key(id), item_key(other)].into());
    Ok(())
}

fn unknown() -> Error {
    Error::field("other", "没有这篇稿件，或者它属于其他单位、还没有发布。请核对编号，发布后再建立关联。")
}

/// Ends a relation.
///
/// # Errors
/// The actor may not, as in [`relate`]; there was none.
pub async fn unrelate(tx: &mut Tx, desk: &Desk<'_>, id: i64, kind: &str, other: i64) -> Result<(), Error> {
    let item = seen(tx, desk.by, id).await?;
    let back = terms::back(kind).ok_or(Error::Unseen)?;
    // Asked first: a number that is only guessed tells nothing of whose working copy it is.
    if !links::all(tx, id).await?.iter().any(|(there, k)| *there == other && k == kind) {
        return Err(Error::Unseen);
    }
    let there = rows::find(tx, other).await?.ok_or(Error::Unseen)?;
    may_mark(tx, desk, &item, kind, &there).await?;
    if links::remove(tx, id, kind, other, back).await? == 0 {
        return Err(Error::Unseen);
    }
    desk.record(tx, "edition.unrelate", ("edition", id), json!({ "kind": kind, "other": other }), Vec::new()).await?;
    desk.record(tx, "edition.unrelated", ("edition", other), json!({ "kind": back, "other": id }), Vec::new()).await?;
    desk.tell(tx, [item_key(id), item_key(other)].into());
    Ok(())
}

/// Whether the actor may say on the page of `there` that it is replaced, amended, or replaces.
async fn may_mark(q: &mut impl Query, desk: &Desk<'_>, item: &Item, kind: &str, there: &Item) -> Result<(), Error> {
    if !MARKING.contains(&kind) || there.unit_id == item.unit_id {
        return Ok(());
    }
    let site = sites::find(q, there.site_id).await?;
    if site.is_some_and(|site| desk.by.may(PUBLISH, Some(site.unit_id))) {
        return Ok(());
    }
    let unit = identity::units::find(q, there.unit_id).await?.map(|unit| unit.short_name).unwrap_or_default();
    let message = format!("编号 {} 的稿件属于{unit}，替代、修改关系须由该网站的编辑建立。请与{unit}联系。", there.id);
    Err(Error::field("other", message))
}
