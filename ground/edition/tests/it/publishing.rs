//! Publishing, scheduling, sets, quoting, withdrawing, importing.

use base::Error;
use base::time::{MINUTE, SECOND};
use edition::import::{Brought, Import};
use edition::live::{self, Leads};
use edition::publish::{self, Ground};
use edition::{Content, Desk, item};
use identity::Actor;
use store::search::{Find, Reach};

use crate::world::{World, article, official};

async fn found(world: &World, text: &str) -> Vec<i64> {
    world.app.search.catch_up(&world.app.db).await.unwrap();
    let find = Find { text, kinds: &[edition::FOUND], reach: Reach::Public, limit: 10 };
    world.app.search.find(&find).await.unwrap().into_iter().map(|hit| hit.id).collect()
}

store::both! {
    async fn nothing_is_published_without_its_reviews(t: TestDb) {
        let world = World::new(t).await;
        let id = world.create(&Actor::System, 1, article(world.news, "未审稿")).await.unwrap();
        let editor = official(1, "editor");
        let early = world.publish(&editor, id, Ground::Approved).await;
        assert!(matches!(early, Err(Error::Refused(ref r)) if r.name == "edition.not_ready"), "{early:?}");
        let silent = world.publish(&editor, id, Ground::Forced("急")).await;
        assert!(matches!(silent, Err(Error::Invalid(_))));
        assert!(world.titles(world.news).await.is_empty());
        world.publish(&editor, id, Ground::Forced("暴雨红色预警，须立即发布")).await.unwrap();
        assert_eq!(world.titles(world.news).await, ["未审稿"]);
    }

    async fn who_does_not_publish_on_the_site_does_not_find_the_edition(t: TestDb) {
        let world = World::new(t).await;
        let id = world.ready(1, article(world.news, "门户稿")).await;
        for actor in [official(2, "editor"), official(1, "writer")] {
            assert!(matches!(world.publish(&actor, id, Ground::Approved).await, Err(Error::Unseen)));
            assert!(matches!(world.withdraw(&actor, id, "理由").await, Err(Error::Unseen)));
        }
    }

    async fn what_is_closed_or_on_request_never_reaches_the_site(t: TestDb) {
        let world = World::new(t).await;
        for attribute in ["closed", "request"] {
            let mut draft = article(world.news, "不公开");
            draft.attribute = attribute.into();
            let id = world.ready(1, draft).await;
            let done = world.publish(&Actor::System, id, Ground::Approved).await;
            assert!(matches!(done, Err(Error::Refused(ref r)) if r.name == "edition.attribute"), "{done:?}");
        }
        assert!(world.titles(world.news).await.is_empty());
    }

    async fn a_withdrawal_is_everywhere_at_once(t: TestDb) {
        let world = World::new(t).await;
        let mut draft = article(world.own, "农技推广服务");
        draft.content.quotes = vec![world.dynamics];
        let id = world.published(2, draft).await;
        assert_eq!(world.titles(world.own).await, ["农技推广服务"]);
        assert_eq!(world.titles(world.dynamics).await, ["农技推广服务"]);
        assert_eq!(world.titles(world.news).await, ["农技推广服务"], "the column over it shows it too");
        assert_eq!(found(&world, "农技推广").await, [id]);
        world.withdraw(&Actor::System, id, "内容有误").await.unwrap();
        for column in [world.own, world.dynamics, world.news] {
            assert!(world.titles(column).await.is_empty());
            assert_eq!(world.column(column).await.items, 0);
            assert_eq!(world.column(column).await.last_at, None);
        }
        assert!(found(&world, "农技推广").await.is_empty());
        assert!(live::find(&mut world.app.db.reader(), id).await.unwrap().is_none());
        let item = item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap();
        assert_eq!((item.state.as_str(), item.withdrawn_why.as_str()), ("withdrawn", "内容有误"));
    }

    async fn a_set_is_published_together_or_not_at_all(t: TestDb) {
        let world = World::new(t).await;
        let paper = world.ready(1, article(world.policy, "文件")).await;
        let reading = world.create(&Actor::System, 1, article(world.policy, "解读")).await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::set(&mut tx, &desk, &[paper, reading]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.publish(&Actor::System, paper, Ground::Approved).await.is_err());
        assert!(world.titles(world.policy).await.is_empty(), "no half of a set");
        let mut tx = world.app.db.begin().await.unwrap();
        item::to_review(&mut tx, &desk, reading, 1).await.unwrap();
        item::reviewed(&mut tx, &desk, reading, true).await.unwrap();
        tx.commit().await.unwrap();
        world.publish(&Actor::System, paper, Ground::Approved).await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["解读", "文件"]);
    }

    async fn a_schedule_is_kept_and_a_changed_one_lets_the_old_job_do_nothing(t: TestDb) {
        let world = World::new(t).await;
        let id = world.ready(1, article(world.news, "定时稿")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let (past, soon, later) = (desk.now.plus(-SECOND), desk.now.plus(MINUTE), desk.now.plus(2 * MINUTE));
        let mut tx = world.app.db.begin().await.unwrap();
        let wrong = publish::schedule(&mut tx, &desk, id, Some(past)).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
        publish::schedule(&mut tx, &desk, id, Some(soon)).await.unwrap();
        publish::schedule(&mut tx, &desk, id, Some(later)).await.unwrap();
        assert!(!publish::due(&mut tx, &desk, id, soon.0).await.unwrap(), "the first schedule no longer holds");
        assert!(publish::due(&mut tx, &desk, id, later.0).await.unwrap());
        assert!(!publish::due(&mut tx, &desk, id, later.0).await.unwrap(), "a job that runs twice publishes once");
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.news).await, ["定时稿"]);
    }

    async fn a_disclosed_document_gets_an_index_number_without_gaps_and_keeps_it(t: TestDb) {
        let world = World::new(t).await;
        let mut numbers = Vec::new();
        for i in 0..3 {
            let mut draft = article(world.policy, &format!("文件{i}"));
            draft.kind = "policy".into();
            draft.attribute = "active".into();
            let id = world.published(1, draft).await;
            numbers.push(live::find(&mut world.app.db.reader(), id).await.unwrap().unwrap().index_no);
        }
        assert_eq!(numbers, ["U1/2026-00001", "U1/2026-00002", "U1/2026-00003"]);
        let first = live::by_index_no(&mut world.app.db.reader(), "U1/2026-00001").await.unwrap().unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        item::revise(&mut tx, &desk, first.item_id).await.unwrap();
        let item = item::find(&mut tx, first.item_id).await.unwrap().unwrap();
        let draft = item::Draft {
            kind: item.kind.clone(), column: item.column_id, content: item.content().unwrap(),
            attribute: "active".into(), attribute_why: String::new(),
        };
        item::save(&mut tx, &desk, first.item_id, item.seq, draft).await.unwrap();
        item::to_review(&mut tx, &desk, first.item_id, 2).await.unwrap();
        item::reviewed(&mut tx, &desk, first.item_id, true).await.unwrap();
        publish::publish(&mut tx, &desk, first.item_id, Ground::Approved).await.unwrap();
        tx.commit().await.unwrap();
        let again = live::find(&mut world.app.db.reader(), first.item_id).await.unwrap().unwrap();
        assert_eq!(again.index_no, "U1/2026-00001");
    }

    async fn a_second_import_changes_nothing_and_old_addresses_lead_to_the_page(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let old = [("old.example".to_owned(), "/art/2019/5/1/art_1.html".to_owned())];
        let bring = |title: &str| Import {
            origin: "old:1", kind: "article", column: world.news, unit: 1, attribute: "none",
            content: Content {
                title: title.into(), body: "<p>旧闻</p>".into(), source: "旧站".into(),
                shown_at: Some(1_556_668_800_000), ..Content::default()
            },
            addresses: &old,
        };
        let mut tx = world.app.db.begin().await.unwrap();
        let first = edition::import::bring(&mut tx, &desk, bring("旧闻一则")).await.unwrap();
        assert!(matches!(first, Brought::New(_)));
        assert_eq!(edition::import::bring(&mut tx, &desk, bring("旧闻一则")).await.unwrap(), Brought::Same(first.id()));
        assert_eq!(edition::import::bring(&mut tx, &desk, bring("改题")).await.unwrap(), Brought::Changed(first.id()));
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.news).await, ["改题"]);
        let mut reader = world.app.db.reader();
        let leads = live::address(&mut reader, "old.example", "/art/2019/5/1/art_1.html").await.unwrap();
        assert_eq!(leads, Some(Leads::Item(first.id())));
        assert_eq!(live::address(&mut reader, "other.example", "/art/2019/5/1/art_1.html").await.unwrap(), None);
        world.withdraw(&Actor::System, first.id(), "不再适用").await.unwrap();
        let leads = live::address(&mut reader, "old.example", "/art/2019/5/1/art_1.html").await.unwrap();
        assert_eq!(leads, Some(Leads::Gone(first.id())));
    }
}
