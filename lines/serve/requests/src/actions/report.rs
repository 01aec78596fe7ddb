//! An annual report: what is written into it, and 定稿. Texts, table two and the numbers are committed to on the ledger, so that
//! a published statutory report can be proved word by word.

use ::store::{Query, Tx};
use base::{Chance, Error, Moment, reason};
use identity::Actor;
use ledger::Body;
use serde_json::{Value, json};

use crate::REPORT;
use crate::annual::{CARRIED, Numbers};
use crate::channels::APPLICANTS;
use crate::store::{self, Table3};

/// Who acts and when, and for the report of which unit (0 for the county) and civil year.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub at: Moment,
    /// The unit, 0 for the county.
    pub unit: i64,
    /// The civil year.
    pub year: i16,
}

/// Keeps the texts under the headings and table two, both as JSON.
///
/// # Errors
/// The actor may not write the report; `requests.settled` when it is settled; a fault when the database does not answer.
pub async fn keep(tx: &mut Tx, chance: &Chance, of: Of<'_>, texts: &str, table2: &str) -> Result<i64, Error> {
    of.actor.require(REPORT, Some(of.unit))?;
    let id = store::save_report(tx, of.unit, of.year, texts, table2).await?.ok_or_else(settled)?;
    let bodies = [("texts", texts), ("table2", table2)];
    record(tx, chance, of, "requests.report", json!({}), id, &bodies).await?;
    Ok(id)
}

/// Freezes the numbers of a report.
///
/// # Errors
/// The actor may not write the report; `requests.settled` when it was settled before; a fault when the database does not answer.
pub async fn settle(tx: &mut Tx, chance: &Chance, of: Of<'_>, numbers: &Numbers) -> Result<(), Error> {
    of.actor.require(REPORT, Some(of.unit))?;
    let (id, texts, table2) = match store::report(tx, of.unit, of.year).await? {
        Some(kept) => (kept.id, kept.texts, kept.table2),
        None => (keep(tx, chance, of, "[]", "[]").await?, "[]".to_owned(), "[]".to_owned()),
    };
    let text = json!(numbers).to_string();
    if !store::settle(tx, id, &text, of.at).await? {
        return Err(settled());
    }
    let bodies = [("texts", texts.as_str()), ("table2", &table2), ("numbers", &text)];
    record(tx, chance, of, "requests.settle", json!({ "numbers": numbers }), id, &bodies).await
}

/// Puts a settled report right (更正): what it said stays beside it with the reason; texts, table two and numbers are new.
///
/// # Errors
/// The actor may not write the report; the wrong field `reason` without one; `requests.unsettled` when it was never settled.
pub async fn correct(
    tx: &mut Tx,
    chance: &Chance,
    of: Of<'_>,
    [texts, table2]: [&str; 2],
    numbers: &Numbers,
    why: &str,
) -> Result<(), Error> {
    of.actor.require(REPORT, Some(of.unit))?;
    reason::check("reason", "更正的理由", why, usize::MAX)?;
    let unsettled = || Error::refused("requests.unsettled", "年度报告还没有定稿，直接修改即可");
    let kept = store::report(tx, of.unit, of.year).await?.ok_or_else(unsettled)?;
    let text = json!(numbers).to_string();
    if !store::replace(tx, kept.id, [texts, table2, &text], why.trim(), of.at).await? {
        return Err(unsettled());
    }
    let bodies = [("texts", texts), ("table2", table2), ("numbers", &text)];
    let facts = json!({ "numbers": numbers, "reason": why.trim() });
    record(tx, chance, of, "requests.report.correct", facts, kept.id, &bodies).await
}

/// The county's report waits for those of its organs; `missing` names those that have not settled, `why` says why it is settled
/// nevertheless. Gives what is kept of it, empty when all have.
///
/// # Errors
/// The wrong field `why` without a reason.
pub fn waits(missing: &[String], why: &str) -> Result<String, Error> {
    if missing.is_empty() {
        return Ok(String::new());
    }
    let names = missing.join("、");
    if let Some(message) = reason::wrong("仍然定稿的理由", why, reason::LEAST, 1000) {
        return Err(Error::field("why", format!("还有 {} 个单位没有定稿：{names}。{message}", missing.len())));
    }
    Ok(format!("定稿时有 {} 个单位没有定稿：{names}。理由：{}", missing.len(), why.trim()))
}

/// Table three of the year before, as what was carried over is compared with it: as settled, with what the organ took over since from
/// organs whose functions it continues, and without what went to heirs.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn carried(q: &mut impl Query, year: i16, unit: i64) -> Result<Table3, Error> {
    let organ = (unit != 0).then_some(unit);
    let now = store::table3_of(q, year - 1, organ, year).await?;
    let last = store::report(q, unit, year - 1).await?.filter(|last| last.settled_at.is_some());
    let Some(last) = last else { return Ok(now) };
    let then = store::table3(q, year - 1, organ).await?;
    let mut before = serde_json::from_str::<Numbers>(&last.numbers).map(|n| n.table3).unwrap_or_default();
    for (column, applicant) in APPLICANTS.iter().enumerate() {
        before.add(CARRIED, applicant.value, now.cell(CARRIED, column) - then.cell(CARRIED, column));
    }
    Ok(before)
}

/// How many requests the organ took over from organs whose functions it continues, and carried over, less those that went to heirs.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn inherited(q: &mut impl Query, year: i16, organ: Option<i64>) -> Result<i64, Error> {
    let now = store::table3_of(q, year - 1, organ, year).await?;
    let then = store::table3(q, year - 1, organ).await?;
    Ok(now.total(CARRIED) - then.total(CARRIED))
}

fn settled() -> Error {
    Error::refused("requests.settled", "年度报告已经定稿，不能再修改")
}

async fn record(
    tx: &mut Tx,
    chance: &Chance,
    of: Of<'_>,
    verb: &str,
    mut facts: Value,
    id: i64,
    bodies: &[(&str, &str)],
) -> Result<(), Error> {
    facts["year"] = json!(of.year);
    facts["unit"] = json!(of.unit);
    let entry = ledger::Entry {
        at: of.at,
        actor: of.actor.ledger(),
        verb,
        subject: ledger::Subject { kind: "report", id: of.unit },
        facts,
        bodies: bodies
            .iter()
            .map(|&(column, text)| Body { table: "requests_report", column, row: id, content: text.as_bytes() })
            .collect(),
    };
    ledger::record(tx, chance, entry).await?;
    Ok(())
}
