//! Corrections of one member of a published set, and what is published staying what was reviewed.

use base::Error;
use base::time::HOUR;
use edition::item::Draft;
use edition::live;
use edition::publish::{self, Ground};
use edition::{Desk, guard, item};
use identity::Actor;

use crate::world::{World, article, official};

/// Two editions of unit 1 that were published together.
async fn pair(world: &World) -> (i64, i64) {
    let paper = world.ready(1, article(world.policy, "文件")).await;
    let reading = world.ready(1, article(world.policy, "解读")).await;
    let mut tx = world.app.db.begin().await.unwrap();
    publish::set(&mut tx, &Desk::new(&world.app, &Actor::System), &[paper, reading]).await.unwrap();
    tx.commit().await.unwrap();
    world.publish(&Actor::System, paper, Ground::Approved).await.unwrap();
    (paper, reading)
}

async fn save(world: &World, id: i64, draft: Draft) {
    let desk = Desk::new(&world.app, &Actor::System);
    let mut tx = world.app.db.begin().await.unwrap();
    let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
    item::save(&mut tx, &desk, id, seq, draft).await.unwrap();
    tx.commit().await.unwrap();
}

async fn reviewed(world: &World, id: i64) {
    let desk = Desk::new(&world.app, &Actor::System);
    let mut tx = world.app.db.begin().await.unwrap();
    item::to_review(&mut tx, &desk, id, 9).await.unwrap();
    item::reviewed(&mut tx, &desk, id, true).await.unwrap();
    tx.commit().await.unwrap();
}

async fn state(world: &World, id: i64) -> String {
    item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap().state
}

async fn members(world: &World, id: i64) -> Vec<i64> {
    publish::members(&mut world.app.db.reader(), id).await.unwrap()
}

store::both! {
    /// The others stood there as published, so they were not ready, and no correction could ever be published.
    async fn a_correction_of_one_member_of_a_published_set_is_published_alone(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading) = pair(&world).await;
        let before = item::versions(&mut world.app.db.reader(), reading).await.unwrap().len();
        save(&world, paper, article(world.policy, "文件（更正）")).await;
        assert_eq!(state(&world, paper).await, "draft", "a change takes it up again");
        reviewed(&world, paper).await;
        assert_eq!(members(&world, paper).await, [paper]);
        assert_eq!(publish::whole_set(&mut world.app.db.reader(), paper).await.unwrap(), [paper, reading]);
        world.publish(&official(1, "editor"), paper, Ground::Approved).await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["解读", "文件（更正）"]);
        let after = item::versions(&mut world.app.db.reader(), reading).await.unwrap().len();
        assert_eq!(after, before, "the other one is not published anew");
    }

    async fn two_members_that_were_changed_wait_for_each_other(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading) = pair(&world).await;
        save(&world, paper, article(world.policy, "文件二")).await;
        save(&world, reading, article(world.policy, "解读二")).await;
        reviewed(&world, paper).await;
        let half = world.publish(&Actor::System, paper, Ground::Approved).await;
        assert!(matches!(half, Err(Error::Refused(ref r)) if r.message.contains("解读二")), "{half:?}");
        reviewed(&world, reading).await;
        assert_eq!(members(&world, reading).await, [paper, reading]);
        world.publish(&Actor::System, reading, Ground::Approved).await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["解读二", "文件二"]);
    }

    async fn a_correction_is_scheduled_alone_too_and_a_withdrawn_member_stays_withdrawn(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading) = pair(&world).await;
        world.withdraw(&Actor::System, reading, "内容有误，须更正").await.unwrap();
        save(&world, paper, article(world.policy, "文件（更正）")).await;
        reviewed(&world, paper).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let at = desk.now.plus(HOUR);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::schedule(&mut tx, &desk, paper, Some(at)).await.unwrap();
        tx.commit().await.unwrap();
        world.pass(HOUR);
        let mut tx = world.app.db.begin().await.unwrap();
        assert!(publish::due(&mut tx, &Desk::new(&world.app, &Actor::System), paper, at.0).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["文件（更正）"]);
        save(&world, paper, article(world.policy, "文件（再更正）")).await;
        world.publish(&Actor::System, paper, Ground::Forced("数据有误，须立即更正")).await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["文件（再更正）"], "no force brings back what was withdrawn");
    }

    /// A picture that came after the reviews was published with what they approved.
    async fn a_file_that_comes_after_the_reviews_makes_a_draft_of_what_was_ready(t: TestDb) {
        let world = World::new(t).await;
        let id = world.ready(1, article(world.news, "已审稿")).await;
        let file = world.stored("附件.txt", "未经审核").await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        let file = item::add_file(&mut tx, &desk, id, &file, "attachment", "").await.unwrap();
        let item = item::find(&mut tx, id).await.unwrap().unwrap();
        assert_eq!((item.state.as_str(), item.seq), ("draft", seq), "and overtakes nobody who is writing");
        tx.commit().await.unwrap();
        assert!(matches!(world.publish(&Actor::System, id, Ground::Approved).await, Err(Error::Refused(refusal)) if refusal.name == "edition.not_ready"));
        reviewed(&world, id).await;
        let mut tx = world.app.db.begin().await.unwrap();
        item::remove_file(&mut tx, &desk, id, file).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(state(&world, id).await, "draft");
    }

    /// Whoever quoted a published edition moved it into the column that only its working copy said.
    async fn a_quotation_leaves_what_is_published_in_its_column(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.policy, "常被引用的文件")).await;
        let mut moved = article(world.news, "换栏目的草稿");
        moved.content.quotes = vec![world.own];
        save(&world, id, moved).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::quote(&mut tx, &desk, id, &[world.dynamics]).await.unwrap();
        publish::set_validity(&mut tx, &desk, id, "amended").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["常被引用的文件"]);
        assert_eq!(world.titles(world.dynamics).await, ["常被引用的文件"]);
        let mut reader = world.app.db.reader();
        let mut own = live::places(&mut reader, id).await.unwrap();
        own.retain(|(_, _, kind)| kind == "own");
        assert_eq!(own, [(world.policy, world.portal, "own".to_owned())]);
        let shown = live::find(&mut reader, id).await.unwrap().unwrap();
        assert_eq!((shown.title.as_str(), shown.column_id), ("常被引用的文件", world.policy));
        let working = item::find(&mut reader, id).await.unwrap().unwrap();
        assert_eq!((working.column_id, working.title.as_str()), (world.news, "换栏目的草稿"));
        let mut quotes = working.content().unwrap().quotes;
        quotes.sort_unstable();
        let mut both = vec![world.own, world.dynamics];
        both.sort_unstable();
        assert_eq!(quotes, both, "what the working copy wants besides stays");
    }

    async fn what_is_quoted_is_no_harm_and_is_put_right_where_it_stands(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.policy, "常被引用的文件")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::quote(&mut tx, &desk, id, &[world.own]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(guard::compare(&world.app.db, 0, 10).await.unwrap().harmed.is_empty());
        save(&world, id, article(world.news, "换栏目的草稿")).await;
        let mut tx = world.app.db.begin().await.unwrap();
        tx.run("UPDATE edition_live SET title = 'x' WHERE item_id = $1", store::args![id]).await.unwrap();
        guard::restore(&mut tx, &desk, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.policy).await, ["常被引用的文件"]);
        assert_eq!(world.titles(world.own).await, ["常被引用的文件"]);
        assert!(world.titles(world.news).await.is_empty());
    }
}
