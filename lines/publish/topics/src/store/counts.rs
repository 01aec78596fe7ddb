//! What reports count of topics, and the lists of what was counted.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, args, record};

/// What is counted of the topics that everybody may see: those kept in a period, or those first published in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// 维护数量: published before the period's end and not archived before its beginning.
    Kept,
    /// 新开设数量: first published within it.
    Opened,
}

/// The period and the unit whose topics are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub count: Count,
    pub from: Date,
    pub to: Date,
    pub unit: Option<i64>,
}

impl Asked {
    fn conditions(self) -> Where {
        let (from, to) = (Moment::start_of(self.from), Moment::end_of(self.to));
        let w = Where::new().and("t.state = 'published' OR t.state = 'archived'", args![]);
        let w = w.and("t.first_at <= ?", args![to]);
        let w = match self.count {
            Count::Kept => w.and("t.archived_at IS NULL OR t.archived_at >= ?", args![from]),
            Count::Opened => w.and("t.first_at >= ?", args![from]),
        };
        w.and_if("s.unit_id = ?", self.unit)
    }
}

const FROM: &str = "FROM topics_topic t JOIN edition_site s ON s.id = t.site_id";

record! {
    /// A topic that was counted.
    pub struct Counted from "topics_topic" {
        /// Key.
        pub id: i64,
        /// Its site.
        pub site_id: i64,
        /// Short name in addresses.
        pub slug: String,
        /// Name of a state.
        pub state: String,
        /// 专题名称.
        pub title: String,
        /// When it was first published.
        pub first_at: Option<Moment>,
        /// When it was archived.
        pub archived_at: Option<Moment>,
    }
}

/// How many they are.
pub(crate) async fn count(q: &mut impl Query, asked: Asked) -> Result<i64> {
    let w = asked.conditions();
    q.scalar(&format!("SELECT COUNT(*) {FROM}{}", w.text()), w.args()).await
}

/// How many each unit keeps: pairs of unit and count.
pub(crate) async fn by_unit(q: &mut impl Query, asked: Asked) -> Result<Vec<(i64, i64)>> {
    let w = asked.conditions();
    let sql = format!("SELECT s.unit_id, COUNT(*) {FROM}{} GROUP BY s.unit_id ORDER BY s.unit_id", w.text());
    q.list(&sql, w.args()).await
}

/// A page of the list of what was counted, the newest first, with keys below `before`.
pub(crate) async fn list(q: &mut impl Query, asked: Asked, before: Option<i64>, limit: usize) -> Result<Vec<Counted>> {
    let mut w = asked.conditions().and_if("t.id < ?", before);
    let limit = w.arg(limit);
    let columns: Vec<String> = Counted::COLUMNS.split(", ").map(|c| format!("t.{c} AS {c}")).collect();
    let sql = format!("SELECT {} {FROM}{} ORDER BY t.id DESC LIMIT {limit}", columns.join(", "), w.text());
    q.list(&sql, w.args()).await
}
