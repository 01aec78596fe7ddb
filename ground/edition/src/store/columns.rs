//! Rows of `edition_column`.

use base::Moment;
use store::{Args, Query, Result, Tx, args, record};

record! {
    /// A column (栏目).
    pub struct Column from "edition_column" {
        /// Key.
        pub id: i64,
        /// Its site.
        pub site_id: i64,
        /// The column above.
        pub parent_id: Option<i64>,
        /// Short name in addresses.
        pub slug: String,
        /// 名称.
        pub name: String,
        /// Key of a kind of column.
        pub kind: String,
        /// The unit that has to keep it current.
        pub unit_id: i64,
        /// Rule row of the longest time without news; empty for none.
        pub gap_rule: String,
        /// Longest time without news in days that its keeper set; the rule row holds when there is none.
        pub gap_days: Option<i64>,
        /// What belongs in it.
        pub note: String,
        /// Address that a column of the kind `link` leads to.
        pub link: String,
        /// Explicit order among siblings.
        pub rank: i64,
        /// Keys from the top down to this column, as `/1/4/`.
        pub path: String,
        /// Not shown in menus.
        pub hidden: bool,
        /// Published editions in it and under it.
        pub items: i64,
        /// When something was last published in it or under it.
        pub last_at: Option<Moment>,
        /// When it was closed.
        pub closed_at: Option<Moment>,
    }
}

impl Column {
    /// The keys of the columns above it, from the top.
    pub fn above(&self) -> Vec<i64> {
        self.path.split('/').filter_map(|key| key.parse().ok()).filter(|key| *key != self.id).collect()
    }

    /// The local path of its list on its site.
    pub fn path(&self) -> String {
        if self.kind == "link" && !self.link.is_empty() { self.link.clone() } else { format!("/c/{}/", self.slug) }
    }
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Column>> {
    q.maybe(&format!("SELECT {} FROM edition_column WHERE id = $1", Column::COLUMNS), args![id]).await
}

pub(crate) async fn by_slug(q: &mut impl Query, site: i64, slug: &str) -> Result<Option<Column>> {
    let sql = format!("SELECT {} FROM edition_column WHERE site_id = $1 AND slug = $2", Column::COLUMNS);
    q.maybe(&sql, args![site, slug]).await
}

/// The open columns of a site in the order of their tree: parents before what is under them, siblings by rank.
pub(crate) async fn of_site(q: &mut impl Query, site: i64) -> Result<Vec<Column>> {
    let sql = format!(
        "SELECT {} FROM edition_column WHERE site_id = $1 AND closed_at IS NULL ORDER BY rank, id",
        Column::COLUMNS
    );
    let all: Vec<Column> = q.list(&sql, args![site]).await?;
    let mut under: std::collections::BTreeMap<Option<i64>, Vec<Column>> = std::collections::BTreeMap::new();
    for column in all {
        under.entry(column.parent_id).or_default().push(column);
    }
    let mut out = Vec::new();
    let mut waiting: Vec<Column> = under.remove(&None).unwrap_or_default();
    waiting.reverse();
    while let Some(column) = waiting.pop() {
        let mut below = under.remove(&Some(column.id)).unwrap_or_default();
        below.reverse();
        waiting.append(&mut below);
        out.push(column);
    }
    Ok(out)
}

/// Those among `ids`, closed ones too, in the order of keys.
pub(crate) async fn these(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Column>> {
    let mut found = Vec::new();
    for some in ids.chunks(super::MANY) {
        let w = store::sql::Where::new().and_in("id", some.iter().copied());
        let sql = format!("SELECT {} FROM edition_column{} ORDER BY id", Column::COLUMNS, w.text());
        found.extend(q.list::<Column>(&sql, w.args()).await?);
    }
    Ok(found)
}

/// What was published between two moments, the first included, by column: column, number.
pub(crate) async fn published(q: &mut impl Query, from: Moment, before: Moment) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT column_id, COUNT(*) FROM edition_place WHERE shown = 1 AND at >= $1 AND at < $2 GROUP BY column_id
         ORDER BY column_id",
        args![from, before],
    )
    .await
}

/// How many editions a site shows in columns of `kinds`, or of all kinds when none is named, that were published between two moments, the first
/// included: each once, in however many columns it stands, and those of columns that were closed meanwhile.
pub(crate) async fn published_on(
    q: &mut impl Query,
    site: i64,
    kinds: &[&str],
    (from, before): (Moment, Moment),
) -> Result<i64> {
    let shown = "p.site_id = ? AND p.shown = 1 AND p.kind <> 'above' AND p.at >= ? AND p.at < ?";
    let mut w = store::sql::Where::new().and(shown, args![site, from, before]);
    if !kinds.is_empty() {
        w = w.and_in("c.kind", kinds.iter().map(|kind| (*kind).to_owned()));
    }
    let sql = format!(
        "SELECT COUNT(DISTINCT p.item_id) FROM edition_place p JOIN edition_column c ON c.id = p.column_id{}",
        w.text()
    );
    q.scalar(&sql, w.args()).await
}

/// All open columns that some unit has to keep current, after the key `after`.
pub(crate) async fn watched(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<Column>> {
    let sql = format!(
        "SELECT {} FROM edition_column WHERE closed_at IS NULL AND id > $1 ORDER BY id LIMIT $2",
        Column::COLUMNS
    );
    q.list(&sql, args![after, limit]).await
}

/// The column and everything under it, closed ones too.
pub(crate) async fn subtree(q: &mut impl Query, column: &Column) -> Result<Vec<Column>> {
    let sql =
        format!("SELECT {} FROM edition_column WHERE site_id = $1 AND path LIKE $2 ORDER BY path", Column::COLUMNS);
    q.list(&sql, args![column.site_id, format!("{}%", column.path)]).await
}

/// What is written of a column.
pub(crate) struct Words<'a> {
    pub name: &'a str,
    pub kind: &'a str,
    pub unit: i64,
    pub gap_rule: &'a str,
    pub gap_days: Option<i64>,
    pub note: &'a str,
    pub link: &'a str,
    pub rank: i64,
    pub hidden: bool,
}

/// The columns of [`Words::args`], in their order.
const WORDS: &str = "name, kind, unit_id, gap_rule, gap_days, note, link, rank, hidden";

impl Words<'_> {
    /// What is written, as the first nine arguments of a statement, and `more` after it.
    fn args(&self, more: Args) -> Args {
        let Self { name, kind, unit, gap_rule, gap_days, note, link, rank, hidden } = *self;
        let mut all = args![name, kind, unit, gap_rule, gap_days, note, link, rank, hidden];
        all.extend(more);
        all
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    site: i64,
    parent: Option<&Column>,
    slug: &str,
    words: &Words<'_>,
) -> Result<i64> {
    let sql = format!(
        "INSERT INTO edition_column ({WORDS}, site_id, parent_id, slug, path, items)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0) RETURNING id"
    );
    let id: i64 = tx.insert(&sql, words.args(args![site, parent.map(|p| p.id), slug])).await?;
    let path = format!("{}{id}/", parent.map_or("/", |p| p.path.as_str()));
    tx.run("UPDATE edition_column SET path = $1 WHERE id = $2", args![path, id]).await?;
    Ok(id)
}

pub(crate) async fn update(tx: &mut Tx, id: i64, words: &Words<'_>) -> Result<u64> {
    let sql = format!("UPDATE edition_column SET ({WORDS}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9) WHERE id = $10");
    tx.run(&sql, words.args(args![id])).await
}

pub(crate) async fn set_rank(tx: &mut Tx, id: i64, rank: i64) -> Result<u64> {
    tx.run("UPDATE edition_column SET rank = $1 WHERE id = $2", args![rank, id]).await
}

/// Puts a column under another; the paths of everything under it follow.
pub(crate) async fn move_under(tx: &mut Tx, column: &Column, parent: Option<&Column>) -> Result<()> {
    let path = format!("{}{}/", parent.map_or("/", |p| p.path.as_str()), column.id);
    for below in subtree(tx, column).await? {
        let moved = below.path.replacen(&column.path, &path, 1);
        tx.run("UPDATE edition_column SET path = $1 WHERE id = $2", args![moved, below.id]).await?;
    }
    tx.run("UPDATE edition_column SET parent_id = $1 WHERE id = $2", args![parent.map(|p| p.id), column.id]).await?;
    Ok(())
}

pub(crate) async fn close(tx: &mut Tx, id: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE edition_column SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", args![at, id]).await
}

/// A further edition is shown in the column (`more` = 1), or one less (-1).
pub(crate) async fn count(tx: &mut Tx, id: i64, more: i64, at: Option<Moment>) -> Result<()> {
    tx.run(
        "UPDATE edition_column SET items = items + $1,
         last_at = CASE WHEN $2 > COALESCE(last_at, 0) THEN $2 ELSE last_at END WHERE id = $3",
        args![more, at.unwrap_or(Moment(0)), id],
    )
    .await?;
    Ok(())
}

/// Counts a column anew from its places, after a move or a withdrawal of its newest edition.
pub(crate) async fn recount(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run(
        "UPDATE edition_column SET
         items = (SELECT COUNT(*) FROM edition_place WHERE column_id = $1 AND shown = 1),
         last_at = (SELECT MAX(at) FROM edition_place WHERE column_id = $1 AND shown = 1) WHERE id = $1",
        args![id],
    )
    .await?;
    Ok(())
}

/// The time of the newest edition shown in the column.
pub(crate) async fn refresh_last(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run(
        "UPDATE edition_column SET last_at =
         (SELECT MAX(at) FROM edition_place WHERE column_id = $1 AND shown = 1) WHERE id = $1",
        args![id],
    )
    .await?;
    Ok(())
}
