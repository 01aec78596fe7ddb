//! Every SQL statement that touches `sites_*`.

use std::collections::BTreeMap;

use base::Moment;
use store::{Query, Result, Tx, args};

/// All settings that were ever set.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn settings(q: &mut impl Query) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = q.list("SELECT key, value FROM sites_setting ORDER BY key", args![]).await?;
    Ok(rows.into_iter().collect())
}

/// Sets one setting.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn set(tx: &mut Tx, key: &str, value: &str, at: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO sites_setting (key, value, set_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, set_at = excluded.set_at",
        args![key, value, at],
    )
    .await?;
    Ok(())
}
