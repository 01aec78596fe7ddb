//! From the draft to the published feedback, and out of the public.

use super::*;
use ::store::Query;

::store::both! {
    async fn the_head_approves_the_calendar_opens_and_closes_and_the_feedback_has_a_clock(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("opinion", "none").await;
        let remark = Answering { texts: vec![("p2".into(), "应当留出消防通道".into())], ..Answering::default() };
        county.answer(id, &Voter::Nobody, &remark).await.unwrap();
        county.on(3, 16);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap(), jobs::Ran::default(), "the last day is open");
        let survey = county.closed(id).await;
        assert_eq!(survey.state, "closed");
        // Twenty working days after 16 March, with the holidays of April.
        let matter = survey.matter_id.unwrap();
        assert_eq!(survey.feedback_due.unwrap().date().to_string(), "2026-04-14");
        assert_eq!(county.state_of(matter).await, "writing");
        assert_eq!(refused(county.answer(id, &Voter::Nobody, &remark).await), "surveys.closed");

        let text = "采纳：第二条增加消防通道的规定。未采纳：全天免费的建议，因财力所限。";
        assert_eq!(wrong_fields(county.feedback(&county.keeper, id, "submit", opinion("好")).await), ["opinion"]);
        let leak = opinion("采纳了李先生的意见，他的电话是13800001234，谢谢。");
        assert_eq!(wrong_fields(county.feedback(&county.keeper, id, "submit", leak).await), ["opinion"]);
        assert_eq!(why(county.feedback(&county.other_keeper, id, "submit", opinion(text)).await), "matter.not-yours");
        county.feedback(&county.keeper, id, "submit", opinion(text)).await.unwrap();
        assert_eq!(county.survey(id).await.feedback, "", "nothing is public before the head agrees");
        assert_eq!(why(county.feedback(&county.keeper, id, "publish", Input::default()).await), "matter.not-yours");
        assert_eq!(why(county.feedback(&county.other_head, id, "publish", Input::default()).await), "matter.not-yours");
        county.feedback(&county.head, id, "publish", Input::default()).await.unwrap();
        let survey = county.survey(id).await;
        assert_eq!((survey.feedback.as_str(), county.state_of(matter).await.as_str()), (text, "published"));
        assert!(survey.feedback_at.unwrap() < survey.feedback_due.unwrap());
    }

    async fn what_is_wrong_with_a_draft_is_said_when_it_is_handed_in(test: TestDb) {
        let county = County::new(test).await;
        let id = county.draft("opinion", "business", (3, 20)).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(actions::create(&mut tx, &ground, &county.keeper, county.units[1], &drafting("poll", "poll", (3, 20))).await), "identity.forbidden");
        assert_eq!(wrong_fields(review::submit::<Survey>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await), ["closes_on"]);
        assert_eq!(why(review::submit::<Survey>(&mut tx, &ground, &county.other_keeper, id, &review::Said::default()).await), "identity.forbidden");
        let empty = Drafting { draft: String::new(), ..drafting("opinion", "norm", (3, 20)) };
        actions::save(&mut tx, &ground, &county.keeper, id, &empty).await.unwrap();
        assert_eq!(wrong_fields(review::submit::<Survey>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await), [""]);
        actions::save(&mut tx, &ground, &county.keeper, id, &drafting("opinion", "norm", (3, 20))).await.unwrap();
        assert_eq!(store::survey(&mut tx, id).await.unwrap().questionnaire().unwrap().questions.len(), 6, "questions stay");
        assert!(matches!(actions::edit(&mut tx, &ground, &county.keeper, id, Edit::Remove(99)).await, Err(Error::Unseen)));
        assert!(matches!(actions::edit(&mut tx, &ground, &county.keeper, id, Edit::Raise(1)).await, Err(Error::Unseen)));
        actions::edit(&mut tx, &ground, &county.keeper, id, Edit::Remove(3)).await.unwrap();
        review::submit::<Survey>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await.unwrap();
        assert_eq!(refused(actions::edit(&mut tx, &ground, &county.keeper, id, Edit::Remove(1)).await), "surveys.no-draft");
        assert_eq!(refused(actions::save(&mut tx, &ground, &county.keeper, id, &drafting("poll", "poll", (3, 20))).await), "surveys.no-draft");
        assert_eq!(wrong_fields(review::reject::<Survey>(&mut tx, &ground, &county.head, id, "").await), ["reason"]);
        review::reject::<Survey>(&mut tx, &ground, &county.head, id, "标题再具体些").await.unwrap();
        let survey = store::survey(&mut tx, id).await.unwrap();
        assert_eq!((survey.state.as_str(), survey.reason.as_str()), ("draft", "标题再具体些"));
        assert_eq!(refused(review::approve::<Survey>(&mut tx, &ground, &county.head, id).await), "surveys.no-review");
    }

    async fn who_only_keeps_does_not_approve_nor_does_anybody_what_begins_too_late(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.draft("poll", "poll", (3, 16)).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        review::submit::<Survey>(&mut tx, &ground, &county.keeper, id, &review::Said::default()).await.unwrap();
        assert_eq!(why(review::approve::<Survey>(&mut tx, &ground, &county.keeper, id).await), "identity.forbidden");
        assert_eq!(why(review::approve::<Survey>(&mut tx, &ground, &county.other_head, id).await), "identity.forbidden");
        tx.commit().await.unwrap();
        county.on(3, 5);
        let mut tx = county.db().begin().await.unwrap();
        let late = review::approve::<Survey>(&mut tx, &county.ground(), &county.head, id).await;
        assert_eq!(wrong_fields(late), ["opens_on"], "it would run shorter than announced");
        assert!(matches!(review::withdraw::<Survey>(&mut tx, &county.ground(), &county.head, id, "不再需要").await, Err(Error::Unseen)));
    }

    async fn what_runs_may_be_made_longer_with_a_reason_and_says_so(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("opinion", "none").await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(review::extend::<Survey>(&mut tx, &ground, &county.keeper, id, ("2026-03-20", "大家要求")).await), "identity.forbidden");
        for (to, why, field) in [
            ("2026-03-16", "大家要求", "longer_to"),
            ("明天", "大家要求", "longer_to"),
            ("2029-03-16", "大家要求", "longer_to"),
            ("2026-03-20", "", "longer_why"),
        ] {
            assert_eq!(wrong_fields(review::extend::<Survey>(&mut tx, &ground, &county.head, id, (to, why)).await), [field], "{to}");
        }
        review::extend::<Survey>(&mut tx, &ground, &county.head, id, ("2026-03-20", "大家要求多留几天")).await.unwrap();
        review::extend::<Survey>(&mut tx, &ground, &county.head, id, ("2026-03-23", "又有人要求")).await.unwrap();
        tx.commit().await.unwrap();
        let survey = county.survey(id).await;
        assert_eq!((survey.closes_on, survey.first_end), (Date::constant(2026, 3, 23), Some(Date::constant(2026, 3, 16))));
        assert_eq!(county.closed(id).await.state, "open", "on the day after the first end it still runs");
    }

    async fn what_is_withdrawn_ends_with_its_feedback(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("poll", "browser").await;
        county.answer(id, &Voter::Browser("a".repeat(32)), &full(1, 0, "好")).await.unwrap();
        let matter = county.closed(id).await.matter_id.unwrap();
        let mut tx = county.db().begin().await.unwrap();
        let ground = county.ground();
        assert_eq!(why(review::withdraw::<Survey>(&mut tx, &ground, &county.keeper, id, "内容有误，须更正").await), "identity.forbidden");
        assert_eq!(wrong_fields(review::withdraw::<Survey>(&mut tx, &ground, &county.head, id, "").await), ["why"]);
        review::withdraw::<Survey>(&mut tx, &ground, &county.head, id, "内容有误，须更正").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state_of(matter).await, "stopped");
        let marks: i64 = county.db().reader().scalar("SELECT COUNT(*) FROM surveys_mark", ::store::args![]).await.unwrap();
        assert_eq!(marks, 0, "nobody is remembered");
    }
}
