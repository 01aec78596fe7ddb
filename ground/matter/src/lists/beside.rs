//! The clock that runs beside the main one (回访时限, 补正时限 …). While the main clock runs, a matter is due when that ends; once it is
//! met, suspended or stopped, what is due is what the last step set going.

use std::collections::BTreeMap;

use base::Moment;
use base::calendar::Calendar;
use base::due::{ClockEvent, ClockEventKind, ClockStatus, fold};
use store::{FromValue, Value};

use crate::engine;
use crate::process::{Kind, Process};

/// Events of the clocks of an open matter whose main clock does not run, as the column `besides` of a list brings them
/// ([`crate::store::BESIDES`]); none for every other matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Besides(BTreeMap<String, Vec<ClockEvent>>);

/// A running clock that is not the main one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// What is due, such as 回访: the clock's name without 时限 or 期限.
    pub what: &'static str,
    /// When it ends.
    pub due: Moment,
    /// Whether it runs for somebody outside, so that nobody inside is late with it.
    pub outside: bool,
}

/// The part of a snapshot that is read; the rest is passed over.
#[derive(serde::Deserialize)]
struct Clocks {
    clocks: BTreeMap<String, Vec<ClockEvent>>,
}

impl FromValue for Besides {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        let snapshot = String::from_value(value)?;
        if snapshot.is_empty() {
            return Ok(Self::default());
        }
        let read: Clocks = serde_json::from_str(&snapshot).map_err(|_| "not a snapshot of a matter")?;
        Ok(Self(read.clocks))
    }
}

impl Besides {
    /// The clock that says until when a matter in `state` is due, when the main one does not.
    pub fn running(&self, process: &'static Process, state: &str, calendar: &Calendar) -> Option<Beside> {
        running(process, &self.0, state, calendar)
    }
}

/// The running clock beside the main one: of several the one that started last, then the one that ends first.
pub(crate) fn running(
    process: &Process,
    clocks: &BTreeMap<String, Vec<ClockEvent>>,
    state: &str,
    calendar: &Calendar,
) -> Option<Beside> {
    let outside = process.state(state).is_some_and(|s| s.kind == Kind::Waiting);
    let mut found: Option<(Moment, Beside)> = None;
    for spec in process.clocks.iter().filter(|spec| !spec.main) {
        let Some(clock) = clocks.get(spec.key).filter(|events| goes(events)) else { continue };
        // What was recorded was folded when it was; a history that cannot be shows no time rather than no list.
        let Ok(clock) = fold(calendar, clock) else { continue };
        let (ClockStatus::Running, Some(due)) = (clock.status, engine::end(&clock)) else { continue };
        let later = found
            .as_ref()
            .is_none_or(|(started, other)| clock.started > *started || (clock.started == *started && due < other.due));
        if later {
            let what = spec.title.trim_end_matches("时限").trim_end_matches("期限");
            found = Some((clock.started, Beside { what, due, outside }));
        }
    }
    found.map(|(_, beside)| beside)
}

/// Whether a clock with these events may run: its last one does not say otherwise. Asked first, as it costs nothing.
fn goes(events: &[ClockEvent]) -> bool {
    let last = events.last().map(|event| event.kind);
    !matches!(last, None | Some(ClockEventKind::Meet | ClockEventKind::Stop | ClockEventKind::Pause))
}
