//! Transactions: durable when told so, all or nothing, fair between many.

use store::{Query, args, both};

both! {
    async fn what_is_committed_is_read_and_what_is_dropped_is_not(db: TestDb) {
        let db = &db.db;
        let mut tx = db.begin().await.expect("begins");
        put(&mut tx, "kept").await;
        tx.commit().await.expect("commits");
        let mut tx = db.begin().await.expect("begins");
        put(&mut tx, "dropped").await;
        drop(tx);
        let mut tx = db.begin().await.expect("begins");
        put(&mut tx, "also kept").await;
        tx.commit().await.expect("commits");
        assert_eq!(kinds(db).await, ["kept", "also kept"]);
    }

    async fn forty_writers_at_once_all_get_through(db: TestDb) {
        let tasks: Vec<_> = (0..40)
            .map(|i| {
                let db = db.db.clone();
                tokio::spawn(async move {
                    let mut tx = db.begin().await.expect("begins");
                    put(&mut tx, &format!("job {i:02}")).await;
                    // Every third changes its mind.
                    if i % 3 == 0 { drop(tx) } else { tx.commit().await.expect("commits") }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("the task ends");
        }
        let mut kinds = kinds(&db.db).await;
        kinds.sort();
        let expected: Vec<String> = (0..40).filter(|i| i % 3 != 0).map(|i| format!("job {i:02}")).collect();
        assert_eq!(kinds, expected);
    }

    async fn a_statement_that_fails_undoes_its_own_transaction_only(db: TestDb) {
        let db = &db.db;
        let mut tx = db.begin().await.expect("begins");
        put(&mut tx, "first").await;
        assert!(tx.run("INSERT INTO store_job (kind) VALUES ($1)", args!["no payload"]).await.is_err());
        drop(tx);
        let mut tx = db.begin().await.expect("begins");
        put(&mut tx, "second").await;
        tx.commit().await.expect("commits");
        assert_eq!(kinds(db).await, ["second"]);
    }

    async fn what_was_told_to_wait_for_the_commit_runs_after_it_and_not_without_it(db: TestDb) {
        let told = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        for commit in [true, false] {
            let mut tx = db.db.begin().await.expect("begins");
            put(&mut tx, "x").await;
            let told = told.clone();
            tx.after_commit(move || { told.fetch_add(1, std::sync::atomic::Ordering::SeqCst); });
            if commit { tx.commit().await.expect("commits") } else { tx.rollback().await.expect("rolls back") }
        }
        assert_eq!(told.load(std::sync::atomic::Ordering::SeqCst), 1);
    }

    async fn what_an_answer_rests_on_is_durable_before_the_answer(db: TestDb) {
        // One writes while another waits, so that on SQLite both share a commit; the second answers from what it read.
        let db = &db.db;
        let mut first = db.begin().await.expect("begins");
        put(&mut first, "first").await;
        let second = tokio::spawn({
            let db = db.clone();
            async move {
                let mut tx = db.begin().await.expect("begins");
                let rows = tx.rows("SELECT kind FROM store_job", args![]).await.expect("answers").len();
                tx.settle_earlier().await.expect("settles");
                let outside: i64 = db.reader().scalar("SELECT COUNT(*) FROM store_job", args![]).await.expect("counts");
                assert!(outside >= i64::try_from(rows).expect("few"), "read {rows}, durable {outside}");
            }
        });
        tokio::task::yield_now().await;
        first.commit().await.expect("commits");
        second.await.expect("the second ends");
    }

    async fn text_numbers_and_bytes_come_back_as_they_went_in(db: TestDb) {
        let mut tx = db.db.begin().await.expect("begins");
        let rows = tx
            .rows("SELECT $1 AS t, $2 AS n, $3 AS b, $4 AS none", args!["𬭎㛃 <b>", i64::MIN, vec![0_u8, 255], None::<i64>])
            .await
            .expect("answers");
        let row = &rows[0];
        assert_eq!(row.get::<String>("t").expect("text"), "𬭎㛃 <b>");
        assert_eq!(row.get::<i64>("n").expect("number"), i64::MIN);
        assert_eq!(row.get::<Vec<u8>>("b").expect("bytes"), [0, 255]);
        assert_eq!(row.get::<Option<i64>>("none").expect("none"), None);
        assert!(row.get::<i64>("t").is_err());
    }
}

#[tokio::test]
async fn what_was_released_is_stored_also_when_everybody_who_waited_for_it_goes_away() {
    let test = store::testing::TestDb::new(store::Dialect::Sqlite).await;
    let mut tx = test.db.begin().await.expect("begins");
    put(&mut tx, "released").await;
    let db = test.db.clone();
    let behind = tokio::spawn(async move { drop(db.begin().await) });
    tokio::task::yield_now().await;
    let mut commit = Box::pin(tx.commit());
    assert!(futures::poll!(&mut commit).is_pending(), "it leaves the commit to the one behind it");
    behind.abort();
    drop(commit);
    for _ in 0..200 {
        if kinds(&test.db).await == ["released"] {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it was forgotten");
}

async fn put(tx: &mut store::Tx, kind: &str) {
    tx.run("INSERT INTO store_job (kind, payload, state, run_at) VALUES ($1, '{}', 'waiting', 0)", args![kind])
        .await
        .expect("inserts");
}

async fn kinds(db: &store::Db) -> Vec<String> {
    let rows: Vec<(String,)> =
        db.reader().list("SELECT kind FROM store_job ORDER BY id", args![]).await.expect("lists");
    rows.into_iter().map(|(kind,)| kind).collect()
}
