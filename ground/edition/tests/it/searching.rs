//! What search knows of editions: facets of what is published, working copies for those who may read them.

use edition::item;
use edition::publish;
use edition::{DRAFTED, Desk, FOUND, HANDED};
use identity::Actor;
use store::search::{Find, Reach};

use crate::world::{World, article};

/// What somebody who looks into `units` finds among the kind.
async fn drafts(world: &World, kind: &str, units: &[i64], text: &str) -> Vec<i64> {
    let find = Find { text, kinds: &[kind], reach: Reach::Units(units.to_vec()), limit: 10, ..Find::default() };
    world.search(find).await
}

async fn narrowed(world: &World, key: &str, value: &str) -> Vec<i64> {
    let facets = vec![(key.to_owned(), value.to_owned())];
    world.search(Find { text: "办法", kinds: &[FOUND], facets, limit: 10, ..Find::default() }).await
}

store::both! {
    async fn a_changed_validity_is_found_and_so_is_the_column(t: TestDb) {
        let world = World::new(t).await;
        let mut draft = article(world.policy, "农机补贴办法");
        draft.content.head.validity = "valid".into();
        let id = world.published(1, draft).await;
        assert_eq!(narrowed(&world, "validity", "有效").await, [id]);
        assert_eq!(narrowed(&world, "column", "政策文件").await, [id]);
        let mut tx = world.app.db.begin().await.unwrap();
        publish::set_validity(&mut tx, &Desk::new(&world.app, &Actor::System), id, "repealed").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(narrowed(&world, "validity", "废止").await, [id]);
        assert!(narrowed(&world, "validity", "有效").await.is_empty());
    }

    async fn a_working_copy_is_found_by_its_unit_alone_until_it_is_published(t: TestDb) {
        let world = World::new(t).await;
        let id = world.create(&Actor::System, 2, article(world.own, "玉米倒伏情况")).await.unwrap();
        assert_eq!(drafts(&world, DRAFTED, &[2], "玉米倒伏").await, [id]);
        assert!(drafts(&world, DRAFTED, &[1, 3], "玉米倒伏").await.is_empty(), "others find nothing");
        let public = Find { text: "玉米倒伏", limit: 10, ..Find::default() };
        assert!(world.search(public).await.is_empty(), "least of all the public");
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        item::save(&mut tx, &desk, id, seq, article(world.own, "小麦长势良好")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(drafts(&world, DRAFTED, &[2], "小麦长势").await, [id], "it follows what is saved");
        world.publish(&Actor::System, id, publish::Ground::Forced("紧急情况先行发布")).await.unwrap();
        assert!(drafts(&world, DRAFTED, &[2], "小麦长势").await.is_empty(), "then it is found as published");
        let mut tx = world.app.db.begin().await.unwrap();
        item::revise(&mut tx, &desk, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(drafts(&world, DRAFTED, &[2], "小麦长势").await, [id], "and taken up again as a working copy");
    }

    async fn an_editor_finds_what_other_units_wrote_for_his_site(t: TestDb) {
        let world = World::new(t).await;
        let id = world.create(&Actor::System, 3, article(world.news, "禾丰镇灌溉新渠")).await.unwrap();
        assert_eq!(drafts(&world, HANDED, &[1], "灌溉新渠").await, [id]);
        assert_eq!(drafts(&world, DRAFTED, &[3], "灌溉新渠").await, [id]);
        assert!(drafts(&world, HANDED, &[2, 3], "灌溉新渠").await.is_empty());
        assert!(drafts(&world, DRAFTED, &[1], "灌溉新渠").await.is_empty(), "writers there do not");
    }
}
