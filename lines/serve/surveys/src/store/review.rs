//! What surveys, notices and quizzes share in their tables: how they come before the public and leave it. A table is a name that the
//! program holds (`Announced::TABLE`).

use base::{Date, Moment};
use store::{Result, Tx, args};

/// It is handed in.
pub(crate) async fn hand_in(tx: &mut Tx, table: &'static str, id: i64) -> Result<()> {
    tx.run(&format!("UPDATE {table} SET state = 'review', reason = '' WHERE id = $1"), args![id]).await.map(drop)
}

/// It was approved by somebody, or sent back with a reason.
pub(crate) async fn decide(
    tx: &mut Tx,
    table: &'static str,
    id: i64,
    state: &str,
    (by, at): (Option<i64>, Moment),
    reason: &str,
) -> Result<()> {
    let sql = format!("UPDATE {table} SET state = $1, decided_by = $2, decided_at = $3, reason = $4 WHERE id = $5");
    tx.run(&sql, args![state, by, at, reason, id]).await.map(drop)
}

/// It is withdrawn from the public.
pub(crate) async fn withdraw(tx: &mut Tx, table: &'static str, id: i64, why: &str, at: Moment) -> Result<()> {
    let sql = format!("UPDATE {table} SET state = 'withdrawn', withdrawn_at = $1, withdrawn_why = $2 WHERE id = $3");
    tx.run(&sql, args![at, why, id]).await.map(drop)
}

/// It ends later.
pub(crate) async fn extend(tx: &mut Tx, table: &'static str, id: i64, to: Date, why: &str) -> Result<()> {
    let sql = format!(
        "UPDATE {table} SET first_end = COALESCE(first_end, closes_on), closes_on = $1, longer_why = $2 WHERE id = $3"
    );
    tx.run(&sql, args![to, why, id]).await.map(drop)
}
