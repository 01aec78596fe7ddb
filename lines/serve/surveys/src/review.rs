//! What a unit announces, be it a survey, a public notice or a quiz, is drafted by whoever keeps it, handed in, and approved by the
//! unit's head, never by whoever wrote it; he sends it back with a reason, makes it longer, or withdraws it. Each verb is one
//! transaction of the caller: may I? → change → record.

use std::future::Future;

use ::store::Tx;
use base::{Date, Error, Fault, FieldError};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};

use crate::process::{APPROVE, KEEP};
use crate::{model, store};

/// How something stands.
pub(crate) struct Standing<'a> {
    /// The unit that announces it.
    pub unit: i64,
    /// draft, review, approved, open, closed or withdrawn.
    pub state: &'a str,
    /// Who wrote it last.
    pub drafted_by: Option<i64>,
    /// First and last civil date.
    pub days: (Date, Date),
}

impl Standing<'_> {
    fn is_public(&self) -> bool {
        matches!(self.state, "approved" | "open" | "closed")
    }
}

/// Facts of an approval, and the texts to which it commits, each with its column.
pub(crate) type Committed<'a> = (Value, Vec<(&'static str, &'a str)>);

/// What is announced.
pub(crate) trait Announced: Sized + Send + Sync {
    /// Its table.
    const TABLE: &'static str;
    /// The kind of its subject on the ledger; its verbs begin so.
    const SUBJECT: &'static str;

    /// How it stands.
    fn standing(&self) -> Standing<'_>;
    /// The one with the key `id`.
    fn read(tx: &mut Tx, id: i64) -> impl Future<Output = Result<Self, Error>> + Send;
    /// What keeps it from being announced today.
    fn faults(&self, tx: &mut Tx, ground: &Ground) -> impl Future<Output = Result<Vec<FieldError>, Error>> + Send;
    /// What its approval puts on the ledger.
    fn committed(&self, tx: &mut Tx) -> impl Future<Output = Result<Committed<'_>, Error>> + Send;
    /// Lets the search find it.
    fn show(&self, tx: &mut Tx) -> impl Future<Output = Result<(), Fault>> + Send;
    /// Lets the search find it no more, and ends what hangs on it.
    fn hide(&self, tx: &mut Tx, ground: &Ground) -> impl Future<Output = Result<(), Error>> + Send;
    /// Opens it: its first day has come.
    fn open(tx: &mut Tx, ground: &Ground, id: i64) -> impl Future<Output = Result<(), Error>> + Send;
}

/// A draft that the actor may change.
///
/// # Errors
/// The actor keeps none of the unit; a refusal when it is no draft.
pub(crate) async fn draft<T: Announced>(tx: &mut Tx, actor: &Actor, id: i64) -> Result<T, Error> {
    let found = T::read(tx, id).await?;
    let standing = found.standing();
    actor.require(KEEP, Some(standing.unit))?;
    if standing.state != "draft" {
        return Err(Error::refused("surveys.no-draft", "已经提交审核或者公布，不能再修改；需要修改的请先退回。"));
    }
    Ok(found)
}

/// What waits for the actor's approval.
async fn waiting<T: Announced>(tx: &mut Tx, actor: &Actor, id: i64) -> Result<T, Error> {
    let found = T::read(tx, id).await?;
    let standing = found.standing();
    actor.require(APPROVE, Some(standing.unit))?;
    if standing.state != "review" {
        return Err(Error::refused("surveys.no-review", "没有等待审核的内容。"));
    }
    Ok(found)
}

async fn announceable<T: Announced>(tx: &mut Tx, ground: &Ground, found: &T) -> Result<(), Error> {
    let faults = found.faults(tx, ground).await?;
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Hands a draft in for approval.
///
/// # Errors
/// As [`draft`]; everything that keeps it from being announced, at once.
pub(crate) async fn submit<T: Announced>(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let found: T = draft(tx, actor, id).await?;
    announceable(tx, ground, &found).await?;
    store::hand_in(tx, T::TABLE, id).await?;
    record::<T>(tx, ground, actor, id, "submit", json!({}), Vec::new()).await
}

/// Approves it: from now on the public sees it, and it opens on its first day. Its texts are committed to.
///
/// # Errors
/// The actor is not the unit's head; a refusal when he wrote it himself or none waits; wrong fields when its days no longer do.
pub(crate) async fn approve<T: Announced>(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let found: T = waiting(tx, actor, id).await?;
    let standing = found.standing();
    if standing.drafted_by.is_some() && standing.drafted_by == actor.person() {
        return Err(Error::refused("surveys.own-draft", "自己拟的不能自己审核，请由另一人审核。"));
    }
    announceable(tx, ground, &found).await?;
    store::decide(tx, T::TABLE, id, "approved", (actor.person(), ground.now), "").await?;
    let (facts, texts) = found.committed(tx).await?;
    let bodies = texts.into_iter().map(|(column, text)| body::<T>(column, id, text)).collect();
    record::<T>(tx, ground, actor, id, "approve", facts, bodies).await?;
    found.show(tx).await?;
    if standing.days.0 <= ground.now.date() {
        T::open(tx, ground, id).await?;
    }
    Ok(())
}

/// Sends it back to be changed.
///
/// # Errors
/// The actor is not the unit's head; a refusal when none waits; a wrong field without a reason.
pub(crate) async fn reject<T: Announced>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    reason: &str,
) -> Result<(), Error> {
    waiting::<T>(tx, actor, id).await?;
    let reason = counter::told::reason(reason, "reason", "退回的原因", 500)?;
    store::decide(tx, T::TABLE, id, "draft", (actor.person(), ground.now), &reason).await?;
    record::<T>(tx, ground, actor, id, "reject", json!({}), Vec::new()).await
}

/// Withdraws it from the public.
///
/// # Errors
/// The actor is not the unit's head; a wrong field without a reason; [`Error::Unseen`] when it is not public.
pub(crate) async fn withdraw<T: Announced>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    why: &str,
) -> Result<(), Error> {
    let found = T::read(tx, id).await?;
    actor.require(APPROVE, Some(found.standing().unit))?;
    if !found.standing().is_public() {
        return Err(Error::Unseen);
    }
    let why = counter::told::reason(why, "why", "撤下的原因", 500)?;
    store::withdraw(tx, T::TABLE, id, &why, ground.now).await?;
    found.hide(tx, ground).await?;
    record::<T>(tx, ground, actor, id, "withdraw", json!({ "why": why }), Vec::new()).await
}

/// What may be made longer: its table keeps the last day as it was announced at first.
pub(crate) trait Lasting: Announced {}

/// Makes one that runs, or waits for its first day, longer; the page says since when and why.
///
/// # Errors
/// The actor is not the unit's head; wrong fields when the day is not later or no reason is given; [`Error::Unseen`] when it is
/// over.
pub(crate) async fn extend<T: Lasting>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (to, why): (&str, &str),
) -> Result<(), Error> {
    let found = T::read(tx, id).await?;
    let standing = found.standing();
    actor.require(APPROVE, Some(standing.unit))?;
    if !matches!(standing.state, "approved" | "open") {
        return Err(Error::Unseen);
    }
    let to = model::longer(&ground.rules, standing.days, to)?;
    let why = counter::told::reason(why, "longer_why", "延长的原因", 500)?;
    store::extend(tx, T::TABLE, id, to, &why).await?;
    let facts = json!({ "from": standing.days.1.to_string(), "to": to.to_string(), "why": why });
    record::<T>(tx, ground, actor, id, "extend", facts, Vec::new()).await
}

/// A commitment to a column of one.
pub(crate) fn body<'a, T: Announced>(column: &'a str, row: i64, content: &'a str) -> ledger::Body<'a> {
    ledger::Body { table: T::TABLE, column, row, content: content.as_bytes() }
}

/// An entry on the ledger about one: what was done, without the beginning that all its verbs share.
pub(crate) async fn record<T: Announced>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    what: &str,
    facts: Value,
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: T::SUBJECT, id };
    let verb = format!("{}.{what}", T::SUBJECT);
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb: &verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
