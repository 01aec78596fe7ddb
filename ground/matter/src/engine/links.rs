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
    let events = vec![Event::Linked(Link { other, kind })];
    side(tx, ground, by, (id, "linked"), events).await?;
    let events = vec![Event::Linked(Link { other: id, kind: kind.back() })];
    side(tx, ground, by, (other, "linked"), events).await
}

/// Refuses an act that links a matter to itself, or merges it into one that was itself merged away.
pub(super) async fn allowed(tx: &mut Tx, id: i64, act: &Act) -> Result<(), Error> {
    for link in linked(act) {
        if link.other == id {
            return Err(itself());
        }
        let other = rows::matter_to_change(tx, link.other).await?;
        let merged = other.closed_at.is_some() && other.case()?.links.iter().any(|l| l.kind == LinkKind::MergedInto);
        if merged && link.kind == LinkKind::MergedInto {
            return Err(Error::field("other", "那一件已经并入别的办件，请填写并入后的那一件的编号"));
        }
    }
    Ok(())
}

/// Writes the other side of the links that an act made or ended.
pub(super) async fn tell_others(tx: &mut Tx, ground: &Ground, id: i64, act: &Act, who: &Who<'_>) -> Result<(), Error> {
    let by = match who {
        Who::Actor(actor) => actor,
        Who::Applicant => &Actor::Anonymous,
    };
    let back = |link: &Link| Link { other: id, kind: link.kind.back() };
    for event in &act.events {
        match event {
            Event::Linked(link) => {
                side(tx, ground, by, (link.other, "linked"), vec![Event::Linked(back(link))]).await?;
            }
            Event::Unlinked(link) => {
                side(tx, ground, by, (link.other, "unlinked"), vec![Event::Unlinked(back(link))]).await?;
            }
            _ => {}
        }
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

/// One side: those of `events` that make or end a relation of the matter. Nothing that is derived from the process changes, so the process
/// is not asked.
pub(super) async fn side(
    tx: &mut Tx,
    ground: &Ground,
    by: &Actor,
    (id, action): (i64, &str),
    mut events: Vec<Event>,
) -> Result<(), Error> {
    let matter: Matter = rows::matter_to_change(tx, id).await?;
    let before: Case = matter.case()?;
    events.retain(|event| match event {
        Event::Linked(link) => !before.links.contains(link),
        Event::Unlinked(link) => before.links.contains(link),
        _ => false,
    });
    if events.is_empty() {
        return Ok(());
    }
    let act = Act { at: ground.now, action: action.to_owned(), post: None, events };
    let mut case = before.clone();
    case.apply(&act);
    rows::relate(tx, id, &before, &case, ground.now).await?;
    write_act(tx, ground, id, Some(&before), &case, &act, by, &by.name(), "", None).await?;
    Ok(())
}
