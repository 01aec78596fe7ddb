//! What the desk is shown beside a letter: repeats of the same matter, and which units answered letters like it.
//!
//! 国办函〔2025〕66号: duplicates are joined; a dispatch catalogue is kept up to date. Both are hints that say what they rest on;
//! the clerk decides.

use std::collections::{BTreeMap, HashMap};

use ::store::Query;
use ::store::search::Search;
use base::Error;
use counter::{Wording, finding};
use matter::Ground;
use serde::Serialize;

use crate::index::{INSIDE, PUBLIC};
use crate::model::Letter;
use crate::store::{self, Row};

/// Hints shown.
const SHOWN: usize = 8;

/// A letter that may be about the same.
#[derive(Debug, Serialize)]
pub struct Similar {
    /// The letter as lists show it.
    pub row: Row,
    /// How alike the texts are, in percent.
    pub percent: u32,
    /// Whether it comes from the same telephone.
    pub same_phone: bool,
    /// Whether it is taken for a repeat (rule letters.duplicate.percent).
    pub repeat: bool,
}

/// A unit to which it may belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The unit.
    pub unit: i64,
    /// Its short name.
    pub name: String,
    /// How many letters like this one it answered.
    pub letters: usize,
    /// Why, in words.
    pub why: String,
}

/// Letters like this one, the likest first.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn similar(
    q: &mut impl Query,
    search: &Search,
    ground: &Ground,
    letter: &Letter,
) -> Result<Vec<Similar>, Error> {
    let today = ground.now.date();
    let days = ground.rules.number("letters.duplicate.days", today)?;
    let bar = u32::try_from(ground.rules.number("letters.duplicate.percent", today)?).unwrap_or(100);
    let since = ground.now.plus(-days * base::time::DAY).date();
    let by_phone = store::same_phone(q, letter, since).await?;
    let text = format!("{}\n{}", letter.title, letter.body);
    let mut ids: Vec<i64> = finding::like(search, INSIDE, &text, Some(since)).await?;
    ids.retain(|id| *id != letter.id && !by_phone.iter().any(|r| r.id == *id));
    let by_text = store::rows_by_ids(q, &ids).await?;
    let own = Wording::of(&letter.title, &letter.body);
    ids.extend(by_phone.iter().map(|row| row.id));
    let others = store::worded(q, &ids).await?.into_iter();
    let others: HashMap<i64, Wording> = others.map(|(id, title, body)| (id, Wording::of(&title, &body))).collect();
    let mut found = Vec::new();
    for (row, same_phone) in by_phone.into_iter().map(|r| (r, true)).chain(by_text.into_iter().map(|r| (r, false))) {
        let percent = others.get(&row.id).map_or(0, |other| own.percent(other));
        let recent = row.received_on >= since && row.state != "merged";
        found.push(Similar { repeat: recent && percent >= bar, row, percent, same_phone });
    }
    found.sort_by_key(|s| std::cmp::Reverse((s.repeat, s.percent, s.same_phone)));
    found.truncate(SHOWN);
    Ok(found)
}

/// Units that answered letters like this one, most letters first.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn units(q: &mut impl Query, search: &Search, letter: &Letter, home: i64) -> Result<Vec<Proposal>, Error> {
    let mut ids = finding::like(search, INSIDE, &format!("{}\n{}", letter.title, letter.body), None).await?;
    ids.retain(|id| *id != letter.id);
    let rows = store::rows_by_ids(q, &ids).await?;
    Ok(proposals(&rows, home, letter.complained_unit))
}

fn proposals(rows: &[Row], home: i64, accused: Option<i64>) -> Vec<Proposal> {
    let mut by_unit: BTreeMap<i64, (String, usize)> = BTreeMap::new();
    let useful =
        |r: &&Row| r.unit_id != home && Some(r.unit_id) != accused && !matches!(r.state.as_str(), "refused" | "merged");
    for row in rows.iter().filter(useful).take(SHOWN) {
        by_unit.entry(row.unit_id).or_insert_with(|| (row.unit.clone(), 0)).1 += 1;
    }
    let mut found: Vec<Proposal> = by_unit
        .into_iter()
        .map(|(unit, (name, letters))| {
            let why = format!("近似来信 {letters} 件由{name}办理");
            Proposal { unit, name, letters, why }
        })
        .collect();
    found.sort_by_key(|p| (std::cmp::Reverse(p.letters), p.unit));
    found.truncate(3);
    found
}

/// Published letters like what somebody is writing.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn answered(
    q: &mut impl Query,
    search: &Search,
    text: &str,
    limit: usize,
) -> Result<Vec<store::Published>, Error> {
    if base::text::char_count(text.trim()) < 2 {
        return Ok(Vec::new());
    }
    let ids = finding::like(search, PUBLIC, text, None).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = store::published_by_ids(q, &ids).await?;
    rows.sort_by_key(|r| ids.iter().position(|id| *id == r.id));
    rows.truncate(limit);
    Ok(rows)
}

/// Keys of letters inside in which `words` are found.
///
/// # Errors
/// A fault when the index does not answer.
pub async fn with_words(search: &Search, words: &str) -> Result<Vec<i64>, Error> {
    finding::with_words(search, INSIDE, words).await
}

/// Keys of published letters in which `words` are found.
///
/// # Errors
/// A fault when the index does not answer.
pub async fn published_with_words(search: &Search, words: &str) -> Result<Vec<i64>, Error> {
    finding::with_words(search, PUBLIC, words).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Moment;

    fn row(unit: i64, name: &str, state: &str) -> Row {
        Row {
            received_on: base::Date::constant(2026, 3, 2),
            id: 1,
            matter_id: 1,
            number: String::new(),
            title: String::new(),
            kind: "help".into(),
            mailbox: "mayor".into(),
            state: state.into(),
            received_at: Moment(0),
            unit: name.into(),
            unit_id: unit,
            due_at: Moment(0),
            clock: "met".into(),
            besides: matter::lists::Besides::default(),
            met_at: None,
            answered_at: None,
            satisfaction: None,
            published_at: None,
            public_title: String::new(),
            urged: 0,
            supervised_at: None,
        }
    }

    #[test]
    fn units_are_proposed_by_how_many_letters_they_answered_and_never_the_accused_or_the_desk() {
        let rows = [
            row(3, "县城管局", "closed"),
            row(4, "县水利局", "closed"),
            row(3, "县城管局", "replied"),
            row(9, "县政府办", "closed"),
            row(5, "县住建局", "refused"),
            row(6, "县公安局", "closed"),
        ];
        let found = proposals(&rows, 9, Some(6));
        assert_eq!(found.iter().map(|p| p.unit).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(found[0].why, "近似来信 2 件由县城管局办理");
    }
}
