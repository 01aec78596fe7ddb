//! Drawing an order up: findings of one unit, the demand, until when; changed until it is signed off.

use std::collections::BTreeMap;

use base::{Date, Error, FieldError, text};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Lines, Opening};
use serde_json::json;
use store::{Query, Tx};

use super::{act, record};
use crate::model::{ADDRESS_MAX, DEMAND_MAX, Order, SOURCES, WHAT_MAX, Wanted, name_of};
use crate::process::{DESK, ORDER};
use crate::store::{items, orders};

/// What findings entered by hand are called in a title.
pub(crate) const BY_HAND: &str = "检查发现问题";

/// An order as it is drawn up.
#[derive(Debug, Clone)]
pub(crate) struct Sheet<'a> {
    /// The unit that has to mend.
    pub unit: i64,
    /// ordinary or prompt.
    pub kind: &'a str,
    /// Who found it.
    pub source: &'a str,
    /// What is demanded.
    pub demand: &'a str,
    /// Until when somebody above wants it.
    pub bound_on: Option<Date>,
    /// What is wrong.
    pub findings: &'a [Wanted],
}

/// Draws an order up and hands it to whoever signs off; gives its matter.
///
/// # Errors
/// The actor may not for this unit; fields are wrong; a finding stands on an open order already.
pub(crate) async fn draw(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    lines: &Lines,
    sheet: &Sheet<'_>,
) -> Result<i64, Error> {
    actor.require(DESK, Some(sheet.unit))?;
    let home = actor.staff()?.unit;
    let unit = identity::units::find(tx, sheet.unit).await?.filter(|unit| unit.closed_on.is_none());
    let unit = unit.ok_or_else(|| Error::field("unit", "请从列表中选择现有单位。"))?;
    check(ground, sheet)?;
    free(tx, sheet.findings).await?;
    let title = format!("{}：{}", unit.short_name, summed(lines, sheet.findings));
    let opening = Opening {
        kind: sheet.kind,
        title: &title,
        home,
        received_on: ground.now.date(),
        since: None,
        clocks: &[],
        by: actor,
        as_name: "系统",
        files: &[],
    };
    let matter = matter::open(tx, ground, &ORDER, &opening).await?.id;
    let demand = text::clean_text(sheet.demand);
    let drafter = actor.name();
    let new = orders::New {
        matter,
        unit: sheet.unit,
        source: sheet.source,
        demand: &demand,
        bound_on: sheet.bound_on,
        drafter: &drafter,
        on: ground.now.date(),
    };
    let id = orders::insert(tx, &new).await?;
    let mut bodies = vec![("monitoring_order", "demand", id, demand.as_str())];
    for wanted in sheet.findings {
        let Some(finding) = items::insert(tx, id, wanted).await? else {
            // Somebody drew it up at the same moment.
            free(tx, sheet.findings).await?;
            return Err(Error::Conflict(format!("“{}”刚刚由他人督办。请刷新后再开督办单。", wanted.what)));
        };
        bodies.push(("monitoring_finding", "what", finding, wanted.what.as_str()));
    }
    let facts = json!({ "unit": sheet.unit, "findings": sheet.findings.len(), "source": sheet.source });
    record(tx, ground, actor, ("monitoring.draw", id), facts, &bodies).await?;
    let order = orders::of_matter(tx, matter).await?.ok_or(Error::Unseen)?;
    act(tx, ground, actor, &order, "propose", Given::default()).await?;
    Ok(matter)
}

/// How many there are of each kind, in words.
fn summed(lines: &Lines, findings: &[Wanted]) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for wanted in findings {
        let title = matter::finds::kind(lines, &wanted.kind).map_or(BY_HAND, |finds| finds.title);
        *counts.entry(title).or_default() += 1;
    }
    counts.iter().map(|(title, count)| format!("{title} {count} 项")).collect::<Vec<_>>().join("、")
}

/// Everything that is wrong with a sheet.
fn check(ground: &Ground, sheet: &Sheet<'_>) -> Result<(), Error> {
    let today = ground.now.date();
    let most = usize::try_from(ground.rules.number("monitoring.findings", today)?).unwrap_or_default();
    let mut wrong = demand_faults(sheet.demand, sheet.bound_on, today);
    let mut need = |ok: bool, field: &str, message: String| {
        if !ok {
            wrong.push(FieldError::new(field, message));
        }
    };
    need(!sheet.findings.is_empty(), "f", "请至少选择或者填写一个问题。".to_owned());
    let count = sheet.findings.len();
    need(count <= most, "f", format!("一份督办单最多 {most} 个问题，现在是 {count} 个，请分开。"));
    need(ORDER.kinds.iter().any(|(key, _)| *key == sheet.kind), "kind", "请选择整改期限。".to_owned());
    need(!name_of(SOURCES, sheet.source).is_empty(), "source", "请选择问题来源。".to_owned());
    for (at, wanted) in (1..).zip(sheet.findings) {
        let field = if wanted.kind.is_empty() { "lines" } else { "f" };
        let chars = text::char_count(&wanted.what);
        need(
            (2..=WHAT_MAX).contains(&chars),
            field,
            format!("第 {at} 个问题的说明须为 2 至 {WHAT_MAX} 个字，现在是 {chars} 个字。"),
        );
        let fits = text::char_count(&wanted.address) <= ADDRESS_MAX;
        need(fits, field, format!("第 {at} 个问题的网址最多 {ADDRESS_MAX} 个字符。"));
        need(wanted.found_on <= today, "found_on", "发现日期不能晚于今天。".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn demand_faults(demand: &str, bound_on: Option<Date>, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let chars = text::char_count(&text::clean_text(demand));
    if !(5..=DEMAND_MAX).contains(&chars) {
        let message = format!("整改要求须为 5 至 {DEMAND_MAX} 个字，现在是 {chars} 个字。");
        wrong.push(FieldError::new("demand", message));
    }
    if bound_on.is_some_and(|on| on < today) {
        wrong.push(FieldError::new("bound_on", "上级要求的完成日期不能早于今天。"));
    }
    wrong
}

/// Refuses findings that stand on an open order already.
async fn free(q: &mut impl Query, findings: &[Wanted]) -> Result<(), Error> {
    let mut kinds = BTreeMap::<&str, Vec<String>>::new();
    for wanted in findings.iter().filter(|wanted| !wanted.kind.is_empty()) {
        kinds.entry(&wanted.kind).or_default().push(wanted.key.clone());
    }
    for (kind, keys) in kinds {
        if let Some(taken) = items::taken(q, kind, &keys).await?.first() {
            let what = findings.iter().find(|wanted| wanted.kind == kind && wanted.key == taken.key);
            let what = what.map_or("", |wanted| wanted.what.as_str());
            let message = format!("“{what}”已在督办单{}上，请取消勾选。", taken.number);
            return Err(Error::field("f", message));
        }
    }
    Ok(())
}

/// Changes an order that was sent back before it was signed off, and hands it in for signing once more: the demand, the date from above,
/// and which findings stay.
///
/// # Errors
/// Fields are wrong; nothing is left on it; it is not the actor's turn.
pub(crate) async fn redraw(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    (demand, bound_on, stay): (&str, Option<Date>, &[i64]),
    given: Given,
) -> Result<(), Error> {
    let wrong = demand_faults(demand, bound_on, ground.now.date());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    act(tx, ground, actor, order, "propose", given).await?;
    let all = items::of_order(tx, order.id).await?;
    let (stay, go): (Vec<_>, Vec<_>) = all.into_iter().partition(|item| stay.contains(&item.id));
    if stay.is_empty() {
        return Err(Error::field("stay", "督办单上至少要保留一个问题；全部不需要督办的，请撤销本单。"));
    }
    for item in &go {
        items::remove(tx, item.id).await?;
        let place = ("monitoring_finding", "what", item.id);
        ledger::erase(tx, &ground.chance, ground.now, actor.ledger(), place).await?;
    }
    let demand = text::clean_text(demand);
    orders::set_demand(tx, order.id, &demand, bound_on).await?;
    let facts = json!({ "removed": go.iter().map(|item| item.id).collect::<Vec<_>>() });
    let bodies = [("monitoring_order", "demand", order.id, demand.as_str())];
    record(tx, ground, actor, ("monitoring.redraw", order.id), facts, &bodies).await
}
