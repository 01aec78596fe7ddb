//! The colour of a row, from its columns alone: comparisons of moments, the same in the database ([`crate::store::list`] narrows a list by
//! them) and here.

use base::Moment;
use base::calendar::Calendar;
use base::due::{add_working_days, working_days_between};

use crate::ground::Ground;
use crate::process::Process;
use crate::store::{ListRow, NEVER};

/// The colour of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowLight {
    /// 正常.
    Normal,
    /// 临期.
    Near,
    /// 超期.
    Over,
    /// 中止.
    Suspended,
    /// 办结: the clock was met or stopped.
    Done,
    /// No clock.
    None,
}

impl RowLight {
    /// The colours that a list can be narrowed to, with their names.
    pub const CHOICES: [(&'static str, &'static str); 4] =
        [("normal", "正常"), ("near", "临期"), ("over", "超期"), ("paused", "中止")];

    /// The colour called `name` in an address.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "normal" => Some(Self::Normal),
            "near" => Some(Self::Near),
            "over" => Some(Self::Over),
            "paused" => Some(Self::Suspended),
            _ => None,
        }
    }

    /// Its name for the shells.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Near => "near",
            Self::Over => "over",
            Self::Suspended => "paused",
            Self::Done => "done",
            Self::None => "",
        }
    }

    /// Its Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::Near => "临期",
            Self::Over => "超期",
            Self::Suspended => "中止",
            Self::Done => "已办",
            Self::None => "无时限",
        }
    }
}

/// What a row says of its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lit {
    /// The colour.
    pub light: RowLight,
    /// Its name for the shells; `met` for what met its clock and is still open.
    pub code: &'static str,
    /// Words beside it, such as «还有 3 个工作日» or «回访：今天到期».
    pub words: String,
    /// The end of the clock that they are about; `None` without any.
    pub due: Option<Moment>,
}

/// Now, and until when an end counts as near.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Now.
    pub now: Moment,
    /// The end of the last day that counts as near.
    pub near: Moment,
}

impl Span {
    /// The span at the ground's moment, by the rule `matter.amber`.
    ///
    /// # Errors
    /// A fault when the rule row is missing.
    pub fn of(ground: &Ground) -> Result<Self, base::Fault> {
        let today = ground.now.date();
        let days = u32::try_from(ground.rules.number("matter.amber", today)?).unwrap_or_default();
        Ok(Self { now: ground.now, near: Moment::end_of(add_working_days(&ground.calendar, today, days)) })
    }

    /// The colour of a row by its main clock alone.
    fn main(&self, row: &ListRow) -> RowLight {
        match row.clock.as_str() {
            _ if row.due_at.0 == NEVER => RowLight::None,
            "paused" => RowLight::Suspended,
            "running" => self.until(row.due_at),
            _ => RowLight::Done,
        }
    }

    /// The colour of a clock that runs until `due`.
    pub(crate) fn until(&self, due: Moment) -> RowLight {
        if due < self.now {
            RowLight::Over
        } else if due <= self.near {
            RowLight::Near
        } else {
            RowLight::Normal
        }
    }

    /// Colour and words of a row of a matter that runs by `process` (`None` for one that the program no longer knows): of the main clock while that runs, else of the clock that runs beside
    /// it (回访, 补正 …) with its name, and only when none runs any more of how the main one ended. A time that runs for somebody outside
    /// does not take the place of 中止: nobody inside is late with it.
    pub fn lit(&self, calendar: &Calendar, process: Option<&'static Process>, row: &ListRow) -> Lit {
        let main = self.main(row);
        match process.and_then(|process| row.besides.running(process, &row.state, calendar)) {
            Some(beside) if main == RowLight::Suspended && beside.outside => {
                let left = self.left(calendar, self.until(beside.due), beside.due);
                Lit {
                    light: main,
                    code: main.code(),
                    words: format!("中止计时，{}{left}", beside.what),
                    due: Some(beside.due),
                }
            }
            Some(beside) => {
                let light = self.until(beside.due);
                let words = format!("{}：{}", beside.what, self.left(calendar, light, beside.due));
                Lit { light, code: light.code(), words, due: Some(beside.due) }
            }
            None => Lit {
                light: main,
                // What met its clock and is still open is not yet 办结.
                code: if main == RowLight::Done && row.closed_at.is_none() { "met" } else { main.code() },
                words: self.words(calendar, main, row),
                due: (main != RowLight::None).then_some(row.due_at),
            },
        }
    }

    /// What a running clock says, such as «还有 3 个工作日».
    pub(crate) fn left(&self, calendar: &Calendar, light: RowLight, due: Moment) -> String {
        let (today, last) = (self.now.date(), due.date());
        match light {
            RowLight::Over => match working_days_between(calendar, last, today) {
                0 => "超期不足 1 个工作日".to_owned(),
                days => format!("超期 {days} 个工作日"),
            },
            _ if today == last => "今天到期".to_owned(),
            _ => format!("还有 {} 个工作日", working_days_between(calendar, today, last)),
        }
    }

    /// Words beside the colour of the main clock.
    fn words(&self, calendar: &Calendar, light: RowLight, row: &ListRow) -> String {
        match light {
            RowLight::Over | RowLight::Near | RowLight::Normal => self.left(calendar, light, row.due_at),
            RowLight::Suspended => "中止计时".to_owned(),
            RowLight::Done if row.closed_at.is_none() => match row.met_at {
                Some(met) if met > row.due_at => "超期完成，尚未办结".to_owned(),
                Some(_) => "按期完成，尚未办结".to_owned(),
                None => "不再计时".to_owned(),
            },
            RowLight::Done if row.met_at.is_some_and(|met| met > row.due_at) => "超期办结".to_owned(),
            RowLight::Done => "按期办结".to_owned(),
            RowLight::None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use base::Date;
    use base::due::{ClockEvent, ClockEventKind, Length};
    use store::{FromValue, Value};

    use super::*;
    use crate::lists::Besides;
    use crate::process::{Clock, Kind, Place, State};

    const fn clock(key: &'static str, title: &'static str, main: bool) -> Clock {
        Clock { key, title, rules: &[], main }
    }

    static PROCESS: Process = Process {
        key: "order",
        version: 1,
        title: "工单",
        law: "",
        kinds: &[],
        states: &[
            State { key: "callback", title: "待回访", kind: Kind::Open, desk: "d", place: Place::Home },
            State { key: "supplement", title: "待补正", kind: Kind::Waiting, desk: "", place: Place::Home },
        ],
        actions: &[],
        clocks: &[
            clock("answer", "办理时限", true),
            clock("callback", "回访时限", false),
            clock("correction", "补正期限", false),
        ],
        consultations: &[],
        outcomes: &[],
        number: "",
    };

    fn row(clock: &str, met: Option<i64>, closed: Option<i64>) -> ListRow {
        let due = Moment::end_of(Date::constant(2026, 3, 2));
        ListRow {
            id: 1,
            k1: 1,
            k2: 1,
            process: "letter".to_owned(),
            kind: String::new(),
            number: String::new(),
            title: String::new(),
            state: String::new(),
            unit: None,
            received_on: Date::constant(2026, 3, 2),
            due_at: due,
            clock: clock.to_owned(),
            met_at: met.map(|millis| due.plus(millis)),
            closed_at: closed.map(|millis| due.plus(millis)),
            urged: 0,
            supervised_at: None,
            seen_at: None,
            part: "m".to_owned(),
            besides: Besides::default(),
        }
    }

    /// A row in `state` whose main clock stands as `clock` says, with the events of other clocks.
    fn beside(clock: &str, state: &str, clocks: &[(&str, &[(Date, ClockEventKind)])]) -> ListRow {
        let events = |turns: &[(Date, ClockEventKind)]| {
            let event = |(on, kind): &(Date, ClockEventKind)| ClockEvent {
                at: Moment::start_of(*on).plus(9 * base::time::HOUR),
                kind: *kind,
                note: String::new(),
            };
            turns.iter().map(event).collect::<Vec<_>>()
        };
        let clocks: BTreeMap<_, _> = clocks.iter().map(|(key, turns)| (*key, events(turns))).collect();
        let snapshot =
            serde_json::json!({ "process": "order", "steps": [{ "state": "x" }], "clocks": clocks }).to_string();
        let besides = Besides::from_value(&Value::from(snapshot)).unwrap();
        ListRow { state: state.to_owned(), besides, ..row(clock, Some(-1), None) }
    }

    /// A matter of the reprint desk whose clock was met stood in 待办 with the word 办结.
    #[test]
    fn what_met_its_clock_and_is_still_open_is_not_called_closed() {
        let now = row("", None, None).due_at;
        let (span, calendar) = (Span { now, near: now }, Calendar::national());
        let cases = [
            (row("met", Some(-1), None), "met", "按期完成，尚未办结"),
            (row("met", Some(1), None), "met", "超期完成，尚未办结"),
            (row("stopped", None, None), "met", "不再计时"),
            (row("met", Some(-1), Some(5)), "done", "按期办结"),
            (row("met", Some(1), Some(5)), "done", "超期办结"),
            (row("paused", None, None), "paused", "中止计时"),
        ];
        for (row, code, words) in cases {
            let lit = span.lit(&calendar, Some(&PROCESS), &row);
            assert_eq!((lit.code, lit.words.as_str()), (code, words), "{row:?}");
        }
    }

    /// An order that waited for its callback read 已完成, whatever the callback's time said.
    #[test]
    fn a_row_says_what_is_due_now_when_the_main_clock_runs_no_more() {
        use ClockEventKind::{Meet, Pause, Start};
        let day = |day| Date::constant(2026, 3, day);
        let (two, five) = (Start(Length::WorkingDays(2)), Start(Length::WorkingDays(5)));
        let called: &[(&str, &[(Date, ClockEventKind)])] = &[("callback", &[(day(2), two)])];
        let corrected: &[(&str, &[(Date, ClockEventKind)])] = &[("correction", &[(day(2), five)])];
        let cases = [
            (2, beside("met", "callback", called), "normal", "回访：还有 2 个工作日"),
            (3, beside("met", "callback", called), "near", "回访：还有 1 个工作日"),
            (4, beside("met", "callback", called), "near", "回访：今天到期"),
            (6, beside("met", "callback", called), "over", "回访：超期 2 个工作日"),
            (6, beside("paused", "callback", called), "over", "回访：超期 2 个工作日"),
            (2, beside("paused", "supplement", corrected), "paused", "中止计时，补正还有 5 个工作日"),
            (10, beside("paused", "supplement", corrected), "paused", "中止计时，补正超期 1 个工作日"),
            (2, beside("met", "supplement", corrected), "normal", "补正：还有 5 个工作日"),
            // The last step set the callback going, so that is what is due.
            (
                4,
                beside("met", "callback", &[("callback", &[(day(3), five)]), ("correction", &[(day(2), two)])]),
                "normal",
                "回访：还有 4 个工作日",
            ),
            // What was met or suspended runs no more.
            (
                6,
                beside("met", "callback", &[("callback", &[(day(2), two), (day(3), Meet)])]),
                "met",
                "按期完成，尚未办结",
            ),
            (
                6,
                beside("met", "callback", &[("callback", &[(day(2), two), (day(3), Pause)])]),
                "met",
                "按期完成，尚未办结",
            ),
            (6, beside("met", "callback", &[]), "met", "按期完成，尚未办结"),
        ];
        let calendar = Calendar::national();
        for (today, row, code, words) in cases {
            let now = Moment::start_of(day(today)).plus(10 * base::time::HOUR);
            let span = Span { now, near: Moment::end_of(add_working_days(&calendar, now.date(), 1)) };
            let lit = span.lit(&calendar, Some(&PROCESS), &row);
            assert_eq!((lit.code, lit.words.as_str()), (code, words), "{today} {row:?}");
        }
    }
}
