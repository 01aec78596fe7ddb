//! The walk through the days of a period, leaving suspended days out.

use super::Step;
use crate::calendar::Calendar;
use crate::limits;
use crate::time::Date;

/// Which days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayUnit {
    /// Working days only.
    Working,
    /// Every day.
    Calendar,
}

/// A suspension: days after the first date up to and including the second do not count; open when there is no second.
pub type Pause = (Date, Option<Date>);

/// What the walk found.
#[derive(Debug)]
pub struct Walk {
    /// The last day of the period; `None` when an open suspension comes first.
    pub due: Option<Date>,
    /// The last day looked at.
    pub last: Date,
    /// Every day looked at.
    pub steps: Vec<Step>,
    /// Days that would have counted but were suspended.
    pub excluded: u32,
    /// Years without a table, as Chinese sentences.
    pub warnings: Vec<String>,
}

/// Walks from `from`, which does not count, until `total` days have counted and a working day ends the period.
pub fn walk(calendar: &Calendar, from: Date, unit: DayUnit, total: u32, pauses: &[Pause]) -> Walk {
    let total = total.min(limits::PERIOD_DAYS_MAX);
    let first = Step { date: from, counted: None, reason: "起算当日，不计入".to_owned() };
    let mut walk = Walk { due: None, last: from, steps: vec![first], excluded: 0, warnings: Vec::new() };
    let mut counted = 0;
    loop {
        let over =
            counted >= total && calendar.is_working(walk.last) && !pauses.iter().any(|p| spans_end(p, walk.last));
        if over {
            walk.due = Some(walk.last);
            return walk;
        }
        let Some(date) = walk.last.tomorrow().ok().filter(|_| walk.steps.len() < limits::WALK_DAYS_MAX) else {
            walk.warnings.push("期限过长，无法推算到期日。".to_owned());
            return walk;
        };
        walk.last = date;
        let day = calendar.day(date);
        if !day.known {
            walk.warn(date.year());
        }
        let counts = unit == DayUnit::Calendar || day.working;
        let step = match pauses.iter().find(|p| covers(p, date)) {
            Some((_, None)) => {
                walk.steps.push(Step { date, counted: None, reason: "中止，尚未恢复".to_owned() });
                return walk;
            }
            Some(_) if counts => {
                walk.excluded += 1;
                Step { date, counted: None, reason: "中止期间，不计入".to_owned() }
            }
            _ if counted >= total => Step { date, counted: None, reason: format!("{}，期限顺延", day.reason) },
            _ if counts => {
                counted += 1;
                Step { date, counted: Some(counted), reason: day.reason }
            }
            _ => Step { date, counted: None, reason: day.reason },
        };
        walk.steps.push(step);
    }
}

impl Walk {
    fn warn(&mut self, year: i16) {
        let words = format!("{year} 年放假安排尚未导入，该年只按周一至周五推算，到期日可能变化。");
        if !self.warnings.contains(&words) {
            self.warnings.push(words);
        }
    }
}

/// Whether the clock stands still on `date`.
fn covers((from, until): &Pause, date: Date) -> bool {
    *from < date && until.is_none_or(|until| date <= until)
}

/// Whether the clock stands still when `date` ends, so that a period cannot end then.
fn spans_end((from, until): &Pause, date: Date) -> bool {
    *from <= date && until.is_none_or(|until| date < until)
}
