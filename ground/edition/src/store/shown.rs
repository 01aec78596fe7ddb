//! What readers can get to: a published edition stands while a site that is on line shows it, be it its own or one that quotes it.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, args};

use super::live::Listed;

/// Sites that were taken off line.
const CLOSED: &str = "SELECT c.id FROM edition_site c WHERE c.closed_at IS NOT NULL";

/// Places of an edition on sites that are on line.
const PLACES: &str = "edition_place p JOIN edition_site s ON s.id = p.site_id AND s.closed_at IS NULL
     WHERE p.item_id = edition_live.item_id AND p.shown = 1";

/// The condition on `edition_live` that a site on line shows it. Few sites are closed, so that the places of few editions are read.
pub(super) fn stands() -> String {
    format!("edition_live.site_id NOT IN ({CLOSED}) OR EXISTS (SELECT 1 FROM {PLACES})")
}

/// Whether readers can get to the published edition `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn is_shown(q: &mut impl Query, id: i64) -> Result<bool> {
    let w = Where::new().and("item_id = ?", args![id]).and(&stands(), args![]);
    Ok(q.scalar::<i64>(&format!("SELECT COUNT(*) FROM edition_live{}", w.text()), w.args()).await? > 0)
}

/// Those among `ids` that readers can get to, in that order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn standing(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Listed>> {
    let w = Where::new().and_in("item_id", ids.iter().copied().take(super::MANY)).and(&stands(), args![]);
    let sql = format!("SELECT {} FROM edition_live{}", Listed::COLUMNS, w.text());
    let mut rows: Vec<Listed> = q.list(&sql, w.args()).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.item_id));
    Ok(rows)
}

/// Key, site on which it is read, and time of the last publication of everything whose key lies in `keys` and that readers can get
/// to, in the order of keys: for sitemaps, static copies and rebuilding.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn stamps(q: &mut impl Query, keys: std::ops::Range<i64>) -> Result<Vec<(i64, i64, Moment)>> {
    // As `found::home` chooses: the own site, or the first other one.
    let sql = format!(
        "SELECT item_id, site, revised_at FROM (SELECT item_id, revised_at,
             CASE WHEN site_id NOT IN ({CLOSED}) THEN site_id
             ELSE (SELECT p.site_id FROM {PLACES} ORDER BY p.kind, p.column_id LIMIT 1) END AS site
             FROM edition_live WHERE item_id >= $1 AND item_id < $2) AS stamped
         WHERE site IS NOT NULL ORDER BY item_id"
    );
    q.list(&sql, args![keys.start, keys.end]).await
}
