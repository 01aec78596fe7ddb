//! Feeds without dates, feeds that changed while they were read, lists longer than a file.

use super::*;
use crate::store::lists::{Filter, together};

/// A feed whose entries bear no dates.
fn undated(paths: &[String]) -> Answer {
    let items: String =
        paths.iter().map(|path| format!("<item><title>甲</title><link>/{path}</link></item>")).collect();
    Answer::Got(format!("<rss><channel>{items}</channel></rss>").into_bytes(), String::new())
}

::store::both! {
    async fn old_entries_without_dates_are_nobodys_duty_however_many_readings_they_take(test: TestDb) {
        let world = World::new(test).await;
        let mut paths: Vec<String> = (0..250).map(|n| n.to_string()).collect();
        for (items, over) in [(100, false), (200, false), (250, true)] {
            let source = world.answer(undated(&paths)).await;
            assert_eq!((source.items, source.seeded_at.is_some()), (items, over));
        }
        for path in ["0", "120", "249"] {
            assert!(world.task(path).await.is_none(), "{path} may be of any age");
        }
        paths.insert(0, "new".into());
        world.answer(undated(&paths)).await;
        assert!(world.task("new").await.is_some(), "it was not there before");
    }

    async fn the_first_entry_of_a_feed_that_was_empty_is_a_duty(test: TestDb) {
        let world = World::new(test).await;
        assert!(world.answer(undated(&[])).await.seeded_at.is_some());
        world.answer(undated(&["first".into()])).await;
        assert!(world.task("first").await.is_some());
    }

    async fn what_a_source_answers_after_it_was_closed_or_changed_is_left(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let before = world.source().await;
        let mut tx = world.app.db.begin().await.unwrap();
        let sheet = Sheet {
            name: before.name.clone(),
            level: before.level.clone(),
            address: "https://www.central.example/new.xml".into(),
            reads: true,
            duty: true,
            ..Sheet::default()
        };
        let desk = Desk::new(&world.app, &Actor::System);
        actions::change(&mut tx, &desk, world.source, before.version, &sheet).await.unwrap();
        tx.commit().await.unwrap();
        jobs::answered(&world.app, &before, feed(&[("a", now.plus(-HOUR))])).await.unwrap();
        let changed = world.source().await;
        assert_eq!((changed.items, changed.tag.as_str(), changed.next_at, changed.read_at), (0, "", Some(now), None));
        let mut tx = world.app.db.begin().await.unwrap();
        actions::close(&mut tx, &desk, world.source, true).await.unwrap();
        tx.commit().await.unwrap();
        jobs::answered(&world.app, &changed, feed(&[("a", now.plus(-HOUR))])).await.unwrap();
        assert_eq!(world.source().await.items, 0);
    }

    async fn a_file_says_how_many_rows_it_leaves_out(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        world.answer(feed(&[("a", now), ("b", now), ("c", now)])).await;
        let filter = Filter { now, ..Filter::default() };
        let mut reader = world.app.db.reader();
        let (rows, rest) = together(&mut reader, &filter, 2).await.unwrap();
        assert_eq!((rows.len(), rest), (2, 1));
        let (rows, rest) = together(&mut reader, &filter, 3).await.unwrap();
        assert_eq!((rows.len(), rest), (3, 0));
        let (rows, rest) = together(&mut reader, &filter, 500).await.unwrap();
        assert_eq!((rows.len(), rest), (3, 0));
    }
}
