//! What goes wrong outside: the disk is full, somebody else holds the lock, the process is killed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use base::error::FaultKind;
use store::testing::TestDb;
use store::{Config, Db, Dialect, Query, Tuning, Tx, args, both, migrate};

async fn insert(tx: &mut Tx, key: &str, payload: &str) -> store::Result<u64> {
    tx.run(
        "INSERT INTO store_job (kind, payload, state, run_at, unique_key) VALUES ('x', $1, 'waiting', 0, $2)",
        args![payload, key],
    )
    .await
}

async fn write(db: &Db, key: &str, payload: &str) -> store::Result<()> {
    let mut tx = db.begin().await?;
    insert(&mut tx, key, payload).await?;
    tx.commit().await
}

async fn keys(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> =
        db.reader().list("SELECT unique_key FROM store_job ORDER BY id", args![]).await.expect("lists");
    rows.into_iter().map(|(key,)| key).collect()
}

/// Lets the database grow by `pages` pages at most; 0 lifts the limit.
async fn quota(db: &Db, pages: i64) {
    let mut tx = db.begin().await.expect("begins");
    let now: i64 = tx.scalar("PRAGMA page_count", args![]).await.expect("answers");
    let most = if pages == 0 { 1 << 30 } else { now + pages };
    tx.rows(&format!("PRAGMA max_page_count = {most}"), args![]).await.expect("is set");
    tx.commit().await.expect("commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_nothing_is_half_written_and_it_goes_on_when_there_is_room() {
    let test = TestDb::new(Dialect::Sqlite).await;
    let db = &test.db;
    write(db, "before", "{}").await.expect("there is room");
    quota(db, 4).await;
    let large = "填".repeat(40_000);
    let mut tx = db.begin().await.expect("begins");
    insert(&mut tx, "small", "{}").await.expect("there is room");
    let full = insert(&mut tx, "large", &large).await.expect_err("there is no room");
    assert_eq!(full.kind, FaultKind::Full);
    // Whoever overlooks the fault writes nothing outside the transaction and cannot commit.
    assert!(insert(&mut tx, "after", "{}").await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(keys(db).await, ["before"]);
    quota(db, 0).await;
    write(db, "large", &large).await.expect("there is room again");
    assert_eq!(keys(db).await, ["before", "large"]);
}

/// What PostgreSQL says when its disk is full (53100, disk_full), said by a trigger in its place: at the statement, or, when
/// `deferred`, only at COMMIT. Gives the statement that makes room again. Filling a real disk would need a file system of
/// the test's own.
async fn full_postgres(db: &Db, deferred: bool) -> &'static str {
    let when = if deferred { "CONSTRAINT TRIGGER full_disk AFTER" } else { "TRIGGER full_disk BEFORE" };
    let until = if deferred { "DEFERRABLE INITIALLY DEFERRED" } else { "" };
    let mut tx = db.begin().await.expect("begins");
    let function = "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        IF length(NEW.payload) > 1000 THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END IF; \
        RETURN NEW; END $$";
    tx.run(function, args![]).await.expect("is made");
    let trigger = format!("CREATE {when} INSERT ON store_job {until} FOR EACH ROW EXECUTE FUNCTION full_disk()");
    tx.run(&trigger, args![]).await.expect("is made");
    tx.commit().await.expect("commits");
    "DROP TRIGGER full_disk ON store_job"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_postgres_is_told_at_the_statement_and_at_the_commit_and_nothing_is_half_written() {
    for deferred in [false, true] {
        let test = TestDb::new(Dialect::Postgres).await;
        let db = &test.db;
        let room = full_postgres(db, deferred).await;
        let large = "填".repeat(40_000);
        let mut tx = db.begin().await.expect("begins");
        insert(&mut tx, "small", "{}").await.expect("there is room");
        let full = match insert(&mut tx, "large", &large).await {
            Ok(_) => {
                assert!(deferred, "the disk is full");
                tx.commit().await.expect_err("there is no room")
            }
            Err(full) => {
                assert!(!deferred && tx.commit().await.is_err(), "a failed transaction is not committed");
                full
            }
        };
        assert_eq!(full.kind, FaultKind::Full, "{full}");
        assert_eq!(keys(db).await, Vec::<String>::new(), "half of it was written");
        let mut tx = db.begin().await.expect("begins");
        tx.run(room, args![]).await.expect("there is room again");
        tx.commit().await.expect("commits");
        write(db, "large", &large).await.expect("there is room again");
        assert_eq!(keys(db).await, ["large"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_many_writers_on_a_full_disk_those_are_stored_who_were_told_so() {
    let test = TestDb::new(Dialect::Sqlite).await;
    quota(&test.db, 40).await;
    let writing = (0..60).map(|i| {
        let db = test.db.clone();
        tokio::spawn(async move {
            let key = format!("{i:02}");
            write(&db, &key, &"填".repeat(1_000)).await.map(|()| key)
        })
    });
    let mut told = Vec::new();
    for done in futures::future::join_all(writing).await {
        match done.expect("the task ends") {
            Ok(key) => told.push(key),
            Err(fault) => assert_eq!(fault.kind, FaultKind::Full, "{fault}"),
        }
    }
    assert!(!told.is_empty() && told.len() < 60, "{} were told", told.len());
    let mut stored = keys(&test.db).await;
    stored.sort();
    told.sort();
    assert_eq!(stored, told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_another_process_holds_is_busy_until_it_is_let_go() {
    let test = TestDb::new(Dialect::Sqlite).await;
    let other = Db::open_with(&test.config, Tuning { patience: Duration::from_millis(20), ..Tuning::default() })
        .await
        .expect("opens a second time");
    let held = test.db.begin().await.expect("begins");
    let busy = other.begin().await.err().expect("the lock is held");
    assert_eq!(busy.kind, FaultKind::Busy);
    held.rollback().await.expect("rolls back");
    write(&other, "then", "{}").await.expect("the lock is free");
    assert_eq!(keys(&test.db).await, ["then"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_another_transaction_holds_is_busy_on_postgres() {
    let test = TestDb::new(Dialect::Postgres).await;
    write(&test.db, "row", "{}").await.expect("commits");
    let other = Db::open_with(&test.config, Tuning { patience: Duration::from_millis(200), ..Tuning::default() })
        .await
        .expect("opens a second time");
    let change = "UPDATE store_job SET payload = '[]'";
    let mut holder = test.db.begin().await.expect("begins");
    holder.run(change, args![]).await.expect("changes");
    let mut waiter = other.begin().await.expect("begins");
    assert_eq!(waiter.run(change, args![]).await.expect_err("the row is held").kind, FaultKind::Busy);
}

both! {
    async fn nothing_can_be_committed_after_a_statement_failed(db: TestDb) {
        write(&db.db, "twice", "{}").await.expect("commits");
        let mut tx = db.db.begin().await.expect("begins");
        insert(&mut tx, "once", "{}").await.expect("inserts");
        assert!(insert(&mut tx, "twice", "{}").await.is_err());
        assert!(tx.commit().await.is_err());
        assert_eq!(keys(&db.db).await, ["twice"]);
    }

    async fn a_writer_who_goes_away_while_beginning_holds_up_nobody(db: TestDb) {
        for i in 0..20_u32 {
            let mut begin = std::pin::pin!(db.db.begin());
            // Polled a few times and dropped in the middle.
            for _ in 0..=i % 4 {
                if futures::poll!(begin.as_mut()).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        write(&db.db, "after all", "{}").await.expect("commits");
        assert_eq!(keys(&db.db).await, ["after all"]);
    }
}

const CHILD: &str = "RENHE_TEST_KILLED";

/// The process that is killed: commits from eight tasks at once and says so after each commit. Without the variable
/// there is nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_child() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let db = Db::open(&Config::Sqlite(path.into())).await.expect("opens");
    let tasks = (0..8).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            for i in 0.. {
                let key = format!("{task}-{i}");
                write(&db, &key, "{}").await.expect("commits");
                std::io::stdout().write_all(format!("told {key}\n").as_bytes()).expect("the parent listens");
            }
        })
    });
    futures::future::join_all(tasks).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_is_stored_though_the_process_is_killed() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("renhe.db");
    let db = Db::open(&Config::Sqlite(path.clone())).await.expect("opens");
    migrate::run(&db, &base::Clock::fixed(base::Moment(0))).await.expect("runs");
    db.close().await;
    drop(db);
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "faults::killed_child", "--nocapture"])
        .env(CHILD, &path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines().map_while(Result::ok);
    let of = |line: String| line.rsplit_once("told ").map(|(_, key)| key.to_owned());
    let mut told: Vec<String> = lines.by_ref().filter_map(of).take(300).collect();
    child.kill().expect("is killed");
    // What it had said before the kill and was not read yet; a last line may be cut off.
    told.extend(lines.filter_map(of).filter(|key| key.contains('-')));
    child.wait().expect("has ended");
    assert!(told.len() >= 300);
    let db = Db::open(&Config::Sqlite(path)).await.expect("opens again");
    let stored: std::collections::HashSet<String> = keys(&db).await.into_iter().collect();
    let whole = told.len() - 1;
    assert!(told.iter().take(whole).all(|key| stored.contains(key)));
    let sound: String = db.reader().scalar("PRAGMA integrity_check", args![]).await.expect("answers");
    assert_eq!(sound, "ok");
}
