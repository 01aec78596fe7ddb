//! Rows of `edition_place`: where an edition is shown. A column over a column shows what that shows, so each place has
//! rows of the kind `above` for the columns over it; a list of any column is one range of one index.

use base::Moment;
use store::{Query, Result, Tx, args};

use super::columns::{self, Column};

/// The columns in which `item` is shown or would be: key, kind.
pub(crate) async fn of_item(q: &mut impl Query, item: i64) -> Result<Vec<(i64, String)>> {
    q.list("SELECT column_id, kind FROM edition_place WHERE item_id = $1 ORDER BY column_id", args![item]).await
}

/// Where a published edition is shown: column, site, kind (own, quoted, or above for a column over one of these).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_live(q: &mut impl Query, item: i64) -> Result<Vec<(i64, i64, String)>> {
    q.list(
        "SELECT column_id, site_id, kind FROM edition_place WHERE item_id = $1 AND shown = 1 ORDER BY kind, column_id",
        args![item],
    )
    .await
}

/// Shows `item` in `column` (`kind` own or quoted) and in the columns over it. Gives the columns that changed.
pub(crate) async fn show(tx: &mut Tx, item: i64, column: &Column, kind: &str, at: Moment) -> Result<Vec<i64>> {
    let mut changed = Vec::new();
    for (id, kind) in std::iter::once((column.id, kind)).chain(column.above().into_iter().map(|id| (id, "above"))) {
        let before: Option<(i64, String)> = tx
            .maybe("SELECT shown, kind FROM edition_place WHERE column_id = $1 AND item_id = $2", args![id, item])
            .await?;
        // A place of its own in the upper column is stronger than one by inheritance.
        let kept = match &before {
            Some((_, old)) if kind == "above" => old.clone(),
            _ => kind.to_owned(),
        };
        tx.run(
            "INSERT INTO edition_place (column_id, item_id, site_id, kind, at, shown) VALUES ($1, $2, $3, $4, $5, 1)
             ON CONFLICT (column_id, item_id) DO UPDATE SET kind = excluded.kind, at = excluded.at, shown = 1",
            args![id, item, column.site_id, kept, at],
        )
        .await?;
        let more = i64::from(before.is_none_or(|(shown, _)| shown == 0));
        columns::count(tx, id, more, Some(at)).await?;
        changed.push(id);
    }
    Ok(changed)
}

/// Takes `item` out of every list; gives the columns that changed.
pub(crate) async fn hide_all(tx: &mut Tx, item: i64) -> Result<Vec<i64>> {
    let shown: Vec<(i64,)> =
        tx.list("SELECT column_id FROM edition_place WHERE item_id = $1 AND shown = 1", args![item]).await?;
    tx.run("UPDATE edition_place SET shown = 0, pinned_until = NULL WHERE item_id = $1", args![item]).await?;
    let ids: Vec<i64> = shown.into_iter().map(|(id,)| id).collect();
    for id in &ids {
        columns::count(tx, *id, -1, None).await?;
        columns::refresh_last(tx, *id).await?;
    }
    Ok(ids)
}

/// A column with the moment until which something stands on top of it.
pub(crate) type Pinned = Vec<(i64, Moment)>;

/// Forgets where `item` was to be shown, before its places are written anew; gives the columns that changed and those
/// on top of which it stood.
pub(crate) async fn clear(tx: &mut Tx, item: i64) -> Result<(Vec<i64>, Pinned)> {
    let pinned = tx
        .list(
            "SELECT column_id, pinned_until FROM edition_place
             WHERE item_id = $1 AND shown = 1 AND pinned_until IS NOT NULL",
            args![item],
        )
        .await?;
    let changed = hide_all(tx, item).await?;
    tx.run("DELETE FROM edition_place WHERE item_id = $1", args![item]).await?;
    Ok((changed, pinned))
}

/// Puts an edition on top of a column until `until`, or takes it down.
pub(crate) async fn pin(tx: &mut Tx, column: i64, item: i64, until: Option<Moment>) -> Result<u64> {
    tx.run(
        "UPDATE edition_place SET pinned_until = $1 WHERE column_id = $2 AND item_id = $3 AND shown = 1",
        args![until, column, item],
    )
    .await
}

/// Forgets what the columns `column` inherited.
pub(crate) async fn clear_inherited(tx: &mut Tx, column: i64) -> Result<()> {
    tx.run("DELETE FROM edition_place WHERE column_id = $1 AND kind = 'above'", args![column]).await?;
    Ok(())
}

/// Lets the columns `above` show again what `column` shows, in one statement for each.
pub(crate) async fn inherit(tx: &mut Tx, column: i64, above: &[i64]) -> Result<()> {
    for over in above {
        tx.run(
            "INSERT INTO edition_place (column_id, item_id, site_id, kind, at, shown)
             SELECT $1, item_id, site_id, 'above', at, shown FROM edition_place WHERE column_id = $2 AND kind <> 'above'
             ON CONFLICT (column_id, item_id) DO NOTHING",
            args![*over, column],
        )
        .await?;
    }
    Ok(())
}
