//! Lists of letters: one set of conditions for the list and for its count, so that every number opens what it counts.

use base::{Date, Fault, Moment};
use counter::Scope;
use matter::lists::Besides;
use matter::store::BESIDES;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, args};

use super::figures::Count;

/// What a list shows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Whose letters.
    pub scope: Scope,
    /// Those that a figure counts.
    pub count: Count,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
    /// Answered by, or with, this unit.
    pub unit: Option<i64>,
    /// Kind.
    pub kind: Option<String>,
    /// Mailbox.
    pub mailbox: Option<String>,
    /// State of the matter.
    pub state: Option<String>,
    /// Only these letters (found by words); empty finds nothing.
    pub ids: Option<Vec<i64>>,
    /// The present moment, for what is overdue.
    pub now: Moment,
}

impl Filter {
    /// All letters.
    pub fn all(now: Moment) -> Self {
        Self {
            scope: Scope::All,
            count: Count::Received,
            from: None,
            to: None,
            unit: None,
            kind: None,
            mailbox: None,
            state: None,
            ids: None,
            now,
        }
    }
}

/// The unit to which a letter counts: who answered it, else who had it last, else the mailbox.
pub(super) const UNIT: &str = "COALESCE(l.answer_unit, m.lead_unit, m.home_unit)";
/// A letter with its matter.
pub(super) const JOINED: &str = "letters_letter l JOIN matter_matter m ON m.id = l.matter_id";

/// One line of a list inside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
    /// Civil date from which its times count; with the key of the matter its place in lists.
    #[serde(with = "base::time::date_text")]
    pub received_on: Date,
    /// Key of the letter.
    pub id: i64,
    /// Key of its matter.
    pub matter_id: i64,
    /// Its number.
    pub number: String,
    /// Its title as lists may show it.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Mailbox.
    pub mailbox: String,
    /// State of the matter.
    pub state: String,
    /// When it came.
    pub received_at: Moment,
    /// The unit to which it counts.
    pub unit: String,
    /// That unit's key.
    pub unit_id: i64,
    /// End of its main clock.
    pub due_at: Moment,
    /// none, running, paused, met or stopped.
    pub clock: String,
    /// The clocks that may run beside it.
    #[serde(skip)]
    pub besides: Besides,
    /// When its clock was met.
    pub met_at: Option<Moment>,
    /// When the first answer went out.
    pub answered_at: Option<Moment>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// Title for the public, empty before.
    pub public_title: String,
    /// How often it was urged.
    pub urged: i64,
    /// Since when it is supervised.
    pub supervised_at: Option<Moment>,
}

const ROW: &str = "l.id, l.matter_id, m.number, m.title, l.kind, l.mailbox, m.state, l.received_at, u.short_name AS unit, u.id AS unit_id,
     m.due_at, m.clock, m.met_at, l.answered_at, l.satisfaction, l.published_at, l.public_title, m.urged, m.supervised_at";

impl FromRow for Row {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            received_on: row.get("k1")?,
            id: row.get("id")?,
            matter_id: row.get("matter_id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            mailbox: row.get("mailbox")?,
            state: row.get("state")?,
            received_at: row.get("received_at")?,
            unit: row.get("unit")?,
            unit_id: row.get("unit_id")?,
            due_at: row.get("due_at")?,
            clock: row.get("clock")?,
            besides: row.get("besides")?,
            met_at: row.get("met_at")?,
            answered_at: row.get("answered_at")?,
            satisfaction: row.get("satisfaction")?,
            published_at: row.get("published_at")?,
            public_title: row.get("public_title")?,
            urged: row.get("urged")?,
            supervised_at: row.get("supervised_at")?,
        })
    }
}

const ALL: List = List {
    table: "letters_letter l",
    joined: " CROSS JOIN matter_matter m",
    joint: "m.id = l.matter_id",
    keys: ["l.received_on", "l.matter_id"],
    newest_first: true,
    apart: true,
    stretches: Vec::new(),
};
/// The same order, of what passed through a unit.
const OF_UNITS: List = List {
    table: "matter_unit w",
    joined: " CROSS JOIN letters_letter l CROSS JOIN matter_matter m",
    joint: "l.matter_id = w.matter_id AND m.id = w.matter_id",
    keys: ["w.received_on", "w.matter_id"],
    newest_first: true,
    apart: false,
    stretches: Vec::new(),
};
/// Units whose letters are read each in their own order; of more, they are looked for among all.
const UNITS: usize = 40;

/// A list with its filters, read in the order of the index that leaves the least to look up.
fn whole(filter: &Filter) -> List {
    let mut besides = Terms::new()
        .and_if("l.kind = ?", filter.kind.clone())
        .and_if("l.mailbox = ?", filter.mailbox.clone())
        .and_if("m.state = ?", filter.state.clone());
    if let Scope::Units(units) = &filter.scope
        && units.is_empty()
    {
        return ALL;
    }
    let of_unit =
        |unit: i64| Terms::new().and("w.unit_id = ? AND w.process = ?", args![unit, crate::process::LETTER.key]);
    let (list, found): (List, Vec<Terms>) = match (&filter.ids, filter.unit, &filter.scope) {
        (Some(ids), ..) => {
            besides = besides.with(&filter.scope.passed()).and_if(&format!("{UNIT} = ?"), filter.unit);
            (ALL, vec![Terms::new().and_in("l.id", ids.iter().copied())])
        }
        // A letter counts to a unit through which it passed.
        (None, Some(unit), scope) => {
            besides = besides.with(&scope.passed()).and(format!("{UNIT} = ?"), args![unit]);
            (OF_UNITS, vec![of_unit(unit)])
        }
        (None, None, Scope::Units(units)) if units.len() <= UNITS => {
            (OF_UNITS, units.iter().map(|unit| of_unit(*unit)).collect())
        }
        (None, None, scope) => {
            besides = besides.with(&scope.passed());
            let stretches = filter.count.stretches(filter.now);
            let bounded = |(index, more): (Terms, Terms)| stretch(filter, index, more.with(&besides));
            return List { stretches: stretches.into_iter().map(bounded).collect(), ..ALL };
        }
    };
    besides = besides.with(&filter.count.terms(filter.now));
    List { stretches: found.into_iter().map(|index| stretch(filter, index, besides.clone())).collect(), ..list }
}

fn stretch(filter: &Filter, index: Terms, besides: Terms) -> Stretch {
    Stretch { index, least: filter.from.map(Into::into), most: filter.to.map(Into::into), besides }
}

/// A page of the letters that fit, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Row>> {
    let also = format!(" LEFT JOIN identity_unit u ON u.id = {UNIT}");
    whole(filter).page(q, Columns { select: &format!("{ROW}, {BESIDES}"), also: &also }, turn, limit).await
}

/// How many letters fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// How many letters of each of `counts` fit, as far as lists count. `filter.count` is not looked at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted_each(q: &mut impl Query, filter: &Filter, counts: &[Count]) -> Result<Vec<Counted>> {
    let of = |count: Count| Filter { count, ..filter.clone() };
    let narrow = [&filter.kind, &filter.mailbox, &filter.state].iter().any(|f| f.is_some());
    if !narrow && filter.ids.is_none() && filter.unit.is_none() && filter.scope == Scope::All {
        // Each has an index of its own.
        let mut all = Vec::with_capacity(counts.len());
        for &count in counts {
            all.push(counted(q, &of(count)).await?);
        }
        return Ok(all);
    }
    let cases: Vec<Terms> = counts.iter().map(|count| count.terms(filter.now)).collect();
    whole(&of(Count::Received)).count_each(q, &cases, CAP).await
}

/// The letters with these keys, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rows_by_ids(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Row>> {
    let filter = Filter { ids: Some(ids.to_vec()), ..Filter::all(Moment(0)) };
    Ok(list(q, &filter, &Turn::First, ids.len()).await?.rows)
}
