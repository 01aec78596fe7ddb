//! Lists of what is published. They are read by key, never by a number of rows to skip.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, args};

use super::live::{Listed, Live};
use super::shown::stands;
use crate::terms;

pub(super) fn columns(prefix: &str) -> String {
    Listed::COLUMNS.split(", ").map(|c| format!("{prefix}.{c} AS {c}")).collect::<Vec<_>>().join(", ")
}

/// Where a page of a list begins: time of publication and key of the neighbour that was shown before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// The newest.
    #[default]
    First,
    /// Older than this one.
    After(i64, i64),
    /// Newer than this one.
    Before(i64, i64),
}

impl Turn {
    /// Where the reader is in a list: `?after=time.key` or `?before=time.key` of the row next to the page; what cannot be
    /// read is the beginning.
    pub fn of(query: &web::Params) -> Self {
        let key = |name: &str| {
            let (at, id) = query.get(name).split_once('.')?;
            Some((at.parse().ok()?, id.parse().ok()?))
        };
        match (key("after"), key("before")) {
            (Some((at, id)), _) => Self::After(at, id),
            (_, Some((at, id))) => Self::Before(at, id),
            _ => Self::First,
        }
    }

    pub(super) fn condition(self, w: Where, at: &str, id: &str) -> (Where, bool) {
        match self {
            Self::First => (w, false),
            Self::After(a, b) => (w.and(&format!("({at}, {id}) < (?, ?)"), args![a, b]), false),
            Self::Before(a, b) => (w.and(&format!("({at}, {id}) > (?, ?)"), args![a, b]), true),
        }
    }
}

/// A page of a column's list, the newest first; pinned ones are not put on top here.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn in_column(q: &mut impl Query, column: i64, turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    let w = Where::new().and("p.column_id = ? AND p.shown = 1", args![column]);
    placed(q, w, turn, limit).await
}

/// A page of everything that a site shows, the newest first. An edition that stands in two columns comes once or twice;
/// the caller leaves out doubles.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn on_site(q: &mut impl Query, site: i64, turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    let w = Where::new().and("p.site_id = ? AND p.shown = 1 AND p.kind <> 'above'", args![site]);
    placed(q, w, turn, limit).await
}

async fn placed(q: &mut impl Query, w: Where, turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    let (mut w, backwards) = turn.condition(w, "p.at", "p.item_id");
    let limit = w.arg(limit);
    let order = if backwards { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT {} FROM edition_place p CROSS JOIN edition_live l{} AND l.item_id = p.item_id
         ORDER BY p.at {order}, p.item_id {order} LIMIT {limit}",
        columns("l"),
        w.text()
    );
    let mut rows: Vec<Listed> = q.list(&sql, w.args()).await?;
    if backwards {
        rows.reverse();
    }
    Ok(rows)
}

/// What stands on top of a column at `now`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn pinned(q: &mut impl Query, column: i64, now: Moment) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT {} FROM edition_place p CROSS JOIN edition_live l WHERE p.column_id = $1 AND p.pinned_until > $2
         AND p.shown = 1 AND l.item_id = p.item_id ORDER BY p.pinned_until DESC, p.item_id DESC LIMIT 10",
        columns("l")
    );
    q.list(&sql, args![column, now]).await
}

/// The neighbours of an edition in a column: the next newer and the next older one.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn neighbours(
    q: &mut impl Query,
    column: i64,
    at: Moment,
    id: i64,
) -> Result<(Option<Listed>, Option<Listed>)> {
    let newer = in_column(q, column, Turn::Before(at.0, id), 1).await?;
    let older = in_column(q, column, Turn::After(at.0, id), 1).await?;
    Ok((newer.into_iter().next(), older.into_iter().next()))
}

/// What disclosed documents are looked for by (公开目录 的 分面).
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// 机构.
    pub unit: Option<i64>,
    /// 主题.
    pub theme: String,
    /// 体裁.
    pub genre: String,
    /// 年份.
    pub year: Option<i64>,
    /// 有效性.
    pub validity: String,
    /// Node of the catalogue, with everything under it (`a/b` is under `a`).
    pub node: String,
    /// Kind of edition, such as `policy`.
    pub kind: String,
    /// Published on this civil date or later.
    pub from: Option<Date>,
    /// Published on this civil date or earlier.
    pub to: Option<Date>,
    /// Also what only sites show that were taken off line: the archive gets it too.
    pub off_line: bool,
}

impl Facets {
    fn conditions(&self) -> Where {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut w = Where::new().and("index_no <> ''", args![]).and_if("unit_id = ?", self.unit);
        w = w.and_if("theme = ?", filled(&self.theme)).and_if("genre = ?", filled(&self.genre));
        w = w.and_if("year = ?", self.year).and_if("validity = ?", filled(&self.validity));
        w = w.and_if("kind = ?", filled(&self.kind));
        w = w.and_if("published_at >= ?", self.from.map(Moment::start_of));
        w = w.and_if("published_at <= ?", self.to.map(Moment::end_of));
        if !self.off_line {
            w = w.and(&stands(), args![]);
        }
        if self.node.is_empty() {
            return w;
        }
        // `0` follows `/`, so the range holds the node itself and what is under it.
        w.and(
            "node = ? OR (node >= ? AND node < ?)",
            args![&self.node, format!("{}/", self.node), format!("{}0", self.node)],
        )
    }
}

/// A page of disclosed documents, the newest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn disclosed(q: &mut impl Query, facets: &Facets, turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    published(q, facets.conditions(), turn, limit).await
}

/// A page of what is published and fulfils `w`, the newest first.
pub(super) async fn published(q: &mut impl Query, w: Where, turn: Turn, limit: usize) -> Result<Vec<Listed>> {
    let (mut w, backwards) = turn.condition(w, "published_at", "item_id");
    let limit = w.arg(limit);
    let order = if backwards { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT {} FROM edition_live{} ORDER BY published_at {order}, item_id {order} LIMIT {limit}",
        Listed::COLUMNS,
        w.text()
    );
    let mut rows: Vec<Listed> = q.list(&sql, w.args()).await?;
    if backwards {
        rows.reverse();
    }
    Ok(rows)
}

/// How many disclosed documents there are, counted up to `cap`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_disclosed(q: &mut impl Query, facets: &Facets, cap: usize) -> Result<i64> {
    let mut w = facets.conditions();
    let cap = w.arg(cap);
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM edition_live{} LIMIT {cap}) AS capped", w.text());
    q.scalar(&sql, w.args()).await
}

/// The disclosed documents among `ids` that the facets leave, in that order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn disclosed_among(q: &mut impl Query, facets: &Facets, ids: &[i64]) -> Result<Vec<Listed>> {
    let mut rows: Vec<Listed> = Vec::new();
    for some in ids.chunks(super::MANY) {
        let w = facets.conditions().and_in("item_id", some.iter().copied());
        let sql = format!("SELECT {} FROM edition_live{}", Listed::COLUMNS, w.text());
        rows.extend(q.list::<Listed>(&sql, w.args()).await?);
    }
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.item_id));
    Ok(rows)
}

/// The year of the oldest disclosed document; nothing when there is none.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn first_year(q: &mut impl Query) -> Result<Option<i64>> {
    let w = Where::new().and("index_no <> '' AND year > 0", args![]).and(&stands(), args![]);
    q.scalar(&format!("SELECT MIN(year) FROM edition_live{}", w.text()), w.args()).await
}

/// Published editions with this document number, whatever brackets it is written with.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_doc_no(q: &mut impl Query, number: &str) -> Result<Vec<Listed>> {
    let sql = format!("SELECT {} FROM edition_live WHERE doc_key = $1 AND doc_key <> '' LIMIT 20", Listed::COLUMNS);
    q.list(&sql, args![terms::doc_key(number)]).await
}

/// The published edition with this index number.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_index_no(q: &mut impl Query, number: &str) -> Result<Option<Listed>> {
    let sql = format!("SELECT {} FROM edition_live WHERE index_no = $1 AND index_no <> ''", Listed::COLUMNS);
    q.maybe(&sql, args![number]).await
}

/// The published ones among `ids`, in that order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn these(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Listed>> {
    let w = Where::new().and_in("item_id", ids.iter().copied().take(super::MANY));
    let sql = format!("SELECT {} FROM edition_live{}", Listed::COLUMNS, w.text());
    let mut rows: Vec<Listed> = q.list(&sql, w.args()).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.item_id));
    Ok(rows)
}

/// The published ones among `ids` with all that they say, in that order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn whole(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Live>> {
    let w = Where::new().and_in("item_id", ids.iter().copied().take(super::MANY));
    let sql = format!("SELECT {} FROM edition_live{}", Live::COLUMNS, w.text());
    let mut rows: Vec<Live> = q.list(&sql, w.args()).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.item_id));
    Ok(rows)
}

/// The greatest key of what is published; 0 for nothing.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn last_key(q: &mut impl Query) -> Result<i64> {
    q.scalar("SELECT COALESCE(MAX(item_id), 0) FROM edition_live", args![]).await
}

/// Everything published after the key `after`, in the order of keys: for sitemaps, exports and rebuilding.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn walk(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<Live>> {
    let sql = format!("SELECT {} FROM edition_live WHERE item_id > $1 ORDER BY item_id LIMIT $2", Live::COLUMNS);
    q.list(&sql, args![after, limit]).await
}
