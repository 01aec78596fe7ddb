//! Another organ continues the functions of a unit, and times that somebody above sets.

use base::Moment;
use base::time::DAY;
use identity::Actor;
use matter::case::Stance;
use matter::decide::{Input, Who};
use matter::engine::{self, Succession};
use matter::lists::{Filter, Scope, Which};
use matter::store as rows;

use crate::county::{County, LINES, says, to, units_of};
use crate::sample::SAMPLE;

impl County {
    /// `to` continues the functions of `from` in a matter.
    async fn succeeds(&self, id: i64, from: i64, to: i64) -> bool {
        let mut tx = self.t.db.begin().await.unwrap();
        let heir = Succession { from, to, why: "机构改革方案" };
        let by = self.official(9);
        let done = engine::succeed(&mut tx, &self.ground, &SAMPLE, (&by, id), &heir).await.unwrap();
        tx.commit().await.unwrap();
        done.is_some()
    }

    async fn binds(&self, id: i64, until: Moment) -> bool {
        let mut tx = self.t.db.begin().await.unwrap();
        let done = engine::bind(&mut tx, &self.ground, &SAMPLE, (&Actor::System, id), until).await.unwrap();
        tx.commit().await.unwrap();
        done.is_some()
    }

    async fn held(&self, unit: i64) -> u64 {
        rows::count_held(&mut self.t.db.reader(), unit).await.unwrap()
    }

    /// How many tasks lie with the official of `unit`, and how many are late.
    async fn todo(&self, unit: i64) -> (i64, i64) {
        let actor = self.official(unit);
        let scope = Scope::of(&actor, actor.staff().unwrap(), &LINES);
        let counts = rows::todo_counts(&mut self.t.db.reader(), &scope, self.ground.now, (99, 99)).await.unwrap();
        (counts.0.found, counts.1.found)
    }

    async fn replays(&self) {
        let (checked, bad) = matter::replay::all(&self.t.db, 9).await.unwrap();
        assert!(checked > 0 && bad.is_empty(), "{bad:?}");
    }
}

store::both! {
    async fn what_a_unit_holds_goes_to_its_heir_and_nothing_else_changes(test: TestDb) {
        let county = County::new(test).await;
        let (held, asked, past) = (county.handled("在办").await, county.handled("征询").await, county.handled("已交").await);
        county.does(2, asked, "transfer", to(3)).await;
        county.does(3, asked, "countersign", units_of(&[2, 4])).await;
        county.does(2, past, "submit", to(2)).await;
        let before = county.matter(held).await;
        assert_eq!((county.held(2).await, county.todo(5).await.0), (2, 0));
        assert!(county.succeeds(held, 2, 5).await && county.succeeds(asked, 2, 5).await);
        assert!(!county.succeeds(past, 2, 5).await && !county.succeeds(held, 2, 5).await, "it has no part any more");
        assert_eq!((county.held(2).await, county.todo(2).await.0, county.todo(5).await.0), (0, 0, 2));
        let after = county.matter(held).await;
        assert_eq!((after.number, after.state, after.due_at), (before.number, before.state, before.due_at));
        assert_eq!((after.home_unit, after.holder_unit, after.lead_unit), (1, Some(5), Some(5)));
        let trail = rows::trail(&mut county.t.db.reader(), held).await.unwrap();
        let last = trail.last().unwrap();
        assert_eq!((last.action.as_str(), last.to_seats.as_str(), last.opinion.as_str()), ("succeed", "县民政局", "机构改革方案"));
        county.does(5, asked, "reply", says(Stance::Agree)).await;
        county.does(5, held, "submit", to(5)).await;
        let steps = county.matter(held).await.case().unwrap();
        let back = matter::decide::earlier_steps(&SAMPLE, &steps);
        assert!(back.iter().any(|(_, step)| step.state == "handling"));
        let (at, _) = back.iter().find(|(_, step)| step.state == "handling").unwrap();
        county.does(1, held, "return", Input { step: Some(*at), opinion: "材料不全".into(), ..Input::default() }).await;
        assert_eq!(county.matter(held).await.holder_unit, Some(5), "it comes back to the heir");
        county.replays().await;
    }

    async fn who_received_a_matter_is_succeeded_also_while_somebody_outside_must_act_and_after_its_end(test: TestDb) {
        let county = County::new(test).await;
        let (waits, closed) = (county.handled("等待").await, county.open("办结").await);
        county.does(2, waits, "ask_supplement", says(Stance::Noted)).await;
        county.does(1, closed, "refuse", Input { opinion: "不属于".into(), outcome: Some("not_ours".into()), ..Input::default() }).await;
        assert_eq!(county.held(1).await, 1);
        assert!(county.succeeds(waits, 1, 9).await && county.succeeds(closed, 1, 9).await);
        assert_eq!((county.held(1).await, county.held(9).await), (0, 1));
        assert_eq!((county.matter(waits).await.home_unit, county.matter(closed).await.home_unit), (9, 9));
        assert_eq!(county.matter(closed).await.turn, "closed");
        county.try_as(&Who::Applicant, waits, "supplement", says(Stance::Noted), None).await.unwrap();
        assert_eq!(county.matter(waits).await.holder_unit, Some(2));
        assert!(county.succeeds(waits, 9, 1).await, "functions go back");
        assert_eq!(county.matter(waits).await.home_unit, 1);
        county.replays().await;
    }

    async fn lists_and_counts_go_by_what_was_set_from_above_when_it_is_earlier(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.handled("市平台").await;
        let own = county.matter(id).await.due_at;
        let city = county.ground.now.plus(DAY);
        assert!(city < own && county.binds(id, city).await);
        assert!(!county.binds(id, city).await, "it is known already");
        assert_eq!(county.matter(id).await.due_at, city);
        assert_eq!(county.todo(2).await, (1, 0));
        county.later(DAY + 1000);
        assert_eq!(county.todo(2).await, (1, 1), "late by the time from above");
        let leader = county.official(9);
        let scope = Scope { overseen: None, ..Scope::of(&leader, leader.staff().unwrap(), &LINES) };
        let filter = Filter { now: county.ground.now, near: county.ground.now, ..Filter::default() };
        let late = rows::count(&mut county.t.db.reader(), Which::Overdue, &scope, &filter, 9).await.unwrap();
        assert_eq!(late.found, 1);
        assert!(county.binds(id, own.plus(DAY)).await);
        assert_eq!(county.matter(id).await.due_at, own, "a later time from above changes nothing");
        assert!(county.binds(id, city).await);
        assert_eq!(matter::recount::all(&county.t.db, &county.ground, &LINES, "放假").await.unwrap().moved, 0);
        county.does(2, id, "submit", to(2)).await;
        county.does(1, id, "approve", Input::default()).await;
        assert!(!county.binds(id, city.plus(-DAY)).await, "what was answered is not made late");
        county.later(1000);
        county.does(1, id, "reopen", says(Stance::Noted)).await;
        assert!(county.matter(id).await.due_at > city, "a new run has a time of its own");
        county.replays().await;
    }
}
