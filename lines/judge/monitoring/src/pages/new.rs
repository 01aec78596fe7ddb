//! Drawing orders up: what was ticked in a list comes along, what an inspector found is pasted; one order for each unit.

use std::collections::BTreeMap;

use base::{Date, Error, FieldError};
use matter::{Finding, Finds, Ground, Lines, Sought};
use serde_json::{Value, json};
use store::Tx;
use web::{Check, Cx, Form, Once, Page, Result};

use super::{HERE, ORDERS, below, names};
use crate::actions::draw::{self, Sheet};
use crate::model::{DEMAND_MAX, SOURCES, Wanted, by_hand};
use crate::process::{DESK, ORDER};
use crate::store::items;

/// Findings that are put on orders at once.
const TICKED_MAX: usize = 200;

/// A finding that was ticked: how the form names it, its kind and what it is.
struct Ticked {
    value: String,
    finds: &'static Finds,
    finding: Finding,
    /// Number of the open order on which it stands already.
    taken: Option<String>,
}

/// What was ticked and is still wrong, of the units to which the actor may send orders.
async fn ticked(cx: &Cx, values: &[&str]) -> std::result::Result<Vec<Ticked>, Error> {
    let lines = cx.app.ext::<Lines>().ok_or(Error::Unseen)?;
    let mut kinds = BTreeMap::<&str, Vec<String>>::new();
    for (kind, key) in values.iter().take(TICKED_MAX).filter_map(|value| value.split_once(':')) {
        kinds.entry(kind).or_default().push(key.to_owned());
    }
    let mut all = Vec::new();
    for (kind, keys) in kinds {
        let Some(finds) = matter::finds::kind(&lines, kind) else { continue };
        let taken = items::taken(&mut cx.reader(), kind, &keys).await?;
        let sought = Sought { keys: Some(keys), limit: TICKED_MAX, ..Sought::default() };
        for finding in (finds.find)(&cx.app, &sought).await? {
            if !cx.actor.may(DESK, Some(finding.unit)) {
                continue;
            }
            let number = taken.iter().find(|taken| taken.key == finding.key).map(|taken| taken.number.clone());
            all.push(Ticked { value: format!("{kind}:{}", finding.key), finds, finding, taken: number });
        }
    }
    Ok(all)
}

fn framed() -> Page {
    below("开督办单", "form")
}

async fn data(cx: &Cx, values: &[&str]) -> std::result::Result<Value, Error> {
    let all = ticked(cx, values).await?;
    let names = names(cx).await?;
    let mut groups = BTreeMap::<i64, Vec<Value>>::new();
    for ticked in &all {
        groups.entry(ticked.finding.unit).or_default().push(json!({
            "value": ticked.value, "kind": ticked.finds.title, "what": ticked.finding.what,
            "address": ticked.finding.address, "taken": ticked.taken,
        }));
    }
    let mut demands: Vec<&str> = Vec::new();
    for ticked in &all {
        if !demands.contains(&ticked.finds.demand) {
            demands.push(ticked.finds.demand);
        }
    }
    let choice = |(value, title): &(&str, &str)| json!({ "value": value, "title": title });
    let mut kinds = Vec::new();
    for (key, title) in ORDER.kinds {
        let days = cx.app.number(&format!("monitoring.{key}"))?;
        kinds.push(json!({ "value": key, "title": format!("{title}（{days} 个工作日）") }));
    }
    let groups: Vec<Value> =
        groups.into_iter().map(|(unit, rows)| json!({ "unit": names.get(&unit), "rows": rows })).collect();
    Ok(json!({
        "groups": groups,
        "gone": values.len().saturating_sub(all.len()),
        "demand": demands.join("\n"),
        "kinds": kinds,
        "sources": SOURCES.iter().map(choice).collect::<Vec<_>>(),
        "source": if all.is_empty() { "above" } else { "self" },
        "today": cx.now.date().to_string(),
        "max": DEMAND_MAX,
    }))
}

/// `/work/monitoring/new?f=KIND:KEY…`.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx, &cx.query.all("f")).await?;
    cx.page("monitoring/work_new.html", framed(), data)
}

/// What was typed about what an inspector found: the unit and its findings; nothing when nothing was.
async fn typed(cx: &Cx, form: &Form) -> std::result::Result<Option<(i64, Vec<Wanted>)>, Error> {
    if form.get("lines").trim().is_empty() {
        return Ok(None);
    }
    let mut wrong = Vec::new();
    let found_on = base::text::normalise(form.get("found_on")).parse::<Date>();
    if found_on.is_err() {
        wrong.push(FieldError::new("found_on", "请填写发现日期，格式如 2026-11-24。"));
    }
    let name = base::text::clean_line(form.get("unit"));
    let unit = match name.as_str() {
        "" => Err("请填写整改单位。".to_owned()),
        name => matter::form::named(&mut cx.reader(), name).await?,
    };
    match (unit, found_on) {
        (Ok(unit), Ok(found_on)) => Ok(Some((unit, by_hand(form.get("lines"), found_on)))),
        (unit, _) => {
            wrong.extend(unit.err().map(|message| FieldError::new("unit", message)));
            Err(Error::Invalid(wrong))
        }
    }
}

/// The findings of each unit, in the order of the units.
async fn by_unit(cx: &Cx, form: &Form) -> std::result::Result<BTreeMap<i64, Vec<Wanted>>, Error> {
    let mut units = BTreeMap::<i64, Vec<Wanted>>::new();
    for Ticked { finds, finding, .. } in ticked(cx, &form.all("f")).await? {
        units.entry(finding.unit).or_default().push(Wanted {
            kind: finds.key.to_owned(),
            key: finding.key,
            what: base::text::truncate(&finding.what, crate::model::WHAT_MAX),
            address: finding.address,
            found_on: finding.since.unwrap_or(cx.now.date()).min(cx.now.date()),
        });
    }
    if let Some((unit, wanted)) = typed(cx, form).await? {
        units.entry(unit).or_default().extend(wanted);
    }
    if units.is_empty() {
        return Err(Error::field("lines", "请勾选问题，或者填写检查发现的问题。"));
    }
    Ok(units)
}

/// Draws the orders up.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    // What lines find is read before anything is locked.
    let units = match by_unit(&cx, &form).await {
        Ok(units) => units,
        Err(error) => return again(&cx, &form, error).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match drawn(&cx, &mut tx, &form, &units).await {
        Ok(matters) => {
            let to = match matters.as_slice() {
                [one] => format!("{HERE}/{one}"),
                _ => format!("{ORDERS}?count=signing"),
            };
            cx.done(tx, &form, &to, &format!("已拟 {} 份督办单，待签发。", matters.len())).await
        }
        Err(error) => {
            drop(tx);
            again(&cx, &form, error).await
        }
    }
}

/// The form once more, with what is wrong.
async fn again(cx: &Cx, form: &Form, error: Error) -> Result {
    let errors = error.mendable()?;
    let data = data(cx, &form.all("f")).await?;
    cx.again("monitoring/work_new.html", framed(), data, form, errors)
}

/// One order for each unit; gives their matters.
async fn drawn(
    cx: &Cx,
    tx: &mut Tx,
    form: &Form,
    units: &BTreeMap<i64, Vec<Wanted>>,
) -> std::result::Result<Vec<i64>, Error> {
    let lines = cx.app.ext::<Lines>().ok_or(Error::Unseen)?;
    let mut check = Check::new(form);
    let bound_on = check.date("bound_on", "上级要求的完成日期", false);
    let bound_on = check.finish(bound_on).map_err(Error::Invalid)?;
    let ground = Ground::of(&cx.app);
    let mut matters = Vec::new();
    for (unit, findings) in units {
        let sheet = Sheet {
            unit: *unit,
            kind: form.get("kind"),
            source: form.get("source"),
            demand: form.get("demand"),
            bound_on,
            findings,
        };
        matters.push(draw::draw(tx, &ground, &cx.actor, &lines, &sheet).await?);
    }
    Ok(matters)
}
