//! The editors' own verbs beyond those of the ground: forced publication with its later second look, and what one may do.

use ::store::{Query, Tx};
use base::{Error, FieldError, text};
use edition::publish::{self, Ground};
use edition::{Desk, Item, PUBLISH, WRITE};
use identity::Actor;
use serde_json::json;

use crate::store::{self, Forced, NewForced};

/// What the second person may find.
pub(crate) const VERDICTS: &[(&str, &str)] = &[("right", "内容无误"), ("corrected", "已更正"), ("withdrawn", "已撤回")];

/// Whether the actor publishes on the site of the edition.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn publishes(q: &mut impl Query, actor: &Actor, item: &Item) -> Result<bool, Error> {
    let site = edition::site::find(q, item.site_id).await?;
    Ok(site.is_some_and(|site| actor.may(PUBLISH, Some(site.unit_id))))
}

/// Publishes without reviews, with a reason, and puts it on the list for a second person.
///
/// # Errors
/// As [`publish::publish`].
pub(crate) async fn force(tx: &mut Tx, desk: &Desk<'_>, id: i64, why: &str) -> Result<(), Error> {
    let why = text::clean_line(why);
    if text::char_count(&why) > 200 {
        return Err(Error::field("why", "强制发布的理由不得超过 200 个字。"));
    }
    let members = publish::members(tx, id).await?;
    publish::publish(tx, desk, id, Ground::Forced(&why)).await?;
    for member in members {
        let item = edition::item::find(tx, member).await?.ok_or(Error::Unseen)?;
        let site = edition::site::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
        let new = NewForced {
            item: item.id,
            version: item.version,
            title: &item.title,
            unit: site.unit_id,
            why: &why,
            person: desk.by.person(),
            actor: &desk.by.name(),
        };
        store::note_forced(tx, &new, desk.now).await?;
    }
    Ok(())
}

/// Notes what the second person found. Never the one who forced it.
///
/// # Errors
/// The actor does not publish on the site; he is the same person; somebody looked already; fields are wrong.
pub(crate) async fn look(tx: &mut Tx, desk: &Desk<'_>, id: i64, verdict: &str, note: &str) -> Result<(), Error> {
    let forced = store::forced_one(tx, id).await?.ok_or(Error::Unseen)?;
    may_look(desk.by, &forced)?;
    let note = text::clean_line(note);
    let mut faults = Vec::new();
    if !VERDICTS.iter().any(|(key, _)| *key == verdict) {
        faults.push(FieldError::new("verdict", "请选择复核结论。"));
    }
    if note.is_empty() || text::char_count(&note) > 200 {
        faults.push(FieldError::new("note", "请写明复核意见（200 字以内）。"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if store::looked(tx, id, desk.by.person(), &desk.by.name(), verdict, &note, desk.now).await? == 0 {
        return Err(Error::Conflict("这次强制发布已由他人复核。".to_owned()));
    }
    let entry = ledger::Entry {
        at: desk.now,
        actor: desk.by.ledger(),
        verb: "content.look",
        subject: ledger::Subject { kind: "edition", id: forced.item_id },
        facts: json!({ "forced": id, "verdict": verdict }),
        bodies: Vec::new(),
    };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Whether the actor is the second pair of eyes.
///
/// # Errors
/// `Unseen` for those who do not publish on the site, a refusal for the one who forced it.
pub(crate) fn may_look(actor: &Actor, forced: &Forced) -> Result<(), Error> {
    if !actor.may(PUBLISH, Some(forced.unit_id)) {
        return Err(Error::Unseen);
    }
    if forced.person_id.is_some() && actor.person() == forced.person_id {
        return Err(Error::refused("content.oneself", "强制发布须由另一人复核，不能由发布人本人复核。"));
    }
    Ok(())
}

/// The units whose working copies the actor reads; `None` for all of the county.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn units(q: &mut impl Query, actor: &Actor) -> Result<Option<Vec<i64>>, Error> {
    let all = identity::units::all(q).await?;
    let own: Vec<i64> = all.iter().map(|unit| unit.id).filter(|id| actor.may(WRITE, Some(*id))).collect();
    Ok((own.len() < all.len()).then_some(own))
}

/// The sites on which the actor publishes.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn sites(q: &mut impl Query, actor: &Actor) -> Result<Vec<edition::Site>, Error> {
    edition::site::within(q, actor, PUBLISH).await
}
