//! The desk and the units: taking, dispatching with reasons, objections and their end, extensions, orders on hold, merging, urging.

use super::*;
use crate::actions::Hold;
use crate::suggest::{self, About};
use crate::{hide, jobs};

::store::both! {
    async fn an_order_goes_its_way_to_the_callback_and_the_caller_is_told(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        assert!(taken.number.starts_with("青热〔2026〕"), "{}", taken.number);
        assert_eq!(county.state(&taken).await, "callback");
        let order = county.order(&taken).await;
        assert_eq!((order.answer_unit, order.phone.as_str()), (Some(county.city), "13800001234"));
        assert!(order.contacted_at.is_some() && order.signed_at.is_some() && order.dispatched_at.is_some());
        // Five working days from the call; what is judged is when the unit handed its answer in.
        assert_eq!(order.answered_due.unwrap().date().to_string(), "2026-03-09");
        assert!(order.answered_at.unwrap() < order.replied_at.unwrap());
        let messages = county.messages().await;
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages.iter().any(|m| m.contains(&taken.code)) && messages.iter().all(|m| !m.contains("灯头")), "{messages:?}");
        let sealed: Option<(String,)> = ::store::Query::maybe(
            &mut county.db().reader(), "SELECT phone FROM hotline_order WHERE id = $1", ::store::args![taken.order],
        ).await.unwrap();
        assert!(!sealed.unwrap().0.contains("1380"), "the telephone is sealed");
    }

    async fn what_can_be_answered_at_once_closes_at_once(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.take(&lamps_but(county.lamps, |e| e.kind = "consult".into())).await.unwrap();
        let mut only = county.act(&county.clerk, &taken, "refuse", Input { outcome: Some("direct".into()), ..opinion("不归我们管") }).await;
        assert_eq!(wrong_fields(only), ["outcome"]);
        only = county.act(&county.city_desk, &taken, "answer", opinion("早八点。")).await;
        assert_eq!(why(only), "matter.not-yours", "only the desk");
        county.act(&county.clerk, &taken, "answer", opinion("报修请打城管局值班电话，当晚处理。")).await.unwrap();
        let order = county.order(&taken).await;
        assert_eq!(county.state(&taken).await, "closed");
        assert!(order.answer.contains("值班电话") && order.answered_at.is_some());
    }

    async fn an_objection_has_its_time_its_reason_and_its_judge(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.water)).await.unwrap();
        assert_eq!(wrong_fields(county.act(&county.water_desk, &taken, "object", Input::default()).await), ["opinion"]);
        county.act(&county.water_desk, &taken, "object", opinion("路灯不属于水利局职责。")).await.unwrap();
        assert_eq!(county.state(&taken).await, "objection");
        assert_eq!(why(county.act(&county.water_desk, &taken, "accept", Input::default()).await), "matter.not-yours", "nobody judges himself");
        county.act(&county.clerk, &taken, "accept", Input::default()).await.unwrap();
        assert_eq!(county.state(&taken).await, "received");

        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, &taken, "object", opinion("灯杆属于小区物业。")).await.unwrap();
        county.act(&county.chief, &taken, "uphold", opinion("按派单目录由城管局办理。")).await.unwrap();
        assert_eq!(county.state(&taken).await, "dispatched", "back with the unit");
        let again = county.act(&county.city_desk, &taken, "object", opinion("还是不归我们。")).await;
        assert_eq!(refused(again), "hotline.designated");

        let late = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &late, "dispatch", to(county.city)).await.unwrap();
        county.later(25);
        let objection = county.act(&county.city_desk, &late, "object", opinion("不归我们管。")).await;
        assert_eq!(refused(objection), "hotline.object-late");
        county.act(&county.clerk, &late, "reassign", Input { opinion: "按职责改派".into(), ..to(county.water) }).await.unwrap();
        assert!(county.order(&late).await.signed_at.is_none());
    }

    async fn units_are_proposed_by_the_catalogue_and_by_what_was_solved_each_with_why(test: TestDb) {
        let mut county = County::new(test).await;
        let solved = county.handled(&lamps(county.lamps)).await;
        county.call(&solved, &content()).await.unwrap();
        let search = ::store::search::Search::open(&county.test.dir().join("index")).unwrap();
        search.catch_up(county.db()).await.unwrap();
        let home = crate::home(&mut county.db().reader()).await.unwrap();
        let about = About { title: "建设路路灯不亮", body: "建设路路灯两天不亮", class: Some(county.lamps), ..About::default() };
        let units = suggest::units(&mut county.db().reader(), &search, &about, home).await.unwrap();
        assert_eq!(units.iter().map(|p| p.unit).collect::<Vec<_>>(), [county.city]);
        assert!(units[0].why.contains("派单目录：路灯照明（权责清单）") && units[0].why.contains("近似工单 1 件，其中 1 件"), "{}", units[0].why);
        let accused = About { complained: Some(county.city), ..about };
        assert!(suggest::units(&mut county.db().reader(), &search, &accused, home).await.unwrap().is_empty());
        let similar = suggest::similar(&mut county.db().reader(), &search, &county.ground(), &about).await.unwrap();
        assert_eq!(similar.len(), 1);
        // A unit that is abolished is proposed to nobody.
        let act = identity::Act::new(&Actor::System, county.now, &county.chance);
        let mut tx = county.db().begin().await.unwrap();
        for at in county.officials.iter().filter_map(|one| one.staff().ok()).filter(|at| at.unit == county.city) {
            identity::holding::release(&mut tx, act, at.post, at.person).await.unwrap();
        }
        identity::units::close(&mut tx, act, county.city, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(suggest::units(&mut county.db().reader(), &search, &about, home).await.unwrap().is_empty());
    }

    async fn a_unit_that_holds_orders_is_not_abolished_before_they_are_passed_on(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let desks = matter::store::Desks::Unit(county.city);
        let open = matter::store::count_open_tasks(&mut county.db().reader(), desks).await.unwrap();
        assert_eq!(open, 1);
        let act = identity::Act::new(&Actor::System, county.now, &county.chance);
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(identity::units::close(&mut tx, act, county.city, &["1 件未办结事项".to_owned()]).await), "identity.unit.busy");
        drop(tx);
        county.act(&county.clerk, &taken, "reassign", Input { opinion: "机构改革，职责划转".into(), ..to(county.water) }).await.unwrap();
        assert_eq!(county.state(&taken).await, "dispatched");
    }

    async fn a_complaint_does_not_go_to_the_unit_complained_of_without_a_reason(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.take(&lamps_but(county.lamps, |e| e.complained = Some(county.city))).await.unwrap();
        assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "dispatch", to(county.city)).await), ["unit", "opinion"]);
        county.act(&county.clerk, &taken, "dispatch", Input { opinion: "由该局纪检部门核查".into(), ..to(county.city) }).await.unwrap();
        assert_eq!(wrong_fields(county.take(&lamps_but(county.lamps, |e| e.class = Some(9_999))).await), ["class"]);
    }

    async fn time_is_extended_once_by_the_head_and_an_order_on_hold_goes_on_by_itself(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let days = |n| Input { days: Some(n), ..opinion("需要采购专用灯具") };
        assert_eq!(wrong_fields(county.act(&county.city_desk, &taken, "extension", days(9)).await), ["days"]);
        county.act(&county.city_desk, &taken, "extension", days(5)).await.unwrap();
        county.act(&county.chief, &taken, "reply", counter::testing::agree("同意")).await.unwrap();
        let row = store::rows_by_ids(&mut county.db().reader(), &[taken.order]).await.unwrap().remove(0);
        assert_eq!(row.due_at.date().to_string(), "2026-03-16");
        assert_eq!(why(county.act(&county.city_desk, &taken, "extension", days(1)).await), "clock.extended", "once");

        let until = "2026-03-20".parse().ok();
        let bad = Hold { kind: "whim".into(), plan: "等".into(), ..Hold::default() };
        let wrong = county.act_with(&county.city_desk, &taken, "ask_hold", opinion("等待到货"), &More { hold: Some(bad), ..More::default() }).await;
        assert_eq!(wrong_fields(wrong), ["hold_kind", "hold_plan", "hold_until"]);
        let plan = Hold { kind: "objective".into(), plan: "灯具已订购，三月下旬到货后安装。".into(), until, ..Hold::default() };
        county.act_with(&county.city_desk, &taken, "ask_hold", opinion("等待到货"), &More { hold: Some(plan), ..More::default() }).await.unwrap();
        county.act(&county.chief, &taken, "reply", counter::testing::agree("同意")).await.unwrap();
        assert_eq!(county.state(&taken).await, "held");
        assert!(county.messages().await.iter().any(|m| m.contains("暂缓办理")));
        county.on(3, 21);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().resumed, 1);
        assert_eq!(county.state(&taken).await, "handling");
        county.act(&county.city_desk, &taken, "submit", opinion("已安装。")).await.unwrap();
    }

    async fn duplicates_become_one_and_all_callers_are_told(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.signed(&lamps(county.lamps)).await;
        let second = county.take(&lamps_but(county.lamps, |e| { e.name = "王川".into(); e.phone = "13800005678".into(); })).await.unwrap();
        let third = county.take(&lamps(county.lamps)).await.unwrap();
        assert_eq!(county.order(&third).await.repeat_of, Some(first.order), "the same telephone and class");
        for other in [&second, &third] {
            let into = Input { other: Some(first.matter), ..Input::default() };
            county.act(&county.clerk, other, "merge", into).await.unwrap();
            assert_eq!(county.state(other).await, "merged");
        }
        let into = Input { other: Some(second.matter), ..Input::default() };
        let fourth = county.take(&lamps(county.lamps)).await.unwrap();
        assert_eq!(wrong_fields(county.act(&county.clerk, &fourth, "merge", into).await), ["other"]);
        let before = county.messages().await.len();
        county.act(&county.city_desk, &first, "submit", opinion("已修好。")).await.unwrap();
        county.act(&county.clerk, &first, "approve", Input::default()).await.unwrap();
        assert_eq!(county.messages().await.len(), before + 3, "each of the three callers");
        let order = county.order(&second).await;
        let status = crate::citizen::status(&mut county.db().reader(), &county.ground(), &order).await.unwrap();
        assert_eq!(status.joined.unwrap().1, "已修好。");
    }

    async fn the_third_call_about_the_same_is_warned_of(test: TestDb) {
        let mut county = County::new(test).await;
        for expected in [false, false, true] {
            let taken = county.take(&lamps(county.lamps)).await.unwrap();
            assert_eq!(county.order(&taken).await.petition, expected);
            county.later(24);
        }
        let withheld = county.take(&lamps_but(county.lamps, |e| { e.phone = String::new(); e.name = String::new(); })).await.unwrap();
        let order = county.order(&withheld).await;
        assert!(!order.petition && order.repeat_of.is_none(), "nobody is known who withholds number and name");
    }

    async fn what_is_nearly_due_is_urged_by_itself_and_not_every_hour(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 0);
        county.on(3, 9);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 1);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 0, "once a day");
        for day in 10..=30 {
            county.on(3, day);
            jobs::run(county.db(), &county.ground()).await.unwrap();
        }
        let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!(matter.urged, 3, "as often as the rule says");
        county.act(&county.chief, &taken, "supervise", opinion("超期未办，请三天内办结。")).await.unwrap();
        assert_eq!(why(county.act(&county.leader, &taken, "supervise", opinion("再次督办")).await), "matter.supervised", "once");
    }

    async fn a_unit_passes_orders_on_within_its_own_house_only(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let input = Input { opinion: "请水利局办".into(), ..to(county.water) };
        assert_eq!(wrong_fields(county.act(&county.city_desk, &taken, "transfer", input).await), ["unit"]);
    }

    async fn ten_thousand_calls_of_one_person_keep_nobody_else_waiting(test: TestDb) {
        let county = County::new(test).await;
        for _ in 0..120 {
            county.take(&lamps(county.lamps)).await.unwrap();
        }
        let digest = taking::digest(&county.db().reader(), "13800001234").unwrap();
        let since = county.now.date();
        let (shown, all) = store::history(&mut county.db().reader(), &digest, since, 0, 8).await.unwrap();
        assert_eq!((shown.len(), all), (8, 120), "a few are shown, all are counted");
        assert!(shown.iter().all(|e| !e.title.contains("李青禾")));
        assert_eq!(hide::listed_title("李青禾反映路灯", "李青禾"), "诉求人反映路灯");
    }
}
