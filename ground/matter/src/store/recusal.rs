//! Who keeps away from which matter (回避).

use base::Moment;
use store::{Query, Result, Tx, args};

/// Somebody keeps away from now on.
pub(crate) async fn add_recusal(tx: &mut Tx, matter: i64, person: i64, unit: i64, at: Moment) -> Result<()> {
    let sql = "INSERT INTO matter_recusal (matter_id, person_id, unit_id, at) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![matter, person, unit, at]).await.map(drop)
}

/// Whether somebody does.
pub(crate) async fn recused(q: &mut impl Query, matter: i64, person: i64) -> Result<bool> {
    let sql = "SELECT id FROM matter_recusal WHERE matter_id = $1 AND person_id = $2";
    let found: Option<(i64,)> = q.maybe(sql, args![matter, person]).await?;
    Ok(found.is_some())
}
