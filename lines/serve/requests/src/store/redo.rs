//! Answers given anew (重新答复): ordered by a decision on review or a judgment, or by the organ itself. They never touch the
//! request's one result, which the annual report counts.

use base::Date;
use store::{Query, Result, Tx, args, record};

record! {
    /// An answer that is to be given anew, or was.
    pub struct Redo from "requests_redo" {
        /// Key.
        pub id: i64,
        /// Of which request.
        pub request_id: i64,
        /// The dispute whose decision orders it; none when the organ corrects itself.
        pub dispute_id: Option<i64>,
        /// What is to be redone and why.
        pub why: String,
        /// The last day that the decision sets.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// When work on it began.
        #[serde(with = "base::time::date_text_option")]
        pub begun_on: Option<Date>,
        /// The answer as drafted and given, as JSON; empty before.
        pub draft: String,
        /// Its result.
        pub result: Option<String>,
        /// When it was given.
        #[serde(with = "base::time::date_text_option")]
        pub answered_on: Option<Date>,
    }
}

/// Answers of a request that are given anew, oldest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn redos(q: &mut impl Query, request: i64) -> Result<Vec<Redo>> {
    let sql = format!("SELECT {} FROM requests_redo WHERE request_id = $1 ORDER BY id LIMIT 200", Redo::COLUMNS);
    q.list(&sql, args![request]).await
}

/// The one that is worked on now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn redoing(q: &mut impl Query, request: i64) -> Result<Option<Redo>> {
    let sql = format!(
        "SELECT {} FROM requests_redo WHERE request_id = $1 AND begun_on IS NOT NULL AND answered_on IS NULL
         ORDER BY id DESC LIMIT 1",
        Redo::COLUMNS
    );
    q.maybe(&sql, args![request]).await
}

/// An answer is to be given anew; gives its key.
pub async fn add_redo(
    tx: &mut Tx,
    (request, dispute): (i64, Option<i64>),
    why: &str,
    due_on: Option<Date>,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_redo (request_id, dispute_id, why, due_on, draft) VALUES ($1, $2, $3, $4, '') RETURNING id",
        args![request, dispute, why, due_on],
    )
    .await
}

/// Work on it begins. Gives whether it was waiting.
pub async fn begin_redo(tx: &mut Tx, request: i64, id: i64, day: Date) -> Result<bool> {
    let sql = "UPDATE requests_redo SET begun_on = $1 WHERE id = $2 AND request_id = $3 AND begun_on IS NULL";
    Ok(tx.run(sql, args![day, id, request]).await? == 1)
}

/// Keeps its draft.
pub async fn set_redo_draft(tx: &mut Tx, id: i64, draft: &str) -> Result<()> {
    tx.run("UPDATE requests_redo SET draft = $1 WHERE id = $2", args![draft, id]).await.map(drop)
}

/// It was given.
pub async fn redone(tx: &mut Tx, id: i64, result: &str, day: Date) -> Result<()> {
    let sql = "UPDATE requests_redo SET result = $1, answered_on = $2 WHERE id = $3";
    tx.run(sql, args![result, day, id]).await.map(drop)
}
