//! What may be done now, and what doing it makes happen. Pure: [`offers`] draws the buttons and [`decide`] guards the
//! act with the same rules.

mod consult;
mod guard;
mod heir;
mod turns;

use base::calendar::Calendar;
use base::rules::Rules;
use base::{Date, Error, Moment, Refusal};

use crate::case::{Act, Case, Event, Seat, Stance};
use crate::process::{Action, Does, Kind, Need, Place, Process};

pub(crate) use consult::silent;
pub(crate) use guard::asks;
pub use guard::{URGED_LATELY, Who, earlier_steps, relation};
pub use heir::succeed;
pub(crate) use turns::{anew, received};

/// What is given with an act. Texts (意见 理由) are checked here and stored by the engine, not in the events.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// 意见, 答复 or 理由.
    pub opinion: String,
    /// Seats named by unit (and post).
    pub seats: Vec<(i64, Option<i64>)>,
    /// How it closes.
    pub outcome: Option<String>,
    /// Days asked for.
    pub days: Option<u32>,
    /// Index of the earlier step to return to.
    pub step: Option<usize>,
    /// Indexes of a consultation and a member.
    pub member: Option<(usize, usize)>,
    /// Agree or not.
    pub stance: Option<Stance>,
    /// The other matter, looked up by its number.
    pub other: Option<i64>,
    /// The civil date on which it happened; today when none is given.
    pub day: Option<Date>,
    /// How many documents come with it.
    pub documents: usize,
}

/// The world around a decision.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Now.
    pub now: Moment,
    /// The work calendar.
    pub calendar: &'a Calendar,
    /// Statutory numbers.
    pub rules: &'a Rules,
}

/// Something that may be done now.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The action.
    pub action: &'static Action,
    /// The consultation whose member the actor is, for an answer.
    pub member: Option<(usize, usize)>,
}

/// Everything that `who` may do to `case` now, in the order of the process.
pub fn offers(process: &'static Process, case: &Case, who: &Who<'_>, world: World<'_>) -> Vec<Offer> {
    process
        .actions
        .iter()
        .filter_map(|action| {
            let member = guard::allowed(process, case, who, action, world).ok()?;
            Some(Offer { action, member })
        })
        .collect()
}

/// What happens when `who` does `key` with `input` now.
///
/// # Errors
/// A refusal when the rules do not allow it now, wrong fields when something is missing.
pub fn decide(
    process: &'static Process,
    case: &Case,
    who: &Who<'_>,
    key: &str,
    input: &Input,
    world: World<'_>,
) -> Result<Act, Error> {
    let action = process.action(key).ok_or(Error::Unseen)?;
    let member = guard::allowed(process, case, who, action, world)?;
    check_needs(process, action, input)?;
    check_day(case, action, input, world)?;
    let mut events = Vec::new();
    match action.does {
        Does::Move(to) => {
            events.extend(consult::close_all(process, case, world));
            events.push(moved(process, case, to, input)?);
        }
        Does::Sign(to) => {
            events.push(Event::Signed);
            events.push(moved(process, case, to, input)?);
        }
        Does::Merge(to) => {
            let other = input.other.ok_or_else(|| Error::field("other", "请填写并入哪一件的编号"))?;
            events.extend(consult::close_all(process, case, world));
            events.push(Event::Linked(crate::case::Link { other, kind: crate::case::LinkKind::MergedInto }));
            events.push(moved(process, case, to, input)?);
        }
        Does::Part(to) => {
            let joined = case.links.iter().filter(|link| link.kind == crate::case::LinkKind::MergedInto);
            events.extend(joined.cloned().map(Event::Unlinked));
            events.push(moved(process, case, to, input)?);
        }
        Does::Back => events.push(back(case)?),
        Does::Return => events.extend(consult::return_to(process, case, input, world)?),
        Does::Withdraw => events.extend(withdraw(process, case, world)?),
        Does::Transfer => events.push(transfer(case, input)?),
        Does::Consult(kind) => events.extend(consult::open(process, kind, case, input, world)?),
        Does::AddMember => events.push(consult::add(process, case, input)?),
        Does::RemoveMember => events.extend(consult::remove(process, case, input, world)?),
        Does::Reply => {
            let named = input.member.filter(|&at| guard::asks(case, who, at));
            events.extend(consult::reply(process, case, named.or(member), input, world)?);
        }
        Does::Urge => events.push(Event::Urged),
        Does::Supervise => events.push(Event::Supervised),
        Does::Link => {
            let other = input.other.ok_or_else(|| Error::field("other", "请填写要关联的编号"))?;
            events.push(Event::Linked(crate::case::Link { other, kind: crate::case::LinkKind::Related }));
        }
        Does::Note | Does::Remark => {}
    }
    if let Some(outcome) = &input.outcome
        && action.needs.contains(&Need::Outcome)
    {
        events.push(Event::Outcome { outcome: outcome.clone() });
    }
    events.extend(turns::turns(process, case, action, input.day, world)?);
    Ok(Act { at: world.now, action: action.key.to_owned(), post: who.post(), events })
}

/// The first act of a matter.
///
/// # Errors
/// A fault when a rule row is missing.
pub fn begin(
    process: &'static Process,
    opened: Event,
    post: Option<i64>,
    clocks: &[&str],
    world: World<'_>,
) -> Result<Act, Error> {
    let Event::Opened { home, kind, received_on, .. } = &opened else {
        return Err(base::Fault::broken("a matter begins with Opened").into());
    };
    let first = process.states.first().ok_or_else(|| base::Fault::broken("a process has a first state"))?;
    let seat = seat_in(first, *home, None);
    let mut events = vec![opened.clone(), Event::Moved { state: first.key.to_owned(), seat }];
    for key in clocks {
        events.push(turns::start(process, key, kind, *received_on, &[], world)?);
    }
    Ok(Act { at: world.now, action: "open".to_owned(), post, events })
}

/// The seat of a state's desk in `unit`.
fn seat_in(state: &crate::process::State, unit: i64, post: Option<i64>) -> Option<Seat> {
    (!state.desk.is_empty()).then(|| Seat { unit, desk: state.desk.to_owned(), post })
}

fn moved(process: &'static Process, case: &Case, to: &str, input: &Input) -> Result<Event, Error> {
    let state = process.state(to).ok_or_else(|| base::Fault::broken(format!("no state {to}")))?;
    let seat = match state.place {
        Place::Home => seat_in(state, case.home, None),
        Place::Given => {
            let (unit, post) = *input.seats.first().ok_or_else(|| Error::field("unit", "请选择承办单位"))?;
            seat_in(state, unit, post)
        }
        Place::Same => {
            let seat = case.seat();
            seat_in(state, seat.map_or(case.home, |s| s.unit), seat.and_then(|s| s.post))
        }
    };
    Ok(Event::Moved { state: to.to_owned(), seat })
}

/// Back to where it was before it waited outside.
fn back(case: &Case) -> Result<Event, Error> {
    let last = case.steps.iter().rev().skip(1).find(|s| s.seat.is_some());
    let last = last.ok_or_else(|| Error::refused("matter.no-earlier-step", "没有可以回到的环节"))?;
    Ok(Event::Moved { state: last.state.clone(), seat: last.seat.as_ref().map(|seat| case.seat_now(seat)) })
}

fn withdraw(process: &Process, case: &Case, world: World<'_>) -> Result<Vec<Event>, Error> {
    let at = case.steps.len().checked_sub(2);
    let before = at.and_then(|i| case.steps.get(i));
    let before = before.ok_or_else(|| Error::refused("matter.no-earlier-step", "这是第一个环节，无处撤回"))?;
    let mut events = consult::close_all(process, case, world);
    let seat = before.seat.as_ref().map(|seat| case.seat_now(seat));
    events.push(Event::Moved { state: before.state.clone(), seat });
    Ok(events)
}

fn transfer(case: &Case, input: &Input) -> Result<Event, Error> {
    let seat = case.seat().ok_or(Error::Unseen)?;
    let (unit, post) = *input.seats.first().ok_or_else(|| Error::field("unit", "请选择转办给哪个单位"))?;
    if unit == seat.unit && post == seat.post {
        return Err(Error::field("unit", "本件已经在这个单位，请选择别的单位"));
    }
    Ok(Event::Moved { state: case.state().to_owned(), seat: Some(Seat { unit, desk: seat.desk.clone(), post }) })
}

/// All that is missing, at once.
fn check_needs(process: &Process, action: &Action, input: &Input) -> Result<(), Error> {
    let mut errors = Vec::new();
    for need in action.needs {
        let (missing, field, message) = match need {
            Need::Opinion => (input.opinion.trim().is_empty(), "opinion", "请填写意见"),
            Need::Reason => (input.opinion.trim().is_empty(), "opinion", "请填写理由"),
            Need::Unit => (input.seats.is_empty(), "unit", "请选择承办单位"),
            Need::Units => (input.seats.is_empty(), "units", "请至少选择一个单位"),
            Need::Document => (input.documents == 0, "files", "请附上文件"),
            Need::Outcome => {
                let known = input.outcome.as_deref().is_some_and(|o| process.outcome(o).is_some());
                (!known, "outcome", "请选择办理结果")
            }
            Need::Days => (input.days.is_none_or(|d| d == 0), "days", "请填写天数（大于 0 的整数）"),
            Need::Step => (input.step.is_none(), "step", "请选择退回到哪个环节"),
            Need::Matter => (input.other.is_none(), "other", "没有找到这个编号，请核对后再填"),
            Need::Day => (input.day.is_none(), "day", "请填写日期"),
            Need::Stance => (input.stance.is_none(), "stance", "请选择同意或不同意"),
            Need::Member => (input.member.is_none(), "member", "请选择单位"),
        };
        if missing {
            errors.push(base::FieldError::new(field, message));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// The day of an act lies between the day on which the matter came and today.
fn check_day(case: &Case, action: &Action, input: &Input, world: World<'_>) -> Result<(), Error> {
    let Some(day) = input.day.filter(|_| action.needs.contains(&Need::Day)) else { return Ok(()) };
    if day > world.now.date() {
        return Err(Error::field("day", "日期不能晚于今天"));
    }
    if day < case.received_on {
        return Err(Error::field("day", format!("日期不能早于收到本件的 {}", case.received_on)));
    }
    Ok(())
}

/// Whether the state called `key` is closed.
pub fn closed(process: &Process, key: &str) -> bool {
    process.state(key).is_some_and(|s| s.kind == Kind::Closed)
}

/// The refusal of an act on a closed matter.
fn refuse_closed(process: &Process, case: &Case) -> Refusal {
    Refusal::new("matter.closed", format!("本件已处于“{}”，不能再办理", process.state_title(case.state())))
}
