//! The colour of a row, from its columns alone: one comparison of moments, the same in the database and here.

use base::Moment;
use base::calendar::Calendar;
use base::due::{add_working_days, working_days_between};

use crate::ground::Ground;
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

    /// The colour of a row.
    pub fn light(&self, row: &ListRow) -> RowLight {
        match row.clock.as_str() {
            _ if row.due_at.0 == NEVER => RowLight::None,
            "paused" => RowLight::Suspended,
            "running" if row.due_at < self.now => RowLight::Over,
            "running" if row.due_at <= self.near => RowLight::Near,
            "running" => RowLight::Normal,
            _ => RowLight::Done,
        }
    }

    /// Name of the colour for the shells. What met its clock and is still open is not yet 办结.
    pub fn code(&self, row: &ListRow) -> &'static str {
        match self.light(row) {
            RowLight::Done if row.closed_at.is_none() => "met",
            light => light.code(),
        }
    }

    /// Words beside the colour, such as «还有 3 个工作日».
    pub fn words(&self, calendar: &Calendar, row: &ListRow) -> String {
        let (today, due) = (self.now.date(), row.due_at.date());
        match self.light(row) {
            RowLight::Over => match working_days_between(calendar, due, today) {
                0 => "超期不足 1 个工作日".to_owned(),
                days => format!("超期 {days} 个工作日"),
            },
            RowLight::Near | RowLight::Normal if today == due => "今天到期".to_owned(),
            RowLight::Near | RowLight::Normal => {
                format!("还有 {} 个工作日", working_days_between(calendar, today, due))
            }
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
    use base::Date;

    use super::*;

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
        }
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
            assert_eq!((span.code(&row), span.words(&calendar, &row).as_str()), (code, words), "{row:?}");
        }
    }
}
