//! The end of what is in force (有效期至) in `edition_live`.

use base::Date;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

use super::live::Live;

record! {
    /// A published document whose time is over or nearly so.
    pub struct Ending from "edition_live" {
        /// Key.
        pub item_id: i64,
        /// The unit that publishes it.
        pub unit_id: i64,
        /// Its own site.
        pub site_id: i64,
        /// 标题.
        pub title: String,
        /// Key of a validity.
        pub validity: String,
        /// Civil date until which it is in force.
        pub valid_until: String,
    }
}

/// Published documents of `units` (of all without) that say they are in force until `last` or earlier and are not marked as
/// ended, the earliest first, after the row `after` (date and key).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ending(
    q: &mut impl Query,
    units: Option<&[i64]>,
    last: Date,
    after: Option<(String, i64)>,
    limit: usize,
) -> Result<Vec<Ending>> {
    let mut w = Where::new()
        .and("valid_until <> '' AND valid_until <= ?", args![last])
        .and("validity NOT IN ('expired', 'repealed')", args![]);
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    if let Some((until, id)) = after {
        w = w.and("(valid_until, item_id) > (?, ?)", args![until, id]);
    }
    let limit = w.arg(limit);
    let sql =
        format!("SELECT {} FROM edition_live{} ORDER BY valid_until, item_id LIMIT {limit}", Ending::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// What an older version published: nobody noted its end yet.
pub(crate) async fn unknown(q: &mut impl Query, limit: usize) -> Result<Vec<Live>> {
    let sql = format!("SELECT {} FROM edition_live WHERE valid_until IS NULL ORDER BY item_id LIMIT $1", Live::COLUMNS);
    q.list(&sql, args![limit]).await
}

/// Notes the end of what is in force; empty for none.
pub(crate) async fn set(tx: &mut Tx, item: i64, until: &str) -> Result<u64> {
    tx.run("UPDATE edition_live SET valid_until = $1 WHERE item_id = $2", args![until, item]).await
}
