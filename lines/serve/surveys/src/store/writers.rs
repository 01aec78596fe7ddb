//! Who wrote anything of a survey, a notice or a quiz, and so does not approve it; and the count of its changes, by which a keeper knows
//! that another was faster. A table is a name that the program holds (`Announced::TABLE`).

use store::{Query, Result, Tx, args};

/// Notes that somebody wrote in one of them.
pub(crate) async fn wrote(
    tx: &mut Tx,
    (table, subject): (&'static str, &'static str),
    id: i64,
    person: Option<i64>,
) -> Result<()> {
    tx.run(&format!("UPDATE {table} SET seq = seq + 1 WHERE id = $1"), args![id]).await?;
    let Some(person) = person else { return Ok(()) };
    let sql = "INSERT INTO surveys_writer (subject, row_id, person_id) VALUES ($1, $2, $3)
               ON CONFLICT (subject, row_id, person_id) DO NOTHING";
    tx.run(sql, args![subject, id, person]).await.map(drop)
}

/// Whether somebody wrote anything of it.
pub(crate) async fn has_written(
    q: &mut impl Query,
    subject: &'static str,
    id: i64,
    person: Option<i64>,
) -> Result<bool> {
    let Some(person) = person else { return Ok(false) };
    let sql = "SELECT COUNT(*) FROM surveys_writer WHERE subject = $1 AND row_id = $2 AND person_id = $3";
    let found: i64 = q.scalar(sql, args![subject, id, person]).await?;
    Ok(found > 0)
}
