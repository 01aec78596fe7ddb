//! Where messages of new media stood.

use store::{Query, Result, Tx, args};

use crate::model::Media;

/// Keeps it for an order; for one that did not come so, nothing.
pub async fn set_media(tx: &mut Tx, order: i64, media: &Media) -> Result<()> {
    if media.platform.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO hotline_media (order_id, platform, account, link, posted_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (order_id) DO UPDATE SET platform = excluded.platform, account = excluded.account,
               link = excluded.link, posted_at = excluded.posted_at";
    tx.run(sql, args![order, &media.platform, &media.account, &media.link, media.posted_at]).await.map(drop)
}

/// Where the message of an order stood, when it came so.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn media(q: &mut impl Query, order: i64) -> Result<Option<Media>> {
    q.maybe(&format!("SELECT {} FROM hotline_media WHERE order_id = $1", Media::COLUMNS), args![order]).await
}
