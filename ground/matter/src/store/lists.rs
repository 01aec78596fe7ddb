//! The lists of the workbench: pages by key, so that they cost the same at any length, and counts that stop at a cap.

use base::{Date, Moment};
use store::long::{Columns, Counted, List, Page, Stretch, Terms};
use store::{Query, Result, args, record};

use super::NEVER;
use crate::lists::{Besides, Filter, RowLight, Scope, Turn, Which};

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
        /// The clocks that may run beside the main one.
        #[serde(skip)]
        pub besides: Besides,
    }
}

/// The column of a list of `matter_matter m` that brings the clocks of an open matter whose main clock does not run; read as [`Besides`].
pub const BESIDES: &str =
    "CASE WHEN m.closed_at IS NULL AND m.clock <> 'running' THEN m.snapshot ELSE '' END AS besides";
/// The same in 待办, where a question has a time of its own.
const BESIDES_OF_TASK: &str = "CASE WHEN m.closed_at IS NULL AND m.clock <> 'running' AND t.part LIKE 's%' THEN m.snapshot ELSE '' END AS besides";

/// Units whose overdue matters are read each in their own order; more are looked for among all.
const UNITS: usize = 40;

const TASKS: List = List {
    table: "matter_task t",
    joined: " CROSS JOIN matter_matter m",
    joint: "m.id = t.matter_id",
    keys: ["t.due_at", "t.id"],
    newest_first: false,
    apart: true,
    stretches: Vec::new(),
};
const TOUCHED: List = List {
    table: "matter_touch c",
    joined: " CROSS JOIN matter_matter m",
    joint: "m.id = c.matter_id",
    keys: ["c.at", "c.matter_id"],
    newest_first: true,
    apart: true,
    stretches: Vec::new(),
};
const RUNNING: List = List {
    table: "matter_matter m",
    joined: "",
    joint: "",
    keys: ["m.due_at", "m.id"],
    newest_first: false,
    apart: true,
    stretches: Vec::new(),
};

/// A page of a list in its order, at most `limit` rows.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(
    q: &mut impl Query,
    which: Which,
    scope: &Scope,
    filter: &Filter,
    turn: &Turn,
    limit: usize,
) -> Result<Page<ListRow>> {
    // A task knows until when it is due while a clock runs; a question has a time of its own, whatever the clock of its matter does.
    let (due, clock, task, besides) = match which {
        Which::Todo => (
            format!("CASE WHEN t.due_at < {NEVER} THEN t.due_at ELSE m.due_at END"),
            format!("CASE WHEN t.part LIKE 'm%' AND t.due_at < {NEVER} THEN 'running' ELSE m.clock END"),
            "t.seen_at AS seen_at, t.part AS part",
            BESIDES_OF_TASK,
        ),
        _ => ("m.due_at".to_owned(), "m.clock".to_owned(), "m.met_at AS seen_at, '' AS part", BESIDES),
    };
    let select = format!(
        "m.id AS id, m.process AS process, m.kind AS kind, m.number AS number, m.title AS title, m.state AS state,
         u.short_name AS unit, m.received_on AS received_on, {due} AS due_at, {clock} AS clock, m.met_at AS met_at,
         m.closed_at AS closed_at, m.urged AS urged, m.supervised_at AS supervised_at, {task},
         {besides}"
    );
    let also = " LEFT JOIN identity_unit u ON u.id = COALESCE(m.holder_unit, m.lead_unit, m.home_unit)";
    let columns = Columns { select: &select, also };
    whole(which, scope, filter).page(q, columns, turn, limit).await
}

/// How many rows a list has, counted up to `cap` and no further.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, which: Which, scope: &Scope, filter: &Filter, cap: usize) -> Result<Counted> {
    whole(which, scope, filter).count(q, cap).await
}

/// How many tasks lie at one's seats, and how many of them are over their time; each up to its cap.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn todo_counts(
    q: &mut impl Query,
    scope: &Scope,
    now: Moment,
    (cap, late_cap): (usize, usize),
) -> Result<(Counted, Counted)> {
    let all = whole(Which::Todo, scope, &Filter { now, near: now, ..Filter::default() });
    let light = Some(RowLight::Over);
    let late = whole(Which::Todo, scope, &Filter { now, near: now, light, ..Filter::default() });
    Ok((all.count(q, cap).await?, late.count(q, late_cap).await?))
}

/// A list with its filters.
fn whole(which: Which, scope: &Scope, filter: &Filter) -> List {
    let mut list = match which {
        Which::Todo => List { stretches: seats(scope, filter), ..TASKS },
        Which::Doing => List { stretches: acted(scope, filter, Some(true)), ..TOUCHED },
        Which::Closed => List { stretches: acted(scope, filter, Some(false)), ..TOUCHED },
        Which::Done => List { stretches: acted(scope, filter, None), ..TOUCHED },
        // A clock that is suspended is not over.
        Which::Overdue if filter.suspended() => RUNNING,
        Which::Overdue => List { stretches: overdue(scope, filter), ..RUNNING },
    };
    for stretch in &mut list.stretches {
        narrow(which, stretch, filter);
    }
    list
}

/// What lies at the desks of one's unit, and what was given to one's post.
fn seats(scope: &Scope, filter: &Filter) -> Vec<Stretch> {
    if let Some(ids) = &filter.ids {
        // Begun with the matters that were found, so that the desks' own order is not read through.
        let open = Terms::new().and_in("t.matter_id", ids.iter().copied()).and("t.closed_at IS NULL", args![]);
        let mine = open.and("+t.unit_id = ? AND (t.post_id IS NULL OR t.post_id = ?)", args![scope.unit, scope.post]);
        return vec![Stretch { index: mine.and_in("t.desk", scope.desks.iter().copied()), ..Stretch::default() }];
    }
    let at_desk = |desk: &&'static str| {
        Terms::new()
            .and("t.closed_at IS NULL AND t.post_id IS NULL AND t.unit_id = ? AND t.desk = ?", args![scope.unit, *desk])
    };
    let own = Terms::new()
        .and("t.closed_at IS NULL AND t.post_id = ? AND t.unit_id = ?", args![scope.post, scope.unit])
        .and_in("t.desk", scope.desks.iter().copied());
    let stretches = scope.desks.iter().map(at_desk).chain((!scope.desks.is_empty()).then_some(own));
    stretches.map(|index| Stretch { index, ..Stretch::default() }).collect()
}

/// What one's post acted on.
fn acted(scope: &Scope, filter: &Filter, open: Option<bool>) -> Vec<Stretch> {
    let index = Terms::new().and("c.post_id = ?", args![scope.post]).and_if("c.open = ?", open);
    let index = match &filter.ids {
        Some(ids) => index.and_in("c.matter_id", ids.iter().copied()),
        None => index,
    };
    vec![Stretch { index, ..Stretch::default() }]
}

/// What is over its time, in the units that one oversees.
fn overdue(scope: &Scope, filter: &Filter) -> Vec<Stretch> {
    let late = || Terms::new().and("m.closed_at IS NULL AND m.clock = 'running'", args![]);
    let most = Some(filter.now.plus(-1).into());
    let besides = || match &scope.processes {
        Some(processes) => Terms::new().and_in("m.process", processes.iter().copied()),
        None => Terms::new(),
    };
    let stretch = |index: Terms| Stretch { index, most: most.clone(), besides: besides(), ..Stretch::default() };
    let all = || match &filter.ids {
        Some(ids) => stretch(late().and_in("m.id", ids.iter().copied())),
        None => stretch(late()),
    };
    match &scope.overseen {
        None => vec![all()],
        Some(units) if filter.ids.is_none() && units.len() <= UNITS => {
            units.iter().map(|unit| stretch(late().and("m.holder_unit = ?", args![*unit]))).collect()
        }
        Some(units) => {
            let besides = besides().and_in("m.holder_unit", units.iter().copied());
            vec![Stretch { besides, ..all() }]
        }
    }
}

/// Adds what a list is narrowed to. The colours are those of [`Span::lit`](crate::lists::Span::lit): a task holds the end of the clock that
/// runs, of the main one or of that beside it, and `NEVER` when none does.
fn narrow(which: Which, stretch: &mut Stretch, filter: &Filter) {
    let mut more = std::mem::take(&mut stretch.besides);
    more = more.and_if("m.process = ?", filled(&filter.process)).and_if("m.state = ?", filled(&filter.state));
    more = more.and_if("m.received_on >= ?", filter.from).and_if("m.received_on <= ?", filter.to);
    if let Some(unit) = filter.unit {
        more = more.and("m.holder_unit = ? OR m.lead_unit = ? OR m.home_unit = ?", args![unit, unit, unit]);
    }
    let held = "SELECT 1 FROM matter_task n WHERE n.matter_id = m.id AND n.closed_at IS NULL AND n.part LIKE 's%'";
    stretch.besides = match (which, filter.due_between()) {
        (Which::Todo, None) if filter.suspended() => more.and("m.clock = 'paused' AND t.due_at >= ?", args![NEVER]),
        (_, None) if filter.suspended() => {
            more.and(format!("m.clock = 'paused' AND NOT EXISTS ({held} AND n.due_at < ?)"), args![NEVER])
        }
        (_, None) => more,
        (Which::Todo, Some((least, most))) => {
            (stretch.least, stretch.most) = (Some(least.into()), Some(most.into()));
            more
        }
        (Which::Overdue, Some((least, most))) => {
            (stretch.least, stretch.most) = (Some(least.into()), Some(most.min(filter.now.plus(-1)).into()));
            more
        }
        (_, Some((least, most))) => more.and(
            format!(
                "(m.clock = 'running' AND m.due_at >= ? AND m.due_at <= ?) OR (m.clock <> 'running' AND m.closed_at IS NULL
                 AND EXISTS ({held} AND n.due_at >= ? AND n.due_at <= ?))"
            ),
            args![least, most, least, most],
        ),
    };
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
