//! Public notices with a period (公示): announced by a unit and approved by its head ([`crate::review`]), open by the calendar, objected to
//! with name and telephone; each objection is a matter with a clock.

use ::store::{Query, Tx};
use base::{Error, Fault, FieldError};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};

use crate::model::notice::{Announcing, Notice, faults_of_days};
use crate::process::KEEP;
use crate::review::{Announced, Committed, Lasting, Standing, draft, record, written};
use crate::{index, store};

/// Drafts a notice of a unit; gives its key.
///
/// # Errors
/// The actor keeps none of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, new: &Announcing) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let id = store::create_notice(tx, unit, new, actor.person(), ground.now).await?;
    written::<Notice>(tx, ground, actor, id, ("draft", json!({ "unit": unit }))).await?;
    Ok(id)
}

/// Writes a draft.
///
/// # Errors
/// As [`create`]; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, new: &Announcing) -> Result<(), Error> {
    draft::<Notice>(tx, actor, id).await?;
    store::set_notice(tx, id, new, actor.person(), ground.now).await?;
    written::<Notice>(tx, ground, actor, id, ("draft", json!({}))).await
}

/// Opens an approved notice whose first day has come, closes an open one whose last day is over.
///
/// # Errors
/// [`Error::Unseen`] when neither is so; a fault of the database.
pub async fn turn(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let notice = store::notice(tx, id).await?;
    let today = ground.now.date();
    let (state, verb) = match notice.state.as_str() {
        "approved" if notice.opens_on <= today => ("open", "open"),
        "open" if notice.closes_on < today => ("closed", "close"),
        _ => return Err(Error::Unseen),
    };
    store::turn_notice(tx, id, state, ground.now).await?;
    record::<Notice>(tx, ground, &Actor::System, id, verb, json!({}), Vec::new()).await
}

impl Announced for Notice {
    const TABLE: &'static str = "surveys_notice";
    const SUBJECT: &'static str = "surveys.notice";

    fn standing(&self) -> Standing<'_> {
        let days = (self.opens_on, self.closes_on);
        Standing {
            unit: self.unit_id,
            state: &self.state,
            drafted: (self.drafted_by, self.drafted_at),
            seq: self.seq,
            days,
        }
    }

    async fn read(tx: &mut Tx, id: i64) -> Result<Self, Error> {
        store::notice(tx, id).await
    }

    /// Its days; personal data beyond names, which must not stand in a notice (个人信息保护法 art. 6; 政府信息公开条例 art. 15).
    async fn faults(&self, _tx: &mut Tx, ground: &Ground) -> Result<Vec<FieldError>, Error> {
        let mut faults = faults_of_days(&ground.rules, &ground.calendar, self, ground.now.date())?;
        for (field, text) in [("title", &self.title), ("body", &self.body)] {
            let leaks = counter::mask::leaks(text, &[]);
            if !leaks.is_empty() {
                faults.push(FieldError::new(field, format!("文中有{}，请遮盖后再提交", leaks.join("、"))));
            }
        }
        Ok(faults)
    }

    async fn says(&self, _q: &mut impl Query) -> Result<Value, Error> {
        // How to object names the telephone of the unit.
        Ok(json!({ "title": self.title, "body": self.body, "basis": self.basis }))
    }

    async fn committed(&self, _tx: &mut Tx) -> Result<Committed<'_>, Error> {
        let facts =
            json!({ "kind": self.kind, "opens": self.opens_on.to_string(), "closes": self.closes_on.to_string() });
        Ok((facts, vec![("title", self.title.as_str()), ("body", self.body.as_str())]))
    }

    async fn show(&self, tx: &mut Tx) -> Result<(), Fault> {
        index::noticed(tx, self).await
    }

    /// Objections to it go on.
    async fn hide(&self, tx: &mut Tx, _ground: &Ground) -> Result<(), Error> {
        Ok(index::unnoticed(tx, self.id).await?)
    }

    async fn open(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
        turn(tx, ground, id).await
    }
}

impl Lasting for Notice {}
