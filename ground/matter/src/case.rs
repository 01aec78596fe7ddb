//! A matter as the engine sees it, and the events whose fold it is.
//!
//! [`Case`] changes only through [`Case::apply`]; the ledger keeps the events, so replaying them gives the same case.

mod event;
mod heir;

use std::collections::BTreeMap;

use base::due::ClockEvent;
use base::{Date, Moment};
use serde::{Deserialize, Serialize};

pub use event::{Act, Event};
pub use heir::Bound;

/// A place at which work lies: a desk of a unit, or one post there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The unit.
    pub unit: i64,
    /// The desk, a verb that its people hold.
    pub desk: String,
    /// The one post that has it, when it was given to a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<i64>,
}

/// One stay in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The state.
    pub state: String,
    /// Where it lay, when it lay with us.
    pub seat: Option<Seat>,
    /// Since when.
    pub at: Moment,
    /// The post that sent it here; `None` for citizens and the program.
    pub by_post: Option<i64>,
    /// When somebody there first opened it.
    pub seen_at: Option<Moment>,
    /// When it was signed for (签收).
    pub signed_at: Option<Moment>,
}

/// A consultation in a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consult {
    /// Kind, a key of the process.
    pub kind: String,
    /// Number of the act that opened it.
    pub seq: u32,
    /// When it was opened.
    pub at: Moment,
    /// Whoever opened it, by post.
    pub by_post: Option<i64>,
    /// When silence counts, as a moment.
    pub due: Option<Moment>,
    /// Days asked for (延期).
    pub days: Option<u32>,
    /// The members in the order in which they were asked.
    pub members: Vec<Member>,
    /// When it ended.
    pub closed_at: Option<Moment>,
}

/// One who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Where the question lies.
    pub seat: Seat,
    /// When it was asked.
    pub at: Moment,
    /// When it was first opened.
    pub seen_at: Option<Moment>,
    /// The answer, once there is one.
    pub stance: Option<Stance>,
    /// When it was answered, passed over or taken out.
    pub ended_at: Option<Moment>,
}

/// What a member said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// 同意.
    Agree,
    /// 不同意.
    Disagree,
    /// 已阅, or an opinion without yes or no.
    Noted,
    /// Did not answer in time.
    Silent,
    /// 减签, or the consultation was broken off.
    Removed,
}

/// A relation to another matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other matter.
    pub other: i64,
    /// What it is to this one.
    pub kind: LinkKind,
}

/// Kinds of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// 并入: this one was closed into the other.
    MergedInto,
    /// 并案: the other was closed into this one.
    Merged,
    /// 关联.
    Related,
    /// 重复: this one repeats the other.
    Repeats,
    /// 被重复: the other repeats this one.
    Repeated,
    /// 转为: the other came from this one.
    LedTo,
    /// 来自: this one came from the other.
    CameFrom,
}

impl LinkKind {
    /// What this one is to the other.
    #[must_use]
    pub fn back(self) -> Self {
        match self {
            Self::MergedInto => Self::Merged,
            Self::Merged => Self::MergedInto,
            Self::Related => Self::Related,
            Self::Repeats => Self::Repeated,
            Self::Repeated => Self::Repeats,
            Self::LedTo => Self::CameFrom,
            Self::CameFrom => Self::LedTo,
        }
    }

    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::MergedInto => "并入",
            Self::Merged => "已并案",
            Self::Related => "关联",
            Self::Repeats => "重复于",
            Self::Repeated => "被重复",
            Self::LedTo => "转为",
            Self::CameFrom => "来自",
        }
    }
}

/// A matter as the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Key of the process.
    pub process: String,
    /// The version it runs under.
    pub version: u32,
    /// The kind within the process, such as 投诉; chooses rule rows.
    pub kind: String,
    /// Its number, never reused.
    pub number: String,
    /// The unit that received it.
    pub home: i64,
    /// The civil date from which its clocks count.
    #[serde(with = "base::time::date_text")]
    pub received_on: Date,
    /// How many acts there were.
    pub seq: u32,
    /// Every stay, the last is now.
    pub steps: Vec<Step>,
    /// Events of its clocks, by key.
    pub clocks: BTreeMap<String, Vec<ClockEvent>>,
    /// Consultations in the order of their opening.
    pub consults: Vec<Consult>,
    /// Relations to other matters.
    pub links: Vec<Link>,
    /// How often each action was done.
    pub done: BTreeMap<String, u32>,
    /// How it closed.
    pub outcome: Option<String>,
    /// Since when it is supervised (督办).
    pub supervised_at: Option<Moment>,
    /// How often it was urged (催办).
    pub urged: u32,
    /// When it was last urged; none in snapshots from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urged_at: Option<Moment>,
    /// Units whose functions others continue, with their heirs. What is past stays theirs; whatever leads to them leads to the heir.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heirs: BTreeMap<i64, i64>,
    /// Until when somebody above wants it done, and since when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
}

impl Case {
    /// A case from its first act, whose first event is [`Event::Opened`].
    pub fn open(act: &Act) -> Option<Self> {
        let Event::Opened { process, version, kind, number, home, received_on } = act.events.first()? else {
            return None;
        };
        let mut case = Self {
            process: process.clone(),
            version: *version,
            kind: kind.clone(),
            number: number.clone(),
            home: *home,
            received_on: *received_on,
            seq: 0,
            steps: Vec::new(),
            clocks: BTreeMap::new(),
            consults: Vec::new(),
            links: Vec::new(),
            done: BTreeMap::new(),
            outcome: None,
            supervised_at: None,
            urged: 0,
            urged_at: None,
            heirs: BTreeMap::new(),
            bound: None,
        };
        case.apply(act);
        Some(case)
    }

    /// The case that a list of acts gives.
    pub fn replay<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Option<Self> {
        let mut acts = acts.into_iter();
        let mut case = Self::open(acts.next()?)?;
        acts.for_each(|act| case.apply(act));
        Some(case)
    }

    /// Changes the case by an act.
    pub fn apply(&mut self, act: &Act) {
        self.seq += 1;
        *self.done.entry(act.action.clone()).or_default() += 1;
        for event in &act.events {
            self.apply_event(act, event);
        }
    }

    fn apply_event(&mut self, act: &Act, event: &Event) {
        match event {
            Event::Opened { .. } => {}
            Event::Moved { state, seat } => self.steps.push(Step {
                state: state.clone(),
                seat: seat.clone(),
                at: act.at,
                by_post: act.post,
                seen_at: None,
                signed_at: None,
            }),
            Event::Seen { member: None } => {
                if let Some(step) = self.steps.last_mut() {
                    step.seen_at.get_or_insert(act.at);
                }
            }
            Event::Seen { member: Some((consult, member)) } => {
                if let Some(member) = self.member_mut(*consult, *member) {
                    member.seen_at.get_or_insert(act.at);
                }
            }
            Event::Signed => {
                if let Some(step) = self.steps.last_mut() {
                    step.signed_at.get_or_insert(act.at);
                }
            }
            Event::Clock { clock, turn } => self.clocks.entry(clock.clone()).or_default().push(turn.clone()),
            Event::Consulted { kind, seats, due, days } => self.consults.push(Consult {
                kind: kind.clone(),
                seq: self.seq,
                at: act.at,
                by_post: act.post,
                due: *due,
                days: *days,
                members: seats.iter().map(|seat| Member::new(seat.clone(), act.at)).collect(),
                closed_at: None,
            }),
            Event::MemberAdded { consult, seat } => {
                if let Some(consult) = self.consults.get_mut(*consult) {
                    consult.members.push(Member::new(seat.clone(), act.at));
                }
            }
            Event::MemberEnded { consult, member, stance } => {
                if let Some(member) = self.member_mut(*consult, *member) {
                    member.stance = Some(*stance);
                    member.ended_at = Some(act.at);
                }
            }
            Event::ConsultClosed { consult } => {
                if let Some(consult) = self.consults.get_mut(*consult) {
                    consult.closed_at = Some(act.at);
                }
            }
            Event::Urged => (self.urged, self.urged_at) = (self.urged + 1, Some(act.at)),
            Event::Supervised => self.supervised_at = self.supervised_at.or(Some(act.at)),
            Event::Linked(link) => self.links.push(link.clone()),
            Event::Unlinked(link) => self.links.retain(|known| known != link),
            Event::Kind { kind } => self.kind.clone_from(kind),
            Event::Received { on, clocks } => {
                self.received_on = *on;
                clocks.iter().for_each(|clock| drop(self.clocks.remove(clock)));
            }
            Event::Succeeded { from, to } => {
                // Who gets functions back is nobody's predecessor any more, so that no circle of heirs comes about.
                self.heirs.remove(to);
                self.heirs.insert(*from, *to);
                self.home = self.heir(self.home);
            }
            Event::Bound { until } => self.bound = Some(Bound { at: act.at, until: *until }),
            Event::Outcome { outcome } => self.outcome = Some(outcome.clone()),
        }
    }

    fn member_mut(&mut self, consult: usize, member: usize) -> Option<&mut Member> {
        self.consults.get_mut(consult)?.members.get_mut(member)
    }

    /// The present stay.
    pub fn now(&self) -> Option<&Step> {
        self.steps.last()
    }

    /// The present state's key.
    pub fn state(&self) -> &str {
        self.now().map_or("", |step| step.state.as_str())
    }

    /// Where it lies now, when it lies with us.
    pub fn seat(&self) -> Option<&Seat> {
        self.now()?.seat.as_ref()
    }

    /// Open consultations with their places.
    pub fn open_consults(&self) -> impl Iterator<Item = (usize, &Consult)> {
        self.consults.iter().enumerate().filter(|(_, c)| c.closed_at.is_none())
    }

    /// Every seat at which work lies now: the holder's and those of open questions.
    pub fn tasks(&self) -> Vec<Task> {
        let step = self.steps.len();
        let held = self.now().and_then(|s| Some((s.seat.clone()?, s))).map(|(seat, s)| Task {
            seat,
            of: TaskOf::Step(step),
            at: s.at,
            seen_at: s.seen_at,
        });
        let asked = self.open_consults().flat_map(|(i, consult)| {
            consult.members.iter().enumerate().filter(|(_, m)| m.ended_at.is_none()).map(move |(j, m)| Task {
                seat: m.seat.clone(),
                of: TaskOf::Member(i, j),
                at: m.at,
                seen_at: m.seen_at,
            })
        });
        held.into_iter().chain(asked).collect()
    }
}

impl Member {
    fn new(seat: Seat, at: Moment) -> Self {
        Self { seat, at, seen_at: None, stance: None, ended_at: None }
    }
}

/// Work that lies at a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Where.
    pub seat: Seat,
    /// What it is.
    pub of: TaskOf,
    /// Since when.
    pub at: Moment,
    /// When it was first opened.
    pub seen_at: Option<Moment>,
}

/// What a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskOf {
    /// The matter itself, in its nth stay (counted from 1).
    Step(usize),
    /// A question: indexes of consultation and member.
    Member(usize, usize),
}
