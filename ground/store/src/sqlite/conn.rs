//! A connection to the SQLite file. Statements run where they are asked, on the thread of the asker: most take some
//! microseconds, and handing them to another thread and back costs many times that.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base::Fault;
use base::error::FaultKind;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use crate::{Args, Result, Row, Value};

/// Statements that a connection keeps prepared: what the program asks again and again.
const STATEMENTS: usize = 256;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The one that writes.
    Write,
    /// One of those that read, and cannot do anything else.
    Read,
}

/// How a connection is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) what: Use,
    /// KiB of pages that it keeps.
    pub(crate) cache_kib: u32,
    /// How long it waits for another program's lock.
    pub(crate) patience: Duration,
    /// A statement that takes longer is written to the log.
    pub(crate) slow: Duration,
}

/// An open connection.
pub(crate) struct Conn {
    inner: Connection,
    slow: Duration,
}

impl Conn {
    /// Opens `path`, and makes the file if a writer is asked for.
    pub(crate) fn open(path: &Path, terms: Terms) -> Result<Self> {
        let inner = open(path, terms).map_err(|e| fault("open the SQLite file", e))?;
        Ok(Self { inner, slow: terms.slow })
    }

    /// Waits for another program's lock for at most `patience` from now on.
    pub(crate) fn wait_for(&self, patience: Duration) -> Result<()> {
        self.inner.busy_timeout(patience).map_err(|e| fault("busy_timeout", e))
    }

    /// Runs a statement and gives the number of rows it changed.
    pub(crate) fn run(&self, sql: &str, args: Args) -> Result<u64> {
        let begun = Instant::now();
        let done = change(&self.inner, sql, args);
        self.tell_if_slow(sql, begun);
        done.map_err(|e| fault(sql, e))
    }

    /// All rows that a statement gives.
    pub(crate) fn rows(&self, sql: &str, args: Args) -> Result<Vec<Row>> {
        let begun = Instant::now();
        let rows = fetch(&self.inner, sql, args);
        self.tell_if_slow(sql, begun);
        rows.map_err(|e| fault(sql, e))
    }

    /// Runs statements without arguments, one after the other.
    pub(crate) fn script(&self, sql: &str) -> Result<()> {
        self.inner.execute_batch(sql).map_err(|e| fault(sql, e))
    }

    fn tell_if_slow(&self, sql: &str, begun: Instant) {
        let took = begun.elapsed();
        if took >= self.slow {
            tracing::warn!(statement = sql, ms = took.as_millis(), "slow statement");
        } else {
            tracing::trace!(statement = sql, us = took.as_micros(), "statement");
        }
    }
}

fn open(path: &Path, terms: Terms) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(terms.patience)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    if terms.what == Use::Write {
        conn.pragma_update(None, "journal_mode", "WAL")?;
    }
    // The plan of a statement does not depend on its arguments: otherwise SQLite plans many statements anew each time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // The file is not mapped: each mapping would count as memory in use.
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "cache_size", -i64::from(terms.cache_kib.max(256)))?;
    if terms.what == Use::Read {
        conn.pragma_update(None, "query_only", true)?;
    }
    Ok(conn)
}

fn change(conn: &Connection, sql: &str, args: Args) -> rusqlite::Result<u64> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    drop(rows);
    Ok(conn.changes())
}

fn fetch(conn: &Connection, sql: &str, args: Args) -> rusqlite::Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    let names: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..names.len()).map(|i| Ok(value(row.get_ref(i)?))).collect::<rusqlite::Result<_>>()?;
        all.push(Row { names: Arc::clone(&names), values });
    }
    Ok(all)
}

/// Gives each place of a statement its argument: `$2` is the second wherever it stands, although SQLite counts places in
/// the order in which they appear.
fn bind(statement: &mut Statement<'_>, args: Args) -> rusqlite::Result<()> {
    let mut args: Vec<Option<Value>> = args.into_iter().map(Some).collect();
    for place in 1..=statement.parameter_count() {
        let number = statement.parameter_name(place).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        if let Some(arg) = args.get_mut(number.unwrap_or(place).wrapping_sub(1)).and_then(Option::take) {
            statement.raw_bind_parameter(place, arg)?;
        }
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(Some(v)) => ToSqlOutput::Borrowed(ValueRef::Integer(*v)),
            Self::Text(Some(v)) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Self::Blob(Some(v)) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Self::Int(None) | Self::Text(None) | Self::Blob(None) => ToSqlOutput::Owned(Owned::Null),
        })
    }
}

fn value(raw: ValueRef<'_>) -> Value {
    match raw {
        ValueRef::Null => Value::Text(None),
        ValueRef::Integer(v) => Value::Int(Some(v)),
        ValueRef::Real(v) => Value::Text(Some(v.to_string())),
        ValueRef::Text(v) => Value::Text(Some(String::from_utf8_lossy(v).into_owned())),
        ValueRef::Blob(v) => Value::Blob(Some(v.to_vec())),
    }
}

/// Turns SQLite's error into a fault of the right kind.
fn fault(context: &str, error: rusqlite::Error) -> Fault {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
    let kind = match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => FaultKind::Busy,
        Some(DiskFull) => FaultKind::Full,
        _ => FaultKind::Broken,
    };
    Fault::of(kind, context.to_owned(), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn conn() -> Conn {
        let terms = Terms {
            what: Use::Write,
            cache_kib: 256,
            patience: Duration::from_millis(10),
            slow: Duration::from_secs(1),
        };
        Conn::open(Path::new(":memory:"), terms).expect("memory is there")
    }

    #[test]
    fn a_place_is_known_by_its_number_and_not_by_its_order() {
        let conn = conn();
        let rows = conn.rows("SELECT $2 AS b, $1 AS a, $2 || $1 AS c", args!["x", "y"]).expect("answered");
        let texts: Vec<String> = (0..3).map(|i| rows[0].at(i).expect("text")).collect();
        assert_eq!(texts, ["y", "x", "yx"]);
    }

    #[test]
    fn a_change_counts_its_rows_and_gives_values_back_as_they_were() {
        let conn = conn();
        conn.script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c INTEGER) STRICT").expect("made");
        for i in 0..3_i64 {
            let args = args!["字", vec![0_u8, 255], Some(i).filter(|i| *i > 0)];
            assert_eq!(conn.run("INSERT INTO t (a, b, c) VALUES ($1, $2, $3)", args).expect("stored"), 1);
        }
        assert_eq!(conn.run("UPDATE t SET a = $1 WHERE id > $2", args!["又", 1_i64]).expect("changed"), 2);
        assert_eq!(conn.run("UPDATE t SET a = $1 WHERE id > $2", args!["又", 9_i64]).expect("nothing"), 0);
        let rows = conn.rows("SELECT a, b, c FROM t ORDER BY id", args![]).expect("answered");
        assert_eq!(rows[0].get::<Vec<u8>>("b").expect("bytes"), [0, 255]);
        assert_eq!(rows[0].get::<Option<i64>>("c").expect("absent"), None);
        assert_eq!(rows[2].get::<String>("a").expect("text"), "又");
    }
}
