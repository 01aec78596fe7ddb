//! What is counted about letters. Each count is a condition that its list uses too.

use base::{Date, Moment};
use store::long::Terms;
use store::sql::Where;
use store::{Query, Result};

use super::days::{By, Sums, numbers};
use super::list::Filter;

/// A countable set of letters received in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// 收到.
    Received,
    /// 有效: neither refused, retracted nor joined.
    Valid,
    /// 已答复.
    Answered,
    /// 按时答复.
    OnTime,
    /// 超期: answered late, or not answered and over.
    Overdue,
    /// 办理中: valid and not answered yet.
    Pending,
    /// 公开.
    Published,
    /// 重办.
    Reopened,
    /// 已评价.
    Rated,
    /// 满意 (非常满意 满意 基本满意).
    Satisfied,
    /// 不予受理.
    Refused,
    /// Unanswered for 30 days or more (检查指标预警).
    Warned,
}

impl Count {
    /// All counts.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::Valid,
        Self::Answered,
        Self::OnTime,
        Self::Overdue,
        Self::Pending,
        Self::Published,
        Self::Reopened,
        Self::Rated,
        Self::Satisfied,
        Self::Refused,
        Self::Warned,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Valid => "valid",
            Self::Answered => "answered",
            Self::OnTime => "ontime",
            Self::Overdue => "overdue",
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Reopened => "reopened",
            Self::Rated => "rated",
            Self::Satisfied => "satisfied",
            Self::Refused => "refused",
            Self::Warned => "warned",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::Received => "收到来信",
            Self::Valid => "有效来信",
            Self::Answered => "已答复",
            Self::OnTime => "按时答复",
            Self::Overdue => "超期",
            Self::Pending => "正在办理",
            Self::Published => "公开",
            Self::Reopened => "重办",
            Self::Rated => "已评价",
            Self::Satisfied => "评价满意",
            Self::Refused => "不予受理",
            Self::Warned => "长期未答复预警",
        }
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.key() == key)
    }

    /// The condition on `letters_letter l` and `matter_matter m`, and whether it has one `?` for the present moment.
    pub(super) fn condition(self) -> (&'static str, bool) {
        match self {
            Self::Received => ("", false),
            Self::Valid => ("l.valid = 1", false),
            Self::Answered => ("l.valid = 1 AND l.answered_at IS NOT NULL", false),
            Self::OnTime => ("l.valid = 1 AND l.answered_at <= l.answered_due", false),
            Self::Overdue => (
                "l.valid = 1 AND (l.answered_at > l.answered_due OR (l.answered_at IS NULL AND m.clock = 'running'
                 AND m.due_at < ?))",
                true,
            ),
            // What closes without an answer is not valid any more.
            Self::Pending => ("l.valid = 1 AND l.answered_at IS NULL", false),
            Self::Published => ("l.published_at IS NOT NULL", false),
            Self::Reopened => ("l.reopened > 0", false),
            Self::Rated => ("l.satisfaction IS NOT NULL", false),
            Self::Satisfied => ("l.satisfaction >= 3", false),
            Self::Refused => ("l.valid = 0 AND (m.state = 'refused' OR m.outcome LIKE 'refused%')", false),
            Self::Warned => ("l.valid = 1 AND l.answered_at IS NULL AND l.warned > 0", false),
        }
    }

    /// The same for a list at the present moment.
    pub(super) fn terms(self, now: Moment) -> Terms {
        match self.condition() {
            ("", _) => Terms::new(),
            (condition, wants_now) => Terms::new().and(condition, if wants_now { vec![now.into()] } else { vec![] }),
        }
    }

    /// The same condition as parts that exclude each other: what an index of its own finds, and what is to be looked up
    /// besides.
    pub(super) fn stretches(self, now: Moment) -> Vec<(Terms, Terms)> {
        let (condition, _) = self.condition();
        let found = |text: &str| Terms::new().and(text, vec![]);
        match self {
            Self::Received => vec![(Terms::new(), Terms::new())],
            Self::Answered | Self::OnTime | Self::Pending | Self::Published | Self::Reopened | Self::Warned => {
                vec![(found(condition), Terms::new())]
            }
            Self::Overdue => {
                let open = "m.clock = 'running' AND m.due_at < ?";
                vec![
                    (found("l.valid = 1 AND l.answered_at > l.answered_due"), Terms::new()),
                    (found(Self::Pending.condition().0), Terms::new().and(open, vec![now.into()])),
                ]
            }
            Self::Refused => vec![(found("l.valid = 0"), found(condition))],
            Self::Valid | Self::Rated | Self::Satisfied => vec![(Terms::new(), found(condition))],
        }
    }

    /// 1 for a letter that counts and 0 for another, with `now` in the place of the present moment.
    pub(super) fn one(self, now: &str) -> String {
        let (condition, _) = self.condition();
        let condition = if condition.is_empty() { "1 = 1".to_owned() } else { condition.replace('?', now) };
        format!("CASE WHEN {condition} THEN 1 ELSE 0 END")
    }
}

/// The numbers of one unit, one month, or all.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Numbers {
    /// 收到.
    pub received: i64,
    /// 有效.
    pub valid: i64,
    /// 已答复.
    pub answered: i64,
    /// 按时答复.
    pub ontime: i64,
    /// 超期.
    pub overdue: i64,
    /// 办理中.
    pub pending: i64,
    /// 公开.
    pub published: i64,
    /// 重办.
    pub reopened: i64,
    /// 已评价.
    pub rated: i64,
    /// 满意.
    pub satisfied: i64,
    /// Average time to the first answer, in whole hours.
    pub hours: i64,
}

impl From<&Sums> for Numbers {
    fn from(sums: &Sums) -> Self {
        Self {
            received: sums.get(Count::Received),
            valid: sums.get(Count::Valid),
            answered: sums.get(Count::Answered),
            ontime: sums.get(Count::OnTime),
            overdue: sums.get(Count::Overdue),
            pending: sums.get(Count::Pending),
            published: sums.get(Count::Published),
            reopened: sums.get(Count::Reopened),
            rated: sums.get(Count::Rated),
            satisfied: sums.get(Count::Satisfied),
            hours: sums.hours / sums.get(Count::Answered).max(1),
        }
    }
}

/// The numbers of a unit.
#[derive(Debug, Clone, serde::Serialize)]
pub struct UnitRow {
    /// Key of the unit.
    pub unit: i64,
    /// Its short name.
    pub name: String,
    /// Its numbers.
    pub numbers: Numbers,
}

/// The numbers of a month.
#[derive(Debug, Clone, serde::Serialize)]
pub struct MonthRow {
    /// `2026-03`.
    pub month: String,
    /// Its numbers.
    pub numbers: Numbers,
}

/// How many letters of the period and the unit of `filter` its count has, exactly. Nothing else of the filter is looked
/// at, here and below.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    Ok(numbers(q, filter, By::All).await?.values().map(|sums| sums.get(filter.count)).sum())
}

/// How many letters of its count each unit has; units without any are left out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counts_by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let units = numbers(q, filter, By::Unit).await?;
    let number = |(unit, sums): (String, Sums)| Some((unit.parse().ok()?, sums.get(filter.count)));
    Ok(units.into_iter().filter_map(number).filter(|(_, n)| *n > 0).collect())
}

/// All numbers.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn totals(q: &mut impl Query, filter: &Filter) -> Result<Numbers> {
    Ok(numbers(q, filter, By::All).await?.values().next().map(Numbers::from).unwrap_or_default())
}

/// The numbers of each unit, in political order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<UnitRow>> {
    let units = numbers(q, filter, By::Unit).await?;
    let keys = units.keys().filter_map(|unit| unit.parse::<i64>().ok());
    let w = Where::new().and_in("id", keys);
    let sql = format!("SELECT id, short_name FROM identity_unit{} ORDER BY rank, id LIMIT 2000", w.text());
    let names: Vec<(i64, String)> = q.list(&sql, w.args()).await?;
    let row = |(unit, name): (i64, String)| {
        let numbers = units.get(&unit.to_string()).map(Numbers::from)?;
        Some(UnitRow { unit, name, numbers })
    };
    Ok(names.into_iter().filter_map(row).collect())
}

/// The numbers of each month, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_month(q: &mut impl Query, filter: &Filter) -> Result<Vec<MonthRow>> {
    let months = numbers(q, filter, By::Month).await?;
    Ok(months.iter().rev().map(|(month, sums)| MonthRow { month: month.clone(), numbers: sums.into() }).collect())
}

/// Units by how well they answer (办理情况通报): those with most late letters last, then by satisfaction.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn league(q: &mut impl Query, filter: &Filter) -> Result<Vec<UnitRow>> {
    let mut rows = by_unit(q, filter).await?;
    let share = |part: i64, of: i64| if of == 0 { 0 } else { part * 10_000 / of };
    rows.retain(|r| r.numbers.valid > 0);
    rows.sort_by_key(|r| {
        let n = &r.numbers;
        (share(n.overdue, n.valid), -share(n.ontime, n.answered), -share(n.satisfied, n.rated), -n.answered)
    });
    Ok(rows)
}

/// The first and last day of a month written as `2026-03`.
pub fn days_of(month: &str) -> Option<(Date, Date)> {
    let first: Date = format!("{month}-01").parse().ok()?;
    Some((first, first.last_of_month()))
}
