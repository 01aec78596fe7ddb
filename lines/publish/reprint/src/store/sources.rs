//! Rows of `reprint_source` and `reprint_target`.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args};

use crate::model::{Sheet, Source, Target};

/// Sources that are listed at most.
pub(crate) const SOURCES_MAX: usize = 500;
/// Units of one source at most.
pub(crate) const TARGETS_MAX: usize = 100;

/// The source `id`.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Source>> {
    q.maybe(&format!("SELECT {} FROM reprint_source WHERE id = $1", Source::COLUMNS), args![id]).await
}

/// The sources that units keep, or all: those in use first, by their names.
pub(crate) async fn list(q: &mut impl Query, units: Option<&[i64]>) -> Result<Vec<Source>> {
    let mut w = Where::new();
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    let limit = w.arg(SOURCES_MAX);
    let sql = format!(
        "SELECT {} FROM reprint_source{} ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, level DESC, id LIMIT {limit}",
        Source::COLUMNS,
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// Adds a source; gives its key.
pub(crate) async fn insert(tx: &mut Tx, unit: i64, sheet: &Sheet, now: Moment, since: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO reprint_source (unit_id, name, level, address, reads, duty, note, version, since, next_at, failed,
         problem, tag, items) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, 0, '', '', 0) RETURNING id",
        args![
            unit,
            &sheet.name,
            &sheet.level,
            &sheet.address,
            sheet.reads,
            sheet.duty,
            &sheet.note,
            since,
            sheet.reads.then_some(now)
        ],
    )
    .await
}

/// Changes a source that is at the version `seen`; 0 when somebody was faster. The feed is asked anew; one at another address for the
/// first time.
pub(crate) async fn update(tx: &mut Tx, id: i64, seen: i64, sheet: &Sheet, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE reprint_source SET name = $1, level = $2, address = $3, reads = $4, duty = $5, note = $6,
         version = version + 1, next_at = $7, failed = 0, problem = '', tag = '',
         seeded_at = CASE WHEN address = $3 THEN seeded_at ELSE NULL END WHERE id = $8 AND version = $9
         AND closed_at IS NULL",
        args![
            &sheet.name,
            &sheet.level,
            &sheet.address,
            sheet.reads,
            sheet.duty,
            &sheet.note,
            sheet.reads.then_some(now),
            id,
            seen
        ],
    )
    .await
}

/// Gives a source up, or takes it up again.
pub(crate) async fn close(tx: &mut Tx, id: i64, at: Option<Moment>, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE reprint_source SET closed_at = $1, next_at = CASE WHEN reads = 1 THEN $2 ELSE NULL END,
         version = version + 1 WHERE id = $3",
        args![at, now, id],
    )
    .await
}

/// Sources whose feeds are to be asked at `now`.
pub(crate) async fn due(q: &mut impl Query, now: Moment, limit: usize) -> Result<Vec<Source>> {
    let sql = format!(
        "SELECT {} FROM reprint_source WHERE reads = 1 AND closed_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2",
        Source::COLUMNS
    );
    q.list(&sql, args![now, limit]).await
}

/// Lets a feed be asked as soon as possible; 0 when it is not asked by itself.
pub(crate) async fn hurry(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE reprint_source SET next_at = $1, tag = '' WHERE id = $2 AND reads = 1 AND closed_at IS NULL",
        args![now, id],
    )
    .await
}

/// Notes that a feed was read.
pub(crate) async fn read(tx: &mut Tx, id: i64, tag: &str, now: Moment, next: Moment) -> Result<u64> {
    tx.run(
        "UPDATE reprint_source SET read_at = $1, good_at = $1, next_at = $2, failed = 0, problem = '', tag = $3
         WHERE id = $4",
        args![now, next, tag, id],
    )
    .await
}

/// Notes that a feed could not be read.
pub(crate) async fn not_read(tx: &mut Tx, id: i64, problem: &str, now: Moment, next: Moment) -> Result<u64> {
    tx.run(
        "UPDATE reprint_source SET read_at = $1, next_at = $2, failed = failed + 1, problem = $3 WHERE id = $4",
        args![now, next, problem, id],
    )
    .await
}

/// Notes that the first reading of the feed is over, once.
pub(crate) async fn seeded(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE reprint_source SET seeded_at = $1 WHERE id = $2 AND seeded_at IS NULL", args![now, id]).await
}

/// Counts what came.
pub(crate) async fn count_up(tx: &mut Tx, id: i64, more: usize) -> Result<u64> {
    tx.run("UPDATE reprint_source SET items = items + $1 WHERE id = $2", args![more, id]).await
}

/// The units of a source with their columns.
pub(crate) async fn targets(q: &mut impl Query, source: i64) -> Result<Vec<Target>> {
    let sql = format!("SELECT {} FROM reprint_target WHERE source_id = $1 ORDER BY unit_id LIMIT $2", Target::COLUMNS);
    q.list(&sql, args![source, TARGETS_MAX]).await
}

/// Lets a unit reprint into a column.
pub(crate) async fn put_target(tx: &mut Tx, source: i64, unit: i64, column: i64) -> Result<u64> {
    tx.run(
        "INSERT INTO reprint_target (source_id, unit_id, column_id) VALUES ($1, $2, $3)
         ON CONFLICT (source_id, unit_id) DO UPDATE SET column_id = excluded.column_id",
        args![source, unit, column],
    )
    .await
}

/// Takes a unit off a source; 0 when it was not on it.
pub(crate) async fn remove_target(tx: &mut Tx, source: i64, unit: i64) -> Result<u64> {
    tx.run("DELETE FROM reprint_target WHERE source_id = $1 AND unit_id = $2", args![source, unit]).await
}
