//! What the program does by itself: reminders in time on every day, supervision of what is late, orders that nobody could go on with, and a
//! bad row that keeps no other waiting.

use super::*;
use crate::actions::Hold;
use crate::jobs::{self, hasty};

impl County {
    async fn hasty(&self) -> hasty::Ran {
        hasty::run(self.db(), &self.ground()).await.unwrap()
    }

    async fn reminders(&self, taken: &Taken) -> Vec<String> {
        let trail = matter::store::trail(&mut self.db().reader(), taken.matter).await.unwrap();
        trail.into_iter().filter(|act| act.action == "remind").map(|act| act.opinion).collect()
    }

    async fn held(&self, until: &str) -> Taken {
        let taken = self.take(&lamps(self.lamps)).await.unwrap();
        self.act(&self.clerk, &taken, "dispatch", to(self.city)).await.unwrap();
        self.act(&self.city_desk, &taken, "sign", Input::default()).await.unwrap();
        let plan = Hold {
            kind: "objective".into(),
            plan: "灯具到货后安装。".into(),
            until: until.parse().ok(),
            ..Hold::default()
        };
        let more = More { hold: Some(plan), ..More::default() };
        self.act_with(&self.chief, &taken, "hold", opinion("等待到货"), &more).await.unwrap();
        taken
    }
}

::store::both! {
    async fn of_every_clock_of_hours_is_reminded_once_also_on_a_sunday_night(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        county.on(3, 7);
        county.later(12);
        assert!(!county.ground().calendar.day(county.now.date()).working, "a Saturday evening");
        let urgent = county.take(&lamps_but(county.lamps, |e| e.urgency = "urgent".into())).await.unwrap();
        let plain = county.take(&lamps_but(county.lamps, |e| e.phone = "13800005678".into())).await.unwrap();
        assert_eq!(county.hasty().await, hasty::Ran::default(), "an hour is left");
        county.now = county.now.plus(31 * base::time::MINUTE);
        assert_eq!(county.hasty().await.reminded, 1, "half an hour before the dispatch is due");
        assert!(county.reminders(&urgent).await[0].contains("派单时限即将到期"), "{:?}", county.reminders(&urgent).await);
        assert_eq!((county.sent_to(0, "派单时限").await, county.sent_to(2, "派单时限").await), (1, 0), "the clerk, not a unit");
        assert_eq!(county.hasty().await.reminded, 0, "once");
        county.act(&county.clerk, &urgent, "dispatch", to(county.city)).await.unwrap();
        county.later(2);
        assert_eq!(county.hasty().await.reminded, 1, "nobody signed");
        assert!(county.reminders(&urgent).await[1].contains("签收时限已经超过"), "{:?}", county.reminders(&urgent).await);
        assert_eq!((county.sent_to(2, "签收时限").await, county.sent_to(3, "签收时限").await), (1, 0), "the unit that has it, not another");
        county.act(&county.city_desk, &urgent, "sign", Input::default()).await.unwrap();
        county.later(21);
        assert_eq!(county.hasty().await.reminded, 1, "the answer of an urgent order on a Sunday");
        assert!(county.reminders(&urgent).await[2].contains("办理时限即将到期"));
        assert!(county.reminders(&plain).await.is_empty(), "a working day has not begun");
        county.on(3, 9);
        county.later(8);
        assert!(county.hasty().await.reminded >= 1);
        assert!(county.reminders(&plain).await[0].contains("派单时限"), "in the afternoon of its day");
        assert!(county.messages().await.iter().all(|m| !m.contains("李青禾")), "no person in any message");
    }

    async fn a_new_run_of_a_clock_is_reminded_of_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        county.on(3, 4);
        county.later(8);
        assert_eq!(county.hasty().await.reminded, 1, "nobody called back");
        county.call(&taken, &Spoken::default()).await.unwrap();
        assert_eq!(county.hasty().await.reminded, 0, "the clock runs on");
        county.call(&taken, &cross("还是不亮")).await.unwrap();
        county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &taken, "submit", opinion("再次检修。")).await.unwrap();
        county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        assert_eq!(county.hasty().await.reminded, 0);
        county.on(3, 6);
        county.later(8);
        assert_eq!(county.hasty().await.reminded, 1);
        let all = county.reminders(&taken).await;
        assert!(all.len() == 2 && all.iter().all(|text| text.contains("回访时限")), "{all:?}");
    }

    async fn what_is_late_comes_under_supervision_by_itself(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let plain = county.signed(&lamps(county.lamps)).await;
        let urgent = county.signed(&lamps_but(county.lamps, |e| { e.urgency = "urgent".into(); e.phone = String::new(); })).await;
        county.later(25);
        assert_eq!(county.hasty().await.supervised, 0, "late by an hour");
        county.later(4);
        assert_eq!(county.hasty().await.supervised, 1, "urgent, and late by hours");
        assert_eq!((county.sent_to(1, "督办").await, county.sent_to(2, "督办").await), (1, 1), "the head and the unit");
        county.on(3, 11);
        assert_eq!(county.hasty().await.supervised, 0, "late by two working days");
        county.on(3, 12);
        assert_eq!(county.hasty().await.supervised, 1, "late by three");
        assert_eq!(county.hasty().await.supervised, 0, "once");
        for taken in [&plain, &urgent] {
            let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
            assert!(matter.supervised_at.is_some());
        }
        let urged = county.signed(&lamps_but(county.lamps, |e| e.phone = "13800005678".into())).await;
        for day in [16, 17, 18] {
            county.on(3, day);
            county.act(&county.clerk, &urged, "urge", opinion("请抓紧")).await.unwrap();
        }
        assert_eq!(county.hasty().await.supervised, 0, "urged often, but not late");
        county.on(3, 20);
        assert_eq!(county.hasty().await.supervised, 1, "late, and urged often");
    }

    async fn whom_nobody_handles_any_more_is_dispatched_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let waiting = county.handled(&lamps(county.lamps)).await;
        let held = county.held("2026-03-10").await;
        let objects = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &objects, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, &objects, "object", opinion("不归城管局管。")).await.unwrap();
        county.abolish_the_city_office().await;
        county.call(&waiting, &cross("还是不亮")).await.unwrap();
        assert_eq!(county.state(&waiting).await, "received", "at the desk, not with a unit that is no more");
        assert_eq!(county.order(&waiting).await.redone, 1);
        let row = store::rows_by_ids(&mut county.db().reader(), &[waiting.order]).await.unwrap().remove(0);
        assert_eq!(row.clock, "running", "the answer is awaited again");
        county.on(3, 11);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().resumed, 1);
        assert_eq!(county.state(&held).await, "received");
        let row = store::rows_by_ids(&mut county.db().reader(), &[held.order]).await.unwrap().remove(0);
        assert_eq!(row.clock, "running", "its time goes on");
        for taken in [&waiting, &held] {
            county.act(&county.clerk, taken, "dispatch", to(county.water)).await.unwrap();
        }
        let kept = county.act(&county.chief, &objects, "uphold", opinion("由城管局办理。")).await;
        assert_eq!(refused(kept), "hotline.unit-gone");
        county.act(&county.clerk, &objects, "accept", Input::default()).await.unwrap();
    }

    async fn a_unit_without_a_post_for_it_gets_nothing_back_either(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        county.act(&county.city_desk, &taken, "submit", opinion("已修。")).await.unwrap();
        let act = identity::Act::new(&Actor::System, county.now, &county.chance);
        let post = county.city_desk.staff().unwrap().post;
        let mut tx = county.db().begin().await.unwrap();
        identity::posts::set_roles(&mut tx, act, &identity::Roles::new(&[crate::LINE.roles]), post, &[]).await.unwrap();
        tx.commit().await.unwrap();
        let back = Input { step: Some(2), ..opinion("请补充照片") };
        county.act(&county.clerk, &taken, "reject", back).await.unwrap();
        assert_eq!(county.state(&taken).await, "received");
    }

    async fn one_torn_order_keeps_no_other_waiting_and_is_told_at_the_end(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.held("2026-03-10").await;
        let second = county.held("2026-03-10").await;
        let (late, later) = (county.signed(&lamps(county.lamps)).await, county.signed(&lamps(county.lamps)).await);
        county.tear(&first).await;
        county.tear(&late).await;
        county.on(3, 11);
        assert!(jobs::run(county.db(), &county.ground()).await.is_err(), "somebody has to look at it");
        assert_eq!(county.state(&second).await, "handling", "the other goes on");
        let matter = matter::store::matter(&mut county.db().reader(), later.matter).await.unwrap();
        assert_eq!(matter.urged, 1, "the other is urged");
        assert!(hasty::run(county.db(), &county.ground()).await.is_err());
        assert!(!county.reminders(&later).await.is_empty(), "the other is reminded of");
    }
}
