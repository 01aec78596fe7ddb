//! What acts leave on the row of an order.

use base::{Date, Moment};
use store::{Result, Tx, args};

use super::Call;

/// It was given to a unit, which has to sign and to speak with the caller in time.
pub async fn dispatched(
    tx: &mut Tx,
    id: i64,
    at: Moment,
    sign_due: Option<Moment>,
    contact_due: Option<Moment>,
) -> Result<()> {
    tx.run(
        "UPDATE hotline_order SET dispatched_at = COALESCE(dispatched_at, $1), signed_at = NULL, sign_due = $2,
         contacted_at = NULL, contact_due = $3, designated = 0 WHERE id = $4",
        args![at, sign_due, contact_due, id],
    )
    .await
    .map(drop)
}

/// The unit signed.
pub async fn signed(tx: &mut Tx, id: i64, at: Moment) -> Result<()> {
    tx.run("UPDATE hotline_order SET signed_at = $1 WHERE id = $2", args![at, id]).await.map(drop)
}

/// Until when the unit has to sign and to speak with the caller, for those clocks that run.
pub async fn until(tx: &mut Tx, id: i64, sign_due: Option<Moment>, contact_due: Option<Moment>) -> Result<()> {
    let sql = "UPDATE hotline_order SET sign_due = COALESCE($1, sign_due), contact_due = COALESCE($2, contact_due)
     WHERE id = $3";
    tx.run(sql, args![sign_due, contact_due, id]).await.map(drop)
}

/// The unit spoke with the caller; the first time counts.
pub async fn contacted(tx: &mut Tx, id: i64, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_order SET contacted_at = COALESCE(contacted_at, $1) WHERE id = $2";
    tx.run(sql, args![at, id]).await.map(drop)
}

/// The unit sent it back.
pub async fn objected(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run("UPDATE hotline_order SET objected = objected + 1 WHERE id = $1", args![id]).await.map(drop)
}

/// Its objection was turned down (designated), or accepted (misplaced).
pub async fn upheld(tx: &mut Tx, id: i64, designated: bool) -> Result<()> {
    let set = if designated { "designated = 1" } else { "misplaced = misplaced + 1" };
    tx.run(&format!("UPDATE hotline_order SET {set} WHERE id = $1"), args![id]).await.map(drop)
}

/// Its time was extended.
pub async fn extended(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run("UPDATE hotline_order SET extended = 1 WHERE id = $1", args![id]).await.map(drop)
}

/// Keeps the answer under review, the unit that wrote it, when it was handed in and until when it had to be.
pub async fn drafted(tx: &mut Tx, id: i64, draft: &str, unit: i64, at: Moment, due: Option<Moment>) -> Result<()> {
    tx.run(
        "UPDATE hotline_order SET draft = $1, draft_unit = $2, draft_at = $3, draft_due = $4 WHERE id = $5",
        args![draft, unit, at, due, id],
    )
    .await
    .map(drop)
}

/// An answer that passed its review.
pub struct Answered<'a> {
    /// The answer.
    pub text: &'a str,
    /// The unit that wrote it.
    pub unit: i64,
    /// When it was handed in.
    pub at: Moment,
    /// Until when it had to be.
    pub due: Option<Moment>,
}

/// The answer passed its review at `now`. The first answer's moment and its due moment stay for the counts.
pub async fn replied(tx: &mut Tx, id: i64, answer: &Answered<'_>, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE hotline_order SET answer = $1, answer_unit = $2, replied_at = $3, attempts = 0,
         answered_due = CASE WHEN answered_at IS NULL THEN $4 ELSE answered_due END,
         answered_at = COALESCE(answered_at, $5) WHERE id = $6",
        args![answer.text, answer.unit, now, answer.due, answer.at, id],
    )
    .await
    .map(drop)
}

/// The caller was called back.
pub async fn called(tx: &mut Tx, id: i64, at: Moment, call: &Call) -> Result<()> {
    if !call.reached {
        return tx.run("UPDATE hotline_order SET attempts = attempts + 1 WHERE id = $1", args![id]).await.map(drop);
    }
    tx.run(
        "UPDATE hotline_order SET called_at = $1, contacted = $2, solved = $3, satisfaction = $4, rating_text = $5
         WHERE id = $6",
        args![at, call.contacted, call.solved, call.satisfaction, &call.text, id],
    )
    .await
    .map(drop)
}

/// It is handled a second time by a unit.
pub async fn redone(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run("UPDATE hotline_order SET redone = redone + 1 WHERE id = $1", args![id]).await.map(drop)
}

/// It begins anew at the desk.
pub async fn reopened(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = "UPDATE hotline_order SET redone = redone + 1, valid = 1, attempts = 0 WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// It is, or is asked to be, on hold: why, what is planned, until when, and to which document or meeting it was handed. What came of an
/// earlier one is another matter.
pub async fn held(tx: &mut Tx, id: i64, kind: &str, plan: &str, until: Option<Date>, reference: &str) -> Result<()> {
    let sql =
        "UPDATE hotline_order SET hold_kind = $1, hold_plan = $2, hold_until = $3, hold_ref = $4, hold_result = ''
               WHERE id = $5";
    tx.run(sql, args![kind, plan, until, reference, id]).await.map(drop)
}

/// What came of the document or the meeting.
pub async fn came_back(tx: &mut Tx, id: i64, reference: &str, result: &str) -> Result<()> {
    let sql = "UPDATE hotline_order SET hold_ref = $1, hold_result = $2 WHERE id = $3";
    tx.run(sql, args![reference, result, id]).await.map(drop)
}

/// The caller rated the answer by number and query code.
pub async fn rated(tx: &mut Tx, id: i64, satisfaction: i64, text: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_order SET satisfaction = $1, rating_text = $2, rated_at = $3 WHERE id = $4";
    tx.run(sql, args![satisfaction, text, at, id]).await.map(drop)
}

/// Whether it counts as valid.
pub async fn set_valid(tx: &mut Tx, id: i64, valid: bool) -> Result<()> {
    tx.run("UPDATE hotline_order SET valid = $1 WHERE id = $2", args![valid, id]).await.map(drop)
}

/// Whether it is left out of the scores.
pub async fn excluded(tx: &mut Tx, id: i64, on: bool) -> Result<()> {
    tx.run("UPDATE hotline_order SET excluded = $1 WHERE id = $2", args![on, id]).await.map(drop)
}
