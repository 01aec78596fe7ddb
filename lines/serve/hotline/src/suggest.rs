//! What the desk is shown beside an order: orders that may be about the same, and the units to which it may belong, each with why.
//!
//! 国办函〔2025〕66号: duplicates are joined; a catalogue of dispatch is kept. Both are hints; the clerk decides.

use std::collections::{BTreeMap, HashMap};

use ::store::Query;
use ::store::search::Search;
use base::Error;
use counter::{Wording, finding};
use matter::Ground;
use serde::Serialize;

use crate::index::INSIDE;
use crate::model::Order;
use crate::store::{self, Row};

/// Hints shown.
const SHOWN: usize = 8;
/// Units proposed.
const UNITS: usize = 4;

/// An order that may be about the same.
#[derive(Debug, Serialize)]
pub struct Similar {
    /// The order as lists show it.
    pub row: Row,
    /// How alike the texts are, in percent.
    pub percent: u32,
    /// Whether it is taken for a repeat (rule hotline.duplicate.percent).
    pub repeat: bool,
}

/// A unit to which it may belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The unit.
    pub unit: i64,
    /// Its short name.
    pub name: String,
    /// Why, in words.
    pub why: String,
}

/// What is looked for: title and text of an order, or of what is being typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Its key, which is not found; 0 for none.
    pub id: i64,
    /// Title.
    pub title: &'a str,
    /// Text.
    pub body: &'a str,
    /// Class.
    pub class: Option<i64>,
    /// Town.
    pub town: Option<i64>,
    /// The unit that is complained of.
    pub complained: Option<i64>,
}

impl<'a> About<'a> {
    /// About an order.
    pub fn of(order: &'a Order) -> Self {
        Self {
            id: order.id,
            title: &order.title,
            body: &order.body,
            class: order.class_id,
            town: order.town_id,
            complained: order.complained_unit,
        }
    }

    fn text(&self) -> String {
        format!("{}\n{}", self.title, self.body)
    }
}

/// Orders like this one within the days of the rule, the likest first.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn similar(
    q: &mut impl Query,
    search: &Search,
    ground: &Ground,
    about: &About<'_>,
) -> Result<Vec<Similar>, Error> {
    if base::text::char_count(about.text().trim()) < 4 {
        return Ok(Vec::new());
    }
    let today = ground.now.date();
    let days = ground.rules.number("hotline.duplicate.days", today)?;
    let bar = u32::try_from(ground.rules.number("hotline.duplicate.percent", today)?).unwrap_or(100);
    let since = ground.now.plus(-days * base::time::DAY).date();
    let mut ids = finding::like(search, INSIDE, &about.text(), Some(since)).await?;
    ids.retain(|id| *id != about.id);
    let mut found = Vec::new();
    let own = Wording::of(about.title, about.body);
    let others = store::worded(q, &ids).await?.into_iter();
    let others: HashMap<i64, Wording> = others.map(|(id, title, body)| (id, Wording::of(&title, &body))).collect();
    for row in store::rows_by_ids(q, &ids).await?.into_iter().filter(|r| r.received_on >= since) {
        let percent = others.get(&row.id).map_or(0, |other| own.percent(other));
        found.push(Similar { repeat: percent >= bar && row.state != "merged", row, percent });
    }
    found.sort_by_key(|s| std::cmp::Reverse((s.repeat, s.percent)));
    found.truncate(SHOWN);
    Ok(found)
}

/// Units to which it may belong: those of the catalogue for its class, then those that answered orders like it. Closed units,
/// the desk itself and the unit complained of are never proposed; duties of departments stay with departments, so that a town is
/// proposed only when the catalogue says so or when it is where it happened.
///
/// # Errors
/// A fault when database or index do not answer.
pub async fn units(q: &mut impl Query, search: &Search, about: &About<'_>, home: i64) -> Result<Vec<Proposal>, Error> {
    let open = |u: &identity::units::Unit| u.closed_on.is_none() && u.id != home && Some(u.id) != about.complained;
    let mut found: Vec<Proposal> = Vec::new();
    if let Some(class) = about.class {
        let title = store::class(q, class).await?.title;
        for duty in store::duties_of(q, class).await? {
            let Some(unit) = identity::units::find(q, duty.unit_id).await?.filter(open) else { continue };
            if unit.kind == "town" && about.town.is_some_and(|town| town != unit.id) {
                continue;
            }
            let of = if duty.duty.is_empty() { title.clone() } else { format!("{title}：{}", duty.duty) };
            let why = format!("派单目录：{of}{}", basis(&duty.basis));
            if !found.iter().any(|p| p.unit == unit.id) {
                found.push(Proposal { unit: unit.id, name: unit.short_name, why });
            }
        }
    }
    let mut ids = finding::like(search, INSIDE, &about.text(), None).await?;
    ids.retain(|id| *id != about.id);
    let mut learned: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for row in store::rows_by_ids(q, &ids).await?.into_iter().filter(|r| r.answered_at.is_some()) {
        let (orders, good) = learned.entry(row.unit_id).or_default();
        *orders += 1;
        *good += usize::from(row.solved == Some(true));
    }
    let mut learned: Vec<_> = learned.into_iter().collect();
    learned.sort_by_key(|(unit, (orders, _))| (std::cmp::Reverse(*orders), *unit));
    for (unit, (orders, good)) in learned {
        let Some(unit) = identity::units::find(q, unit).await?.filter(open) else { continue };
        if unit.kind == "town" && about.town != Some(unit.id) {
            continue;
        }
        let why = format!("办理过近似工单 {orders} 件，其中 {good} 件诉求人认为已解决");
        match found.iter_mut().find(|p| p.unit == unit.id) {
            Some(known) => known.why = format!("{}；{why}", known.why),
            None => found.push(Proposal { unit: unit.id, name: unit.short_name, why }),
        }
    }
    found.truncate(UNITS);
    Ok(found)
}

fn basis(basis: &str) -> String {
    if basis.is_empty() { String::new() } else { format!("（{basis}）") }
}
