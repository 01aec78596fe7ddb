//! Sites kept apart: a working copy that goes to another site, imports of the same page, what is shown while its own site is off line.

use base::Error;
use base::time::DAY;
use edition::import::{Brought, Import};
use edition::live;
use edition::publish::{self, Ground};
use edition::{Content, Desk, guard, item};
use identity::Actor;
use store::search::{Find, Reach};

use crate::world::{World, article, official};

async fn get(world: &World, id: i64) -> edition::Item {
    item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap()
}

/// Saves the edition in a column; its field that is wrong, if one is.
async fn put(world: &World, by: &Actor, id: i64, column: i64) -> Option<String> {
    let seq = get(world, id).await.seq;
    let mut tx = world.app.db.begin().await.unwrap();
    match item::save(&mut tx, &Desk::new(&world.app, by), id, seq, article(column, "改投门户")).await {
        Ok(_) => tx.commit().await.map(|()| None).unwrap(),
        Err(Error::Invalid(faults)) => Some(faults[0].field.clone()),
        Err(error) => panic!("{error:?}"),
    }
}

async fn found(world: &World) -> Vec<i64> {
    let find =
        Find { text: "春耕备耕", kinds: &[edition::FOUND], reach: Reach::Public, limit: 10, ..Find::default() };
    world.search(find).await
}

/// A page of an older site that comes into a column.
fn page(column: i64, unit: i64, title: &str) -> Import<'_> {
    let content =
        Content { title: title.into(), body: "<p>旧闻</p>".into(), source: "旧站".into(), ..Content::default() };
    Import {
        origin: "site:old.example/1.html",
        kind: "article",
        column,
        unit,
        attribute: "none",
        content,
        addresses: &[],
    }
}

store::both! {
    async fn a_working_copy_that_goes_to_another_site_is_published_by_those_who_publish_there(t: TestDb) {
        let world = World::new(t).await;
        let editor = official(2, "editor");
        let id = world.create(&editor, 2, article(world.own, "先给本站")).await.unwrap();
        let beside = world.create(&editor, 2, article(world.own, "同组")).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        publish::set(&mut tx, &Desk::new(&world.app, &editor), &[id, beside]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(put(&world, &editor, id, world.news).await, None, "units hand in there");
        let item = get(&world, id).await;
        assert_eq!((item.site_id, item.column_id, item.set_id), (world.portal, world.news, None));
        let force = Ground::Forced("紧急情况先行发布");
        assert!(matches!(world.publish(&editor, id, force).await, Err(Error::Unseen)), "another site is not his");
        assert!(world.titles(world.news).await.is_empty());
        world.publish(&official(1, "editor"), id, force).await.unwrap();
        assert_eq!(world.titles(world.news).await, ["改投门户"]);
        let mut reader = world.app.db.reader();
        assert_eq!(live::find(&mut reader, id).await.unwrap().unwrap().site_id, world.portal);
    }

    async fn what_was_published_goes_to_no_other_site(t: TestDb) {
        let world = World::new(t).await;
        let editor = official(2, "editor");
        let id = world.published(2, article(world.own, "本站已发布")).await;
        assert_eq!(put(&world, &editor, id, world.news).await.as_deref(), Some("column"));
        world.withdraw(&editor, id, "内容有误，须更正").await.unwrap();
        assert_eq!(put(&world, &editor, id, world.news).await.as_deref(), Some("column"), "its address stays here");
        assert_eq!(put(&world, &editor, id, world.own).await, None);
    }

    async fn an_import_takes_no_page_away_from_another_site(t: TestDb) {
        let world = World::new(t).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let first = edition::import::bring(&mut tx, &desk, page(world.news, 1, "旧闻一则")).await.unwrap();
        assert!(matches!(first, Brought::New(_)));
        let taken = edition::import::bring(&mut tx, &desk, page(world.own, 2, "换了内容")).await;
        assert!(matches!(&taken, Err(Error::Refused(no)) if no.name == "edition.import.elsewhere"), "{taken:?}");
        publish::readdress(&mut tx, &desk, "old.example", "/1.html", Some(first.id()), "").await.unwrap();
        publish::readdress(&mut tx, &desk, "old.example", "/2.html", None, "/map").await.unwrap();
        for (host, path, own, free) in [
            ("old.example", "/1.html", Some(first.id()), true),
            ("old.example", "/1.html", None, false),
            ("old.example", "/2.html", None, false),
            ("", "/1.html", None, true),
        ] {
            assert_eq!(live::address_is_free(&mut tx, (host, path), own).await.unwrap(), free, "{host}{path} {own:?}");
        }
        tx.commit().await.unwrap();
        assert_eq!(world.titles(world.news).await, ["旧闻一则"]);
        assert!(world.titles(world.own).await.is_empty());
    }

    async fn what_only_others_show_leaves_the_search_with_them(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(2, article(world.own, "只在本站")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::site::close(&mut tx, &desk, world.bureau, true).await.unwrap();
        publish::quote(&mut tx, &desk, id, &[world.news]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found(&world).await, [id], "the portal shows it");
        let mut tx = world.app.db.begin().await.unwrap();
        publish::quote(&mut tx, &desk, id, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(found(&world).await.is_empty(), "nobody shows it any more");
    }

    async fn nothing_is_published_into_a_column_that_was_closed_meanwhile(t: TestDb) {
        let world = World::new(t).await;
        let id = world.ready(1, article(world.policy, "审核期间撤并栏目")).await;
        let mut tx = world.app.db.begin().await.unwrap();
        edition::column::close(&mut tx, &Desk::new(&world.app, &Actor::System), world.policy).await.unwrap();
        tx.commit().await.unwrap();
        let done = world.publish(&Actor::System, id, Ground::Approved).await;
        assert!(matches!(&done, Err(Error::Invalid(faults)) if faults[0].field == "column"), "{done:?}");
        assert_eq!(get(&world, id).await.state, "ready");
    }

    async fn a_date_of_publication_that_somebody_changed_is_found_and_put_right(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.news, "发稿日期")).await;
        let at = async || live::find(&mut world.app.db.reader(), id).await.unwrap().unwrap().published_at;
        let (true_one, desk) = (at().await, Desk::new(&world.app, &Actor::System));
        assert!(guard::compare(&world.app.db, 0, 10).await.unwrap().harmed.is_empty());
        let mut tx = world.app.db.begin().await.unwrap();
        let sql = "UPDATE edition_live SET published_at = published_at - $1 WHERE item_id = $2";
        tx.run(sql, store::args![30 * DAY, id]).await.unwrap();
        tx.commit().await.unwrap();
        let harmed = guard::compare(&world.app.db, 0, 10).await.unwrap().harmed;
        assert_eq!(harmed.iter().map(|harmed| (harmed.item, harmed.harm)).collect::<Vec<_>>(), [(id, guard::Harm::Altered)]);
        let mut tx = world.app.db.begin().await.unwrap();
        guard::restore(&mut tx, &desk, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(at().await, true_one);
        assert!(guard::compare(&world.app.db, 0, 10).await.unwrap().harmed.is_empty());
    }
}
