//! Rows of `sites_sheet`: the yearly sheet of every website.

use base::Moment;
use store::{Query, Result, Tx, args, record};

record! {
    /// The sheet of a site about a year.
    pub struct Sheet from "sites_sheet" {
        /// Key.
        pub id: i64,
        /// The site.
        pub site_id: i64,
        /// The civil year.
        pub year: i64,
        /// What was typed, as JSON.
        pub typed: String,
        /// All of it as it was published, as JSON; empty before.
        pub numbers: String,
        /// When it was written last.
        pub changed_at: Moment,
        /// When it was published.
        pub published_at: Option<Moment>,
    }
}

/// The sheet of a site about a year.
pub(crate) async fn find(q: &mut impl Query, site: i64, year: i16) -> Result<Option<Sheet>> {
    let sql = format!("SELECT {} FROM sites_sheet WHERE site_id = $1 AND year = $2", Sheet::COLUMNS);
    q.maybe(&sql, args![site, i64::from(year)]).await
}

/// What was published of all sites, the newest years first, before the place `(year, key)`.
pub(crate) async fn published(q: &mut impl Query, before: (i64, i64), limit: usize) -> Result<Vec<Sheet>> {
    let sql = format!(
        "SELECT {} FROM sites_sheet WHERE published_at IS NOT NULL AND (year, id) < ($1, $2)
         ORDER BY year DESC, id DESC LIMIT $3",
        Sheet::COLUMNS
    );
    q.list(&sql, args![before.0, before.1, limit]).await
}

/// Keeps what was typed; gives the key of the sheet.
pub(crate) async fn keep(tx: &mut Tx, site: i64, year: i16, typed: &str, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_sheet (site_id, year, typed, numbers, changed_at) VALUES ($1, $2, $3, '', $4)
         ON CONFLICT (site_id, year) DO UPDATE SET typed = excluded.typed, changed_at = excluded.changed_at RETURNING id",
        args![site, i64::from(year), typed, now],
    )
    .await
}

/// Publishes a sheet as it is now.
pub(crate) async fn publish(tx: &mut Tx, id: i64, numbers: &str, now: Moment) -> Result<u64> {
    tx.run("UPDATE sites_sheet SET numbers = $1, published_at = $2 WHERE id = $3", args![numbers, now, id]).await
}
