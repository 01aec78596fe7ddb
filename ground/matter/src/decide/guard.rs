//! Who may do what now.

use base::{Error, Refusal};
use identity::Actor;

use super::{World, closed, refuse_closed};
use crate::case::{Case, Seat, Step};
use crate::process::{Action, By, Does, Process};

/// Whoever acts, in relation to matters.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// A member of staff at a post (or the program, as [`Actor::System`]).
    Actor(&'a Actor),
    /// The person outside whom the matter belongs to; the line has made sure of that.
    Applicant,
}

impl Who<'_> {
    /// The post that acts, when there is one.
    pub fn post(&self) -> Option<i64> {
        match self {
            Who::Actor(Actor::Staff(staff)) => Some(staff.post),
            _ => None,
        }
    }

    /// Whether the actor works at `seat`.
    pub fn sits_at(&self, seat: &Seat) -> bool {
        let Who::Actor(actor @ Actor::Staff(staff)) = self else { return false };
        let here = match seat.post {
            Some(post) => staff.post == post,
            None => staff.unit == seat.unit,
        };
        here && actor.may(&seat.desk, Some(seat.unit))
    }

    /// Whether the actor has `verb` for every unit, not only for some.
    fn everywhere(&self, verb: &str) -> bool {
        match self {
            Who::Actor(Actor::System) => true,
            Who::Actor(Actor::Staff(staff)) => !staff.is_held_up() && staff.grants.units(verb).is_none(),
            _ => false,
        }
    }

    fn may(&self, verb: &str, unit: Option<i64>) -> bool {
        matches!(self, Who::Actor(actor) if actor.may(verb, unit))
    }
}

/// Whether the actor stands in the relation `by` to the case.
pub fn relation(case: &Case, who: &Who<'_>, by: By) -> bool {
    match by {
        By::Holder => case.seat().is_some_and(|seat| who.sits_at(seat)),
        By::HolderHead => match (who, case.seat()) {
            (Who::Actor(Actor::Staff(staff)), Some(seat)) => staff.head && staff.unit == seat.unit,
            _ => false,
        },
        By::Desk(verb) => who.may(verb, Some(case.home)),
        By::Leader(verb) => who.everywhere(verb),
        By::Consulted => member_of(case, who).is_some(),
        By::Sender => who.post().is_some() && case.now().is_some_and(|step| step.by_post == who.post()),
        By::Applicant => matches!(who, Who::Applicant),
        By::System => matches!(who, Who::Actor(Actor::System)),
    }
}

/// The open question that lies at the actor's seat.
pub(super) fn member_of(case: &Case, who: &Who<'_>) -> Option<(usize, usize)> {
    case.open_consults().find_map(|(i, consult)| {
        let open = |m: &crate::case::Member| m.ended_at.is_none() && who.sits_at(&m.seat);
        Some((i, consult.members.iter().position(open)?))
    })
}

/// Whether the open question `at` lies at the actor's seat.
pub(crate) fn asks(case: &Case, who: &Who<'_>, at: (usize, usize)) -> bool {
    let consult = case.consults.get(at.0).filter(|c| c.closed_at.is_none());
    let member = consult.and_then(|c| c.members.get(at.1)).filter(|m| m.ended_at.is_none());
    member.is_some_and(|m| who.sits_at(&m.seat))
}

/// Whether `action` may be done now; gives the actor's open question when it is about one.
pub(super) fn allowed(
    process: &'static Process,
    case: &Case,
    who: &Who<'_>,
    action: &'static Action,
    world: World<'_>,
) -> Result<Option<(usize, usize)>, Error> {
    let state = case.state();
    let fits = if action.from.is_empty() { !closed(process, state) } else { action.from.contains(&state) };
    if !action.by.iter().any(|&by| relation(case, who, by)) {
        return Err(not_yours(process, case, action));
    }
    if !fits {
        if closed(process, state) {
            return Err(refuse_closed(process, case).into());
        }
        let now = process.state_title(state);
        return Err(refused("matter.wrong-state", format!("本件现在处于“{now}”，不能“{}”", action.title)));
    }
    if action.times > 0 && case.done.get(action.key).is_some_and(|&n| n >= action.times) {
        let message = format!("“{}”最多 {} 次，已经用完", action.title, action.times);
        return Err(refused("matter.too-often", message));
    }
    specific(process, case, who, action, world)
}

/// Conditions that belong to what the action does.
fn specific(
    process: &'static Process,
    case: &Case,
    who: &Who<'_>,
    action: &'static Action,
    world: World<'_>,
) -> Result<Option<(usize, usize)>, Error> {
    let asked = case.open_consults().next().is_some();
    match action.does {
        Does::Move(_) => super::consult::none_blocks(process, case).map(|()| None),
        Does::Back if super::back(case).is_err() => {
            Err(refused("matter.no-earlier-step", "没有可以回到的环节".to_owned()))
        }
        Does::Reply => match member_of(case, who) {
            Some(member) => Ok(Some(member)),
            None => Err(refused("matter.not-asked", "没有等您答复的征询".to_owned())),
        },
        Does::Withdraw => match case.now() {
            Some(step) if step.seen_at.is_some() => {
                Err(refused("matter.opened", "对方已经打开，不能撤回；可以请对方退回".to_owned()))
            }
            Some(Step { seat: None, .. }) => Err(refused("matter.outside", "已经告知当事人，不能撤回".to_owned())),
            Some(Step { seat: Some(seat), .. }) if who.sits_at(seat) => {
                Err(refused("matter.here", "本件就在您的岗位，不需要撤回".to_owned()))
            }
            Some(_) if case.steps.len() < 2 => Err(refused("matter.no-earlier-step", "这是第一个环节".to_owned())),
            Some(Step { seat: Some(seat), .. }) if inherited(case, seat) => {
                Err(refused("matter.inherited", "本件由承继机关接办，不能撤回".to_owned()))
            }
            _ => Ok(None),
        },
        Does::Return if earlier_steps(process, case).is_empty() => {
            Err(refused("matter.no-earlier-step", "这是第一个环节，没有可退回的地方".to_owned()))
        }
        Does::AddMember | Does::RemoveMember if !asked => {
            Err(refused("matter.not-asked", "现在没有进行中的征询".to_owned()))
        }
        Does::Consult(kind) => {
            let spec = process.consultation(kind);
            let clock = spec.map_or("", |s| s.extends);
            if !clock.is_empty() {
                extendable(case, clock, world)?;
            }
            let already = case.open_consults().any(|(_, c)| c.kind == kind);
            if already && spec.is_some_and(|s| s.blocks || !s.extends.is_empty()) {
                return Err(refused("matter.asked-already", format!("“{}”正在进行", action.title)));
            }
            Ok(None)
        }
        Does::Transfer if case.seat().is_none() => {
            Err(refused("matter.outside", "本件正等待当事人，现在不能转办".to_owned()))
        }
        Does::Urge => urged_lately(case, world).map(|()| None),
        Does::Supervise if case.supervised_at.is_some() => {
            Err(refused("matter.supervised", "本件已经列入督办".to_owned()))
        }
        _ => Ok(None),
    }
}

/// Whether the present stay came about because the unit at `seat` continues the functions of the one that had it before.
fn inherited(case: &Case, seat: &Seat) -> bool {
    let before = case.steps.iter().rev().nth(1);
    let heirs = before.and_then(|step| step.seat.as_ref()).filter(|before| before.unit != seat.unit);
    heirs.is_some_and(|before| case.heir(before.unit) == seat.unit && before.desk == seat.desk)
        && before.map(|step| step.state.as_str()) == Some(case.state())
}

/// Name of the refusal to urge again so soon.
pub const URGED_LATELY: &str = "matter.urged-lately";

/// Refuses to urge again before the working days of the rule `matter.urge.gap` have passed.
fn urged_lately(case: &Case, world: World<'_>) -> Result<(), Error> {
    let Some(last) = case.urged_at else { return Ok(()) };
    let gap = u32::try_from(world.rules.number("matter.urge.gap", world.now.date())?).unwrap_or(0);
    let next = base::due::add_working_days(world.calendar, last.date(), gap);
    if gap == 0 || world.now.date() >= next {
        return Ok(());
    }
    let last = last.minutes();
    let message = format!("本件已于 {last} 催办过，两次催办至少间隔 {gap} 个工作日，{next} 起可以再催办");
    Err(refused(URGED_LATELY, message))
}

/// Refuses when the clock does not run, is over, or was extended already.
fn extendable(case: &Case, clock: &str, world: World<'_>) -> Result<(), Error> {
    let events = case.clocks.get(clock).map(Vec::as_slice).unwrap_or_default();
    if !super::turns::running(events) {
        return Err(refused("matter.no-clock", "时限没有在计算，不需要延期".to_owned()));
    }
    let state = base::due::fold(world.calendar, events)?;
    Ok(base::due::may_extend(&state, world.now)?)
}

/// The steps one may return to, with their places in the trail: every earlier stay with us, each state and seat once.
pub fn earlier_steps<'c>(process: &Process, case: &'c Case) -> Vec<(usize, &'c Step)> {
    let Some((now, earlier)) = case.steps.split_last() else { return Vec::new() };
    let seat = |step: &Step| step.seat.as_ref().map(|seat| case.seat_now(seat));
    let mut found: Vec<(usize, &Step)> = Vec::new();
    for (i, step) in earlier.iter().enumerate().rev() {
        let here = step.state == now.state && seat(step) == seat(now);
        let known = found.iter().any(|(_, f)| f.state == step.state && seat(f) == seat(step));
        if step.seat.is_some() && !here && !known && !closed(process, &step.state) {
            found.push((i, step));
        }
    }
    found
}

fn not_yours(process: &Process, case: &Case, action: &Action) -> Error {
    if closed(process, case.state()) {
        return refuse_closed(process, case).into();
    }
    refused("matter.not-yours", format!("现在不由您“{}”：本件可能已转到别处或由他人办理", action.title))
}

fn refused(name: &'static str, message: String) -> Error {
    Refusal::new(name, message).into()
}
