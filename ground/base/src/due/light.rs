//! The colour of a clock, always with words.

use super::{ClockState, ClockStatus, Due, Length, days_between, working_days_between};
use crate::calendar::Calendar;
use crate::error::Refusal;
use crate::time::{HOUR, MINUTE, Moment};

/// The colour of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 正常.
    Normal,
    /// 临期.
    Near,
    /// 超期.
    Over,
    /// 中止.
    Suspended,
    /// 办结.
    Done,
}

/// A colour with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The colour.
    pub light: Light,
    /// Words such as «还有 3 个工作日».
    pub words: String,
    /// Whole days (or hours) left in the clock's unit, negative when over; 0 on the last day.
    pub left: i64,
}

impl Light {
    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::Near => "临期",
            Self::Over => "超期",
            Self::Suspended => "中止",
            Self::Done => "办结",
        }
    }

    /// Its name for programs and style sheets.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Near => "near",
            Self::Over => "over",
            Self::Suspended => "suspended",
            Self::Done => "done",
        }
    }
}

/// The colour of the clock at `now`.
///
/// A clock of days is near when `amber_days` or fewer days of its unit are left, a clock of hours in its last quarter.
/// A suspension that began after the end does not hide that the period is over.
pub fn light(calendar: &Calendar, state: &ClockState, now: Moment, amber_days: u32) -> Signal {
    let signal = |light, words: String, left| Signal { light, words, left };
    match (state.status, state.due, state.met_at) {
        (ClockStatus::Stopped, _, _) => signal(Light::Done, "已终止".to_owned(), 0),
        (ClockStatus::Met, Some(due), Some(met_at)) if met_at > due.moment() => {
            let (left, words) = overdue(calendar, state, due, met_at);
            signal(Light::Done, format!("{words}办结"), left)
        }
        (ClockStatus::Met, _, _) => signal(Light::Done, "按期办结".to_owned(), 0),
        (_, None, _) => signal(Light::Suspended, "中止计时".to_owned(), 0),
        (_, Some(due), _) if now > due.moment() => {
            let (left, words) = overdue(calendar, state, due, now);
            signal(Light::Over, words, left)
        }
        (ClockStatus::Paused, Some(_), _) => signal(Light::Suspended, "中止计时".to_owned(), 0),
        (ClockStatus::Running, Some(due), _) => ahead(calendar, state, due, now, amber_days),
    }
}

/// Whether the clock may be prolonged at `now`: it runs, is not over, and was not prolonged before.
pub fn may_extend(state: &ClockState, now: Moment) -> Result<(), Refusal> {
    match (state.status, state.due) {
        (ClockStatus::Met | ClockStatus::Stopped, _) => Err(Refusal::new("clock.ended", "时限已经结束。")),
        _ if !state.extensions.is_empty() => Err(Refusal::new("clock.extended", "时限只能延长一次，已经延长过。")),
        (_, Some(due)) if now > due.moment() => Err(Refusal::new("clock.over", "期限已经届满，不能再申请延期。")),
        _ => Ok(()),
    }
}

/// Before the end: how much is left.
fn ahead(calendar: &Calendar, state: &ClockState, due: Due, now: Moment, amber_days: u32) -> Signal {
    let today = now.date();
    let (left, words) = match state.length {
        Length::Hours(_) => {
            let millis = due.moment().0 - now.0;
            let near = millis <= (due.moment().0 - state.started.0) / 4;
            let light = if near { Light::Near } else { Light::Normal };
            return Signal { light, words: format!("还有 {}", span(millis)), left: millis / HOUR };
        }
        _ if today == due.date() => (0, "今天到期".to_owned()),
        Length::WorkingDays(_) => {
            let days = working_days_between(calendar, today, due.date());
            (i64::from(days), format!("还有 {days} 个工作日"))
        }
        Length::CalendarDays(_) => {
            let days = days_between(today, due.date());
            (days, format!("还有 {days} 天"))
        }
    };
    let light = if left <= i64::from(amber_days) { Light::Near } else { Light::Normal };
    Signal { light, words, left }
}

/// After the end: by how much, as a negative number and in words.
fn overdue(calendar: &Calendar, state: &ClockState, due: Due, at: Moment) -> (i64, String) {
    match state.length {
        Length::Hours(_) => {
            let millis = at.0 - due.moment().0;
            (-(millis / HOUR), format!("超期 {}", span(millis)))
        }
        Length::WorkingDays(_) => match working_days_between(calendar, due.date(), at.date()) {
            0 => (0, "超期不足 1 个工作日".to_owned()),
            days => (-i64::from(days), format!("超期 {days} 个工作日")),
        },
        Length::CalendarDays(_) => {
            let days = days_between(due.date(), at.date());
            (-days, format!("超期 {days} 天"))
        }
    }
}

/// A length of time in hours, or in minutes when it is shorter.
fn span(millis: i64) -> String {
    if millis >= HOUR { format!("{} 小时", millis / HOUR) } else { format!("{} 分钟", millis / MINUTE) }
}
