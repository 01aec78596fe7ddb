//! The list of objections to public notices: one set of conditions for the list and for its counts, so that every number opens what
//! it counts.

use base::Date;
use counter::Scope;
use counter::rating::SATISFIED_FROM;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{Query, Result, args, record};

/// A countable set of objections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objected {
    /// 全部.
    All,
    /// 待答复.
    Open,
    /// 已答复.
    Answered,
    /// 已评价.
    Rated,
    /// 评价满意.
    Satisfied,
}

impl Objected {
    /// All counts: name in addresses, 名称 and what it is.
    pub const ALL: &'static [(&'static str, &'static str, Self)] = &[
        ("all", "全部", Self::All),
        ("open", "待答复", Self::Open),
        ("answered", "已答复", Self::Answered),
        ("rated", "已评价", Self::Rated),
        ("satisfied", "评价满意", Self::Satisfied),
    ];

    /// The count with this name; all for another.
    pub fn of(key: &str) -> Self {
        Self::ALL.iter().find(|(name, ..)| *name == key).map_or(Self::All, |(.., count)| *count)
    }

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(.., count)| *count == self).map_or("all", |(name, ..)| name)
    }

    fn terms(self) -> Terms {
        match self {
            Self::All => Terms::new(),
            Self::Open => Terms::new().and("o.answered_at IS NULL", args![]),
            Self::Answered => Terms::new().and("o.answered_at IS NOT NULL", args![]),
            Self::Rated => Terms::new().and("o.satisfaction IS NOT NULL", args![]),
            Self::Satisfied => Terms::new().and("o.satisfaction >= ?", args![SATISFIED_FROM]),
        }
    }
}

/// What a list of objections shows.
#[derive(Debug, Clone)]
pub struct ObjectionFilter {
    /// To whose notices.
    pub scope: Scope,
    /// Those that are counted.
    pub count: Objected,
    /// To notices of this unit.
    pub unit: Option<i64>,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
}

impl ObjectionFilter {
    /// All objections.
    pub const ALL: Self = Self { scope: Scope::All, count: Objected::All, unit: None, from: None, to: None };

    fn terms(&self) -> Terms {
        let terms = self
            .count
            .terms()
            .and_if("o.received_on >= ?", self.from)
            .and_if("o.received_on <= ?", self.to)
            .and_if("n.unit_id = ?", self.unit);
        match &self.scope {
            Scope::All => terms,
            Scope::Units(units) => terms.and_in("n.unit_id", units.clone()),
        }
    }
}

record! {
    /// One line of the list.
    pub struct ObjectedRow from "surveys_objection" {
        /// When it was received; with its key its place in the list.
        #[serde(with = "base::time::date_text")]
        pub k1: Date,
        /// Key.
        pub k2: i64,
        /// Its matter.
        pub matter_id: i64,
        /// Its number.
        pub number: String,
        /// Title of the notice.
        pub title: String,
        /// Short name of the unit that announced.
        pub unit: String,
        /// How it ended, empty before.
        pub outcome: String,
        /// What the person thinks of the answer.
        pub satisfaction: Option<i64>,
    }
}

fn whole(wanted: &ObjectionFilter) -> List {
    List {
        table: "surveys_objection o",
        joined: " CROSS JOIN surveys_notice n CROSS JOIN matter_matter m",
        joint: "n.id = o.notice_id AND m.id = o.matter_id",
        keys: ["o.received_on", "o.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { besides: wanted.terms(), ..Stretch::default() }],
    }
}

/// A page of objections, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn objected(
    q: &mut impl Query,
    wanted: &ObjectionFilter,
    turn: &Turn,
    limit: usize,
) -> Result<Page<ObjectedRow>> {
    let select = "o.matter_id, m.number, n.title, u.short_name AS unit, o.outcome, o.satisfaction";
    let also = " LEFT JOIN identity_unit u ON u.id = n.unit_id";
    whole(wanted).page(q, Columns { select, also }, turn, limit).await
}

/// How many objections fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn objections_counted(q: &mut impl Query, wanted: &ObjectionFilter) -> Result<Counted> {
    whole(wanted).count(q, CAP).await
}

/// How many objections fit for each unit that announced, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn objections_by_unit(q: &mut impl Query, wanted: &ObjectionFilter) -> Result<Vec<(i64, i64)>> {
    let conditions = wanted.terms().put(Where::new());
    let sql = format!(
        "SELECT n.unit_id, COUNT(*) FROM surveys_objection o JOIN surveys_notice n ON n.id = o.notice_id{}
         GROUP BY n.unit_id ORDER BY n.unit_id LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}
