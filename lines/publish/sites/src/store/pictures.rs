//! Rows of `sites_picture`: pictures that belong to a site's frame.

use base::Moment;
use store::{Query, Result, Tx, args, record};

/// Pictures of one site at most.
pub(crate) const PICTURES_MAX: usize = 100;

record! {
    /// A picture of a site.
    pub struct Picture from "sites_picture" {
        /// Key, part of the address.
        pub id: i64,
        /// The site.
        pub site_id: i64,
        /// Address of the content.
        pub digest: String,
        /// Name as uploaded, cleaned.
        pub name: String,
        /// What it shows.
        pub alt: String,
        /// When it came.
        pub at: Moment,
        /// When it was taken out of the list.
        pub removed_at: Option<Moment>,
    }
}

/// The pictures of a site, the newest first.
pub(crate) async fn of_site(q: &mut impl Query, site: i64) -> Result<Vec<Picture>> {
    let sql = format!(
        "SELECT {} FROM sites_picture WHERE site_id = $1 AND removed_at IS NULL ORDER BY id DESC LIMIT $2",
        Picture::COLUMNS
    );
    q.list(&sql, args![site, PICTURES_MAX]).await
}

/// A picture that is still in the list.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Picture>> {
    let sql = format!("SELECT {} FROM sites_picture WHERE id = $1 AND removed_at IS NULL", Picture::COLUMNS);
    q.maybe(&sql, args![id]).await
}

/// Adds a picture; gives its key.
pub(crate) async fn insert(tx: &mut Tx, site: i64, digest: &str, name: &str, alt: &str, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_picture (site_id, digest, name, alt, at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![site, digest, name, alt, now],
    )
    .await
}

/// Takes a picture out of the list.
pub(crate) async fn remove(tx: &mut Tx, site: i64, id: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE sites_picture SET removed_at = $1 WHERE id = $2 AND site_id = $3 AND removed_at IS NULL",
        args![now, id, site],
    )
    .await
}
