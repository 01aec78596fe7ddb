//! Fresh databases for tests: SQLite in a directory that cleans up after itself, PostgreSQL in a database of its own
//! on a temporary cluster (`tools/test-postgres`, or the one that `RENHE_TEST_POSTGRES` names).

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
    /// A fresh database of `dialect` with all tables.
    pub async fn new(dialect: Dialect) -> Self {
        let fresh = Self::empty(dialect).await;
        let clock = Clock::fixed(Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
        migrate::run(&fresh.db, &clock).await.expect("the migrations run");
        fresh
    }

    /// A fresh database of `dialect` without any table.
    pub async fn empty(dialect: Dialect) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (config, postgres) = match dialect {
            Dialect::Sqlite => (Config::Sqlite(dir.path().join("renhe.db")), None),
            Dialect::Postgres => {
                let name = format!("t_{}", base::Chance::System.token::<8>());
                admin(&format!("CREATE DATABASE {name}")).await;
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

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(name) = self.postgres.take() {
            let dropping = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    runtime.block_on(admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
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

async fn admin(sql: &str) {
    let mut conn = PgConnection::connect(cluster()).await.expect("the test cluster answers");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.expect("the test cluster obeys");
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
            scan && BIG.contains(&table) && !streams
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
