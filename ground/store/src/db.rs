//! The database: opening it, reading from it, beginning to write.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use log::LevelFilter;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, PgPool, Row as _, SqlitePool, TypeInfo, ValueRef};
use tokio::sync::Notify;

use crate::sqlite::Writer;
use crate::{Args, Query, Result, Row, Tx, Value, Vault};

/// Which database there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite inside the data directory.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Config {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as `postgres://user:password@host/database`.
    Postgres(String),
}

/// Connections for reading. SQLite reads on a thread of its own for each; PostgreSQL waits for another machine and gets
/// four times as many.
const READERS: u32 = 4;
/// Statements that a connection keeps prepared: what the program asks again and again.
const STATEMENTS: usize = 256;

/// What a database may use of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// How long a statement waits for somebody else's lock before it is [`FaultKind::Busy`].
    pub patience: Duration,
    /// KiB of pages that all connections to a SQLite file keep together; PostgreSQL has settings of its own. What does not
    /// fit is still in the system's cache as long as there is memory, so this decides between a look and a copy, not
    /// between memory and disk.
    pub cache_kib: u32,
    /// A statement that takes longer is written to the log of the program, without its arguments.
    pub slow: Duration,
}

impl Default for Tuning {
    /// Ten seconds and 32 MiB, for a machine with one or two GiB; a second for a statement.
    fn default() -> Self {
        Self { patience: Duration::from_secs(10), cache_kib: 32 * 1024, slow: Duration::from_secs(1) }
    }
}

/// The open database; clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    kind: Kind,
    /// Told when a transaction with a new job has been committed here.
    wake: Arc<Notify>,
    vault: Arc<OnceLock<Vault>>,
}

enum Kind {
    Sqlite { readers: SqlitePool, writer: Writer, path: PathBuf },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database and makes it when it is a SQLite file that does not exist. Migrations are not run.
    ///
    /// # Errors
    /// A fault when it cannot be opened.
    pub async fn open(config: &Config) -> Result<Self> {
        Self::open_with(config, Tuning::default()).await
    }

    /// [`open`](Db::open) with another `tuning` than the usual.
    ///
    /// # Errors
    /// A fault when it cannot be opened.
    pub async fn open_with(config: &Config, tuning: Tuning) -> Result<Self> {
        let kind = match config {
            Config::Sqlite(path) => open_sqlite(path, tuning).await?,
            Config::Postgres(url) => Kind::Postgres(open_postgres(url, tuning).await?),
        };
        Ok(Self(Arc::new(Inner { kind, wake: Arc::default(), vault: Arc::default() })))
    }

    /// Begins to write. On SQLite this waits for the one writer; keep no slow work inside.
    ///
    /// # Errors
    /// A fault when the database is locked by somebody else or does not answer.
    pub async fn begin(&self) -> Result<Tx> {
        let (wake, vault) = (Arc::clone(&self.0.wake), Arc::clone(&self.0.vault));
        match &self.0.kind {
            Kind::Sqlite { writer, .. } => Ok(Tx::sqlite(writer.clone(), writer.begin().await?, wake, vault)),
            Kind::Postgres(pool) => Ok(Tx::postgres(begin_postgres(pool).await?, wake, vault)),
        }
    }

    /// Something to read with, outside any transaction.
    pub fn reader(&self) -> Reader {
        Reader(self.clone())
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match &self.0.kind {
            Kind::Sqlite { .. } => Dialect::Sqlite,
            Kind::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The SQLite file, when there is one.
    pub fn sqlite_path(&self) -> Option<&Path> {
        match &self.0.kind {
            Kind::Sqlite { path, .. } => Some(path),
            Kind::Postgres(_) => None,
        }
    }

    /// Seals and opens with `vault` from now on; the first one stays.
    pub fn use_vault(&self, vault: Vault) {
        self.0.vault.get_or_init(|| vault);
    }

    /// Told when a job has come in through this process.
    pub(crate) fn wake(&self) -> &Notify {
        &self.0.wake
    }

    /// Writes a consistent copy of a SQLite database to the new file `to`, while others go on reading and writing.
    ///
    /// # Errors
    /// A fault when there is no SQLite file, when `to` exists already, or when the disk is full.
    pub async fn snapshot(&self, to: &Path) -> Result<()> {
        let path = self.sqlite_path().ok_or_else(|| Fault::broken("only SQLite is copied by itself"))?;
        let to = to.to_str().ok_or_else(|| Fault::broken("the path of the copy is not UTF-8"))?;
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(Tuning::default().patience);
        let mut conn = options.connect().await.map_err(|e| fault("open the SQLite file", e))?;
        let copied = sqlx::query("VACUUM INTO $1").bind(to).execute(&mut conn).await;
        copied.map(|_| ()).map_err(|e| fault("VACUUM INTO", e))
    }

    /// Closes all connections, after what runs.
    pub async fn close(&self) {
        match &self.0.kind {
            Kind::Sqlite { readers, writer, .. } => {
                writer.settle_all().await;
                readers.close().await;
            }
            Kind::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &Path, tuning: Tuning) -> Result<Kind> {
    // Half for the writer, which alone changes pages; the file is not mapped: each mapping would count as memory in use.
    let cache = |kib: u32| format!("-{}", kib.max(256));
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .busy_timeout(tuning.patience)
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", cache(tuning.cache_kib / 2))
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        .log_statements(LevelFilter::Off)
        .log_slow_statements(LevelFilter::Warn, tuning.slow);
    let writer = options.connect().await.map_err(|e| fault("open the SQLite file for writing", e))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(tuning.patience)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "ON").pragma("cache_size", cache(tuning.cache_kib / 2 / READERS)))
        .await
        .map_err(|e| fault("open the SQLite file", e))?;
    Ok(Kind::Sqlite { readers, writer: Writer::new(writer), path: path.to_owned() })
}

async fn open_postgres(url: &str, tuning: Tuning) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url).map_err(|e| fault("read the address of PostgreSQL", e))?;
    let options = options
        .options([("lock_timeout", format!("{}ms", tuning.patience.as_millis().max(1)))])
        .statement_cache_capacity(STATEMENTS)
        .log_statements(LevelFilter::Off)
        .log_slow_statements(LevelFilter::Warn, tuning.slow);
    let pool = PgPoolOptions::new().max_connections(READERS * 4).acquire_timeout(tuning.patience);
    pool.connect_with(options).await.map_err(|e| fault("connect to PostgreSQL", e))
}

#[expect(clippy::disallowed_methods, reason = "Db::begin is where writing begins")]
async fn begin_postgres(pool: &PgPool) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
    pool.begin().await.map_err(|e| fault("BEGIN", e))
}

/// Reads what is committed.
#[derive(Clone)]
pub struct Reader(Db);

impl Query for Reader {
    async fn rows(&mut self, sql: &str, args: Args) -> Result<Vec<Row>> {
        match &self.0.0.kind {
            Kind::Sqlite { readers, .. } => {
                rows_sqlite(&bind_sqlite(sql, args).fetch_all(readers).await.map_err(|e| fault(sql, e))?)
            }
            Kind::Postgres(pool) => {
                rows_postgres(&bind_postgres(sql, args).fetch_all(pool).await.map_err(|e| fault(sql, e))?)
            }
        }
    }

    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn vault(&self) -> Result<&Vault> {
        in_use(&self.0.0.vault)
    }
}

/// The vault, once it is in use.
pub(crate) fn in_use(vault: &OnceLock<Vault>) -> Result<&Vault> {
    vault.get().ok_or_else(|| Fault::broken("the vault was not opened"))
}

type SqliteQuery<'q> = sqlx::query::Query<'q, sqlx::Sqlite, SqliteArguments>;
type PostgresQuery<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

pub(crate) fn bind_sqlite<'q>(sql: &str, args: Args) -> SqliteQuery<'q> {
    args.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, value| match value {
        Value::Int(v) => query.bind(v),
        Value::Text(v) => query.bind(v),
        Value::Blob(v) => query.bind(v),
    })
}

pub(crate) fn bind_postgres<'q>(sql: &str, args: Args) -> PostgresQuery<'q> {
    args.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, value| match value {
        Value::Int(v) => query.bind(v),
        // PostgreSQL text cannot hold U+0000; nothing that people write needs it.
        Value::Text(v) => query.bind(v.map(|text| if text.contains('\0') { text.replace('\0', "") } else { text })),
        Value::Blob(v) => query.bind(v),
    })
}

pub(crate) fn rows_sqlite(rows: &[SqliteRow]) -> Result<Vec<Row>> {
    let names: Arc<[String]> = names(rows.first());
    rows.iter()
        .map(|row| {
            let values = (0..names.len()).map(|i| sqlite_value(row, i)).collect::<std::result::Result<_, _>>();
            Ok(Row { names: Arc::clone(&names), values: values.map_err(|e| fault("read a row", e))? })
        })
        .collect()
}

fn sqlite_value(row: &SqliteRow, i: usize) -> std::result::Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(i)?;
    let kind = raw.type_info().name().to_owned();
    if raw.is_null() {
        return Ok(Value::Text(None));
    }
    match kind.as_str() {
        "INTEGER" | "BOOLEAN" => Ok(Value::Int(Some(row.try_get_unchecked(i)?))),
        "BLOB" => Ok(Value::Blob(Some(row.try_get_unchecked(i)?))),
        _ => Ok(Value::Text(Some(row.try_get_unchecked(i)?))),
    }
}

pub(crate) fn rows_postgres(rows: &[PgRow]) -> Result<Vec<Row>> {
    let names: Arc<[String]> = names(rows.first());
    rows.iter()
        .map(|row| {
            let values = (0..names.len()).map(|i| postgres_value(row, i)).collect::<std::result::Result<_, _>>();
            Ok(Row { names: Arc::clone(&names), values: values.map_err(|e| fault("read a row", e))? })
        })
        .collect()
}

fn postgres_value(row: &PgRow, i: usize) -> std::result::Result<Value, sqlx::Error> {
    match row.column(i).type_info().name() {
        "INT8" => Ok(Value::Int(row.try_get(i)?)),
        "INT4" => Ok(Value::Int(row.try_get::<Option<i32>, _>(i)?.map(i64::from))),
        "INT2" => Ok(Value::Int(row.try_get::<Option<i16>, _>(i)?.map(i64::from))),
        "BOOL" => Ok(Value::Int(row.try_get::<Option<bool>, _>(i)?.map(i64::from))),
        "BYTEA" => Ok(Value::Blob(row.try_get(i)?)),
        _ => Ok(Value::Text(row.try_get(i)?)),
    }
}

fn names<R: sqlx::Row>(first: Option<&R>) -> Arc<[String]> {
    first.map(|row| row.columns().iter().map(|c| c.name().to_owned()).collect()).unwrap_or_default()
}

/// Turns a driver's error into a fault of the right kind.
pub(crate) fn fault(context: &str, error: sqlx::Error) -> Fault {
    let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
    let sqlite = i64::from_str(&code).ok().map(|n| n & 0xff);
    let kind = match (&error, sqlite, code.as_str()) {
        (sqlx::Error::PoolTimedOut, ..) => FaultKind::Busy,
        (sqlx::Error::Io(_) | sqlx::Error::PoolClosed, ..) => FaultKind::Unavailable,
        (_, _, "53100") => FaultKind::Full,
        (_, _, "55P03" | "40001" | "40P01" | "53300") => FaultKind::Busy,
        (_, _, "57P01" | "57P02" | "57P03") => FaultKind::Unavailable,
        (_, Some(5 | 6), c) if c.len() < 5 => FaultKind::Busy,
        (_, Some(13), c) if c.len() < 5 => FaultKind::Full,
        _ => FaultKind::Broken,
    };
    Fault::of(kind, context.to_owned(), error)
}
