//! A county with very many matters: those of the demonstration, which people's actions made, copied row by row with new
//! keys and numbers and spread over time.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};

use crate::Result;

/// Tables that lists and exports read, with the column by which a row belongs to a matter. Acts, ledger entries and the
/// search index are not copied: no list reads them.
const TABLES: &[(&str, &str)] = &[
    ("matter_matter", "id"),
    ("matter_number", "number"),
    ("matter_task", "matter_id"),
    ("matter_touch", "matter_id"),
    ("matter_unit", "matter_id"),
    ("letters_letter", "matter_id"),
];

/// Milliseconds between a matter and its next copy.
const APART: i64 = 7_919;
/// Moments beyond this stand for «without a time» and are not moved.
const NO_TIME: i64 = 9_000_000_000_000_000;

/// What is counted when the number of matters is wanted.
pub const MATTERS: &str = "SELECT COUNT(*) FROM matter_matter";
/// What is counted when the longest 已办 of a post is wanted.
pub const LONGEST: &str = "SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM matter_touch GROUP BY post_id)";

/// Copies the matters in `data` until `counted` is at least `wanted` (the server must be stopped); gives what it is then.
///
/// # Errors
/// When the database is busy or the disk is full.
pub async fn grow(data: &Path, wanted: u32, counted: &'static str) -> Result<i64> {
    let mut conn = open(data).await?;
    let first: i64 = sqlx::query_scalar(counted).fetch_one(&mut conn).await?;
    let last: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM matter_matter").fetch_one(&mut conn).await?;
    if first == 0 {
        return Err("the demonstration has no matters to copy".into());
    }
    let copies = (i64::from(wanted) - first).max(0).div_euclid(first) + 1;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut conn).await?;
    for (table, of) in TABLES {
        copy(&mut conn, table, of, last, copies).await?;
    }
    // The numbers kept by day know nothing of the copies; the program counts them anew.
    sqlx::raw_sql("DELETE FROM letters_day; DELETE FROM letters_fold; COMMIT").execute(&mut conn).await?;
    // No ANALYZE: the program never runs it, so the large county must not have its statistics either.
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).await?;
    Ok(sqlx::query_scalar(counted).fetch_one(&mut conn).await?)
}

/// Copies requests for disclosure with their disputes until there are at least `wanted`; gives how many there are then. Their matters
/// are not copied: the annual report does not read them.
///
/// # Errors
/// When the database is busy or the disk is full.
pub async fn grow_requests(data: &Path, wanted: u32) -> Result<i64> {
    const COUNTED: &str = "SELECT COUNT(*) FROM requests_request";
    let mut conn = open(data).await?;
    let first: i64 = sqlx::query_scalar(COUNTED).fetch_one(&mut conn).await?;
    if first == 0 {
        return Err("the demonstration has no requests to copy".into());
    }
    let last = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
    let matters = last("SELECT MAX(matter_id) FROM requests_request").fetch_one(&mut conn).await?;
    let requests = last("SELECT MAX(id) FROM requests_request").fetch_one(&mut conn).await?;
    let copies = (i64::from(wanted) - first).max(0).div_euclid(first) + 1;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut conn).await?;
    copy(&mut conn, "requests_request", "matter_id", matters, copies).await?;
    copy(&mut conn, "requests_dispute", "request_id", requests, copies).await?;
    sqlx::raw_sql("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).await?;
    Ok(sqlx::query_scalar(COUNTED).fetch_one(&mut conn).await?)
}

/// The database in `data`, opened for writing much at once.
///
/// # Errors
/// When it cannot be opened.
pub async fn open(data: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(data.join("renhe.db"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(false)
        .pragma("cache_size", "-1048576")
        .pragma("temp_store", "MEMORY");
    Ok(options.connect().await?)
}

async fn copy(conn: &mut SqliteConnection, table: &str, of: &str, last: i64, copies: i64) -> Result<()> {
    let columns: Vec<(String, String)> =
        sqlx::query_as("SELECT name, type FROM pragma_table_info($1)").bind(table).fetch_all(&mut *conn).await?;
    let (key,): (i64,) = match columns.iter().any(|(name, _)| name == "id") {
        true => {
            sqlx::query_as(AssertSqlSafe(format!("SELECT COALESCE(MAX(id), 0) FROM {table}")))
                .fetch_one(&mut *conn)
                .await?
        }
        false => (0,),
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let values: Vec<String> = columns.iter().map(|(name, kind)| value(table, of, name, kind, (last, key))).collect();
    let sql = format!(
        "CREATE TEMP TABLE original AS SELECT * FROM {table};
         WITH RECURSIVE turn (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn WHERE n < {copies})
         INSERT INTO {table} ({}) SELECT {} FROM turn CROSS JOIN original;
         DROP TABLE original",
        names.join(", "),
        values.join(", ")
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await?;
    Ok(())
}

/// The value of a column in the nth copy.
fn value(table: &str, of: &str, name: &str, kind: &str, (last, key): (i64, i64)) -> String {
    match name {
        _ if name == of && name != "number" => format!("{name} + n * {last}"),
        "id" => format!("id + n * {key}"),
        "number" => "number || '-' || n".to_owned(),
        // A register of numbers knows each place of a series once.
        "seq" if table == "matter_number" => "seq + n * 10000000".to_owned(),
        "at" | "opened_at" | "due_at" | "received_at" if kind == "INTEGER" => {
            format!("CASE WHEN {name} >= {NO_TIME} THEN {name} ELSE {name} + n * {APART} END")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use base::Clock;
    use store::{Config, Db, migrate};

    use super::*;

    #[tokio::test]
    async fn matters_grow_with_their_tasks_and_letters_and_keep_no_number_twice() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("renhe.db");
        let db = Db::open(&Config::Sqlite(file.clone())).await.unwrap();
        migrate::run(&db, &Clock::System).await.unwrap();
        db.close().await;
        let mut conn = SqliteConnectOptions::new().filename(&file).foreign_keys(false).connect().await.unwrap();
        let matter = "INSERT INTO matter_matter (process, version, kind, number, title, home_unit, state, turn, received_on, opened_at, due_at, clock, seq, snapshot)
            VALUES ('letters.letter', 1, 'help', $1, '路灯', 1, 'received', 'open', '2026-03-02', 7, $2, 'running', 1, '{}')";
        let number = "INSERT INTO matter_number (number, pattern, year, seq, given_at) VALUES ($1, 'p', 2026, $2, 7)";
        let task =
            "INSERT INTO matter_task (matter_id, part, unit_id, desk, at, due_at) VALUES ($1, 's1', 1, 'd', 7, 9)";
        for (i, due) in [1, NO_TIME, 3].into_iter().enumerate() {
            let i = i64::try_from(i).unwrap() + 1;
            sqlx::query(matter).bind(format!("青信{i}号")).bind(due).execute(&mut conn).await.unwrap();
            sqlx::query(number).bind(format!("青信{i}号")).bind(i).execute(&mut conn).await.unwrap();
            sqlx::query(task).bind(i).execute(&mut conn).await.unwrap();
        }
        let there = grow(dir.path(), 1000, MATTERS).await.unwrap();
        assert!((1000..1004).contains(&there), "{there}");
        let count = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
        let tasks = count("SELECT COUNT(*) FROM matter_task t JOIN matter_matter m ON m.id = t.matter_id")
            .fetch_one(&mut conn)
            .await;
        assert_eq!(tasks.unwrap(), there);
        let numbers = count("SELECT COUNT(DISTINCT number) FROM matter_number").fetch_one(&mut conn).await;
        assert_eq!(numbers.unwrap(), there);
        let timeless = format!("SELECT COUNT(*) FROM matter_matter WHERE due_at = {NO_TIME}");
        let timeless = sqlx::query_scalar::<_, i64>(AssertSqlSafe(timeless)).fetch_one(&mut conn).await;
        assert_eq!(timeless.unwrap(), there / 3);
    }
}
