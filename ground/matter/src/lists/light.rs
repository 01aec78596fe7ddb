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
            RowLight::Done if row.met_at.is_some_and(|met| met > row.due_at) => "超期办结".to_owned(),
            RowLight::Done => "按期办结".to_owned(),
            RowLight::None => String::new(),
        }
    }
}
