//! What editors keep and what is asked: synonyms, best bets, hot words, suggestions; rows read again before they are shown.

use base::{Date, Moment};
use store::search::{self, Audience, Doc, Find, Marks, Reach, Search, Suggestion};
use store::testing::TestDb;
use store::{Db, both};

const NOW: Moment = Moment(1_770_000_000_000);

fn today() -> Date {
    NOW.date()
}

async fn filled(db: &TestDb) -> Search {
    let texts =
        [(1, "路灯报修指南", true), (2, "路灯节能改造方案", true), (3, "卫生院建设", true), (4, "路灯内部通报", false)];
    let mut tx = db.db.begin().await.expect("begins");
    for (id, title, public) in texts {
        let doc = Doc {
            kind: "article".into(),
            id,
            title: title.into(),
            body: "正文第一句。正文说到路灯。".into(),
            audience: if public { Audience::Public } else { Audience::Units(vec![5]) },
            url: format!("/a/{id}"),
            date: "2026-01-05".parse().ok(),
            number: "青政发〔2026〕1号".into(),
            facets: vec![("unit".into(), "县政府办".into())],
            ..Doc::default()
        };
        search::put(&mut tx, &doc).await.expect("puts");
    }
    tx.commit().await.expect("commits");
    let search = Search::open(&db.dir().join("index")).expect("opens");
    search.catch_up(&db.db).await.expect("follows");
    search
}

async fn found(search: &Search, text: &str) -> Vec<i64> {
    let find = Find { text, ..Find::default() };
    search.find(&find).await.expect("answers").hits.iter().map(|hit| hit.id).collect()
}

async fn suggested(search: &Search, db: &Db, typed: &str) -> Vec<Suggestion> {
    search.suggest(&mut db.reader(), typed, &Reach::Public, 8).await.expect("suggests")
}

fn texts(suggested: &[Suggestion]) -> Vec<&str> {
    suggested.iter().map(|s| s.text.as_str()).collect()
}

both! {
    async fn synonyms_of_editors_hold_at_once_and_can_be_taken_back(db: TestDb) {
        let search = filled(&db).await;
        assert!(found(&search, "县医院").await.is_empty());
        let mut tx = db.db.begin().await.expect("begins");
        let id = search::set_synonym(&mut tx, "縣医院", "卫生院", NOW).await.expect("sets");
        assert_eq!(search::set_synonym(&mut tx, "县医院", "卫生院 保健院", NOW).await.expect("sets"), id);
        tx.commit().await.expect("commits");
        search.reload_synonyms(&mut db.db.reader()).await.expect("reloads");
        assert_eq!(found(&search, "县医院").await, [3]);
        assert_eq!(search::synonyms(&mut db.db.reader()).await.expect("lists")[0].means, "卫生院 保健院");
        let mut tx = db.db.begin().await.expect("begins");
        assert_eq!(search::remove_synonym(&mut tx, id).await.expect("removes").as_deref(), Some("县医院"));
        assert_eq!(search::remove_synonym(&mut tx, id).await.expect("answers"), None);
        tx.commit().await.expect("commits");
        search.reload_synonyms(&mut db.db.reader()).await.expect("reloads");
        assert!(found(&search, "县医院").await.is_empty());
    }

    async fn best_bets_answer_their_question_in_any_writing(db: TestDb) {
        let mut tx = db.db.begin().await.expect("begins");
        let id = search::add_bet(&mut tx, "社保  查询", "社保查询入口", "/guide/1", NOW).await.expect("adds");
        tx.commit().await.expect("commits");
        for text in ["社保 查询", "社保　查询", "社保 查詢"] {
            assert_eq!(search::bets_for(&mut db.db.reader(), text).await.expect("answers").len(), 1, "{text}");
        }
        assert!(search::bets_for(&mut db.db.reader(), "社保").await.expect("answers").is_empty());
        let mut tx = db.db.begin().await.expect("begins");
        assert!(search::remove_bet(&mut tx, id).await.expect("removes").is_some());
        tx.commit().await.expect("commits");
        assert!(search::bets(&mut db.db.reader()).await.expect("lists").is_empty());
    }

    async fn a_word_is_hot_when_several_asked_it_and_never_when_it_is_blocked(db: TestDb) {
        let search = filled(&db).await;
        for asker in 0..4 {
            search.count("路灯 报修", asker);
            search.count("路灯 报修", asker);
            search.count("停水通知", asker);
            search.count("张三 13812345678", asker);
        }
        for _ in 0..9 {
            search.count("一个人反复问", 1);
        }
        search.write_asked(&db.db, today()).await.expect("writes");
        let hot = || async { Search::hot(&mut db.db.reader(), 10).await.expect("answers") };
        assert_eq!(hot().await, ["停水通知", "路灯 报修"]);
        assert_eq!(search::asked(&mut db.db.reader(), 1, 9).await.expect("lists").len(), 3);
        assert!(texts(&suggested(&search, &db.db, "停").await).contains(&"停水通知"));
        let mut tx = db.db.begin().await.expect("begins");
        search::block(&mut tx, "停水", NOW).await.expect("blocks");
        tx.commit().await.expect("commits");
        assert_eq!(hot().await, ["路灯 报修"]);
        assert!(suggested(&search, &db.db, "停").await.is_empty());
        let mut tx = db.db.begin().await.expect("begins");
        assert!(search::unblock(&mut tx, "停水").await.expect("unblocks"));
        search::fade(&mut tx).await.expect("fades");
        tx.commit().await.expect("commits");
        assert!(hot().await.is_empty(), "what is not asked again cools down");
    }

    async fn suggestions_come_from_titles_by_text_pinyin_and_first_letters(db: TestDb) {
        let search = filled(&db).await;
        for (typed, least) in [("路灯", 2), ("路", 2), ("報修", 1), ("ludeng", 2), ("ldbx", 1), ("LD", 2)] {
            let suggested = suggested(&search, &db.db, typed).await;
            assert!(suggested.len() >= least, "{typed}: {suggested:?}");
            assert!(suggested.iter().all(|s| s.url.is_some() && !s.text.contains("内部")), "{typed}: {suggested:?}");
        }
        assert!(suggested(&search, &db.db, "ldbx").await[0].text.starts_with("路灯报修"));
        for typed in ["", "  ", "，", "没有"] {
            assert!(suggested(&search, &db.db, typed).await.is_empty(), "{typed}");
        }
    }

    async fn what_was_withdrawn_is_not_shown_although_the_index_still_holds_it(db: TestDb) {
        let search = filled(&db).await;
        let find = Find { text: "路灯", ..Find::default() };
        let answer = search.find(&find).await.expect("answers");
        let shown = Search::shown(&mut db.db.reader(), &answer.hits, &Reach::Public, &answer.marks).await.expect("shows");
        assert_eq!(shown.len(), 3);
        assert!(shown[0].title.iter().any(|piece| piece.hit && piece.text == "路灯"));
        assert!(shown[0].text.iter().any(|piece| piece.hit));
        assert_eq!((shown[0].number.as_str(), shown[0].facets[0].1.as_str()), ("青政发〔2026〕1号", "县政府办"));
        let mut tx = db.db.begin().await.expect("begins");
        search::remove(&mut tx, "article", 1).await.expect("removes");
        tx.commit().await.expect("commits");
        let again = Search::shown(&mut db.db.reader(), &answer.hits, &Reach::Public, &Marks::default()).await.expect("shows");
        assert!(again.iter().all(|row| row.id != 1) && again.len() == 2);
    }

    async fn what_is_written_is_found_a_moment_later_and_old_rows_are_not_doubled(db: TestDb) {
        let search = filled(&db).await;
        for round in 0..5 {
            let mut tx = db.db.begin().await.expect("begins");
            let doc = Doc { kind: "article".into(), id: 9, title: format!("第{round}版公告"), audience: Audience::Public, ..Doc::default() };
            search::put(&mut tx, &doc).await.expect("puts");
            tx.commit().await.expect("commits");
            let began = std::time::Instant::now();
            search.catch_up(&db.db).await.expect("follows");
            assert!(began.elapsed() < std::time::Duration::from_secs(10));
            assert_eq!(found(&search, &format!("第{round}版")).await, [9]);
        }
        assert_eq!(search.size(), 5);
    }

    async fn only_what_the_public_would_notice_hurries_the_index(db: TestDb) {
        let search = filled(&db).await;
        let inside = Doc { kind: "matter".into(), id: 9, title: "内部".into(), audience: Audience::Units(vec![1]), ..Doc::default() };
        let public = Doc { kind: "article".into(), id: 9, title: "公告".into(), audience: Audience::Public, ..Doc::default() };
        for (doc, hurries) in [(&inside, false), (&public, true)] {
            let mut tx = db.db.begin().await.expect("begins");
            search::put(&mut tx, doc).await.expect("puts");
            tx.commit().await.expect("commits");
            assert_eq!(search.hurries(&db.db).await.expect("answers"), hurries, "{}", doc.title);
            search.catch_up(&db.db).await.expect("follows");
            assert!(!search.hurries(&db.db).await.expect("answers"));
        }
        let mut tx = db.db.begin().await.expect("begins");
        search::remove(&mut tx, "article", 9).await.expect("removes");
        tx.commit().await.expect("commits");
        assert!(search.hurries(&db.db).await.expect("answers"), "what is withdrawn leaves the index soon");
    }
}
