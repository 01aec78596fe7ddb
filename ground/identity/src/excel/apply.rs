//! Carrying a plan out, inside the caller's transaction.

use std::collections::BTreeMap;

use base::{Error, FieldError, Refusal, text};
use serde_json::json;
use store::Tx;

use super::{ImportPlan, PEOPLE, PersonRow, UNITS, UnitRow};
use crate::{Act, PersonForm, Unit, UnitForm, holding, people, posts, units};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    /// Units made.
    pub units_made: u32,
    /// Units brought up to date or moved.
    pub units_changed: u32,
    /// People made; they have no password yet.
    pub people_made: u32,
    /// People brought up to date.
    pub people_changed: u32,
    /// Posts made, without roles.
    pub posts_made: u32,
    /// People put on posts.
    pub assigned: u32,
}

/// Carries the plan out: all of it, or nothing when the caller drops the transaction after an error.
///
/// # Errors
/// The actor may not; what was checked against has changed since; a post with roles is to be staffed by somebody who
/// may not. The message names the row.
pub async fn apply(tx: &mut Tx, act: Act<'_>, plan: &ImportPlan) -> Result<Applied, Error> {
    for verb in ["identity.units", "identity.people", "identity.posts"] {
        act.by.require(verb, None)?;
    }
    let mut done = Applied::default();
    let all = units::all(tx).await?;
    let mut known: BTreeMap<String, Unit> = all.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
    for row in &plan.units {
        let unit = apply_unit(tx, act, row, &known, &mut done).await.map_err(|error| at(UNITS, row.row, error))?;
        known.insert(row.code.clone(), unit);
    }
    for row in &plan.people {
        apply_person(tx, act, row, &known, &mut done).await.map_err(|error| at(PEOPLE, row.row, error))?;
    }
    if done != Applied::default() {
        let facts = json!({ "units": plan.units.len(), "people": plan.people.len(), "made": done.units_made + done.people_made });
        act.record(tx, "identity.import", ("import", 0), facts, Vec::new()).await?;
    }
    Ok(done)
}

async fn apply_unit(
    tx: &mut Tx,
    act: Act<'_>,
    row: &UnitRow,
    known: &BTreeMap<String, Unit>,
    done: &mut Applied,
) -> Result<Unit, Error> {
    let parent = match &row.parent {
        Some(code) => Some(known.get(code).ok_or_else(|| Error::field("parent", "上级单位不存在。"))?.id),
        None => None,
    };
    let id = match known.get(&row.code) {
        None => {
            done.units_made += 1;
            let id = units::create(tx, act, parent, &row.code, &row.form).await?;
            units::set_sign(tx, act, id, &row.sign).await?;
            id
        }
        Some(unit) => {
            let moved = unit.parent_id != parent;
            let changed = form_of(unit) != filled(&row.form);
            if moved {
                units::move_under(tx, act, unit.id, parent).await?;
            }
            if changed {
                units::change(tx, act, unit.id, &row.form).await?;
            }
            let signed = !row.sign.is_empty() && units::set_sign(tx, act, unit.id, &row.sign).await?;
            done.units_changed += u32::from(moved || changed || signed);
            unit.id
        }
    };
    units::find(tx, id).await?.ok_or(Error::Unseen)
}

async fn apply_person(
    tx: &mut Tx,
    act: Act<'_>,
    row: &PersonRow,
    known: &BTreeMap<String, Unit>,
    done: &mut Applied,
) -> Result<(), Error> {
    let form = PersonForm { name: text::clean_line(&row.form.name), phone: people::clean_phone(&row.form.phone) };
    let person = match people::by_login(tx, &row.login).await? {
        None => {
            done.people_made += 1;
            people::create(tx, act, &row.login, &form).await?
        }
        Some(person) => {
            if person.name != form.name || person.phone != form.phone {
                people::change(tx, act, person.id, &form).await?;
                done.people_changed += 1;
            }
            person.id
        }
    };
    let Some((code, post)) = &row.post else { return Ok(()) };
    let unit = known.get(code).ok_or_else(|| Error::field("unit", "单位不存在。"))?.id;
    let title = posts::check(post)?;
    let id = match posts::of_unit(tx, unit).await?.into_iter().find(|known| known.title == title) {
        None => {
            done.posts_made += 1;
            posts::create(tx, act, unit, post).await?
        }
        Some(known) => {
            if (known.head, known.rank) != (post.head, post.rank) {
                posts::change(tx, act, known.id, post).await?;
            }
            known.id
        }
    };
    let held = posts::held_by(tx, person, act.at).await?;
    if !held.iter().any(|holding| holding.post_id == id) {
        holding::assign(tx, act, id, person).await?;
        done.assigned += 1;
    }
    Ok(())
}

/// What is stored of a unit, as a form.
fn form_of(unit: &Unit) -> UnitForm {
    let Unit { name, short_name, kind, rank, phone, .. } = unit.clone();
    UnitForm { name, short_name, kind, rank, phone }
}

/// The form as it would be stored.
fn filled(form: &UnitForm) -> UnitForm {
    let mut form = form.clone();
    if form.short_name.is_empty() {
        form.short_name.clone_from(&form.name);
    }
    form
}

/// Names the row in a message.
fn at(sheet: &str, row: u32, error: Error) -> Error {
    let place = |message: String| format!("“{sheet}”第 {row} 行：{message}");
    match error {
        Error::Refused(Refusal { name, message }) => Error::refused(name, place(message)),
        Error::Invalid(fields) => {
            Error::Invalid(fields.into_iter().map(|field| FieldError::new(field.field, place(field.message))).collect())
        }
        Error::Conflict(message) => Error::Conflict(place(message)),
        other => other,
    }
}
