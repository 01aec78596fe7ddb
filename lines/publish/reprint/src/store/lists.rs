//! Lists and counts of tasks: one condition for both.

use base::{Date, Moment};
use store::sql::{Where, contains};
use store::{Query, Result, args, record};

/// Rows that are read at once for a file.
const STEP: usize = 500;
/// How far it is counted what does not fit into a file.
const ALL_MAX: usize = 1_000_000;

/// What a list asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only of these units; none for all.
    pub units: Option<Vec<i64>>,
    /// Only of this unit.
    pub unit: Option<i64>,
    /// Only from this source.
    pub source: Option<i64>,
    /// Only of this level; empty for all.
    pub level: String,
    /// First and last civil date from which the time counts.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Words of the title.
    pub words: String,
    /// One of [`COUNTS`]; empty for all.
    pub count: String,
    /// `near` or `over`: waiting tasks by their colour; empty for all.
    pub light: String,
    /// Now.
    pub now: Moment,
}

/// What is counted: key, condition. The first are states as tabs show them, the others what figures count.
const COUNTS: &[(&str, &str)] = &[
    ("waiting", "t.state = 'waiting'"),
    ("recall", "t.state = 'recall'"),
    ("reprinted", "t.state = 'reprinted'"),
    ("ended", "t.state IN ('excused', 'gone', 'recalled')"),
    ("done", "t.duty = 1 AND t.state NOT IN ('excused', 'gone') AND t.done_at IS NOT NULL"),
    ("intime", "t.duty = 1 AND t.state NOT IN ('excused', 'gone') AND t.done_at <= m.due_at"),
    ("excused", "t.duty = 1 AND t.state = 'excused'"),
    ("gone", "t.state IN ('gone', 'recall', 'recalled')"),
    ("altered", "t.altered = 1"),
];

impl Filter {
    fn conditions(&self) -> Where {
        let mut w = Where::new()
            .and_if("t.unit_id = ?", self.unit)
            .and_if("t.source_id = ?", self.source)
            .and_if("t.started_on >= ?", self.from)
            .and_if("t.started_on <= ?", self.to)
            .and_if("s.level = ?", Some(self.level.as_str()).filter(|level| !level.is_empty()));
        if let Some(units) = &self.units {
            // What an heir took over counts for the unit that had it, and is the heir's to see.
            w = w.and_in("m.home_unit", units.iter().copied());
        }
        if !self.words.is_empty() {
            w = w.and("i.title LIKE ? ESCAPE '\\'", args![contains(&self.words)]);
        }
        match self.light.as_str() {
            "over" => w = w.and("t.state = 'waiting' AND m.due_at < ?", args![self.now]),
            // The last quarter of its hours, as the clock says.
            "near" => {
                let soon = "t.state = 'waiting' AND t.duty = 1 AND m.due_at >= ? AND m.due_at - ? <= (m.due_at - t.started_at) / 4";
                w = w.and(soon, args![self.now, self.now]);
            }
            _ => {}
        }
        let timed = match self.count.as_str() {
            // What is done, and what should be.
            "due" => "t.done_at IS NOT NULL OR m.due_at < ?",
            "late" => "t.done_at > m.due_at OR (t.done_at IS NULL AND m.due_at < ?)",
            "ahead" => "t.done_at IS NULL AND m.due_at >= ?",
            _ => "",
        };
        match self.count.as_str() {
            _ if !timed.is_empty() => {
                w.and("t.duty = 1 AND t.state NOT IN ('excused', 'gone')", args![]).and(timed, args![self.now])
            }
            key => match COUNTS.iter().find(|(known, _)| *known == key) {
                Some((_, condition)) => w.and(condition, args![]),
                None => w,
            },
        }
    }
}

const FROM: &str =
    "FROM reprint_task t JOIN matter_matter m ON m.id = t.matter_id JOIN reprint_item i ON i.id = t.item_id
    JOIN reprint_source s ON s.id = t.source_id JOIN identity_unit u ON u.id = t.unit_id";

record! {
    /// A row of the list.
    pub struct Row from "reprint_task" {
        /// Key.
        pub id: i64,
        /// Matter.
        pub matter_id: i64,
        /// Number of the matter.
        pub number: String,
        /// Title of the original.
        pub title: String,
        /// Address of the original.
        pub address: String,
        /// Name of the source.
        pub source: String,
        /// Its level.
        pub level: String,
        /// Unit.
        pub unit: String,
        /// The column for which it is meant.
        pub column_id: i64,
        /// State.
        pub state: String,
        /// It must be reprinted.
        pub duty: bool,
        /// From when its time counts.
        pub started_at: Moment,
        /// Until when it is to be done.
        pub due_at: Moment,
        /// The reprint.
        pub edition_id: Option<i64>,
        /// When it was published.
        pub done_at: Option<Moment>,
        /// By whom.
        pub done_by: String,
        /// It has another title.
        pub altered: bool,
        /// When it was withdrawn.
        pub hidden_at: Option<Moment>,
        /// Since when the original is gone.
        pub gone_at: Option<Moment>,
    }
}

const COLUMNS: &str = "t.id AS id, t.matter_id AS matter_id, m.number AS number, i.title AS title, i.address AS address,
    s.name AS source, s.level AS level, u.short_name AS unit, t.column_id AS column_id, t.state AS state, t.duty AS duty,
    t.started_at AS started_at, m.due_at AS due_at, t.edition_id AS edition_id, t.done_at AS done_at, t.done_by AS done_by,
    t.altered AS altered, t.hidden_at AS hidden_at, i.gone_at AS gone_at";

/// Where a list goes on: after the row with this end and key.
pub(crate) type After = Option<(i64, i64)>;

/// A page of the list: what waits by its end, everything else the newest first.
pub(crate) async fn page(q: &mut impl Query, filter: &Filter, after: After, limit: usize) -> Result<Vec<Row>> {
    let mut w = filter.conditions();
    let by_end = by_end(filter);
    if let Some((due, id)) = after {
        w = if by_end { w.and("(m.due_at, t.id) > (?, ?)", args![due, id]) } else { w.and("t.id < ?", args![id]) };
    }
    let limit = w.arg(limit);
    let order = if by_end { "m.due_at, t.id" } else { "t.id DESC" };
    let sql = format!("SELECT {COLUMNS} {FROM}{} ORDER BY {order} LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// Whether the list stands by the ends of its rows.
fn by_end(filter: &Filter) -> bool {
    filter.count == "waiting" || !filter.light.is_empty()
}

/// How many there are, up to `cap`.
pub(crate) async fn count(q: &mut impl Query, filter: &Filter, cap: usize) -> Result<i64> {
    let mut w = filter.conditions();
    let cap = w.arg(cap);
    q.scalar(&format!("SELECT COUNT(*) FROM (SELECT 1 {FROM}{} LIMIT {cap}) AS capped", w.text()), w.args()).await
}

/// The rows of the list, at most so many, and how many there are beside.
pub(crate) async fn together(q: &mut impl Query, filter: &Filter, most: usize) -> Result<(Vec<Row>, usize)> {
    let (mut rows, mut after): (Vec<Row>, After) = (Vec::new(), None);
    while rows.len() < most {
        let step = STEP.min(most - rows.len());
        let found = page(q, filter, after, step).await?;
        after = found.last().map(|row| (row.due_at.0, row.id));
        let full = found.len() == step;
        rows.extend(found);
        if !full {
            return Ok((rows, 0));
        }
    }
    let all = count(q, filter, ALL_MAX).await?;
    let rest = usize::try_from(all).unwrap_or(0).saturating_sub(rows.len());
    Ok((rows, rest))
}

/// How many there are by unit.
pub(crate) async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!("SELECT t.unit_id, COUNT(*) {FROM}{} GROUP BY t.unit_id ORDER BY t.unit_id", w.text());
    q.list(&sql, w.args()).await
}
