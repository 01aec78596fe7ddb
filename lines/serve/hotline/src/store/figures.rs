//! What is counted of orders (指标口径): each count is a condition, and the same condition makes its list.

use base::Moment;
use store::long::Terms;
use store::{Query, Result, args};

use super::list::{Filter, JOINED, UNIT};

/// A countable set of what came in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// 受理.
    Received,
    /// 正在办理: valid and not answered yet.
    Pending,
    /// 超期: answered late, or not answered and over.
    Overdue,
    /// 超期未办: not answered and over.
    Late,
    /// 派单: given to a unit.
    Dispatched,
    /// 按时签收.
    SignedOnTime,
    /// 按时联系.
    ContactedOnTime,
    /// 应办结: answered by a unit, or due by now.
    Due,
    /// 已答复: the first answer was handed in, and passed its review.
    Answered,
    /// 按时办结.
    OnTime,
    /// 已办结: the matter is closed, and valid.
    Closed,
    /// 退单.
    Objected,
    /// 错派: the unit's objection was accepted.
    Misplaced,
    /// 延期.
    Extended,
    /// 重办.
    Redone,
    /// 重复诉求.
    Repeat,
    /// 有效回访: the caller said whether it is solved.
    Called,
    /// 已解决.
    Solved,
    /// 有效评价.
    Rated,
    /// 满意 (非常满意 满意 基本满意).
    Satisfied,
    /// 挂起.
    Held,
    /// 督办.
    Supervised,
    /// 不计考核.
    Excluded,
    /// 老信访件预警.
    Petition,
    /// 典型案例.
    Published,
}

use Count as C;

/// Counts with their names in addresses and in Chinese.
const NAMES: &[(Count, &str, &str)] = &[
    (C::Received, "received", "受理"),
    (C::Pending, "pending", "正在办理"),
    (C::Overdue, "overdue", "超期"),
    (C::Late, "late", "超期未办"),
    (C::Dispatched, "dispatched", "派单"),
    (C::SignedOnTime, "signed", "按时签收"),
    (C::ContactedOnTime, "contacted", "按时联系"),
    (C::Due, "due", "应办结"),
    (C::Answered, "answered", "已答复"),
    (C::OnTime, "ontime", "按时办结"),
    (C::Closed, "closed", "已办结"),
    (C::Objected, "objected", "退单"),
    (C::Misplaced, "misplaced", "错派"),
    (C::Extended, "extended", "延期"),
    (C::Redone, "redone", "二次办理"),
    (C::Repeat, "repeat", "重复诉求"),
    (C::Called, "called", "有效回访"),
    (C::Solved, "solved", "已解决"),
    (C::Rated, "rated", "有效评价"),
    (C::Satisfied, "satisfied", "满意"),
    (C::Held, "held", "挂起"),
    (C::Supervised, "supervised", "督办"),
    (C::Excluded, "excluded", "不计考核"),
    (C::Petition, "petition", "老信访件预警"),
    (C::Published, "published", "典型案例"),
];

impl Count {
    /// All counts.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(count, ..)| *count)
    }

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        NAMES.iter().find(|(count, ..)| *count == self).map_or("", |(_, key, _)| key)
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        NAMES.iter().find(|(count, ..)| *count == self).map_or("", |(.., title)| title)
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| *known == key).map(|(count, ..)| *count)
    }

    /// The condition on `hotline_order o` and `matter_matter m`.
    pub(super) fn terms(self, now: Moment) -> Terms {
        let of = |text: &str| Terms::new().and(text, args![]);
        let late = format!("{PENDING} AND {OVER}");
        match self {
            Self::Received => Terms::new(),
            Self::Pending => of(PENDING),
            Self::Overdue => Terms::new().and(format!("({ANSWERED_LATE}) OR ({late})"), args![now]),
            Self::Late => Terms::new().and(late, args![now]),
            Self::Dispatched => of("o.dispatched_at IS NOT NULL"),
            Self::SignedOnTime => of("o.dispatched_at IS NOT NULL AND o.signed_at <= o.sign_due"),
            Self::ContactedOnTime => of("o.dispatched_at IS NOT NULL AND o.contacted_at <= o.contact_due"),
            Self::Due => {
                Terms::new().and(format!("(o.valid = 1 AND o.answered_at IS NOT NULL) OR ({late})"), args![now])
            }
            Self::Answered => of("o.valid = 1 AND o.answered_at IS NOT NULL"),
            Self::OnTime => of("o.valid = 1 AND o.answered_at <= o.answered_due"),
            Self::Closed => of("o.valid = 1 AND m.closed_at IS NOT NULL"),
            Self::Objected => of("o.objected > 0"),
            Self::Misplaced => of("o.misplaced > 0"),
            Self::Extended => of("o.extended = 1"),
            Self::Redone => of("o.redone > 0"),
            Self::Repeat => of("o.repeat_of IS NOT NULL"),
            Self::Called => of("o.solved IS NOT NULL"),
            Self::Solved => of("o.solved = 1"),
            Self::Rated => of("o.satisfaction IS NOT NULL"),
            Self::Satisfied => of("o.satisfaction >= 3"),
            Self::Held => of("m.state = 'held'"),
            Self::Supervised => of("m.supervised_at IS NOT NULL"),
            Self::Excluded => of("o.excluded = 1"),
            Self::Petition => of("o.petition = 1"),
            Self::Published => of("o.published_at IS NOT NULL"),
        }
    }

    /// The same as parts that exclude each other: what an index of orders finds, and what is to be looked up besides.
    pub(super) fn parts(self, now: Moment) -> Vec<(Terms, Terms)> {
        let of = |text: &str| Terms::new().and(text, args![]);
        let over = (of(PENDING), Terms::new().and(OVER, args![now]));
        match self {
            Self::Pending
            | Self::Objected
            | Self::Redone
            | Self::Repeat
            | Self::Excluded
            | Self::Petition
            | Self::Published => vec![(self.terms(now), Terms::new())],
            Self::Late => vec![over],
            Self::Overdue => vec![(of(ANSWERED_LATE), Terms::new()), over],
            Self::Misplaced => vec![(Self::Objected.terms(now), self.terms(now))],
            Self::Held => vec![(of("o.hold_kind <> ''"), self.terms(now))],
            _ => vec![(Terms::new(), self.terms(now))],
        }
    }
}

/// Not answered. What ends without an answer is not valid any more.
const PENDING: &str = "o.valid = 1 AND o.answered_at IS NULL";
const ANSWERED_LATE: &str = "o.valid = 1 AND o.answered_at > o.answered_due";
const OVER: &str = "m.clock = 'running' AND m.due_at < ?";

/// How many fit, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let conditions = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM {JOINED}{}", conditions.text()), conditions.args()).await
}

/// From the first dispatch, or from the call for what was answered at once, to the first answer that passed its review.
const SPENT: &str = "CAST(COALESCE(SUM(o.answered_at - COALESCE(o.dispatched_at, o.received_at)), 0) AS BIGINT)";

/// Milliseconds that all that fit and are answered took, and how many these are (平均办理时长).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn spent(q: &mut impl Query, filter: &Filter) -> Result<(i64, i64)> {
    let conditions = Filter { count: C::Answered, ..filter.clone() }.conditions();
    let sql = format!("SELECT {SPENT}, COUNT(*) FROM {JOINED}{}", conditions.text());
    Ok(q.maybe(&sql, conditions.args()).await?.unwrap_or((0, 0)))
}

/// The same for each unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn spent_by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64, i64)>> {
    let conditions = Filter { count: C::Answered, ..filter.clone() }.conditions();
    let sql = format!(
        "SELECT {UNIT}, {SPENT}, COUNT(*) FROM {JOINED}{} GROUP BY {UNIT} ORDER BY {UNIT} LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}

/// How many fit for each unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    by_key(q, filter, UNIT).await
}

/// How many fit for each class; 0 for those without one.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_class(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    by_key(q, filter, "COALESCE(o.class_id, 0)").await
}

/// How many fit for each town; 0 for those without one.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_town(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    by_key(q, filter, "COALESCE(o.town_id, 0)").await
}

async fn by_key(q: &mut impl Query, filter: &Filter, key: &str) -> Result<Vec<(i64, i64)>> {
    let conditions = filter.conditions();
    let sql =
        format!("SELECT {key}, COUNT(*) FROM {JOINED}{} GROUP BY {key} ORDER BY {key} LIMIT 5000", conditions.text());
    q.list(&sql, conditions.args()).await
}

/// How many fit for each civil date (2026-03-02), in order; at most 400 days.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_day(q: &mut impl Query, filter: &Filter) -> Result<Vec<(String, i64)>> {
    let conditions = filter.conditions();
    let sql =
        format!("SELECT o.received_on, COUNT(*) FROM {JOINED}{} GROUP BY 1 ORDER BY 1 LIMIT 400", conditions.text());
    q.list(&sql, conditions.args()).await
}

/// How many fit for each month (2026-03), the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_month(q: &mut impl Query, filter: &Filter) -> Result<Vec<(String, i64)>> {
    let conditions = filter.conditions();
    let sql = format!(
        "SELECT SUBSTR(o.received_on, 1, 7) AS month, COUNT(*) FROM {JOINED}{} GROUP BY 1 ORDER BY 1 DESC LIMIT 240",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}

/// The day on which the first order came that the public may count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn first_public_day(q: &mut impl Query) -> Result<Option<base::Date>> {
    let sql = "SELECT received_on FROM hotline_order WHERE kind <> 'report' AND confidential = 0
     ORDER BY received_on, matter_id LIMIT 1";
    let day: Option<(base::Date,)> = q.maybe(sql, args![]).await?;
    Ok(day.map(|(day,)| day))
}

/// How many valid orders that are not answered are due from `now` on and before the day `until` begins.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due_before(q: &mut impl Query, now: Moment, until: base::Date) -> Result<i64> {
    q.scalar(
        "SELECT COUNT(*) FROM matter_matter m CROSS JOIN hotline_order o
         WHERE m.closed_at IS NULL AND m.clock = 'running' AND m.due_at >= $1 AND m.due_at < $2
           AND m.process = 'hotline.order' AND o.matter_id = m.id AND o.valid = 1 AND o.answered_at IS NULL",
        args![now, Moment::start_of(until)],
    )
    .await
}
