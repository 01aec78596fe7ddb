//! `/work/organs` 单位: the tree, the search, and the form for a new unit.

use std::collections::BTreeMap;

use base::Error;
use edition::Desk;
use edition::gate::{self, Plain, Stand, WHY};
use identity::units::{self, KINDS};
use identity::{Unit, UnitForm};
use serde::Serialize;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use super::{PEOPLE, UNITS, renamed, unit_typed};
use crate::screens::{done, problems};

/// Units found by a search, at most.
const FOUND_MAX: usize = 100;

/// A unit in the tree.
#[derive(Debug, Serialize)]
struct Row {
    id: i64,
    name: String,
    code: String,
    kind: &'static str,
    phone: String,
    below: usize,
}

/// The Chinese name of a kind of unit.
pub(super) fn kind(key: &str) -> &'static str {
    KINDS.iter().find(|kind| kind.key == key).map_or("", |kind| kind.title)
}

/// The kinds to choose from.
pub(super) fn kinds() -> Vec<Value> {
    KINDS.iter().map(|kind| json!({ "value": kind.key, "title": kind.title })).collect()
}

/// What a search finds, or one level of the tree.
pub async fn list(cx: Cx) -> Result {
    let words = cx.query.get("q").trim();
    let mut reader = cx.app.db.reader();
    let all = units::all(&mut reader).await?;
    let mut below: BTreeMap<i64, usize> = BTreeMap::new();
    for unit in all.iter().filter(|unit| unit.closed_on.is_none()) {
        if let Some(parent) = unit.parent_id {
            *below.entry(parent).or_default() += 1;
        }
    }
    let row = |unit: &Unit| Row {
        id: unit.id,
        name: unit.name.clone(),
        code: unit.code.clone(),
        kind: kind(&unit.kind),
        phone: unit.phone.clone(),
        below: below.get(&unit.id).copied().unwrap_or(0),
    };
    let open = all.iter().filter(|unit| unit.closed_on.is_none());
    let rows: Vec<Row> = match words {
        "" => roots_and_below(open.clone().collect()).into_iter().map(row).collect(),
        words => units::search(&mut reader, words, FOUND_MAX).await?.iter().map(row).collect(),
    };
    let data = json!({
        "rows": rows,
        "q": words,
        "total": open.count(),
        "full": rows.len() >= FOUND_MAX && !words.is_empty(),
        "may_edit": cx.actor.may(UNITS, None),
        "may_import": cx.actor.may(PEOPLE, None),
    });
    cx.page("screens/units.html", Page::new("单位"), data)
}

/// The roots, each followed by the units directly under it.
fn roots_and_below(open: Vec<&Unit>) -> Vec<&Unit> {
    let roots = open.iter().filter(|unit| unit.parent_id.is_none());
    roots
        .flat_map(|root| {
            let under = open.iter().filter(|unit| unit.parent_id == Some(root.id));
            std::iter::once(*root).chain(under.copied())
        })
        .collect()
}

/// The form for a new unit.
pub async fn new(cx: Cx) -> Result {
    let parent = match cx.query.int("parent") {
        Some(id) => units::find(&mut cx.app.db.reader(), id).await?,
        None => None,
    };
    let parent = parent.map(|unit| unit.code).unwrap_or_default();
    cx.page("screens/unit_new.html", new_page(), json!({ "kinds": kinds(), "parent": parent }))
}

fn new_page() -> Page {
    Page::new("新设单位").crumb("单位", "/work/organs")
}

/// Makes a unit.
pub async fn create(cx: Cx, form: Form) -> Result {
    let passed = match gate::pass(&cx.app, Stand::default(), said(&read(&form)), form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return new_again(&cx, &form, error),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let made = match unit_typed(&mut tx, "parent", form.get("parent")).await {
        Ok(parent) => made(&cx, &mut tx, parent.map(|unit| unit.id), &form).await,
        Err(error) => Err(error),
    };
    let made = match made {
        Ok(id) => passed.record(&mut tx, &Desk::of(&cx), LET, ("unit", id)).await.map(|()| id),
        wrong => wrong,
    };
    match made {
        Ok(id) => done(&cx, tx, &form, &format!("/work/organs/{id}"), "单位已设立。").await,
        Err(error) => {
            drop(tx);
            new_again(&cx, &form, error)
        }
    }
}

fn new_again(cx: &Cx, form: &Form, error: Error) -> Result {
    let errors = renamed(problems(error)?, &[("code", "unit_code")]);
    cx.again("screens/unit_new.html", new_page(), json!({ "kinds": kinds(), "parent": "" }), form, errors)
}

/// The entry of the ledger about what the gate found in a unit's name or telephone and was let through.
pub(super) const LET: &str = "identity.unit.let";

/// A unit as its form has it.
pub(super) fn as_typed(unit: Unit) -> UnitForm {
    let Unit { name, short_name, kind, rank, phone, .. } = unit;
    UnitForm { name, short_name, kind, rank, phone }
}

/// What everybody reads of a unit: on the pages of disclosure, and beside all that it publishes.
pub(super) fn said(form: &UnitForm) -> Vec<Plain> {
    let lines =
        [("name", "全称", &form.name), ("short_name", "简称", &form.short_name), ("phone", "办公电话", &form.phone)];
    lines.map(|(field, place, text)| Plain::line(field, place, text)).into()
}

async fn made(cx: &Cx, tx: &mut store::Tx, parent: Option<i64>, form: &Form) -> std::result::Result<i64, Error> {
    let act = cx.app.identity.act(&cx.actor);
    let id = units::create(tx, act, parent, form.get("unit_code"), &read(form)).await?;
    units::set_sign(tx, cx.app.identity.act(&cx.actor), id, form.get("sign")).await?;
    Ok(id)
}

/// What is typed about a unit. A place that is no number counts as the last.
pub(super) fn read(form: &Form) -> UnitForm {
    UnitForm {
        name: form.get("name").to_owned(),
        short_name: form.get("short_name").to_owned(),
        kind: form.get("kind").to_owned(),
        rank: rank(form),
        phone: form.get("phone").to_owned(),
    }
}

/// The place in the order; what is no number counts as the last.
pub(super) fn rank(form: &Form) -> i64 {
    form.get("rank").trim().parse::<i32>().map_or(9_999, i64::from)
}
