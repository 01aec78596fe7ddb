//! Contents committed to: altered ones are named, erased ones are not taken for altered.

use base::Chance;
use serde_json::json;
use store::testing::TestDb;
use store::{args, both};

use super::{CLERK, clock, entry, open};
use crate::{BadBody, Body, BodyCheck, Covered, Cursor, erase, record, rehash_bodies, uncovered, verify};

/// Tables that are there anyway stand for those of a business line.
const COVERED: [Covered; 2] =
    [Covered { table: "store_job", column: "payload" }, Covered { table: "store_job", column: "attempts" }];

/// Stores a content with commitments to it; gives its row and the entry.
async fn write(test: &TestDb, text: &str) -> (i64, i64) {
    let mut tx = test.db.begin().await.expect("begins");
    let sql =
        "INSERT INTO store_job (kind, payload, state, run_at, attempts) VALUES ('x', $1, 'waiting', 0, 3) RETURNING id";
    let row: i64 = tx.insert(sql, args![text]).await.expect("inserts");
    let bodies = vec![
        Body { table: "store_job", column: "payload", row, content: text.as_bytes() },
        Body { table: "store_job", column: "attempts", row, content: b"3" },
    ];
    let id =
        record(&mut tx, &Chance::seeded(row.unsigned_abs()), entry("letters.submit", row, json!({}), bodies)).await;
    tx.commit().await.expect("commits");
    (row, id.expect("records"))
}

async fn change(test: &TestDb, sql: &str) {
    let mut tx = test.db.begin().await.expect("begins");
    tx.run(sql, args![]).await.expect("runs");
    tx.commit().await.expect("commits");
}

/// The whole walk in small pages.
async fn walk(test: &TestDb) -> BodyCheck {
    let mut all = BodyCheck { next: Some(Cursor::default()), ..BodyCheck::default() };
    while let Some(from) = all.next {
        let page = rehash_bodies(&test.db, &COVERED, from, 2).await.expect("answers");
        all.checked += page.checked;
        all.erased += page.erased;
        all.bad.extend(page.bad);
        all.next = page.next;
    }
    all
}

both! {
    async fn contents_as_committed_pass_and_an_altered_one_is_named(test: TestDb) {
        open(&test).await;
        for text in ["第一封", "第二封", "", "第四封𬭎", "第五封"] {
            write(&test, text).await;
        }
        assert_eq!(walk(&test).await, BodyCheck { checked: 10, ..BodyCheck::default() });
        change(&test, "UPDATE store_job SET payload = '第二封。' WHERE id = 2").await;
        change(&test, "UPDATE store_job SET attempts = 4 WHERE id = 5").await;
        change(&test, "DELETE FROM store_job WHERE id = 4").await;
        let bad: Vec<(String, i64)> = walk(&test).await.bad.into_iter().map(|bad: BadBody| (bad.column, bad.row)).collect();
        let expected = [("payload", 2), ("payload", 4), ("attempts", 4), ("attempts", 5)];
        assert_eq!(bad, expected.map(|(column, row)| (column.to_owned(), row)));
    }

    async fn only_the_latest_commitment_counts(test: TestDb) {
        let (row, _) = write(&test, "初稿").await;
        let mut tx = test.db.begin().await.expect("begins");
        tx.run("UPDATE store_job SET payload = '定稿' WHERE id = $1", args![row]).await.expect("updates");
        let bodies = vec![Body { table: "store_job", column: "payload", row, content: "定稿".as_bytes() }];
        record(&mut tx, &Chance::seeded(5), entry("letters.edit", row, json!({}), bodies)).await.expect("records");
        tx.commit().await.expect("commits");
        assert_eq!(walk(&test).await, BodyCheck { checked: 2, ..BodyCheck::default() });
    }

    async fn what_was_erased_is_told_apart_from_tampering(test: TestDb) {
        let ledger = open(&test).await;
        let (row, id) = write(&test, "身份证号码等个人信息").await;
        let receipt = ledger.receipt(id).await.expect("a receipt");
        let mut tx = test.db.begin().await.expect("begins");
        tx.run("UPDATE store_job SET payload = '' WHERE id = $1", args![row]).await.expect("updates");
        let place = ("store_job", "payload", row);
        assert_eq!(erase(&mut tx, &Chance::seeded(3), clock().now(), CLERK, place).await.expect("erases"), 1);
        assert_eq!(erase(&mut tx, &Chance::seeded(3), clock().now(), CLERK, place).await.expect("nothing left"), 0);
        tx.commit().await.expect("commits");
        ledger.sequence().await.expect("sequences");
        assert_eq!(walk(&test).await, BodyCheck { checked: 1, erased: 1, ..BodyCheck::default() });
        assert_eq!(verify(&test.db).await.expect("answers").bad, None);
        assert_eq!(ledger.receipt(id).await.expect("still"), receipt);
        change(&test, "UPDATE ledger_body SET salt = NULL WHERE column_name = 'attempts'").await;
        let bad = verify(&test.db).await.expect("answers").bad.expect("a salt is gone without a record");
        assert_eq!(bad.entry, Some(id));
        assert!(bad.what.contains("没有这样的删除登记"), "{}", bad.what);
    }

    async fn a_column_nobody_covers_is_pointed_out(test: TestDb) {
        write(&test, "x").await;
        assert_eq!(uncovered(&test.db, &COVERED).await.expect("answers"), []);
        let left = uncovered(&test.db, &COVERED[..1]).await.expect("answers");
        assert_eq!(left, [("store_job".to_owned(), "attempts".to_owned())]);
        let odd = [Covered { table: "store_job; --", column: "payload" }];
        assert!(rehash_bodies(&test.db, &odd, Cursor::default(), 2).await.is_err());
    }
}
