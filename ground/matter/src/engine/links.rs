//! Relations between matters (并案 关联 重复 转为), written on both sides in one transaction, whatever their processes.

use base::Error;
use identity::Actor;
use store::Tx;

use super::write::write_act;
use crate::case::{Act, Case, Event, Link, LinkKind};
use crate::decide::Who;
use crate::ground::Ground;
use crate::store::{self as rows, Matter};

/// Links `id` to `other` as `kind` says, and `other` back to `id`; once per kind.
///
/// # Errors
/// Wrong fields when a matter is linked to itself, a refusal for who keeps away from `id`, [`Error::Unseen`] when one of them is not there.
pub async fn link(tx: &mut Tx, ground: &Ground, by: &Actor, id: i64, other: i64, kind: LinkKind) -> Result<(), Error> {
    if id == other {
        return Err(itself());
    }
    crate::recusal::near(tx, id, by).await?;
    write_link(tx, ground, by, id, Link { other, kind }).await?;
    write_link(tx, ground, by, other, Link { other: id, kind: kind.back() }).await
}

/// Refuses an act that links a matter to itself, or merges it into one that was itself merged away.
pub(super) async fn allowed(tx: &mut Tx, id: i64, act: &Act) -> Result<(), Error> {
    for link in linked(act) {
        if link.other == id {
            return Err(itself());
        }
        let other = rows::matter_to_change(tx, link.other).await?;
        // One that was merged and goes on by itself since is merged no longer.
        let merged = other.closed_at.is_some() && other.case()?.links.iter().any(|l| l.kind == LinkKind::MergedInto);
        if merged && link.kind == LinkKind::MergedInto {
            return Err(Error::field("other", "那一件已经并入别的办件，请填写并入后的那一件的编号"));
        }
    }
    Ok(())
}

/// Writes the other side of the links that an act made.
pub(super) async fn tell_others(tx: &mut Tx, ground: &Ground, id: i64, act: &Act, who: &Who<'_>) -> Result<(), Error> {
    let by = match who {
        Who::Actor(actor) => actor,
        Who::Applicant => &Actor::Anonymous,
    };
    for link in linked(act) {
        write_link(tx, ground, by, link.other, Link { other: id, kind: link.kind.back() }).await?;
    }
    Ok(())
}

fn linked(act: &Act) -> impl Iterator<Item = &Link> {
    act.events.iter().filter_map(|event| match event {
        Event::Linked(link) => Some(link),
        _ => None,
    })
}

fn itself() -> Error {
    Error::field("other", "不能填写本件自己的编号")
}

/// One side. Nothing that is derived from the process changes, so the process is not asked.
async fn write_link(tx: &mut Tx, ground: &Ground, by: &Actor, id: i64, link: Link) -> Result<(), Error> {
    let matter: Matter = rows::matter_to_change(tx, id).await?;
    let before: Case = matter.case()?;
    if before.links.contains(&link) {
        return Ok(());
    }
    let act =
        Act { at: ground.now, action: "linked".to_owned(), post: None, events: vec![Event::Linked(link.clone())] };
    let mut case = before.clone();
    case.apply(&act);
    rows::keep_link(tx, id, &case, &link, ground.now).await?;
    write_act(tx, ground, id, Some(&before), &case, &act, by, &by.name(), "", None).await?;
    Ok(())
}
