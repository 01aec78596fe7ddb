//! Sets of editions that are published together (发布组: 文件、解读、图解), and which of a set wait for publication.

use base::Error;
use serde_json::json;
use store::{Query, Tx};

use super::{SET_MAX, allowed};
use crate::store::{items as rows, sets};
use crate::{Desk, Item};

/// Lets editions be published together (发布组: 文件、解读、图解); an empty list dissolves the set of its members.
///
/// # Errors
/// The actor may not publish one of them; there are too many.
pub async fn set(tx: &mut Tx, desk: &Desk<'_>, ids: &[i64]) -> Result<(), Error> {
    if ids.len() > SET_MAX {
        return Err(Error::field("set", "一个发布组最多 100 篇稿件。"));
    }
    let Some(&first) = ids.iter().min() else { return Ok(()) };
    for &id in ids {
        let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
        allowed(tx, desk, &item).await?;
        sets::set_set(tx, id, (ids.len() > 1).then_some(first)).await?;
    }
    desk.record(tx, "edition.set", ("edition", first), json!({ "items": ids }), Vec::new()).await?;
    Ok(())
}

/// Everything of the set of `id`, itself among them, whatever state it is in.
///
/// # Errors
/// `Unseen` when there is none; a fault when the database does not answer.
pub async fn whole_set(q: &mut impl Query, id: i64) -> Result<Vec<i64>, Error> {
    let item = rows::find(q, id).await?.ok_or(Error::Unseen)?;
    Ok(all(q, item).await?.into_iter().map(|member| member.id).collect())
}

/// The editions that a publication of `id` publishes, itself among them: not those of its set that stand published as they were
/// approved, nor those that were withdrawn.
///
/// # Errors
/// `Unseen` when there is none; a fault when the database does not answer.
pub async fn members(q: &mut impl Query, id: i64) -> Result<Vec<i64>, Error> {
    let item = rows::find(q, id).await?.ok_or(Error::Unseen)?;
    Ok(together(q, item).await?.into_iter().map(|member| member.id).collect())
}

/// The same, with the whole set locked in one order: jobs of a set run at the same second, and what somebody saves meanwhile is
/// not written over.
pub(super) async fn locked(tx: &mut Tx, id: i64) -> Result<Vec<Item>, Error> {
    for member in whole_set(tx, id).await? {
        rows::to_change(tx, member).await?;
    }
    let item = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    together(tx, item).await
}

/// `item` with the others of its set that wait for publication.
pub(super) async fn together(q: &mut impl Query, item: Item) -> Result<Vec<Item>, Error> {
    let id = item.id;
    let mut members = all(q, item).await?;
    members.retain(|member| member.id == id || waits(member));
    Ok(members)
}

/// Whether something of it waits for publication. Every change of a working copy takes it out of these two states.
fn waits(member: &Item) -> bool {
    !matches!(member.state.as_str(), "published" | "withdrawn")
}

async fn all(q: &mut impl Query, item: Item) -> Result<Vec<Item>, Error> {
    match item.set_id {
        Some(set) => Ok(sets::of_set(q, set).await?),
        None => Ok(vec![item]),
    }
}
