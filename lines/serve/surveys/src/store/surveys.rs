//! Surveys, one by one.

use base::{Date, Error, Moment};
use store::{Query, Result, Tx, args};

use crate::model::{Drafting, Survey};

/// The survey with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn survey(q: &mut impl Query, id: i64) -> std::result::Result<Survey, Error> {
    let sql = format!("SELECT {} FROM surveys_survey WHERE id = $1", Survey::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The survey whose feedback is the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(q: &mut impl Query, id: i64) -> Result<Option<Survey>> {
    let sql = format!("SELECT {} FROM surveys_survey WHERE matter_id = $1", Survey::COLUMNS);
    q.maybe(&sql, args![id]).await
}

/// Keys of the surveys of a unit after `after`, in their order.
pub(crate) async fn surveys_of_unit(q: &mut impl Query, unit: i64, after: i64, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_survey WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    Ok(q.list(sql, args![unit, after, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// Approved surveys whose first day has come: their keys, at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due_to_open(q: &mut impl Query, today: Date) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_survey WHERE state = 'approved' AND opens_on <= $1 ORDER BY id LIMIT 500";
    Ok(q.list(sql, args![today]).await?.into_iter().map(|(id,)| id).collect())
}

/// Open surveys whose last day is over: their keys, at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due_to_close(q: &mut impl Query, today: Date) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_survey WHERE state = 'open' AND closes_on < $1 ORDER BY closes_on, id LIMIT 500";
    Ok(q.list(sql, args![today]).await?.into_iter().map(|(id,)| id).collect())
}

/// Stores a new draft; gives its key.
pub async fn create(
    tx: &mut Tx,
    unit: i64,
    drafting: &Drafting,
    content: &str,
    by: Option<i64>,
    at: Moment,
) -> Result<i64> {
    tx.insert(
        "INSERT INTO surveys_survey (unit_id, what, kind, title, intro, content, voter, channels, hurry, opens_on, closes_on,
         state, drafted_by, drafted_at, reason, feedback_draft, feedback, withdrawn_why, longer_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft', $12, $13, '', '', '', '', '') RETURNING id",
        args![
            unit,
            &drafting.what,
            &drafting.kind,
            &drafting.title,
            &drafting.intro,
            content,
            &drafting.voter,
            &drafting.channels,
            &drafting.hurry,
            drafting.opens_on,
            drafting.closes_on,
            by,
            at
        ],
    )
    .await
}

/// Writes the head data and the content of a draft.
pub async fn set(tx: &mut Tx, id: i64, drafting: &Drafting, content: &str, by: Option<i64>, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE surveys_survey SET what = $1, kind = $2, title = $3, intro = $4, content = $5, voter = $6, channels = $7,
         hurry = $8, opens_on = $9, closes_on = $10, drafted_by = $11, drafted_at = $12 WHERE id = $13",
        args![
            &drafting.what,
            &drafting.kind,
            &drafting.title,
            &drafting.intro,
            content,
            &drafting.voter,
            &drafting.channels,
            &drafting.hurry,
            drafting.opens_on,
            drafting.closes_on,
            by,
            at,
            id
        ],
    )
    .await
    .map(drop)
}

/// Writes the content of a draft alone.
pub async fn set_content(tx: &mut Tx, id: i64, content: &str, by: Option<i64>, at: Moment) -> Result<()> {
    let sql = "UPDATE surveys_survey SET content = $1, drafted_by = $2, drafted_at = $3 WHERE id = $4";
    tx.run(sql, args![content, by, at, id]).await.map(drop)
}

/// It opens.
pub async fn opened(tx: &mut Tx, id: i64, at: Moment) -> Result<()> {
    tx.run("UPDATE surveys_survey SET state = 'open', opened_at = $1 WHERE id = $2", args![at, id]).await.map(drop)
}

/// It closes, and its feedback becomes a matter.
pub async fn closed(tx: &mut Tx, id: i64, at: Moment, matter: i64, due: Option<Moment>) -> Result<()> {
    let sql =
        "UPDATE surveys_survey SET state = 'closed', closed_at = $1, matter_id = $2, feedback_due = $3 WHERE id = $4";
    tx.run(sql, args![at, matter, due, id]).await.map(drop)
}

/// Keeps the feedback under review.
pub async fn set_feedback_draft(tx: &mut Tx, id: i64, text: &str) -> Result<()> {
    tx.run("UPDATE surveys_survey SET feedback_draft = $1 WHERE id = $2", args![text, id]).await.map(drop)
}

/// The feedback is published.
pub async fn feedback_given(tx: &mut Tx, id: i64, text: &str, at: Moment, due: Option<Moment>) -> Result<()> {
    let sql = "UPDATE surveys_survey SET feedback = $1, feedback_at = $2, feedback_due = COALESCE($3, feedback_due) WHERE id = $4";
    tx.run(sql, args![text, at, due, id]).await.map(drop)
}
