//! How fees of an organ are paid (缴费方式): account, code and place, which its fee notices say.

use base::Moment;
use store::{Query, Result, Tx, args};

/// How fees of `organ` are paid; empty before it was written.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn pay_way(q: &mut impl Query, organ: i64) -> Result<String> {
    let found: Option<(String,)> = q.maybe("SELECT way FROM requests_pay WHERE organ_id = $1", args![organ]).await?;
    Ok(found.map_or_else(String::new, |(way,)| way))
}

/// Keeps how fees of `organ` are paid.
pub async fn set_pay_way(tx: &mut Tx, organ: i64, way: &str, at: Moment) -> Result<()> {
    let sql = "INSERT INTO requests_pay (organ_id, way, changed_at) VALUES ($1, $2, $3)
               ON CONFLICT (organ_id) DO UPDATE SET way = $2, changed_at = $3";
    tx.run(sql, args![organ, way, at]).await.map(drop)
}
