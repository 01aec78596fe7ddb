//! Backup and restore: everything comes back, and nothing when something is wrong.

use std::path::{Path, PathBuf};

use base::{Error, Moment};
use serde_json::json;
use store::backup::{Contents, restore, write};
use store::check::{self, FilesFound};
use store::files::Files;
use store::testing::TestDb;
use store::{Config, Db, Dialect, Job, Query, args, both};

use super::files::keep;

/// A data directory with two files, a key, an index folder and a job.
async fn filled(test: &TestDb) -> (PathBuf, Files) {
    let data = test.dir().join("data");
    let files = Files::local(&data.join("files")).expect("opens");
    std::fs::create_dir_all(data.join("index")).expect("is made");
    std::fs::write(data.join("index/derived"), b"x").expect("writes");
    std::fs::write(data.join("ledger.key"), b"the key").expect("writes");
    for text in ["one", "two"] {
        let stored = keep(&files, "a.txt", text.as_bytes()).await.expect("is kept");
        let mut tx = test.db.begin().await.expect("begins");
        stored.record(&mut tx, Moment(1)).await.expect("is recorded");
        tx.enqueue(Job::new(text, json!({}))).await.expect("enqueues");
        tx.commit().await.expect("commits");
    }
    (data, files)
}

async fn backed_up(test: &TestDb) -> (PathBuf, PathBuf) {
    let (data, files) = filled(test).await;
    let to = test.dir().join("backup.tar");
    let made = write(&test.db, &test.config, &data, &files, &to, Moment(0)).await.expect("is written");
    assert_eq!(made.files, 2);
    (data, to)
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("the folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn kinds(db: &Db) -> Vec<(String,)> {
    db.reader().list("SELECT kind FROM store_job ORDER BY id", args![]).await.expect("lists")
}

/// The restored database: beside the files, or an empty one on the cluster.
async fn target(test: &TestDb, data: &Path) -> (Option<TestDb>, Config) {
    match test.db.dialect() {
        Dialect::Sqlite => (None, Config::Sqlite(data.join("renhe.db"))),
        Dialect::Postgres => {
            let empty = TestDb::empty(Dialect::Postgres).await;
            let config = empty.config.clone();
            (Some(empty), config)
        }
    }
}

fn url(config: &Config) -> Option<&str> {
    match config {
        Config::Postgres(url) => Some(url),
        Config::Sqlite(_) => None,
    }
}

fn refused(result: Result<Contents, Error>) -> String {
    match result {
        Err(Error::Refused(refusal)) => format!("{} {}", refusal.name, refusal.message),
        other => format!("{other:?}"),
    }
}

both! {
    async fn everything_comes_back_and_is_sound(db: TestDb) {
        let (_, tar) = backed_up(&db).await;
        assert_eq!(names(db.dir()).iter().filter(|name| name.contains("backup")).count(), 1, "nothing is left beside it");
        let back = db.dir().join("back");
        let (_holder, config) = target(&db, &back).await;
        let contents = restore(&tar, &back, url(&config)).await.expect("is restored");
        assert_eq!(contents.files, 2);
        let restored = Db::open(&config).await.expect("opens");
        assert_eq!(kinds(&restored).await, kinds(&db.db).await);
        assert_eq!(std::fs::read(back.join("ledger.key")).expect("reads"), b"the key");
        assert!(!back.join("index").exists());
        assert_eq!(check::database(&restored).await.expect("answers"), Vec::<String>::new());
        let files = Files::local(&back.join("files")).expect("opens");
        let found = check::files(&restored, &files, true).await.expect("answers");
        assert_eq!(found, FilesFound { rows: 2, ..FilesFound::default() });
    }

    async fn a_damaged_or_short_archive_is_refused_and_nothing_is_written(db: TestDb) {
        let (_, tar) = backed_up(&db).await;
        let whole = std::fs::read(&tar).expect("reads");
        let back = db.dir().join("back");
        let (_holder, config) = target(&db, &back).await;
        for (at, length) in [(whole.len() / 2, whole.len()), (0, whole.len() - 4096), (0, 700), (0, 0)] {
            let mut bytes = whole[..length].to_vec();
            if at > 0 {
                bytes[at] ^= 1;
            }
            std::fs::write(&tar, bytes).expect("writes");
            let says = refused(restore(&tar, &back, url(&config)).await);
            assert!(says.starts_with("restore.damaged") && says.contains("没有写入任何内容"), "{says}");
        }
        std::fs::write(&tar, &whole).expect("writes");
        assert!(restore(&tar, &back, url(&config)).await.is_ok());
    }

    async fn a_target_that_holds_something_is_refused(db: TestDb) {
        let (data, tar) = backed_up(&db).await;
        let (_holder, config) = target(&db, &data).await;
        assert!(refused(restore(&tar, &data, url(&config)).await).starts_with("restore.full"));
        if db.db.dialect() == Dialect::Postgres {
            let back = db.dir().join("back");
            assert!(refused(restore(&tar, &back, url(&db.config)).await).starts_with("restore.full"));
            assert!(refused(restore(&tar, &back, None).await).starts_with("restore.dialect"));
            assert!(!back.exists());
        }
        let files = Files::local(&data.join("files")).expect("opens");
        let again = write(&db.db, &db.config, &data, &files, &tar, Moment(0)).await;
        assert!(refused(again).starts_with("backup.exists"));
    }

    async fn a_lost_or_altered_file_is_found_and_fails_the_backup(db: TestDb) {
        let (data, files) = filled(&db).await;
        let rows = store::files::list(&mut db.db.reader(), "", 10).await.expect("lists");
        let place = |d: &str| data.join("files").join(&d[..2]).join(&d[2..4]).join(d);
        std::fs::write(place(&rows[0].digest), b"xxx").expect("writes");
        let quick = check::files(&db.db, &files, false).await.expect("answers");
        assert_eq!((quick.rows, quick.bad), (2, 0));
        std::fs::remove_file(place(&rows[1].digest)).expect("is removed");
        let deep = check::files(&db.db, &files, true).await.expect("answers");
        let expected = FilesFound {
            rows: 2,
            bad: 2,
            missing: vec![rows[1].digest.clone()],
            altered: vec![rows[0].digest.clone()],
        };
        assert_eq!(deep, expected);
        let to = db.dir().join("backup.tar");
        let failed = write(&db.db, &db.config, &data, &files, &to, Moment(0)).await;
        assert!(matches!(failed, Err(Error::Fault(_))));
        assert!(!to.exists());
    }

    async fn writers_go_on_while_the_backup_is_made(db: TestDb) {
        let (data, files) = filled(&db).await;
        let writing = (0..50).map(|i| {
            let db = db.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.expect("begins");
                tx.enqueue(Job::new(format!("{i}"), json!({}))).await.expect("enqueues");
                tx.commit().await.expect("commits");
            })
        });
        let writing = futures::future::join_all(writing);
        let to = db.dir().join("backup.tar");
        let (made, _) = tokio::join!(write(&db.db, &db.config, &data, &files, &to, Moment(0)), writing);
        made.expect("is written");
        assert_eq!(kinds(&db.db).await.len(), 52);
    }

    async fn a_table_that_differs_from_the_program_is_named(db: TestDb) {
        let mut tx = db.db.begin().await.expect("begins");
        tx.run("ALTER TABLE store_file RENAME COLUMN size TO length", args![]).await.expect("renames");
        tx.commit().await.expect("commits");
        let wrong = check::database(&db.db).await.expect("answers");
        assert_eq!(wrong, ["数据库缺少字段或类型不符：store_file.size", "数据库多出字段或类型不符：store_file.length"]);
    }
}
