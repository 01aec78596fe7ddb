//! What stands on the ledger of every saved version, and that a row which somebody altered is found.

use edition::proof::{self, Unproven};
use edition::{Desk, item};
use identity::Actor;
use ledger::{Cursor, Filter};
use store::args;

use crate::world::{World, article};

/// An edition with two saved versions.
async fn saved_twice(world: &World) -> i64 {
    let desk = Desk::new(&world.app, &Actor::System);
    let id = world.create(&Actor::System, 2, article(world.own, "第一稿")).await.unwrap();
    for (number, title) in [(1, "甲"), (2, "乙")] {
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        assert_eq!(item::save(&mut tx, &desk, id, seq, article(world.own, title)).await.unwrap(), number);
        tx.commit().await.unwrap();
    }
    id
}

async fn alter(world: &World, sql: &str, values: store::Args) {
    let mut tx = world.app.db.begin().await.unwrap();
    tx.run(sql, values).await.unwrap();
    tx.commit().await.unwrap();
}

/// Versions whose text is not the one committed to.
async fn altered(world: &World) -> Vec<i64> {
    let check = ledger::rehash_bodies(&world.app.db, &[proof::COVERED], Cursor::default(), 500).await.unwrap();
    check.bad.into_iter().map(|bad| bad.row).collect()
}

store::both! {
    async fn saving_alone_commits_to_the_text_of_its_version(t: TestDb) {
        let world = World::new(t).await;
        let id = saved_twice(&world).await;
        let mut reader = world.app.db.reader();
        let filter = Filter { verb: Some("edition.save".into()), subject_id: Some(id), ..Filter::default() };
        let entries = ledger::find(&mut reader, &filter, 9).await.unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries[0].facts.contains("\"version\":2"), "{}", entries[0].facts);
        let rows: Vec<i64> = item::versions(&mut reader, id).await.unwrap().iter().map(|version| version.id).collect();
        let committing = ledger::committing(&mut reader, proof::COVERED, &rows).await.unwrap();
        assert_eq!(rows.iter().map(|row| committing[row].id).collect::<Vec<_>>(), [entries[0].id, entries[1].id]);
        assert_eq!(proof::versions(&world.app.db).await.unwrap(), (2, vec![]));
        assert!(altered(&world).await.is_empty());
    }

    async fn an_equal_text_saved_again_names_the_version_that_it_is(t: TestDb) {
        let world = World::new(t).await;
        let id = saved_twice(&world).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        assert_eq!(item::save(&mut tx, &desk, id, seq, article(world.own, "乙")).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert_eq!(proof::versions(&world.app.db).await.unwrap(), (2, vec![]));
    }

    async fn a_version_that_was_altered_exchanged_or_slipped_in_is_found(t: TestDb) {
        let world = World::new(t).await;
        let id = saved_twice(&world).await;
        let rows: Vec<i64> =
            item::versions(&mut world.app.db.reader(), id).await.unwrap().iter().map(|version| version.id).collect();
        alter(&world, "UPDATE edition_version SET content = replace(content, '乙', '丙') WHERE id = $1", args![rows[0]]).await;
        assert_eq!(altered(&world).await, [rows[0]]);
        alter(&world, "UPDATE edition_version SET content = replace(content, '丙', '乙') WHERE id = $1", args![rows[0]]).await;
        assert!(altered(&world).await.is_empty());

        for (row, number) in [(rows[0], 9), (rows[1], 2), (rows[0], 1)] {
            alter(&world, "UPDATE edition_version SET version = $1 WHERE id = $2", args![number, row]).await;
        }
        let (count, bad) = proof::versions(&world.app.db).await.unwrap();
        assert_eq!((count, bad.iter().map(|bad| bad.version).collect::<Vec<_>>()), (2, vec![2, 1]));
        for (row, number) in [(rows[0], 9), (rows[1], 1), (rows[0], 2)] {
            alter(&world, "UPDATE edition_version SET version = $1 WHERE id = $2", args![number, row]).await;
        }
        let forged = "INSERT INTO edition_version (item_id, version, at, actor, what, content) VALUES ($1, 7, 0, '系统', 'saved', '{}')";
        alter(&world, forged, args![id]).await;
        let (_, bad) = proof::versions(&world.app.db).await.unwrap();
        assert_eq!(bad, [Unproven { edition: id, version: 7, what: "底账没有保存这一版的记录" }]);
    }
}
