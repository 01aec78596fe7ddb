//! Callers whom no message reaches and who are told by telephone (须电话告知).

use base::{Error, Moment};
use store::{Query, Result, Tx, args};

::store::record! {
    /// A caller to be told.
    pub struct Tell from "hotline_tell" {
        /// Key.
        pub id: i64,
        /// Whose caller.
        pub order_id: i64,
        /// Of which order is told.
        pub about_id: i64,
        /// What is to be said.
        pub text: String,
        /// Since when.
        pub asked_at: Moment,
        /// Who told.
        pub told_by: Option<i64>,
        /// When.
        pub told_at: Option<Moment>,
    }
}

/// What was to be told of an order or to its caller, the newest first; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn tells(q: &mut impl Query, order: i64) -> Result<Vec<Tell>> {
    let sql = format!(
        "SELECT {} FROM hotline_tell WHERE about_id = $1 OR order_id = $1 ORDER BY id DESC LIMIT 100",
        Tell::COLUMNS
    );
    q.list(&sql, args![order]).await
}

/// One of them.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn tell(q: &mut impl Query, id: i64) -> std::result::Result<Tell, Error> {
    let sql = format!("SELECT {} FROM hotline_tell WHERE id = $1", Tell::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The caller of `order` is to be told of the order `about`; gives the key.
pub async fn add_tell(tx: &mut Tx, order: i64, about: i64, text: &str, at: Moment) -> Result<i64> {
    let sql = "INSERT INTO hotline_tell (order_id, about_id, text, asked_at) VALUES ($1, $2, $3, $4) RETURNING id";
    tx.insert(sql, args![order, about, text, at]).await
}

/// Somebody told; gives whether nobody had before.
pub async fn set_told(tx: &mut Tx, id: i64, by: i64, at: Moment) -> Result<bool> {
    let sql = "UPDATE hotline_tell SET told_by = $1, told_at = $2 WHERE id = $3 AND told_at IS NULL";
    Ok(tx.run(sql, args![by, at, id]).await? > 0)
}
