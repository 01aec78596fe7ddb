//! The register (登记簿): one set of conditions for the list and for its count, so that every number opens what it counts.

mod row;

use base::{Date, Fault, Moment};
use counter::Scope;
use counter::rating::SATISFIED_FROM;
use matter::Ground;
use matter::store::BESIDES;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{Query, Result, args, sql};

use crate::late::Late;

use row::ROW;
pub use row::Row;

/// A countable set of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// 登记.
    All,
    /// 收到: with a day of receipt.
    Received,
    /// 在办: without a result.
    Open,
    /// 待确认收到.
    Unconfirmed,
    /// 办结.
    Closed,
    /// 按期办结.
    OnTime,
    /// 超期: closed late, or open and over.
    Overdue,
    /// 不予公开.
    Refused,
    /// 发生复议、诉讼.
    Disputed,
    /// 确认超期: nobody confirmed with the applicant in time (art. 31).
    ConfirmLate,
    /// 补正告知将届满: the seven days of art. 30 are nearly over.
    NoticeSoon,
    /// 征求意见超期: somebody is asked whose letter was not entered as received in time, or whose time is over.
    AskedLate,
    /// 待重新答复.
    Redo,
    /// 已评价.
    Rated,
    /// 评价满意.
    Satisfied,
}

impl Count {
    /// All counts.
    pub const ALL: &'static [Self] = &[
        Self::All,
        Self::Received,
        Self::Unconfirmed,
        Self::Open,
        Self::Overdue,
        Self::Closed,
        Self::OnTime,
        Self::Refused,
        Self::Disputed,
        Self::ConfirmLate,
        Self::NoticeSoon,
        Self::AskedLate,
        Self::Redo,
        Self::Rated,
        Self::Satisfied,
    ];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Received => "received",
            Self::Unconfirmed => "unconfirmed",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Closed => "closed",
            Self::OnTime => "ontime",
            Self::Refused => "refused",
            Self::Disputed => "disputed",
            Self::ConfirmLate => "confirm",
            Self::NoticeSoon => "notice",
            Self::AskedLate => "asked",
            Self::Redo => "redo",
            Self::Rated => "rated",
            Self::Satisfied => "satisfied",
        }
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "全部登记",
            Self::Received => "收到",
            Self::Unconfirmed => "待确认收到",
            Self::Open => "在办",
            Self::Overdue => "超期",
            Self::Closed => "办结",
            Self::OnTime => "按期办结",
            Self::Refused => "不予公开",
            Self::Disputed => "复议诉讼",
            Self::ConfirmLate => "确认超期",
            Self::NoticeSoon => "补正告知将届满",
            Self::AskedLate => "征求意见超期",
            Self::Redo => "待重新答复",
            Self::Rated => "已评价",
            Self::Satisfied => "评价满意",
        }
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.key() == key)
    }

    /// What the table of requests knows of it, and what must be looked up in its matter.
    fn terms(self, now: Moment, late: Late) -> (Terms, Terms) {
        let own = |text: &str| (Terms::new().and(text, args![]), Terms::new());
        match self {
            Self::All => (Terms::new(), Terms::new()),
            Self::Received => own("r.received_on IS NOT NULL"),
            Self::Unconfirmed => own("r.received_on IS NULL AND r.result IS NULL AND r.voided_on IS NULL"),
            Self::Open => own("r.result IS NULL AND r.voided_on IS NULL"),
            Self::Closed => own("r.result IS NOT NULL"),
            Self::OnTime => own("r.result IS NOT NULL AND r.late = 0"),
            Self::Refused => own("r.result IN ('b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8')"),
            Self::Disputed => own("EXISTS (SELECT 1 FROM requests_dispute d WHERE d.request_id = r.id)"),
            Self::Redo => {
                own("EXISTS (SELECT 1 FROM requests_redo x WHERE x.request_id = r.id AND x.answered_on IS NULL)")
            }
            Self::Rated => own("r.satisfaction IS NOT NULL"),
            Self::Satisfied => (Terms::new().and("r.satisfaction >= ?", args![SATISFIED_FROM]), Terms::new()),
            Self::ConfirmLate => {
                let waits = "r.received_on IS NULL AND r.result IS NULL AND r.voided_on IS NULL AND r.arrived_on <= ?";
                (Terms::new().and(waits, args![late.confirm]), Terms::new())
            }
            Self::NoticeSoon => {
                let (after, until) = late.notice;
                let soon = "r.result IS NULL AND r.corrected_on IS NULL AND r.received_on > ? AND r.received_on <= ?";
                (Terms::new().and(soon, args![after, until]), Terms::new().and("m.state = 'handling'", args![]))
            }
            Self::AskedLate => {
                let waits = "r.result IS NULL AND EXISTS (SELECT 1 FROM requests_asked a WHERE a.request_id = r.id
                             AND a.answered_on IS NULL AND ((a.served_on IS NULL AND a.sent_on <= ?) OR a.served_on <= ?))";
                (Terms::new().and(waits, args![late.serve, late.outside]), Terms::new())
            }
            Self::Overdue => {
                let over = "r.late = 1 OR (r.result IS NULL AND m.clock = 'running' AND m.due_at < ?)";
                (Terms::new(), Terms::new().and(over, args![now]))
            }
        }
    }
}

/// What a list shows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Whose requests.
    pub scope: Scope,
    /// Those that a figure counts.
    pub count: Count,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
    /// Of this organ.
    pub unit: Option<i64>,
    /// Kind.
    pub kind: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Who asks.
    pub applicant: Option<String>,
    /// Result.
    pub result: Option<String>,
    /// State of the matter.
    pub state: Option<String>,
    /// Words in the name of the information, or the name of the applicant.
    pub words: Option<String>,
    /// Only this request.
    pub id: Option<i64>,
    /// A cell of table three: year and row.
    pub cell: Option<(i16, usize)>,
    /// The present moment, for what is overdue.
    pub now: Moment,
    /// The days before which something waits too long.
    pub late: Late,
}

impl Filter {
    /// All requests.
    pub fn all(now: Moment) -> Self {
        Self {
            scope: Scope::All,
            count: Count::All,
            from: None,
            to: None,
            unit: None,
            kind: None,
            channel: None,
            applicant: None,
            result: None,
            state: None,
            words: None,
            id: None,
            cell: None,
            now,
            late: Late::NEVER,
        }
    }

    /// All requests, with the days of today before which something waits too long.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn today(ground: &Ground) -> std::result::Result<Self, Fault> {
        Ok(Self { late: Late::at(ground)?, ..Self::all(ground.now) })
    }

    /// The units that may know who asks: those of which it is asked, not those that are only asked about it. None for who sees all.
    fn own_units(&self) -> Option<&[i64]> {
        match &self.scope {
            Scope::All => None,
            Scope::Units(units) => Some(units),
        }
    }

    fn terms(&self) -> (Terms, Terms) {
        let (own, besides) = self.count.terms(self.now, self.late);
        let mut own = own
            .and_if("r.received_on >= ?", self.from)
            .and_if("r.received_on <= ?", self.to)
            .and_if("r.organ_id = ?", self.unit.filter(|_| self.cell.is_none()))
            .and_if("r.kind = ?", self.kind.clone())
            .and_if("r.channel = ?", self.channel.clone())
            .and_if("r.applicant = ?", self.applicant.clone())
            .and_if("r.result = ?", self.result.clone())
            .and_if("r.id = ?", self.id);
        if let Some(words) = &self.words {
            let like = sql::contains(words);
            own = match self.own_units() {
                None => own.and("r.title LIKE ? ESCAPE '\\' OR r.name LIKE ? ESCAPE '\\'", args![like.clone(), like]),
                Some(units) => {
                    let of_own = format!("r.organ_id IN ({})", marks(units));
                    let condition = format!("r.title LIKE ? ESCAPE '\\' OR (r.name LIKE ? ESCAPE '\\' AND {of_own})");
                    let given = args![like.clone(), like].into_iter().chain(units.iter().map(|&unit| unit.into()));
                    own.and(condition, given.collect())
                }
            };
        }
        if let Some((year, row)) = self.cell {
            own = own.with(&super::annual::cell_terms(year, row));
            if let Some(unit) = self.unit {
                own = own.with(&super::handed::counted(unit, year));
            }
        }
        if let Scope::Units(units) = &self.scope {
            let places = marks(units);
            let passed = format!(
                "r.organ_id IN ({places}) OR EXISTS (SELECT 1 FROM matter_task t WHERE t.matter_id = r.matter_id
                 AND t.unit_id IN ({places}))"
            );
            let twice = units.iter().chain(units).map(|&unit| unit.into()).collect();
            own = if units.is_empty() { own.and_in("r.id", Vec::<i64>::new()) } else { own.and(passed, twice) };
        }
        (own, besides.and_if("m.state = ?", self.state.clone()))
    }
}

/// As many places of parameters; what lies in none of no units is nothing.
fn marks(units: &[i64]) -> String {
    if units.is_empty() { "NULL".to_owned() } else { vec!["?"; units.len()].join(", ") }
}

fn whole(filter: &Filter) -> List {
    let (index, besides) = filter.terms();
    List {
        table: "requests_request r",
        joined: " CROSS JOIN matter_matter m",
        joint: "m.id = r.matter_id",
        keys: ["r.arrived_on", "r.matter_id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { index, least: None, most: None, besides }],
    }
}

/// A page of the requests that fit, the newest first. Who asks is known to the organ that is asked, not to units whose help it wants.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Row>> {
    let also = " LEFT JOIN identity_unit u ON u.id = r.organ_id";
    let mut page: Page<Row> =
        whole(filter).page(q, Columns { select: &format!("{ROW}, {BESIDES}"), also }, turn, limit).await?;
    if let Some(units) = filter.own_units() {
        page.rows.iter_mut().filter(|row| !units.contains(&row.organ_id)).for_each(|row| row.name.clear());
    }
    Ok(page)
}

/// How many requests fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn counted(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

const JOINED: &str = "requests_request r JOIN matter_matter m ON m.id = r.matter_id";

fn conditions(filter: &Filter) -> Where {
    let (own, besides) = filter.terms();
    own.with(&besides).put(Where::new())
}

/// How many requests fit, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let conditions = conditions(filter);
    q.scalar(&format!("SELECT COUNT(*) FROM {JOINED}{}", conditions.text()), conditions.args()).await
}

/// How many requests fit for each organ.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let conditions = conditions(filter);
    let sql = format!(
        "SELECT r.organ_id, COUNT(*) FROM {JOINED}{} GROUP BY r.organ_id ORDER BY r.organ_id LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}
