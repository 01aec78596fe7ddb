//! Long lists: every row once and in order, however far looking goes at once; counts that say where they stopped.

use store::long::{Columns, Counted, LOOK, List, Stretch, Terms, Turn};
use store::{Db, args, both};

const LIST: List = List {
    table: "store_search s",
    joined: "",
    joint: "",
    keys: ["s.version", "s.row_id"],
    newest_first: false,
    apart: false,
    stretches: Vec::new(),
};
const COLUMNS: Columns<'_> = Columns { select: "s.row_id AS row_id", also: "" };

/// Rows 1 to 2,500 of the kinds a and b in turns, ten to a version; every 700th is called «rare».
async fn filled(db: &Db) {
    let mut tx = db.begin().await.expect("begins");
    for i in 1..=2_500_i64 {
        let (kind, title) = (if i % 2 == 0 { "b" } else { "a" }, if i % 700 == 0 { "rare" } else { "" });
        tx.run(
            "INSERT INTO store_search (kind, row_id, title, body, audience, removed, version, indexed_version)
             VALUES ($1, $2, $3, '', '', 0, $4, 0)",
            args![kind, i, title, i / 10],
        )
        .await
        .expect("is written");
    }
    tx.commit().await.expect("commits");
}

fn stretch(kind: &str) -> Stretch {
    Stretch { index: Terms::new().and("s.kind = ?", args![kind]), ..Stretch::default() }
}

fn rare(stretch: Stretch) -> Stretch {
    Stretch { besides: Terms::new().and("s.title = ?", args!["rare"]), ..stretch }
}

/// All rows from the beginning (or from the end, turned round), page by page; and how often looking stopped.
async fn all(db: &Db, list: &List, limit: usize, backwards: bool) -> (Vec<i64>, usize) {
    let (mut found, mut stops) = (Vec::new(), 0);
    let end = || Turn::before(i64::MAX, i64::MAX);
    let mut turn = if backwards { end() } else { Turn::First };
    loop {
        let page = list.page::<(i64, i64, i64)>(&mut db.reader(), COLUMNS, &turn, limit).await.expect("answers");
        let mut ids: Vec<i64> = page.rows.iter().map(|row| row.2).collect();
        if backwards {
            ids.reverse();
        }
        found.extend(ids);
        let outer = if backwards { page.rows.first() } else { page.rows.last() };
        let next = match (page.stopped, outer) {
            (Some(key), _) => {
                stops += 1;
                key
            }
            (None, Some(row)) => [row.0.into(), row.1.into()],
            (None, None) => break,
        };
        turn = if backwards { Turn::Before(next) } else { Turn::After(next) };
    }
    if backwards {
        found.reverse();
    }
    (found, stops)
}

both! {
    async fn every_row_comes_once_and_in_order(db: TestDb) {
        filled(&db.db).await;
        let both = List { stretches: vec![stretch("a"), stretch("b")], ..LIST };
        let twice = List { stretches: vec![stretch("b"), stretch("b")], ..LIST };
        let within = Stretch { least: Some(args![10_i64].remove(0)), most: Some(args![19_i64].remove(0)), ..stretch("a") };
        let within = List { stretches: vec![within], ..LIST };
        for backwards in [false, true] {
            assert_eq!(all(&db.db, &both, 300, backwards).await, ((1..=2_500).collect(), 0));
            assert_eq!(all(&db.db, &twice, 300, backwards).await.0, (1..=1_250).map(|i| i * 2).collect::<Vec<_>>());
            let some = (100..200).filter(|i| i % 2 == 1).collect::<Vec<_>>();
            assert_eq!(all(&db.db, &within, 7, backwards).await.0, some);
        }
        let apart = List { apart: true, stretches: both.stretches.clone(), ..LIST };
        assert_eq!(all(&db.db, &apart, 300, false).await, ((1..=2_500).collect(), 0));
        let newest = List { newest_first: true, ..both };
        assert_eq!(all(&db.db, &newest, 300, false).await.0, (1..=2_500).rev().collect::<Vec<_>>());
    }

    async fn looking_for_what_is_rare_stops_at_its_bound_and_goes_on(db: TestDb) {
        filled(&db.db).await;
        let all_kinds = Stretch { index: Terms::new().and("s.removed = ?", args![0_i64]), ..Stretch::default() };
        let list = List { stretches: vec![rare(all_kinds)], ..LIST };
        let first = list.page::<(i64, i64, i64)>(&mut db.db.reader(), COLUMNS, &Turn::First, 30).await.expect("answers");
        assert_eq!(first.rows.iter().map(|r| r.2).collect::<Vec<_>>(), [700, 1_400], "2100 is beyond {LOOK}");
        assert!(first.stopped.is_some());
        let split = List { stretches: vec![rare(stretch("a")), rare(stretch("b"))], ..LIST };
        for list in [&list, &split] {
            for backwards in [false, true] {
                let (found, stops) = all(&db.db, list, 30, backwards).await;
                assert_eq!((found, stops), (vec![700, 1_400, 2_100], 1), "{backwards}");
            }
        }
        let counted = list.count(&mut db.db.reader(), 100).await.expect("answers");
        assert_eq!(counted, Counted { found: 2, more: true });
        // Of all kinds, each as far as a page looks, in one pass.
        let every = List { stretches: vec![stretch("a"), stretch("b")], ..LIST };
        let of = |ids: &[i64]| Terms::new().and_in("s.row_id", ids.iter().copied());
        let cases = [Terms::new(), of(&[700]), of(&[1_400, 1, 2_400])];
        let each = every.count_each(&mut db.db.reader(), &cases, 5).await.expect("answers");
        assert_eq!(each.iter().map(|c| c.found).collect::<Vec<_>>(), [5, 1, 2]);
        assert!(each.iter().all(|c| c.more), "looking stopped at its bound");
    }

    async fn counts_stop_at_their_cap(db: TestDb) {
        filled(&db.db).await;
        let list = List { stretches: vec![stretch("a"), stretch("b")], ..LIST };
        for (cap, expected) in [(10, (10, true)), (2_499, (2_499, true)), (2_500, (2_500, false))] {
            let counted = list.count(&mut db.db.reader(), cap).await.expect("answers");
            assert_eq!((counted.found, counted.more), expected);
        }
        // 2100 lies where a page of all kinds would not look, and where one that begins with two kinds would.
        for apart in [false, true] {
            let list = List { apart, stretches: vec![rare(stretch("a")), rare(stretch("b"))], ..LIST };
            for (cap, expected) in [(1, (1, true)), (2, (2, true)), (9, (2, true))] {
                let counted = list.count(&mut db.db.reader(), cap).await.expect("answers");
                assert_eq!((counted.found, counted.more), expected, "{cap} {apart}");
            }
        }
        let nothing = List { stretches: Vec::new(), ..LIST };
        assert_eq!(nothing.count(&mut db.db.reader(), 10).await.expect("answers").of("件"), "0 件");
    }
}
