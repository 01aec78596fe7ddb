//! Duty: rosters that are warned about, hand-overs that two people sign, states of agents; calls from screen and exchange, and what they
//! come to.

use super::*;
use crate::calls::{self, Event};
use crate::duty::{self, ShiftForm, Typed, week};
use crate::store::{Calls, Rang};
use base::Date;

impl County {
    async fn shift(&self, title: &str, begins: i64, hours: i64) -> i64 {
        let mut tx = self.db().begin().await.unwrap();
        let form = ShiftForm { title: title.into(), begins: begins * 60, hours, least: 1 };
        let id = duty::add_shift(&mut tx, &self.ground(), &self.chief, &form).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn week(&self, typed: &[((i64, Date), &str)]) -> Result<usize, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let typed: Typed = typed.iter().map(|(cell, names)| (*cell, (*names).to_owned())).collect();
        let done = duty::set_week(&mut tx, &self.ground(), &self.chief, week::monday(self.now.date()), &typed).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn told(&self, body: serde_json::Value) -> Result<calls::Answered, Error> {
        calls::receive(self.db(), &self.ground(), body.to_string().as_bytes()).await
    }

    fn calls(&self, rang: Rang) -> Calls {
        let day = self.now.date();
        Calls { from: day, to: day, hour: None, person: None, rang, quick: 15_000 }
    }

    async fn rang(&self, rang: Rang) -> i64 {
        store::count_rings(&mut self.db().reader(), &self.calls(rang)).await.unwrap()
    }
}

::store::both! {
    async fn a_roster_names_agents_only_and_nobody_twice_at_once(test: TestDb) {
        let county = County::new(test).await;
        let (day, late) = (county.shift("早班", 8, 8).await, county.shift("晚班", 12, 12).await);
        let on = county.now.date();
        let [clerk, agent] = [&county.clerk, &county.agent].map(|one| one.staff().unwrap().name.clone());
        assert_eq!(wrong_fields(county.week(&[((day, on), "无名氏")]).await), [duty::field(day, on)]);
        let twice = county.week(&[((day, on), clerk.as_str()), ((late, on), clerk.as_str())]).await;
        assert_eq!(wrong_fields(twice), [duty::field(late, on)]);
        assert_eq!(county.week(&[((day, on), clerk.as_str()), ((late, on), format!("{agent} {agent}").as_str())]).await.unwrap(), 2);
        let again = week::day_after(on, 1);
        assert_eq!(county.week(&[((day, again), clerk.as_str())]).await.unwrap(), 1, "other cells stay");
        let mut q = county.db().reader();
        let roster = store::roster(&mut q, on, again).await.unwrap();
        assert_eq!(roster.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), [clerk.as_str(), agent.as_str(), clerk.as_str()]);
        let copied = duty::copied(&mut q, week::day_after(week::monday(on), 7)).await.unwrap();
        assert_eq!(copied.get(&(day, week::day_after(on, 7))), Some(&clerk));
        let mut tx = county.db().begin().await.unwrap();
        let form = ShiftForm { title: "早班".into(), begins: 0, hours: 8, least: 1 };
        assert_eq!(wrong_fields(duty::add_shift(&mut tx, &county.ground(), &county.chief, &form).await), ["title"]);
        assert_eq!(why(duty::add_shift(&mut tx, &county.ground(), &county.city_desk, &form).await), "identity.forbidden", "units make no roster");
        duty::turn_shift(&mut tx, &county.ground(), &county.clerk, day).await.unwrap();
        assert!(store::shift(&mut tx, day).await.unwrap().closed_at.is_some());
    }

    async fn two_people_sign_a_hand_over(test: TestDb) {
        let county = County::new(test).await;
        let shift = county.shift("早班", 8, 8).await;
        county.take(&lamps(county.lamps)).await.unwrap();
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let none = duty::give(&mut tx, &ground, &county.clerk, shift, "").await;
        assert_eq!(wrong_fields(none), ["handover"]);
        let given = duty::give(&mut tx, &ground, &county.clerk, shift, "停水的两件请盯着。").await.unwrap();
        let more = duty::give(&mut tx, &ground, &county.clerk, shift, "再交一次。").await;
        assert_eq!(refused(more), "hotline.handover-waits");
        assert_eq!(refused(duty::take_over(&mut tx, &ground, &county.clerk, given, "").await), "hotline.handover-own");
        assert_eq!(why(duty::take_over(&mut tx, &ground, &county.city_desk, given, "").await), "identity.forbidden");
        duty::take_over(&mut tx, &ground, &county.agent, given, "已核对。").await.unwrap();
        assert!(matches!(duty::take_over(&mut tx, &ground, &county.agent, given, "").await, Err(Error::Conflict(_))));
        let kept = store::handover(&mut tx, given).await.unwrap();
        assert_eq!((kept.waiting, kept.open, kept.missed), (1, 1, 0));
        assert_eq!((kept.given_by, kept.taken_by), (county.clerk.person().unwrap(), county.agent.person()));
        tx.commit().await.unwrap();
        county.bodies_hold().await;
    }

    async fn a_call_on_the_screen_rings_is_answered_and_is_written_up(test: TestDb) {
        let mut county = County::new(test).await;
        let person = county.clerk.person().unwrap();
        let mut tx = county.db().begin().await.unwrap();
        duty::be(&mut tx, &county.ground(), &county.clerk, "online").await.unwrap();
        assert_eq!(refused(calls::on_screen(&mut tx, &county.ground(), &county.clerk, Event::End, "").await), "hotline.ring-none");
        calls::on_screen(&mut tx, &county.ground(), &county.clerk, Event::Ring, "13800001234").await.unwrap();
        let two = calls::on_screen(&mut tx, &county.ground(), &county.clerk, Event::Ring, "").await;
        assert_eq!(refused(two), "hotline.ring-open");
        tx.commit().await.unwrap();
        assert_eq!(county.rang(Rang::Offered).await, 0, "what rings is neither answered nor missed");
        county.now = county.now.plus(10_000);
        let mut tx = county.db().begin().await.unwrap();
        let ring = calls::on_screen(&mut tx, &county.ground(), &county.clerk, Event::Answer, "").await.unwrap();
        assert_eq!(ring.number(&tx).unwrap(), "13800001234");
        assert!(!ring.phone.contains("13800001234"), "sealed in the vault");
        tx.commit().await.unwrap();
        county.now = county.now.plus(120_000);
        let mut tx = county.db().begin().await.unwrap();
        calls::on_screen(&mut tx, &county.ground(), &county.clerk, Event::End, "").await.unwrap();
        assert_eq!(store::presence(&mut tx, person).await.unwrap().map(|(state, _)| state), Some("after".to_owned()));
        tx.commit().await.unwrap();
        county.now = county.now.plus(60_000);
        let mut tx = county.db().begin().await.unwrap();
        duty::be(&mut tx, &county.ground(), &county.clerk, "online").await.unwrap();
        tx.commit().await.unwrap();
        let sheet = calls::sheet(&mut county.db().reader(), &county.ground(), &county.calls(Rang::Offered)).await.unwrap();
        assert_eq!((sheet.all.offered, sheet.all.answered, sheet.all.quick, sheet.all.talked), (1, 1, 1, 120_000));
        assert_eq!((sheet.after, sheet.agents.len()), (60_000, 1));
        assert_eq!(calls::Sheet::handled(sheet.all, sheet.after), Some(180_000));
    }

    async fn the_exchange_tells_of_calls_in_any_order_and_again(test: TestDb) {
        let county = County::new(test).await;
        let at = |seconds: i64| county.now.plus(seconds * 1_000).rfc3339();
        let event = |call: &str, event: &str, seconds: i64| {
            serde_json::json!({ "call": call, "event": event, "phone": "139-0000-1111", "agent": "user01", "at": at(seconds) })
        };
        for (call, what, seconds) in [("a", "end", -10), ("a", "ring", -90), ("a", "answer", -70), ("b", "ring", -50), ("b", "end", -20)] {
            assert_eq!(county.told(event(call, what, seconds)).await.unwrap().result, "taken", "{call} {what}");
        }
        assert_eq!(county.told(event("a", "answer", -70)).await.unwrap().result, "same");
        let mut counts = Vec::new();
        for rang in Rang::all() {
            let n = county.rang(rang).await;
            let listed = store::rings(&mut county.db().reader(), &county.calls(rang), None, 10).await.unwrap();
            assert_eq!(i64::try_from(listed.len()).unwrap(), n, "the list of {}", rang.key());
            assert_eq!(Rang::of(rang.key()), Some(rang));
            counts.push(n);
        }
        assert_eq!(counts, [2, 1, 0, 1, 1], "offered, answered, quick, missed, owed");
        let owed = store::rings(&mut county.db().reader(), &county.calls(Rang::Owed), None, 10).await.unwrap().remove(0);
        let mut tx = county.db().begin().await.unwrap();
        calls::back(&mut tx, &county.ground(), &county.clerk, owed.id).await.unwrap();
        assert!(matches!(calls::back(&mut tx, &county.ground(), &county.agent, owed.id).await, Err(Error::Conflict(_))));
        tx.commit().await.unwrap();
        assert_eq!(county.rang(Rang::Owed).await, 0);
        for (body, field) in [
            (serde_json::json!({ "event": "ring" }), "call"),
            (serde_json::json!({ "call": "own-1", "event": "ring" }), "call"),
            (serde_json::json!({ "call": "c", "event": "sing" }), "event"),
            (serde_json::json!({ "call": "c", "event": "ring", "at": "soon" }), "at"),
            (serde_json::json!({ "call": "c", "event": "ring", "at": "2020-01-01T00:00:00+08:00" }), "at"),
            (serde_json::json!("ring"), "body"),
        ] {
            assert_eq!(wrong_fields(county.told(body).await), [field]);
        }
    }
}
