//! Storage tests, on both databases.

mod bodies;
mod flow;
mod tamper;

use base::{Chance, Clock, Moment};
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::{Actor, Body, Entry, Ledger, Subject, record};

const CLERK: Actor = Actor { kind: "staff", person: Some(7), post: Some(3), unit: Some(2) };
const ORIGIN: &str = "qinghe.example/ledger";

fn clock() -> Clock {
    Clock::fixed(Moment(1_774_400_400_000))
}

async fn open(test: &TestDb) -> Ledger {
    Ledger::open(test.db.clone(), test.dir(), clock(), Chance::seeded(1), ORIGIN).await.expect("the ledger opens")
}

fn entry<'a>(verb: &'a str, id: i64, facts: Value, bodies: Vec<Body<'a>>) -> Entry<'a> {
    Entry { at: clock().now().plus(id), actor: CLERK, verb, subject: Subject { kind: "letter", id }, facts, bodies }
}

/// Records `count` plain entries in one transaction; gives their keys.
async fn put(test: &TestDb, count: i64) -> Vec<i64> {
    let mut tx = test.db.begin().await.expect("begins");
    let mut ids = Vec::new();
    for i in 1..=count {
        let entry = entry("letters.note", i, json!({ "n": i, "words": "青禾县" }), vec![]);
        ids.push(record(&mut tx, &Chance::seeded(2), entry).await.expect("records"));
    }
    tx.commit().await.expect("commits");
    ids
}
