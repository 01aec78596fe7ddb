//! What is offered before somebody asks, and to the desk beside what was asked: knowledge and published answers like a text, and
//! the units that answer such questions.

use std::collections::BTreeMap;

use ::store::Query;
use ::store::long::Turn;
use ::store::search::Search;
use base::Error;
use counter::finding::{self, LOOK_AT};
use serde::Serialize;

use crate::index::{ANSWER, ENTRY, INSIDE};
use crate::model::Case;
use crate::store;

/// An answer that is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// entry or answer.
    pub kind: &'static str,
    /// Key.
    pub id: i64,
    /// 标题.
    pub title: String,
    /// The answer, at most a few hundred characters of it.
    pub answer: String,
    /// Whether more of it is on its page.
    pub more: bool,
    /// Who answers.
    pub unit: String,
    /// That unit's key.
    pub unit_id: i64,
    /// Its page.
    pub href: String,
}

/// Characters of an answer that are offered at once.
const ANSWER_CHARS: usize = 240;

/// Answers to what somebody is writing, knowledge first, at most `limit`.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn offers(q: &mut impl Query, search: &Search, text: &str, limit: usize) -> Result<Vec<Offer>, Error> {
    if base::text::char_count(text.trim()) < 2 {
        return Ok(Vec::new());
    }
    let entries = finding::like(search, ENTRY, text, None).await?;
    let live = store::live(q, &entries).await?;
    let mut found = Vec::new();
    for id in &entries {
        let Some(version) = live.iter().find(|v| v.entry_id == *id) else { continue };
        let entry = store::entry(q, *id).await?;
        let unit = identity::units::find(q, entry.unit_id).await?.map_or_else(String::new, |u| u.short_name);
        let offer = offer("entry", *id, &version.question, &version.answer, (unit, entry.unit_id));
        found.push(Offer { href: format!("/consult/k/{id}"), ..offer });
        if found.len() >= limit {
            return Ok(found);
        }
    }
    let answers = finding::like(search, ANSWER, text, None).await?;
    let mut rows = store::published(q, Some(&answers), None, &Turn::First, LOOK_AT).await?.rows;
    rows.sort_by_key(|r| answers.iter().position(|id| *id == r.id));
    for row in rows {
        // The same question was asked before, and answered alike.
        if found.iter().any(|other: &Offer| other.title == row.title) {
            continue;
        }
        let offer = offer("answer", row.id, &row.title, &row.answer, (row.unit.clone(), row.unit_id));
        found.push(Offer { href: format!("/consult/answers/{}", row.id), ..offer });
    }
    found.truncate(limit);
    Ok(found)
}

fn offer(kind: &'static str, id: i64, title: &str, answer: &str, (unit, unit_id): (String, i64)) -> Offer {
    let more = base::text::char_count(answer) > ANSWER_CHARS;
    let answer = base::text::truncate(answer, ANSWER_CHARS);
    Offer { kind, id, title: title.to_owned(), answer, more, unit, unit_id, href: String::new() }
}

/// One offer by its key, as it is public now.
///
/// # Errors
/// [`Error::Unseen`] when it is not public.
pub async fn one(q: &mut impl Query, kind: &str, id: i64) -> Result<Offer, Error> {
    match kind {
        "entry" => {
            let version = store::live(q, &[id]).await?.pop().ok_or(Error::Unseen)?;
            let entry = store::entry(q, id).await?;
            let offer = offer("entry", id, &version.question, &version.answer, (String::new(), entry.unit_id));
            Ok(Offer { href: format!("/consult/k/{id}"), ..offer })
        }
        "answer" => {
            let row = store::published(q, Some(&[id]), None, &Turn::First, 1).await?.rows.pop().ok_or(Error::Unseen)?;
            let offer = offer("answer", id, &row.title, &row.answer, (row.unit, row.unit_id));
            Ok(Offer { href: format!("/consult/answers/{id}"), ..offer })
        }
        _ => Err(Error::Unseen),
    }
}

/// A unit to which a consultation may belong, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The unit.
    pub unit: i64,
    /// Its short name.
    pub name: String,
    /// Why, in words.
    pub why: String,
}

/// The unit of the topic, then those that answered consultations like this one.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn units(q: &mut impl Query, search: &Search, case: &Case, home: i64) -> Result<Vec<Proposal>, Error> {
    let mut found = Vec::new();
    if let Some(topic) = case.topic_id {
        let topic = store::topic(q, topic).await?;
        if let Some(unit) = identity::units::find(q, topic.unit_id).await?.filter(|u| u.closed_on.is_none()) {
            let why = format!("“{}”由它答复", topic.title);
            found.push(Proposal { unit: unit.id, name: unit.short_name, why });
        }
    }
    let mut ids = finding::like(search, INSIDE, &format!("{}\n{}", case.title, case.body), None).await?;
    ids.retain(|id| *id != case.id);
    let mut by_unit: BTreeMap<i64, (String, usize)> = BTreeMap::new();
    for row in store::rows_by_ids(q, "ask", &ids).await?.into_iter().filter(|r| r.answered_at.is_some()) {
        by_unit.entry(row.unit_id).or_insert_with(|| (row.unit, 0)).1 += 1;
    }
    let mut others: Vec<_> = by_unit.into_iter().filter(|(unit, _)| *unit != home).collect();
    others.sort_by_key(|(unit, (_, n))| (std::cmp::Reverse(*n), *unit));
    for (unit, (name, n)) in others {
        if !found.iter().any(|p| p.unit == unit) {
            found.push(Proposal { unit, name, why: format!("答复过近似咨询 {n} 件") });
        }
    }
    found.truncate(3);
    Ok(found)
}
