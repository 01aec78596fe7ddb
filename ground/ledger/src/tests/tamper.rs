//! One byte changed anywhere in any table of the ledger: the verification names the place.

use base::Chance;
use serde_json::json;
use store::testing::TestDb;
use store::{Dialect, Query, Value, args, both};

use super::{CLERK, clock, entry, open, put};
use crate::{Bad, Body, Ledger, erase, record, verify};

/// Which places (first, last) an alteration of a row may be blamed on, as SQL over the row `r`.
const NODE: &str = "SELECT r.idx * (1 << CAST(r.level AS INTEGER)), (r.idx + 1) * (1 << CAST(r.level AS INTEGER)) - 1 FROM ledger_node r";
const ENTRY: &str = "SELECT r.seq, r.seq FROM ledger_entry r";
const BODY: &str = "SELECT e.seq, e.seq FROM ledger_body r JOIN ledger_entry e ON e.id = r.entry_id";
const HEAD: &str = "SELECT r.size - 1, r.size - 1 FROM ledger_head r";
const KEY: &str = "SELECT e.seq, e.seq FROM ledger_key r JOIN ledger_entry e ON e.id = r.entry_id";

/// Table, key columns, where the blame goes, and all columns with `i`, `t`, `b` for number, text, bytes; upper case for
/// numbers that name something.
const TABLES: [(&str, &[&str], &str, &str); 5] = [
    (
        "ledger_entry",
        &["id"],
        ENTRY,
        "id:I at:i actor_kind:t actor_person:i actor_post:i actor_unit:i verb:t subject_kind:t subject_id:i facts:t seq:I leaf:b",
    ),
    (
        "ledger_body",
        &["id"],
        BODY,
        "id:I entry_id:I table_name:t column_name:t row_id:i salt:b seal:b digest:b erased_at:i erased_by:I",
    ),
    ("ledger_node", &["level", "idx"], NODE, "level:I idx:I hash:b"),
    ("ledger_head", &["size"], HEAD, "size:I root:b at:i key_id:t note:t"),
    ("ledger_key", &["id"], KEY, "id:t public_pem:t from_at:i entry_id:I"),
];

/// Entries, contents, an erasure, and several heads.
async fn fill(test: &TestDb) -> Ledger {
    let ledger = open(test).await;
    put(test, 3).await;
    ledger.sequence().await.expect("sequences");
    let mut tx = test.db.begin().await.expect("begins");
    for row in 1..=3 {
        let bodies = ["title", "text"].map(|column| Body { table: "letters_letter", column, row, content: b"content" });
        let entry = entry("letters.submit", row, json!({ "number": "信2026-1" }), bodies.to_vec());
        record(&mut tx, &Chance::seeded(row.unsigned_abs()), entry).await.expect("records");
    }
    tx.commit().await.expect("commits");
    ledger.sequence().await.expect("sequences");
    let mut tx = test.db.begin().await.expect("begins");
    erase(&mut tx, &Chance::seeded(3), clock().now(), CLERK, ("letters_letter", "text", 2)).await.expect("erases");
    tx.commit().await.expect("commits");
    put(test, 4).await;
    ledger.sequence().await.expect("sequences");
    ledger
}

fn altered(value: &Value, kind: char) -> Value {
    match (value, kind) {
        (Value::Int(Some(n)), 'I') => Value::Int(Some(n ^ (1 << 20))),
        (Value::Int(Some(n)), _) => Value::Int(Some(n ^ 1)),
        (Value::Text(Some(text)), 't') => {
            let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let (before, after) = text.split_at(middle);
            let mut after = after.chars();
            let other = if after.next() == Some('x') { 'y' } else { 'x' };
            Value::Text(Some(format!("{before}{other}{}", after.as_str())))
        }
        (Value::Blob(Some(bytes)), _) => {
            let mut bytes = bytes.clone();
            bytes[7] ^= 1;
            Value::Blob(Some(bytes))
        }
        (_, 'b') => Value::Blob(Some(vec![0; 16])),
        _ => Value::Int(Some(1)),
    }
}

fn nothing(kind: char) -> Value {
    match kind {
        'b' => Value::Blob(None),
        't' => Value::Text(None),
        _ => Value::Int(None),
    }
}

/// Sets a column as an intruder would: on PostgreSQL without foreign keys. Gives whether the database let it happen.
async fn set(test: &TestDb, table: &str, keys: &[(&str, Value)], column: &str, value: &Value) -> bool {
    let mut tx = test.db.begin().await.expect("begins");
    if test.db.dialect() == Dialect::Postgres {
        tx.run("SET LOCAL session_replication_role = replica", args![]).await.expect("is allowed");
    }
    let condition: Vec<String> = keys.iter().enumerate().map(|(i, (key, _))| format!("{key} = ${}", i + 2)).collect();
    let sql = format!("UPDATE {table} SET {column} = $1 WHERE {}", condition.join(" AND "));
    let mut all = vec![value.clone()];
    all.extend(keys.iter().map(|(_, value)| value.clone()));
    match tx.run(&sql, all).await {
        Ok(changed) => {
            assert_eq!(changed, 1, "{sql}");
            tx.commit().await.expect("commits");
            true
        }
        Err(_) => {
            tx.rollback().await.expect("rolls back");
            false
        }
    }
}

async fn first_bad(test: &TestDb) -> Option<Bad> {
    verify(&test.db).await.expect("the database answers").bad
}

/// Alters every column of every row of one table and puts it back; gives what the database did not let happen.
async fn alter_all(test: &TestDb, (table, keys, blame, columns): (&str, &[&str], &str, &str)) -> Vec<String> {
    let mut refused = Vec::new();
    let order = keys.join(", ");
    let mut reader = test.db.reader();
    let rows = reader.rows(&format!("SELECT * FROM {table} ORDER BY {order}"), args![]).await.expect("reads");
    let order: Vec<String> = keys.iter().map(|key| format!("r.{key}")).collect();
    let places: Vec<(i64, i64)> =
        reader.list(&format!("{blame} ORDER BY {}", order.join(", ")), args![]).await.expect("reads");
    assert_eq!(rows.len(), places.len());
    for (row, (first, last)) in rows.iter().zip(places) {
        let of = |name: &str| row.fields().find(|(field, _)| *field == name).expect("a column").1.clone();
        for (column, kind) in columns.split(' ').map(|text| text.split_once(':').expect("a kind")) {
            let kind = kind.chars().next().expect("a kind");
            let before = of(column);
            let after = altered(&before, kind);
            let before = if matches!(before, Value::Int(None) | Value::Text(None) | Value::Blob(None)) {
                nothing(kind)
            } else {
                before
            };
            let mut at: Vec<(&str, Value)> = keys.iter().map(|key| (*key, of(key))).collect();
            if !set(test, table, &at, column, &after).await {
                refused.push(format!("{table}.{column}"));
                continue;
            }
            let what = format!("{table}.{column} of {at:?}");
            let bad = first_bad(test).await.unwrap_or_else(|| panic!("nobody noticed {what}"));
            let (found, to) = (i64::try_from(bad.first).unwrap(), i64::try_from(bad.last).unwrap());
            // Without its key the record of an erasure is missed where it is pointed to.
            let missed = (table, column) == ("ledger_entry", "id") && bad.what.contains("删除登记") && found < first;
            assert!(missed || found <= last && to >= first, "{what}: blamed {bad:?}, expected {first} to {last}");
            if table == "ledger_entry" && column != "seq" && !missed {
                assert_eq!((found, to), (first, last), "{what}: an entry is named exactly");
            }
            at.iter_mut().filter(|(key, _)| *key == column).for_each(|(_, value)| *value = after.clone());
            assert!(set(test, table, &at, column, &before).await, "{what} is put back");
        }
    }
    assert_eq!(first_bad(test).await, None, "all of {table} is as it was");
    refused.sort();
    refused.dedup();
    refused
}

async fn change(test: &TestDb, sql: &str) {
    let mut tx = test.db.begin().await.expect("begins");
    tx.run(sql, args![]).await.expect("runs");
    tx.commit().await.expect("commits");
}

both! {
    async fn a_byte_changed_anywhere_is_named(test: TestDb) {
        fill(&test).await;
        assert_eq!(first_bad(&test).await, None);
        let mut all_refused = Vec::new();
        for table in TABLES {
            let refused = alter_all(&test, table).await;
            all_refused.extend(refused);
        }
        // Foreign keys stand in the way of some alterations on SQLite.
        let expected: &[&str] = match test.db.dialect() {
            Dialect::Postgres => &[],
            Dialect::Sqlite => &[
                "ledger_entry.id",
                "ledger_body.entry_id",
                "ledger_body.erased_by",
                "ledger_head.key_id",
                "ledger_key.entry_id",
                "ledger_key.id",
            ],
        };
        assert_eq!(all_refused, expected);
    }

    async fn rows_exchanged_are_named(test: TestDb) {
        fill(&test).await;
        for (aside, from) in [("seq = 99999", "seq = 2"), ("seq = 2", "seq = 3"), ("seq = 3", "seq = 99999")] {
            change(&test, &format!("UPDATE ledger_entry SET {aside} WHERE {from}")).await;
        }
        let bad = first_bad(&test).await.expect("the order is part of the tree");
        // Leaves moved with their entries: the node over 2 and 3 is the lowest that tells.
        assert!(bad.first <= 3 && bad.last >= 2, "{bad:?}");
    }

    async fn an_entry_rewritten_with_all_its_hashes_is_found_by_the_signed_head(test: TestDb) {
        fill(&test).await;
        change(&test, "UPDATE ledger_entry SET verb = 'letters.other' WHERE seq = 5").await;
        rewrite_hashes(&test).await;
        let bad = first_bad(&test).await.expect("the signature covers it");
        assert!((4..=5).contains(&bad.first) && bad.last >= 5, "{bad:?}");
        assert!(bad.line().contains("根哈希与签名树头不符"), "{}", bad.line());
    }

    async fn an_entry_taken_out_is_named_wherever_it_was(test: TestDb) {
        fill(&test).await;
        change(&test, "DELETE FROM ledger_entry WHERE seq = 11").await;
        let bad = first_bad(&test).await.expect("the last is missing");
        assert_eq!((bad.first, bad.last), (11, 11));
        change(&test, &format!("UPDATE ledger_entry SET seq = {} WHERE seq = 10", i64::MAX)).await;
        assert_eq!(first_bad(&test).await.expect("one is missing").first, 10);
        change(&test, "DELETE FROM ledger_entry WHERE seq = 1").await;
        assert_eq!(first_bad(&test).await.expect("one is missing").first, 1);
    }

    async fn facts_made_unreadable_do_not_hold_up_the_others(test: TestDb) {
        let ledger = fill(&test).await;
        let ids = put(&test, 2).await;
        change(&test, &format!("UPDATE ledger_entry SET facts = 'not json' WHERE id = {}", ids[0])).await;
        ledger.sequence().await.expect("sequences").expect("both have their place");
        ledger.receipt(ids[1]).await.expect("a receipt").verify(None).expect("verifies");
        assert_eq!(first_bad(&test).await, None);
    }

    async fn a_receipt_is_not_given_from_an_altered_ledger(test: TestDb) {
        let ledger = fill(&test).await;
        change(&test, "UPDATE ledger_entry SET subject_id = 77 WHERE seq = 4").await;
        let id: i64 = test.db.reader().scalar("SELECT id FROM ledger_entry WHERE seq = 4", args![]).await.expect("reads");
        assert!(ledger.receipt(id).await.is_err());
    }
}

/// Makes leaves and nodes fit the altered entries, as somebody would who knows how; only the signature is out of reach.
async fn rewrite_hashes(test: &TestDb) {
    use crate::store::read;
    let mut reader = test.db.reader();
    let entries = read::entries(&mut reader, 0, 100).await.expect("reads");
    let bodies = read::bodies_of_places(&mut reader, 0, 100).await.expect("reads");
    let mut tree = crate::tree::Frontier::new();
    let mut tx = test.db.begin().await.expect("begins");
    for entry in entries {
        let leaf = crate::entry::leaf(&entry, read::bodies_of(&bodies, entry.id));
        tx.run("UPDATE ledger_entry SET leaf = $1 WHERE id = $2", args![leaf, entry.id]).await.expect("runs");
        for (node, hash) in tree.push(leaf) {
            let sql = "UPDATE ledger_node SET hash = $1 WHERE level = $2 AND idx = $3";
            tx.run(sql, args![hash, node.level, read::number(node.index)]).await.expect("runs");
        }
    }
    tx.commit().await.expect("commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_be_read_any_more_is_named() {
    let test = TestDb::new(Dialect::Sqlite).await;
    fill(&test).await;
    change(&test, "UPDATE ledger_entry SET verb = CAST(x'ff41' AS TEXT) WHERE seq = 6").await;
    let bad = first_bad(&test).await.expect("the row is broken");
    assert_eq!((bad.first, bad.last), (6, 6), "{bad:?}");
}
