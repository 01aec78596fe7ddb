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
    let find = Find { text, kinds: &[edition::FOUND], reach: Reach::Public, limit: 10, ..Find::default() };
    world.app.search.find(&find).await.unwrap().hits.into_iter().map(|hit| hit.id).collect()
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

    async fn a_page_belongs_to_the_unit_of_its_edition_column_or_site(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(2, article(world.own, "农技推广服务")).await;
        let page = format!("/a/{id}");
        let mut q = world.app.db.reader();
        for (path, owner) in [
            (page.as_str(), Some(2)), ("/s/nyj/", Some(2)), ("/", Some(1)), ("/c/units/", Some(1)), ("/c/none/", None),
            ("/s/none/c/units/", None), ("/a/999999", None), ("/a/x", None), ("/letters", None), ("", Some(1)),
        ] {
            assert_eq!(edition::owner(&mut q, path).await.unwrap(), owner, "{path}");
        }
        world.withdraw(&Actor::System, id, "内容有误，须更正").await.unwrap();
        assert_eq!(edition::owner(&mut q, &page).await.unwrap(), None, "what is not public belongs to nobody outside");
    }

    /// A reason of two characters told readers of a withdrawn page nothing.
    async fn what_is_withdrawn_is_withdrawn_for_a_reason_that_says_something(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.news, "门户稿")).await;
        for why in ["", "有误", "。。。。。。", "无无无无无无", &"长".repeat(300)] {
            let refused = world.withdraw(&Actor::System, id, why).await;
            assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].field == "why"), "{why}: {refused:?}");
        }
        world.withdraw(&Actor::System, id, "数据有误，核对后再发").await.unwrap();
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
        world.withdraw(&Actor::System, id, "内容有误，须更正").await.unwrap();
        for column in [world.own, world.dynamics, world.news] {
            assert!(world.titles(column).await.is_empty());
            assert_eq!(world.column(column).await.items, 0);
            assert_eq!(world.column(column).await.last_at, None);
        }
        assert!(found(&world, "农技推广").await.is_empty());
        assert!(live::find(&mut world.app.db.reader(), id).await.unwrap().is_none());
        let item = item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap();
        assert_eq!((item.state.as_str(), item.withdrawn_why.as_str()), ("withdrawn", "内容有误，须更正"));
    }

    async fn a_set_is_published_together_or_not_at_all(t: TestDb) {
        let world = World::new(t).await;
        let paper = world.ready(1, article(world.policy, "文件")).await;
        let reading = world.create(&Actor::System, 1, article(world.policy, "解读")).await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::set(&mut tx, &desk, &[paper, reading]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(world.publish(&Actor::System, paper, Ground::Approved).await, Err(Error::Refused(refusal)) if refusal.name == "edition.not_ready"));
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
        world.withdraw(&Actor::System, first.id(), "文件不再适用").await.unwrap();
        let leads = live::address(&mut reader, "old.example", "/art/2019/5/1/art_1.html").await.unwrap();
        assert_eq!(leads, Some(Leads::Gone(first.id())));
    }

    async fn files_are_public_as_they_were_when_it_was_published(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let (plan, later) = (world.stored("方案.txt", "方案").await, world.stored("内部.txt", "还没有定稿").await);
        let id = world.create(&Actor::System, 1, article(world.news, "有附件")).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let first = item::add_file(&mut tx, &desk, id, &plan, "attachment", "").await.unwrap();
        item::add_file(&mut tx, &desk, id, &later, "source", "").await.unwrap();
        tx.commit().await.unwrap();
        assert!(!item::is_public(&mut world.app.db.reader(), &plan.digest).await.unwrap(), "a draft shows nothing");
        world.publish(&Actor::System, id, Ground::Forced("测试时发布")).await.unwrap();
        let names = |files: Vec<edition::FileRow>| files.into_iter().map(|f| f.name).collect::<Vec<_>>();
        assert_eq!(names(live::files(&mut world.app.db.reader(), id).await.unwrap()), ["方案.txt"], "no source papers");
        let mut tx = world.app.db.begin().await.unwrap();
        item::revise(&mut tx, &desk, id).await.unwrap();
        item::remove_file(&mut tx, &desk, id, first).await.unwrap();
        let second = item::add_file(&mut tx, &desk, id, &later, "attachment", "").await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = world.app.db.reader();
        assert!(live::file(&mut reader, id, first).await.unwrap().is_some(), "what is published stays");
        assert!(live::file(&mut reader, id, second).await.unwrap().is_none(), "what is new waits");
        assert!(!item::is_public(&mut reader, &later.digest).await.unwrap());
        world.publish(&Actor::System, id, Ground::Forced("测试时发布")).await.unwrap();
        assert_eq!(names(live::files(&mut reader, id).await.unwrap()), ["内部.txt"]);
        world.withdraw(&Actor::System, id, "内容有误，须更正").await.unwrap();
        assert!(live::files(&mut reader, id).await.unwrap().is_empty());
        assert!(!item::is_public(&mut reader, &later.digest).await.unwrap());
    }

    async fn what_stands_on_top_still_does_when_it_is_published_again(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.news, "置顶稿")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::pin(&mut tx, &desk, world.news, id, Some(desk.now.plus(MINUTE))).await.unwrap();
        tx.commit().await.unwrap();
        world.publish(&Actor::System, id, Ground::Forced("更正一个字")).await.unwrap();
        assert_eq!(live::pinned(&mut world.app.db.reader(), world.news, desk.now).await.unwrap().len(), 1);
    }

    async fn an_import_brings_its_files_and_their_addresses_and_a_second_one_changes_nothing(t: TestDb) {
        let world = World::new(t).await;
        let picture = world.stored("图.txt", "画").await;
        let bring = || Import {
            origin: "old:2", kind: "article", column: world.news, unit: 1, attribute: "none", addresses: &[],
            content: Content {
                title: "带图".into(), source: "旧站".into(),
                body: format!("<p><img src=\"/files/{}\" alt=\"画\"></p>", picture.digest), ..Content::default()
            },
        };
        let desk = Desk::new(&world.app, &Actor::System);
        let files = [edition::import::Attach { stored: &picture, role: "image", alt: "画" }];
        let mut tx = world.app.db.begin().await.unwrap();
        let first = edition::import::bring_with(&mut tx, &desk, bring(), &files).await.unwrap();
        let again = edition::import::bring_with(&mut tx, &desk, bring(), &files).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((first, again), (Brought::New(first.id()), Brought::Same(first.id())));
        let mut reader = world.app.db.reader();
        let shown = live::files(&mut reader, first.id()).await.unwrap();
        let body = live::find(&mut reader, first.id()).await.unwrap().unwrap().content().unwrap().body;
        assert_eq!(shown.len(), 1);
        assert!(body.contains(&format!("/a/{}/files/{}", first.id(), shown[0].id)), "{body}");
    }

    async fn what_was_quoted_or_repealed_stays_so_at_the_next_publication(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.policy, "常被引用的文件")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::quote(&mut tx, &desk, id, &[world.dynamics]).await.unwrap();
        publish::set_validity(&mut tx, &desk, id, "repealed").await.unwrap();
        tx.commit().await.unwrap();
        world.publish(&Actor::System, id, Ground::Forced("更正一个字")).await.unwrap();
        assert_eq!(world.titles(world.dynamics).await, ["常被引用的文件"]);
        assert_eq!(live::find(&mut world.app.db.reader(), id).await.unwrap().unwrap().validity, "repealed");
    }
}
