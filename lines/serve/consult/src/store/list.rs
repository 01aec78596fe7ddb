//! Lists of consultations and error reports: one set of conditions for a list and for its count, so that every number opens
//! what it counts.

use base::{Date, Fault, Moment};
use counter::Scope;
use matter::lists::Besides;
use matter::store::BESIDES;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, args};

/// A countable set of what came in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// 收到.
    Received,
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
    /// 已评价.
    Rated,
    /// 满意 (非常满意 满意 基本满意).
    Satisfied,
    /// 重办.
    Reopened,
    /// Error reports that were right, and mended.
    Fixed,
    /// Error reports that were wrong.
    Unfounded,
}

impl Count {
    /// All counts.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::Answered,
        Self::OnTime,
        Self::Overdue,
        Self::Pending,
        Self::Published,
        Self::Rated,
        Self::Satisfied,
        Self::Reopened,
        Self::Fixed,
        Self::Unfounded,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Answered => "answered",
            Self::OnTime => "ontime",
            Self::Overdue => "overdue",
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Rated => "rated",
            Self::Satisfied => "satisfied",
            Self::Reopened => "reopened",
            Self::Fixed => "fixed",
            Self::Unfounded => "unfounded",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::Received => "收到",
            Self::Answered => "已答复",
            Self::OnTime => "按时答复",
            Self::Overdue => "超期",
            Self::Pending => "正在办理",
            Self::Published => "公开",
            Self::Rated => "已评价",
            Self::Satisfied => "评价满意",
            Self::Reopened => "重办",
            Self::Fixed => "属实已改",
            Self::Unfounded => "不属实",
        }
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.key() == key)
    }

    /// The condition on `consult_case c` and `matter_matter m`.
    fn terms(self, now: Moment) -> Terms {
        let of = |text: &str| Terms::new().and(text, args![]);
        match self {
            Self::Received => Terms::new(),
            Self::Answered => of("c.valid = 1 AND c.answered_at IS NOT NULL"),
            Self::OnTime => of("c.valid = 1 AND c.answered_at <= c.answered_due"),
            Self::Overdue => Terms::new().and(
                "c.valid = 1 AND (c.answered_at > c.answered_due OR (c.answered_at IS NULL AND m.clock = 'running'
                 AND m.due_at < ?))",
                args![now],
            ),
            Self::Pending => of("c.valid = 1 AND c.answered_at IS NULL"),
            Self::Published => of("c.published_at IS NOT NULL"),
            Self::Rated => of("c.satisfaction IS NOT NULL"),
            Self::Satisfied => of("c.satisfaction >= 3"),
            Self::Reopened => of("c.reopened > 0"),
            Self::Fixed => of("c.result = 'fixed'"),
            Self::Unfounded => of("c.result IN ('unfounded', 'refused')"),
        }
    }
}

/// The day on which the first consultation or error report came.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn first_day(q: &mut impl Query) -> Result<Option<Date>> {
    let mut first = None;
    for what in ["ask", "error"] {
        let sql = "SELECT received_on FROM consult_case WHERE what = $1 ORDER BY received_on, matter_id LIMIT 1";
        let day: Option<(Date,)> = q.maybe(sql, args![what]).await?;
        first = day.map(|(day,)| day).into_iter().chain(first).min();
    }
    Ok(first)
}

/// What a list shows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// ask or error.
    pub what: &'static str,
    /// Whose.
    pub scope: Scope,
    /// Those that a figure counts.
    pub count: Count,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
    /// Of this unit.
    pub unit: Option<i64>,
    /// Of this topic.
    pub topic: Option<i64>,
    /// Kind.
    pub kind: Option<String>,
    /// State of the matter.
    pub state: Option<String>,
    /// Only these (found by words); empty finds nothing.
    pub ids: Option<Vec<i64>>,
    /// The present moment, for what is overdue.
    pub now: Moment,
}

/// The unit to which a case counts: who answered it, else who has or had it last, else the desk.
const UNIT: &str = "COALESCE(c.answer_unit, m.lead_unit, m.home_unit)";

impl Filter {
    /// All consultations, or all error reports.
    pub fn all(what: &'static str, now: Moment) -> Self {
        Self {
            what,
            scope: Scope::All,
            count: Count::Received,
            from: None,
            to: None,
            unit: None,
            topic: None,
            kind: None,
            state: None,
            ids: None,
            now,
        }
    }

    /// What the index of cases finds, and what is looked up besides.
    fn terms(&self) -> (Terms, Terms) {
        let mut index = Terms::new().and("c.what = ?", args![self.what]);
        if let Some(ids) = &self.ids {
            index = index.and_in("c.id", ids.iter().copied());
        }
        let besides = self
            .count
            .terms(self.now)
            .and_if("c.topic_id = ?", self.topic)
            .and_if("c.kind = ?", self.kind.clone())
            .and_if("m.state = ?", self.state.clone())
            .and_if(&format!("{UNIT} = ?"), self.unit);
        (index, besides.with(&self.scope.passed()))
    }

    fn conditions(&self) -> Where {
        let (index, besides) = self.terms();
        let days = Terms::new().and_if("c.received_on >= ?", self.from).and_if("c.received_on <= ?", self.to);
        index.with(&besides).with(&days).put(Where::new())
    }
}

/// One line of a list inside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
    /// Civil date from which its times count; with the key of the matter its place in lists.
    #[serde(with = "base::time::date_text")]
    pub received_on: Date,
    /// Key of its matter.
    pub matter_id: i64,
    /// Key.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its title as lists may show it.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Topic, empty without one.
    pub topic: String,
    /// State of the matter.
    pub state: String,
    /// The unit to which it counts.
    pub unit: String,
    /// That unit's key.
    pub unit_id: i64,
    /// End of its main clock.
    pub due_at: Moment,
    /// none, running, paused, met or stopped.
    pub clock: String,
    /// The clocks that may run beside it.
    #[serde(skip)]
    pub besides: Besides,
    /// When its clock was met.
    pub met_at: Option<Moment>,
    /// When the first answer went out.
    pub answered_at: Option<Moment>,
    /// fixed, unfounded, refused or empty.
    pub result: String,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// The page that is wrong.
    pub page: String,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// Title for the public.
    pub public_title: String,
}

const ROW: &str = "c.id, m.number, m.title, c.kind, t.title AS topic, m.state, u.short_name AS unit, u.id AS unit_id, m.due_at, m.clock,
     m.met_at, c.answered_at, c.result, c.satisfaction, c.page, c.published_at, c.public_title";

impl FromRow for Row {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            received_on: row.get("k1")?,
            matter_id: row.get("k2")?,
            id: row.get("id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            topic: row.get::<Option<String>>("topic")?.unwrap_or_default(),
            state: row.get("state")?,
            unit: row.get("unit")?,
            unit_id: row.get("unit_id")?,
            due_at: row.get("due_at")?,
            clock: row.get("clock")?,
            besides: row.get("besides")?,
            met_at: row.get("met_at")?,
            answered_at: row.get("answered_at")?,
            result: row.get("result")?,
            satisfaction: row.get("satisfaction")?,
            page: row.get("page")?,
            published_at: row.get("published_at")?,
            public_title: row.get("public_title")?,
        })
    }
}

fn whole(filter: &Filter) -> List {
    let (index, besides) = filter.terms();
    List {
        table: "consult_case c",
        joined: " CROSS JOIN matter_matter m",
        joint: "m.id = c.matter_id",
        keys: ["c.received_on", "c.matter_id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch {
            index,
            least: filter.from.map(Into::into),
            most: filter.to.map(Into::into),
            besides,
        }],
    }
}

/// A page of what fits, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Row>> {
    let also = format!(" LEFT JOIN identity_unit u ON u.id = {UNIT} LEFT JOIN consult_topic t ON t.id = c.topic_id");
    whole(filter).page(q, Columns { select: &format!("{ROW}, {BESIDES}"), also: &also }, turn, limit).await
}

/// How many fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// How many of each of `counts` fit, as far as lists count. `filter.count` is not looked at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted_each(q: &mut impl Query, filter: &Filter, counts: &[Count]) -> Result<Vec<Counted>> {
    let cases: Vec<Terms> = counts.iter().map(|count| count.terms(filter.now)).collect();
    whole(&Filter { count: Count::Received, ..filter.clone() }).count_each(q, &cases, CAP).await
}

/// Those with these keys, newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rows_by_ids(q: &mut impl Query, what: &'static str, ids: &[i64]) -> Result<Vec<Row>> {
    let filter = Filter { ids: Some(ids.to_vec()), ..Filter::all(what, Moment(0)) };
    Ok(list(q, &filter, &Turn::First, ids.len()).await?.rows)
}

const JOINED: &str = "consult_case c JOIN matter_matter m ON m.id = c.matter_id";

/// How many fit, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let conditions = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM {JOINED}{}", conditions.text()), conditions.args()).await
}

/// How many fit for each unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let conditions = filter.conditions();
    let sql = format!(
        "SELECT {UNIT}, COUNT(*) FROM {JOINED}{} GROUP BY {UNIT} ORDER BY {UNIT} LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}

/// How many fit for each month (2026-03), the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_month(q: &mut impl Query, filter: &Filter) -> Result<Vec<(String, i64)>> {
    let conditions = filter.conditions();
    let sql = format!(
        "SELECT SUBSTR(c.received_on, 1, 7) AS month, COUNT(*) FROM {JOINED}{} GROUP BY 1 ORDER BY 1 DESC LIMIT 240",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}
