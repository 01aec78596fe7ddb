//! Who wrote anything of a version of the knowledge base, and so does not approve it.

use store::{Query, Result, Tx, args};

/// Notes that somebody wrote in a version.
pub async fn wrote(tx: &mut Tx, version: i64, person: Option<i64>) -> Result<()> {
    let Some(person) = person else { return Ok(()) };
    let sql = "INSERT INTO consult_writer (version_id, person_id) VALUES ($1, $2) ON CONFLICT (version_id, person_id) DO NOTHING";
    tx.run(sql, args![version, person]).await.map(drop)
}

/// Whether somebody wrote anything of an entry since a version of it was approved last.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn has_written(q: &mut impl Query, entry: i64, person: Option<i64>) -> Result<bool> {
    let Some(person) = person else { return Ok(false) };
    let found: i64 = q
        .scalar(
            "SELECT COUNT(*) FROM consult_writer w JOIN consult_version v ON v.id = w.version_id
             WHERE v.entry_id = $1 AND w.person_id = $2 AND v.number > COALESCE((SELECT MAX(a.number)
             FROM consult_version a WHERE a.entry_id = $1 AND a.state = 'approved'), 0)",
            args![entry, person],
        )
        .await?;
    Ok(found > 0)
}
