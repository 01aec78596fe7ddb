//! The five lists of the workbench: 待办 在办 已办 办结 逾期, with filters, pages by key and colours.

mod beside;
mod light;

use std::collections::BTreeSet;

use base::{Date, FieldError, Moment};
use identity::{Actor, Staff};
use web::Params;

use crate::OVERSEE;
use crate::line::Lines;
use crate::process::Process;
use crate::store::NEVER;

pub(crate) use beside::running;
pub use beside::{Beside, Besides};
pub use light::{Lit, RowLight, Span};
pub use store::long::Turn;

/// Rows on one page.
pub const PAGE: usize = 30;
/// Counts of the lists go so far, and show as «1000 件以上» beyond.
pub use store::long::CAP;

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Which {
    /// 待办: what lies at one's seats now, the most urgent first.
    Todo,
    /// 在办: what one's post acted on and is not closed, the latest first.
    Doing,
    /// 已办: everything that one's post acted on, the latest first.
    Done,
    /// 办结: what one's post acted on and is closed, the latest first.
    Closed,
    /// 逾期: what is over its time in the units that one oversees, the longest first.
    Overdue,
}

impl Which {
    /// All lists in the order of their tabs.
    pub const ALL: [Self; 5] = [Self::Todo, Self::Doing, Self::Done, Self::Closed, Self::Overdue];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Overdue => "overdue",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::Todo => "待办",
            Self::Doing => "在办",
            Self::Done => "已办",
            Self::Closed => "办结",
            Self::Overdue => "逾期",
        }
    }

    /// Its page.
    pub fn href(self) -> &'static str {
        match self {
            Self::Todo => "/work",
            Self::Doing => "/work/doing",
            Self::Done => "/work/done",
            Self::Closed => "/work/closed",
            Self::Overdue => "/work/overdue",
        }
    }

    /// Whether its newest rows come first.
    pub fn newest_first(self) -> bool {
        !matches!(self, Self::Todo | Self::Overdue)
    }

    /// The list called `key`.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.key() == key)
    }
}

/// Whose lists they are.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The unit of the post.
    pub unit: i64,
    /// The post.
    pub post: i64,
    /// The desks at which the post works in its unit.
    pub desks: Vec<&'static str>,
    /// Units whose overdue matters the post sees; `None` for all.
    pub overseen: Option<Vec<i64>>,
    /// Processes whose overdue matters the post sees; `None` for all. Who works at no desk of a line and oversees nothing
    /// learns not even the titles of its matters.
    pub processes: Option<Vec<&'static str>>,
}

impl Scope {
    /// The scope of the one who is signed in: desks of all processes at which he may work, and the units he oversees (his
    /// own at least).
    pub fn of(actor: &Actor, staff: &Staff, lines: &Lines) -> Self {
        let processes = lines.0.iter().flat_map(|line| line.processes);
        let desks: BTreeSet<&'static str> = processes
            .flat_map(|p| p.states.iter().map(|s| s.desk).chain(p.consultations.iter().map(|c| c.desk)))
            .filter(|desk| !desk.is_empty() && actor.may(desk, Some(staff.unit)))
            .collect();
        let overseen = staff.grants.units(OVERSEE).map(|mut units| {
            if !units.contains(&staff.unit) {
                units.push(staff.unit);
            }
            units
        });
        let own = |p: &&'static Process| {
            let at = p.states.iter().map(|s| s.desk).chain(p.consultations.iter().map(|c| c.desk));
            at.into_iter().any(|desk| desks.contains(desk))
        };
        let oversees = actor.may(OVERSEE, None);
        let keys = || lines.0.iter().flat_map(|line| line.processes).copied().filter(own).map(|p| p.key).collect();
        let processes = (!oversees).then(keys);
        Self { unit: staff.unit, post: staff.post, desks: desks.into_iter().collect(), overseen, processes }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A number, or words of the title, as typed.
    pub words: String,
    /// The matters that the words mean, when there are words.
    pub ids: Option<Vec<i64>>,
    /// Key of a process.
    pub process: String,
    /// Key of a state.
    pub state: String,
    /// A unit that received, holds or last held it.
    pub unit: Option<i64>,
    /// Received on this day or later.
    pub from: Option<Date>,
    /// Received on this day or earlier.
    pub to: Option<Date>,
    /// A colour.
    pub light: Option<RowLight>,
    /// Now.
    pub now: Moment,
    /// Until when the end counts as near.
    pub near: Moment,
}

impl Filter {
    /// The filter that an address asks for, and what in it cannot be read (with the field it stands in).
    pub fn of(query: &Params, span: &Span) -> (Self, Vec<FieldError>) {
        let mut wrong = Vec::new();
        let mut date = |name: &str, title: &str| {
            let text = query.get(name);
            let date = text.parse::<Date>().ok();
            if date.is_none() && !text.is_empty() {
                wrong.push(FieldError::new(name, format!("{title}须写成 2026-03-02 这样的日期")));
            }
            date
        };
        let (from, to) = (date("from", "起始日期"), date("to", "截止日期"));
        let words = base::text::truncate(&base::text::clean_line(query.get("q")), base::limits::QUERY_CHARS_MAX);
        let filter = Self {
            words,
            ids: None,
            process: query.get("process").to_owned(),
            state: query.get("state").to_owned(),
            unit: query.get("unit").parse().ok(),
            from,
            to,
            light: RowLight::named(query.get("light")),
            now: span.now,
            near: span.near,
        };
        (filter, wrong)
    }

    /// The first and last ends that have the chosen colour, when it is a colour of a running clock.
    pub fn due_between(&self) -> Option<(Moment, Moment)> {
        match self.light? {
            RowLight::Over => Some((Moment(i64::MIN), self.now.plus(-1))),
            RowLight::Near => Some((self.now, self.near)),
            RowLight::Normal => Some((self.near.plus(1), Moment(NEVER - 1))),
            RowLight::Suspended | RowLight::Done | RowLight::None => None,
        }
    }

    /// Whether suspended clocks are asked for.
    pub fn suspended(&self) -> bool {
        self.light == Some(RowLight::Suspended)
    }
}
