//! Lists of orders: one set of conditions for a list and for its count, so that every number opens what it counts.

use base::{Date, Fault, Moment};
use counter::Scope;
use matter::lists::Besides;
use matter::store::BESIDES;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, args};

use super::figures::Count;

/// What a list shows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Whose.
    pub scope: Scope,
    /// Those that a figure counts.
    pub count: Count,
    /// Only what is scored (计入考核): valid and not left out.
    pub scored: bool,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
    /// Of this unit.
    pub unit: Option<i64>,
    /// Of these classes; empty for all.
    pub classes: Vec<i64>,
    /// Of this town.
    pub town: Option<i64>,
    /// How it came.
    pub source: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// State of the matter.
    pub state: Option<String>,
    /// Only these (found by words); empty finds nothing.
    pub ids: Option<Vec<i64>>,
    /// Only orders whose caller need not stay unknown: what the public may count.
    pub open: bool,
    /// The present moment, for what is overdue.
    pub now: Moment,
}

/// The unit to which an order counts: who answered it, else who has or had it last, else the desk.
pub(super) const UNIT: &str = "COALESCE(o.answer_unit, m.lead_unit, m.home_unit)";
/// An order with its matter.
pub(super) const JOINED: &str = "hotline_order o JOIN matter_matter m ON m.id = o.matter_id";

impl Filter {
    /// All orders.
    pub fn all(now: Moment) -> Self {
        Self {
            scope: Scope::All,
            count: Count::Received,
            scored: false,
            from: None,
            to: None,
            unit: None,
            classes: Vec::new(),
            town: None,
            source: None,
            kind: None,
            state: None,
            ids: None,
            open: false,
            now,
        }
    }

    /// What must hold besides the count, keys, days and whose it is.
    fn narrowed(&self) -> Terms {
        let mut besides = Terms::new()
            .and_if("o.town_id = ?", self.town)
            .and_if("o.source = ?", self.source.clone())
            .and_if("o.kind = ?", self.kind.clone())
            .and_if("m.state = ?", self.state.clone())
            .and_if(&format!("{UNIT} = ?"), self.unit);
        if self.scored {
            besides = besides.and("o.valid = 1 AND o.excluded = 0", args![]);
        }
        if self.open {
            besides = besides.and("o.kind <> 'report' AND o.confidential = 0", args![]);
        }
        if !self.classes.is_empty() {
            besides = besides.and_in("o.class_id", self.classes.iter().copied());
        }
        besides
    }

    /// Whether it is narrowed by nothing but its days: then an index finds what a count asks for.
    pub fn plain(&self) -> bool {
        self.scope == Scope::All && self.unit.is_none() && self.ids.is_none() && self.narrowed().is_empty()
    }

    /// Only those that words found.
    fn found(&self) -> Terms {
        match &self.ids {
            Some(ids) => Terms::new().and_in("o.id", ids.iter().copied()),
            None => Terms::new(),
        }
    }

    pub(super) fn conditions(&self) -> Where {
        let days = Terms::new().and_if("o.received_on >= ?", self.from).and_if("o.received_on <= ?", self.to);
        self.found()
            .with(&self.count.terms(self.now))
            .with(&self.narrowed())
            .with(&self.scope.passed())
            .with(&days)
            .put(Where::new())
    }
}

/// One line of a list inside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
    /// Civil date from which its times count; with the key of the matter its place in lists.
    #[serde(with = "base::time::date_text")]
    pub received_on: Date,
    /// Key of its matter.
    pub matter_id: i64,
    /// Key.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its title as lists may show it.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// plain, urgent or critical.
    pub urgency: String,
    /// How it came.
    pub source: String,
    /// Class, empty without one.
    pub class: String,
    /// Town, empty without one.
    pub town: String,
    /// State of the matter.
    pub state: String,
    /// The unit to which it counts.
    pub unit: String,
    /// That unit's key.
    pub unit_id: i64,
    /// End of its main clock.
    pub due_at: Moment,
    /// Until when the city wants the answer.
    pub city_due: Option<Moment>,
    /// none, running, paused, met or stopped.
    pub clock: String,
    /// The clocks that may run beside it.
    #[serde(skip)]
    pub besides: Besides,
    /// When the first reviewed answer was handed in.
    pub answered_at: Option<Moment>,
    /// Until when that was due.
    pub answered_due: Option<Moment>,
    /// Whether it is solved.
    pub solved: Option<bool>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// When it was put under supervision.
    pub supervised_at: Option<Moment>,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// Title for the public.
    pub public_title: String,
    /// Whether it repeats an earlier one.
    pub repeat: bool,
    /// Whether it is warned of as a standing petition.
    pub petition: bool,
}

impl Row {
    /// Whether the answer is due by the city's own time, which is earlier than ours.
    pub fn of_city(&self) -> bool {
        self.clock == "running" && self.city_due == Some(self.due_at)
    }
}

const ROW: &str =
    "o.id, m.number, m.title, o.kind, o.urgency, o.source, c.title AS class, town.short_name AS town, m.state,
     u.short_name AS unit, u.id AS unit_id, m.due_at, o.city_due, m.clock, o.answered_at, o.answered_due, o.solved, o.satisfaction,
     m.supervised_at, o.published_at, o.public_title, o.repeat_of, o.petition";

impl FromRow for Row {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            received_on: row.get("k1")?,
            matter_id: row.get("k2")?,
            id: row.get("id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            urgency: row.get("urgency")?,
            source: row.get("source")?,
            class: row.get::<Option<String>>("class")?.unwrap_or_default(),
            town: row.get::<Option<String>>("town")?.unwrap_or_default(),
            state: row.get("state")?,
            unit: row.get("unit")?,
            unit_id: row.get("unit_id")?,
            due_at: row.get("due_at")?,
            city_due: row.get("city_due")?,
            clock: row.get("clock")?,
            besides: row.get("besides")?,
            answered_at: row.get("answered_at")?,
            answered_due: row.get("answered_due")?,
            solved: row.get("solved")?,
            satisfaction: row.get("satisfaction")?,
            supervised_at: row.get("supervised_at")?,
            published_at: row.get("published_at")?,
            public_title: row.get("public_title")?,
            repeat: row.get::<Option<i64>>("repeat_of")?.is_some(),
            petition: row.get("petition")?,
        })
    }
}

/// All orders in their own order.
const ALL: List = List {
    table: "hotline_order o",
    joined: " CROSS JOIN matter_matter m",
    joint: "m.id = o.matter_id",
    keys: ["o.received_on", "o.matter_id"],
    newest_first: true,
    apart: true,
    stretches: Vec::new(),
};
/// Orders of units, each in the order of the unit's own list.
const OF_UNITS: List = List {
    table: "matter_unit w",
    joined: " CROSS JOIN matter_matter m CROSS JOIN hotline_order o",
    joint: "m.id = w.matter_id AND o.matter_id = w.matter_id",
    keys: ["w.received_on", "w.matter_id"],
    newest_first: true,
    apart: false,
    stretches: Vec::new(),
};
/// Units whose orders are read each in their own order; of more, they are looked for among all.
const UNITS: usize = 40;

/// What was put under supervision, in the same order.
const SUPERVISED: List = List {
    table: "matter_matter m",
    joined: " CROSS JOIN hotline_order o",
    joint: "o.matter_id = m.id",
    keys: ["m.received_on", "m.id"],
    newest_first: true,
    apart: true,
    stretches: Vec::new(),
};

/// A list with its filters, read in the order of the index that leaves the least to look up.
fn whole(filter: &Filter) -> List {
    let of_unit =
        |unit: i64| Terms::new().and("w.unit_id = ? AND w.process = ?", args![unit, crate::process::ORDER.key]);
    let (narrowed, counted) = (filter.narrowed(), filter.count.terms(filter.now));
    let (list, parts): (List, Vec<(Terms, Terms)>) = match (&filter.ids, filter.unit, &filter.scope) {
        (Some(_), ..) => (ALL, vec![(filter.found(), narrowed.with(&counted).with(&filter.scope.passed()))]),
        // An order counts to a unit through which it passed.
        (None, Some(unit), _) => {
            (OF_UNITS, vec![(of_unit(unit), narrowed.with(&counted).with(&filter.scope.passed()))])
        }
        (None, None, Scope::Units(units)) if !units.is_empty() && units.len() <= UNITS => {
            let besides = narrowed.with(&counted);
            (OF_UNITS, units.iter().map(|unit| (of_unit(*unit), besides.clone())).collect())
        }
        (None, None, _) => {
            let besides = narrowed.with(&filter.scope.passed());
            if filter.count == Count::Supervised {
                let index = Terms::new().and("m.process = ?", args![crate::process::ORDER.key]).with(&counted);
                (SUPERVISED, vec![(index, besides)])
            } else {
                let parts = filter.count.parts(filter.now);
                (ALL, parts.into_iter().map(|(index, more)| (index, more.with(&besides))).collect())
            }
        }
    };
    let stretch = |(index, besides)| Stretch {
        index,
        least: filter.from.map(Into::into),
        most: filter.to.map(Into::into),
        besides,
    };
    List { stretches: parts.into_iter().map(stretch).collect(), ..list }
}

/// A page of what fits, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Row>> {
    let also = format!(
        " LEFT JOIN identity_unit u ON u.id = {UNIT} LEFT JOIN hotline_class c ON c.id = o.class_id
         LEFT JOIN identity_unit town ON town.id = o.town_id"
    );
    whole(filter).page(q, Columns { select: &format!("{ROW}, {BESIDES}"), also: &also }, turn, limit).await
}

/// How many fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// How many of each of `counts` fit, as far as lists count. `filter.count` is not looked at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted_each(q: &mut impl Query, filter: &Filter, counts: &[Count]) -> Result<Vec<Counted>> {
    let of = |count: Count| Filter { count, ..filter.clone() };
    if filter.plain() {
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

/// Those with these keys, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rows_by_ids(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Row>> {
    let filter = Filter { ids: Some(ids.to_vec()), ..Filter::all(Moment(0)) };
    Ok(list(q, &filter, &Turn::First, ids.len()).await?.rows)
}
