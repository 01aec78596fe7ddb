//! Rows of `sites_visit`: whether home pages opened when the program asked for them.

use base::{Date, Moment};
use store::{Query, Result, Tx, args, record};

record! {
    /// What became of the visits of one day to one home page.
    pub struct Day from "sites_visit" {
        /// The site.
        pub site_id: i64,
        /// The civil date.
        pub on_date: String,
        /// Visits.
        pub visits: i64,
        /// Of these, how many did not open in time.
        pub failed: i64,
        /// The longest time of an answer, in milliseconds.
        pub longest: i64,
        /// When the last was.
        pub last_at: Moment,
    }
}

/// Counts a visit.
pub(crate) async fn add(tx: &mut Tx, site: i64, opened: bool, millis: i64, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO sites_visit (site_id, on_date, visits, failed, longest, last_at) VALUES ($1, $2, 1, $3, $4, $5)
         ON CONFLICT (site_id, on_date) DO UPDATE SET visits = sites_visit.visits + 1,
         failed = sites_visit.failed + excluded.failed, last_at = excluded.last_at,
         longest = CASE WHEN excluded.longest > sites_visit.longest THEN excluded.longest ELSE sites_visit.longest END",
        args![site, now.date(), i64::from(!opened), millis, now],
    )
    .await?;
    Ok(())
}

/// The days of a site from `from` on, the newest first; a year at most.
pub(crate) async fn days(q: &mut impl Query, site: i64, from: Date) -> Result<Vec<Day>> {
    let sql = format!(
        "SELECT {} FROM sites_visit WHERE site_id = $1 AND on_date >= $2 ORDER BY on_date DESC LIMIT 366",
        Day::COLUMNS
    );
    q.list(&sql, args![site, from]).await
}

/// The first day of which a site has visits.
pub(crate) async fn first(q: &mut impl Query, site: i64) -> Result<Option<String>> {
    let found: Option<(String,)> =
        q.maybe("SELECT on_date FROM sites_visit WHERE site_id = $1 ORDER BY on_date LIMIT 1", args![site]).await?;
    Ok(found.map(|(day,)| day))
}

/// Forgets days before `before`.
pub(crate) async fn forget(tx: &mut Tx, before: Date) -> Result<u64> {
    tx.run("DELETE FROM sites_visit WHERE on_date < $1", args![before]).await
}
