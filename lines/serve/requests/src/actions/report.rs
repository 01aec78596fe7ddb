//! 定稿 of an annual report.

use ::store::Tx;
use base::{Chance, Error, Moment};
use identity::Actor;
use serde_json::json;

use crate::annual::Numbers;
use crate::store;

/// Freezes the numbers of the report of `unit` (0 for the county) and `year`, on the ledger.
///
/// # Errors
/// `requests.settled` when it was settled before; a fault when the database does not answer.
pub async fn settle(
    tx: &mut Tx,
    chance: &Chance,
    (actor, at): (&Actor, Moment),
    (unit, year): (i64, i16),
    numbers: &Numbers,
) -> Result<(), Error> {
    if store::report(tx, unit, year).await?.is_none() {
        store::save_report(tx, unit, year, "[]", "[]").await?;
    }
    if !store::settle(tx, unit, year, &json!(numbers).to_string(), at).await? {
        return Err(Error::refused("requests.settled", "年度报告已经定稿"));
    }
    let entry = ledger::Entry {
        at,
        actor: actor.ledger(),
        verb: "requests.settle",
        subject: ledger::Subject { kind: "report", id: unit },
        facts: json!({ "year": year, "unit": unit, "numbers": numbers }),
        bodies: Vec::new(),
    };
    ledger::record(tx, chance, entry).await?;
    Ok(())
}
