//! The verbs of the line: setting guide and rules, catalogues and lists, transfers, re-assessments. May I? → change → record →
//! tell, one transaction each.

use ::store::Tx;
use base::{Date, Error, FieldError, text};
use ledger::{Entry, Subject};
use serde_json::{Value, json};
use web::Cx;

use crate::model::Row;
use crate::{CACHE, KEEP, OVERSEE, catalogue, store};

/// Bytes of a guide or of rules at most.
const PAGE_BYTES_MAX: usize = 200_000;

/// Sets a unit's guide or rules.
///
/// # Errors
/// The actor may not; the text is empty or too long.
pub(crate) async fn set_page(cx: &Cx, tx: &mut Tx, unit: i64, kind: &str, body: &str) -> Result<(), Error> {
    cx.actor.require(KEEP, Some(unit))?;
    if !matches!(kind, "guide" | "rules") {
        return Err(Error::Unseen);
    }
    if body.len() > PAGE_BYTES_MAX {
        return Err(Error::field("body", "内容过长（超过 20 万字节），请精简。"));
    }
    let clean = intake::html::sanitise(body, &intake::html::Policy::default()).map_err(Error::Refused)?.html;
    if text::char_count(intake::text::plain(&clean).unwrap_or_default().trim()) < 20 {
        return Err(Error::field("body", "内容太少（不足 20 字）：条例要求写明分类、编排体系、获取方式和工作机构等。"));
    }
    store::set_page(tx, unit, kind, &clean, cx.now).await?;
    record(cx, tx, "disclosure.page", ("unit", unit), json!({ "kind": kind })).await
}

/// Puts rows in the place of a unit's catalogue of a domain.
///
/// # Errors
/// The actor may not; there is no such domain; cells are missing or too long, all of them named.
pub(crate) async fn set_standard(
    cx: &Cx,
    tx: &mut Tx,
    unit: i64,
    domain: &str,
    rows: Vec<Row>,
) -> Result<usize, Error> {
    cx.actor.require(KEEP, Some(unit))?;
    if edition::terms::title(catalogue::DOMAINS, domain).is_none() {
        return Err(Error::Unseen);
    }
    let rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    if rows.len() > store::ROWS_MAX {
        return Err(Error::field("", format!("一个领域最多 {} 行，现在是 {} 行。", store::ROWS_MAX, rows.len())));
    }
    let mut faults: Vec<FieldError> = rows.iter().enumerate().flat_map(|(i, row)| row.faults(i + 1)).collect();
    for (number, row) in (1..).zip(&rows) {
        if let Some(column) = row.column
            && edition::column::find(tx, column).await?.is_none()
        {
            faults.push(FieldError::new(format!("column-{number}"), format!("第 {number} 行绑定的栏目不存在。")));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    store::set_standard(tx, unit, domain, &rows, cx.now).await?;
    record(cx, tx, "disclosure.standard", ("unit", unit), json!({ "domain": domain, "rows": rows.len() })).await?;
    Ok(rows.len())
}

/// Publishes a new version of one of the three lists.
///
/// # Errors
/// The actor may not; there is no such list; an entry has no name or no basis; no reason is given.
pub(crate) async fn set_powers(
    cx: &Cx,
    tx: &mut Tx,
    unit: i64,
    list: &str,
    entries: &[[String; 5]],
    why: &str,
) -> Result<i64, Error> {
    cx.actor.require(KEEP, Some(unit))?;
    if edition::terms::title(catalogue::LISTS, list).is_none() {
        return Err(Error::Unseen);
    }
    let mut faults = Vec::new();
    if entries.is_empty() || entries.len() > store::ROWS_MAX {
        faults.push(FieldError::new("entries", format!("清单须有 1 至 {} 条。", store::ROWS_MAX)));
    }
    for (number, [_, name, _, basis, _]) in (1..).zip(entries) {
        if name.is_empty() || basis.is_empty() {
            faults.push(FieldError::new("entries", format!("第 {number} 条须填写名称和依据。")));
        }
    }
    let why = text::clean_line(why);
    if text::char_count(&why) < 4 {
        faults.push(FieldError::new("why", "请写明本次调整的内容和依据（至少 4 个字）：清单须按版本公开。"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let version = store::set_powers(tx, unit, list, entries, &why, cx.now).await?;
    let facts = json!({ "list": list, "version": version, "entries": entries.len() });
    record(cx, tx, "disclosure.list", ("unit", unit), facts).await?;
    Ok(version)
}

/// Notes that a list of documents was handed to archive or library (条例 art. 25).
///
/// # Errors
/// The actor may not; the receiver is unknown; the period makes no sense.
pub(crate) async fn transfer(
    cx: &Cx,
    tx: &mut Tx,
    receiver: &str,
    from: Date,
    to: Date,
    entries: usize,
) -> Result<i64, Error> {
    cx.actor.require(OVERSEE, None)?;
    if !matches!(receiver, "archive" | "library") {
        return Err(Error::field("receiver", "请选择接收单位。"));
    }
    if from > to {
        return Err(Error::field("to", "止日早于起日，请核对。"));
    }
    let id = store::add_transfer(tx, receiver, from, to, &cx.actor.name(), entries, cx.now).await?;
    let facts = json!({ "receiver": receiver, "from": from.to_string(), "to": to.to_string(), "entries": entries });
    record(cx, tx, "disclosure.transfer", ("transfer", id), facts).await?;
    Ok(id)
}

/// Notes that something kept closed was looked at again (条例 art. 18).
///
/// # Errors
/// The actor may not; the edition is not closed; result or reason are missing.
pub(crate) async fn assess(cx: &Cx, tx: &mut Tx, item: i64, result: &str, why: &str) -> Result<(), Error> {
    let item = edition::item::find(tx, item).await?.ok_or(Error::Unseen)?;
    cx.actor.require(KEEP, Some(item.unit_id))?;
    if item.attribute != "closed" {
        return Err(Error::refused("disclosure.open", "这条信息的属性不是不予公开，不需要评估。"));
    }
    if !matches!(result, "keep" | "open") {
        return Err(Error::field("result", "请选择评估结果。"));
    }
    let why = text::clean_line(why);
    if text::char_count(&why) < 4 {
        return Err(Error::field("why", "请写明评估理由（至少 4 个字）。"));
    }
    let id = store::assess(tx, item.id, &cx.actor.name(), result, &why, cx.now).await?;
    record(cx, tx, "disclosure.assess", ("edition", item.id), json!({ "result": result, "assessment": id })).await
}

async fn record(cx: &Cx, tx: &mut Tx, verb: &str, subject: (&str, i64), facts: Value) -> Result<(), Error> {
    let entry = Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb,
        subject: Subject { kind: subject.0, id: subject.1 },
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &cx.app.chance, entry).await?;
    let app = cx.app.clone();
    tx.after_commit(move || app.cache.invalidate(CACHE));
    Ok(())
}
