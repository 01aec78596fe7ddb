//! Search: follows the table, finds Chinese, shows nobody what is not theirs, survives its own loss.

mod cases;
mod keeping;
mod large;

use store::search::{Agreement, Audience, Doc, Find, Hit, Reach, Search, put, remove};
use store::testing::TestDb;
use store::{Db, Query, both};

const TEXTS: [(i64, &str, &str); 5] = [
    (1, "青河路路灯不亮", "青河路与人民街交叉口的路灯已经坏了三天，晚上看不清路。"),
    (2, "请修青河路路灯", "青河路路灯坏了，老人出门不安全。"),
    (3, "学区怎么划分", "想问城东小学二〇二六年的学区范围。"),
    (4, "水费", "上个月水费多收了，请核对。WiFi 密码 PM2.5"),
    (5, "张伟强反映噪声", "夜间施工噪声扰民，请网络安全检查组处理。"),
];

async fn write(db: &Db, id: i64, title: &str, body: &str, audience: Audience) {
    let mut tx = db.begin().await.expect("begins");
    let doc = Doc { kind: "letter".into(), id, title: title.into(), body: body.into(), audience, ..Doc::default() };
    put(&mut tx, &doc).await.expect("puts");
    tx.commit().await.expect("commits");
}

async fn erase(db: &Db, id: i64) {
    let mut tx = db.begin().await.expect("begins");
    remove(&mut tx, "letter", id).await.expect("removes");
    tx.commit().await.expect("commits");
}

async fn filled(db: &TestDb) -> Search {
    for (id, title, body) in TEXTS {
        write(&db.db, id, title, body, Audience::Public).await;
    }
    let search = Search::open(&db.dir().join("index")).expect("opens");
    assert_eq!(search.catch_up(&db.db).await.expect("follows"), TEXTS.len());
    search
}

fn ids(hits: &[Hit]) -> Vec<i64> {
    hits.iter().map(|hit| hit.id).collect()
}

async fn found(search: &Search, text: &str, reach: Reach) -> Vec<i64> {
    ids(&search.find(&Find { text, reach, ..Find::default() }).await.expect("answers").hits)
}

both! {
    async fn words_phrases_single_characters_and_latin_are_found(db: TestDb) {
        let search = filled(&db).await;
        let cases: [(&str, &[i64]); 10] = [
            ("路灯", &[1, 2]),
            ("网络安全检查", &[5]),
            ("张伟", &[5]),
            ("水", &[4]),
            ("ｗｉｆｉ", &[4]),
            ("pm2.5", &[4]),
            ("噪声 扰民", &[5]),
            ("学区，城东！", &[3]),
            ("没有的词", &[]),
            ("，。 !", &[]),
        ];
        for (text, expected) in cases {
            let mut hits = found(&search, text, Reach::Public).await;
            hits.sort_unstable();
            assert_eq!(hits, expected, "{text}");
        }
        // Not all words are there: most of them are enough.
        assert_eq!(found(&search, "夜间施工噪声投诉", Reach::Public).await, [5]);
        // The words side by side in a title come first.
        assert_eq!(found(&search, "修青河路", Reach::Public).await[0], 2);
    }

    async fn nobody_finds_what_is_not_for_them(db: TestDb) {
        let search = filled(&db).await;
        write(&db.db, 6, "路灯内部", "路灯", Audience::Units(vec![3, 17])).await;
        write(&db.db, 7, "路灯无人", "路灯", Audience::Units(vec![])).await;
        search.catch_up(&db.db).await.expect("follows");
        for (reach, sees, all) in [
            (Reach::Public, false, false),
            (Reach::Units(vec![17]), true, false),
            (Reach::Units(vec![7, 1]), false, false),
            (Reach::Units(vec![]), false, false),
            (Reach::All, true, true),
        ] {
            let hits = found(&search, "路灯", reach.clone()).await;
            assert_eq!((hits.contains(&6), hits.contains(&7)), (sees, all), "{reach:?}");
        }
        let other = Find { text: "路灯", kinds: &["article"], reach: Reach::All, ..Find::default() };
        assert!(search.find(&other).await.expect("answers").hits.is_empty());
    }

    async fn what_resembles_a_text_comes_first(db: TestDb) {
        let search = filled(&db).await;
        let find = Find { text: "青河路的路灯坏了，请修一修", kinds: &["letter"], reach: Reach::All, limit: 3, ..Find::default() };
        let mut hits = ids(&search.similar(&find).await.expect("answers"));
        hits.sort_unstable();
        assert_eq!(hits, [1, 2]);
        for text in ["", "xyzzy", "，"] {
            let find = Find { text, ..find.clone() };
            assert!(search.similar(&find).await.expect("answers").is_empty(), "{text}");
        }
    }

    async fn changes_and_removals_are_followed(db: TestDb) {
        let search = filled(&db).await;
        write(&db.db, 1, "井盖", "井盖松动", Audience::Public).await;
        erase(&db.db, 2).await;
        assert_eq!(search.compare(&db.db).await.expect("compares").waiting, 2);
        assert_eq!(search.catch_up(&db.db).await.expect("follows"), 2);
        assert_eq!(found(&search, "路灯", Reach::Public).await, Vec::<i64>::new());
        assert_eq!(found(&search, "井盖", Reach::Public).await, [1]);
        let agrees = search.compare(&db.db).await.expect("compares");
        assert_eq!(agrees, Agreement { rows: 4, ..Agreement::default() });
        assert_eq!(search.catch_up(&db.db).await.expect("follows"), 0);
    }

    async fn a_lost_index_is_noticed_and_built_anew(db: TestDb) {
        drop(filled(&db).await);
        let dir = db.dir().join("index");
        std::fs::remove_dir_all(&dir).expect("is removed");
        assert!(Search::existing(&dir).is_none());
        let search = Search::open(&dir).expect("opens");
        assert_eq!(search.compare(&db.db).await.expect("compares").wrong.len(), TEXTS.len());
        assert_eq!(search.catch_up(&db.db).await.expect("follows"), TEXTS.len());
        assert!(search.compare(&db.db).await.expect("compares").wrong.is_empty());
        assert_eq!(search.rebuild(&db.db).await.expect("builds"), TEXTS.len());
        drop(search);
        for entry in std::fs::read_dir(dir.join("2")).expect("the folder").flatten() {
            std::fs::write(entry.path(), b"not an index").expect("writes");
        }
        let search = Search::open(&dir).expect("opens in spite of it");
        assert_eq!(search.catch_up(&db.db).await.expect("follows"), TEXTS.len());
        assert_eq!(found(&search, "学区", Reach::Public).await, [3]);
    }

    async fn no_question_makes_it_panic(db: TestDb) {
        use proptest::prelude::*;
        use proptest::strategy::ValueTree;
        let search = filled(&db).await;
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let texts = prop_oneof!["\\PC{0,80}", "[路灯水.*+?()|\"'^~:/\\\\ \\[\\]-]{0,40}", any::<String>()];
        for _ in 0..60 {
            let text = texts.new_tree(&mut runner).expect("a text").current();
            for limit in [0, usize::MAX] {
                let find = Find { text: &text, kinds: &["letter"], reach: Reach::Units(vec![-1]), limit, fill: 10, ..Find::default() };
                search.find(&find).await.expect("answers");
                search.similar(&find).await.expect("answers");
            }
        }
        let rows: i64 = db.db.reader().scalar("SELECT COUNT(*) FROM store_search", vec![]).await.expect("counts");
        assert_eq!(rows, 5);
    }
}
