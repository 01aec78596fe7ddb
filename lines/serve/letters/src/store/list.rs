//! Lists of letters: one set of conditions for the list and for its count, so that every number opens what it counts.

use base::{Date, Fault, Moment};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, args};

use super::figures::Count;

/// Whose letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All letters of the county.
    All,
    /// Letters that lie or lay at a desk of one of these units.
    Units(Vec<i64>),
}

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

    pub(super) fn conditions(&self) -> Where {
        let mut w = Where::new()
            .and_if("l.received_on >= ?", self.from)
            .and_if("l.received_on <= ?", self.to)
            .and_if(&format!("{UNIT} = ?"), self.unit)
            .and_if("l.kind = ?", self.kind.clone())
            .and_if("l.mailbox = ?", self.mailbox.clone())
            .and_if("m.state = ?", self.state.clone());
        if let Some(ids) = &self.ids {
            w = w.and_in("l.id", ids.clone());
        }
        if let Scope::Units(units) = &self.scope {
            let places = vec!["?"; units.len()].join(", ");
            let units = units.iter().map(|&u| u.into()).collect::<Vec<_>>();
            w = match units.is_empty() {
                true => w.and("1 = 0", args![]),
                false => w.and(
                    &format!(
                        "EXISTS (SELECT 1 FROM matter_task t WHERE t.matter_id = m.id AND t.unit_id IN ({places}))"
                    ),
                    units,
                ),
            };
        }
        let (condition, wants_now) = self.count.condition();
        if condition.is_empty() { w } else { w.and(condition, if wants_now { args![self.now] } else { args![] }) }
    }
}

/// The unit to which a letter counts: who answered it, else who had it last, else the mailbox.
pub(super) const UNIT: &str = "COALESCE(l.answer_unit, m.lead_unit, m.home_unit)";
/// A letter with its matter.
pub(super) const JOINED: &str = "letters_letter l JOIN matter_matter m ON m.id = l.matter_id";

/// One line of a list inside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
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

/// Letters that fit, newest first, from the one before the key `before`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, before: Option<i64>, limit: usize) -> Result<Vec<Row>> {
    let mut w = filter.conditions().and_if("l.id < ?", before);
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT {ROW} FROM {JOINED} JOIN identity_unit u ON u.id = {UNIT}{} ORDER BY l.id DESC LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many letters fit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn total(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let w = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM {JOINED}{}", w.text()), w.args()).await
}

/// The letters with these keys, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rows_by_ids(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { ids: Some(ids.to_vec()), ..Filter::all(Moment(0)) };
    list(q, &filter, None, ids.len()).await
}

/// What the public sees of a letter in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Published {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Masked title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Mailbox.
    pub mailbox: String,
    /// State of the matter.
    pub state: String,
    /// Who answered.
    pub unit: String,
    /// When it came.
    pub received_at: Moment,
    /// When it was answered.
    pub replied_at: Option<Moment>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// When it was published.
    pub published_at: Moment,
}

impl FromRow for Published {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            title: row.get("public_title")?,
            kind: row.get("kind")?,
            mailbox: row.get("mailbox")?,
            state: row.get("state")?,
            unit: row.get("unit")?,
            received_at: row.get("received_at")?,
            replied_at: row.get("replied_at")?,
            satisfaction: row.get("satisfaction")?,
            published_at: row.get("published_at")?,
        })
    }
}

const PUBLISHED: &str =
    "l.id, m.number, l.public_title, l.kind, l.mailbox, m.state, u.short_name AS unit, l.received_at,
     l.replied_at, l.satisfaction, l.published_at";

fn public_conditions(filter: &Filter) -> Where {
    Filter { scope: Scope::All, count: Count::Published, ..filter.clone() }.conditions()
}

/// Published letters that fit, newest answer first; page by page for readers outside.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(q: &mut impl Query, filter: &Filter, skip: usize, limit: usize) -> Result<Vec<Published>> {
    let mut w = public_conditions(filter);
    let (limit, skip) = (w.arg(limit), w.arg(skip));
    let sql = format!(
        "SELECT {PUBLISHED} FROM {JOINED} JOIN identity_unit u ON u.id = {UNIT}{}
         ORDER BY l.published_at DESC, l.id DESC LIMIT {limit} OFFSET {skip}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many published letters fit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let w = public_conditions(filter);
    q.scalar(&format!("SELECT COUNT(*) FROM {JOINED}{}", w.text()), w.args()).await
}

/// The newest published letters.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn newest_published(q: &mut impl Query, limit: usize) -> Result<Vec<Published>> {
    published(q, &Filter::all(Moment(0)), 0, limit).await
}
