//! Working copies: who sees them, who saves them, two at once, review.

use base::Error;
use edition::item::{self, Asked};
use edition::{Desk, Item};
use identity::Actor;

use crate::world::{World, article, official};

/// A writer of unit 2 who is this person.
fn as_person(person: i64) -> Actor {
    let Actor::Staff(mut staff) = official(2, "writer") else { unreachable!("an official is staff") };
    staff.person = person;
    Actor::Staff(staff)
}

async fn get(world: &World, id: i64) -> Item {
    item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap()
}

store::both! {
    async fn a_working_copy_does_not_exist_for_other_units(t: TestDb) {
        let world = World::new(t).await;
        let writer = official(2, "writer");
        let id = world.create(&writer, 2, article(world.own, "内部稿")).await.unwrap();
        let mut reader = world.app.db.reader();
        assert!(item::seen(&mut reader, &writer, id).await.is_ok());
        for other in [official(3, "editor"), official(1, "writer"), Actor::Anonymous] {
            assert!(matches!(item::seen(&mut reader, &other, id).await, Err(Error::Unseen)));
        }
        let foreign = world.create(&writer, 1, article(world.news, "替别人写")).await;
        assert!(matches!(&foreign, Err(Error::Refused(refusal)) if refusal.name == "identity.forbidden"), "{foreign:?}");
    }

    async fn who_comes_second_is_told_who_was_first_and_nothing_is_overwritten(t: TestDb) {
        let world = World::new(t).await;
        let writer = official(2, "writer");
        let id = world.create(&writer, 2, article(world.own, "第一稿")).await.unwrap();
        let seq = get(&world, id).await.seq;
        let desk = Desk::new(&world.app, &writer);
        let mut tx = world.app.db.begin().await.unwrap();
        item::save(&mut tx, &desk, id, seq, article(world.own, "甲的稿")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let second = item::save(&mut tx, &desk, id, seq, article(world.own, "乙的稿")).await;
        assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
        drop(tx);
        assert_eq!(get(&world, id).await.title, "甲的稿");
    }

    async fn under_review_nothing_can_be_changed_and_a_return_opens_it_again(t: TestDb) {
        let world = World::new(t).await;
        let writer = official(2, "writer");
        let id = world.create(&writer, 2, article(world.own, "送审稿")).await.unwrap();
        let desk = Desk::new(&world.app, &writer);
        let mut tx = world.app.db.begin().await.unwrap();
        item::to_review(&mut tx, &desk, id, 7).await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        let changed = item::save(&mut tx, &desk, id, seq, article(world.own, "偷改")).await;
        assert!(matches!(changed, Err(Error::Refused(_))));
        item::reviewed(&mut tx, &desk, id, false).await.unwrap();
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        item::save(&mut tx, &desk, id, seq, article(world.own, "改后")).await.unwrap();
        tx.commit().await.unwrap();
        let item = get(&world, id).await;
        assert_eq!((item.state.as_str(), item.title.as_str(), item.matter_id), ("draft", "改后", Some(7)));
    }

    async fn what_publication_needs_is_asked_before_review_all_at_once(t: TestDb) {
        let world = World::new(t).await;
        let mut draft = article(world.own, "半篇");
        draft.content.body.clear();
        draft.content.source.clear();
        draft.attribute.clear();
        let id = world.create(&Actor::System, 2, draft).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let sent = item::to_review(&mut tx, &Desk::new(&world.app, &Actor::System), id, 1).await;
        let Err(Error::Invalid(faults)) = sent else { panic!("{sent:?}") };
        let fields: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["body", "source", "attribute"]);
    }

    async fn everybody_who_wrote_since_the_last_publication_is_an_author(t: TestDb) {
        let world = World::new(t).await;
        let writer = official(2, "writer");
        let id = world.create(&writer, 2, article(world.own, "第一稿")).await.unwrap();
        let (second, third) = (as_person(20), as_person(30));
        for (by, title) in [(&second, "改过的稿"), (&third, "再改的稿"), (&writer, "定稿")] {
            let seq = get(&world, id).await.seq;
            let mut tx = world.app.db.begin().await.unwrap();
            item::save(&mut tx, &Desk::new(&world.app, by), id, seq, article(world.own, title)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let authors = async || item::authors(&mut world.app.db.reader(), id).await.unwrap();
        let all = authors().await;
        assert!(all.contains(&20) && all.contains(&30) && all.len() == 3, "{all:?}");
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = Desk::new(&world.app, &second);
        item::to_review(&mut tx, &desk, id, 7).await.unwrap();
        let reviewer = as_person(40);
        item::decide_attribute(&mut tx, &Desk::new(&world.app, &reviewer), id, "none", "").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(authors().await, all, "who decides the attribute writes nothing");
        let mut tx = world.app.db.begin().await.unwrap();
        item::reviewed(&mut tx, &Desk::new(&world.app, &Actor::System), id, true).await.unwrap();
        edition::publish::publish(&mut tx, &Desk::new(&world.app, &Actor::System), id, edition::publish::Ground::Approved).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(authors().await, [0_i64; 0], "published: what comes after has its own authors");
    }

    async fn an_equal_version_is_kept_once(t: TestDb) {
        let world = World::new(t).await;
        let id = world.create(&Actor::System, 2, article(world.own, "版本")).await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        assert_eq!(item::keep_version(&mut tx, &desk, id, "saved").await.unwrap(), 1);
        assert_eq!(item::keep_version(&mut tx, &desk, id, "saved").await.unwrap(), 1);
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        item::save(&mut tx, &desk, id, seq, article(world.own, "版本二")).await.unwrap();
        assert_eq!(item::keep_version(&mut tx, &desk, id, "saved").await.unwrap(), 2);
        tx.commit().await.unwrap();
        let titles: Vec<String> = item::versions(&mut world.app.db.reader(), id).await.unwrap()
            .iter().map(|v| v.content().unwrap().title).collect();
        assert_eq!(titles, ["版本二", "版本"]);
    }

    async fn lists_of_working_copies_are_paged_by_key(t: TestDb) {
        let world = World::new(t).await;
        for i in 0..5 {
            world.pass(1000);
            world.create(&Actor::System, 2, article(world.own, &format!("稿{i}"))).await.unwrap();
        }
        let mut asked = Asked { units: Some(vec![2]), ..Asked::default() };
        let first = item::list(&mut world.app.db.reader(), &asked, 3).await.unwrap();
        let last = first.last().unwrap();
        asked.after = Some((last.changed_at.0, last.id));
        let rest = item::list(&mut world.app.db.reader(), &asked, 3).await.unwrap();
        let titles: Vec<&str> = first.iter().chain(&rest).map(|i| i.title.as_str()).collect();
        assert_eq!(titles, ["稿4", "稿3", "稿2", "稿1", "稿0"]);
        asked = Asked { units: Some(vec![3]), ..Asked::default() };
        assert!(item::list(&mut world.app.db.reader(), &asked, 3).await.unwrap().is_empty());
    }

    async fn units_hand_in_to_the_portal_and_write_on_no_foreign_site(t: TestDb) {
        let world = World::new(t).await;
        let town = official(3, "writer");
        world.create(&town, 3, article(world.news, "报送稿")).await.unwrap();
        let foreign = world.create(&town, 3, article(world.own, "写到别人网站")).await;
        assert!(matches!(foreign, Err(Error::Invalid(_))), "{foreign:?}");
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let form = crate::world::column("概况", "overview", 1);
        let overview = edition::column::create(&mut tx, &desk, world.portal, None, "about", &form).await.unwrap();
        tx.commit().await.unwrap();
        let town = world.create(&town, 3, article(overview, "改县情")).await;
        let closed = matches!(&town, Err(Error::Invalid(faults)) if faults.iter().all(|fault| fault.field == "column"));
        assert!(closed, "units hand nothing in there: {town:?}");
    }

    async fn only_who_publishes_on_a_site_shows_something_there_by_quoting(t: TestDb) {
        let world = World::new(t).await;
        let editor = official(2, "editor");
        let mut draft = article(world.own, "自行上门户");
        draft.content.quotes = vec![world.dynamics];
        let done = world.create(&editor, 2, draft.clone()).await;
        let Err(Error::Invalid(faults)) = done else { panic!("{done:?}") };
        assert_eq!(faults[0].field, "quotes");
        let id = world.create(&Actor::System, 2, draft.clone()).await.unwrap();
        let seq = get(&world, id).await.seq;
        let mut tx = world.app.db.begin().await.unwrap();
        item::save(&mut tx, &Desk::new(&world.app, &editor), id, seq, draft).await.expect("what stood there may stay");
    }

    async fn an_editor_finds_what_was_handed_in_to_his_site_beside_what_his_unit_wrote(t: TestDb) {
        let world = World::new(t).await;
        world.create(&Actor::System, 2, article(world.news, "农业局报送")).await.unwrap();
        world.create(&Actor::System, 2, article(world.own, "农业局自用")).await.unwrap();
        world.create(&Actor::System, 1, article(world.news, "政府办稿")).await.unwrap();
        let asked = Asked { units: Some(vec![1]), sites: vec![world.portal], ..Asked::default() };
        let mut reader = world.app.db.reader();
        let titles: Vec<String> = item::list(&mut reader, &asked, 9).await.unwrap().into_iter().map(|i| i.title).collect();
        assert_eq!(titles, ["政府办稿", "农业局报送"]);
        assert_eq!(item::by_state(&mut reader, Some(&[1]), &[world.portal]).await.unwrap(), [("draft".to_owned(), 2)]);
        assert_eq!(item::by_state(&mut reader, Some(&[]), &[world.bureau]).await.unwrap(), [("draft".to_owned(), 1)]);
    }
}
