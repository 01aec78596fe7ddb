//! What bears the name of a column, a unit or a keeper of a site where it is searched for follows when that changes.

use edition::again::AGAIN;
use edition::column::{self, ColumnForm};
use edition::site::{self, SiteForm};
use edition::{DRAFTED, Desk, FOUND, HANDED};
use identity::{Act, Actor, UnitForm};
use store::jobs::{self, Filter};
use store::search::{BEGINNING, Find, Named, Place, RENAMED, Reach, Renaming};

use crate::world::{World, article, column};

/// What the jobs that wait say is to be written again, the oldest first.
async fn asked(world: &World) -> Vec<Named> {
    let filter = Filter { kind: Some(RENAMED.to_owned()), ..Filter::default() };
    let mut jobs = jobs::list(&mut world.app.db.reader(), &filter, None, 100).await.unwrap();
    jobs.reverse();
    jobs.iter().map(|job| Renaming::of(&job.payload).unwrap().named).collect()
}

/// Goes through all lists as the job does, a few at a time.
async fn written(world: &World, named: Named, limit: usize) {
    for again in AGAIN {
        let mut after = Some(BEGINNING);
        while let Some(place) = after {
            after = again(&world.app, named, place, limit).await.unwrap();
        }
    }
}

async fn with(world: &World, kind: &str, reach: Reach, key: &str, value: &str) -> Vec<i64> {
    let facets = vec![(key.to_owned(), value.to_owned())];
    let mut found =
        world.search(Find { text: "春耕", kinds: &[kind], reach, facets, limit: 50, ..Find::default() }).await;
    found.sort_unstable();
    found
}

async fn rename_column(world: &World, id: i64, form: &ColumnForm) {
    let mut tx = world.app.db.begin().await.unwrap();
    column::change(&mut tx, &Desk::new(&world.app, &Actor::System), id, form).await.unwrap();
    tx.commit().await.unwrap();
}

async fn rename_unit(world: &World, id: i64, name: &str) {
    let mut tx = world.app.db.begin().await.unwrap();
    let form = UnitForm {
        name: name.into(),
        short_name: name.into(),
        kind: "department".into(),
        rank: 1,
        phone: String::new(),
    };
    let act = Act::new(&Actor::System, world.clock.now(), &world.app.chance);
    identity::units::change(&mut tx, act, id, &form).await.unwrap();
    tx.commit().await.unwrap();
}

store::both! {
    async fn a_renamed_column_is_found_by_its_new_name_without_being_published_again(t: TestDb) {
        let world = World::new(t).await;
        let mut ids = Vec::new();
        for at in 0..7 {
            ids.push(world.published(2, article(world.dynamics, &format!("春耕动态{at}"))).await);
        }
        let other = world.published(1, article(world.news, "春耕要闻")).await;
        let working = world.create(&Actor::System, 2, article(world.dynamics, "春耕草稿")).await.unwrap();
        assert_eq!(with(&world, FOUND, Reach::Public, "column", "部门动态").await, ids);
        rename_column(&world, world.dynamics, &column("部门信息", "news", 1)).await;
        assert_eq!(asked(&world).await, [Named::Column(world.dynamics)]);
        written(&world, Named::Column(world.dynamics), 3).await;
        assert_eq!(with(&world, FOUND, Reach::Public, "column", "部门信息").await, ids);
        assert!(with(&world, FOUND, Reach::Public, "column", "部门动态").await.is_empty());
        assert_eq!(with(&world, FOUND, Reach::Public, "column", "要闻").await, [other], "the column above keeps its own");
        assert_eq!(with(&world, DRAFTED, Reach::Units(vec![2]), "column", "部门信息").await, [working]);
        rename_column(&world, world.dynamics, &ColumnForm { note: "只改说明".into(), ..column("部门信息", "news", 1) }).await;
        assert_eq!(asked(&world).await.len(), 1, "what changes no name asks for nothing");
    }

    async fn who_is_killed_between_two_steps_goes_on_and_writes_nothing_twice(t: TestDb) {
        let world = World::new(t).await;
        for at in 0..9 {
            world.published(2, article(world.own, &format!("春耕简报{at}"))).await;
            world.pass(1_000);
        }
        let withdrawn = world.published(2, article(world.own, "春耕撤稿")).await;
        world.withdraw(&Actor::System, withdrawn, "内容有误，须更正").await.unwrap();
        rename_unit(&world, 2, "县农业局").await;
        let named = Named::Unit(2);
        assert_eq!(asked(&world).await, [named]);
        let published = AGAIN[0];
        let place: Place = published(&world.app, named, BEGINNING, 4).await.unwrap().unwrap();
        assert_eq!(with(&world, FOUND, Reach::Public, "unit", "县农业局").await.len(), 4);
        // The step that was killed is done once more, and then the rest.
        assert_eq!(published(&world.app, named, BEGINNING, 4).await.unwrap(), Some(place));
        assert_eq!(world.app.search.catch_up(&world.app.db).await.unwrap(), 0, "nothing of it was written again");
        written(&world, named, 4).await;
        assert_eq!(with(&world, FOUND, Reach::Public, "unit", "县农业局").await.len(), 9);
        assert!(with(&world, FOUND, Reach::Public, "unit", "县农业农村局").await.is_empty());
        let all = Find { text: "春耕撤稿", kinds: &[FOUND], limit: 10, ..Find::default() };
        assert!(!world.search(all).await.contains(&withdrawn), "what was withdrawn is not found again");
    }

    async fn what_is_published_meanwhile_is_found_at_once(t: TestDb) {
        let world = World::new(t).await;
        for at in 0..6 {
            world.published(1, article(world.policy, &format!("春耕政策{at}"))).await;
        }
        rename_column(&world, world.policy, &column("政策发布", "policy", 1)).await;
        let place = AGAIN[0](&world.app, Named::Column(world.policy), BEGINNING, 2).await.unwrap().unwrap();
        let fresh = world.published(1, article(world.policy, "春耕补贴新政")).await;
        let find = Find { text: "春耕补贴新政", kinds: &[FOUND], limit: 1, ..Find::default() };
        assert_eq!(world.search(find).await, [fresh]);
        let after = AGAIN[0](&world.app, Named::Column(world.policy), place, 50).await.unwrap();
        assert_eq!(after, None);
        assert_eq!(with(&world, FOUND, Reach::Public, "column", "政策发布").await.len(), 7);
    }

    async fn a_site_that_another_unit_keeps_shows_what_was_handed_in_to_that_one(t: TestDb) {
        let world = World::new(t).await;
        let handed = world.create(&Actor::System, 3, article(world.own, "春耕来稿")).await.unwrap();
        let find = |unit| Find { text: "春耕来稿", kinds: &[HANDED], reach: Reach::Units(vec![unit]), limit: 5, ..Find::default() };
        assert_eq!(world.search(find(2)).await, [handed]);
        let mut tx = world.app.db.begin().await.unwrap();
        let form = |unit| SiteForm { name: "县农业农村局".into(), kind: "department".into(), unit, ..SiteForm::default() };
        site::change(&mut tx, &Desk::new(&world.app, &Actor::System), world.bureau, &form(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(asked(&world).await, [Named::Site(world.bureau)]);
        written(&world, Named::Site(world.bureau), 10).await;
        assert_eq!(world.search(find(1)).await, [handed]);
        assert!(world.search(find(2)).await.is_empty(), "its former keeper no longer");
        let mut tx = world.app.db.begin().await.unwrap();
        site::change(&mut tx, &Desk::new(&world.app, &Actor::System), world.bureau, &form(3)).await.unwrap();
        tx.commit().await.unwrap();
        written(&world, Named::Site(world.bureau), 10).await;
        assert!(world.search(find(1)).await.is_empty(), "and nobody is handed his own");
    }

    async fn a_site_off_line_takes_what_it_alone_shows_out_of_the_search_and_brings_it_back(t: TestDb) {
        let world = World::new(t).await;
        let alone = world.published(2, article(world.own, "春耕简报")).await;
        let mut draft = article(world.own, "春耕经验");
        draft.content.quotes = vec![world.news];
        let shared = world.published(2, draft).await;
        let other = world.published(1, article(world.news, "春耕要闻")).await;
        let late = world.ready(2, article(world.own, "春耕迟到稿")).await;
        let found = || world.search(Find { text: "春耕", kinds: &[FOUND], limit: 50, ..Find::default() });
        let sorted = |mut ids: Vec<i64>| { ids.sort_unstable(); ids };
        assert_eq!(sorted(found().await), [alone, shared, other]);
        for (closed, expected) in [(true, vec![shared, other]), (false, vec![alone, shared, other])] {
            let mut tx = world.app.db.begin().await.unwrap();
            site::close(&mut tx, &Desk::new(&world.app, &Actor::System), world.bureau, closed).await.unwrap();
            tx.commit().await.unwrap();
            written(&world, asked(&world).await.pop().unwrap(), 1).await;
            assert_eq!(sorted(found().await), expected, "closed: {closed}");
            if closed {
                world.publish(&Actor::System, late, edition::publish::Ground::Approved).await.unwrap();
                assert_eq!(sorted(found().await), expected, "nor is what is published meanwhile");
                world.withdraw(&Actor::System, late, "内容有误，须更正").await.unwrap();
            }
        }
    }
}
