//! Asking others and coming back from it: 会签 征求意见 协办 传阅 加签 减签 延期审批 退回.

use base::due::{ClockEvent, ClockEventKind};
use base::{Error, Refusal};

use super::{Input, World, turns};
use crate::case::{Case, Event, Seat, Stance};
use crate::process::Process;

/// Refuses while an open consultation must be waited for.
pub(super) fn none_blocks(process: &Process, case: &Case) -> Result<(), Error> {
    let blocking = case.open_consults().find_map(|(_, c)| process.consultation(&c.kind).filter(|spec| spec.blocks));
    match blocking {
        Some(spec) => {
            let message = format!("“{}”还没有全部答复，请等待、催办或减签后再办理", spec.title);
            Err(Refusal::new("matter.consulting", message).into())
        }
        None => Ok(()),
    }
}

/// Ends every open consultation; answers already given stay, and clocks that they suspended go on.
pub(super) fn close_all(process: &Process, case: &Case, world: World<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for (i, consult) in case.open_consults() {
        for (j, member) in consult.members.iter().enumerate() {
            if member.ended_at.is_none() {
                events.push(Event::MemberEnded { consult: i, member: j, stance: Stance::Removed });
            }
        }
        events.push(Event::ConsultClosed { consult: i });
    }
    let mut clocks: Vec<&str> =
        case.open_consults().filter_map(|(_, c)| Some(process.consultation(&c.kind)?.pauses)).collect();
    clocks.sort_unstable();
    clocks.dedup();
    events.extend(clocks.into_iter().filter_map(|clock| turns::suspend(case, clock, true, "征询结束", world)));
    events
}

/// 退回: from the holder or from any branch, to an earlier step. Siblings end, their opinions stay.
pub(super) fn return_to(process: &Process, case: &Case, input: &Input, world: World<'_>) -> Result<Vec<Event>, Error> {
    let earlier = super::earlier_steps(process, case);
    let chosen = input.step.and_then(|i| case.steps.get(i));
    // The same state and seat may have been passed several times; any of them means the same place.
    let seat = |step: &crate::case::Step| step.seat.as_ref().map(|seat| case.seat_now(seat));
    let step = chosen.filter(|c| earlier.iter().any(|(_, s)| s.state == c.state && seat(s) == seat(c)));
    let step = step.ok_or_else(|| Error::field("step", "请选择退回到哪个环节"))?;
    let mut events = close_all(process, case, world);
    events.push(Event::Moved { state: step.state.clone(), seat: seat(step) });
    Ok(events)
}

/// Asks the seats named.
pub(super) fn open(
    process: &Process,
    kind: &str,
    case: &Case,
    input: &Input,
    world: World<'_>,
) -> Result<Vec<Event>, Error> {
    let spec = process.consultation(kind).ok_or(Error::Unseen)?;
    let named = if spec.extends.is_empty() { input.seats.clone() } else { vec![(case.home, None)] };
    let mut seats: Vec<Seat> = Vec::new();
    for (unit, post) in named {
        let seat = Seat { unit, desk: spec.desk.to_owned(), post };
        if !seats.contains(&seat) {
            seats.push(seat);
        }
    }
    if seats.is_empty() {
        return Err(Error::field("units", "请至少选择一个单位"));
    }
    let due = match spec.rule {
        "" => None,
        rule => {
            let length = world.rules.length(rule, world.now.date())?;
            Some(turns::end(world.calendar, world.now, length))
        }
    };
    let pause = turns::suspend(case, spec.pauses, false, spec.title, world);
    let asked = Event::Consulted { kind: kind.to_owned(), seats, due, days: input.days };
    Ok([asked].into_iter().chain(pause).collect())
}

/// 加签.
pub(super) fn add(process: &Process, case: &Case, input: &Input) -> Result<Event, Error> {
    let asked = case.open_consults().find(|(i, _)| input.member.is_none_or(|(c, _)| c == *i));
    let (consult, open) = asked.ok_or_else(|| Error::refused("matter.not-asked", "现在没有进行中的征询"))?;
    let (unit, post) = *input.seats.first().ok_or_else(|| Error::field("unit", "请选择要加签的单位"))?;
    let spec = process.consultation(&open.kind).ok_or(Error::Unseen)?;
    let seat = Seat { unit, desk: spec.desk.to_owned(), post };
    if open.members.iter().any(|m| m.seat == seat && m.ended_at.is_none()) {
        return Err(Error::field("unit", "这个单位已经在征询之中"));
    }
    Ok(Event::MemberAdded { consult, seat })
}

/// 减签: who has answered stays.
pub(super) fn remove(process: &Process, case: &Case, input: &Input, world: World<'_>) -> Result<Vec<Event>, Error> {
    let (consult, member) = input.member.ok_or_else(|| Error::field("member", "请选择要减签的单位"))?;
    let open = case.consults.get(consult).filter(|c| c.closed_at.is_none());
    let found = open.and_then(|c| c.members.get(member)).filter(|m| m.ended_at.is_none());
    if found.is_none() {
        return Err(Error::field("member", "这个单位已经答复或已经不在征询之中"));
    }
    Ok(ended(process, case, consult, member, Stance::Removed, world))
}

/// A member answers; the last answer ends the consultation, and an extension to which all agreed prolongs its clock.
pub(super) fn reply(
    process: &Process,
    case: &Case,
    member: Option<(usize, usize)>,
    input: &Input,
    world: World<'_>,
) -> Result<Vec<Event>, Error> {
    let (consult, member) = member.ok_or(Error::Unseen)?;
    let stance = input.stance.unwrap_or(Stance::Noted);
    Ok(ended(process, case, consult, member, stance, world))
}

/// The extension that a consultation grants with its last answer: all who stayed in it agreed, and the clock still runs.
fn granted(process: &Process, case: &Case, consult: usize, last: (usize, Stance), world: World<'_>) -> Option<Event> {
    let asked = case.consults.get(consult)?;
    let spec = process.consultation(&asked.kind).filter(|spec| !spec.extends.is_empty())?;
    let stances =
        asked.members.iter().enumerate().filter_map(|(j, m)| if j == last.0 { Some(last.1) } else { m.stance });
    let mut stances = stances.filter(|s| *s != Stance::Removed).peekable();
    stances.peek()?;
    if stances.any(|s| s != Stance::Agree) {
        return None;
    }
    let events = case.clocks.get(spec.extends).filter(|events| !turns::extended(events))?;
    let length = turns::same_unit(case, spec.extends, asked.days.unwrap_or(0))?;
    let turn = ClockEvent {
        at: turns::after(events, world.now),
        kind: ClockEventKind::Extend(length),
        note: format!("经批准延期 {}", length.words()),
    };
    Some(Event::Clock { clock: spec.extends.to_owned(), turn })
}

/// The clock that a consultation suspended goes on with its last answer, unless another one still suspends it.
fn goes_on(process: &Process, case: &Case, consult: usize, world: World<'_>) -> Option<Event> {
    let pauses = |c: &crate::case::Consult| process.consultation(&c.kind).map_or("", |spec| spec.pauses);
    let clock = pauses(case.consults.get(consult)?);
    let other = case.open_consults().any(|(i, c)| i != consult && pauses(c) == clock);
    if other { None } else { turns::suspend(case, clock, true, "征询结束", world) }
}

/// Passes over a member whose time is up; the engine calls it for silence.
pub(crate) fn silent(process: &Process, case: &Case, consult: usize, member: usize, world: World<'_>) -> Vec<Event> {
    let spec = case.consults.get(consult).and_then(|c| process.consultation(&c.kind));
    let stance = match spec.map(|s| s.silence) {
        Some(crate::process::Silence::Agrees) => Stance::Agree,
        Some(crate::process::Silence::Passes) => Stance::Silent,
        Some(crate::process::Silence::Wait) | None => return Vec::new(),
    };
    ended(process, case, consult, member, stance, world)
}

fn ended(
    process: &Process,
    case: &Case,
    consult: usize,
    member: usize,
    stance: Stance,
    world: World<'_>,
) -> Vec<Event> {
    let mut events = vec![Event::MemberEnded { consult, member, stance }];
    let others = case
        .consults
        .get(consult)
        .map_or(0, |c| c.members.iter().enumerate().filter(|(j, m)| *j != member && m.ended_at.is_none()).count());
    if others == 0 {
        events.push(Event::ConsultClosed { consult });
        events.extend(granted(process, case, consult, (member, stance), world));
        events.extend(goes_on(process, case, consult, world));
    }
    events
}
