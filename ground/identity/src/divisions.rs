//! Administrative divisions (行政区划): townships and villages that forms propose as addresses.

use std::collections::BTreeMap;

use base::{Error, text};
use serde_json::json;
use store::{Query, Tx};

use crate::Act;
use crate::store::divisions as rows;
use crate::units::VERB;

pub use rows::Division;

/// Divisions of the whole country, villages included, with room for changes.
const ALL: usize = 1_000_000;
/// Characters of a name, at most.
const NAME_CHARS_MAX: usize = 60;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// New divisions.
    pub new: usize,
    /// Divisions with another name or of another edition.
    pub changed: usize,
    /// Divisions that were there already, just so.
    pub same: usize,
    /// Lines that are no divisions.
    pub wrong: usize,
}

/// Brings in codes with names from a table of the authority and year that `edition` names.
///
/// # Errors
/// The actor may not; no edition is named; a fault when the database does not answer.
pub async fn bring(tx: &mut Tx, act: Act<'_>, divisions: &[(String, String)], edition: &str) -> Result<Told, Error> {
    act.by.require(VERB, None)?;
    let edition = text::truncate(&text::clean_line(edition), NAME_CHARS_MAX);
    if edition.is_empty() {
        return Err(Error::field("edition", "请写明区划代码的来源和年份，例如“国家统计局 2023”。"));
    }
    let there = rows::list(tx, "", ALL).await?;
    let there: BTreeMap<&str, &Division> = there.iter().map(|d| (d.code.as_str(), d)).collect();
    let mut told = Told::default();
    for (code, name) in divisions {
        let name = text::clean_line(name);
        if !is_code(code) || name.is_empty() || text::char_count(&name) > NAME_CHARS_MAX {
            told.wrong += 1;
            continue;
        }
        match there.get(code.as_str()) {
            Some(old) if old.name == name && old.edition == edition => {
                told.same += 1;
                continue;
            }
            Some(_) => told.changed += 1,
            None => told.new += 1,
        }
        rows::put(tx, code, &name, &edition, act.at).await?;
    }
    if told.new + told.changed > 0 {
        let facts = json!({ "edition": edition, "new": told.new, "changed": told.changed });
        act.record(tx, "identity.division.import", ("division", 0), facts, Vec::new()).await?;
    }
    Ok(told)
}

/// Names that an address field proposes: townships, and villages with the township before them. Nothing when there are more
/// than `limit`: then the table is not that of one county.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn proposed(q: &mut impl Query, limit: usize) -> Result<Vec<String>, Error> {
    let all = rows::list(q, "", limit + 1).await?;
    if all.len() > limit {
        return Ok(Vec::new());
    }
    let names: BTreeMap<&str, &str> = all.iter().map(|d| (d.code.as_str(), d.name.as_str())).collect();
    let full = |d: &Division| {
        let above = d.code.get(..9).filter(|_| d.code.len() == 12).and_then(|code| names.get(code));
        format!("{}{}", above.copied().unwrap_or_default(), d.name)
    };
    Ok(all.iter().filter(|d| d.code.len() >= 9).map(full).collect())
}

fn is_code(code: &str) -> bool {
    matches!(code.len(), 2 | 4 | 6 | 9 | 12) && code.bytes().all(|b| b.is_ascii_digit())
}
