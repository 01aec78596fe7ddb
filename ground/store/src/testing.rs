//! Fresh databases for tests: SQLite in a directory that cleans up after itself, PostgreSQL in a database of its own
//! on a temporary cluster (`tools/test-postgres`, or the one that `RENHE_TEST_POSTGRES` names).

pub mod samples;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use base::{Clock, Moment};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Args, Config, Db, Dialect, Query, Reader, Result, Row, Vault, migrate};

/// A migrated, empty database and a directory beside it; both go away with it.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// How it was opened, for opening it a second time.
    pub config: Config,
    dir: tempfile::TempDir,
    postgres: Option<String>,
}

impl TestDb {
    /// A fresh database of `dialect` with all tables. On PostgreSQL a copy of one that was migrated once for all tests.
    pub async fn new(dialect: Dialect) -> Self {
        if dialect == Dialect::Postgres {
            return Self::made(dialect, temporary(), Some(&migrated().await)).await;
        }
        let fresh = Self::empty(dialect).await;
        migrate::run(&fresh.db, &clock()).await.expect("the migrations run");
        fresh
    }

    /// A fresh database of `dialect` without any table.
    pub async fn empty(dialect: Dialect) -> Self {
        Self::made(dialect, temporary(), None).await
    }

    /// A database and a directory of its own with all that [`keep`](Self::keep) put into `kept`.
    pub async fn copy_of(dialect: Dialect, kept: &Path) -> Self {
        let dir = temporary();
        copy(kept, dir.path(), true).expect("what was kept is copied");
        Self::made(dialect, dir, Some(&named("c", kept))).await
    }

    /// Whether something of `dialect` was kept at `kept`.
    pub async fn is_kept(dialect: Dialect, kept: &Path) -> bool {
        let database = dialect == Dialect::Sqlite || exists(&mut connected().await, &named("c", kept)).await;
        database && kept.exists()
    }

    /// Keeps the database and the directory at `to` for [`copy_of`](Self::copy_of); what was kept there before goes away.
    pub async fn keep(mut self, to: &Path) {
        let half = to.with_extension("half");
        for old in [to, &half] {
            drop(std::fs::remove_dir_all(old));
        }
        copy(self.dir(), &half, false).expect("the directory is copied");
        match self.postgres.take() {
            None => self.db.snapshot(&half.join(SQLITE)).await.expect("the database is copied"),
            Some(name) => self.rename(&name, &named("c", to)).await,
        }
        std::fs::rename(&half, to).expect("what is kept gets its name");
    }

    /// Gives the PostgreSQL database `from` the name `to`, under which it stays.
    async fn rename(&self, from: &str, to: &str) {
        self.db.close().await;
        let mut conn = connected().await;
        tell(&mut conn, &format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)")).await;
        tell(&mut conn, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'"))
            .await;
        tell(&mut conn, &format!("ALTER DATABASE {from} RENAME TO {to}")).await;
    }

    async fn made(dialect: Dialect, dir: tempfile::TempDir, template: Option<&str>) -> Self {
        let (config, postgres) = match dialect {
            Dialect::Sqlite => (Config::Sqlite(dir.path().join(SQLITE)), None),
            Dialect::Postgres => {
                let name = format!("t_{}", base::Chance::System.token::<8>());
                let like = template.map(|name| format!(" TEMPLATE {name}")).unwrap_or_default();
                tell(&mut connected().await, &format!("CREATE DATABASE {name}{like}")).await;
                (Config::Postgres(cluster().replacen("/postgres?", &format!("/{name}?"), 1)), Some(name))
            }
        };
        let db = Db::open(&config).await.expect("the test database opens");
        db.use_vault(Vault::load_or_make(dir.path(), &base::Chance::seeded(16)).expect("the vault is made"));
        Self { db, config, dir, postgres }
    }

    /// A directory for files of the test.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }
}

/// Name of the database file.
const SQLITE: &str = "renhe.db";

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

fn clock() -> Clock {
    Clock::fixed(Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 9, 0, 0, 0)))
}

/// The name of the database on the test cluster that has all tables and nothing else; it is made when it is not there.
async fn migrated() -> String {
    let name = named("m", migrate::all().map(|one| (one.name, one.text)).collect::<Vec<_>>());
    let mut conn = connected().await;
    // Held until the connection ends: of all tests that come at once one makes it.
    tell(&mut conn, "SELECT pg_advisory_lock(20260302)").await;
    if !exists(&mut conn, &name).await {
        let mut fresh = TestDb::empty(Dialect::Postgres).await;
        migrate::run(&fresh.db, &clock()).await.expect("the migrations run");
        if let Some(own) = fresh.postgres.take() {
            fresh.rename(&own, &name).await;
        }
    }
    name
}

/// A name for a database that belongs to `what`.
fn named(kind: &str, what: impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    format!("{kind}_{:016x}", hasher.finish())
}

/// Copies the files below `from`, the database only if `database`.
fn copy(from: &Path, to: &Path, database: bool) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy(&path, &to.join(name), database)?;
        } else if database || !name.to_string_lossy().starts_with(SQLITE) {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(name) = self.postgres.take() {
            let dropping = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    runtime.block_on(async {
                        tell(&mut connected().await, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                    });
                }
            });
            drop(dropping.join());
        }
    }
}

/// The URL of the cluster's own database.
fn cluster() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        std::env::var("RENHE_TEST_POSTGRES").unwrap_or_else(|_| {
            let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/test-postgres");
            let out = Command::new(script).output().expect("tools/test-postgres runs");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            String::from_utf8_lossy(&out.stdout).trim().to_owned()
        })
    })
}

async fn connected() -> PgConnection {
    PgConnection::connect(cluster()).await.expect("the test cluster answers")
}

async fn tell(conn: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await.expect("the test cluster obeys");
}

async fn exists(conn: &mut PgConnection, name: &str) -> bool {
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let found = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_optional(conn).await;
    found.expect("the test cluster answers").is_some()
}

/// A reader that asks SQLite how it goes about each statement before it runs it. SQLite keeps no statistics here, so an
/// empty table is gone about like a very long one.
pub struct Planned {
    reader: Reader,
    /// Statements that would go through a table from end to end, or sort what they went through, each with its plan.
    pub long: Vec<String>,
}

impl Planned {
    /// Of the database `db`.
    pub fn new(db: &Db) -> Self {
        Self { reader: db.reader(), long: Vec::new() }
    }

    /// Notes the statement when its plan goes through one of the [`BIG`] tables.
    async fn look(&mut self, sql: &str, args: &Args) -> Result<()> {
        let plan: Vec<(i64, i64, i64, String)> =
            self.reader.list(&format!("EXPLAIN QUERY PLAN {sql}"), args.clone()).await?;
        let sorts =
            |parent: i64| plan.iter().any(|(_, p, _, what)| *p == parent && what.starts_with("USE TEMP B-TREE"));
        let bad = plan.iter().any(|(_, parent, _, what)| {
            let mut words = what.split_whitespace();
            let (scan, table) = (words.next() == Some("SCAN"), words.next().unwrap_or_default());
            let streams = what.contains(" USING ") && sql.contains("LIMIT") && !sorts(*parent);
            // What an inner query hands on row by row bears the name of its table.
            let handed = plan.iter().any(|(_, p, _, what)| p == parent && *what == format!("CO-ROUTINE {table}"));
            scan && BIG.contains(&table) && !streams && !handed
        });
        // The index of a whole unit leads to the tasks of one desk through all the others.
        let aside = |what: &str| ["desk=?", "post_id=?", "rowid=?", "matter_id=?"].iter().all(|by| !what.contains(by));
        let bad = bad
            || (sql.contains("t.desk = ")
                && plan.iter().any(|(.., what)| what.starts_with("SEARCH t ") && aside(what)));
        if bad {
            let plan: Vec<String> = plan.into_iter().map(|(.., what)| format!("    {what}")).collect();
            self.long.push(format!("{sql}\n{}", plan.join("\n")));
        }
        Ok(())
    }
}

/// Tables that grow with the matters of a county, by their names and by the aliases that statements give them.
const BIG: &[&str] = &[
    "matter_matter",
    "m",
    "matter_task",
    "t",
    "matter_touch",
    "c",
    "matter_unit",
    "w",
    "matter_act",
    "a",
    "matter_link",
    "letters_letter",
    "l",
    "letters_message",
    "letters_file",
    "ledger_entry",
    "e",
];

impl Query for Planned {
    async fn rows(&mut self, sql: &str, args: Args) -> Result<Vec<Row>> {
        if self.reader.dialect() == Dialect::Sqlite {
            self.look(sql, &args).await?;
        }
        self.reader.rows(sql, args).await
    }

    fn dialect(&self) -> Dialect {
        self.reader.dialect()
    }

    fn vault(&self) -> Result<&Vault> {
        self.reader.vault()
    }
}

/// Runs one test on both databases: `store::both! { async fn name(db: TestDb) { … } }` gives `name::sqlite` and
/// `name::postgres`.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn run($db: $crate::testing::TestDb) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { run($crate::testing::TestDb::new($crate::Dialect::Sqlite).await).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { run($crate::testing::TestDb::new($crate::Dialect::Postgres).await).await }
        }
    )*};
}
