//! Letters from writing to rating, and what may go otherwise on the way.

use super::*;

::store::both! {
    async fn a_letter_goes_from_writing_to_publication(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.write(&lamps()).await;
        assert_eq!(written.number, "青信〔2026〕00001号");
        assert_eq!(written.due_on.unwrap().to_string(), "2026-03-23");
        county.later(1);
        county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, written.letter, "sign", Input::default()).await.unwrap();
        county.later(24);
        county.act(&county.city_desk, written.letter, "submit", opinion("已更换路灯，恢复照明。")).await.unwrap();
        assert_eq!(county.letter(written.letter).await.answer, "", "an answer under review is not out");
        let done = county.act(&county.approver, written.letter, "approve", Input::default()).await.unwrap();
        assert_eq!(done.case.state(), "replied");
        let letter = county.letter(written.letter).await;
        assert_eq!(letter.answer, "已更换路灯，恢复照明。");
        assert_eq!(letter.answer_unit, Some(county.city));
        assert!(letter.answered_at.unwrap() <= letter.answered_due.unwrap());

        let found = citizen::find(&mut county.db().reader(), "青信[2026]1号", &written.code).await.unwrap();
        assert_eq!(found.id, written.letter);
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &found).await.unwrap();
        assert_eq!(status.answer, "已更换路灯，恢复照明。");
        assert!(status.may_rate && status.may_reopen && !status.may_retract);

        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        citizen::rate(&mut tx, &ground, written.letter, 5, "谢谢").await.unwrap();
        let letter = store::letter(&mut tx, written.letter).await.unwrap();
        let [title, body, answer] = actions::publish::proposal(&letter);
        assert!(!body.contains("13800001234") && !body.contains("李青禾"), "{body}");
        actions::publish::publish(&mut tx, &ground, &county.clerk, letter.id, [&title, &body, &answer]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&written).await, "closed");
        assert_eq!(store::newest_published(&mut county.db().reader(), 5).await.unwrap().len(), 1);
        let messages = county.messages().await;
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages.iter().all(|m| !m.contains("路灯")), "a message tells nothing of the content");
    }

    async fn dissatisfaction_brings_a_letter_back_as_often_as_the_rule_allows(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.answered(&lamps()).await;
        for round in 1..=2 {
            let ground = county.ground();
            let mut tx = county.db().begin().await.unwrap();
            citizen::reopen(&mut tx, &ground, written.letter, "还是不亮，请再看看").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(county.state(&written).await, "again");
            assert_eq!(county.letter(written.letter).await.reopened, round);
            county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
            county.act(&county.city_desk, written.letter, "sign", Input::default()).await.unwrap();
            county.later(30);
            county.act(&county.city_desk, written.letter, "submit", opinion("再次检修完毕。")).await.unwrap();
            county.act(&county.approver, written.letter, "approve", Input::default()).await.unwrap();
        }
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::reopen(&mut tx, &ground, written.letter, "第三次").await), "letters.reopen-max");
        let letter = county.letter(written.letter).await;
        assert!(letter.replied_at > letter.answered_at, "the first answer's time stays for the counts");
    }

    async fn a_unit_returns_a_letter_in_time_only_and_another_gets_it(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.write(&lamps()).await;
        county.act(&county.clerk, written.letter, "dispatch", to(county.water)).await.unwrap();
        county.later(2);
        let back = Input { step: Some(0), ..opinion("不属于水利部门职责") };
        county.act(&county.water_desk, written.letter, "return", back.clone()).await.unwrap();
        assert_eq!(county.state(&written).await, "received");
        county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
        county.later(60);
        assert_eq!(refused(county.act(&county.city_desk, written.letter, "return", back).await), "letters.return-late");
        county.act(&county.clerk, written.letter, "transfer", Input { ..to_because(county.water, "改派") }).await.unwrap();
        county.act(&county.water_desk, written.letter, "sign", Input::default()).await.unwrap();
    }

    async fn supplements_stop_the_clock_and_extensions_move_it_once(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let due = written.due_on.unwrap();
        county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, written.letter, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, written.letter, "ask_supplement", opinion("请说明位置")).await.unwrap();
        county.later(7 * 24);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let done = citizen::supplement(&mut tx, &ground, written.letter, "在银行门口", &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(done.case.state(), "handling");
        let after_pause = done.due_at.unwrap().date();
        assert!(after_pause > due);
        let days = Input { days: Some(11), ..opinion("要勘查") };
        assert_eq!(wrong_fields(county.act(&county.city_desk, written.letter, "extension", days).await), ["days"]);
        let days = Input { days: Some(5), ..opinion("要勘查") };
        county.act(&county.city_desk, written.letter, "extension", days.clone()).await.unwrap();
        let done = county.act(&county.approver, written.letter, "reply", agree("同意")).await.unwrap();
        assert!(done.due_at.unwrap().date() > after_pause);
        assert_eq!(why(county.act(&county.city_desk, written.letter, "extension", days).await), "clock.extended");
    }

    async fn lead_and_assisting_units_work_together(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let mut tx = county.db().begin().await.unwrap();
        let given = Given { input: to(county.city), ..Given::default() };
        let done = actions::dispatch(&mut tx, &county.ground(), &county.clerk, written.letter, given, &[county.water]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(done.case.state(), "dispatched");
        assert_eq!(done.case.tasks().len(), 2);
        assert!(counter::desk::concerns(&mut county.db().reader(), written.matter, &[county.water]).await.unwrap());
        assert!(!counter::desk::concerns(&mut county.db().reader(), written.matter, &[county.home + 100]).await.unwrap());
    }

    async fn a_joined_letter_gets_the_answer_of_the_other(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.answered(&lamps()).await;
        let second = county.write(&Writing { phone: "13900001111".into(), ..lamps() }).await;
        let joined = Input { other: Some(first.matter), ..Input::default() };
        county.act(&county.clerk, second.letter, "merge", joined).await.unwrap();
        let letter = county.letter(second.letter).await;
        assert!(!letter.valid);
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &letter).await.unwrap();
        assert_eq!(status.joined.unwrap(), (first.number.clone(), "已更换路灯，恢复照明。".to_owned()));
        let own = Input { other: Some(first.matter), ..Input::default() };
        let again = county.act(&county.clerk, first.letter, "merge", own).await;
        assert_eq!(why(again), "wrong other", "a letter cannot be joined with itself");
    }

    async fn a_closed_letter_takes_no_more_acts(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.answered(&lamps()).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        citizen::rate(&mut tx, &ground, written.letter, 4, "").await.unwrap();
        tx.commit().await.unwrap();
        for (by, action, input) in [
            (&county.clerk, "dispatch", to(county.city)),
            (&county.city_desk, "submit", opinion("再答一次")),
            (&county.approver, "approve", Input::default()),
            (&county.clerk, "urge", Input::default()),
        ] {
            assert_eq!(refused(county.act(by, written.letter, action, input).await), "matter.closed", "{action}");
        }
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &ground, written.letter, 5, "").await), "matter.closed");
    }
}

fn to_because(unit: i64, why: &str) -> Input {
    Input { opinion: why.to_owned(), ..to(unit) }
}
