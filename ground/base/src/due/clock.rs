//! The clock fold: from recorded clock events to the state of a clock.
//!
//! The formula is `due = start + length + extension + excluded`, everything in the clock's own unit; what is excluded is
//! the time between suspension and resumption (政府信息公开条例 arts. 32–33). A suspension after the end excludes nothing: the
//! period was over. Suspended on its last day, a period does not end before the day on which it goes on.

use super::walk::{DayUnit, Pause, walk};
use super::{Due, Length, Step};
use crate::calendar::Calendar;
use crate::error::Refusal;
use crate::limits;
use crate::time::{HOUR, Moment};

/// What happened to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockEventKind {
    /// It starts; the day counts from the next.
    Start(Length),
    /// It is suspended (中止).
    Pause,
    /// It goes on.
    Resume,
    /// It begins anew (重新计算), with the same or another length.
    Restart(Option<Length>),
    /// It is prolonged (延期), once.
    Extend(Length),
    /// What it waits for was done.
    Meet,
    /// It no longer applies.
    Stop,
}

/// One recorded event of a clock.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClockEvent {
    /// When it happened.
    pub at: Moment,
    /// What happened.
    pub kind: ClockEventKind,
    /// Why, in Chinese, as shown to people; may be empty.
    pub note: String,
}

/// Whether a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStatus {
    /// 计时中.
    Running,
    /// 中止.
    Paused,
    /// 已办.
    Met,
    /// 终止.
    Stopped,
}

/// A granted extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// When it was granted.
    pub at: Moment,
    /// By how much.
    pub length: Length,
}

/// The state of a clock after its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockState {
    /// Whether it runs.
    pub status: ClockStatus,
    /// When the present run started.
    pub started: Moment,
    /// The length without extension.
    pub length: Length,
    /// When it ends; `None` while it is suspended before its end.
    pub due: Option<Due>,
    /// When what it waits for was done.
    pub met_at: Option<Moment>,
    /// Since when it is suspended.
    pub paused_since: Option<Moment>,
    /// Suspended days that were left out, in the clock's own unit of days; 0 for hours.
    pub excluded_days: u32,
    /// Suspended milliseconds that were left out of a clock of hours.
    pub excluded_millis: i64,
    /// Extensions of the present run (at most one).
    pub extensions: Vec<Extension>,
    /// What the reader must be told, in Chinese.
    pub warnings: Vec<String>,
    /// How it was counted, day by day.
    pub trail: Vec<Step>,
}

/// One run of a clock, from its start or restart.
struct Run {
    status: ClockStatus,
    started: Moment,
    length: Length,
    pauses: Vec<(Moment, Option<Moment>)>,
    extensions: Vec<Extension>,
    met_at: Option<Moment>,
}

/// The state of a clock after `events`.
///
/// Refuses a history that cannot be: not begun with a start, not in order of time, suspended twice, resumed without
/// suspension, extended twice or in another unit, anything but a restart after the end. Whether an event is refused does
/// not depend on the calendar, so a recorded history stays readable when the calendar changes.
pub fn fold(calendar: &Calendar, events: &[ClockEvent]) -> Result<ClockState, Refusal> {
    let mut run: Option<Run> = None;
    let mut before = Moment(i64::MIN);
    for event in events {
        if event.at < before {
            return Err(Refusal::new("clock.order", "时限记录的先后次序有误。"));
        }
        before = event.at;
        match (&mut run, event.kind) {
            (None, ClockEventKind::Start(length)) => run = Some(Run::new(event.at, length)),
            (None, _) => return Err(Refusal::new("clock.unstarted", "时限尚未开始计算。")),
            (Some(run), kind) => run.apply(event.at, kind)?,
        }
    }
    run.map(|run| run.state(calendar)).ok_or_else(|| Refusal::new("clock.unstarted", "时限尚未开始计算。"))
}

impl Run {
    fn new(started: Moment, length: Length) -> Self {
        let (pauses, extensions) = (Vec::new(), Vec::new());
        Self { status: ClockStatus::Running, started, length, pauses, extensions, met_at: None }
    }

    fn apply(&mut self, at: Moment, kind: ClockEventKind) -> Result<(), Refusal> {
        use ClockStatus::{Met, Paused, Running, Stopped};
        match (kind, self.status) {
            (ClockEventKind::Start(_), _) => return Err(Refusal::new("clock.started", "时限已经开始计算。")),
            (ClockEventKind::Restart(length), _) => *self = Self::new(at, length.unwrap_or(self.length)),
            (_, Met | Stopped) => return Err(Refusal::new("clock.ended", "时限已经结束。")),
            (ClockEventKind::Pause, Paused) => return Err(Refusal::new("clock.paused", "时限已经中止。")),
            (ClockEventKind::Pause, Running) => {
                self.pauses.push((at, None));
                self.status = Paused;
            }
            (ClockEventKind::Resume, Running) => {
                return Err(Refusal::new("clock.running", "时限没有中止，不需要恢复。"));
            }
            (ClockEventKind::Resume, Paused) => {
                self.close_pause(at);
                self.status = Running;
            }
            (ClockEventKind::Extend(length), Running | Paused) => {
                extendable(self.length, &self.extensions, length)?;
                self.extensions.push(Extension { at, length });
            }
            (ClockEventKind::Meet, Running | Paused) => {
                self.close_pause(at);
                self.met_at = Some(at);
                self.status = Met;
            }
            (ClockEventKind::Stop, Running | Paused) => {
                self.close_pause(at);
                self.status = Stopped;
            }
        }
        Ok(())
    }

    fn close_pause(&mut self, at: Moment) {
        if let Some((_, until @ None)) = self.pauses.last_mut() {
            *until = Some(at);
        }
    }

    fn state(self, calendar: &Calendar) -> ClockState {
        let paused_since = self.pauses.last().filter(|(_, until)| until.is_none()).map(|(from, _)| *from);
        let mut state = ClockState {
            status: self.status,
            started: self.started,
            length: self.length,
            due: None,
            met_at: self.met_at,
            paused_since,
            excluded_days: 0,
            excluded_millis: 0,
            extensions: self.extensions,
            warnings: Vec::new(),
            trail: Vec::new(),
        };
        let more = state.extensions.iter().map(|x| amount(x.length)).fold(0, u32::saturating_add);
        let total = amount(self.length).saturating_add(more);
        match self.length {
            Length::WorkingDays(_) => state.count_days(calendar, DayUnit::Working, total, &self.pauses),
            Length::CalendarDays(_) => state.count_days(calendar, DayUnit::Calendar, total, &self.pauses),
            Length::Hours(_) => state.count_hours(total, &self.pauses),
        }
        state
    }
}

impl ClockState {
    fn count_days(&mut self, calendar: &Calendar, unit: DayUnit, total: u32, pauses: &[(Moment, Option<Moment>)]) {
        let pauses: Vec<Pause> = pauses.iter().map(|(from, until)| (from.date(), until.map(Moment::date))).collect();
        let walk = walk(calendar, self.started.date(), unit, total, &pauses);
        self.due = walk.due.map(Due::On);
        self.excluded_days = walk.excluded;
        self.warnings = walk.warnings;
        self.trail = walk.steps;
    }

    fn count_hours(&mut self, total: u32, pauses: &[(Moment, Option<Moment>)]) {
        let mut due = self.started.plus(i64::from(total.min(limits::PERIOD_HOURS_MAX)) * HOUR);
        for (from, until) in pauses.iter().filter(|(from, until)| until.is_none_or(|until| until > *from)) {
            if *from > due {
                break;
            }
            let Some(until) = until else { return };
            let millis = until.0 - from.0;
            self.excluded_millis += millis;
            due = due.plus(millis);
        }
        self.due = Some(Due::At(due));
    }
}

/// The number of a length, whatever its unit.
fn amount(length: Length) -> u32 {
    match length {
        Length::WorkingDays(n) | Length::CalendarDays(n) | Length::Hours(n) => n,
    }
}

/// One extension only, in the clock's own unit.
fn extendable(length: Length, extensions: &[Extension], by: Length) -> Result<(), Refusal> {
    if !extensions.is_empty() {
        return Err(Refusal::new("clock.extended", "时限只能延长一次，已经延长过。"));
    }
    if std::mem::discriminant(&length) != std::mem::discriminant(&by) {
        return Err(Refusal::new("clock.unit", "延长的期限须与原期限使用同一单位。"));
    }
    Ok(())
}
