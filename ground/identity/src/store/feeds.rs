//! Statements on `identity_feed`.

use base::Moment;
use store::{Query, Result, Tx, args, record};

record! {
    /// An official's calendar feed (日历订阅).
    pub struct CalendarFeed from "identity_feed" {
        /// Whose.
        pub person_id: i64,
        /// When its address was made.
        pub made_at: Moment,
        /// Last reading, to the hour; `None` before the first.
        pub read_at: Option<Moment>,
    }
}

pub(crate) async fn of_person(q: &mut impl Query, person: i64) -> Result<Option<CalendarFeed>> {
    let sql = format!("SELECT {} FROM identity_feed WHERE person_id = $1", CalendarFeed::COLUMNS);
    q.maybe(&sql, args![person]).await
}

pub(crate) async fn by_token(q: &mut impl Query, digest: &str) -> Result<Option<CalendarFeed>> {
    let sql = format!("SELECT {} FROM identity_feed WHERE token_digest = $1", CalendarFeed::COLUMNS);
    q.maybe(&sql, args![digest]).await
}

/// Puts a new address in the place of the one before.
pub(crate) async fn put(tx: &mut Tx, person: i64, digest: &str, at: Moment) -> Result<()> {
    drop_of(tx, person).await?;
    let sql = "INSERT INTO identity_feed (person_id, token_digest, made_at) VALUES ($1, $2, $3)";
    tx.run(sql, args![person, digest, at]).await?;
    Ok(())
}

pub(crate) async fn drop_of(tx: &mut Tx, person: i64) -> Result<u64> {
    tx.run("DELETE FROM identity_feed WHERE person_id = $1", args![person]).await
}

pub(crate) async fn read(tx: &mut Tx, person: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE identity_feed SET read_at = $2 WHERE person_id = $1", args![person, at]).await
}
