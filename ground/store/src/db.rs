//! The database: opening it, reading from it, beginning to write.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use log::LevelFilter;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, PgPool, Row as _, TypeInfo};
use tokio::sync::Notify;

use crate::sqlite::{self, Readers, Writer};
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

/// Connections to PostgreSQL at most.
const CONNECTIONS: u32 = 16;
/// Statements that a connection to PostgreSQL keeps prepared: what the program asks again and again.
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
    Sqlite { readers: Readers, writer: Writer, path: PathBuf },
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
            Config::Sqlite(path) => {
                let (writer, readers) = sqlite::open(path, tuning)?;
                Kind::Sqlite { readers, writer, path: path.clone() }
            }
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
        let (path, to) = (path.to_owned(), to.to_owned());
        let copying = tokio::task::spawn_blocking(move || sqlite::copy_to(&path, &to));
        copying.await.map_err(|e| Fault::of(FaultKind::Broken, "VACUUM INTO", e))?
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

async fn open_postgres(url: &str, tuning: Tuning) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url).map_err(|e| fault("read the address of PostgreSQL", e))?;
    let options = options
        .options([("lock_timeout", format!("{}ms", tuning.patience.as_millis().max(1)))])
        .statement_cache_capacity(STATEMENTS)
        .log_statements(LevelFilter::Off)
        .log_slow_statements(LevelFilter::Warn, tuning.slow);
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(tuning.patience);
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
            Kind::Sqlite { readers, .. } => readers.rows(sql, args).await,
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

/// Whoever reads: what functions in lists take, which cannot be generic.
pub enum Any<'a> {
    /// What is committed.
    Reader(&'a mut Reader),
    /// What a transaction sees.
    Tx(&'a mut Tx),
}

impl Any<'_> {
    /// The same once more, for several questions.
    pub fn again(&mut self) -> Any<'_> {
        match self {
            Self::Reader(reader) => Any::Reader(reader),
            Self::Tx(tx) => Any::Tx(tx),
        }
    }
}

impl Query for Any<'_> {
    async fn rows(&mut self, sql: &str, args: Args) -> Result<Vec<Row>> {
        match self {
            Self::Reader(reader) => reader.rows(sql, args).await,
            Self::Tx(tx) => tx.rows(sql, args).await,
        }
    }

    fn dialect(&self) -> Dialect {
        match self {
            Self::Reader(reader) => reader.dialect(),
            Self::Tx(tx) => tx.dialect(),
        }
    }

    fn vault(&self) -> Result<&Vault> {
        match self {
            Self::Reader(reader) => reader.vault(),
            Self::Tx(tx) => tx.vault(),
        }
    }
}

/// The vault, once it is in use.
pub(crate) fn in_use(vault: &OnceLock<Vault>) -> Result<&Vault> {
    vault.get().ok_or_else(|| Fault::broken("the vault was not opened"))
}

type PostgresQuery<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

pub(crate) fn bind_postgres<'q>(sql: &str, args: Args) -> PostgresQuery<'q> {
    args.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, value| match value {
        Value::Int(v) => query.bind(v),
        // PostgreSQL text cannot hold U+0000; nothing that people write needs it.
        Value::Text(v) => query.bind(v.map(|text| if text.contains('\0') { text.replace('\0', "") } else { text })),
        Value::Blob(v) => query.bind(v),
    })
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

/// Turns PostgreSQL's error, or its driver's, into a fault of the right kind.
pub(crate) fn fault(context: &str, error: sqlx::Error) -> Fault {
    let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
    let kind = match (&error, code.as_str()) {
        (sqlx::Error::PoolTimedOut, _) => FaultKind::Busy,
        (sqlx::Error::Io(_) | sqlx::Error::PoolClosed, _) => FaultKind::Unavailable,
        (_, "53100") => FaultKind::Full,
        (_, "55P03" | "40001" | "40P01" | "53300") => FaultKind::Busy,
        (_, "57P01" | "57P02" | "57P03") => FaultKind::Unavailable,
        _ => FaultKind::Broken,
    };
    Fault::of(kind, context.to_owned(), error)
}
