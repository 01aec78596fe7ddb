//! Links that lead in a circle are not written and not published.

use base::Error;
use edition::column::{self, ColumnForm};
use edition::item::{self, Draft};
use edition::publish::Ground;
use edition::{Content, Desk, circle};
use identity::Actor;

use crate::world::{World, column as form, official};

fn link(column: i64, to: &str) -> Draft {
    let content =
        Content { title: "链接".into(), source: "县政府办".into(), link_url: to.into(), ..Content::default() };
    Draft { kind: "link".into(), column, content, attribute: "none".into(), attribute_why: String::new() }
}

fn names(done: &Result<i64, Error>, field: &str) -> bool {
    matches!(done, Err(Error::Invalid(faults)) if faults.iter().any(|fault| fault.field == field))
}

async fn save(world: &World, id: i64, draft: Draft) -> Result<i64, Error> {
    let mut tx = world.app.db.begin().await?;
    let seq = item::find(&mut tx, id).await?.ok_or(Error::Unseen)?.seq;
    let version = item::save(&mut tx, &Desk::new(&world.app, &Actor::System), id, seq, draft).await?;
    tx.commit().await?;
    Ok(version)
}

fn leading(to: &str) -> ColumnForm {
    ColumnForm { link: to.into(), ..form("链接栏目", "link", 1) }
}

store::both! {
    async fn an_edition_that_leads_back_to_itself_over_another_is_refused(t: TestDb) {
        let world = World::new(t).await;
        let one = world.published(1, link(world.news, "https://www.gov.cn/")).await;
        let two = world.published(1, link(world.news, &format!("/a/{one}?from=x"))).await;
        for to in [format!("/a/{one}"), format!("/a/{two}"), format!("/a/{two}#top")] {
            let done = save(&world, one, link(world.news, &to)).await;
            assert!(names(&done, "link_url"), "{to}: {done:?}");
        }
        save(&world, one, link(world.news, "/c/policy/")).await.unwrap();
    }

    async fn two_drafts_that_lead_to_each_other_are_found_before_they_are_public(t: TestDb) {
        let world = World::new(t).await;
        let one = world.create(&Actor::System, 1, link(world.news, "/c/policy/")).await.unwrap();
        let two = world.create(&Actor::System, 1, link(world.news, &format!("/a/{one}"))).await.unwrap();
        let done = save(&world, one, link(world.news, &format!("/a/{two}"))).await;
        assert!(names(&done, "link_url"), "{done:?}");
    }

    async fn a_column_that_leads_to_itself_or_over_an_edition_to_itself_is_refused(t: TestDb) {
        let world = World::new(t).await;
        let keeper = official(1, "editor");
        let desk = Desk::new(&world.app, &keeper);
        let mut tx = world.app.db.begin().await.unwrap();
        let id = column::create(&mut tx, &desk, world.portal, None, "door", &leading("/c/policy/")).await.unwrap();
        tx.commit().await.unwrap();
        let over = world.published(1, link(world.news, "/c/door/")).await;
        for to in ["/c/door/".to_owned(), "/c/door".to_owned(), format!("/a/{over}")] {
            let mut tx = world.app.db.begin().await.unwrap();
            let done = column::change(&mut tx, &desk, id, &leading(&to)).await.map(|()| 0);
            assert!(names(&done, "link"), "{to}: {done:?}");
            tx.rollback().await.unwrap();
        }
    }

    /// What came into a circle before anybody looked: readers are not sent round and round.
    async fn a_circle_from_before_is_noticed_when_it_is_read_and_when_something_leads_to_it(t: TestDb) {
        let world = World::new(t).await;
        let one = world.published(1, link(world.news, "/c/policy/")).await;
        let two = world.published(1, link(world.news, &format!("/a/{one}"))).await;
        let mut tx = world.app.db.begin().await.unwrap();
        let content = item::find(&mut tx, one).await.unwrap().unwrap().content.replace("/c/policy/", &format!("/a/{two}"));
        for sql in ["UPDATE edition_live SET content = $1 WHERE item_id = $2", "UPDATE edition_item SET content = $1 WHERE id = $2"] {
            tx.run(sql, store::args![&content, one]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut reader = world.app.db.reader();
        assert!(circle::never_ends(&mut reader, &format!("/a/{one}")).await.unwrap());
        assert!(!circle::never_ends(&mut reader, "/c/policy/").await.unwrap());
        let third = world.create(&Actor::System, 1, link(world.news, &format!("/a/{two}"))).await;
        assert!(names(&third, "link_url"), "{third:?}");
        let forced = world.publish(&Actor::System, one, Ground::Forced("测试时发布")).await.map(|()| 0);
        assert!(names(&forced, "link_url"), "{forced:?}");
    }
}
