//! What an action does to clocks.

use base::calendar::Calendar;
use base::due::{ClockEvent, ClockEventKind, Length};
use base::{Date, Error, Fault, Moment};

use super::World;
use crate::case::{Case, Event};
use crate::process::{Action, Need, Process, Turn};

/// The clock events of `action` on `case`; what happened on an earlier `day` counts from that day.
pub(super) fn turns(
    process: &Process,
    case: &Case,
    action: &Action,
    day: Option<Date>,
    world: World<'_>,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    let day = day.filter(|_| action.needs.contains(&Need::Day)).unwrap_or(world.now.date());
    for effect in action.clocks {
        let before = case.clocks.get(effect.clock).map(Vec::as_slice).unwrap_or_default();
        let runs = running(before);
        let kind = match effect.turn {
            Turn::Start | Turn::StartNow => {
                let from = if effect.turn == Turn::Start { day } else { world.now.date() };
                events.push(start(process, effect.clock, &case.kind, from, before, world)?);
                continue;
            }
            Turn::Pause if runs && !paused(before) => ClockEventKind::Pause,
            Turn::Resume if runs && paused(before) => ClockEventKind::Resume,
            Turn::Meet if runs => ClockEventKind::Meet,
            Turn::Stop if runs => ClockEventKind::Stop,
            _ => continue,
        };
        let turn = ClockEvent { at: after(before, on(day, world)), kind, note: action.title.to_owned() };
        events.push(Event::Clock { clock: effect.clock.to_owned(), turn });
    }
    Ok(events)
}

/// Starts those of `clocks` anew that run, from now on with the lengths of `kind`. One that is suspended stays so: it was the wait for
/// others that suspended it, and that goes on.
///
/// # Errors
/// A fault when a rule row is missing.
pub(crate) fn anew(
    process: &Process,
    case: &Case,
    clocks: &[&str],
    kind: &str,
    world: World<'_>,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for clock in clocks {
        let before = case.clocks.get(*clock).map(Vec::as_slice).unwrap_or_default();
        if !running(before) {
            continue;
        }
        let begun = start(process, clock, kind, world.now.date(), before, world)?;
        let Event::Clock { turn, .. } = &begun else { continue };
        let waits = paused(before).then(|| ClockEvent {
            at: turn.at,
            kind: ClockEventKind::Pause,
            note: before
                .iter()
                .rev()
                .find(|e| matches!(e.kind, ClockEventKind::Pause))
                .map_or_else(String::new, |e| e.note.clone()),
        });
        events.push(begun);
        events.extend(waits.map(|turn| Event::Clock { clock: (*clock).to_owned(), turn }));
    }
    Ok(events)
}

/// It was received on the day `on`: those of `clocks` that run count from there.
///
/// # Errors
/// The refusal `matter.clock-turned` when one of them was suspended, prolonged or started anew since: what followed counts from the old
/// day. A fault when a rule row is missing.
pub(crate) fn received(
    process: &Process,
    case: &Case,
    (clocks, kind): (&[&str], &str),
    on: Date,
    world: World<'_>,
) -> Result<Vec<Event>, Error> {
    let of = |clock: &str| case.clocks.get(clock).map(Vec::as_slice).unwrap_or_default();
    let going: Vec<&str> = clocks.iter().copied().filter(|clock| running(of(clock))).collect();
    if going.iter().any(|clock| of(clock).len() > 1) {
        let message = "期限已经中止、延长或者重新计算，后来的期限按原日期计算，不能再更正收到的日期；其他内容可以更正";
        return Err(Error::refused("matter.clock-turned", message));
    }
    let mut events = vec![Event::Received { on, clocks: going.iter().map(|clock| (*clock).to_owned()).collect() }];
    for clock in going {
        events.push(start(process, clock, kind, on, &[], world)?);
    }
    Ok(events)
}

/// A civil date as the moment of an event: now when it is today.
fn on(day: Date, world: World<'_>) -> Moment {
    if day == world.now.date() { world.now } else { Moment::start_of(day) }
}

/// `kind` for the clock called `clock`, when it runs and is suspended (or not) as `kind` needs.
pub(super) fn suspend(case: &Case, clock: &str, resume: bool, note: &str, world: World<'_>) -> Option<Event> {
    let events = case.clocks.get(clock).filter(|events| running(events) && paused(events) == resume)?;
    let kind = if resume { ClockEventKind::Resume } else { ClockEventKind::Pause };
    let turn = ClockEvent { at: after(events, world.now), kind, note: note.to_owned() };
    Some(Event::Clock { clock: clock.to_owned(), turn })
}

/// The moment of a clock's next event: now, and never before its last one, since machines disagree by moments.
pub(super) fn after(events: &[ClockEvent], now: Moment) -> Moment {
    events.last().map_or(now, |last| last.at.max(now))
}

/// The event that starts `clock` on `from` with the length of its rule row, or starts it anew after `before`.
pub(super) fn start(
    process: &Process,
    clock: &str,
    kind: &str,
    from: Date,
    before: &[ClockEvent],
    world: World<'_>,
) -> Result<Event, Error> {
    let spec = process.clock(clock).ok_or_else(|| Fault::broken(format!("no clock {clock}")))?;
    let by_kind = spec.rules.iter().find(|(k, _)| *k == kind).or_else(|| spec.rules.iter().find(|(k, _)| k.is_empty()));
    let (_, key) = by_kind.ok_or_else(|| Fault::broken(format!("clock {clock} has no rule for {kind}")))?;
    let rule = world.rules.at(key, from).ok_or_else(|| Fault::broken(format!("no rule row {key} on {from}")))?;
    let length = rule.length().ok_or_else(|| Fault::broken(format!("rule {key} is not a length of time")))?;
    let note = format!("{}（{}）", rule.title, rule.cite());
    let kind = if before.is_empty() { ClockEventKind::Start(length) } else { ClockEventKind::Restart(Some(length)) };
    let turn = ClockEvent { at: after(before, on(from, world)), kind, note };
    Ok(Event::Clock { clock: clock.to_owned(), turn })
}

/// Whether the clock has started and has neither been met nor stopped since.
pub(super) fn running(events: &[ClockEvent]) -> bool {
    match events.iter().rev().find(|e| {
        use ClockEventKind::{Meet, Restart, Start, Stop};
        matches!(e.kind, Start(_) | Restart(_) | Meet | Stop)
    }) {
        Some(e) => !matches!(e.kind, ClockEventKind::Meet | ClockEventKind::Stop),
        None => false,
    }
}

fn paused(events: &[ClockEvent]) -> bool {
    use ClockEventKind::{Meet, Pause, Restart, Resume, Start, Stop};
    let last = events.iter().rev().find(|e| matches!(e.kind, Pause | Resume | Start(_) | Restart(_) | Meet | Stop));
    last.is_some_and(|e| matches!(e.kind, Pause))
}

/// Whether the present run of the clock was extended already.
pub(super) fn extended(events: &[ClockEvent]) -> bool {
    events
        .iter()
        .rev()
        .take_while(|e| !matches!(e.kind, ClockEventKind::Start(_) | ClockEventKind::Restart(_)))
        .any(|e| matches!(e.kind, ClockEventKind::Extend(_)))
}

/// `days` in the unit of the clock's present run; `None` when the clock does not run.
pub(super) fn same_unit(case: &Case, clock: &str, days: u32) -> Option<Length> {
    let events = case.clocks.get(clock)?;
    if !running(events) || days == 0 {
        return None;
    }
    events.iter().rev().find_map(|e| match e.kind {
        ClockEventKind::Start(length) | ClockEventKind::Restart(Some(length)) => Some(match length {
            Length::WorkingDays(_) => Length::WorkingDays(days),
            Length::CalendarDays(_) => Length::CalendarDays(days),
            Length::Hours(_) => Length::Hours(days.saturating_mul(24)),
        }),
        _ => None,
    })
}

/// When `length` from `now` ends.
pub(super) fn end(calendar: &Calendar, now: Moment, length: Length) -> Moment {
    base::due::count(calendar, now, length).due.moment()
}
