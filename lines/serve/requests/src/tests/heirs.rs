//! Another organ continues the functions of one: who answers counts, and what was published stays.

use base::Date;
use identity::Actor;
use matter::{Input, Succession};

use super::{County, asking, draft, opinion, why};
use crate::actions::later::Ordered;
use crate::actions::report::{self, Of};
use crate::annual::{CARRIED, Numbers, relations};
use crate::citizen::Taken;
use crate::store::DisputeFilter;
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
        let actor = if unit == self.home { &self.clerk } else { &self.city_clerk };
        let of = Of { actor, at: self.now, unit, year: 2026 };
        let mut tx = self.db().begin().await.unwrap();
        report::settle(&mut tx, &self.chance, of, &numbers).await.unwrap();
        tx.commit().await.unwrap();
        numbers
    }

    /// The overseer puts the settled report of the former organ right.
    async fn corrects(&self, numbers: &Numbers) {
        let overseer = self.with_roles(&["requests.overseer"]);
        let of = Of { actor: &overseer, at: self.now, unit: self.home, year: 2026 };
        let mut tx = self.db().begin().await.unwrap();
        report::correct(&mut tx, &self.chance, of, ["[]", "[]"], numbers, "文字有误，重新公布").await.unwrap();
        tx.commit().await.unwrap();
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

    /// The review is decided today: the answer was right.
    async fn decided(&self, taken: &Taken) {
        let request = self.request(taken).await;
        let dispute = store::disputes(&mut self.db().reader(), taken.request).await.unwrap().remove(0);
        let decision = (["upheld", "维持答复"], Some(self.now.date()), Ordered::default());
        let mut tx = self.db().begin().await.unwrap();
        actions::later::decide(&mut tx, &self.ground(), &self.clerk, &request, dispute.id, decision).await.unwrap();
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
        // The review that was not decided stands in the settled report of the former organ and nowhere else in that year; later it is the heir's.
        assert_eq!((home.table4.0[0][3], city.table4.0[0][3]), (1, 0));
        for (unit, year, open) in [(county.home, 2026, 1), (county.city, 2026, 0), (county.home, 2027, 0), (county.city, 2027, 1)] {
            assert_eq!(store::table4(q, year, Some(unit)).await.unwrap().0[0][3], open, "{unit} {year}");
            let list = DisputeFilter { unit: Some(unit), cell: Some((year, 3)), ..DisputeFilter::ALL };
            assert_eq!(store::disputes_count(q, &list).await.unwrap(), open, "the list behind it: {unit} {year}");
        }
        let next = store::table3(q, 2027, Some(county.city)).await.unwrap();
        assert_eq!((next.total(2), store::table3(q, 2027, Some(county.home)).await.unwrap().total(2)), (2, 0));
        let before = report::carried(q, 2027, county.city).await.unwrap();
        assert_eq!((city.table3.total(CARRIED), before.total(CARRIED)), (0, 2));
        assert!(relations(&next, &before).iter().all(crate::annual::Relation::holds));
        assert_eq!(report::inherited(q, 2027, Some(county.city)).await.unwrap(), 2);
        assert_eq!(report::inherited(q, 2027, Some(county.home)).await.unwrap(), -2);
        assert_eq!(why(county.submits(&open, &draft("b6")).await), "matter.not-yours", "the former organ answers no more");
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

    async fn a_report_put_right_after_the_functions_went_over_counts_what_it_counted(test: TestDb) {
        let mut county = County::new(test).await;
        let (_open, closed) = (county.received().await, county.received().await);
        county.answers(&closed, &draft("b6")).await;
        let (home, city) = (county.publishes(county.home).await, county.publishes(county.city).await);
        county.on(3, 6);
        assert_eq!(county.succeeds().await, 1);
        county.on(4, 20);
        county.corrects(&home).await;
        let q = &mut county.db().reader();
        assert_eq!(store::table3(q, 2026, Some(county.home)).await.unwrap(), home.table3, "nothing goes to the heir afterwards");
        assert_eq!(store::table3(q, 2026, Some(county.city)).await.unwrap(), city.table3);
        assert_eq!(report::inherited(q, 2027, Some(county.city)).await.unwrap(), 1);
    }

    async fn what_was_voided_goes_to_no_heir(test: TestDb) {
        let county = County::new(test).await;
        let (waits, twice) = (
            county.received().await,
            county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap(),
        );
        let mut tx = county.db().begin().await.unwrap();
        let about = ("与前一件重复登记", None, false);
        actions::amend::void(&mut tx, &county.ground(), &county.clerk, twice.request, about).await.unwrap();
        tx.commit().await.unwrap();
        let told = county.messages().await.len();
        assert_eq!(county.succeeds().await, 1, "the one that waits");
        assert_eq!(county.messages().await.len(), told + 1, "the applicant is told once");
        assert_eq!(county.request(&waits).await.organ_id, county.city);
        assert_eq!(county.request(&twice).await.organ_id, county.home);
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

    async fn what_was_decided_before_goes_along_and_stays_where_a_settled_report_counts_it(test: TestDb) {
        let mut county = County::new(test).await;
        let (early, late) = (county.received().await, county.received().await);
        for taken in [&early, &late] {
            county.answers(taken, &draft("b6")).await;
            county.disputed(taken).await;
        }
        county.on(3, 5);
        county.decided(&early).await;
        let home = county.publishes(county.home).await;
        assert_eq!(home.table4.0[0], [1, 0, 0, 1]);
        // The second one is decided in a year whose report nobody of the former organ writes any more.
        county.world.now = base::Moment::start_of(Date::constant(2027, 2, 1));
        county.decided(&late).await;
        assert_eq!(county.succeeds().await, 1, "what is done with in settled years stays");
        let q = &mut county.db().reader();
        for (unit, year, row) in [
            (Some(county.home), 2026, [1, 0, 0, 1]), (Some(county.city), 2026, [0; 4]), (None, 2026, [1, 0, 0, 1]),
            (Some(county.home), 2027, [0; 4]), (Some(county.city), 2027, [1, 0, 0, 0]), (None, 2027, [1, 0, 0, 0]),
        ] {
            assert_eq!(store::table4(q, year, unit).await.unwrap().0[0], row, "{unit:?} {year}");
        }
    }
}
