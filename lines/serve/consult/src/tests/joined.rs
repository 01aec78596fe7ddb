//! Those who are joined with another (并案) get an answer, however that one ends; what is answered again counts anew.

use super::*;
use crate::actions::publish;
use crate::store::{Count, Filter};
use matter::recusal::RECUSED;

fn outcome(key: &str, text: &str) -> Input {
    Input { outcome: Some(key.to_owned()), ..opinion(text) }
}

impl County {
    async fn joins(&self, taken: &Taken, with: &Taken) {
        let input = Input { other: Some(with.matter), ..Input::default() };
        self.act(&self.clerk, taken, "merge", input).await.unwrap();
    }

    async fn count(&self, what: &'static str, count: Count) -> i64 {
        let filter = Filter { count, ..Filter::all(what, self.now) };
        store::count(&mut self.db().reader(), &filter).await.unwrap()
    }

    async fn asked_by(&self, phone: &str) -> Taken {
        self.asks(&Asking { phone: phone.into(), ..pension(self.quick) }).await.unwrap()
    }

    /// Messages to this number, the newest first.
    async fn told(&self, phone: &str) -> Vec<String> {
        self.messages().await.into_iter().filter(|message| message.contains(phone)).collect()
    }
}

::store::both! {
    async fn who_is_joined_with_what_is_answered_is_told_where_the_answer_stands(test: TestDb) {
        let county = County::new(test).await;
        let first = county.asked_by("13800000001").await;
        county.act(&county.clerk, &first, "send", opinion("带身份证办理。")).await.unwrap();
        let late = county.asked_by("13800000002").await;
        county.joins(&late, &first).await;
        let told = county.told("13800000002").await;
        assert!(told[0].contains("办理结果请凭编号和查询码") && !told[0].contains("一并告知"), "{told:?}");
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &county.case(&late).await).await.unwrap();
        assert_eq!(status.joined, Some((first.number.clone(), "带身份证办理。".to_owned())));
    }

    async fn who_was_joined_with_what_is_taken_back_gets_an_answer(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.asked_by("13800000001").await;
        let (second, third) = (county.asked_by("13800000002").await, county.asked_by("13800000003").await);
        // The third joins the second, which joins the first: a chain.
        county.joins(&third, &second).await;
        county.joins(&second, &first).await;
        county.later(24);
        let mut tx = county.db().begin().await.unwrap();
        citizen::retract(&mut tx, &county.ground(), first.case, "知道了").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((county.state(&second).await.as_str(), county.state(&third).await.as_str()), ("received", "merged"));
        assert!(county.case(&second).await.valid && !county.case(&third).await.valid);
        assert_eq!(county.count("ask", Count::Pending).await, 1);
        let run = matter::store::matter(&mut county.db().reader(), second.matter).await.unwrap();
        assert_eq!(run.due_at.date().to_string(), "2026-03-09", "five working days of the day on which it was joined, not of today");
        let told = county.told("13800000002").await;
        assert!(told.first().unwrap().contains("继续办理，最迟 2026-03-09 前答复"), "{told:?}");
        assert_eq!(county.told("13800000003").await.len(), 2, "nothing is another for who is joined still");
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &county.case(&second).await).await.unwrap();
        assert!(status.joined.is_none() && status.may == ["retract"], "{:?}", status.may);
        county.act(&county.clerk, &second, "send", opinion("带身份证办理。")).await.unwrap();
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &county.case(&third).await).await.unwrap();
        assert_eq!(status.joined, Some((second.number.clone(), "带身份证办理。".to_owned())));
        assert!(county.told("13800000003").await.first().unwrap().contains("已答复"));
        assert!(!county.told("13800000001").await.first().unwrap().contains("已答复"), "who took it back hears no more of it");
        assert!(matter::replay::all(county.db(), 9).await.unwrap().1.is_empty());
    }

    async fn who_was_joined_with_what_is_refused_is_looked_at_alone(test: TestDb) {
        let county = County::new(test).await;
        let (first, second) = (county.asked_by("13800000001").await, county.asked_by("13800000002").await);
        county.joins(&second, &first).await;
        county.act(&county.clerk, &first, "refuse", outcome("refused_unclear", "没有写明事项，无法答复。")).await.unwrap();
        assert_eq!(county.state(&second).await, "received");
        // It may be joined again, and take others in.
        let third = county.asked_by("13800000003").await;
        county.joins(&third, &second).await;
        county.act(&county.clerk, &second, "send", opinion("带身份证办理。")).await.unwrap();
        assert_eq!(county.case(&second).await.answer, "带身份证办理。");
        assert!(county.told("13800000003").await.first().unwrap().contains("已答复"));
    }

    async fn everybody_who_reported_the_same_spot_is_told_how_it_ended(test: TestDb) {
        let county = County::new(test).await;
        let first = county.reports(&typo("/about", "帐号")).await;
        let mut last = None;
        for _ in 0..105 {
            last = Some(county.reports(&typo("/about", "帐号")).await);
        }
        county.act(&county.corrector, &first, "finish", outcome("fixed", "已经改正。")).await.unwrap();
        assert_eq!(county.case(&last.unwrap()).await.result, "fixed");
        assert_eq!(county.count("error", Count::Fixed).await, 106);
    }

    async fn what_was_never_answered_is_not_answered_again(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asked_by("13800000001").await;
        let mut tx = county.db().begin().await.unwrap();
        citizen::retract(&mut tx, &county.ground(), taken.case, "知道了").await.unwrap();
        let again = citizen::reopen(&mut tx, &county.ground(), taken.case, "还是想问一问").await;
        assert_eq!(refused(again), "consult.never-answered");
        tx.commit().await.unwrap();
        let again = county.act(&county.clerk, &taken, "reopen", opinion("来电要求答复")).await;
        assert_eq!(refused(again), "consult.never-answered");
    }

    async fn a_report_that_is_looked_at_again_counts_as_open(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.reports(&typo("/about", "帐号")).await;
        county.act(&county.corrector, &taken, "finish", outcome("fixed", "已经改正。")).await.unwrap();
        assert_eq!(county.count("error", Count::Fixed).await, 1);
        let mut tx = county.db().begin().await.unwrap();
        citizen::reopen(&mut tx, &county.ground(), taken.case, "第二段仍然是“帐号”").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.count("error", Count::Fixed).await, 0);
        let case = county.case(&taken).await;
        assert_eq!((case.result.as_str(), case.fixed_page.as_str()), ("", ""));
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &case).await.unwrap();
        assert_eq!(status.result, "", "the reporter reads that it is looked at");
    }

    async fn who_keeps_away_publishes_nothing_and_makes_no_knowledge_of_it(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.answered().await;
        let staff = county.clerk.staff().unwrap().clone();
        let mut tx = county.db().begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, taken.matter, staff.person, staff.unit, county.now).await.unwrap();
        let (ground, passed) = (county.ground(), edition::gate::Passed::default());
        let done = publish::publish(&mut tx, &ground, &county.clerk, taken.case, ["一", "二", "三"], &passed).await;
        assert_eq!(refused(done), RECUSED);
        assert_eq!(refused(publish::withdraw(&mut tx, &ground, &county.clerk, taken.case, "内容有误").await), RECUSED);
        assert_eq!(refused(crate::knowledge::from_answer(&mut tx, &ground, &county.clerk, taken.case).await), RECUSED);
        crate::knowledge::from_answer(&mut tx, &ground, &county.social_desk, taken.case).await.unwrap();
    }
}
