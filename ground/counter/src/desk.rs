//! The side of those inside: whose matters somebody sees, the light of a row, the ways through a list.

use ::store::long::{Counted, Terms};
use ::store::{Query, Result as Stored};
use base::{Error, Moment};
use identity::Actor;
use matter::Process;
use matter::lists::Besides;
use serde_json::{Value, json};
use web::Cx;

use crate::store;

/// Whose matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of the county.
    All,
    /// Those that lie or lay at a desk of one of these units.
    Units(Vec<i64>),
}

impl Scope {
    /// What `actor` sees: everything with the verb `all` (in `home`, when the line has one desk), else the units in which the
    /// actor may `works`, else the own unit.
    pub fn of(actor: &Actor, all: &str, home: Option<i64>, works: &str) -> Self {
        if actor.may(all, home) {
            return Self::All;
        }
        match actor {
            Actor::Staff(staff) => Self::Units(staff.grants.units(works).unwrap_or_else(|| vec![staff.unit])),
            _ => Self::Units(Vec::new()),
        }
    }

    /// The condition on `matter_matter m` that somebody who sees this much sees a matter.
    pub fn passed(&self) -> Terms {
        match self {
            Self::All => Terms::new(),
            Self::Units(units) => store::passed(units),
        }
    }
}

/// A tab above a list: what a count is called, how many it has, and the way to its list with the same filters.
pub fn tab(cx: &Cx, key: &str, title: &str, current: bool, number: Counted) -> Value {
    let base = cx.query.base(&["count", "after", "before"]);
    json!({ "title": title, "href": format!("{base}count={key}"), "current": current, "count": number.words() })
}

/// Whether a unit has or had this matter at one of its desks.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn concerns(q: &mut impl Query, matter: i64, units: &[i64]) -> Stored<bool> {
    store::concerns(q, matter, units).await
}

/// The unit of a line with one desk: where the first open post with the clerk's role is.
///
/// # Errors
/// The refusal `name` that says `missing` when there is no such post yet.
pub async fn home(q: &mut impl Query, role: &str, name: &'static str, missing: &str) -> Result<i64, Error> {
    store::unit_of_role(q, role).await?.ok_or_else(|| Error::refused(name, missing))
}

/// Whether a unit has an open post with one of these roles, so that something given to it is seen by somebody.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn staffed(q: &mut impl Query, unit: i64, roles: &[&str]) -> Stored<bool> {
    store::has_role(q, unit, roles).await
}

/// Colour and words of an open clock, from the columns of its row (`none`, `running`, `paused`, `met`, `stopped`, and its
/// end). What is over has the colour `done` and no words; a line says of it what it counts.
pub fn light(cx: &Cx, clock: &str, due: Moment) -> (&'static str, String) {
    match clock {
        "none" | "stopped" | "met" => ("done", String::new()),
        "paused" => ("paused", "中止计时".to_owned()),
        _ if due < cx.now => {
            let days = base::due::working_days_between(&cx.app.calendar(), due.date(), cx.now.date());
            ("over", if days == 0 { "不足 1 个工作日".to_owned() } else { format!("{days} 个工作日") })
        }
        _ => {
            let days = base::due::working_days_between(&cx.app.calendar(), cx.now.date(), due.date());
            let near = i64::from(days) <= cx.app.number("matter.amber").unwrap_or(0);
            let words = if days == 0 { "今天到期".to_owned() } else { format!("还有 {days} 个工作日") };
            (if near { "near" } else { "normal" }, words)
        }
    }
}

/// Colour and words of the clock that says until when a matter of `process` in `state` is due, once its main clock (`clock`, as in [`light`])
/// does not: 回访, 补正 …, with its name. `None` while the main clock runs, and when none runs any more; then a line says how it ended.
pub fn beside(
    cx: &Cx,
    process: &'static Process,
    state: &str,
    clock: &str,
    besides: &Besides,
) -> Option<(&'static str, String)> {
    let beside = besides.running(process, state, &cx.app.calendar())?;
    let (colour, words) = light(cx, "running", beside.due);
    if clock == "paused" && beside.outside {
        let over = if colour == "over" { "超期" } else { "" };
        return Some(("paused", format!("中止计时，{}{over}{words}", beside.what)));
    }
    Some((colour, format!("{}：{words}", beside.what)))
}

/// The address of a page beside this one, with the same filters; empty without a key.
pub fn way(cx: &Cx, name: &str, key: Option<&str>) -> String {
    key.map(|key| format!("{}{name}={key}", cx.query.base(&["after", "before"]))).unwrap_or_default()
}
