//! The editors' own verbs beyond those of the ground: forced publication with its later second look and the reminder of it, and
//! what one may do.

use ::store::{Query, Tx};
use base::time::HOUR;
use base::{Error, FieldError, Moment, text};
use edition::gate::{Found, kinds};
use edition::publish::{self, Ground};
use edition::{Desk, Item, PUBLISH, WRITE};
use identity::Actor;
use serde_json::{Value, json};
use web::App;

use crate::store::{self, NewForced};

/// Hours within which a second person looks at what was published by force.
pub(crate) const DUE: &str = "edition.forced";
/// Hours before that from which on the editors are reminded.
pub(crate) const REMIND: &str = "edition.forced.remind";
/// Those who look, in the unit that keeps the site.
pub(crate) const LOOKERS: &[&str] = &["content.editor", "content.chief"];
/// Reminders of one round.
pub(crate) const REMINDED_MAX: usize = 200;

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

/// What the gate found in an edition, as it was then.
pub(crate) struct Read {
    /// The edition.
    pub item: i64,
    /// Its title.
    pub title: String,
    /// The working copy that was read.
    pub content: String,
    /// What was found.
    pub found: Vec<Found>,
}

impl Read {
    /// Whether it bears the mark of a state secret.
    pub fn is_secret(&self) -> bool {
        self.found.iter().any(|found| found.secret)
    }

    /// What was found by kind, for people.
    pub fn kinds(&self) -> String {
        kinds(self.found.iter().map(|found| found.kind.as_str()))
    }

    fn stops(&self) -> i64 {
        i64::try_from(self.found.iter().filter(|found| found.stops).count()).unwrap_or(i64::MAX)
    }
}

/// Publishes without reviews, with a reason and what the gate `read`, and puts it on the list for a second person; gives until
/// when that one looks.
///
/// # Errors
/// As [`publish::publish`]; something bears the mark of a state secret; it was changed since it was read.
pub(crate) async fn force(tx: &mut Tx, desk: &Desk<'_>, id: i64, why: &str, read: &[Read]) -> Result<Moment, Error> {
    let why = text::clean_line(why);
    if let Some(secret) = read.iter().find(|read| read.is_secret()) {
        let message = format!(
            "《{}》有国家秘密标志，不能发布。请立即停止发布并报告保密员；已解密的，请去掉标志，附上解密依据后报送审核。",
            secret.title
        );
        return Err(Error::field("why", message));
    }
    let due = desk.now.plus(desk.app.number(DUE)?.saturating_mul(HOUR));
    let members = publish::members(tx, id).await?;
    for member in &members {
        let item = edition::item::find(tx, *member).await?.ok_or(Error::Unseen)?;
        if !read.iter().any(|read| read.item == *member && read.content == item.content) {
            let message = format!("检查之后，《{}》又有改动。请看最新的检查结果后再发布。", item.title);
            return Err(Error::Conflict(message));
        }
    }
    publish::publish(tx, desk, id, Ground::Forced(&why)).await?;
    for read in read.iter().filter(|read| members.contains(&read.item)) {
        let item = edition::item::find(tx, read.item).await?.ok_or(Error::Unseen)?;
        note(tx, desk, &item, &why, read, due).await?;
    }
    Ok(due)
}

/// Puts a forced publication on the list and on the ledger, and tells those who look.
async fn note(tx: &mut Tx, desk: &Desk<'_>, item: &Item, why: &str, read: &Read, due: Moment) -> Result<(), Error> {
    let site = edition::site::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
    let (findings, stops) = (read.kinds(), read.stops());
    let new = NewForced {
        item: item.id,
        version: item.version,
        title: &item.title,
        unit: site.unit_id,
        why,
        person: desk.by.person(),
        actor: &desk.by.name(),
        findings: &findings,
        stops,
        due,
    };
    let id = store::note_forced(tx, &new, desk.now).await?;
    let facts = json!({ "forced": id, "version": item.version, "findings": findings, "stops": stops, "due": due.0 });
    record(tx, desk, "content.force", item.id, facts).await?;
    let text = format!(
        "【强制发布】《{}》未经三审已发布，请于 {} 前到工作台“强制发布待复核”复核。",
        item.title,
        due.minutes()
    );
    identity::posts::tell_unit(tx, LOOKERS, site.unit_id, desk.now, &text).await?;
    Ok(())
}

async fn record(tx: &mut Tx, desk: &Desk<'_>, verb: &str, edition: i64, facts: Value) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "edition", id: edition };
    let entry = ledger::Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Reminds the editors once of forced publications that nobody looked at and whose time is nearly up.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn remind(app: &App) -> Result<(), Error> {
    crate::brought::remind(app).await?;
    let desk = Desk::new(app, &Actor::System);
    let until = desk.now.plus(app.number(REMIND)?.saturating_mul(HOUR));
    for forced in store::to_remind(&mut app.db.reader(), until, REMINDED_MAX).await? {
        let mut tx = app.db.begin().await?;
        if store::reminded(&mut tx, forced.id, desk.now).await? == 0 {
            continue;
        }
        let due = forced.due_at.map(Moment::minutes).unwrap_or_default();
        let text = format!("【强制发布】《{}》还没有复核，期限 {due}。请到工作台“强制发布待复核”复核。", forced.title);
        let told = identity::posts::tell_unit(&mut tx, LOOKERS, forced.unit_id, desk.now, &text).await?;
        record(&mut tx, &desk, "content.remind", forced.item_id, json!({ "forced": forced.id, "told": told })).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Notes what the second person found. Never the one who forced it.
///
/// # Errors
/// The actor does not publish on the site; he is the same person; somebody looked already; fields are wrong.
pub(crate) async fn look(tx: &mut Tx, desk: &Desk<'_>, id: i64, verdict: &str, note: &str) -> Result<(), Error> {
    let forced = store::forced_one(tx, id).await?.ok_or(Error::Unseen)?;
    may_look(desk.by, forced.unit_id, forced.person_id)?;
    let note = said(verdict, note)?;
    if store::looked(tx, id, desk.by.person(), &desk.by.name(), verdict, &note, desk.now).await? == 0 {
        return Err(Error::Conflict("这次强制发布已由他人复核。".to_owned()));
    }
    record(tx, desk, "content.look", forced.item_id, json!({ "forced": id, "verdict": verdict })).await
}

/// What the second person says, when it says something.
pub(crate) fn said(verdict: &str, note: &str) -> Result<String, Error> {
    let note = text::clean_line(note);
    let mut faults = Vec::new();
    if !VERDICTS.iter().any(|(key, _)| *key == verdict) {
        faults.push(FieldError::new("verdict", "请选择复核结论。"));
    }
    if note.is_empty() || text::char_count(&note) > 200 {
        faults.push(FieldError::new("note", "请写明复核意见（200 字以内）。"));
    }
    if faults.is_empty() { Ok(note) } else { Err(Error::Invalid(faults)) }
}

/// Whether the actor is the second pair of eyes for what `person` published on a site of `unit`.
///
/// # Errors
/// `Unseen` for those who do not publish on the site, a refusal for the one who forced it.
pub(crate) fn may_look(actor: &Actor, unit: i64, person: Option<i64>) -> Result<(), Error> {
    if !actor.may(PUBLISH, Some(unit)) {
        return Err(Error::Unseen);
    }
    if person.is_some() && actor.person() == person {
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
