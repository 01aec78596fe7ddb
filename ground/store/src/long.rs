//! Long lists (长列表): read page by page in the order of an index, and never further than a bound, so that a page costs
//! the same at any length.
//!
//! A list is made of [`Stretch`]es of one index, each already in the list's order, and merged. What a list is narrowed to
//! and the index does not know is looked up row by row, for at most [`LOOK`] rows; then the page says where it stopped,
//! and goes on from there when it is asked to. Counts stop at a cap.

mod page;
mod terms;

use crate::sql::Where;
use crate::{Args, Dialect, FromRow, Query, Result, args};

pub use page::{Counted, Key, Page, Shown, Turn, civil_date, whole_number};
pub use terms::{Stretch, Terms};

/// Rows of an index that one page looks at when something must hold that the index does not know.
pub const LOOK: usize = 2_000;
/// With many stretches, so many rows of each at least.
const LOOK_LEAST: usize = 100;
/// Counts go so far; beyond, they say that there are more.
pub const CAP: usize = 1_000;

/// A list in the order of its keys.
#[derive(Debug, Clone)]
pub struct List {
    /// The table that is read first, with its alias.
    pub table: &'static str,
    /// The tables joined to it, as ` CROSS JOIN matter_matter m`. Not `JOIN`: SQLite would be free to begin with them.
    pub joined: &'static str,
    /// How they are joined; a row of the first table finds exactly one of each.
    pub joint: &'static str,
    /// The two columns of the order, of the table that is read first; together they stand for one row.
    pub keys: [&'static str; 2],
    /// Whether the largest keys come first.
    pub newest_first: bool,
    /// Its parts; none means that there is nothing in it.
    pub stretches: Vec<Stretch>,
    /// Whether no row can stand in two of them.
    pub apart: bool,
}

/// What a page is to show of its rows.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The columns, besides `k1` and `k2`, which are the keys.
    pub select: &'a str,
    /// Tables that only the columns need, as ` LEFT JOIN identity_unit u ON …`.
    pub also: &'a str,
}

/// When the tables of a list are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Only where something must hold that the index does not know.
    Needed,
    /// The same, of no more rows of each stretch than a page looks at.
    Bounded,
    /// Always.
    Always,
    /// Never; what must hold besides is not asked either.
    Never,
}

impl List {
    /// A page of at most `limit` rows.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn page<T: FromRow + Send>(
        &self,
        q: &mut impl Query,
        columns: Columns<'_>,
        turn: &Turn,
        limit: usize,
    ) -> Result<Page<T>> {
        let edge = self.edge(q, turn).await?;
        let [k1, k2] = self.keys;
        let order = self.order(turn);
        let Columns { select, also } = columns;
        let asked = Asked { turn, edge: edge.as_ref(), join: Join::Always, args: Args::new() };
        let (parts, args) = self.parts(q.dialect(), asked, |from, text| {
            format!(
                "SELECT {k1} AS k1, {k2} AS k2, {select} FROM {from}{also}{text}
                 ORDER BY {k1} {order}, {k2} {order} LIMIT {limit}"
            )
        });
        if parts.is_empty() {
            return Ok(Page { rows: Vec::new(), stopped: None });
        }
        let sql = merged(&parts, self.union(), &format!("ORDER BY k1 {order}, k2 {order} LIMIT {limit}"));
        let mut rows: Vec<T> = q.list(&sql, args).await?;
        if matches!(turn, Turn::Before(_)) {
            rows.reverse();
        }
        Ok(Page { stopped: edge.filter(|_| rows.len() < limit), rows })
    }

    /// How many rows there are: counted up to `cap`, among those at which a page would look.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn count(&self, q: &mut impl Query, cap: usize) -> Result<Counted> {
        if !self.looks_up() {
            return Ok(Counted::up_to(cap, self.found(q, cap, None, Join::Needed).await?, false));
        }
        // A list with very many rows shows it among the first of each stretch: then nobody asks where looking would end.
        let found = self.found(q, cap, None, Join::Bounded).await?;
        let first = Counted::up_to(cap, found, false);
        if first.more {
            return Ok(first);
        }
        match self.bound(q, &Turn::First).await? {
            // Those were all.
            None => Ok(first),
            edge => Ok(Counted::up_to(cap, self.found(q, cap, edge.as_ref(), Join::Needed).await?, true)),
        }
    }

    /// Rows until `edge`, counted up to one more than `cap`.
    async fn found(&self, q: &mut impl Query, cap: usize, edge: Option<&Key>, join: Join) -> Result<i64> {
        let [k1, k2] = self.keys;
        let order = self.order(&Turn::First);
        let most = cap.saturating_add(1);
        let asked = Asked { turn: &Turn::First, edge, join, args: Args::new() };
        let (parts, args) = self.parts(q.dialect(), asked, |from, text| {
            // In the order of the index, so that SQLite reads that and not the table; what is bounded comes in it.
            let order = match join {
                Join::Bounded => String::new(),
                _ => format!(" ORDER BY {k1} {order}, {k2} {order}"),
            };
            format!("SELECT {k1} AS k1, {k2} AS k2 FROM {from}{text}{order} LIMIT {most}")
        });
        if parts.is_empty() {
            return Ok(0);
        }
        let counted = merged(&parts, self.union(), &format!("LIMIT {most}"));
        q.scalar(&format!("SELECT COUNT(*) FROM ({counted}) AS counted"), args).await
    }

    /// How many of the rows at which a page would look fulfil each of `cases`, found in one pass and counted up to `cap`.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn count_each(&self, q: &mut impl Query, cases: &[Terms], cap: usize) -> Result<Vec<Counted>> {
        let edge = self.bound(q, &Turn::First).await?;
        let [k1, k2] = self.keys;
        let order = self.order(&Turn::First);
        let mut args = Args::new();
        let mut select = String::new();
        for (i, case) in cases.iter().enumerate() {
            let case = case.put(Where::after(args));
            let holds = case.text().strip_prefix(" WHERE ").unwrap_or("1 = 1");
            select.push_str(&format!(", CASE WHEN {holds} THEN 1 ELSE 0 END AS c{i}"));
            args = case.args();
        }
        let asked = Asked { turn: &Turn::First, edge: edge.as_ref(), join: Join::Always, args };
        let (parts, args) = self.parts(q.dialect(), asked, |from, text| {
            // No more than the bound lets through; in the order of the index, so that SQLite reads that and not the table.
            format!(
                "SELECT {k1} AS k1, {k2} AS k2{select} FROM {from}{text}
                 ORDER BY {k1} {order}, {k2} {order} LIMIT {LOOK}"
            )
        });
        if parts.is_empty() || cases.is_empty() {
            return Ok(vec![Counted { found: 0, more: false }; cases.len()]);
        }
        let sums: Vec<String> = (0..cases.len()).map(|i| format!("COALESCE(SUM(c{i}), 0)")).collect();
        let sql = format!("SELECT {} FROM ({}) AS looked", sums.join(", "), merged(&parts, self.union(), ""));
        let row = q.rows(&sql, args).await?.into_iter().next();
        let number = |i: usize| row.as_ref().map_or(Ok(0), |row| row.at::<i64>(i));
        (0..cases.len()).map(|i| Ok(Counted::up_to(cap, number(i)?, edge.is_some()))).collect()
    }

    /// How far a page looks: the key of the last row, when something is looked up row by row and the list goes on behind.
    async fn edge(&self, q: &mut impl Query, turn: &Turn) -> Result<Option<Key>> {
        match self.looks_up() {
            true => self.bound(q, turn).await,
            false => Ok(None),
        }
    }

    /// Whether something must hold that the index does not know.
    fn looks_up(&self) -> bool {
        self.stretches.iter().any(|s| !s.besides.is_empty())
    }

    /// How many rows of each stretch a page looks at.
    fn each(&self) -> usize {
        (LOOK / self.stretches.len().max(1)).max(LOOK_LEAST)
    }

    /// How stretches become one list.
    fn union(&self) -> &'static str {
        if self.apart { "UNION ALL" } else { "UNION" }
    }

    async fn bound(&self, q: &mut impl Query, turn: &Turn) -> Result<Option<Key>> {
        let [k1, k2] = self.keys;
        let order = self.order(turn);
        // Not an offset into a long list: it is the bound itself, and only the index is read.
        let each = self.each() - 1;
        let asked = Asked { turn, edge: None, join: Join::Never, args: Args::new() };
        let (parts, args) = self.parts(q.dialect(), asked, |from, text| {
            format!(
                "SELECT {k1} AS k1, {k2} AS k2 FROM {from}{text}
                 ORDER BY {k1} {order}, {k2} {order} LIMIT 1 OFFSET {each}"
            )
        });
        if parts.is_empty() {
            return Ok(None);
        }
        let sql = merged(&parts, "UNION ALL", &format!("ORDER BY k1 {order}, k2 {order} LIMIT 1"));
        let row = q.rows(&sql, args).await?.into_iter().next();
        row.map(|row| Ok([row.at(0)?, row.at(1)?])).transpose()
    }

    fn falls(&self, turn: &Turn) -> bool {
        self.newest_first != matches!(turn, Turn::Before(_))
    }

    fn order(&self, turn: &Turn) -> &'static str {
        if self.falls(turn) { "DESC" } else { "ASC" }
    }

    /// A statement for each stretch, written by `write` from tables and conditions; arguments are numbered through.
    fn parts(&self, dialect: Dialect, asked: Asked<'_>, write: impl Fn(&str, &str) -> String) -> (Vec<String>, Args) {
        let mut args = asked.args.clone();
        let mut parts = Vec::with_capacity(self.stretches.len());
        for stretch in self.stretches.iter().filter(|s| !s.index.never() && !s.besides.never()) {
            let joins = match asked.join {
                Join::Always => true,
                Join::Needed | Join::Bounded => !stretch.besides.is_empty(),
                Join::Never => false,
            };
            let mut table = self.table.to_owned();
            let mut w = self.bounds(dialect, &asked, stretch, stretch.index.put(Where::after(args)));
            if asked.join == Join::Bounded && joins {
                let ([k1, k2], order) = (self.keys, self.order(asked.turn));
                let alias = self.table.rsplit(' ').next().unwrap_or_default();
                let limit = self.each();
                table = format!(
                    "(SELECT * FROM {table}{} ORDER BY {k1} {order}, {k2} {order} LIMIT {limit}) {alias}",
                    w.text()
                );
                w = Where::after(w.args());
            }
            if joins && !self.joint.is_empty() {
                w = w.and(self.joint, args![]);
            }
            if asked.join != Join::Never {
                w = stretch.besides.put(w);
            }
            let from = format!("{table}{}", if joins { self.joined } else { "" });
            parts.push(write(&from, w.text()));
            args = w.args();
        }
        (parts, args)
    }

    /// Where the page begins and ends. SQLite takes one bound on each side into the index, so only the nearer one is
    /// offered to it: what a page goes on from lies within the list, and where it stops too.
    fn bounds(&self, dialect: Dialect, asked: &Asked<'_>, stretch: &Stretch, mut w: Where) -> Where {
        let [k1, k2] = self.keys;
        let (on, until) = if self.falls(asked.turn) { ("<", ">=") } else { (">", "<=") };
        let mut near = Vec::new();
        if let Turn::After(key) | Turn::Before(key) = asked.turn {
            near.push(on);
            w = w.and(&format!("({k1}, {k2}) {on} (?, ?)"), key.to_vec());
        }
        if let Some(edge) = asked.edge {
            near.push(until);
            w = w.and(&format!("({k1}, {k2}) {until} (?, ?)"), edge.to_vec());
        }
        for (sign, bound) in [(">=", &stretch.least), ("<=", &stretch.most)] {
            let Some(bound) = bound else { continue };
            let behind = near.iter().any(|n| n.starts_with(&sign[..1]));
            let aside = if behind && dialect == Dialect::Sqlite { "+" } else { "" };
            w = w.and(&format!("{aside}{k1} {sign} ?"), vec![bound.clone()]);
        }
        w
    }
}

/// What the statements of a list are put together from.
struct Asked<'a> {
    turn: &'a Turn,
    edge: Option<&'a Key>,
    join: Join,
    args: Args,
}

/// Statements as one, in the order of `end`.
fn merged(parts: &[String], union: &str, end: &str) -> String {
    if let [one] = parts {
        return one.clone();
    }
    let each: Vec<String> =
        parts.iter().enumerate().map(|(i, part)| format!("SELECT * FROM ({part}) AS s{i}")).collect();
    format!("SELECT * FROM ({}) AS merged {end}", each.join(&format!(" {union} ")))
}
