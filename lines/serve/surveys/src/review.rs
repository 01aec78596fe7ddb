//! What a unit announces, be it a survey, a public notice or a quiz, is drafted by whoever keeps it, handed in, and approved by the
//! unit's head, never by whoever wrote anything of it; he sends it back with a reason, makes it longer, or withdraws it. Each verb is one
//! transaction of the caller: may I? → change → record.

use std::future::Future;

use ::store::{Query, Tx};
use base::{Date, Error, Fault, FieldError, Moment};
use edition::Desk;
use edition::gate::{self, Passed, Plain, Stand};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use web::{App, Cx, Form};

use crate::process::{APPROVE, KEEP};
use crate::{model, store};

/// How something stands.
pub(crate) struct Standing<'a> {
    /// The unit that announces it.
    pub unit: i64,
    /// draft, review, approved, open, closed or withdrawn.
    pub state: &'a str,
    /// Who wrote it last, and when.
    pub drafted: (Option<i64>, Moment),
    /// Counts the changes of the draft.
    pub seq: i64,
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
    /// All that it says to everybody, as the gate reads it.
    fn says(&self, q: &mut impl Query) -> impl Future<Output = Result<Value, Error>> + Send;
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

/// Refuses what a person does to another version than the one that he saw (`seen`, as the form kept it): somebody was faster.
///
/// # Errors
/// A conflict that says who changed it and when.
pub(crate) async fn as_seen<T: Announced>(tx: &mut Tx, id: i64, seen: &str) -> Result<(), Error> {
    let found = T::read(tx, id).await?;
    let standing = found.standing();
    if seen.parse() == Ok(standing.seq) {
        return Ok(());
    }
    let (by, at) = standing.drafted;
    let who = match by {
        Some(by) => identity::people::find(tx, by).await?.map_or_else(String::new, |person| person.name),
        None => "他人".to_owned(),
    };
    Err(Error::Conflict(format!(
        "您打开之后，{who}已于 {} 改过。您填写的内容还在：请打开新页面对照后再保存。",
        at.minutes()
    )))
}

/// Notes on the ledger that the actor wrote in a draft: he does not approve it, and whoever opened it before knows that it changed.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn written<T: Announced>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (what, facts): (&str, Value),
) -> Result<(), Error> {
    store::wrote(tx, (T::TABLE, T::SUBJECT), id, actor.person()).await?;
    record::<T>(tx, ground, actor, id, what, facts, Vec::new()).await
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

/// What the gate said of a draft; by default of one that the program made itself.
#[derive(Default)]
pub(crate) struct Said {
    read: Option<Value>,
    passed: Passed,
}

/// What the gate says of the draft before it is handed in, before the transaction: until it is public nothing of it changes any more.
/// `letting` is the reason for which something that is found is let through.
///
/// # Errors
/// The gate stops it; a fault when the database does not answer.
pub(crate) async fn read<T: Announced>(app: &App, found: &T, letting: &str) -> Result<Said, Error> {
    let says = found.says(&mut app.db.reader()).await?;
    let named = |way: &[String]| {
        let way: Vec<&str> = way.iter().map(String::as_str).collect();
        let nth = |at: &str| at.parse::<usize>().map_or(0, |at| at + 1);
        let place = match way.as_slice() {
            ["title"] => "标题".to_owned(),
            ["paragraphs", at, ..] => format!("征求意见稿第 {} 段", nth(at)),
            ["questions", at, ..] => format!("第 {} 题", nth(at)),
            _ => "说明".to_owned(),
        };
        (String::new(), place)
    };
    let passed = gate::pass(app, Stand::default(), gate::within(&says, named), letting).await?;
    Ok(Said { read: Some(says), passed })
}

/// What the gate says of the reason that the page of something announced will show, before the transaction: why it was withdrawn or made
/// longer. Other acts say nothing to the public.
///
/// # Errors
/// The gate stops it; a fault of the database.
pub(crate) async fn reason(app: &App, form: &Form, action: &str) -> Result<Passed, Error> {
    let (field, place, letting) = match action {
        "withdraw" => ("why", "撤下的原因", "withdraw_gate_why"),
        "extend" => ("longer_why", "延长的原因", "longer_gate_why"),
        _ => return Ok(Passed::default()),
    };
    let why = vec![Plain::line(field, place, form.get(field))];
    gate::pass_beside(app, Stand::default(), why, (letting, form.get(letting))).await
}

/// Puts what was let through in such a reason on the ledger.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn let_through<T: Announced>(tx: &mut Tx, cx: &Cx, id: i64, passed: &Passed) -> Result<(), Error> {
    passed.record(tx, &Desk::of(cx), &format!("{}.reason.let", T::SUBJECT), (T::SUBJECT, id)).await
}

/// Hands a draft in for approval. `said` is what the gate said of it ([`read`]).
///
/// # Errors
/// As [`draft`]; everything that keeps it from being announced, at once; it was changed since the gate read it.
pub(crate) async fn submit<T: Announced>(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    said: &Said,
) -> Result<(), Error> {
    let found: T = draft(tx, actor, id).await?;
    announceable(tx, ground, &found).await?;
    let says = found.says(tx).await?;
    if said.read.as_ref().is_some_and(|read| *read != says) {
        return Err(Error::Conflict("草稿刚刚由他人改过。请看最新的内容后再提交。".to_owned()));
    }
    store::hand_in(tx, T::TABLE, id).await?;
    let mut facts = json!({});
    said.passed.note(&mut facts);
    record::<T>(tx, ground, actor, id, "submit", facts, Vec::new()).await
}

/// Approves it: from now on the public sees it, and it opens on its first day. Its texts are committed to.
///
/// # Errors
/// The actor is not the unit's head; a refusal when he wrote anything of it or none waits; wrong fields when its days no longer do.
pub(crate) async fn approve<T: Announced>(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let found: T = waiting(tx, actor, id).await?;
    let standing = found.standing();
    // Not the last writer alone.
    if store::has_written(tx, T::SUBJECT, id, actor.person()).await? {
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
