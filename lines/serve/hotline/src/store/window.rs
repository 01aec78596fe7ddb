//! Orders as programs of others may see them: published ones, or those of whoever handed them in.

use base::{Fault, Moment};
use counter::window::Sought;
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, args};

use super::list::UNIT;
use crate::model::Order;

/// What of the matter, the class and the unit belongs to an order that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// State of the matter.
    pub state: String,
    /// open, waiting or closed.
    pub turn: String,
    /// End of its main clock.
    pub due_at: i64,
    /// When it closed.
    pub closed_at: Option<Moment>,
    /// Code of the class, empty without one.
    pub code: String,
    /// Its name.
    pub class: String,
    /// The unit that has, had or answered it.
    pub unit: String,
}

struct Both(Order, Seen);

impl FromRow for Both {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        let seen = Seen {
            state: row.get("run_state")?,
            turn: row.get("run_turn")?,
            due_at: row.get("run_due")?,
            closed_at: row.get("run_closed")?,
            code: row.get::<Option<String>>("class_code")?.unwrap_or_default(),
            class: row.get::<Option<String>>("class_title")?.unwrap_or_default(),
            unit: row.get("unit_name")?,
        };
        Ok(Self(Order::from_row(row)?, seen))
    }
}

/// Those that fit, the newest first. What is kept in confidence fits nothing.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn seen(q: &mut impl Query, sought: &Sought) -> Result<Vec<(Order, Seen)>> {
    let mut w = Where::new().and("o.confidential = 0 AND o.kind <> 'report'", args![]);
    w = match &sought.own {
        Some(own) => w.and_in("o.matter_id", own.iter().copied()),
        None => w.and("o.published_at IS NOT NULL", args![]),
    };
    if let Some(matters) = &sought.matters {
        w = w.and_in("o.matter_id", matters.iter().copied());
    }
    if !sought.subjects.is_empty() {
        w = w.and_in("c.code", sought.subjects.iter().cloned());
    }
    w = w.and_if("o.received_at >= ?", sought.from).and_if("o.received_at <= ?", sought.to);
    if let Some(open) = sought.open {
        w = w.and(if open { "m.turn <> 'closed'" } else { "m.turn = 'closed'" }, args![]);
    }
    let (limit, skip) = (w.arg(sought.limit), w.arg(sought.skip));
    let columns: Vec<String> = Order::COLUMNS.split(", ").map(|column| format!("o.{column}")).collect();
    let sql = format!(
        "SELECT {}, m.state AS run_state, m.turn AS run_turn, m.due_at AS run_due, m.closed_at AS run_closed,
         c.code AS class_code, c.title AS class_title, u.name AS unit_name
         FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id JOIN identity_unit u ON u.id = {UNIT}
         LEFT JOIN hotline_class c ON c.id = o.class_id{} ORDER BY o.received_at DESC, o.id DESC LIMIT {limit} OFFSET {skip}",
        columns.join(", "),
        w.text()
    );
    let found: Vec<Both> = q.list(&sql, w.args()).await?;
    Ok(found.into_iter().map(|Both(order, seen)| (order, seen)).collect())
}
