//! What is counted about letters. Each count is a condition that its list uses too.

use base::{Date, Moment};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow};

use super::list::{Filter, JOINED, UNIT};

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
                "l.valid = 1 AND (l.answered_at > l.answered_due OR (l.answered_at IS NULL AND m.closed_at IS NULL
                 AND m.clock = 'running' AND m.due_at < ?))",
                true,
            ),
            Self::Pending => ("l.valid = 1 AND l.answered_at IS NULL AND m.closed_at IS NULL", false),
            Self::Published => ("l.published_at IS NOT NULL", false),
            Self::Reopened => ("l.reopened > 0", false),
            Self::Rated => ("l.satisfaction IS NOT NULL", false),
            Self::Satisfied => ("l.satisfaction >= 3", false),
            Self::Refused => ("m.state = 'refused' OR m.outcome LIKE 'refused%'", false),
            Self::Warned => ("l.valid = 1 AND l.answered_at IS NULL AND m.closed_at IS NULL AND l.warned > 0", false),
        }
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
    /// Average time to the first answer, in hours.
    pub hours: i64,
}

impl Numbers {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            received: row.get("received")?,
            valid: row.get("valid")?,
            answered: row.get("answered")?,
            ontime: row.get("ontime")?,
            overdue: row.get("overdue")?,
            pending: row.get("pending")?,
            published: row.get("published")?,
            reopened: row.get("reopened")?,
            rated: row.get("rated")?,
            satisfied: row.get("satisfied")?,
            hours: row.get("hours")?,
        })
    }
}

/// The counts that a table of numbers shows.
const COLUMNS: &[Count] = &[
    Count::Received,
    Count::Valid,
    Count::Answered,
    Count::OnTime,
    Count::Overdue,
    Count::Pending,
    Count::Published,
    Count::Reopened,
    Count::Rated,
    Count::Satisfied,
];

fn columns(w: &mut Where, now: Moment) -> String {
    let now = w.arg(now);
    let mut out: Vec<String> = COLUMNS
        .iter()
        .map(|count| {
            let (condition, _) = count.condition();
            let condition = if condition.is_empty() { "1 = 1".to_owned() } else { condition.replace('?', &now) };
            format!("COUNT(*) FILTER (WHERE {condition}) AS {}", count.key())
        })
        .collect();
    out.push(format!(
        "COALESCE(CAST(AVG(CASE WHEN {} THEN (l.answered_at - l.received_at) / 3600000 END) AS BIGINT), 0) AS hours",
        Count::Answered.condition().0
    ));
    out.join(", ")
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

impl FromRow for UnitRow {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { unit: row.get("unit")?, name: row.get("name")?, numbers: Numbers::from_row(row)? })
    }
}

impl FromRow for MonthRow {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { month: row.get("month")?, numbers: Numbers::from_row(row)? })
    }
}

/// How many letters a count has.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    super::list::total(q, filter).await
}

/// How many letters of a count each unit has; units without any are left out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counts_by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!("SELECT {UNIT} AS unit, COUNT(*) FROM {JOINED}{} GROUP BY {UNIT} ORDER BY 1", w.text());
    q.list(&sql, w.args()).await
}

/// All numbers of what fits.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn totals(q: &mut impl Query, filter: &Filter) -> Result<Numbers> {
    let mut w = filter.conditions();
    let columns = columns(&mut w, filter.now);
    let sql = format!("SELECT {columns} FROM {JOINED}{}", w.text());
    let rows = q.rows(&sql, w.args()).await?;
    rows.first().map_or_else(|| Ok(Numbers::default()), Numbers::from_row)
}

/// The numbers of each unit, in political order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<UnitRow>> {
    let mut w = filter.conditions();
    let columns = columns(&mut w, filter.now);
    let sql = format!(
        "SELECT u.id AS unit, u.short_name AS name, {columns} FROM {JOINED} JOIN identity_unit u ON u.id = {UNIT}{}
         GROUP BY u.id, u.short_name, u.rank ORDER BY u.rank, u.id LIMIT 2000",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// The numbers of each month, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_month(q: &mut impl Query, filter: &Filter) -> Result<Vec<MonthRow>> {
    let mut w = filter.conditions();
    let columns = columns(&mut w, filter.now);
    let sql = format!(
        "SELECT substr(l.received_on, 1, 7) AS month, {columns} FROM {JOINED}{}
         GROUP BY substr(l.received_on, 1, 7) ORDER BY month DESC LIMIT 240",
        w.text()
    );
    q.list(&sql, w.args()).await
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

/// The months in which letters came, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn months(q: &mut impl Query) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = q
        .list(
            "SELECT DISTINCT substr(received_on, 1, 7) AS month FROM letters_letter ORDER BY month DESC LIMIT 240",
            vec![],
        )
        .await?;
    Ok(rows.into_iter().map(|(m,)| m).collect())
}

/// The first and last day of a month written as `2026-03`.
pub fn days_of(month: &str) -> Option<(Date, Date)> {
    let first: Date = format!("{month}-01").parse().ok()?;
    Some((first, first.last_of_month()))
}
