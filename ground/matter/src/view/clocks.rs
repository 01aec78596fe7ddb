//! Clocks on the page: colour, words, end, where the number comes from, and how it was counted day by day.

use base::due::{ClockEvent, ClockEventKind, ClockState, ClockStatus, Length, Light};
use base::{Error, Moment};
use serde::Serialize;

use crate::case::Case;
use crate::engine;
use crate::ground::Ground;
use crate::lists::Span;
use crate::process::{Clock, Process};

/// A clock on the page.
#[derive(Debug, Clone, Serialize)]
pub struct ClockView {
    /// Key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Whether lists and counts go by it.
    pub main: bool,
    /// Colour, for `ui.clock`.
    pub light: &'static str,
    /// Words beside it, such as «还有 3 个工作日».
    pub words: String,
    /// When it ends; empty while it is suspended.
    pub due: String,
    /// How long it is, such as «15 个工作日».
    pub length: String,
    /// Rule, source and article.
    pub basis: String,
    /// The page «怎样算的» for the plain period; empty for periods of hours.
    pub href: String,
    /// What happened to it, in words.
    pub events: Vec<String>,
    /// What the reader must be told: a year without a calendar.
    pub warnings: Vec<String>,
    /// How it was counted.
    pub days: Vec<DayView>,
}

/// One day of a count.
#[derive(Debug, Clone, Serialize)]
pub struct DayView {
    /// The day.
    pub date: String,
    /// Its number, when it counts.
    pub counted: Option<u32>,
    /// Why it counts or not.
    pub reason: String,
}

/// An end that was counted again.
#[derive(Debug, Clone, Serialize)]
pub struct RecountView {
    /// 时限名称.
    pub clock: String,
    /// When.
    pub at: String,
    /// The old end.
    pub before: String,
    /// The new end.
    pub after: String,
    /// Why.
    pub why: String,
}

/// The clocks of a case that have started, in the order of the process with the main one first.
pub(super) fn views(process: &Process, case: &Case, ground: &Ground) -> Result<Vec<ClockView>, Error> {
    let amber = ground.rules.number("matter.amber", ground.now.date())?;
    let amber = u32::try_from(amber).unwrap_or_default();
    let mut specs: Vec<&Clock> = process.clocks.iter().collect();
    specs.sort_by_key(|c| !c.main);
    let mut views = Vec::new();
    for spec in specs {
        let Some(events) = case.clocks.get(spec.key) else { continue };
        let state = base::due::fold(&ground.calendar, events)?;
        let mut view = view(spec, events, &state, ground, amber);
        let above = engine::bound(process, case).filter(|above| engine::end(&state).is_some_and(|own| *above < own));
        if let Some(above) = above.filter(|_| spec.main && state.status == ClockStatus::Running) {
            let span = Span::of(ground)?;
            let light = span.until(above);
            (view.light, view.words) = (light.code(), span.left(&ground.calendar, light, above));
            view.warnings
                .push(format!("上级限定的时间早于本时限（{}），列表、催办和逾期按上级限定的时间计算。", view.due));
            view.due = format!("{}（上级限定）", above.minutes());
        }
        views.push(view);
    }
    Ok(views)
}

/// The page that counts a clock's period day by day, empty for one in hours.
pub fn count_href(state: &ClockState) -> String {
    let (unit, n) = match state.length {
        Length::WorkingDays(n) => ("working_days", n),
        Length::CalendarDays(n) => ("calendar_days", n),
        Length::Hours(_) => return String::new(),
    };
    format!("/due?from={}&unit={unit}&n={n}", state.started.date())
}

fn view(spec: &Clock, events: &[ClockEvent], state: &ClockState, ground: &Ground, amber: u32) -> ClockView {
    let signal = base::due::light(&ground.calendar, state, ground.now, amber);
    let start = events.iter().rev().find(|e| matches!(e.kind, ClockEventKind::Start(_) | ClockEventKind::Restart(_)));
    ClockView {
        key: spec.key,
        title: spec.title,
        main: spec.main,
        light: if signal.light == Light::Suspended { "paused" } else { signal.light.code() },
        words: signal.words,
        due: state.due.map(base::due::Due::words).unwrap_or_default(),
        length: state.length.words(),
        basis: start.map(|e| e.note.clone()).unwrap_or_default(),
        href: count_href(state),
        events: events.iter().map(told).collect(),
        warnings: state.warnings.clone(),
        days: state
            .trail
            .iter()
            .map(|s| DayView { date: s.date.to_string(), counted: s.counted, reason: s.reason.clone() })
            .collect(),
    }
}

/// One event of a clock in words.
fn told(event: &ClockEvent) -> String {
    let what = match event.kind {
        ClockEventKind::Start(length) => format!("开始计算 {}", length.words()),
        ClockEventKind::Restart(Some(length)) => format!("重新计算 {}", length.words()),
        ClockEventKind::Restart(None) => "重新计算".to_owned(),
        ClockEventKind::Pause => "中止计时".to_owned(),
        ClockEventKind::Resume => "恢复计时".to_owned(),
        ClockEventKind::Extend(length) => format!("延长 {}", length.words()),
        ClockEventKind::Meet => "办结".to_owned(),
        ClockEventKind::Stop => "终止计时".to_owned(),
    };
    // Where the length comes from stands beside the clock already.
    let started = matches!(event.kind, ClockEventKind::Start(_) | ClockEventKind::Restart(_));
    let note = if event.note.is_empty() || started { String::new() } else { format!("（{}）", event.note) };
    format!("{} {what}{note}", event.at.minutes())
}

/// Ends that were counted again, oldest first.
pub(super) fn recount_views(
    process: &Process,
    rows: Vec<(String, Moment, Moment, Moment, String)>,
) -> Vec<RecountView> {
    let view = |(clock, at, before, after, why): (String, Moment, Moment, Moment, String)| RecountView {
        clock: process.clock(&clock).map_or(clock.clone(), |c| c.title.to_owned()),
        at: at.minutes(),
        before: before.date().to_string(),
        after: after.date().to_string(),
        why,
    };
    rows.into_iter().map(view).collect()
}
