//! The verbs of the line: setting guide and rules, catalogues and lists, transfers, re-assessments. May I? → change → record →
//! tell, one transaction each.

use ::store::Tx;
use base::error::FaultKind;
use base::{Date, Error, Fault, FieldError, reason, text};
use edition::gate::{Passed, Plain};
use edition::{Desk, Item};
use identity::Actor;
use ledger::{Body, Entry as Written, Subject};
use matter::Lines;
use serde::Serialize;
use serde_json::{Value, json};
use web::App;

use crate::model::{Entry, Row, entry_faults, twice};
use crate::{CACHE, KEEP, OVERSEE, catalogue, checklist, store};

/// Characters of a reason at most.
const WHY_MAX: usize = 500;
/// Bytes of a guide or of rules at most.
const PAGE_BYTES_MAX: usize = 200_000;

/// Sets a unit's guide or rules, which the gate read before (`passed`); gives the number of the version.
///
/// # Errors
/// The actor may not; the text is empty or too long; a guide lacks something that the article demands, all of it named.
pub(crate) async fn set_page(
    desk: &Desk<'_>,
    tx: &mut Tx,
    (unit, kind): (i64, &str),
    body: &str,
    passed: &Passed,
) -> Result<i64, Error> {
    desk.by.require(KEEP, Some(unit))?;
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
    if kind == "guide" {
        let faults: Vec<FieldError> =
            checklist::missing(&clean).iter().map(|demand| FieldError::new("body", demand.missing())).collect();
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
    }
    let (row, version) = store::set_page(tx, (unit, kind), &clean, &desk.by.name(), desk.now).await?;
    let body = Body { table: "disclosure_page_version", column: "body", row, content: clean.as_bytes() };
    let mut facts = json!({ "kind": kind, "version": version });
    passed.note(&mut facts);
    record(desk, tx, "disclosure.page", ("unit", unit), facts, vec![body]).await?;
    Ok(version)
}

/// Puts rows in the place of a unit's catalogue of a domain.
///
/// # Errors
/// The actor may not; there is no such domain; cells are missing or too long, or a row is bound to a column that is not there
/// or closed; all of them named.
pub(crate) async fn set_standard(
    desk: &Desk<'_>,
    tx: &mut Tx,
    (unit, domain): (i64, &str),
    rows: Vec<Row>,
    passed: &Passed,
) -> Result<usize, Error> {
    desk.by.require(KEEP, Some(unit))?;
    if edition::terms::title(catalogue::DOMAINS, domain).is_none() {
        return Err(Error::Unseen);
    }
    let mut rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    if rows.len() > store::ROWS_MAX {
        return Err(Error::field("", format!("一个领域最多 {} 行，现在是 {} 行。", store::ROWS_MAX, rows.len())));
    }
    rows.iter_mut().flat_map(|row| &mut row.texts).for_each(|text| *text = text::clean_text(text));
    let mut faults: Vec<FieldError> = rows.iter().enumerate().flat_map(|(i, row)| row.faults(i + 1)).collect();
    faults.extend(bound(tx, &rows).await?);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    store::set_standard(tx, unit, domain, &rows, desk.now).await?;
    let content = written(&rows)?;
    let (row, version) = store::keep_standard(tx, (unit, domain), &content, &desk.by.name(), desk.now).await?;
    let body = Body { table: "disclosure_standard_version", column: "content", row, content: content.as_bytes() };
    let mut facts = json!({ "domain": domain, "rows": rows.len(), "version": version });
    passed.note(&mut facts);
    record(desk, tx, "disclosure.standard", ("unit", unit), facts, vec![body]).await?;
    Ok(rows.len())
}

/// The texts of rows of a catalogue, for the gate; `first` is the number of the first as the person counts, and `field` the input
/// of a cell, or that of a file for all.
pub(crate) fn texts_of(rows: &[Row], first: usize, field: impl Fn(&str, usize) -> String) -> Vec<Plain> {
    let cell = |number: usize, (at, text): (usize, &String)| {
        let (name, title) = crate::model::COLUMNS.get(at).map_or(("item", ""), |(name, title, ..)| (*name, *title));
        Plain::line(field(name, number), format!("第 {number} 行“{title}”"), text)
    };
    let rows = rows.iter().enumerate().map(|(i, row)| (first + i, row));
    rows.flat_map(|(number, row)| row.texts.iter().enumerate().map(move |it| (number, it)))
        .map(|(number, it)| cell(number, it))
        .collect()
}

/// The texts of entries of a list and of the reason for the version, for the gate.
pub(crate) fn texts_of_list(entries: &[(u32, Entry)], (field, why): (&str, &str), reason: &str) -> Vec<Plain> {
    let texts = entries.iter().map(|(number, entry)| Plain::line(field, format!("第 {number} 行"), entry.join("，")));
    texts.chain([Plain::line(why, "调整的内容和依据", reason)]).collect()
}

/// What is wrong with the columns to which rows are bound.
async fn bound(tx: &mut Tx, rows: &[Row]) -> Result<Vec<FieldError>, Error> {
    let mut ids: Vec<i64> = rows.iter().filter_map(|row| row.column).collect();
    ids.sort_unstable();
    ids.dedup();
    let columns = edition::column::these(tx, &ids).await?;
    let open = |id: i64| columns.iter().find(|column| column.id == id).map(|column| column.closed_at.is_none());
    let faults = (1..).zip(rows).filter_map(|(number, row): (usize, _)| {
        let what = match open(row.column?) {
            Some(true) => return None,
            Some(false) => "绑定的栏目已关闭，请改绑其他栏目或选“未绑定”。",
            None => "绑定的栏目不存在，请重新选择。",
        };
        Some(FieldError::new(format!("column-{number}"), format!("第 {number} 行{what}")))
    });
    Ok(faults.collect())
}

/// Publishes a new version of one of the three lists; each entry comes with the number of its row, as the person counts.
///
/// # Errors
/// The actor may not; there is no such list; cells are missing or too long, all of them named; no reason is given; nothing
/// changed against the version in force.
pub(crate) async fn set_powers(
    desk: &Desk<'_>,
    tx: &mut Tx,
    (unit, list): (i64, &str),
    entries: &[(u32, Entry)],
    why: &str,
    passed: &Passed,
) -> Result<i64, Error> {
    desk.by.require(KEEP, Some(unit))?;
    if edition::terms::title(catalogue::LISTS, list).is_none() {
        return Err(Error::Unseen);
    }
    let mut faults: Vec<FieldError> = entries
        .iter()
        .flat_map(|(number, entry)| entry_faults(entry, *number))
        .map(|message| FieldError::new("entries", message))
        .collect();
    faults.extend(twice(entries).into_iter().map(|message| FieldError::new("entries", message)));
    if entries.is_empty() || entries.len() > store::ROWS_MAX {
        let message = format!("清单须有 1 至 {} 条，现在是 {} 条。", store::ROWS_MAX, entries.len());
        faults.push(FieldError::new("entries", message));
    }
    let why = text::clean_line(why);
    let wrong = reason::wrong("本次调整的内容和依据（清单按版本公开）", &why, reason::LEAST, WHY_MAX);
    faults.extend(wrong.map(|message| FieldError::new("why", message)));
    let entries: Vec<Entry> = entries.iter().map(|(_, entry)| entry.clone()).collect();
    let before = store::powers(tx, unit, list).await?;
    if !before.is_empty() && before.iter().map(crate::model::Power::entry).eq(entries.iter().cloned()) {
        faults.push(FieldError::new("entries", "内容与现行版本完全相同，没有需要公布的调整。"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let content = written(&entries)?;
    let (row, version) = store::set_powers(tx, (unit, list), &entries, (&why, &content), desk.now).await?;
    let body = Body { table: "disclosure_list", column: "content", row, content: content.as_bytes() };
    let mut facts = json!({ "list": list, "version": version, "entries": entries.len() });
    passed.note(&mut facts);
    record(desk, tx, "disclosure.list", ("unit", unit), facts, vec![body]).await?;
    Ok(version)
}

/// A sheet that is handed over, already among the files.
pub(crate) struct Sheet {
    /// Its digest.
    pub digest: String,
    /// Its bytes.
    pub size: i64,
    /// Its media type.
    pub media_type: String,
    /// Documents on it.
    pub entries: usize,
}

/// What is wrong with receiver and period of a transfer.
pub(crate) fn transfer_faults(receiver: &str, from: Date, to: Date) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if !matches!(receiver, "archive" | "library") {
        faults.push(FieldError::new("receiver", "请选择接收单位。"));
    }
    if from > to {
        faults.push(FieldError::new("to", "止日早于起日，请核对。"));
    }
    faults
}

/// Notes that a list of documents was handed to archive or library (条例 art. 25) and keeps the sheet as it was.
///
/// # Errors
/// The actor may not; the receiver is unknown; the period makes no sense.
pub(crate) async fn transfer(
    desk: &Desk<'_>,
    tx: &mut Tx,
    receiver: &str,
    (from, to): (Date, Date),
    sheet: &Sheet,
) -> Result<i64, Error> {
    desk.by.require(OVERSEE, None)?;
    let faults = transfer_faults(receiver, from, to);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    ::store::files::record(tx, &sheet.digest, sheet.size, &sheet.media_type, desk.now).await?;
    let handed = store::Handed {
        id: 0,
        receiver: receiver.to_owned(),
        from_on: from.to_string(),
        to_on: to.to_string(),
        made_at: desk.now,
        made_by: desk.by.name(),
        entries: i64::try_from(sheet.entries).unwrap_or(i64::MAX),
        digest: sheet.digest.clone(),
    };
    let id = store::add_transfer(tx, &handed).await?;
    let facts = json!({
        "receiver": receiver, "from": from.to_string(), "to": to.to_string(), "entries": sheet.entries,
        "digest": sheet.digest,
    });
    record(desk, tx, "disclosure.transfer", ("transfer", id), facts, Vec::new()).await?;
    Ok(id)
}

/// Notes that something kept closed was looked at again (条例 art. 18). What may be disclosed goes back to its writers, who are told:
/// they choose its place in the catalogue and hand it in for review, as the law asks of all that is published (art. 17).
///
/// # Errors
/// The actor may not; the edition is not closed; result or reason are missing.
pub(crate) async fn assess(desk: &Desk<'_>, tx: &mut Tx, item: i64, result: &str, why: &str) -> Result<(), Error> {
    let item = edition::item::find(tx, item).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(KEEP, Some(item.unit_id)) {
        return Err(Error::Unseen);
    }
    if item.attribute != "closed" {
        return Err(Error::refused("disclosure.open", "这条信息的属性不是不予公开，不需要评估。"));
    }
    if !matches!(result, "keep" | "open") {
        return Err(Error::field(format!("result-{}", item.id), "请选择评估结果。"));
    }
    let why = text::clean_line(why);
    reason::check(&format!("why-{}", item.id), "评估理由", &why, WHY_MAX)?;
    let id = store::assess(tx, item.id, &desk.by.name(), result, &why, desk.now).await?;
    let facts = json!({ "result": result, "assessment": id });
    record(desk, tx, "disclosure.assess", ("edition", item.id), facts, Vec::new()).await?;
    if result == "open" {
        reopened(desk, tx, &item, &why).await?;
    }
    Ok(())
}

/// Lets the writers of an edition have it again, and tells them.
async fn reopened(desk: &Desk<'_>, tx: &mut Tx, item: &Item, why: &str) -> Result<(), Error> {
    if matches!(item.state.as_str(), "ready" | "withdrawn") {
        // Who looks again need not be one of its writers.
        edition::item::revise(tx, &Desk { by: &Actor::System, ..*desk }, item.id).await?;
    }
    let text = format!(
        "《{}》经定期评估可以公开（{}）。请在工作台“稿件”中改为主动公开、选择公开目录，送审后发布。",
        item.title,
        text::truncate(why, 60)
    );
    identity::posts::tell_unit(tx, &writers(desk.app), item.unit_id, desk.now, &text).await?;
    Ok(())
}

/// The roles of all lines that may write editions of a unit.
pub(crate) fn writers(app: &App) -> Vec<&'static str> {
    let lines = app.ext::<Lines>();
    let roles = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.roles);
    roles.filter(|role| role.verbs.contains(&edition::WRITE)).map(|role| role.key).collect()
}

/// What is kept as evidence of rows.
pub(crate) fn written(rows: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(rows).map_err(|e| Fault::of(FaultKind::Broken, "write rows", e))
}

/// Puts an act on the ledger; pages of the line are drawn again.
pub(crate) async fn record(
    desk: &Desk<'_>,
    tx: &mut Tx,
    verb: &str,
    subject: (&str, i64),
    facts: Value,
    bodies: Vec<Body<'_>>,
) -> Result<(), Error> {
    let entry = Written {
        at: desk.now,
        actor: desk.by.ledger(),
        verb,
        subject: Subject { kind: subject.0, id: subject.1 },
        facts,
        bodies,
    };
    ledger::record(tx, &desk.app.chance, entry).await?;
    let app = desk.app.clone();
    tx.after_commit(move || app.cache.invalidate(CACHE));
    Ok(())
}
