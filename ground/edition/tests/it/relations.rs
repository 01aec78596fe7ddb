//! Relations: who may say on somebody else's page that it is replaced.

use base::Error;
use edition::{Desk, item};
use identity::Actor;

use crate::world::{World, article, official};

async fn relate(world: &World, by: &Actor, id: i64, kind: &str, other: i64) -> Result<(), Error> {
    let mut tx = world.app.db.begin().await.unwrap();
    item::relate(&mut tx, &Desk::new(&world.app, by), id, kind, other).await?;
    tx.commit().await.unwrap();
    Ok(())
}

store::both! {
    async fn a_writer_marks_no_page_of_another_unit_as_replaced(t: TestDb) {
        let world = World::new(t).await;
        let paper = world.published(1, article(world.policy, "县政府的文件")).await;
        let own = world.published(2, article(world.own, "农业局的文章")).await;
        let writer = official(2, "writer");
        for kind in ["supersedes", "amends", "superseded", "amended"] {
            let done = relate(&world, &writer, own, kind, paper).await;
            let Err(Error::Invalid(faults)) = done else { panic!("{kind}: {done:?}") };
            assert!(faults[0].field == "other" && faults[0].message.contains("县政府办"), "{faults:?}");
        }
        assert!(item::links(&mut world.app.db.reader(), paper).await.unwrap().is_empty());
        relate(&world, &writer, own, "interprets", paper).await.expect("a reading says nothing against it");
        assert_eq!(world.verbs(paper).await.last().map(String::as_str), Some("edition.related"), "it is on its record");
    }

    async fn a_working_copy_of_another_unit_is_as_if_it_were_not_there(t: TestDb) {
        let world = World::new(t).await;
        let own = world.published(2, article(world.own, "农业局的文章")).await;
        let draft = world.create(&official(1, "writer"), 1, article(world.policy, "未公布的办法")).await.unwrap();
        let writer = official(2, "writer");
        let nothing = format!("{:?}", relate(&world, &writer, own, "interprets", 99_999).await);
        for kind in ["interprets", "supersedes"] {
            let done = relate(&world, &writer, own, kind, draft).await;
            assert_eq!(format!("{done:?}"), nothing, "{kind}");
            let mut tx = world.app.db.begin().await.unwrap();
            let done = item::unrelate(&mut tx, &Desk::new(&world.app, &writer), own, kind, draft).await;
            assert!(matches!(done, Err(Error::Unseen)), "ending what is not there tells nothing either: {done:?}");
        }
        assert!(item::links(&mut world.app.db.reader(), own).await.unwrap().is_empty());
    }

    async fn the_unit_itself_and_the_editor_of_the_site_mark_it(t: TestDb) {
        let world = World::new(t).await;
        let old = world.published(1, article(world.policy, "旧办法")).await;
        let new = world.published(1, article(world.policy, "新办法")).await;
        relate(&world, &official(1, "writer"), new, "supersedes", old).await.expect("of one unit");
        let handed = world.published(2, article(world.news, "农业局报送")).await;
        let editor = official(1, "editor");
        relate(&world, &editor, new, "amends", handed).await.expect("on his own site");
        let mut tx = world.app.db.begin().await.unwrap();
        let outside = official(2, "writer");
        let done = item::unrelate(&mut tx, &Desk::new(&world.app, &outside), handed, "amended", new).await;
        assert!(matches!(done, Err(Error::Invalid(_))), "what marks a page is ended by those who may mark it: {done:?}");
        item::unrelate(&mut tx, &Desk::new(&world.app, &editor), new, "amends", handed).await.unwrap();
    }
}
