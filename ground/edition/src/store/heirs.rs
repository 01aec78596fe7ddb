//! What goes to the organ that continues the functions of a unit (承继): `edition_site`, `edition_column`, `edition_item`, `edition_live`.

use store::{Query, Result, Tx, args};

/// How many sites on line the unit keeps.
pub(crate) async fn count_sites(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM edition_site WHERE unit_id = $1 AND closed_at IS NULL", args![unit]).await
}

/// How many columns it has to keep current.
pub(crate) async fn count_columns(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM edition_column WHERE unit_id = $1 AND closed_at IS NULL", args![unit]).await
}

/// How many editions it answers for: published ones, and working copies that may be.
pub(crate) async fn count_editions(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM edition_item WHERE unit_id = $1 AND state <> 'withdrawn'", args![unit]).await
}

/// The sites that it keeps, closed ones too.
pub(crate) async fn sites(q: &mut impl Query, unit: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = q.list("SELECT id FROM edition_site WHERE unit_id = $1 ORDER BY id", args![unit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) async fn keep_site(tx: &mut Tx, site: i64, unit: i64) -> Result<u64> {
    tx.run("UPDATE edition_site SET unit_id = $1 WHERE id = $2", args![unit, site]).await
}

pub(crate) async fn hand_columns(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE edition_column SET unit_id = $1 WHERE unit_id = $2 AND closed_at IS NULL";
    tx.run(sql, args![to, from]).await
}

/// Editions with what is published of them. Who made what was published is kept beside; a draft is the heir's own when it comes out.
pub(crate) async fn hand_editions(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let live = "UPDATE edition_live SET maker_id = COALESCE(maker_id, unit_id), unit_id = $1 WHERE unit_id = $2";
    tx.run(live, args![to, from]).await?;
    let items = "UPDATE edition_item SET unit_id = $1,
                 maker_id = CASE WHEN published_at IS NULL THEN maker_id ELSE COALESCE(maker_id, unit_id) END
                 WHERE unit_id = $2";
    tx.run(items, args![to, from]).await
}
