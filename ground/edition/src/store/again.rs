//! Which editions bear the name of a unit, a column or a site where they are searched for.

use store::search::{Named, Place};
use store::sql::Where;
use store::{Query, Result, args};

/// States of an edition whose working copy is in the index (`drafted::follow`).
const WORKING: [&str; 4] = ["draft", "review", "ready", "withdrawn"];

/// What is published after a place: by time and key within a unit, by key in a column of its own, by time and key on a site.
pub(crate) async fn published(q: &mut impl Query, named: Named, after: Place, limit: usize) -> Result<Vec<Place>> {
    match named {
        Named::Unit(unit) => {
            let sql = "SELECT published_at, item_id FROM edition_live WHERE unit_id = $1
                       AND (published_at, item_id) > ($2, $3) ORDER BY published_at, item_id LIMIT $4";
            q.list(sql, args![unit, after.0, after.1, limit]).await
        }
        Named::Column(column) => {
            let sql = "SELECT column_id, item_id FROM edition_place WHERE column_id = $1 AND item_id > $2
                       AND kind = 'own' AND shown = 1 ORDER BY item_id LIMIT $3";
            q.list(sql, args![column, after.1, limit]).await
        }
        Named::Site(site) => {
            let sql =
                "SELECT DISTINCT at, item_id FROM edition_place WHERE site_id = $1 AND shown = 1 AND kind <> 'above'
                       AND (at, item_id) > ($2, $3) ORDER BY at, item_id LIMIT $4";
            q.list(sql, args![site, after.0, after.1, limit]).await
        }
    }
}

/// Working copies after a place, by key; the place holds the key twice.
pub(crate) async fn working(q: &mut impl Query, named: Named, after: Place, limit: usize) -> Result<Vec<Place>> {
    let w = Where::new().and_in("state", WORKING);
    let mut w = match named {
        Named::Unit(unit) => w.and("unit_id = ?", args![unit]),
        Named::Site(site) => w.and("site_id = ?", args![site]),
        Named::Column(column) => {
            let there = "site_id = (SELECT site_id FROM edition_column WHERE id = ?) AND column_id = ?";
            w.and(there, args![column, column])
        }
    }
    .and("id > ?", args![after.1]);
    let limit = w.arg(limit);
    q.list(&format!("SELECT id, id FROM edition_item{} ORDER BY id LIMIT {limit}", w.text()), w.args()).await
}
