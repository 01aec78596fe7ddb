//! Another organ continues the functions of a unit: it keeps and answers, and what was published says who made it.

use base::{Date, Error};
use edition::live::{self, Facets, Turn};
use edition::publish::Ground;
use edition::{Desk, HOLDS, item};
use identity::Actor;
use matter::Succession;
use store::Any;

use crate::world::{World, article, official};

impl World {
    /// Unit 2 gives all to unit 3; gives how much of each kind it was.
    async fn succeeds(&self) -> Vec<(&'static str, u64)> {
        let to = Succession { from: 2, to: 3, why: "机构改革方案" };
        let mut tx = self.app.db.begin().await.unwrap();
        let mut handed = Vec::new();
        for holds in HOLDS {
            handed.push((holds.key, (holds.succeed)(&mut tx, &self.app, &Actor::System, &to).await.unwrap()));
        }
        tx.commit().await.unwrap();
        handed
    }

    async fn has(&self, unit: i64) -> i64 {
        let mut all = 0;
        for holds in HOLDS {
            all += (holds.count)(Any::Reader(&mut self.app.db.reader()), unit).await.unwrap();
        }
        all
    }

    async fn counted(&self) -> Vec<(i64, i64)> {
        let (from, to) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
        live::by_unit(&mut self.app.db.reader(), from, to, &Facets::default()).await.unwrap()
    }
}

store::both! {
    async fn an_heir_answers_for_what_the_former_unit_is_still_said_to_have_made(t: TestDb) {
        let world = World::new(t).await;
        let mut disclosed = article(world.own, "关于春耕的通知");
        disclosed.attribute = "active".into();
        disclosed.content.head.node = "plan".into();
        let disclosed = world.published(2, disclosed).await;
        let gone = world.published(2, article(world.own, "撤下的")).await;
        world.withdraw(&Actor::System, gone, "内容有误，撤下").await.unwrap();
        let draft = world.create(&Actor::System, 2, article(world.own, "没有发布的")).await.unwrap();
        let before = live::find(&mut world.app.db.reader(), disclosed).await.unwrap().unwrap();
        let counted = world.counted().await;
        assert_eq!((world.has(2).await, world.has(3).await), (4, 0), "a site, a column, what is published, a draft");

        assert_eq!(world.succeeds().await, [("sites", 1), ("columns", 1), ("editions", 3)]);
        assert_eq!((world.has(2).await, world.has(3).await), (0, 4));
        assert_eq!(world.succeeds().await, [("sites", 0), ("columns", 0), ("editions", 0)]);
        let after = live::find(&mut world.app.db.reader(), disclosed).await.unwrap().unwrap();
        assert_eq!((after.unit_id, after.maker(), &after.index_no), (3, 2, &before.index_no));
        assert_eq!(edition::owner(&mut world.app.db.reader(), &format!("/s/nyj/a/{disclosed}")).await.unwrap(), Some(3));
        assert_eq!(world.counted().await, counted, "what was counted stays where it was published");
        let (from, to) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
        for (unit, rows) in [(2, 1), (3, 0)] {
            let facets = Facets { unit: Some(unit), ..Facets::default() };
            let q = &mut world.app.db.reader();
            assert_eq!(live::between(q, from, to, &facets, Turn::First, 10).await.unwrap().len(), rows, "{unit}");
            assert_eq!(live::count_between(q, from, to, &facets).await.unwrap(), rows as i64);
            assert_eq!(live::count_disclosed(q, &facets, 10).await.unwrap(), i64::from(unit == 3), "the catalogue is the heir's");
        }

        for (id, sees) in [(disclosed, true), (draft, true), (gone, true)] {
            let q = &mut world.app.db.reader();
            assert_eq!(item::seen(q, &official(3, "writer"), id).await.is_ok(), sees);
            assert!(matches!(item::seen(q, &official(2, "editor"), id).await, Err(Error::Unseen)), "the former unit has it no more");
        }
        // A correction by the heir makes nobody else of it; what it publishes first is its own.
        world.publish(&Actor::System, disclosed, Ground::Forced("更正一处错字")).await.unwrap();
        world.publish(&Actor::System, draft, Ground::Forced("节前急需发布")).await.unwrap();
        for (id, maker) in [(disclosed, 2), (draft, 3)] {
            let live = live::find(&mut world.app.db.reader(), id).await.unwrap().unwrap();
            assert_eq!((live.unit_id, live.maker()), (3, maker));
        }
        let mut tx = world.app.db.begin().await.unwrap();
        let keeper = official(3, "editor");
        edition::site::close(&mut tx, &Desk::new(&world.app, &keeper), world.bureau, true).await.unwrap();
    }
}
