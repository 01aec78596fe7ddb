//! Recording, sequencing, receipts, proofs and the feed.

use std::collections::BTreeSet;

use base::{Chance, Error};
use serde_json::json;
use store::both;

use super::{ORIGIN, clock, entry, open, put};
use crate::head;
use crate::tree::{Hash, fold, node_hash, verify_consistency};
use crate::{Actor, Entry, Ledger, Subject, record, verify, verify_against};

both! {
    async fn a_recorded_act_gets_its_place_a_head_and_a_receipt(test: TestDb) {
        let ledger = open(&test).await;
        let ids = put(&test, 3).await;
        let head = ledger.sequence().await.expect("sequences").expect("there was something");
        assert_eq!(head.size, 4, "the key's entry comes first");
        assert_eq!(ledger.sequence().await.expect("sequences"), None);
        for (i, id) in ids.iter().enumerate() {
            let receipt = ledger.receipt(*id).await.expect("a receipt");
            let verified = receipt.verify(Some(ledger.public_key())).expect("verifies");
            assert_eq!((verified.entry, verified.index, verified.head.origin.as_str()), (*id, i as u64 + 1, ORIGIN));
            assert_eq!(verified.facts, json!({ "n": i + 1, "words": "青禾县" }));
        }
        assert!(matches!(ledger.receipt(999).await, Err(Error::Unseen)));
        let report = verify(&test.db).await.expect("answers");
        assert_eq!((report.entries, report.heads, report.waiting, report.bad), (4, 1, 0, None));
        assert_eq!(report.root, head.root);
    }

    async fn a_receipt_asked_for_at_once_waits_for_nothing_and_stays_the_same(test: TestDb) {
        let ledger = open(&test).await;
        let id = put(&test, 1).await[0];
        let receipt = ledger.receipt(id).await.expect("a receipt");
        put(&test, 5).await;
        ledger.sequence().await.expect("sequences");
        assert_eq!(ledger.receipt(id).await.expect("again"), receipt);
    }

    async fn an_act_that_was_undone_leaves_nothing(test: TestDb) {
        let ledger = open(&test).await;
        ledger.sequence().await.expect("sequences");
        let mut tx = test.db.begin().await.expect("begins");
        ledger.record(&mut tx, entry("letters.note", 1, json!({}), vec![])).await.expect("records");
        tx.rollback().await.expect("rolls back");
        assert_eq!(ledger.sequence().await.expect("sequences"), None);
    }

    async fn an_unknown_actor_and_a_number_that_is_not_whole_are_refused(test: TestDb) {
        let mut tx = test.db.begin().await.expect("begins");
        let stranger = Actor { kind: "stranger", ..Actor::SYSTEM };
        let subject = Subject { kind: "letter", id: 1 };
        for (actor, facts) in [(stranger, json!({})), (Actor::SYSTEM, json!({ "share": 0.5 }))] {
            let entry = Entry { at: clock().now(), actor, verb: "letters.note", subject, facts, bodies: vec![] };
            assert!(record(&mut tx, &Chance::seeded(1), entry).await.is_err());
        }
    }

    async fn the_key_and_the_tree_survive_a_restart_and_a_lost_key_is_replaced_openly(test: TestDb) {
        let first = open(&test).await;
        let id = put(&test, 2).await[1];
        let receipt = first.receipt(id).await.expect("a receipt");
        let again = open(&test).await;
        assert_eq!(again.public_key().id(), first.public_key().id());
        assert_eq!(again.sequence().await.expect("sequences"), None, "nothing new to record");
        let elsewhere = tempfile::tempdir().expect("a directory");
        let moved = Ledger::open(test.db.clone(), elsewhere.path(), clock(), Chance::seeded(9), ORIGIN).await.expect("opens");
        moved.sequence().await.expect("sequences").expect("the new key is an entry");
        assert_eq!(moved.keys().await.expect("lists").len(), 2);
        assert_eq!(moved.receipt(id).await.expect("a receipt"), receipt);
        assert_eq!(verify(&test.db).await.expect("answers").bad, None);
    }

    async fn two_nodes_and_many_writers_make_one_tree(test: TestDb) {
        let first = open(&test).await;
        let second = open(&test).await;
        let mut tasks = tokio::task::JoinSet::new();
        for i in 0..24_i64 {
            let (db, ledger) = (test.db.clone(), if i % 2 == 0 { first.clone() } else { second.clone() });
            tasks.spawn(async move {
                let mut tx = db.begin().await.expect("begins");
                let id = ledger.record(&mut tx, entry("letters.note", i, json!({}), vec![])).await.expect("records");
                tx.commit().await.expect("commits");
                ledger.receipt(id).await.expect("a receipt").verify(None).expect("verifies").index
            });
        }
        let places: BTreeSet<u64> = tasks.join_all().await.into_iter().collect();
        assert_eq!(places, (1..=24).collect());
        assert_eq!(verify(&test.db).await.expect("answers").bad, None);
    }

    async fn the_running_sequencer_tells_its_followers(test: TestDb) {
        let ledger = open(&test).await;
        let mut size = ledger.subscribe();
        let running = { let ledger = ledger.clone(); tokio::spawn(async move { ledger.run().await }) };
        let mut tx = test.db.begin().await.expect("begins");
        let id = ledger.record(&mut tx, entry("letters.note", 1, json!({}), vec![])).await.expect("records");
        tx.commit().await.expect("commits");
        size.wait_for(|size| *size == 2).await.expect("the ledger lives");
        running.abort();
        let feed = ledger.entries(1, 10).await.expect("reads");
        assert_eq!(feed.iter().map(|entry| (entry.id, entry.seq)).collect::<Vec<_>>(), [(id, Some(1))]);
    }

    async fn more_than_a_batch_and_a_page_are_folded_proved_and_served_as_tiles(test: TestDb) {
        let ledger = open(&test).await;
        let ids = put(&test, 1300).await;
        ledger.sequence().await.expect("sequences");
        let heads = ledger.heads(10, None).await.expect("lists");
        assert_eq!(heads.iter().map(|head| head.size).collect::<Vec<_>>(), [1301, 1000]);
        assert_eq!(ledger.heads(10, Some(1301)).await.expect("lists").len(), 1);
        let roots: Vec<Hash> = heads.iter().map(|head| Hash::try_from(head.root.as_slice()).expect("a hash")).collect();
        let proof = ledger.consistency(1000, 1301).await.expect("answers").expect("a proof");
        assert!(verify_consistency(1000, &roots[1], 1301, &roots[0], &proof));
        for (old, new) in [(0, 5), (6, 5), (5, 1302)] {
            assert_eq!(ledger.consistency(old, new).await.expect("answers"), None);
        }
        for id in [ids[0], ids[510], ids[998], ids[1299]] {
            ledger.receipt(id).await.expect("a receipt");
        }
        check_tiles(&ledger, &roots[0]).await;
        let report = verify(&test.db).await.expect("answers");
        assert_eq!((report.entries, report.heads, report.bad), (1301, 2, None));
    }

    async fn a_head_kept_elsewhere_shows_a_ledger_that_was_begun_anew(test: TestDb) {
        let ledger = open(&test).await;
        put(&test, 4).await;
        let mut kept = ledger.sequence().await.expect("sequences").expect("a head");
        let published = ledger.head().await.expect("answers").expect("a head");
        assert_eq!(head::open(&published.note, ledger.public_key()).expect("opens"), kept);
        assert_eq!(verify_against(&test.db, std::slice::from_ref(&kept)).await.expect("answers").bad, None);
        kept.size = 9;
        let bad = verify_against(&test.db, std::slice::from_ref(&kept)).await.expect("answers").bad.expect("cut off");
        assert_eq!((bad.first, bad.last), (5, 8));
        kept.size = 5;
        kept.root[0] ^= 1;
        assert!(verify_against(&test.db, &[kept]).await.expect("answers").bad.expect("rewritten").what.contains("另存"));
    }
}

/// The tiles of a tree of 1301 leaves lead to its root, as a reader elsewhere would find.
async fn check_tiles(ledger: &Ledger, root: &Hash) {
    let mut tops = Vec::new();
    for index in 0..5 {
        let tile = ledger.tile(0, index, 256).await.expect("answers").expect("a whole tile");
        tops.push(over(tile.as_chunks::<32>().0));
    }
    assert_eq!(ledger.tile(1, 0, 5).await.expect("answers").expect("a partial tile"), tops.concat());
    let rest = ledger.tile(0, 5, 21).await.expect("answers").expect("a partial tile");
    let leaves = rest.as_chunks::<32>().0;
    let edge = [over(&tops[..4]), tops[4], over(&leaves[..16]), over(&leaves[16..20]), leaves[20]];
    assert_eq!(fold(&edge), *root);
    for (level, index, width) in
        [(0, 5, 22), (0, 6, 1), (1, 0, 6), (2, 0, 1), (9, 0, 1), (255, u64::MAX, 256), (0, 0, 0), (0, 0, 257)]
    {
        assert_eq!(ledger.tile(level, index, width).await.expect("answers"), None, "{level} {index} {width}");
    }
}

/// The hash over a power of two of nodes.
fn over(nodes: &[Hash]) -> Hash {
    match nodes {
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            node_hash(&over(left), &over(right))
        }
    }
}
