//! Publishing at a set moment: a whole set or nothing, and nothing late in silence.

use base::Error;
use base::time::{HOUR, MINUTE};
use edition::publish::{self, Ground};
use edition::{Desk, Item, item, live};
use identity::{Act, Actor, PersonForm};
use store::jobs;

use crate::world::{World, article, official};

async fn get(world: &World, id: i64) -> Item {
    item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap()
}

/// How many messages wait to be sent.
async fn messages(world: &World) -> usize {
    let filter = jobs::Filter { kind: Some(identity::message::JOB.into()), ..jobs::Filter::default() };
    jobs::list(&mut world.app.db.reader(), &filter, None, 100).await.unwrap().len()
}

/// Two editions that are published together, and the editor who does it, who has a telephone.
async fn pair(world: &World) -> (i64, i64, Actor) {
    let mut tx = world.app.db.begin().await.unwrap();
    let act = Act::new(&Actor::System, world.clock.now(), &world.app.chance);
    let form = PersonForm { name: "张编辑".into(), phone: "13800001234".into() };
    assert_eq!(identity::people::create(&mut tx, act, "zhang", &form).await.unwrap(), 1, "the editor of unit 1");
    tx.commit().await.unwrap();
    let paper = world.ready(1, article(world.policy, "文件")).await;
    let reading = world.ready(1, article(world.policy, "解读")).await;
    let editor = official(1, "editor");
    let mut tx = world.app.db.begin().await.unwrap();
    publish::set(&mut tx, &Desk::new(&world.app, &editor), &[paper, reading]).await.unwrap();
    tx.commit().await.unwrap();
    (paper, reading, editor)
}

async fn schedule(world: &World, by: &Actor, id: i64, ahead: i64) -> Result<i64, Error> {
    let desk = Desk::new(&world.app, by);
    let at = desk.now.plus(ahead);
    let mut tx = world.app.db.begin().await.unwrap();
    publish::schedule(&mut tx, &desk, id, Some(at)).await?;
    tx.commit().await.unwrap();
    Ok(at.0)
}

async fn due(world: &World, id: i64, at: i64) -> bool {
    let desk = Desk::new(&world.app, &Actor::System);
    let mut tx = world.app.db.begin().await.unwrap();
    let done = publish::due(&mut tx, &desk, id, at).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn revise(world: &World, id: i64) {
    let mut tx = world.app.db.begin().await.unwrap();
    item::revise(&mut tx, &Desk::new(&world.app, &Actor::System), id).await.unwrap();
    tx.commit().await.unwrap();
}

store::both! {
    async fn a_set_is_scheduled_when_every_member_is_ready(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading, editor) = pair(&world).await;
        revise(&world, reading).await;
        let done = schedule(&world, &editor, paper, HOUR).await;
        assert!(matches!(done, Err(Error::Refused(ref r)) if r.name == "edition.not_ready" && r.message.contains("解读")), "{done:?}");
        assert_eq!(get(&world, paper).await.scheduled_at, None);
    }

    async fn a_set_that_is_scheduled_is_published_at_the_hour_and_called_off_as_one(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading, editor) = pair(&world).await;
        let at = schedule(&world, &editor, paper, HOUR).await.unwrap();
        assert_eq!(get(&world, reading).await.scheduled_at.map(|at| at.0), Some(at), "all of it");
        let mut tx = world.app.db.begin().await.unwrap();
        publish::schedule(&mut tx, &Desk::new(&world.app, &editor), reading, None).await.unwrap();
        tx.commit().await.unwrap();
        world.pass(HOUR);
        assert!(!due(&world, paper, at).await, "called off");
        let at = schedule(&world, &editor, reading, HOUR).await.unwrap();
        world.pass(HOUR);
        assert!(due(&world, paper, at).await);
        assert!(!due(&world, reading, at).await, "the first one published both");
        assert_eq!(world.titles(world.policy).await, ["解读", "文件"]);
        assert_eq!(messages(&world).await, 0);
    }

    async fn what_cannot_be_published_at_the_hour_is_not_published_later_and_its_editor_is_told(t: TestDb) {
        let world = World::new(t).await;
        let (paper, reading, editor) = pair(&world).await;
        let at = schedule(&world, &editor, paper, HOUR).await.unwrap();
        revise(&world, reading).await;
        world.pass(HOUR);
        assert!(due(&world, paper, at).await, "the failure is written down");
        let item = get(&world, paper).await;
        assert_eq!(item.scheduled_at, None);
        assert!(item.schedule_failed.contains("解读"), "{}", item.schedule_failed);
        assert_eq!(messages(&world).await, 1);
        assert!(world.verbs(paper).await.contains(&"edition.schedule.failed".to_owned()));
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = Desk::new(&world.app, &Actor::System);
        item::to_review(&mut tx, &desk, reading, 2).await.unwrap();
        item::reviewed(&mut tx, &desk, reading, true).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!due(&world, paper, at).await, "a job that is tried again publishes nothing");
        assert!(world.titles(world.policy).await.is_empty());
        schedule(&world, &editor, paper, HOUR).await.unwrap();
        assert!(get(&world, paper).await.schedule_failed.is_empty(), "a new schedule begins anew");
    }

    async fn a_publication_that_came_late_is_told(t: TestDb) {
        let world = World::new(t).await;
        let (paper, _, editor) = pair(&world).await;
        let at = schedule(&world, &editor, paper, HOUR).await.unwrap();
        world.pass(HOUR + 20 * MINUTE);
        assert!(due(&world, paper, at).await);
        assert_eq!(messages(&world).await, 1);
        assert!(live::find(&mut world.app.db.reader(), paper).await.unwrap().is_some());
    }

    async fn under_review_nothing_is_published_by_force_and_a_withdrawal_lets_the_review_go_on(t: TestDb) {
        let world = World::new(t).await;
        let id = world.published(1, article(world.news, "第一版")).await;
        let desk = Desk::new(&world.app, &Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        item::revise(&mut tx, &desk, id).await.unwrap();
        item::to_review(&mut tx, &desk, id, 5).await.unwrap();
        tx.commit().await.unwrap();
        let forced = world.publish(&Actor::System, id, Ground::Forced("紧急情况先行发布")).await;
        assert!(matches!(forced, Err(Error::Refused(ref r)) if r.name == "edition.review"), "{forced:?}");
        world.withdraw(&Actor::System, id, "内容有误，须更正").await.unwrap();
        assert!(world.titles(world.news).await.is_empty());
        assert_eq!(get(&world, id).await.state, "review", "the next version is still read");
        let mut tx = world.app.db.begin().await.unwrap();
        item::reviewed(&mut tx, &desk, id, true).await.unwrap();
        publish::publish(&mut tx, &desk, id, Ground::Approved).await.unwrap();
        tx.commit().await.unwrap();
        let item = get(&world, id).await;
        assert_eq!((item.state.as_str(), item.withdrawn_at), ("published", None));
    }
}
