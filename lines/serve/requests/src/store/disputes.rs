//! The list of disputes (行政复议、行政诉讼): one set of conditions for the list, its counts and the cells of table four, so that every
//! number opens what it counts.

use base::Date;
use counter::Scope;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{Query, Result, args, record};

use crate::channels::{DECISIONS, DISPUTES};

/// A countable set of disputes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeCount {
    /// 全部.
    All,
    /// 尚未审结.
    Open,
    /// 待提交答复、答辩: the copy was received, the reply is not handed in.
    Reply,
    /// 结果纠正.
    Corrected,
    /// 待重新答复: a new answer is ordered and not given.
    Redo,
}

impl DisputeCount {
    /// All counts: name in addresses, 名称 and what it is.
    pub const ALL: &'static [(&'static str, &'static str, Self)] = &[
        ("all", "全部", Self::All),
        ("open", "尚未审结", Self::Open),
        ("reply", "待提交答复、答辩", Self::Reply),
        ("corrected", "结果纠正", Self::Corrected),
        ("redo", "待重新答复", Self::Redo),
    ];

    /// The count with this name; all for another.
    pub fn of(key: &str) -> Self {
        Self::ALL.iter().find(|(name, ..)| *name == key).map_or(Self::All, |(.., count)| *count)
    }

    fn terms(self) -> Terms {
        let text = match self {
            Self::All => return Terms::new(),
            Self::Open => "d.decided_on IS NULL",
            Self::Reply => "d.copy_on IS NOT NULL AND d.replied_on IS NULL AND d.decided_on IS NULL",
            Self::Corrected => "d.result = 'corrected'",
            Self::Redo => "EXISTS (SELECT 1 FROM requests_redo x WHERE x.dispute_id = d.id AND x.answered_on IS NULL)",
        };
        Terms::new().and(text, args![])
    }
}

/// What the list shows.
#[derive(Debug, Clone)]
pub struct DisputeFilter {
    /// Of whose requests.
    pub scope: Scope,
    /// Those that are counted.
    pub count: DisputeCount,
    /// Of this organ.
    pub unit: Option<i64>,
    /// A key of [`DISPUTES`].
    pub kind: Option<String>,
    /// A cell of table four: the year and the column, counted from 0; the fifth is the total.
    pub cell: Option<(i16, usize)>,
}

impl DisputeFilter {
    /// All disputes.
    pub const ALL: Self = Self { scope: Scope::All, count: DisputeCount::All, unit: None, kind: None, cell: None };

    fn terms(&self) -> Terms {
        let mut terms = self
            .count
            .terms()
            .and_if("d.organ_id = ?", self.unit.filter(|_| self.cell.is_none()))
            .and_if("d.kind = ?", self.kind.clone());
        if let Some((year, column)) = self.cell {
            terms = terms.with(&cell(year, column));
            if let Some(unit) = self.unit {
                terms = terms.with(&super::handed::counted_disputes(unit, year));
            }
        }
        match &self.scope {
            Scope::All => terms,
            Scope::Units(units) => terms.and_in("d.organ_id", units.clone()),
        }
    }
}

/// What a column of table four counts in `year`, as conditions on `requests_dispute d`: what was decided in the year so, then what
/// was not decided at its end; the fifth column is all of it.
pub fn cell(year: i16, column: usize) -> Terms {
    let (first, last) = super::annual::days(year);
    let open = "d.filed_on <= ? AND (d.decided_on IS NULL OR d.decided_on > ?)";
    match column {
        0..=2 => {
            let result = DECISIONS.get(column).map_or("", |d| d.value);
            let decided = "d.decided_on >= ? AND d.decided_on <= ? AND d.result = ?";
            Terms::new().and(decided, args![first, last, result])
        }
        3 => Terms::new().and(open, args![last, last]),
        _ => {
            let any = format!("(d.decided_on >= ? AND d.decided_on <= ?) OR ({open})");
            Terms::new().and(any, args![first, last, last, last])
        }
    }
}

/// The place of a kind of disputes among the rows of table four.
pub fn row_of(kind: &str) -> Option<usize> {
    DISPUTES.iter().position(|d| d.value == kind)
}

record! {
    /// One line of the list.
    pub struct DisputeRow from "requests_dispute" {
        /// When it was filed; with its key its place in the list.
        #[serde(with = "base::time::date_text")]
        pub k1: Date,
        /// Key.
        pub k2: i64,
        /// review, direct or after.
        pub kind: String,
        /// Before whom.
        pub forum: String,
        /// Its number there.
        pub case_number: String,
        /// Whether it is reviewed by the simplified procedure.
        pub simplified: bool,
        /// When its copy was received.
        #[serde(with = "base::time::date_text_option")]
        pub copy_on: Option<Date>,
        /// When the reply was handed in.
        #[serde(with = "base::time::date_text_option")]
        pub replied_on: Option<Date>,
        /// upheld, corrected or other; empty before.
        pub result: String,
        /// When it was decided.
        #[serde(with = "base::time::date_text_option")]
        pub decided_on: Option<Date>,
        /// Key of the request's matter.
        pub matter_id: i64,
        /// Number of the request.
        pub number: String,
        /// Name of the information.
        pub title: String,
        /// Short name of the organ.
        pub organ: String,
        /// Until when a new answer is ordered.
        #[serde(with = "base::time::date_text_option")]
        pub redo_due: Option<Date>,
        /// Whether a new answer is waited for.
        pub redo: bool,
    }
}

const ROW: &str =
    "d.kind, d.forum, d.number AS case_number, d.simplified, d.copy_on, d.replied_on, d.result, d.decided_on,
     r.matter_id, m.number, r.title, u.short_name AS organ,
     (SELECT MIN(x.due_on) FROM requests_redo x WHERE x.dispute_id = d.id AND x.answered_on IS NULL) AS redo_due,
     CASE WHEN EXISTS (SELECT 1 FROM requests_redo x WHERE x.dispute_id = d.id AND x.answered_on IS NULL)
          THEN 1 ELSE 0 END AS redo";

fn whole(filter: &DisputeFilter) -> List {
    List {
        table: "requests_dispute d",
        joined: " CROSS JOIN requests_request r CROSS JOIN matter_matter m",
        joint: "r.id = d.request_id AND m.id = r.matter_id",
        keys: ["d.filed_on", "d.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { index: filter.terms(), least: None, most: None, besides: Terms::new() }],
    }
}

/// A page of the disputes that fit, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn disputed(
    q: &mut impl Query,
    filter: &DisputeFilter,
    turn: &Turn,
    limit: usize,
) -> Result<Page<DisputeRow>> {
    let also = " LEFT JOIN identity_unit u ON u.id = d.organ_id";
    whole(filter).page(q, Columns { select: ROW, also }, turn, limit).await
}

/// How many disputes fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn disputes_counted(q: &mut impl Query, filter: &DisputeFilter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// How many disputes fit, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn disputes_count(q: &mut impl Query, filter: &DisputeFilter) -> Result<i64> {
    let conditions = filter.terms().put(Where::new());
    q.scalar(&format!("SELECT COUNT(*) FROM requests_dispute d{}", conditions.text()), conditions.args()).await
}

/// How many reviews and suits about answers of `organ` are not decided, and how many answers it still has to give anew.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn held(q: &mut impl Query, organ: i64) -> Result<i64> {
    let disputes = "SELECT COUNT(*) FROM requests_dispute WHERE organ_id = $1 AND decided_on IS NULL";
    let disputes: i64 = q.scalar(disputes, args![organ]).await?;
    let redos = "SELECT COUNT(*) FROM requests_redo x JOIN requests_request r ON r.id = x.request_id
                 WHERE r.organ_id = $1 AND x.begun_on IS NULL";
    let redos: i64 = q.scalar(redos, args![organ]).await?;
    Ok(disputes + redos)
}
