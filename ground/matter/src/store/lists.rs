//! The lists of the workbench: pages by key, so that they cost the same at any length, and counts that stop at a cap.

use base::{Date, Moment};
use store::sql::Where;
use store::{Args, Query, Result, args, record};

use crate::lists::{Filter, Scope, Turn, Which};

record! {
    /// One row of a list.
    pub struct ListRow from "matter_matter" {
        /// Key of the matter.
        pub id: i64,
        /// First key of the order.
        pub k1: i64,
        /// Second key of the order.
        pub k2: i64,
        /// Process.
        pub process: String,
        /// Kind within the process.
        pub kind: String,
        /// Number.
        pub number: String,
        /// Title.
        pub title: String,
        /// Present state.
        pub state: String,
        /// Short name of the unit at whose desk it lies, or that last held it.
        pub unit: Option<String>,
        /// Date from which its clocks count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// Until when, `NEVER` without a time.
        pub due_at: Moment,
        /// none, running, paused, met or stopped.
        pub clock: String,
        /// When the main clock was met.
        pub met_at: Option<Moment>,
        /// When it closed.
        pub closed_at: Option<Moment>,
        /// How often it was urged.
        pub urged: i64,
        /// When it was put under supervision.
        pub supervised_at: Option<Moment>,
        /// When the task was first opened; only in 待办.
        pub seen_at: Option<Moment>,
        /// What the task is: s… the matter itself, m… a question; empty outside 待办.
        pub part: String,
    }
}

/// What differs between the lists: where rows come from, in which order, and what the time is.
struct Shape {
    /// Where rows come from. `CROSS JOIN` keeps SQLite from beginning with the matters, whatever the filters are: the
    /// first table has the index in whose order the page is read.
    from: &'static str,
    joint: &'static str,
    id: &'static str,
    keys: (&'static str, &'static str),
    newest_first: bool,
    due: &'static str,
    clock: &'static str,
    task: &'static str,
}

const TASKS: Shape = Shape {
    from: "matter_task t CROSS JOIN matter_matter m",
    joint: "m.id = t.matter_id",
    id: "t.matter_id",
    keys: ("t.due_at", "t.id"),
    newest_first: false,
    due: "t.due_at",
    // A question has a time of its own, whatever the clock of its matter does.
    clock: "CASE WHEN t.part LIKE 'm%' AND t.due_at < 9000000000000000 THEN 'running' ELSE m.clock END",
    task: "t.seen_at AS seen_at, t.part AS part",
};
const TOUCHED: Shape = Shape {
    from: "matter_touch c CROSS JOIN matter_matter m",
    joint: "m.id = c.matter_id",
    id: "c.matter_id",
    keys: ("c.at", "c.matter_id"),
    newest_first: true,
    due: "m.due_at",
    clock: "m.clock",
    task: "m.met_at AS seen_at, '' AS part",
};
const OPEN: Shape = Shape {
    from: "matter_matter m",
    joint: "1 = 1",
    id: "m.id",
    keys: ("m.due_at", "m.id"),
    newest_first: false,
    due: "m.due_at",
    clock: "m.clock",
    task: "m.met_at AS seen_at, '' AS part",
};

fn shape(which: Which) -> &'static Shape {
    match which {
        Which::Todo => &TASKS,
        Which::Doing | Which::Done | Which::Closed => &TOUCHED,
        Which::Overdue => &OPEN,
    }
}

/// A page of a list in its order, at most `limit` rows.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(
    q: &mut impl Query,
    which: Which,
    scope: &Scope,
    filter: &Filter,
    turn: Turn,
    limit: usize,
) -> Result<Vec<ListRow>> {
    let shape = shape(which);
    let (k1, k2) = shape.keys;
    let mut w = conditions(which, scope, filter);
    let backwards = matches!(turn, Turn::Before(..));
    let descending = shape.newest_first != backwards;
    if let Turn::After(a, b) | Turn::Before(a, b) = turn {
        let than = if descending { "<" } else { ">" };
        w = w.and(&format!("({k1}, {k2}) {than} (?, ?)"), args![a, b]);
    }
    let limit = w.arg(limit);
    let (due, clock, task, from) = (shape.due, shape.clock, shape.task, shape.from);
    let order = if descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT m.id AS id, {k1} AS k1, {k2} AS k2, m.process AS process, m.kind AS kind, m.number AS number,
         m.title AS title, m.state AS state, u.short_name AS unit, m.received_on AS received_on, {due} AS due_at,
         {clock} AS clock, m.met_at AS met_at, m.closed_at AS closed_at, m.urged AS urged,
         m.supervised_at AS supervised_at, {task}
         FROM {from} LEFT JOIN identity_unit u ON u.id = COALESCE(m.holder_unit, m.lead_unit, m.home_unit){}
         ORDER BY {k1} {order}, {k2} {order} LIMIT {limit}",
        w.text()
    );
    let mut rows: Vec<ListRow> = q.list(&sql, w.args()).await?;
    if backwards {
        rows.reverse();
    }
    Ok(rows)
}

/// How many rows a list has, counted up to `cap` and no further.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, which: Which, scope: &Scope, filter: &Filter, cap: usize) -> Result<i64> {
    let mut w = conditions(which, scope, filter);
    let cap = w.arg(cap);
    let from = shape(which).from;
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {from}{} LIMIT {cap}) AS capped", w.text());
    q.scalar(&sql, w.args()).await
}

/// The conditions of a list with its filters.
fn conditions(which: Which, scope: &Scope, filter: &Filter) -> Where {
    let shape = shape(which);
    let (due, clock) = (shape.due, shape.clock);
    let mut w = scoped(which, scope, filter.now).and(shape.joint, args![]);
    w = w.and_if("m.process = ?", filled(&filter.process)).and_if("m.state = ?", filled(&filter.state));
    w = w.and_if("m.received_on >= ?", filter.from).and_if("m.received_on <= ?", filter.to);
    if let Some(unit) = filter.unit {
        w = w.and("m.holder_unit = ? OR m.lead_unit = ? OR m.home_unit = ?", args![unit, unit, unit]);
    }
    if let Some(ids) = &filter.ids {
        w = w.and_in(shape.id, ids.iter().copied());
    }
    if let Some((after, until)) = filter.due_between() {
        let range = format!("{clock} = 'running' AND {due} > ? AND {due} <= ?");
        w = w.and(&range, args![after, until]);
    } else if filter.suspended() {
        w = w.and(&format!("{clock} = 'paused'"), args![]);
    }
    w
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Whose list it is.
fn scoped(which: Which, scope: &Scope, now: Moment) -> Where {
    match which {
        Which::Todo => {
            let w = Where::new().and("t.closed_at IS NULL AND t.unit_id = ?", args![scope.unit]);
            let places = vec!["?"; scope.desks.len()].join(", ");
            let desks = if places.is_empty() { "1 = 0".to_owned() } else { format!("t.desk IN ({places})") };
            let mut all: Args = args![scope.post];
            all.extend(scope.desks.iter().map(|d| (*d).into()));
            w.and(&format!("(t.post_id IS NULL OR t.post_id = ?) AND {desks}"), all)
        }
        Which::Doing => Where::new().and("c.post_id = ? AND c.open = 1", args![scope.post]),
        Which::Closed => Where::new().and("c.post_id = ? AND c.open = 0", args![scope.post]),
        Which::Done => Where::new().and("c.post_id = ?", args![scope.post]),
        Which::Overdue => {
            let late = "m.closed_at IS NULL AND m.clock = 'running' AND m.due_at < ?";
            let w = Where::new().and(late, args![now]);
            match &scope.overseen {
                Some(units) => w.and_in("m.holder_unit", units.iter().copied()),
                None => w,
            }
        }
    }
}

/// How many tasks lie at one's seats, and how many of them are near their end and over it; each up to `cap`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn todo_counts(
    q: &mut impl Query,
    scope: &Scope,
    now: Moment,
    near: Moment,
    cap: usize,
) -> Result<(i64, i64, i64)> {
    let mut w = scoped(Which::Todo, scope, now).and(TASKS.joint, args![]);
    let (clock, from) = (TASKS.clock, TASKS.from);
    let (over, soon, from_now, cap) = (w.arg(now), w.arg(near), w.arg(now), w.arg(cap));
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(near), 0), COALESCE(SUM(late), 0) FROM (SELECT
         CASE WHEN {clock} = 'running' AND t.due_at >= {from_now} AND t.due_at <= {soon} THEN 1 ELSE 0 END AS near,
         CASE WHEN {clock} = 'running' AND t.due_at < {over} THEN 1 ELSE 0 END AS late
         FROM {from}{} LIMIT {cap}) AS capped",
        w.text()
    );
    let row: Option<(i64, i64, i64)> = q.maybe(&sql, w.args()).await?;
    Ok(row.unwrap_or_default())
}
