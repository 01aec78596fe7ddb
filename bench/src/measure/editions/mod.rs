//! What the county says at the size of a large one: hundreds of thousands of articles, brought in by the program's own
//! import, and how fast they are shown, published, found and made anew.

pub mod articles;
mod county;
mod first;
pub mod publish;
pub mod rebuild;
pub mod search;
mod texts;
mod wagtail;

pub use county::{County, load, settled};
pub use texts::{Dice, Texts};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::Result;
use crate::server::Server;

/// Articles of the county at which the numbers are aimed.
const AIMED_AT: i64 = 500_000;

/// The database of a running county, to look at.
async fn look(server: &Server) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(server.data.join("renhe.db")).read_only(true).connect().await?)
}

/// Keys of published editions of the portal, at most `most`, from all of its time.
async fn portal_keys(server: &Server, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT l.item_id FROM edition_live l JOIN edition_site s ON s.id = l.site_id
               WHERE s.slug = 'main' AND l.kind = 'article' ORDER BY l.item_id";
    let all: Vec<i64> = sqlx::query_scalar(sql).fetch_all(&mut look(server).await?).await?;
    let step = (all.len() / most.max(1)).max(1);
    Ok(all.into_iter().step_by(step).take(most).collect())
}
