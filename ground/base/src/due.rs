//! Due dates (期限): how a period is counted, day by day.
//!
//! 民法典 arts. 201–203: the day of the event does not count; a period ends with the end of its last day; when the last
//! day of a calendar-day period is not a working day the period ends on the next one.

mod clock;
mod light;
mod walk;

pub use clock::{ClockEvent, ClockEventKind, ClockState, ClockStatus, Extension, fold};
pub use light::{Light, Signal, light, may_extend};

use crate::calendar::Calendar;
use crate::limits;
use crate::time::{DAY, Date, HOUR, Moment};
use walk::{DayUnit, walk};

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// 工作日.
    WorkingDays(u32),
    /// 自然日.
    CalendarDays(u32),
    /// 小时, around the clock.
    Hours(u32),
}

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// With the end of this civil date.
    On(#[serde(with = "crate::time::date_text")] Date),
    /// At this moment.
    At(Moment),
}

/// One day of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// Its number within the period, when it counts.
    pub counted: Option<u32>,
    /// Why it counts or not, in Chinese.
    pub reason: String,
}

/// A counted period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// When it ends.
    pub due: Due,
    /// Every day from the first to the last.
    pub steps: Vec<Step>,
    /// What the reader must be told, in Chinese: a year without a table.
    pub warnings: Vec<String>,
}

impl Length {
    /// In Chinese: 20 个工作日, 60 日, 24 小时.
    pub fn words(self) -> String {
        match self {
            Self::WorkingDays(n) => format!("{n} 个工作日"),
            Self::CalendarDays(n) => format!("{n} 日"),
            Self::Hours(n) => format!("{n} 小时"),
        }
    }
}

impl Due {
    /// The last moment of the period.
    pub fn moment(self) -> Moment {
        match self {
            Self::On(date) => Moment::end_of(date),
            Self::At(moment) => moment,
        }
    }

    /// The civil date on which the period ends.
    pub fn date(self) -> Date {
        match self {
            Self::On(date) => date,
            Self::At(moment) => moment.date(),
        }
    }

    /// `2024-02-29`, or with minutes for a period of hours.
    pub fn words(self) -> String {
        match self {
            Self::On(date) => date.to_string(),
            Self::At(moment) => moment.minutes(),
        }
    }
}

/// Counts `length` from `from`. A period of days starts on the day after the civil date of `from`.
pub fn count(calendar: &Calendar, from: Moment, length: Length) -> Count {
    let (unit, total) = match length {
        Length::WorkingDays(n) => (DayUnit::Working, n),
        Length::CalendarDays(n) => (DayUnit::Calendar, n),
        Length::Hours(n) => {
            let due = from.plus(i64::from(n.min(limits::PERIOD_HOURS_MAX)) * HOUR);
            return Count { due: Due::At(due), steps: Vec::new(), warnings: Vec::new() };
        }
    };
    let walk = walk(calendar, from.date(), unit, total, &[]);
    Count { due: Due::On(walk.due.unwrap_or(walk.last)), steps: walk.steps, warnings: walk.warnings }
}

/// The date `days` working days after `from`, which itself does not count; `from` for 0 days.
pub fn add_working_days(calendar: &Calendar, from: Date, days: u32) -> Date {
    let mut date = from;
    let mut left = days.min(limits::PERIOD_DAYS_MAX);
    while left > 0 {
        let Ok(next) = date.tomorrow() else { break };
        date = next;
        left -= u32::from(calendar.is_working(date));
    }
    date
}

/// Working days after `from` up to and including `to`; 0 when `to` is not later.
pub fn working_days_between(calendar: &Calendar, from: Date, to: Date) -> u32 {
    let mut date = from;
    let mut days = 0;
    while date < to {
        let Ok(next) = date.tomorrow() else { break };
        date = next;
        days += u32::from(calendar.is_working(date));
    }
    days
}

/// Calendar days from `from` to `to`, negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    (Moment::start_of(to).0 - Moment::start_of(from).0) / DAY
}

/// The same day of the month so many months later, or that month's last day: periods of months end so.
pub fn add_months(from: Date, months: u32) -> Date {
    let months = i64::from(months.min(limits::PERIOD_DAYS_MAX / 30));
    from.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
