//! `/work/organs/{id}/heir`: another organ continues the functions of a unit (承继). Everything that the unit still has goes to it at once, in
//! one transaction; who hands it over sees numbers, no matter.

use std::collections::BTreeSet;

use base::{Error, FieldError, reason};
use identity::{Actor, Unit, posts, units};
use matter::{Ground, Lines, Succession};
use serde_json::{Value, json};
use store::search::{Named, renamed};
use store::{Any, Tx};
use web::{App, Cx, Form, Once, Page, Path, Result};

use super::holds::{self, Has};
use super::{UNITS, unit, unit_typed};
use crate::screens::{done, problems};

/// Matters that are handed over at once, at most: each is an act with its entry on the ledger.
const MOST: usize = 500;
/// Matters that the page lists.
const SHOWN: usize = 100;
/// Characters of a reason, at most.
const REASON: usize = 500;

/// What the unit has, and the form.
pub async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (head, data) = load(&cx, id).await?;
    cx.page("screens/unit_heir.html", head, data)
}

async fn load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let q = &mut cx.reader();
    let unit = units::find(q, id).await?.ok_or(Error::Unseen)?;
    let lines = cx.app.ext::<Lines>();
    let kind = |key: &str| lines.as_ref().and_then(|lines| lines.process(key)).map_or("", |(_, process)| process.title);
    let held = matter::store::held(q, id, SHOWN + 1).await?;
    let rows: Vec<Value> = held
        .iter()
        .take(SHOWN)
        .map(|(_, process, number)| json!({ "number": number, "kind": kind(process) }))
        .collect();
    let has = Has::of(&cx.app, Any::Reader(q), id).await?;
    let data = json!({
        "id": id,
        "unit": unit.name,
        "has": has.rows(),
        "more": held.len() > SHOWN,
        "most": MOST,
        "rows": rows,
    });
    Ok((unit::head(q, "由承继机关接办", &unit, true).await?, data))
}

/// Hands everything over.
pub async fn hand_over(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match all(&cx, &mut tx, id, &form).await {
        Ok((heir, handed)) => {
            let left = Has::of(&cx.app, Any::Tx(&mut tx), id).await?.total();
            let rest = if left > 0 { format!("还有 {left} 项，请再移交一次。") } else { String::new() };
            let words = format!("已移交给{}，共 {handed} 项。{rest}", heir.short_name);
            let back = if left > 0 { format!("/work/organs/{id}/heir") } else { format!("/work/organs/{id}") };
            done(&cx, tx, &form, &back, &words).await
        }
        Err(error) => {
            drop(tx);
            let errors = problems(error)?;
            let (head, data) = load(&cx, id).await?;
            cx.again("screens/unit_heir.html", head, data, &form, errors)
        }
    }
}

/// The heir and why, as typed.
async fn read(tx: &mut Tx, id: i64, form: &Form) -> std::result::Result<(Unit, String), Error> {
    let why = base::text::clean_text(form.get("reason")).trim().to_owned();
    let mut wrong: Vec<FieldError> = Vec::new();
    wrong.extend(reason::wrong("移交的理由", &why, reason::LEAST, REASON).map(|m| FieldError::new("reason", m)));
    let heir = match unit_typed(tx, "heir", form.get("heir")).await {
        Ok(Some(heir)) if heir.closed_on.is_some() => {
            wrong.push(FieldError::new("heir", "这个单位已经撤销，请填写现在承担这项职能的单位。"));
            None
        }
        Ok(Some(heir)) if heir.id == id => {
            wrong.push(FieldError::new("heir", "承继机关不能是这个单位自己，请另填。"));
            None
        }
        Ok(Some(heir)) => Some(heir),
        Ok(None) => {
            wrong.push(FieldError::new("heir", "请填写承继机关的编码、名称或拼音首字母。"));
            None
        }
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            None
        }
        Err(error) => return Err(error),
    };
    match heir {
        Some(heir) if wrong.is_empty() => Ok((heir, why)),
        _ => Err(Error::Invalid(wrong)),
    }
}

async fn all(cx: &Cx, tx: &mut Tx, id: i64, form: &Form) -> std::result::Result<(Unit, u64), Error> {
    let unit = units::find(tx, id).await?.ok_or(Error::Unseen)?;
    cx.actor.require(UNITS, Some(id))?;
    let (heir, why) = read(tx, id, form).await?;
    let to = Succession { from: id, to: heir.id, why: &why };
    let (handed, roles) = hand(&cx.app, tx, &cx.actor, &to).await?;
    if handed == 0 {
        return Err(Error::field("heir", format!("{}没有要移交的事项，可以直接撤销。", unit.short_name)));
    }
    let said = format!(
        "{}的 {handed} 项事项因机构职能调整由本单位承继，编号、网址和时限不变，请在工作台“待办”和各业务中查看。",
        unit.short_name
    );
    tell(&cx.app, tx, heir.id, roles, &said).await?;
    Ok((heir, handed))
}

/// Everything that a unit still has goes to the heir, with an entry on the ledger; gives how many things they were.
pub async fn succeed(app: &App, tx: &mut Tx, actor: &Actor, to: &Succession<'_>) -> std::result::Result<u64, Error> {
    Ok(hand(app, tx, actor, to).await?.0)
}

/// The same; gives also the roles whose holders go on with what lines have beside matters.
async fn hand(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    to: &Succession<'_>,
) -> std::result::Result<(u64, BTreeSet<&'static str>), Error> {
    let ground = Ground::of(app);
    let mut facts = json!({ "to": to.to });
    let (mut handed, mut roles) = (0, BTreeSet::new());
    // Lines first: what they have beside matters, and matters that are closed but not done with.
    for holds in holds::all(app) {
        let count = (holds.succeed)(tx, app, actor, to).await?;
        if count > 0 {
            facts[holds.key] = json!(count);
            roles.extend(told(app, holds.tells));
            handed += count;
        }
    }
    let matters = matters(app, tx, (&ground, actor), to).await?;
    facts["matters"] = json!(matters);
    handed += matters;
    if handed == 0 {
        return Ok((0, roles));
    }
    // What bears the name of a unit in the search bears that of the heir.
    renamed(tx, Named::Unit(to.to)).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "identity.unit.succeed",
        subject: ledger::Subject { kind: "unit", id: to.from },
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok((handed, roles))
}

/// The roles that are named, or have a verb that is.
fn told(app: &App, names: &'static [&'static str]) -> Vec<&'static str> {
    let roles = app.identity.roles().iter();
    roles
        .filter(|role| names.iter().any(|name| *name == role.key || role.verbs.contains(name)))
        .map(|role| role.key)
        .collect()
}

/// The open matters in which the unit has a part; gives how many there were.
async fn matters(
    app: &App,
    tx: &mut Tx,
    (ground, actor): (&Ground, &Actor),
    to: &Succession<'_>,
) -> std::result::Result<u64, Error> {
    let lines = app.ext::<Lines>().ok_or_else(|| base::Fault::broken("the list of lines is not in the app"))?;
    let mut handed = 0;
    for (id, process, _) in matter::store::held(tx, to.from, MOST).await? {
        let Some((_, process)) = lines.process(&process) else { continue };
        let done = matter::succeed(tx, ground, process, (actor, id), to).await?;
        handed += u64::from(done.is_some());
    }
    Ok(handed)
}

/// Those who work in the heir at what lines have desks for, and those whom lines name beside, are told, each once.
async fn tell(
    app: &App,
    tx: &mut Tx,
    unit: i64,
    mut roles: BTreeSet<&'static str>,
    text: &str,
) -> std::result::Result<(), Error> {
    let lines = app.ext::<Lines>().ok_or_else(|| base::Fault::broken("the list of lines is not in the app"))?;
    for (_, process, _) in matter::store::held(tx, unit, MOST).await? {
        let Some((line, process)) = lines.process(&process) else { continue };
        let desks: BTreeSet<&str> = process.states.iter().map(|state| state.desk).collect();
        roles.extend(line.roles.iter().filter(|r| r.verbs.iter().any(|verb| desks.contains(verb))).map(|r| r.key));
    }
    let roles: Vec<&str> = roles.into_iter().collect();
    posts::tell_unit(tx, &roles, unit, app.clock.now(), text).await?;
    Ok(())
}
