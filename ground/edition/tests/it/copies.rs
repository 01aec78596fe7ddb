//! Copies of editions (复制稿件).

use base::Error;
use edition::publish::Ground;
use edition::{Desk, item};
use identity::Actor;

use crate::world::{World, article, official};

async fn copy(world: &World, by: &Actor, from: i64, unit: i64, column: i64) -> Result<i64, Error> {
    let mut tx = world.app.db.begin().await?;
    let id = item::copy(&mut tx, &Desk::new(&world.app, by), from, unit, column).await?;
    tx.commit().await?;
    Ok(id)
}

store::both! {
    async fn a_copy_is_a_draft_of_its_own_with_text_and_files_but_no_number_and_no_date(t: TestDb) {
        let world = World::new(t).await;
        let mut draft = article(world.policy, "关于春耕补贴的通知");
        draft.attribute = "active".into();
        draft.content.head.doc_no = "青政发〔2026〕1号".into();
        draft.content.head.made_on = "2026-03-01".parse().ok();
        draft.content.head.node = "basis/rule".into();
        draft.content.quotes = vec![world.dynamics];
        let id = world.create(&Actor::System, 1, draft.clone()).await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        let (plan, basis) = (world.stored("方案.txt", "方案").await, world.stored("底稿.txt", "底稿").await);
        let mut tx = world.app.db.begin().await.unwrap();
        let file = item::add_file(&mut tx, &desk, id, &plan, "attachment", "").await.unwrap();
        item::add_file(&mut tx, &desk, id, &basis, "source", "").await.unwrap();
        draft.content.body = format!("<p>见<a href=\"/a/{id}/files/{file}\">方案</a></p>");
        let seq = item::find(&mut tx, id).await.unwrap().unwrap().seq;
        item::save(&mut tx, &desk, id, seq, draft).await.unwrap();
        tx.commit().await.unwrap();
        world.publish(&Actor::System, id, Ground::Forced("测试时发布")).await.unwrap();
        // Another unit that may write for its own site reads what is published.
        let copied = copy(&world, &official(2, "writer"), id, 2, world.own).await.unwrap();
        let mut reader = world.app.db.reader();
        let of = item::find(&mut reader, copied).await.unwrap().unwrap();
        assert_eq!((of.state.as_str(), of.unit_id, of.column_id), ("draft", 2, world.own));
        assert_eq!((of.published_at, of.matter_id, of.attribute.as_str()), (None, None, ""));
        let content = of.content().unwrap();
        assert_eq!(content.title, "关于春耕补贴的通知");
        let head = &content.head;
        assert_eq!((head.doc_no.as_str(), head.index_no.as_str(), head.made_on), ("", "", None));
        assert!(content.quotes.is_empty());
        let files = item::files(&mut reader, copied).await.unwrap();
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["方案.txt"], "no source papers");
        assert!(content.body.contains(&format!("/a/{copied}/files/{}", files[0].id)), "{}", content.body);
        assert_eq!(world.verbs(copied).await.last().map(String::as_str), Some("edition.copy"));
    }

    async fn what_the_actor_may_not_read_or_where_he_may_not_write_is_not_copied(t: TestDb) {
        let world = World::new(t).await;
        let secret = world.create(&Actor::System, 1, article(world.news, "未发布的草稿")).await.unwrap();
        let writer = official(2, "writer");
        assert!(matches!(copy(&world, &writer, secret, 2, world.own).await, Err(Error::Unseen)));
        let open = world.published(1, article(world.policy, "已发布")).await;
        let another = copy(&world, &writer, open, 1, world.own).await;
        assert!(matches!(&another, Err(Error::Refused(refusal)) if refusal.name == "identity.forbidden"), "not for another unit: {:?}", another.map(drop));
        assert!(matches!(copy(&world, &official(3, "writer"), open, 3, world.own).await, Err(Error::Invalid(_))));
    }
}
