//! Orders that were handed over to document flow or to a meeting (转公文流程、提请会议研究), each time it happened.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args};

::store::record! {
    /// An order's way to a document or a meeting.
    pub struct HandedOut from "hotline_handed" {
        /// Key.
        pub id: i64,
        /// Of which order.
        pub order_id: i64,
        /// document or meeting.
        pub kind: String,
        /// Number of the document, or name of the meeting.
        pub reference: String,
        /// Title of the document, or what is put before the meeting; may be empty.
        pub title: String,
        /// The organ that deals with the document or holds the meeting.
        pub organ: String,
        /// Civil date on which it was handed over.
        #[serde(with = "base::time::date_text")]
        pub handed_on: Date,
        /// Civil date on which the order goes on at the latest.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// When that was agreed to; none while it is only asked for.
        pub begun_at: Option<Moment>,
        /// What came of it, empty before.
        pub result: String,
        /// Civil date on which it came back.
        #[serde(with = "base::time::date_text_option")]
        pub back_on: Option<Date>,
    }
}

::store::record! {
    /// One line of the list of those.
    pub struct ListedOut from "hotline_handed" {
        /// Key.
        pub id: i64,
        /// The matter of its order.
        pub matter_id: i64,
        /// Number of the order.
        pub number: String,
        /// State of the order.
        pub state: String,
        /// document or meeting.
        pub kind: String,
        /// Number of the document, or name of the meeting.
        pub reference: String,
        /// The organ.
        pub organ: String,
        /// Civil date on which it was handed over.
        #[serde(with = "base::time::date_text")]
        pub handed_on: Date,
        /// Civil date on which the order goes on at the latest.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// Civil date on which it came back.
        #[serde(with = "base::time::date_text_option")]
        pub back_on: Option<Date>,
        /// Name of the caller, to be taken out of what the list shows.
        pub name: String,
    }
}

/// What is written down when an order is handed over.
#[derive(Debug, Clone, Copy)]
pub struct NewOut<'a> {
    /// document or meeting.
    pub kind: &'a str,
    /// Number of the document, or name of the meeting.
    pub reference: &'a str,
    /// Title of the document, or what is put before the meeting.
    pub title: &'a str,
    /// The organ.
    pub organ: &'a str,
    /// When it was handed over.
    pub handed_on: Date,
    /// When the order goes on at the latest.
    pub due_on: Option<Date>,
}

/// It is asked to hand an order over; what was asked before and not agreed to is forgotten.
pub async fn ask_out(tx: &mut Tx, order: i64, new: Option<&NewOut<'_>>) -> Result<()> {
    tx.run("DELETE FROM hotline_handed WHERE order_id = $1 AND begun_at IS NULL", args![order]).await?;
    let Some(new) = new else { return Ok(()) };
    let sql = "INSERT INTO hotline_handed (order_id, kind, reference, title, organ, handed_on, due_on, result)
               VALUES ($1, $2, $3, $4, $5, $6, $7, '')";
    let all = args![order, new.kind, new.reference, new.title, new.organ, new.handed_on, new.due_on];
    tx.run(sql, all).await.map(drop)
}

/// It was agreed to, and the order is on its way.
pub async fn begin_out(tx: &mut Tx, order: i64, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_handed SET begun_at = $1 WHERE order_id = $2 AND begun_at IS NULL";
    tx.run(sql, args![at, order]).await.map(drop)
}

/// What came of it, and when it came back.
pub async fn end_out(tx: &mut Tx, id: i64, reference: &str, result: &str, on: Date) -> Result<()> {
    let sql = "UPDATE hotline_handed SET reference = $1, result = $2, back_on = $3 WHERE id = $4";
    tx.run(sql, args![reference, result, on, id]).await.map(drop)
}

/// Every way of an order, the oldest first; what is only asked for stands last.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn outs(q: &mut impl Query, order: i64) -> Result<Vec<HandedOut>> {
    let sql = format!("SELECT {} FROM hotline_handed WHERE order_id = $1 ORDER BY id LIMIT 100", HandedOut::COLUMNS);
    q.list(&sql, args![order]).await
}

fn listed(open: bool) -> Where {
    let begun = Where::new().and("h.begun_at IS NOT NULL", args![]);
    if open { begun.and("h.back_on IS NULL", args![]) } else { begun }
}

/// Ways with keys below `before`, the newest first, at most `limit`; with `open` only those that did not come back.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn list_outs(q: &mut impl Query, open: bool, before: i64, limit: usize) -> Result<Vec<ListedOut>> {
    let mut wanted = listed(open).and("h.id < ?", args![before]);
    let limit = wanted.arg(limit);
    let sql = format!(
        "SELECT h.id AS id, o.matter_id AS matter_id, m.number AS number, m.state AS state, h.kind AS kind,
         h.reference AS reference, h.organ AS organ, h.handed_on AS handed_on, h.due_on AS due_on, h.back_on AS back_on,
         o.name AS name FROM hotline_handed h JOIN hotline_order o ON o.id = h.order_id JOIN matter_matter m ON m.id = o.matter_id{}
         ORDER BY h.id DESC LIMIT {limit}",
        wanted.text()
    );
    q.list(&sql, wanted.args()).await
}

/// How many there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_outs(q: &mut impl Query, open: bool) -> Result<i64> {
    let wanted = listed(open);
    q.scalar(&format!("SELECT COUNT(*) FROM hotline_handed h{}", wanted.text()), wanted.args()).await
}
