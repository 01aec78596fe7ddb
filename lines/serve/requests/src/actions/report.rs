//! An annual report: what is written into it, and 定稿. Texts, table two and the numbers are committed to on the ledger, so that
//! a published statutory report can be proved word by word.

use ::store::Tx;
use base::{Chance, Error, Moment};
use identity::Actor;
use ledger::Body;
use serde_json::{Value, json};

use crate::annual::Numbers;
use crate::store;

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
/// `requests.settled` when the report is settled; a fault when the database does not answer.
pub async fn keep(tx: &mut Tx, chance: &Chance, of: Of<'_>, texts: &str, table2: &str) -> Result<i64, Error> {
    let id = store::save_report(tx, of.unit, of.year, texts, table2).await?.ok_or_else(settled)?;
    let bodies = [("texts", texts), ("table2", table2)];
    record(tx, chance, of, "requests.report", json!({}), id, &bodies).await?;
    Ok(id)
}

/// Freezes the numbers of a report.
///
/// # Errors
/// `requests.settled` when it was settled before; a fault when the database does not answer.
pub async fn settle(tx: &mut Tx, chance: &Chance, of: Of<'_>, numbers: &Numbers) -> Result<(), Error> {
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
