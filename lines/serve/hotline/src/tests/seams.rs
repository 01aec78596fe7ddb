//! Where one part of the line meets another: clocks and counts over an objection and a hold, ratings of a second answer, orders of the city
//! that are joined with others, letters over a change of organs.

use ::store::{Query, args};
use serde_json::json;

use super::*;
use crate::actions::{Hold, papers};
use crate::store::{Count, Filter, Link};
use crate::testing::order;
use crate::{citizen, jobs};

impl County {
    async fn count(&self, count: Count) -> i64 {
        let filter = Filter { count, ..Filter::all(self.now) };
        store::count(&mut self.db().reader(), &filter).await.unwrap()
    }

    /// The clocks of which the program would remind, each with the day on which it ends.
    async fn ends(&self) -> Vec<(String, String)> {
        let from = (base::Moment(i64::MIN), 0, "");
        let ending = store::ending(&mut self.db().reader(), base::Moment(i64::MAX), from).await.unwrap();
        ending.into_iter().map(|e| (e.clock, e.due.minutes())).collect()
    }

    /// Until when the unit has to sign and to speak with the caller, as reports count it.
    async fn dues(&self, taken: &Taken) -> (base::Moment, base::Moment) {
        let sql = "SELECT sign_due, contact_due FROM hotline_order WHERE id = $1";
        self.db().reader().maybe(sql, args![taken.order]).await.unwrap().unwrap()
    }

    async fn joins_to(&self, order: i64, lead: i64) {
        let given = Given { input: Input { other: Some(lead), ..Input::default() }, ..Given::default() };
        let mut tx = self.db().begin().await.unwrap();
        actions::act(&mut tx, &self.ground(), &self.clerk, order, "merge", given, &More::default()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn rates(&self, taken: &Taken, level: i64) -> Result<(), Error> {
        let mut tx = self.db().begin().await.unwrap();
        citizen::rate(&mut tx, &self.ground(), taken.order, level, "").await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn handles_again(&mut self, taken: &Taken) {
        self.act(&self.city_desk, taken, "sign", Input::default()).await.unwrap();
        self.later(1);
        self.act(&self.city_desk, taken, "submit", opinion("更换了整条线路。")).await.unwrap();
        self.later(1);
        self.act(&self.clerk, taken, "approve", Input::default()).await.unwrap();
    }
}

::store::both! {
    async fn what_lay_with_the_desk_for_an_objection_is_no_time_of_the_units(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        let before = county.dues(&taken).await;
        county.later(1);
        county.act(&county.city_desk, &taken, "object", opinion("不属于本单位职责。")).await.unwrap();
        let waiting = county.ends().await;
        assert!(waiting.iter().all(|(clock, _)| clock != "sign" && clock != "contact"), "nobody is reminded of what he cannot do: {waiting:?}");
        county.later(30);
        county.act(&county.chief, &taken, "uphold", opinion("按照职责清单由你单位办理。")).await.unwrap();
        let after = county.dues(&taken).await;
        assert!(after.0 > before.0 && after.1 > before.1, "{before:?} {after:?}");
        county.later(20);
        assert!(county.now > before.0 && county.now < after.0, "too late by the first end, in time by the one that holds");
        county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &taken, "contact", opinion("已联系。")).await.unwrap();
        assert_eq!((county.count(Count::Dispatched).await, county.count(Count::SignedOnTime).await), (1, 1));
        assert!(matter::replay::all(county.db(), 9).await.unwrap().1.is_empty());
    }

    async fn a_hold_suspends_the_time_to_dispatch_and_to_speak_with_the_caller_and_ends_neither(test: TestDb) {
        let mut county = County::new(test).await;
        let at_desk = county.take(&lamps(county.lamps)).await.unwrap();
        let with_unit = county.signed(&lamps(county.lamps)).await;
        let plan = Hold {
            kind: "objective".into(), plan: "灯具到货后安装。".into(), until: "2026-03-10".parse().ok(), ..Hold::default()
        };
        let more = More { hold: Some(plan), ..More::default() };
        for taken in [&at_desk, &with_unit] {
            county.act_with(&county.chief, taken, "hold", opinion("等待到货"), &more).await.unwrap();
        }
        assert!(county.ends().await.is_empty(), "{:?}", county.ends().await);
        county.on(3, 10);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().resumed, 2);
        let clocks: Vec<String> = county.ends().await.into_iter().map(|(clock, _)| clock).collect();
        assert!(clocks.contains(&"dispatch".to_owned()) && clocks.contains(&"contact".to_owned()), "{clocks:?}");
        assert!(county.dues(&with_unit).await.1 > county.now, "what it was on hold does not count");
    }

    async fn what_a_unit_takes_back_unsigned_has_a_day_to_be_dispatched_again(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.water)).await.unwrap();
        county.later(1);
        county.act(&county.clerk, &taken, "withdraw", Input::default()).await.unwrap();
        assert_eq!(county.state(&taken).await, "received");
        let clocks: Vec<String> = county.ends().await.into_iter().map(|(clock, _)| clock).collect();
        assert_eq!(clocks, ["dispatch"]);
    }

    async fn a_hold_whose_last_day_is_over_is_not_agreed_to_any_more(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let plan = Hold {
            kind: "objective".into(), plan: "灯具到货后安装。".into(), until: "2026-03-04".parse().ok(), ..Hold::default()
        };
        let more = More { hold: Some(plan), ..More::default() };
        county.act_with(&county.city_desk, &taken, "ask_hold", opinion("等待到货"), &more).await.unwrap();
        county.on(3, 4);
        let late = county.act(&county.chief, &taken, "reply", counter::testing::agree("同意")).await;
        assert_eq!(refused(late), "hotline.hold-over");
        assert_eq!(county.state(&taken).await, "handling");
    }

    async fn a_second_answer_is_rated_anew_and_the_desk_hears_of_a_bad_one(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let taken = county.handled(&lamps(county.lamps)).await;
        county.call(&taken, &cross("还是不亮")).await.unwrap();
        county.later(1);
        county.handles_again(&taken).await;
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &county.order(&taken).await).await.unwrap();
        assert!(status.may_rate && status.satisfaction.is_empty(), "what was said of the first answer is not said of this one");
        for _ in 0..3 {
            county.call(&taken, &Spoken::default()).await.unwrap();
            county.later(24);
        }
        assert_eq!(county.state(&taken).await, "closed", "nobody was reached");
        let before = county.sent_to(0, "请判断是否重新办理").await;
        county.rates(&taken, 2).await.unwrap();
        assert_eq!(refused(county.rates(&taken, 5).await), "hotline.rated", "once");
        assert_eq!(county.sent_to(0, "请判断是否重新办理").await, before + 1);
        assert_eq!(county.sent_to(2, "请判断是否重新办理").await, 0, "the unit decides nothing of it");

        let content = county.handled(&lamps(county.lamps)).await;
        county.rates(&content, 1).await.unwrap();
        assert_eq!(county.sent_to(0, "请判断是否重新办理").await, before + 1, "the callback comes still");
    }

    async fn an_order_of_the_city_that_is_joined_with_another_is_answered_to_the_city(test: TestDb) {
        let mut county = County::new(test).await;
        let link = Link { report_url: "https://12345.city.example/reports".into(), ..Link::default() };
        let mut tx = county.db().begin().await.unwrap();
        store::set_city(&mut tx, &link).await.unwrap();
        tx.commit().await.unwrap();
        let first = county.signed(&lamps(county.lamps)).await;
        county.sent("1", &order("SZ1", 1, json!({}))).await.unwrap();
        let early = county.of_city("SZ1").await;
        county.joins_to(early.id, first.matter).await;
        county.act(&county.city_desk, &first, "submit", opinion("李青禾，灯头已换，恢复照明。")).await.unwrap();
        county.act(&county.clerk, &first, "approve", Input::default()).await.unwrap();
        county.later(1);
        county.sent("2", &order("SZ2", 1, json!({}))).await.unwrap();
        let late = county.of_city("SZ2").await;
        county.joins_to(late.id, first.matter).await;
        for row in [&early, &late] {
            let reports = county.reports().await;
            let told: Vec<_> = reports.iter().filter(|r| r["order"] == row.id).collect();
            let kinds: Vec<_> = told.iter().map(|r| r["what"].as_str().unwrap()).collect();
            assert_eq!(kinds, ["merged", "answered"], "{}", row.city_number);
            let (key, body) = crate::city::report::compose(&mut county.db().reader(), told[1]).await.unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((&body["type"], &body["data"]["number"]), (&json!("order.answered"), &json!(row.city_number)));
            let answer = body["data"]["answer"].as_str().unwrap();
            assert!(answer.contains("灯头已换") && !answer.contains("李青禾"), "whoever called first is nobody's business: {answer}");
            assert!(key.ends_with(&format!("_{}", first.order)), "a key of its own: {key}");
        }
        let phone = late.phone;
        let told = county.messages().await;
        let of_late: Vec<_> = told.iter().filter(|m| m.contains(&phone) && m.contains("合并办理")).collect();
        assert!(of_late[0].contains("办理结果请凭编号和查询码"), "it is answered already: {of_late:?}");
    }

    async fn whoever_continues_a_unit_replies_to_the_letter_that_was_sent_back_to_it(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let writing = papers::Writing {
            kind: "rectify", text: "超期未办，请查明原因。", due: "2026-03-05".parse().ok(), ..papers::Writing::default()
        };
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let letter = papers::make(&mut tx, &ground, &county.chief, taken.order, &writing).await.unwrap();
        papers::reply(&mut tx, &ground, &county.city_desk, letter, "已整改到位。").await.unwrap();
        assert_eq!(store::unanswered(&mut tx, county.city).await.unwrap(), 1, "it may be sent back yet");
        assert_eq!(store::succeed(&mut tx, (county.city, county.water)).await.unwrap(), 1);
        papers::judge(&mut tx, &ground, &county.chief, letter, false).await.unwrap();
        papers::reply(&mut tx, &ground, &county.water_desk, letter, "已由本单位继续整改到位。").await.unwrap();
        tx.commit().await.unwrap();
    }
}
