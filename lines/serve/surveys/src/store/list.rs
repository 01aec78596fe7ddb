//! Lists of surveys and of answers: one set of conditions for a list and for its count, so that every number opens what it counts.

use base::{Date, Fault, Moment};
use counter::Scope;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, args};

/// A countable set of surveys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// 全部.
    All,
    /// 期数: opened.
    Opened,
    /// 公布结果: feedback was published.
    Published,
    /// 待公布: closed and not published.
    Pending,
    /// 逾期: published late, or not published and over.
    Overdue,
    /// 草稿.
    Draft,
    /// 待审核.
    Review,
    /// 正在进行, or about to begin.
    Running,
    /// 已结束.
    Closed,
}

impl Count {
    /// All counts.
    pub const ALL: &'static [Self] = &[
        Self::All,
        Self::Opened,
        Self::Published,
        Self::Pending,
        Self::Overdue,
        Self::Draft,
        Self::Review,
        Self::Running,
        Self::Closed,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Opened => "opened",
            Self::Published => "published",
            Self::Pending => "pending",
            Self::Overdue => "overdue",
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Running => "running",
            Self::Closed => "closed",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Opened => "已开展",
            Self::Published => "已公布结果",
            Self::Pending => "待公布结果",
            Self::Overdue => "公布逾期",
            Self::Draft => "草稿",
            Self::Review => "待审核",
            Self::Running => "正在征集",
            Self::Closed => "往期征集",
        }
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.key() == key)
    }

    fn terms(self, now: Moment) -> Terms {
        let of = |text: &str| Terms::new().and(text, args![]);
        match self {
            Self::All => Terms::new(),
            Self::Opened => of("s.opened_at IS NOT NULL"),
            Self::Published => of("s.feedback_at IS NOT NULL"),
            Self::Pending => of("s.state = 'closed' AND s.feedback_at IS NULL"),
            Self::Overdue => Terms::new().and(
                "s.feedback_at > s.feedback_due OR (s.state = 'closed' AND s.feedback_at IS NULL AND s.feedback_due < ?)",
                args![now],
            ),
            Self::Draft => of("s.state = 'draft'"),
            Self::Review => of("s.state = 'review'"),
            Self::Running => of("s.state IN ('approved', 'open')"),
            Self::Closed => of("s.state = 'closed'"),
        }
    }
}

/// What a list shows. Days are those on which surveys open.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Whose.
    pub scope: Scope,
    /// Those that a figure counts.
    pub count: Count,
    /// Opens on or after.
    pub from: Option<Date>,
    /// Opens on or before.
    pub to: Option<Date>,
    /// Of this unit.
    pub unit: Option<i64>,
    /// opinion or poll.
    pub what: Option<String>,
    /// Only what the public sees.
    pub public: bool,
    /// The present moment, for what is overdue.
    pub now: Moment,
}

impl Filter {
    /// All surveys.
    pub fn all(now: Moment) -> Self {
        Self { scope: Scope::All, count: Count::All, from: None, to: None, unit: None, what: None, public: false, now }
    }

    fn terms(&self) -> Terms {
        let mut terms =
            self.count.terms(self.now).and_if("s.unit_id = ?", self.unit).and_if("s.what = ?", self.what.clone());
        if let Scope::Units(units) = &self.scope {
            terms = terms.and_in("s.unit_id", units.iter().copied());
        }
        if self.public { terms.and("s.state IN ('approved', 'open', 'closed')", args![]) } else { terms }
    }

    fn conditions(&self) -> Where {
        let days = Terms::new().and_if("s.opens_on >= ?", self.from).and_if("s.opens_on <= ?", self.to);
        self.terms().with(&days).put(Where::new())
    }
}

/// One line of a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
    /// First day; with the key its place in lists.
    #[serde(with = "base::time::date_text")]
    pub opens_on: Date,
    /// Key.
    pub id: i64,
    /// Title.
    pub title: String,
    /// opinion or poll.
    pub what: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// Short name of the unit.
    pub unit: String,
    /// Last day.
    #[serde(with = "base::time::date_text")]
    pub closes_on: Date,
    /// Until when the feedback is due.
    pub feedback_due: Option<Moment>,
    /// When it was published.
    pub feedback_at: Option<Moment>,
    /// Answers so far.
    pub answers: i64,
}

const ROW: &str = "s.title, s.what, s.kind, s.state, u.short_name AS unit, s.closes_on, s.feedback_due, s.feedback_at,
     (SELECT COUNT(*) FROM surveys_response r WHERE r.survey_id = s.id) AS answers";

impl FromRow for Row {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            opens_on: row.get("k1")?,
            id: row.get("k2")?,
            title: row.get("title")?,
            what: row.get("what")?,
            kind: row.get("kind")?,
            state: row.get("state")?,
            unit: row.get::<Option<String>>("unit")?.unwrap_or_default(),
            closes_on: row.get("closes_on")?,
            feedback_due: row.get("feedback_due")?,
            feedback_at: row.get("feedback_at")?,
            answers: row.get("answers")?,
        })
    }
}

fn whole(filter: &Filter) -> List {
    List {
        table: "surveys_survey s",
        joined: "",
        joint: "1 = 1",
        keys: ["s.opens_on", "s.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch {
            index: filter.terms(),
            least: filter.from.map(Into::into),
            most: filter.to.map(Into::into),
            ..Stretch::default()
        }],
    }
}

/// A page of what fits, those that open last first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Row>> {
    let also = " LEFT JOIN identity_unit u ON u.id = s.unit_id";
    whole(filter).page(q, Columns { select: ROW, also }, turn, limit).await
}

/// How many fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// How many fit, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let conditions = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM surveys_survey s{}", conditions.text()), conditions.args()).await
}

/// How many fit for each unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let conditions = filter.conditions();
    let sql = format!(
        "SELECT s.unit_id, COUNT(*) FROM surveys_survey s{} GROUP BY s.unit_id ORDER BY s.unit_id LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}

/// One line of the list of answers.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Answered {
    /// Civil date; with the key its place.
    #[serde(with = "base::time::date_text")]
    pub on: Date,
    /// Key.
    pub id: i64,
    /// The survey.
    pub survey: i64,
    /// Its title.
    pub title: String,
    /// Short name of its unit.
    pub unit: String,
}

impl FromRow for Answered {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            on: row.get("k1")?,
            id: row.get("k2")?,
            survey: row.get("survey_id")?,
            title: row.get("title")?,
            unit: row.get::<Option<String>>("unit")?.unwrap_or_default(),
        })
    }
}

const ANSWERS: &str = "surveys_response r JOIN surveys_survey s ON s.id = r.survey_id";

/// What the list of answers and its counts ask: answered within the days, of surveys of these units.
fn of_days((from, to): (Date, Date), unit: Option<i64>, scope: &Scope) -> (Terms, Terms) {
    let mut besides = Terms::new().and_if("s.unit_id = ?", unit);
    if let Scope::Units(units) = scope {
        besides = besides.and_in("s.unit_id", units.iter().copied());
    }
    (Terms::new().and("r.answered_on >= ? AND r.answered_on <= ?", args![from, to]), besides)
}

/// A page of answers of a period, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn answers_list(
    q: &mut impl Query,
    span: (Date, Date),
    unit: Option<i64>,
    scope: &Scope,
    turn: &Turn,
    limit: usize,
) -> Result<Page<Answered>> {
    let (_, besides) = of_days(span, unit, scope);
    let list = List {
        table: "surveys_response r",
        joined: " CROSS JOIN surveys_survey s",
        joint: "s.id = r.survey_id",
        keys: ["r.answered_on", "r.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch {
            least: Some(span.0.into()),
            most: Some(span.1.into()),
            besides,
            ..Stretch::default()
        }],
    };
    let select = "r.survey_id, s.title, u.short_name AS unit";
    list.page(q, Columns { select, also: " LEFT JOIN identity_unit u ON u.id = s.unit_id" }, turn, limit).await
}

/// How many answers a period has.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn answers_count(q: &mut impl Query, span: (Date, Date), unit: Option<i64>, scope: &Scope) -> Result<i64> {
    let (days, besides) = of_days(span, unit, scope);
    let conditions = days.with(&besides).put(Where::new());
    q.scalar(&format!("SELECT COUNT(*) FROM {ANSWERS}{}", conditions.text()), conditions.args()).await
}

/// How many answers of a period each unit got.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn answers_by_unit(q: &mut impl Query, span: (Date, Date)) -> Result<Vec<(i64, i64)>> {
    let (days, _) = of_days(span, None, &Scope::All);
    let conditions = days.put(Where::new());
    let sql = format!(
        "SELECT s.unit_id, COUNT(*) FROM {ANSWERS}{} GROUP BY s.unit_id ORDER BY s.unit_id LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}
