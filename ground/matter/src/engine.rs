//! Opening a matter and acting on it: one transaction each, with the decision made by [`decide`](crate::decide), the row,
//! the trail, the tasks and the ledger written together. Lines call the engine; the engine never calls a line.

mod above;
mod correct;
mod heir;
mod links;
mod part;
mod write;

use base::due::{ClockState, ClockStatus, Due};
use base::{Date, Error, Moment};
use identity::Actor;
use store::Tx;

use crate::case::{Act, Case, Event};
use crate::decide::{self, Input, Who};
use crate::ground::Ground;
use crate::process::{Kind, Process};
use crate::store::{self as rows, FileRef, Kept, Matter, NEVER};

pub use above::bind;
pub(crate) use above::bound;
pub use correct::{Correction, correct};
pub use heir::{Succession, succeed};
pub use links::link;
pub use part::part;
pub use write::units_of;
use write::{findable, write, write_act};

/// Kind under which matters are found by words.
pub const FOUND: &str = "matter";

/// A matter to be opened.
pub struct Opening<'a> {
    /// Kind within the process; chooses rule rows.
    pub kind: &'a str,
    /// Title as the sender wrote it.
    pub title: &'a str,
    /// The unit that receives it.
    pub home: i64,
    /// The civil date from which its clocks count.
    pub received_on: Date,
    /// The moment from which they count, when more than the date is known: clocks of hours need it.
    pub since: Option<Moment>,
    /// Clocks that start at once.
    pub clocks: &'a [&'a str],
    /// Whoever enters it.
    pub by: &'a Actor,
    /// The name in the trail when nobody inside entered it, such as 来信人.
    pub as_name: &'a str,
    /// Files that came with it; whoever sent them may see them.
    pub files: &'a [FileRef],
}

/// A matter after an act.
pub struct Done {
    /// Its key.
    pub id: i64,
    /// As it is now.
    pub case: Case,
    /// Key of the act in the trail.
    pub act: i64,
    /// Key of the entry on the ledger.
    pub entry: i64,
    /// End of its main clock.
    pub due_at: Option<Moment>,
}

/// Something to be done to a matter.
pub struct Doing<'a> {
    /// The matter.
    pub matter: i64,
    /// Key of the action.
    pub action: &'a str,
    /// What is given with it.
    pub input: Input,
    /// The number of acts that the person saw; `None` when no person looked (program, applicant).
    pub seen: Option<u32>,
    /// Files that come with it, and who may read them.
    pub files: &'a [FileRef],
    /// inside, applicant or public.
    pub audience: &'a str,
}

/// Opens a matter.
///
/// # Errors
/// A fault when a rule row is missing or the database does not answer.
pub async fn open(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    opening: &Opening<'_>,
) -> Result<Done, Error> {
    let sign = identity::units::county_sign(tx).await?;
    let number = rows::next_number(tx, process.number, &sign, ground.now).await?;
    let opened = Event::Opened {
        process: process.key.to_owned(),
        version: process.version,
        kind: opening.kind.to_owned(),
        number,
        home: opening.home,
        received_on: opening.received_on,
    };
    let post = Who::Actor(opening.by).post();
    let mut act = decide::begin(process, opened, post, opening.clocks, ground.world())?;
    if let Some(since) = opening.since {
        for event in &mut act.events {
            if let Event::Clock { turn, .. } = event {
                turn.at = since;
            }
        }
    }
    let case = Case::open(&act).ok_or_else(|| base::Fault::broken("a matter begins with Opened"))?;
    let kept = keep(process, &case, ground, None)?;
    let id = rows::insert(tx, &kept, opening.title, ground.now).await?;
    findable(tx, id, &case, opening.title).await?;
    let due_at = kept.due_at;
    for file in opening.files {
        rows::add_file(tx, id, case.seq, file, "applicant", ground.now).await?;
    }
    if post.is_some() {
        rows::touch(tx, id, post, kept.closed_at.is_none(), ground.now, false).await?;
    }
    let name = if matches!(opening.by, Actor::Staff(_)) { opening.by.name() } else { opening.as_name.to_owned() };
    let (act_id, entry) = write_act(tx, ground, id, None, &case, &act, opening.by, &name, "", None).await?;
    Ok(Done { id, case, act: act_id, entry, due_at })
}

/// Does something to a matter.
///
/// # Errors
/// A conflict when somebody was faster than what the person saw; a refusal for who keeps away from the matter; a refusal or wrong fields
/// from the decision.
pub async fn act(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    who: &Who<'_>,
    doing: Doing<'_>,
) -> Result<Done, Error> {
    let matter = to_act_on(tx, process, who, (doing.matter, doing.seen)).await?;
    let before = matter.case()?;
    let input = Input { documents: doing.files.len(), ..doing.input };
    let act = decide::decide(process, &before, who, doing.action, &input, ground.world())?;
    links::allowed(tx, doing.matter, &act).await?;
    let done = write(tx, ground, process, &matter, &before, &act, who, &input.opinion, input.stance).await?;
    links::tell_others(tx, ground, doing.matter, &act, who).await?;
    for file in doing.files {
        rows::add_file(tx, doing.matter, done.case.seq, file, doing.audience, ground.now).await?;
    }
    if let Who::Actor(Actor::Staff(staff)) = who {
        rows::drop_draft(tx, staff.person, doing.matter, doing.action).await?;
    }
    Ok(done)
}

/// The matter `id` of `process`, locked, when `who` may act on it at all and saw what it is now.
async fn to_act_on(
    tx: &mut Tx,
    process: &'static Process,
    who: &Who<'_>,
    (id, seen): (i64, Option<u32>),
) -> Result<Matter, Error> {
    let matter = rows::matter_to_change(tx, id).await?;
    if matter.process != process.key {
        return Err(Error::Unseen);
    }
    if let Who::Actor(actor) = who {
        crate::recusal::near(tx, id, actor).await?;
    }
    if let Some(seen) = seen {
        faster(tx, process, &matter, seen).await?;
    }
    Ok(matter)
}

/// Notes that somebody opened what lies at their seat; gives the case, changed or not.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn seen(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    actor: &Actor,
    id: i64,
) -> Result<Case, Error> {
    let matter = rows::matter_to_change(tx, id).await?;
    let case = matter.case()?;
    let who = Who::Actor(actor);
    let events: Vec<Event> = unseen(&case, &who);
    if events.is_empty() {
        return Ok(case);
    }
    let act = Act { at: ground.now, action: "seen".to_owned(), post: who.post(), events };
    Ok(write(tx, ground, process, &matter, &case, &act, &who, "", None).await?.case)
}

/// Whether [`seen`] would change anything; asked before beginning to write.
pub fn unseen(case: &Case, who: &Who<'_>) -> Vec<Event> {
    case.tasks()
        .into_iter()
        .filter(|task| task.seen_at.is_none() && who.sits_at(&task.seat))
        .map(|task| Event::Seen {
            member: match task.of {
                crate::case::TaskOf::Step(_) => None,
                crate::case::TaskOf::Member(consult, member) => Some((consult, member)),
            },
        })
        .collect()
}

/// Writes an event that only the engine makes (silence of a member, an heir, a time from above).
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn apply(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    (id, action): (i64, &str),
    (by, opinion): (&Actor, &str),
    events: impl FnOnce(&Case) -> Vec<Event>,
) -> Result<Option<Done>, Error> {
    let matter = rows::matter_to_change(tx, id).await?;
    let case = matter.case()?;
    let events = events(&case);
    if matter.process != process.key || events.is_empty() {
        return Ok(None);
    }
    let act = Act { at: ground.now, action: action.to_owned(), post: None, events };
    write(tx, ground, process, &matter, &case, &act, &Who::Actor(by), opinion, None).await.map(Some)
}

/// The state of the main clock.
///
/// # Errors
/// A refusal when the recorded events contradict each other.
pub fn main_clock(process: &Process, case: &Case, ground: &Ground) -> Result<Option<ClockState>, Error> {
    let Some(spec) = process.clocks.iter().find(|c| c.main) else { return Ok(None) };
    match case.clocks.get(spec.key) {
        Some(events) => Ok(Some(base::due::fold(&ground.calendar, events)?)),
        None => Ok(None),
    }
}

/// When a clock ends, as a moment.
pub fn end(state: &ClockState) -> Option<Moment> {
    state.due.map(Due::moment)
}

/// Until when a matter is due: the end of its main clock, or what was set from above when that is earlier.
pub(crate) fn due(process: &Process, case: &Case, main: &ClockState) -> Option<Moment> {
    let own = end(main)?;
    Some(above::bound(process, case).map_or(own, |above| above.min(own)))
}

/// The end of the clock that runs now: the main one, else the one beside it that the last step set going (回访, 补正 …).
pub(crate) fn runs_until(process: &Process, case: &Case, main: Option<&ClockState>, ground: &Ground) -> Option<Moment> {
    match main {
        Some(clock) if clock.status == ClockStatus::Running => due(process, case, clock),
        _ => crate::lists::running(process, &case.clocks, case.state(), &ground.calendar).map(|beside| beside.due),
    }
}

/// The columns that are derived from a case.
pub(crate) fn keep<'a>(
    process: &Process,
    case: &'a Case,
    ground: &Ground,
    before: Option<&Matter>,
) -> Result<Kept<'a>, Error> {
    let clock = main_clock(process, case, ground)?;
    let kind = process.state(case.state()).map_or(Kind::Open, |s| s.kind);
    let closed_at = match kind {
        Kind::Closed => before.and_then(|m| m.closed_at).or(Some(ground.now)),
        _ => None,
    };
    let away = case.seat().map(|s| s.unit).filter(|&u| u != case.home);
    Ok(Kept {
        case,
        turn: match kind {
            Kind::Open => "open",
            Kind::Waiting => "waiting",
            Kind::Closed => "closed",
        },
        runs_until: runs_until(process, case, clock.as_ref(), ground),
        due_at: clock
            .as_ref()
            .and_then(|clock| due(process, case, clock))
            .or_else(|| before.map(|m| m.due_at).filter(|d| d.0 != NEVER)),
        clock: match clock.as_ref().map(|c| c.status) {
            None => "none",
            Some(ClockStatus::Running) => "running",
            Some(ClockStatus::Paused) => "paused",
            Some(ClockStatus::Met) => "met",
            Some(ClockStatus::Stopped) => "stopped",
        },
        met_at: clock.and_then(|c| c.met_at),
        closed_at,
        lead_unit: away.or_else(|| before.and_then(|m| m.lead_unit).map(|unit| case.heir(unit))),
    })
}

/// A conflict that says who was faster and what they did.
async fn faster(tx: &mut Tx, process: &Process, matter: &Matter, seen: u32) -> Result<(), Error> {
    let Some(act) = rows::changed_since(tx, matter.id, seen).await? else { return Ok(()) };
    let what = process.action(&act.action).map_or("办理", |a| a.title);
    let now = process.state_title(&matter.state);
    Err(Error::Conflict(format!(
        "您打开之后，{} 已于 {} 对本件“{what}”，现在处于“{now}”。您填写的内容还在，请看过最新情况再决定。",
        act.actor,
        act.at.minutes()
    )))
}
