//! The classification tree (诉求分类) and the catalogue of dispatch (派单目录).

use base::{Error, Moment};
use store::{Query, Result, Tx, args};

use crate::model::{Class, Duty};

/// All classes, open ones only or all, in order of rank; at most 2,000.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn classes(q: &mut impl Query, open: bool) -> Result<Vec<Class>> {
    let also = if open { "WHERE closed_at IS NULL" } else { "" };
    let sql = format!("SELECT {} FROM hotline_class {also} ORDER BY rank, id LIMIT 2000", Class::COLUMNS);
    q.list(&sql, args![]).await
}

/// The class `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn class(q: &mut impl Query, id: i64) -> std::result::Result<Class, Error> {
    let sql = format!("SELECT {} FROM hotline_class WHERE id = $1", Class::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The open class with this code.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn class_of_code(q: &mut impl Query, code: &str) -> Result<Option<Class>> {
    let sql = format!("SELECT {} FROM hotline_class WHERE code = $1 AND closed_at IS NULL", Class::COLUMNS);
    q.maybe(&sql, args![code]).await
}

/// A new class at the end of its siblings; gives its key.
pub async fn add_class(tx: &mut Tx, parent: Option<i64>, code: &str, title: &str) -> Result<i64> {
    tx.insert(
        "INSERT INTO hotline_class (parent_id, code, title, rank)
         SELECT $1, $2, $3, COALESCE(MAX(rank), 0) + 10 FROM hotline_class RETURNING id",
        args![parent, code, title],
    )
    .await
}

/// Changes a class.
pub async fn set_class(tx: &mut Tx, id: i64, parent: Option<i64>, code: &str, title: &str) -> Result<()> {
    let sql = "UPDATE hotline_class SET parent_id = $1, code = $2, title = $3 WHERE id = $4";
    tx.run(sql, args![parent, code, title, id]).await.map(drop)
}

/// Closes a class, or opens it again.
pub async fn close_class(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<()> {
    tx.run("UPDATE hotline_class SET closed_at = $1 WHERE id = $2", args![at, id]).await.map(drop)
}

/// The whole catalogue, at most 5,000 rows.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn duties(q: &mut impl Query) -> Result<Vec<Duty>> {
    let sql = format!("SELECT {} FROM hotline_duty ORDER BY class_id, id LIMIT 5000", Duty::COLUMNS);
    q.list(&sql, args![]).await
}

/// What the catalogue says of a class, at most 50 rows.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn duties_of(q: &mut impl Query, class: i64) -> Result<Vec<Duty>> {
    let sql = format!("SELECT {} FROM hotline_duty WHERE class_id = $1 ORDER BY id LIMIT 50", Duty::COLUMNS);
    q.list(&sql, args![class]).await
}

/// The row `id` of the catalogue.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn duty(q: &mut impl Query, id: i64) -> std::result::Result<Duty, Error> {
    let sql = format!("SELECT {} FROM hotline_duty WHERE id = $1", Duty::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// A new row of the catalogue; gives its key, none when it is there already.
pub async fn add_duty(tx: &mut Tx, class: i64, unit: i64, duty: &str, basis: &str, at: Moment) -> Result<Option<i64>> {
    let known: i64 = tx
        .scalar(
            "SELECT COUNT(*) FROM hotline_duty WHERE class_id = $1 AND unit_id = $2 AND duty = $3",
            args![class, unit, duty],
        )
        .await?;
    if known > 0 {
        return Ok(None);
    }
    tx.insert(
        "INSERT INTO hotline_duty (class_id, unit_id, duty, basis, changed_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![class, unit, duty, basis, at],
    )
    .await
    .map(Some)
}

/// Takes a row out of the catalogue.
pub async fn drop_duty(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run("DELETE FROM hotline_duty WHERE id = $1", args![id]).await.map(drop)
}

/// How many rows of the catalogue name the unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn duties_held(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM hotline_duty WHERE unit_id = $1", args![unit]).await
}

/// The catalogue names the heir in the place of a unit. A row that the heir has already is not there twice. Gives how many they are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn hand_duties(tx: &mut Tx, (from, to): (i64, i64), at: Moment) -> Result<u64> {
    let twice = "DELETE FROM hotline_duty WHERE unit_id = $1 AND EXISTS (SELECT 1 FROM hotline_duty o
                 WHERE o.unit_id = $2 AND o.class_id = hotline_duty.class_id AND o.duty = hotline_duty.duty)";
    let twice = tx.run(twice, args![from, to]).await?;
    let sql = "UPDATE hotline_duty SET unit_id = $1, changed_at = $2 WHERE unit_id = $3";
    Ok(twice + tx.run(sql, args![to, at, from]).await?)
}
