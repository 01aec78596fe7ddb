//! What people and the program say about originals, and when a reprint counts as published.

use edition::item::Draft;
use edition::publish::{Ground as Forced, publish, withdraw};
use identity::{PersonForm, PostForm, Staff};
use matter::form::Given;
use matter::{Ground, Input};

use super::*;
use crate::actions::desk;

/// Somebody at the desk of a unit.
async fn clerk(world: &World, unit: i64, login: &str) -> Actor {
    let roles = Roles::new(&[LINE.roles]);
    let mut tx = world.app.db.begin().await.unwrap();
    let act = Act::new(&Actor::System, world.app.clock.now(), &world.app.chance);
    let person = PersonForm { name: "李文".into(), phone: String::new() };
    let person = identity::people::create(&mut tx, act, login, &person).await.unwrap();
    let form = PostForm { title: "转载员".into(), head: false, rank: 1 };
    let post = identity::posts::create(&mut tx, act, unit, &form).await.unwrap();
    identity::holding::assign(&mut tx, act, post, person).await.unwrap();
    let keys = ["reprint.clerk".to_owned()];
    identity::posts::set_roles(&mut tx, act, &roles, post, &keys).await.unwrap();
    tx.commit().await.unwrap();
    Actor::Staff(Staff {
        session: 0,
        person,
        name: "李文".into(),
        post,
        post_title: "转载员".into(),
        unit,
        unit_name: "单位".into(),
        head: false,
        roles: keys.to_vec(),
        grants: Arc::new(roles.grants(&keys, unit, Vec::new())),
        posts: Vec::new(),
        must_change_password: false,
        must_enrol: false,
    })
}

/// Another unit that reprints into the same column.
async fn second(world: &World) -> i64 {
    let mut tx = world.app.db.begin().await.unwrap();
    let act = Act::new(&Actor::System, world.app.clock.now(), &world.app.chance);
    let name = "县教育局".to_owned();
    let form = UnitForm { short_name: name.clone(), name, kind: "department".into(), rank: 2, phone: String::new() };
    let unit = identity::units::create(&mut tx, act, None, "U2", &form).await.unwrap();
    sources::put_target(&mut tx, world.source, unit, world.column).await.unwrap();
    tx.commit().await.unwrap();
    unit
}

/// The task of a unit with an original.
async fn task_of(world: &World, path: &str, unit: i64) -> Task {
    let item = world.item(path).await;
    let tasks = tasks::of_item(&mut world.app.db.reader(), item.id).await.unwrap();
    tasks.into_iter().find(|task| task.unit_id == unit).expect("a task")
}

async fn does(world: &World, by: &Actor, task: &Task, action: &str) {
    let mut tx = world.app.db.begin().await.unwrap();
    let case = desk::case(&mut tx, task.matter_id).await.unwrap();
    let input = Input { opinion: "打开原网址核对过了".into(), ..Input::default() };
    let given = Given { input, ..Given::default() };
    let at = Desk::new(&world.app, by);
    desk::act(&mut tx, &Ground::of(&world.app), &at, &case, action, given).await.unwrap();
    tx.commit().await.unwrap();
}

/// Which originals the program would ask for at `at`.
async fn to_ask(world: &World, at: Moment) -> Vec<i64> {
    let from = world.clock.now().plus(-48 * HOUR);
    let found = items::to_ask(&mut world.app.db.reader(), at, from, 10).await.unwrap();
    found.into_iter().map(|item| item.id).collect()
}

/// Publishes an edition once more, corrected.
async fn corrected(world: &World, id: i64) {
    let mut tx = world.app.db.begin().await.unwrap();
    let at = Desk::new(&world.app, &Actor::System);
    let item = edition::item::find(&mut tx, id).await.unwrap().unwrap();
    let content = Content { body: "<p>改过的正文</p>".into(), ..item.content().unwrap() };
    let draft = Draft {
        kind: "article".into(),
        column: world.column,
        content,
        attribute: "none".into(),
        attribute_why: String::new(),
    };
    edition::item::save(&mut tx, &at, id, item.seq, draft).await.unwrap();
    publish(&mut tx, &at, id, Forced::Forced("更正一处错别字，立即发布")).await.unwrap();
    tx.commit().await.unwrap();
}

::store::both! {
    async fn the_word_of_one_unit_is_its_own_and_the_original_is_asked_for_at_once(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let other = second(&world).await;
        let clerk = clerk(&world, 1, "liwen").await;
        world.answer(feed(&[("a", now.plus(-HOUR))])).await;
        assert!(to_ask(&world, now).await.is_empty(), "its turn has not come");
        does(&world, &clerk, &task_of(&world, "a", 1).await, "gone").await;
        let item = world.item("a").await;
        assert_eq!((task_of(&world, "a", 1).await.state.as_str(), item.gone_at), ("gone", None));
        assert_eq!(task_of(&world, "a", other).await.state, "waiting", "the other unit keeps its duty until it is known");
        assert_eq!(to_ask(&world, now).await, [item.id]);
        world.asked("a", Some(404)).await;
        assert_eq!(world.asked("a", Some(404)).await.gone_at, Some(now));
        assert_eq!(task_of(&world, "a", other).await.state, "gone");
    }

    async fn who_looked_and_keeps_the_reprint_is_not_asked_again_and_speaks_for_himself(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        let other = second(&world).await;
        let (one, two) = (clerk(&world, 1, "liwen").await, clerk(&world, other, "zhangyi").await);
        world.answer(feed(&[("a", now.plus(-HOUR))])).await;
        world.follow().await;
        world.reprint("a").await;
        world.asked("a", Some(404)).await;
        world.asked("a", Some(404)).await;
        for unit in [1, other] {
            assert_eq!(task_of(&world, "a", unit).await.state, "recall");
        }
        does(&world, &one, &task_of(&world, "a", 1).await, "keep").await;
        assert_eq!(task_of(&world, "a", 1).await.state, "reprinted");
        assert!(world.item("a").await.gone_at.is_some(), "the other unit is still asked to look");
        does(&world, &two, &task_of(&world, "a", other).await, "keep").await;
        assert_eq!(world.item("a").await.gone_at, None);
        assert!(to_ask(&world, now.plus(24 * 365 * HOUR)).await.is_empty(), "nobody has to say it every day");
    }

    async fn a_correction_is_no_new_reprint_and_a_withdrawal_begins_anew(test: TestDb) {
        let world = World::new(test).await;
        let now = world.clock.now();
        world.follow().await;
        let (early, again) = (world.reprint("a").await, world.reprint("b").await);
        let mut tx = world.app.db.begin().await.unwrap();
        world.clock.set(now.plus(HOUR));
        withdraw(&mut tx, &Desk::new(&world.app, &Actor::System), again, "内容有误，须更正").await.unwrap();
        tx.commit().await.unwrap();
        world.clock.set(now.plus(30 * HOUR));
        corrected(&world, early).await;
        corrected(&world, again).await;
        world.follow().await;
        world.answer(feed(&[("a", now.plus(-HOUR)), ("b", now.plus(-HOUR))])).await;
        let task = world.task("a").await.expect("a task");
        assert_eq!((task.state.as_str(), task.done_at), ("reprinted", Some(now)), "it was there in time");
        let task = world.task("b").await.expect("a task");
        assert_eq!((task.state.as_str(), task.done_at), ("reprinted", Some(now.plus(30 * HOUR))), "it was not there meanwhile");
    }
}
