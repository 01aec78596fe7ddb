//! What closes the loop: callers told over chains of joined orders, ratings without a callback, warnings of standing petitions, letters that
//! reach the unit, documents and meetings, keeping away.

use super::*;
use counter::calls::{self, AllCallers};

use crate::actions::outside::Back;
use crate::actions::{Hold, exclusion, outside, papers, petition, recusal};
use crate::store::{Count, Filter};
use crate::{citizen, hide, jobs};

const CALLERS: AllCallers = AllCallers(&[&crate::CALLERS]);

impl County {
    async fn counted(&self, count: Count) -> i64 {
        store::count(&mut self.db().reader(), &Filter { count, scored: true, ..Filter::all(self.now) }).await.unwrap()
    }

    async fn merge(&self, one: &Taken, into: &Taken) {
        let input = Input { other: Some(into.matter), ..Input::default() };
        self.act(&self.clerk, one, "merge", input).await.unwrap();
    }

    /// The same call of somebody else.
    fn other(&self, name: &str, phone: &str) -> Calling {
        lamps_but(self.lamps, |e| {
            e.name = name.into();
            e.phone = phone.into();
        })
    }
}

::store::both! {
    async fn over_a_chain_of_three_every_caller_is_told_and_whom_no_message_reaches_is_called(test: TestDb) {
        let mut county = County::new(test).await;
        let a = county.signed(&lamps(county.lamps)).await;
        let b = county.take(&county.other("王川", "13800005678")).await.unwrap();
        let c = county.take(&county.other("赵禾", "13800009999")).await.unwrap();
        let d = county.take(&county.other("钱青", "0571-88880000")).await.unwrap();
        let silent = county.take(&county.other("孙田", "")).await.unwrap();
        for one in [&c, &d, &silent] {
            county.merge(one, &b).await;
        }
        county.merge(&b, &a).await;
        county.act(&county.city_desk, &a, "submit", opinion("已修好，恢复照明。")).await.unwrap();
        county.act(&county.clerk, &a, "approve", Input::default()).await.unwrap();
        let messages = county.messages().await;
        for phone in ["13800001234", "13800005678", "13800009999"] {
            let told = messages.iter().filter(|m| m.contains(phone) && m.contains("已办理")).count();
            assert_eq!(told, 1, "{phone}: {messages:?}");
        }
        let mut q = county.db().reader();
        for one in [&b, &c, &d] {
            let status = citizen::status(&mut q, &county.ground(), &county.order(one).await).await.unwrap();
            assert_eq!(status.joined, Some((a.number.clone(), "已修好，恢复照明。".to_owned())), "the end of the chain");
        }
        let calls = county.world.calls(a.matter).await;
        assert_eq!(calls.iter().map(|c| (c.matter, c.open)).collect::<Vec<_>>(), [(d.matter, true)], "on the order that was answered");
        assert!(calls[0].text.contains("已办理") && !calls[0].text.contains("钱青") && calls[0].why == "landline");
        assert_eq!(county.world.calls(d.matter).await.len(), 2, "joined, and answered: both on the caller's own order");
        assert!(county.world.calls(silent.matter).await.is_empty(), "nothing to be called at");
        let call = calls[0].id;
        let all = CALLERS;
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        let reached = (call, "reached", "本人接听");
        let unit = calls::called(&mut tx, &ground, &all, &county.city_desk, reached).await;
        assert!(matches!(unit, Err(Error::Unseen)), "the desk calls");
        assert_eq!(wrong_fields(calls::called(&mut tx, &ground, &all, &county.clerk, (call, "", "")).await), ["result"]);
        calls::called(&mut tx, &ground, &all, &county.clerk, (call, "missed", "")).await.unwrap();
        calls::called(&mut tx, &ground, &all, &county.agent, reached).await.unwrap();
        let again = calls::called(&mut tx, &ground, &all, &county.agent, reached).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "once");
        tx.commit().await.unwrap();
        let kept = county.world.calls(d.matter).await.into_iter().find(|c| c.id == call).unwrap();
        assert_eq!((kept.open, kept.tries, kept.result.as_str()), (false, 2, "reached"));
    }

    async fn a_sign_among_many_orders_counts_like_a_sign_alone(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        county.later(1);
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        (crate::DOER.act)(&mut tx, &ground, &county.city_desk, taken.matter, "sign", Given::default()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.order(&taken).await.signed_at, Some(county.now));
    }

    async fn clocks_of_before_the_reminders_are_counted_once_and_reminded_of(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        let closed = county.handled(&lamps(county.lamps)).await;
        county.call(&closed, &content()).await.unwrap();
        let kept = |county: &County| {
            let db = county.db().clone();
            async move { store::ending(&mut db.reader(), base::Moment(i64::MAX), (base::Moment(i64::MIN), 0, "")).await.unwrap() }
        };
        let before: Vec<_> = kept(&county).await.into_iter().map(|e| (e.order, e.clock, e.due)).collect();
        assert_eq!(before.iter().map(|(order, ..)| *order).collect::<Vec<_>>(), [taken.order]);
        let mut tx = county.db().begin().await.unwrap();
        store::keep_clocks(&mut tx, taken.order, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(kept(&county).await.is_empty(), "as before the migration");
        assert_eq!(jobs::count_clocks(county.db(), &county.ground()).await.unwrap(), 1, "open orders alone");
        let after: Vec<_> = kept(&county).await.into_iter().map(|e| (e.order, e.clock, e.due)).collect();
        assert_eq!(after, before);
        county.later(24 * 5);
        assert_eq!(jobs::hasty::run(county.db(), &county.ground()).await.unwrap().reminded, 1);
    }

    async fn a_caller_whom_nobody_reached_rates_by_number_and_code_and_is_counted(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        for _ in 0..3 {
            county.call(&taken, &Spoken::default()).await.unwrap();
        }
        assert_eq!((county.counted(Count::Rated).await, county.counted(Count::Satisfied).await), (0, 0));
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(citizen::rate(&mut tx, &ground, taken.order, 9, "").await), ["satisfaction"]);
        citizen::rate(&mut tx, &ground, taken.order, 4, "当时没有接到电话，灯已经亮了。").await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &ground, taken.order, 1, "").await), "hotline.rated");
        tx.commit().await.unwrap();
        county.bodies_hold().await;
        assert_eq!((county.counted(Count::Rated).await, county.counted(Count::Satisfied).await), (1, 1));
        assert_eq!(county.counted(Count::Called).await, 0, "it was no callback");
        let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!(matter.outcome.as_deref(), Some("unreached"));

        let early = county.signed(&lamps(county.lamps)).await;
        let late = county.handled(&lamps(county.lamps)).await;
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &ground, early.order, 5, "").await), "hotline.unanswered");
        county.later(16 * 24);
        assert_eq!(refused(citizen::rate(&mut tx, &county.ground(), late.order, 5, "").await), "hotline.rate-late");
    }

    async fn a_caller_adds_to_an_open_order_and_its_unit_is_told(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(citizen::add(&mut tx, &ground, taken.order, " ").await), ["message"]);
        for _ in 0..20 {
            citizen::add(&mut tx, &ground, taken.order, "李青禾补充：第三根灯杆也不亮。").await.unwrap();
        }
        assert_eq!(refused(citizen::add(&mut tx, &ground, taken.order, "再补充一次").await), "hotline.messages");
        tx.commit().await.unwrap();
        county.bodies_hold().await;
        assert_eq!((county.sent_to(2, "补充了情况").await, county.sent_to(3, "补充了情况").await), (20, 0));
        assert!(county.messages().await.iter().all(|m| !m.contains("第三根灯杆")), "never what was said");
        county.act(&county.city_desk, &taken, "submit", opinion("已修。")).await.unwrap();
        county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        county.call(&taken, &content()).await.unwrap();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::add(&mut tx, &ground, taken.order, "又坏了").await), "hotline.closed");
    }

    async fn a_standing_petition_is_known_by_its_words_too_and_cleared_with_a_reason(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let top = store::class(&mut county.db().reader(), county.lamps).await.unwrap().parent_id.unwrap();
        let again = |class, phone: &str| lamps_but(class, |e| e.phone = phone.into());
        let calls = [again(county.lamps, "13800001234"), again(top, "13800001234"), again(top, "13800005678")];
        let mut last = None;
        for (number, calling) in calls.iter().enumerate() {
            let taken = county.take(calling).await.unwrap();
            assert_eq!(county.order(&taken).await.petition, number == 2, "{number}");
            last = Some(taken);
            county.later(24);
        }
        let taken = last.unwrap();
        let stranger = county.take(&lamps_but(top, |e| { e.name = "王川".into(); e.phone = "13800007777".into(); })).await.unwrap();
        assert!(!county.order(&stranger).await.petition, "the same words of somebody else");
        let warned = store::warnings(&mut county.db().reader(), taken.order).await.unwrap();
        assert!(warned[0].reason.contains("内容相近") && warned[0].person_id.is_none(), "{}", warned[0].reason);
        assert_eq!((county.sent_to(1, "老信访件预警").await, county.sent_to(2, "老信访件预警").await), (1, 0), "the head alone");

        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let id = taken.order;
        assert_eq!(why(petition::set(&mut tx, &ground, &county.city_desk, id, false, "已经解决，不再预警").await), "identity.forbidden");
        assert_eq!(wrong_fields(petition::set(&mut tx, &ground, &county.chief, id, false, "好").await), ["petition_reason"]);
        assert_eq!(refused(petition::set(&mut tx, &ground, &county.chief, id, true, "再列一次预警").await), "hotline.petition-same");
        petition::set(&mut tx, &ground, &county.chief, id, false, "已当面答复，诉求人认可").await.unwrap();
        petition::set(&mut tx, &ground, &county.clerk, stranger.order, true, "多次到县政府反映").await.unwrap();
        tx.commit().await.unwrap();
        county.bodies_hold().await;
        assert!(!county.order(&taken).await.petition && county.order(&stranger).await.petition);
        let kept = store::warnings(&mut county.db().reader(), id).await.unwrap();
        assert_eq!(kept.iter().map(|w| (w.warned, w.person_id)).collect::<Vec<_>>(), [(false, county.chief.person()), (true, None)]);
    }

    async fn a_letter_reaches_the_unit_and_is_urged_when_its_time_is_over(test: TestDb) {
        let mut county = County::new(test).await;
        county.telephones().await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let writing = papers::Writing {
            kind: "rectify", text: "超期未办，请查明原因。", due: "2026-03-05".parse().ok(), ..papers::Writing::default()
        };
        let mut tx = county.db().begin().await.unwrap();
        let letter = papers::make(&mut tx, &county.ground(), &county.chief, taken.order, &writing).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((county.sent_to(2, "收到整改函").await, county.sent_to(3, "收到整改函").await), (1, 0));
        county.on(3, 5);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().letters, 0, "it is the last day");
        for (day, urged) in [(6, 1), (7, 0), (9, 1), (10, 1), (11, 0)] {
            county.on(3, day);
            assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().letters, urged, "3月{day}日");
            assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().letters, 0, "once a day");
        }
        assert_eq!(county.sent_to(2, "已经逾期").await, 3, "as often as the rule says");
        let mut tx = county.db().begin().await.unwrap();
        papers::reply(&mut tx, &county.ground(), &county.city_desk, letter, "已整改到位。").await.unwrap();
        papers::judge(&mut tx, &county.ground(), &county.chief, letter, false).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.sent_to(2, "没有通过").await, 1);
        county.on(3, 12);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().letters, 1, "and anew");
    }

    async fn what_went_to_a_meeting_comes_back_with_its_result(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let until = "2026-03-20".parse().ok();
        let plan = Hold { kind: "meeting".into(), plan: "提请县政府常务会议研究。".into(), until, ..Hold::default() };
        let without = More { hold: Some(plan.clone()), ..More::default() };
        let done = county.act_with(&county.chief, &taken, "hold", opinion("提请研究"), &without).await;
        assert_eq!(wrong_fields(done), ["hold_ref", "hold_organ"]);
        let named = Hold { reference: "第12次常务会议".into(), title: "老旧路灯改造".into(), ..plan };
        let more = More { hold: Some(named.clone()), ..More::default() };
        assert_eq!(wrong_fields(county.act_with(&county.chief, &taken, "hold", opinion("提请研究"), &more).await), ["hold_organ"]);
        let more = More { hold: Some(Hold { organ: "县政府办公室".into(), ..named }), ..More::default() };
        county.act_with(&county.chief, &taken, "hold", opinion("提请研究"), &more).await.unwrap();
        assert_eq!(county.order(&taken).await.hold_ref, "第12次常务会议");
        assert_eq!(county.clock_of(&taken).await, "paused", "its time stands still");
        assert_eq!(store::count_outs(&mut county.db().reader(), true).await.unwrap(), 1);
        county.on(3, 9);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let result = "会议同意列入改造计划，六月底前完成。";
        assert_eq!(why(outside::came_back(&mut tx, &ground, &county.city_desk, taken.order, &back("第12次常务会议", result)).await), "identity.forbidden");
        let wrong = outside::came_back(&mut tx, &ground, &county.chief, taken.order, &back("第12次常务会议", "")).await;
        assert_eq!(wrong_fields(wrong), ["hold_result"]);
        let early = Back { on: "2026-03-01".parse().ok(), ..back("第12次常务会议纪要", result) };
        assert_eq!(wrong_fields(outside::came_back(&mut tx, &ground, &county.chief, taken.order, &early).await), ["hold_back"]);
        outside::came_back(&mut tx, &ground, &county.chief, taken.order, &back("第12次常务会议纪要", result)).await.unwrap();
        tx.commit().await.unwrap();
        county.bodies_hold().await;
        let order = county.order(&taken).await;
        assert_eq!((order.hold_ref.as_str(), order.hold_result.as_str()), ("第12次常务会议纪要", result));
        assert_eq!(county.state(&taken).await, "handling", "and it goes on");
        assert_eq!(county.clock_of(&taken).await, "running");
        let outs = store::outs(&mut county.db().reader(), taken.order).await.unwrap();
        let [out] = outs.as_slice() else { panic!("{outs:?}") };
        assert_eq!((out.title.as_str(), out.organ.as_str(), out.result.as_str()), ("老旧路灯改造", "县政府办公室", result));
        assert_eq!((out.handed_on.to_string(), out.back_on.unwrap().to_string()), ("2026-03-02".to_owned(), "2026-03-09".to_owned()));
        assert_eq!(store::count_outs(&mut county.db().reader(), true).await.unwrap(), 0);
        assert_eq!(store::list_outs(&mut county.db().reader(), false, i64::MAX, 9).await.unwrap().len(), 1);
        let other = county.signed(&lamps(county.lamps)).await;
        let mut tx = county.db().begin().await.unwrap();
        let none = outside::came_back(&mut tx, &ground, &county.chief, other.order, &back("会议", result)).await;
        assert_eq!(refused(none), "hotline.not-handed");
    }

    async fn who_has_an_interest_keeps_away_and_neither_acts_nor_reads_the_caller_any_more(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let given = || Given { input: opinion("诉求人是我的亲属"), ..Given::default() };
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let (id, desk) = (taken.order, &county.city_desk);
        let alone = recusal::recuse(&mut tx, &ground, desk, id, Some(county.water_desk.staff().unwrap().post), given()).await;
        assert_eq!(wrong_fields(alone), ["recuse_to"], "not to a post of another unit");
        assert_eq!(wrong_fields(recusal::recuse(&mut tx, &ground, desk, id, None, Given::default()).await), ["recuse_reason"]);
        assert_eq!(why(recusal::recuse(&mut tx, &ground, &county.water_desk, id, None, given()).await), "matter.not-yours", "who does not have it");
        recusal::recuse(&mut tx, &ground, desk, id, None, given()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&taken).await, "received", "back to the hotline");
        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        assert_eq!(refused(county.act(&county.city_desk, &taken, "sign", Input::default()).await), matter::recusal::RECUSED);
        let q = &mut county.db().reader();
        let run = matter::store::matter(q, taken.matter).await.unwrap().case().unwrap();
        let order = county.order(&taken).await;
        let near = hide::near(q, &run, &order, &county.city_desk).await.unwrap();
        let shown = hide::shown(&order, run.home, near, &county.city_desk);
        assert_eq!((shown.name.as_str(), shown.phone.as_str(), shown.may_ask), (hide::HIDDEN, "", false));

        let second = county.take(&lamps(county.lamps)).await.unwrap();
        let agent = county.agent.staff().unwrap();
        let run = matter::store::matter(q, second.matter).await.unwrap().case().unwrap();
        let others = recusal::others(q, &run, county.clerk.staff().unwrap(), county.now).await.unwrap();
        assert_eq!(others.iter().map(|o| o.post).collect::<Vec<_>>(), [agent.post]);
        let mut tx = county.db().begin().await.unwrap();
        recusal::recuse(&mut tx, &ground, &county.clerk, second.order, Some(agent.post), given()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(why(county.act(&county.clerk, &second, "dispatch", to(county.city)).await), "matter.recused");
        county.act(&county.agent, &second, "dispatch", to(county.city)).await.unwrap();
        let trail = matter::store::trail(&mut county.db().reader(), second.matter).await.unwrap();
        assert!(trail.iter().any(|act| act.action == "recuse" && act.opinion.contains("亲属")), "it stays on the trail");
    }

    async fn lists_of_letters_and_of_requests_turn_their_pages(test: TestDb) {
        let mut county = County::new(test).await;
        let mut asked = Vec::new();
        for _ in 0..5 {
            let taken = county.signed(&lamps(county.lamps)).await;
            let writing = papers::Writing {
                kind: "rectify", text: "请查明原因，限期整改。", due: "2026-03-20".parse().ok(), ..papers::Writing::default()
            };
            let mut tx = county.db().begin().await.unwrap();
            papers::make(&mut tx, &county.ground(), &county.chief, taken.order, &writing).await.unwrap();
            let reason = "李青禾要求安装镀金灯杆，没有政策依据。";
            let (ground, by) = (county.ground(), &county.city_desk);
            asked.push(exclusion::ask(&mut tx, &ground, by, taken.order, "policy", reason).await.unwrap());
            tx.commit().await.unwrap();
        }
        let q = &mut county.db().reader();
        let letters = store::Letters { units: None, open: true };
        let (mut before, mut seen) = (i64::MAX, Vec::new());
        loop {
            let page = store::letters(q, letters, before, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            before = last.id;
            seen.extend(page.iter().map(|letter| letter.number.clone()));
        }
        assert_eq!(seen, [5, 4, 3, 2, 1].map(|n| format!("青热整〔2026〕{n:03}号")), "the newest first, each once");
        let first = store::open_exclusions(q, 0, 3).await.unwrap();
        let rest = store::open_exclusions(q, first[2].id, 3).await.unwrap();
        let all: Vec<i64> = first.iter().chain(&rest).map(|waiting| waiting.id).collect();
        assert_eq!(all, asked, "the oldest first, each once");
        assert!(first.iter().all(|waiting| !waiting.reason.is_empty() && waiting.unit == "县城管局"), "with what is decided on");
    }
}

impl County {
    /// How the answer's clock stands.
    async fn clock_of(&self, taken: &Taken) -> String {
        matter::store::matter(&mut self.db().reader(), taken.matter).await.unwrap().clock
    }
}

fn back<'a>(reference: &'a str, result: &'a str) -> Back<'a> {
    Back { reference, result, on: None }
}
