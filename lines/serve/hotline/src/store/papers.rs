//! Letters that ask a unit to mend (整改函) and records of supervision on the spot (上门督办记录).

use base::{Date, Error, Moment};
use store::{Query, Result, Tx, args};

::store::record! {
    /// A letter or a record.
    pub struct Paper from "hotline_paper" {
        /// Key.
        pub id: i64,
        /// On which order.
        pub order_id: i64,
        /// rectify or visit.
        pub kind: String,
        /// Number of a letter, empty for a record.
        pub number: String,
        /// The unit that it concerns.
        pub unit_id: i64,
        /// What is to be mended, or what was seen.
        pub text: String,
        /// Civil date until which the unit replies.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// When it was made.
        pub made_at: Moment,
        /// What the unit says that it mended.
        pub reply: String,
        /// When it replied.
        pub replied_at: Option<Moment>,
        /// When that was accepted.
        pub closed_at: Option<Moment>,
    }
}

/// The paper `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn paper(q: &mut impl Query, id: i64) -> std::result::Result<Paper, Error> {
    let sql = format!("SELECT {} FROM hotline_paper WHERE id = $1", Paper::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The papers of an order, oldest first; at most 50.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn papers_of(q: &mut impl Query, order: i64) -> Result<Vec<Paper>> {
    let sql = format!("SELECT {} FROM hotline_paper WHERE order_id = $1 ORDER BY id LIMIT 50", Paper::COLUMNS);
    q.list(&sql, args![order]).await
}

/// Letters that are not accepted yet, oldest first, at most `limit`: key, matter, number, unit, until when, whether replied to.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_papers(
    q: &mut impl Query,
    limit: usize,
) -> Result<Vec<(i64, i64, String, String, Option<Date>, Option<Moment>)>> {
    q.list(
        "SELECT p.id, o.matter_id, p.number, u.short_name, p.due_on, p.replied_at FROM hotline_paper p
         JOIN hotline_order o ON o.id = p.order_id JOIN identity_unit u ON u.id = p.unit_id
         WHERE p.closed_at IS NULL AND p.kind = 'rectify' ORDER BY p.id LIMIT $1",
        args![limit],
    )
    .await
}

/// A paper to be kept.
pub struct NewPaper<'a> {
    /// On which order.
    pub order: i64,
    /// rectify or visit.
    pub kind: &'a str,
    /// Number of a letter.
    pub number: &'a str,
    /// The unit that it concerns.
    pub unit: i64,
    /// What is to be mended, or what was seen.
    pub text: &'a str,
    /// Until when the unit replies.
    pub due: Option<Date>,
    /// Who made it.
    pub by: i64,
    /// When.
    pub at: Moment,
}

/// Keeps a paper; gives its key. A record is finished as it is written.
pub async fn add_paper(tx: &mut Tx, new: &NewPaper<'_>) -> Result<i64> {
    let closed = (new.kind == "visit").then_some(new.at);
    tx.insert(
        "INSERT INTO hotline_paper (order_id, kind, number, unit_id, text, due_on, made_by, made_at, reply, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9) RETURNING id",
        args![new.order, new.kind, new.number, new.unit, new.text, new.due, new.by, new.at, closed],
    )
    .await
}

/// The unit says what it mended.
pub async fn reply_paper(tx: &mut Tx, id: i64, text: &str, by: i64, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_paper SET reply = $1, replied_by = $2, replied_at = $3 WHERE id = $4";
    tx.run(sql, args![text, by, at, id]).await.map(drop)
}

/// That is accepted; or it is not, and the unit replies once more.
pub async fn close_paper(tx: &mut Tx, id: i64, accepted: bool, at: Moment) -> Result<()> {
    if accepted {
        return tx.run("UPDATE hotline_paper SET closed_at = $1 WHERE id = $2", args![at, id]).await.map(drop);
    }
    tx.run("UPDATE hotline_paper SET replied_at = NULL WHERE id = $1", args![id]).await.map(drop)
}
