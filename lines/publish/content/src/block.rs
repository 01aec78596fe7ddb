//! The block of the portal's home page: what is new in 要闻动态, 通知公告 and 政策文件.

use edition::live::{self, Turn};
use matter::Later;
use serde_json::{Value, json};
use web::App;

use crate::rows;
use crate::spot::Spot;

/// Columns of the portal that the block shows.
const COLUMNS: [&str; 3] = ["news", "notice", "policy"];
/// Rows of each (portal habit: 7 to 8 lines).
const ROWS: usize = 8;

/// The newest of each column; columns that are not there or blank are left out.
pub(crate) fn news(app: &App) -> Later<'_, Value> {
    Box::pin(async move {
        let mut reader = app.db.reader();
        let now = app.clock.now();
        let Some(site) = edition::site::main(&mut reader).await? else { return Ok(json!({ "columns": [] })) };
        let columns = edition::column::of_site(&mut reader, site.id).await?;
        let spot = Spot { site, columns };
        let mut shown: Vec<Value> = Vec::new();
        for slug in COLUMNS {
            let Some(column) = spot.by_slug(slug).filter(|column| column.items > 0) else { continue };
            let found = live::in_column(&mut reader, column.id, Turn::First, ROWS).await?;
            let rows: Vec<Value> = found.iter().map(|row| rows::row(&spot, row, now)).collect();
            shown.push(json!({ "title": column.name, "href": spot.href(column), "rows": rows }));
        }
        Ok(json!({ "columns": shown }))
    })
}
