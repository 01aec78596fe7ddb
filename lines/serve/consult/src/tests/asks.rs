//! Consultations: their way through the house, their clock, what the person may do, what becomes public.

use super::*;
use crate::actions::publish;
use crate::store::{Count, Filter};

::store::both! {
    async fn a_consultation_is_dispatched_answered_rated_and_counted(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.answered().await;
        assert!(taken.number.starts_with("青咨〔2026〕"), "{}", taken.number);
        assert_eq!(county.state(&taken).await, "replied");
        let case = county.case(&taken).await;
        assert_eq!((case.answer_unit, case.kind.as_str(), case.phone.as_str()), (Some(county.social), "simple", "13800001234"));
        // Five working days of the topic's pace.
        assert_eq!(case.answered_due.unwrap().date().to_string(), "2026-03-09");
        let messages = county.messages().await;
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages.iter().all(|m| m.contains("【政务咨询】") && !m.contains("便民服务中心")), "no answer in a message");

        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(citizen::rate(&mut tx, &county.ground(), taken.case, 9, "").await), ["satisfaction"]);
        citizen::rate(&mut tx, &county.ground(), taken.case, 5, "很快").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&taken).await, "closed");
        for (count, expected) in [(Count::Received, 1), (Count::Answered, 1), (Count::OnTime, 1), (Count::Overdue, 0), (Count::Satisfied, 1)] {
            let filter = Filter { count, ..Filter::all("ask", county.now) };
            let mut q = county.db().reader();
            assert_eq!(store::count(&mut q, &filter).await.unwrap(), expected, "{}", count.key());
            let listed = store::list(&mut q, &filter, &::store::long::Turn::First, 10).await.unwrap().rows;
            assert_eq!(i64::try_from(listed.len()).unwrap(), expected, "the list of {}", count.key());
            let units = store::by_unit(&mut q, &filter).await.unwrap();
            assert_eq!(units, if expected == 0 { vec![] } else { vec![(county.social, 1)] });
            let months = store::by_month(&mut q, &filter).await.unwrap();
            assert_eq!(months.len(), usize::from(expected > 0));
        }
        let errors = store::count(&mut county.db().reader(), &Filter::all("error", county.now)).await.unwrap();
        assert_eq!(errors, 0, "a consultation is no error report");
    }

    async fn where_the_topic_wants_it_the_answer_is_reviewed(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asks(&pension(county.slow)).await.unwrap();
        assert_eq!(refused(county.act(&county.clerk, &taken, "send", opinion("可以。")).await), "consult.review");
        county.act(&county.clerk, &taken, "submit", opinion("可以，带材料来。")).await.unwrap();
        assert_eq!(county.case(&taken).await.answer, "", "nothing went out");
        assert_eq!(why(county.act(&county.social_head, &taken, "approve", Input::default()).await), "matter.not-yours");
        county.act(&county.approver, &taken, "approve", Input::default()).await.unwrap();
        assert_eq!(county.case(&taken).await.answer, "可以，带材料来。");
        let long = "长".repeat(100_000);
        let other = county.asks(&pension(county.quick)).await.unwrap();
        assert_eq!(wrong_fields(county.act(&county.clerk, &other, "send", opinion(&long)).await), ["opinion"]);
    }

    async fn who_is_not_satisfied_is_answered_once_more_and_then_no_more(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.answered().await;
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(citizen::reopen(&mut tx, &county.ground(), taken.case, "").await), ["text"]);
        citizen::reopen(&mut tx, &county.ground(), taken.case, "没有说要不要缴费").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&taken).await, "again");
        county.act(&county.clerk, &taken, "send", opinion("不用缴费。")).await.unwrap();
        assert_eq!(county.case(&taken).await.answer, "不用缴费。");
        let mut tx = county.db().begin().await.unwrap();
        let again = citizen::reopen(&mut tx, &county.ground(), taken.case, "还是不行").await;
        assert_eq!(refused(again), "consult.reopen-max");
        drop(tx);
        county.later(24 * 20);
        let ran = crate::jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(ran.closed, 1, "nobody rated it");
        assert_eq!(county.state(&taken).await, "closed");
    }

    async fn number_and_code_open_it_and_nothing_else_does(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asks(&pension(county.quick)).await.unwrap();
        let report = county.reports(&typo("/about", "帐号")).await;
        let mut q = county.db().reader();
        for (number, code, fits) in [
            (taken.number.as_str(), taken.code.as_str(), true),
            (report.number.as_str(), report.code.as_str(), true),
            (taken.number.as_str(), report.code.as_str(), false),
            (report.number.as_str(), taken.code.as_str(), false),
            ("青咨〔2026〕09999号", taken.code.as_str(), false),
            ("' OR 1=1 --", "", false),
        ] {
            assert_eq!(citizen::find(&mut q, number, code).await.is_ok(), fits, "{number}");
        }
        let status = citizen::status(&mut q, &county.ground(), &county.case(&taken).await).await.unwrap();
        assert_eq!((status.words, status.may.as_slice()), ("已收到，正在分办", ["retract"].as_slice()));
        let mut tx = county.db().begin().await.unwrap();
        assert!(matches!(citizen::retract(&mut tx, &county.ground(), report.case, "").await, Err(Error::Unseen)));
        citizen::retract(&mut tx, &county.ground(), taken.case, "知道了").await.unwrap();
        tx.commit().await.unwrap();
        assert!(!county.case(&taken).await.valid);
        let sealed: Option<(String,)> = ::store::Query::maybe(
            &mut q, "SELECT phone FROM consult_case WHERE id = $1", ::store::args![taken.case],
        ).await.unwrap();
        assert!(!sealed.unwrap().0.contains("1380"), "the telephone is sealed");
    }

    async fn it_is_published_with_consent_and_without_the_person(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.answered().await;
        let case = county.case(&taken).await;
        let [title, body, answer] = publish::proposal(&case);
        assert!(body.contains("李**") && !body.contains("李青禾") && !body.contains("13800001234"), "{body}");
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        let raw = [case.title.as_str(), case.body.as_str(), case.answer.as_str()];
        assert_eq!(wrong_fields(publish::publish(&mut tx, &ground, &county.clerk, case.id, raw, &edition::gate::Passed::default()).await), ["body"]);
        assert_eq!(why(publish::publish(&mut tx, &ground, &county.social_desk, case.id, [&title, &body, &answer], &edition::gate::Passed::default()).await), "identity.forbidden");
        publish::publish(&mut tx, &ground, &county.clerk, case.id, [&title, &body, &answer], &edition::gate::Passed::default()).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = county.db().reader();
        let shown = store::published(&mut q, None, Some(county.quick), &::store::long::Turn::First, 10).await.unwrap().rows;
        assert_eq!(shown.iter().map(|p| p.id).collect::<Vec<_>>(), [case.id]);
        let mut tx = county.db().begin().await.unwrap();
        publish::withdraw(&mut tx, &ground, &county.clerk, case.id, "内容有误，须更正").await.unwrap();
        tx.commit().await.unwrap();
        let shown = store::published(&mut q, None, None, &::store::long::Turn::First, 10).await.unwrap().rows;
        assert!(shown.is_empty());
        let silent = county.asks(&Asking { consent: false, ..pension(county.quick) }).await.unwrap();
        county.act(&county.clerk, &silent, "send", opinion("可以。")).await.unwrap();
        let mut tx = county.db().begin().await.unwrap();
        let done = publish::publish(&mut tx, &ground, &county.clerk, silent.case, ["一", "二", "三"], &edition::gate::Passed::default()).await;
        assert_eq!(refused(done), "consult.no-consent");
    }

    async fn a_closed_topic_is_not_asked_about_and_only_the_desk_keeps_topics(test: TestDb) {
        let county = County::new(test).await;
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        assert_eq!(why(topics::turn(&mut tx, &ground, &county.social_desk, county.quick).await), "identity.forbidden");
        let same = TopicForm { title: "人才政策".into(), unit: county.social, pace: "simple".into(), review: false };
        assert_eq!(wrong_fields(topics::set(&mut tx, &ground, &county.clerk, 0, &same).await), ["title"]);
        topics::turn(&mut tx, &ground, &county.clerk, county.quick).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(wrong_fields(county.asks(&pension(county.quick)).await), ["topic"]);
        assert_eq!(store::topics(&mut county.db().reader(), true).await.unwrap().len(), 1);
    }

    async fn one_bad_consultation_keeps_no_other_open(test: TestDb) {
        let mut county = County::new(test).await;
        let bad = county.answered().await;
        let good = county.answered().await;
        let mut tx = county.db().begin().await.unwrap();
        let sql = "UPDATE matter_matter SET snapshot = '{' WHERE id = $1";
        tx.run(sql, ::store::args![bad.matter]).await.unwrap();
        tx.commit().await.unwrap();
        county.later(24 * 20);
        assert!(crate::jobs::run(county.db(), &county.ground()).await.is_err(), "the first error is told");
        assert_eq!(county.state(&good).await, "closed", "the other is closed all the same");
    }
}
