//! Topics of consultations.

use base::{Error, Moment};
use store::{Query, Result, Tx, args};

use crate::model::Topic;

/// The topics, open ones only or all, in order; at most 200.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn topics(q: &mut impl Query, open: bool) -> Result<Vec<Topic>> {
    let also = if open { "WHERE closed_at IS NULL" } else { "" };
    q.list(&format!("SELECT {} FROM consult_topic {also} ORDER BY rank, id LIMIT 200", Topic::COLUMNS), args![]).await
}

/// The topic `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn topic(q: &mut impl Query, id: i64) -> std::result::Result<Topic, Error> {
    let sql = format!("SELECT {} FROM consult_topic WHERE id = $1", Topic::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// A new topic at the end; gives its key.
pub async fn add_topic(tx: &mut Tx, title: &str, unit: i64, pace: &str, review: bool) -> Result<i64> {
    tx.insert(
        "INSERT INTO consult_topic (title, unit_id, pace, review, rank)
         SELECT $1, $2, $3, $4, COALESCE(MAX(rank), 0) + 10 FROM consult_topic RETURNING id",
        args![title, unit, pace, review],
    )
    .await
}

/// Changes a topic.
pub async fn set_topic(tx: &mut Tx, id: i64, title: &str, unit: i64, pace: &str, review: bool) -> Result<()> {
    let sql = "UPDATE consult_topic SET title = $1, unit_id = $2, pace = $3, review = $4 WHERE id = $5";
    tx.run(sql, args![title, unit, pace, review, id]).await.map(drop)
}

/// Closes a topic, or opens it again.
pub async fn close_topic(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<()> {
    tx.run("UPDATE consult_topic SET closed_at = $1 WHERE id = $2", args![at, id]).await.map(drop)
}

/// How many topics a unit answers, and how much knowledge it keeps that is not withdrawn.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    let topics = "SELECT COUNT(*) FROM consult_topic WHERE unit_id = $1 AND closed_at IS NULL";
    let topics: i64 = q.scalar(topics, args![unit]).await?;
    let entries = "SELECT COUNT(*) FROM consult_entry WHERE unit_id = $1 AND withdrawn_at IS NULL";
    let entries: i64 = q.scalar(entries, args![unit]).await?;
    Ok(topics + entries)
}

/// Whoever continues the functions of a unit answers its topics from now on and keeps its knowledge. Gives how many they are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let topics = "UPDATE consult_topic SET unit_id = $1 WHERE unit_id = $2 AND closed_at IS NULL";
    let entries = "UPDATE consult_entry SET unit_id = $1 WHERE unit_id = $2";
    Ok(tx.run(topics, args![to, from]).await? + tx.run(entries, args![to, from]).await?)
}
