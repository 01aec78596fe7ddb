//! Lists and counts of orders: one condition for both.

use base::{Date, Moment};
use store::sql::{Where, contains};
use store::{Query, Result, args, record};

/// What a list asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only what lies or lay at a desk of one of these units; none for all.
    pub units: Option<Vec<i64>>,
    /// Only of this unit.
    pub unit: Option<i64>,
    /// Only from this source; empty for all.
    pub source: String,
    /// First and last civil date on which it was signed off.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Number or words of the title.
    pub words: String,
    /// One of [`COUNTS`]; empty for all.
    pub count: String,
    /// Now.
    pub now: Moment,
}

/// What is counted: key, condition. The first are stages as tabs show them, the others what figures count.
const COUNTS: &[(&str, &str)] = &[
    ("signing", "m.state IN ('draft', 'signing')"),
    ("mending", "m.state IN ('issued', 'mending')"),
    ("recheck", "m.state = 'recheck'"),
    ("ended", "m.state IN ('closed', 'archived', 'void')"),
    ("opened", "o.issued_on IS NOT NULL AND m.state <> 'void'"),
    ("closed", "m.state IN ('closed', 'archived')"),
    ("intime", "m.state IN ('closed', 'archived') AND o.late = 0"),
    ("kept", "m.state IN ('closed', 'archived') AND m.outcome = 'kept'"),
    ("returned", "o.returned > 0 AND m.state <> 'void'"),
];

/// The unit that has to mend: where functions went over to another organ, that one.
const UNIT: &str = "COALESCE(m.lead_unit, o.unit_id)";

impl Filter {
    fn conditions(&self) -> Where {
        let mut w = Where::new()
            .and_if(&format!("{UNIT} = ?"), self.unit)
            .and_if("o.source = ?", Some(self.source.as_str()).filter(|source| !source.is_empty()))
            .and_if("o.issued_on >= ?", self.from)
            .and_if("o.issued_on <= ?", self.to);
        if let Some(units) = &self.units {
            let places = vec!["?"; units.len().max(1)].join(", ");
            let passed =
                format!("EXISTS (SELECT 1 FROM matter_task t WHERE t.matter_id = m.id AND t.unit_id IN ({places}))");
            let units = if units.is_empty() { vec![0] } else { units.clone() };
            w = w.and(&passed, units.into_iter().map(Into::into).collect());
        }
        if !self.words.is_empty() {
            let like = contains(&self.words);
            w = w.and("m.number LIKE ? ESCAPE '\\' OR m.title LIKE ? ESCAPE '\\'", args![&like, &like]);
        }
        match self.count.as_str() {
            "overdue" => {
                w.and("m.state <> 'void' AND (o.late = 1 OR (m.clock = 'running' AND m.due_at < ?))", args![self.now])
            }
            key => match COUNTS.iter().find(|(known, _)| *known == key) {
                Some((_, condition)) => w.and(condition, args![]),
                None => w,
            },
        }
    }
}

const FROM: &str = "FROM monitoring_order o JOIN matter_matter m ON m.id = o.matter_id";

record! {
    /// A row of the list.
    pub struct Row from "monitoring_order" {
        /// Key.
        pub id: i64,
        /// Matter.
        pub matter_id: i64,
        /// Number of the matter.
        pub number: String,
        /// Title.
        pub title: String,
        /// The unit that has to mend.
        pub unit_id: i64,
        /// Who found it.
        pub source: String,
        /// State.
        pub state: String,
        /// State of the main clock.
        pub clock: String,
        /// End of the main clock.
        pub due_at: Moment,
        /// How many findings stand on it.
        pub findings: i64,
        /// Of those, how many are settled.
        pub settled: i64,
        /// When it was signed off.
        #[serde(with = "base::time::date_text_option")]
        pub issued_on: Option<Date>,
        /// Handed in after its time.
        pub late: bool,
        /// How often it was sent back.
        pub returned: i64,
        /// Under supervision since.
        pub supervised_at: Option<Moment>,
    }
}

const COLUMNS: &str = "o.id AS id, o.matter_id AS matter_id, m.number AS number, m.title AS title,
    COALESCE(m.lead_unit, o.unit_id) AS unit_id, o.source AS source, m.state AS state, m.clock AS clock, m.due_at AS due_at,
    (SELECT COUNT(*) FROM monitoring_finding f WHERE f.order_id = o.id) AS findings,
    (SELECT COUNT(*) FROM monitoring_finding f WHERE f.order_id = o.id AND f.verdict IN ('gone', 'seen')) AS settled,
    o.issued_on AS issued_on, o.late AS late, o.returned AS returned, m.supervised_at AS supervised_at";

/// A page of the list, the newest first, before the key `before`.
pub(crate) async fn page(q: &mut impl Query, filter: &Filter, before: Option<i64>, limit: usize) -> Result<Vec<Row>> {
    let mut w = filter.conditions().and_if("o.id < ?", before);
    let limit = w.arg(limit);
    let sql = format!("SELECT {COLUMNS} {FROM}{} ORDER BY o.id DESC LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// How many there are.
pub(crate) async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let w = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) {FROM}{}", w.text()), w.args()).await
}

/// How many there are by unit.
pub(crate) async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!("SELECT {UNIT}, COUNT(*) {FROM}{} GROUP BY {UNIT} ORDER BY {UNIT}", w.text());
    q.list(&sql, w.args()).await
}

/// How many findings on open orders each unit has; those of orders that are not signed off yet only when `drawn` says so.
pub(crate) async fn open_findings(q: &mut impl Query, drawn: bool) -> Result<Vec<(i64, i64)>> {
    let issued = if drawn { "" } else { " AND o.issued_on IS NOT NULL" };
    let sql = format!(
        "SELECT {UNIT}, COUNT(*) FROM monitoring_finding f JOIN monitoring_order o ON o.id = f.order_id
         JOIN matter_matter m ON m.id = o.matter_id WHERE f.open = 1{issued} GROUP BY {UNIT} ORDER BY {UNIT}"
    );
    q.list(&sql, args![]).await
}
