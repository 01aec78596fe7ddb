//! Another organ continues the functions of one: who answers counts, and what was published stays.

use base::Date;
use identity::Actor;
use matter::{Input, Succession};

use super::{County, asking, draft, opinion};
use crate::actions::report::{self, Of};
use crate::annual::{CARRIED, Numbers, relations};
use crate::citizen::Taken;
use crate::{actions, store};

impl County {
    async fn succeeds(&self) -> u64 {
        let heir = Succession { from: self.home, to: self.city, why: "机构改革方案第三条" };
        let mut tx = self.db().begin().await.unwrap();
        let handed = actions::heir::succeed(&mut tx, &self.ground(), &self.head, &heir).await.unwrap();
        tx.commit().await.unwrap();
        handed
    }

    async fn publishes(&self, unit: i64) -> Numbers {
        let q = &mut self.db().reader();
        let numbers = Numbers {
            table3: store::table3(q, 2026, Some(unit)).await.unwrap(),
            table4: store::table4(q, 2026, Some(unit)).await.unwrap(),
        };
        let of = Of { actor: &self.clerk, at: self.now, unit, year: 2026 };
        let mut tx = self.db().begin().await.unwrap();
        report::settle(&mut tx, &self.chance, of, &numbers).await.unwrap();
        tx.commit().await.unwrap();
        numbers
    }

    async fn disputed(&self, taken: &Taken) {
        let request = self.request(taken).await;
        let mut tx = self.db().begin().await.unwrap();
        let about = (Some(self.now.date()), false, None::<Date>);
        actions::later::dispute(&mut tx, &self.ground(), &self.clerk, &request, ["review", "县政府", ""], about)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

::store::both! {
    async fn an_heir_answers_and_what_was_settled_stays_where_it_was_published(test: TestDb) {
        let mut county = County::new(test).await;
        let (open, waits) = (county.received().await, county.received().await);
        let (closed, disputed) = (county.received().await, county.received().await);
        county.act(&county.clerk, &waits, "ask_correction", opinion("请说明年份")).await.unwrap();
        county.answers(&closed, &draft("b6")).await;
        county.answers(&disputed, &draft("b6")).await;
        county.disputed(&disputed).await;
        let (due, number) = (county.due(&open).await, county.request(&open).await.id);
        let (home, city) = (county.publishes(county.home).await, county.publishes(county.city).await);
        county.on(3, 6);
        assert_eq!(county.succeeds().await, 3);
        assert_eq!(county.succeeds().await, 0, "it has nothing any more");
        for (taken, organ) in [(&open, county.city), (&waits, county.city), (&disputed, county.city), (&closed, county.home)] {
            assert_eq!(county.request(taken).await.organ_id, organ);
            let run = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
            assert_eq!(run.home_unit, organ);
        }
        assert_eq!((county.due(&open).await, county.request(&open).await.id), (due, number), "number and time stay");
        let q = &mut county.db().reader();
        assert_eq!(store::held(q, county.home).await.unwrap(), 0);
        assert_eq!(matter::store::count_held(q, county.home).await.unwrap(), 0);
        assert_eq!(store::table3(q, 2026, Some(county.home)).await.unwrap(), home.table3, "as it was settled");
        assert_eq!(store::table3(q, 2026, Some(county.city)).await.unwrap(), city.table3);
        let next = store::table3(q, 2027, Some(county.city)).await.unwrap();
        assert_eq!((next.total(2), store::table3(q, 2027, Some(county.home)).await.unwrap().total(2)), (2, 0));
        let before = report::carried(q, 2027, county.city).await.unwrap();
        assert_eq!((city.table3.total(CARRIED), before.total(CARRIED)), (0, 2));
        assert!(relations(&next, &before).iter().all(crate::annual::Relation::holds));
        assert_eq!(report::inherited(q, 2027, Some(county.city)).await.unwrap(), 2);
        assert_eq!(report::inherited(q, 2027, Some(county.home)).await.unwrap(), -2);
        assert!(county.submits(&open, &draft("b6")).await.is_err(), "the former organ answers no more");
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        let given = matter::form::Given::default();
        actions::answer::submit(&mut tx, &ground, &county.city_clerk, open.request, &draft("b6"), given).await.unwrap();
        tx.commit().await.unwrap();
        county.act(&county.city_head, &open, "approve", Input::default()).await.unwrap();
        assert_eq!(county.letters(&open).await.last().unwrap().organ, "青禾县城市管理局");
        let request = county.request(&open).await;
        let status = crate::citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        let told = serde_json::to_string(&status.timeline).unwrap();
        assert!(told.contains("由承继机关继续办理"), "{told}");
    }

    async fn an_heir_counts_the_whole_year_that_was_not_settled(test: TestDb) {
        let county = County::new(test).await;
        let (_open, closed) = (county.received().await, county.received().await);
        county.answers(&closed, &draft("b6")).await;
        county.asks(&Actor::Anonymous, &asking(county.city, "web")).await.unwrap();
        assert_eq!(county.succeeds().await, 2);
        let q = &mut county.db().reader();
        let table = store::table3(q, 2026, Some(county.city)).await.unwrap();
        assert_eq!((table.total(1), table.total(24), table.total(CARRIED)), (2, 1, 1));
        assert_eq!(store::table3(q, 2026, Some(county.home)).await.unwrap(), store::Table3::default());
        assert_eq!(store::table3(q, 2026, None).await.unwrap(), table, "nothing is lost or doubled");
    }
}
