//! The knowledge base: two pairs of eyes, versions, expiry, use, and what is drafted from an answer.

use super::*;
use crate::knowledge as base_of;
use crate::store::Known;
use ::store::long::Turn;

async fn live(county: &County) -> Vec<String> {
    let known = Known { live: true, ..Known::default() };
    let (page, counted) = store::entries(&mut county.db().reader(), &known, &Turn::First, 50).await.unwrap();
    assert_eq!(usize::try_from(counted.found).unwrap(), page.rows.len());
    page.rows.into_iter().map(|e| e.question).collect()
}

::store::both! {
    async fn nobody_approves_what_he_wrote_and_nothing_is_public_before(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let draft = knowing("养老金怎样领取");
        assert_eq!(why(base_of::create(&mut tx, &ground, &county.city_desk, county.social, &draft).await), "identity.forbidden", "another unit");
        let id = base_of::create(&mut tx, &ground, &county.social_desk, county.social, &draft).await.unwrap();
        assert_eq!(refused(base_of::approve(&mut tx, &ground, &county.social_head, id).await), "consult.no-version");
        base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
        assert_eq!(refused(base_of::save(&mut tx, &ground, &county.social_desk, id, &draft).await), "consult.in-review");
        assert_eq!(why(base_of::approve(&mut tx, &ground, &county.social_desk, id).await), "identity.forbidden", "the writer has no such duty");
        assert_eq!(wrong_fields(base_of::reject(&mut tx, &ground, &county.social_head, id, "").await), ["reason"]);
        tx.commit().await.unwrap();
        assert!(live(&county).await.is_empty());
        let mut tx = county.db().begin().await.unwrap();
        base_of::approve(&mut tx, &ground, &county.social_head, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(live(&county).await, ["养老金怎样领取"]);

        let mut tx = county.db().begin().await.unwrap();
        let next = Knowing { answer: "到社保卡的开户银行领取。".into(), ..draft };
        base_of::save(&mut tx, &ground, &county.social_desk, id, &next).await.unwrap();
        base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = county.db().reader();
        assert_eq!(store::live(&mut q, &[id]).await.unwrap()[0].answer, "到开户银行领取。", "the approved version stays");
        let mut tx = county.db().begin().await.unwrap();
        base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store::live(&mut q, &[id]).await.unwrap()[0].answer, "到社保卡的开户银行领取。");
        assert_eq!(store::versions(&mut q, id).await.unwrap().len(), 2);
    }

    async fn the_writer_who_may_also_approve_still_needs_another(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut both = county.social_head.clone();
        if let Actor::Staff(staff) = &mut both {
            let roles = identity::Roles::new(&[crate::LINE.roles]);
            let keys = ["consult.head".to_owned(), "consult.handler".to_owned()];
            staff.grants = std::sync::Arc::new(roles.grants(&keys, staff.unit, Vec::new()));
        }
        let mut tx = county.db().begin().await.unwrap();
        let id = base_of::create(&mut tx, &ground, &both, county.social, &knowing("工伤怎样认定")).await.unwrap();
        base_of::submit(&mut tx, &ground, &both, id, &base_of::Said::default()).await.unwrap();
        assert_eq!(refused(base_of::approve(&mut tx, &ground, &both, id).await), "consult.own-draft");
        base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
    }

    async fn who_wrote_any_of_it_does_not_approve_it_though_another_touched_it_last(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut both = county.social_head.clone();
        if let Actor::Staff(staff) = &mut both {
            let roles = identity::Roles::new(&[crate::LINE.roles]);
            let keys = ["consult.head".to_owned(), "consult.handler".to_owned()];
            staff.grants = std::sync::Arc::new(roles.grants(&keys, staff.unit, Vec::new()));
        }
        let said = base_of::Said::default();
        let mut tx = county.db().begin().await.unwrap();
        let text = knowing("工伤怎样认定");
        let id = base_of::create(&mut tx, &ground, &both, county.social, &text).await.unwrap();
        let touched = Knowing { answer: "到人社局窗口认定。".into(), ..text };
        base_of::save(&mut tx, &ground, &county.social_desk, id, &touched).await.unwrap();
        base_of::submit(&mut tx, &ground, &county.social_desk, id, &said).await.unwrap();
        assert_eq!(refused(base_of::approve(&mut tx, &ground, &both, id).await), "consult.own-draft");
        base_of::reject(&mut tx, &ground, &county.approver, id, "请写明需要带什么材料").await.unwrap();
        // What was sent back and written again is still his in part.
        base_of::save(&mut tx, &ground, &county.social_desk, id, &touched).await.unwrap();
        base_of::submit(&mut tx, &ground, &county.social_desk, id, &said).await.unwrap();
        assert_eq!(refused(base_of::approve(&mut tx, &ground, &both, id).await), "consult.own-draft");
        base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
        // What he wrote was approved by another; a version that another writes now is not his.
        let next = Knowing { answer: "到人社局窗口或者网上认定。".into(), ..touched };
        base_of::save(&mut tx, &ground, &county.social_desk, id, &next).await.unwrap();
        base_of::submit(&mut tx, &ground, &county.social_desk, id, &said).await.unwrap();
        base_of::approve(&mut tx, &ground, &both, id).await.unwrap();
    }

    async fn what_expires_is_warned_of_and_withdrawn(test: TestDb) {
        let mut county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let short = Knowing { expires_on: Some(base::Date::constant(2026, 3, 20)), ..knowing("补贴什么时候申报") };
        for draft in [&short, &knowing("社保卡怎样办")] {
            let id = base_of::create(&mut tx, &ground, &county.social_desk, county.social, draft).await.unwrap();
            base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
            base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
        }
        tx.commit().await.unwrap();
        let warned = Known { expires: Some(base::Date::constant(2026, 4, 1)), ..Known::default() };
        let (page, _) = store::entries(&mut county.db().reader(), &warned, &Turn::First, 10).await.unwrap();
        assert_eq!(page.rows.iter().map(|e| e.question.as_str()).collect::<Vec<_>>(), ["补贴什么时候申报"]);
        county.on(3, 20);
        assert_eq!(crate::jobs::run(county.db(), &county.ground()).await.unwrap().expired, 0, "its last day");
        county.on(3, 21);
        assert_eq!(crate::jobs::run(county.db(), &county.ground()).await.unwrap().expired, 1);
        assert_eq!(live(&county).await, ["社保卡怎样办"]);
    }

    async fn what_helped_is_counted_without_saying_whom(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let id = base_of::create(&mut tx, &ground, &county.social_desk, county.social, &knowing("社保卡怎样办")).await.unwrap();
        store::offered(&mut tx, &[id]).await.unwrap();
        store::solved(&mut tx, Some(id), ground.now.date(), county.social, "社保卡怎样办", "/consult/k/1").await.unwrap();
        store::count_use(&mut tx, id, true).await.unwrap();
        store::count_use(&mut tx, id, false).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = county.db().reader();
        let entry = store::entry(&mut q, id).await.unwrap();
        assert_eq!((entry.offered, entry.solved, entry.useful, entry.useless), (1, 1, 1, 1));
        let day = ground.now.date();
        assert_eq!(store::solved_count(&mut q, day, day).await.unwrap(), [(county.social, 1)]);
        assert_eq!(store::solved_list(&mut q, (day, day), Some(county.social), 10).await.unwrap().len(), 1);
    }

    async fn an_answer_becomes_a_draft_in_one_act_and_once(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.answered().await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(base_of::from_answer(&mut tx, &ground, &county.city_desk, taken.case).await), "identity.forbidden");
        let id = base_of::from_answer(&mut tx, &ground, &county.clerk, taken.case).await.unwrap();
        assert_eq!(refused(base_of::from_answer(&mut tx, &ground, &county.clerk, taken.case).await), "consult.known");
        tx.commit().await.unwrap();
        let mut q = county.db().reader();
        let entry = store::entry(&mut q, id).await.unwrap();
        assert_eq!((entry.unit_id, entry.topic_id, entry.live_id), (county.social, Some(county.quick), None));
        assert_eq!(store::versions(&mut q, id).await.unwrap()[0].answer, "带身份证到乡镇便民服务中心办理。");
    }

    async fn keepers_are_told_once_before_their_knowledge_expires(test: TestDb) {
        let mut county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        tx.run("UPDATE identity_person SET phone = '139' || '0000' || (1000 + id)", ::store::args![]).await.unwrap();
        for (question, day) in [("补贴什么时候申报", Some((4, 20))), ("补贴怎样申报", Some((4, 25))), ("社保卡怎样办", None)] {
            let expires_on = day.map(|(month, day)| base::Date::constant(2026, month, day));
            let draft = Knowing { expires_on, ..knowing(question) };
            let id = base_of::create(&mut tx, &ground, &county.social_desk, county.social, &draft).await.unwrap();
            base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
            base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
        }
        tx.commit().await.unwrap();
        let warns = async |county: &County| crate::jobs::run(county.db(), &county.ground()).await.unwrap().warned;
        county.on(3, 20);
        assert_eq!(warns(&county).await, 0, "thirty-one days before");
        county.on(3, 26);
        assert_eq!(warns(&county).await, 2);
        let told: Vec<String> = county.messages().await.into_iter().filter(|m| m.contains("临近到期")).collect();
        assert_eq!(told.len(), 1, "one message to the one keeper of the unit: {told:?}");
        assert!(told[0].contains("2条") && told[0].contains("2026-04-20"), "{told:?}");
        county.on(3, 27);
        assert_eq!(warns(&county).await, 0, "once");
    }

    async fn knowledge_renewed_before_its_day_is_renewed_in_time(test: TestDb) {
        let mut county = County::new(test).await;
        let ground = county.ground();
        let until = |month, day| Some(base::Date::constant(2026, month, day));
        let mut ids = Vec::new();
        let mut tx = county.db().begin().await.unwrap();
        for question in ["按期更新的", "过期才更新的", "没有更新的", "有意撤下的", "只改了错字的"] {
            let draft = Knowing { expires_on: until(3, 20), ..knowing(question) };
            let id = base_of::create(&mut tx, &ground, &county.social_desk, county.social, &draft).await.unwrap();
            base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
            base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
            ids.push(id);
        }
        base_of::withdraw(&mut tx, &ground, &county.social_desk, ids[3], "政策已经取消").await.unwrap();
        tx.commit().await.unwrap();
        let renew = async |county: &County, id: i64, expires_on| {
            let ground = county.ground();
            let mut tx = county.db().begin().await.unwrap();
            let next = Knowing { expires_on, ..knowing("新的一版") };
            base_of::save(&mut tx, &ground, &county.social_desk, id, &next).await.unwrap();
            base_of::submit(&mut tx, &ground, &county.social_desk, id, &base_of::Said::default()).await.unwrap();
            base_of::approve(&mut tx, &ground, &county.approver, id).await.unwrap();
            tx.commit().await.unwrap();
        };
        renew(&county, ids[4], until(3, 20)).await;
        county.on(3, 20);
        renew(&county, ids[0], until(9, 30)).await;
        county.on(3, 25);
        crate::jobs::run(county.db(), &county.ground()).await.unwrap();
        renew(&county, ids[1], None).await;
        let days = (base::Date::constant(2026, 3, 1), base::Date::constant(2026, 3, 31));
        let due = store::due(&mut county.db().reader(), days, Some(county.social)).await.unwrap();
        let today = county.now.date();
        let counted: Vec<(i64, bool)> = due.iter().filter(|d| d.counts(today)).map(|d| (d.id, d.in_time())).collect();
        assert_eq!(counted, [(ids[0], true), (ids[1], false), (ids[2], false), (ids[4], false)]);
        let later = (base::Date::constant(2026, 9, 1), base::Date::constant(2026, 9, 30));
        let due = store::due(&mut county.db().reader(), later, None).await.unwrap();
        assert!(due.len() == 1 && !due[0].counts(today), "what is not over is not due yet");
        assert_eq!(store::due(&mut county.db().reader(), days, Some(county.site)).await.unwrap().len(), 0);
    }
}
