//! Rows of `edition_item` that are to be disclosed (主动公开) and never were published.

use store::sql::Where;
use store::{Query, Result, args};

use super::items::Item;

/// Working copies of `units` (of all without) that are to be disclosed and never were, after the key `after`.
pub(crate) async fn undisclosed(
    q: &mut impl Query,
    units: Option<&[i64]>,
    after: i64,
    limit: usize,
) -> Result<Vec<Item>> {
    let mut w = Where::new()
        .and_in("state", ["draft", "review", "ready"])
        .and("attribute = 'active' AND published_at IS NULL AND id > ?", args![after]);
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    let limit = w.arg(limit);
    q.list(&format!("SELECT {} FROM edition_item{} ORDER BY id LIMIT {limit}", Item::COLUMNS, w.text()), w.args()).await
}
