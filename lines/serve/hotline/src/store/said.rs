//! What was said in a period, for looking how alike the texts are, and the topics that were found.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args};

::store::record! {
    /// An order with what was said in it; the text is for comparing only and is shown to nobody.
    pub struct Said from "hotline_order" {
        /// Key of its matter.
        pub matter_id: i64,
        /// Title as written down.
        pub title: String,
        /// What was said.
        pub body: String,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// The town in which it happened.
        pub town_id: Option<i64>,
        /// Digest of the telephone, empty when it is withheld.
        pub phone_digest: String,
    }
}

/// Orders received from one day on and before the place `after` (the last day, and a matter on it), the newest first, at most `limit`;
/// what was void or refused is left out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn said(q: &mut impl Query, from: Date, after: (Date, i64), limit: usize) -> Result<Vec<Said>> {
    q.list(
        "SELECT o.matter_id AS matter_id, o.title AS title, o.body AS body,
         o.received_on AS received_on, o.town_id AS town_id, o.phone_digest AS phone_digest
         FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id
         WHERE o.received_on >= $1 AND (o.received_on, o.matter_id) < ($2, $3) AND (o.valid = 1 OR m.state = 'merged')
         ORDER BY o.received_on DESC, o.matter_id DESC LIMIT $4",
        args![from, after.0, after.1, limit],
    )
    .await
}

/// Keys, titles and texts of orders as they were written down, for comparing only.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn worded(q: &mut impl Query, orders: &[i64]) -> Result<Vec<(i64, String, String)>> {
    let conditions = Where::new().and_in("id", orders.iter().copied());
    let sql = format!("SELECT id, title, body FROM hotline_order{} LIMIT 1000", conditions.text());
    q.list(&sql, conditions.args()).await
}

/// Titles as lists may show them, and civil dates, of matters.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn listed(q: &mut impl Query, matters: &[i64]) -> Result<Vec<(i64, String, Date)>> {
    let conditions = Where::new().and_in("id", matters.iter().copied());
    let sql = format!("SELECT id, title, received_on FROM matter_matter{} LIMIT 1000", conditions.text());
    q.list(&sql, conditions.args()).await
}

/// Topics of a period that were kept at `since` or later, as text, and when.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn kept_hot(q: &mut impl Query, from: Date, to: Date, since: Moment) -> Result<Option<(String, Moment)>> {
    q.maybe(
        "SELECT topics, made_at FROM hotline_hot WHERE from_on = $1 AND to_on = $2 AND made_at >= $3",
        args![from, to, since],
    )
    .await
}

/// Keeps the topics of a period; those of periods that ended before it are let go.
pub async fn keep_hot(tx: &mut Tx, from: Date, to: Date, topics: &str, at: Moment) -> Result<()> {
    tx.run("DELETE FROM hotline_hot WHERE to_on < $1", args![to]).await?;
    tx.run(
        "INSERT INTO hotline_hot (from_on, to_on, made_at, topics) VALUES ($1, $2, $3, $4)
         ON CONFLICT (from_on, to_on) DO UPDATE SET made_at = excluded.made_at, topics = excluded.topics",
        args![from, to, at, topics],
    )
    .await?;
    Ok(())
}
