//! What was published without reviews (强制发布; an older site 按原样发布) gets a second pair of eyes: it is noted with its reason, those who
//! may look are told and reminded, and one who did not publish it says what he found. Editions and imports go the same way.

use ::store::Tx;
use base::time::HOUR;
use base::{Error, FieldError, Moment, text};
use edition::{Desk, PUBLISH};
use identity::Actor;
use serde_json::{Value, json};
use web::App;

use crate::store::unreviewed::{self as rows, New, What};

/// Hours within which a second person looks at it.
pub(crate) const DUE: &str = "edition.forced";
/// Hours before that from which on the editors are reminded.
const REMIND: &str = "edition.forced.remind";
/// Those who look, in the unit that keeps the site.
const LOOKERS: &[&str] = &["content.editor", "content.chief"];
/// Reminders of one round.
const REMINDED_MAX: usize = 200;

/// What the second person may find.
pub(crate) const VERDICTS: &[(&str, &str)] = &[("right", "内容无误"), ("corrected", "已更正"), ("withdrawn", "已撤回")];

/// Something that is published without reviews.
pub(crate) struct Publication<'a> {
    /// What.
    pub what: What,
    /// Its title, or the name of the file of an older site.
    pub title: &'a str,
    /// The unit that keeps the site.
    pub unit: i64,
    /// The reason.
    pub why: &'a str,
    /// What the machine found before, by kind, and how much of it had to be put right.
    pub found: (&'a str, i64),
}

/// Puts it on the list and on the ledger, and tells those who look; gives until when one of them does.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn note(tx: &mut Tx, desk: &Desk<'_>, one: &Publication<'_>) -> Result<Moment, Error> {
    let due = desk.now.plus(desk.app.number(DUE)?.saturating_mul(HOUR));
    let (findings, stops) = one.found;
    let (person, actor) = (desk.by.person(), desk.by.name());
    let Publication { what, title, unit, why, .. } = *one;
    let new = New { what, title, unit, why, person, actor: &actor, findings, stops, due };
    let id = rows::put(tx, &new, desk.now).await?;
    let mut facts = json!({ "forced": id, "why": why, "due": due.0 });
    let verb = match what {
        What::Edition(_, version) => {
            facts["version"] = json!(version);
            (facts["findings"], facts["stops"]) = (json!(findings), json!(stops));
            "content.force"
        }
        What::Import(_) => "content.import.force",
    };
    record(tx, desk, verb, what, facts).await?;
    let until = due.minutes();
    let called = what.called(title);
    let text = format!("【强制发布】{called}未经三审已发布，请于 {until} 前到工作台“强制发布待复核”复核。");
    identity::posts::tell_unit(tx, LOOKERS, unit, desk.now, &text).await?;
    Ok(due)
}

/// Notes what the second person found. Never the one who published it.
///
/// # Errors
/// The actor does not publish on the site; he is the same person; somebody looked already; fields are wrong.
pub(crate) async fn look(tx: &mut Tx, desk: &Desk<'_>, id: i64, verdict: &str, note: &str) -> Result<(), Error> {
    let one = rows::one(tx, id).await?.ok_or(Error::Unseen)?;
    may_look(desk.by, one.unit_id, one.person_id)?;
    let note = said(verdict, note)?;
    let by = desk.by.name();
    if rows::looked(tx, id, (desk.by.person(), &by), (verdict, &note), desk.now).await? == 0 {
        return Err(Error::Conflict("这次强制发布已由他人复核。".to_owned()));
    }
    record(tx, desk, "content.look", one.what(), json!({ "forced": id, "verdict": verdict })).await
}

/// Reminds the editors once of what nobody looked at and whose time is nearly up.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn remind(app: &App) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let until = desk.now.plus(app.number(REMIND)?.saturating_mul(HOUR));
    for one in rows::to_remind(&mut app.db.reader(), until, REMINDED_MAX).await? {
        let mut tx = app.db.begin().await?;
        if rows::reminded(&mut tx, one.id, desk.now).await? == 0 {
            continue;
        }
        let due = one.due_at.map(Moment::minutes).unwrap_or_default();
        let called = one.what().called(&one.title);
        let text = format!("【强制发布】{called}还没有复核，期限 {due}。请到工作台“强制发布待复核”复核。");
        let told = identity::posts::tell_unit(&mut tx, LOOKERS, one.unit_id, desk.now, &text).await?;
        record(&mut tx, &desk, "content.remind", one.what(), json!({ "forced": one.id, "told": told })).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether the actor is the second pair of eyes for what `person` published on a site of `unit`.
///
/// # Errors
/// `Unseen` for those who do not publish on the site, a refusal for the one who published it.
pub(crate) fn may_look(actor: &Actor, unit: i64, person: Option<i64>) -> Result<(), Error> {
    if !actor.may(PUBLISH, Some(unit)) {
        return Err(Error::Unseen);
    }
    if person.is_some() && actor.person() == person {
        return Err(Error::refused("content.oneself", "强制发布须由另一人复核，不能由发布人本人复核。"));
    }
    Ok(())
}

/// What the second person says, when it says something.
fn said(verdict: &str, note: &str) -> Result<String, Error> {
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

async fn record(tx: &mut Tx, desk: &Desk<'_>, verb: &str, what: What, facts: Value) -> Result<(), Error> {
    desk.record(tx, verb, what.subject(), facts, Vec::new()).await?;
    Ok(())
}
