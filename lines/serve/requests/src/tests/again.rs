//! What is handled once more: dropped requests with a proper reason, and answers that a decision orders to be given anew.

use super::*;
use crate::actions::later::{self, Ordered};
use crate::actions::redo;
use crate::actions::report::{self, Of};
use crate::actions::side;
use crate::annual::Numbers;
use crate::store::{Count, Filter};

impl County {
    /// Dropped because no correction came, on 24 March.
    async fn dropped(&mut self) -> Taken {
        let taken = self.received().await;
        self.act(&self.clerk, &taken, "ask_correction", opinion("请说明年份")).await.unwrap();
        self.on(3, 24);
        assert_eq!(self.runs_jobs().await, 1);
        taken
    }

    /// Answered with a refusal on 4 March, reviewed, and on 1 April the review orders a new answer by the 20th.
    async fn overturned(&mut self) -> Taken {
        let taken = self.received().await;
        self.on(3, 4);
        self.answers(&taken, &draft("b6")).await;
        self.on(3, 10);
        let request = self.request(&taken).await;
        let mut tx = self.db().begin().await.unwrap();
        let texts = ["review", "青禾县人民政府", "青政复〔2026〕3号"];
        later::dispute(
            &mut tx,
            &self.ground(),
            &self.clerk,
            &request,
            texts,
            (Some(day(3, 10)), true, Some(day(3, 10))),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        self.on(4, 1);
        let dispute = store::disputes(&mut self.db().reader(), taken.request).await.unwrap().remove(0);
        let ordered = Ordered { redo: true, due_on: Some(day(4, 20)) };
        let mut tx = self.db().begin().await.unwrap();
        let decided = (["corrected", "责令重新答复"], Some(day(4, 1)), ordered);
        later::decide(&mut tx, &self.ground(), &self.clerk, &request, dispute.id, decided).await.unwrap();
        tx.commit().await.unwrap();
        taken
    }

    async fn begins_anew(&self, taken: &Taken, item: i64, why: &str) -> Result<Done, Error> {
        let request = self.request(taken).await;
        let mut tx = self.db().begin().await.unwrap();
        let done = redo::begin(&mut tx, &self.ground(), &self.clerk, &request, (item, why, None)).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn counts(&self, count: Count) -> i64 {
        let filter = Filter { count, ..Filter::today(&self.ground()).unwrap() };
        let q = &mut self.db().reader();
        let listed = store::list(q, &filter, &::store::long::Turn::First, 100).await.unwrap().rows.len();
        let counted = store::count(q, &filter).await.unwrap();
        assert_eq!(usize::try_from(counted).unwrap(), listed, "{count:?}");
        counted
    }
}

::store::both! {
    async fn who_had_a_proper_reason_not_to_correct_has_not_given_up(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.dropped().await;
        county.on(3, 30);
        assert_eq!(refused(county.act(&county.clerk, &taken, "reopen_fee", opinion("住院")).await), "requests.not-dropped");
        assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "reopen_correction", opinion(" ")).await), ["opinion"]);
        assert_eq!(why(county.act(&county.city_clerk, &taken, "reopen_correction", opinion("住院")).await), "matter.closed");
        county.act(&county.clerk, &taken, "reopen_correction", opinion("住院治疗，附诊断证明")).await.unwrap();
        let request = county.request(&taken).await;
        assert_eq!((request.result, request.closed_on, county.state(&taken).await.as_str()), (None, None, "correction"));
        let letter = county.letters(&taken).await.pop().unwrap();
        assert!(letter.title == "恢复办理告知书" && letter.paragraphs.concat().contains("住院治疗"), "{letter:?}");
        // Fifteen working days after 30 March.
        assert!(letter.paragraphs.concat().contains("2026年4月21日前补正"), "{letter:?}");
        county.on(4, 21);
        assert_eq!(county.runs_jobs().await, 0, "the new time is not over");
        county.act(&county.clerk, &taken, "correct_paper", Input { day: Some(day(4, 20)), ..opinion("2025 年") }).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-05-20", "20 working days after the correction of 20 April");
        county.answers(&taken, &draft("a2")).await;
        assert_eq!(county.request(&taken).await.result.as_deref(), Some("a2"));
    }

    async fn who_is_reopened_and_lets_the_time_pass_again_is_dropped_again(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.dropped().await;
        county.act(&county.clerk, &taken, "reopen_correction", opinion("住院治疗")).await.unwrap();
        county.on(4, 30);
        assert_eq!(county.runs_jobs().await, 1);
        let request = county.request(&taken).await;
        assert_eq!((request.result.as_deref(), request.closed_on), (Some("e1"), Some(day(4, 30))));
    }

    async fn who_had_a_proper_reason_not_to_pay_gets_the_time_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.pays_by(&taken).await;
        let mut tx = county.db().begin().await.unwrap();
        side::charge(&mut tx, &county.ground(), &county.clerk, taken.request, ("page", 120, None)).await.unwrap();
        tx.commit().await.unwrap();
        county.act(&county.clerk, &taken, "fee_served", on(day(3, 2))).await.unwrap();
        county.on(4, 10);
        assert_eq!(county.runs_jobs().await, 1);
        assert_eq!(county.request(&taken).await.result.as_deref(), Some("e2"));
        county.act(&county.clerk, &taken, "reopen_fee", opinion("代收银行系统故障")).await.unwrap();
        county.on(4, 15);
        let before = county.act(&county.clerk, &taken, "paid", on(day(4, 9))).await;
        assert_eq!(wrong_fields(before), ["day"], "the time of the answer does not begin while it was closed");
        county.act(&county.clerk, &taken, "paid", on(day(4, 14))).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-05-14", "20 working days after the payment");
    }

    async fn what_a_settled_report_counts_is_not_reopened_but_answered_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.dropped().await;
        let mut tx = county.db().begin().await.unwrap();
        let overseer = county.with_roles(&["requests.overseer"]);
        let of = Of { actor: &overseer, at: county.now, unit: 0, year: 2026 };
        report::settle(&mut tx, &county.chance, of, &Numbers::default()).await.unwrap();
        tx.commit().await.unwrap();
        let again = county.act(&county.clerk, &taken, "reopen_correction", opinion("住院治疗")).await;
        assert_eq!(refused(again), "requests.reported");
        county.begins_anew(&taken, 0, "逾期补正有正当理由").await.unwrap();
        county.submits(&taken, &draft("a2")).await.unwrap();
        county.act(&county.head, &taken, "redo_approve", Input::default()).await.unwrap();
        assert_eq!(county.request(&taken).await.result.as_deref(), Some("e1"), "the report goes on counting the first result");
        let letter = county.letters(&taken).await.pop().unwrap();
        assert!(letter.paragraphs.concat().contains("自行纠正"), "{letter:?}");
    }

    async fn a_new_answer_is_signed_like_the_first_and_changes_no_row_of_the_report(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.overturned().await;
        let before = store::table3(&mut county.db().reader(), 2026, None).await.unwrap();
        assert_eq!(county.counts(Count::Redo).await, 1);
        let waiting = store::redos(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        assert_eq!((waiting.due_on, waiting.begun_on), (Some(day(4, 20)), None));
        assert_eq!(refused(county.submits(&taken, &draft("a2")).await), "matter.closed");
        assert_eq!(why(county.begins_anew(&taken, 9_999, "重新审查").await), "wrong item", "nothing of that kind waits");
        county.begins_anew(&taken, waiting.id, "按照复议决定重新审查").await.unwrap();
        assert_eq!(county.state(&taken).await, "redo");
        assert_eq!(wrong_fields(county.submits(&taken, &Draft { withheld: String::new(), information: "〖甲〗乙".into(), ..draft("a3") }).await), ["withheld"]);
        let answer = Draft { information: "甲是〖乙〗。".into(), ..draft("a3") };
        county.submits(&taken, &answer).await.unwrap();
        assert_eq!(why(county.act(&county.clerk, &taken, "redo_approve", Input::default()).await), "matter.not-yours", "who drafts does not sign");
        county.act(&county.head, &taken, "redo_reject", opinion("请核对遮盖")).await.unwrap();
        county.submits(&taken, &answer).await.unwrap();
        county.on(4, 10);
        county.act(&county.head, &taken, "redo_approve", Input::default()).await.unwrap();

        let request = county.request(&taken).await;
        assert_eq!((request.result.as_deref(), request.closed_on, request.late), (Some("b6"), Some(day(3, 4)), false));
        assert_eq!(store::table3(&mut county.db().reader(), 2026, None).await.unwrap(), before);
        assert_eq!((county.counts(Count::Redo).await, county.state(&taken).await.as_str()), (0, "closed"));
        let redone = store::redos(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        assert_eq!((redone.result.as_deref(), redone.answered_on), (Some("a3"), Some(day(4, 10))));
        let letter = county.letters(&taken).await.pop().unwrap();
        let text = letter.paragraphs.concat();
        assert!(letter.number.starts_with("青公开答") && text.contains("青政复〔2026〕3号") && text.contains("2026年4月1日"), "{text}");
        assert!(text.contains("甲是■■■■。") && !text.contains("甲是乙"), "{text}");
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!(status.redone.len(), 1);
        assert!(status.may.contains(&"propose"), "what was disclosed anew may be proposed for publication");
        assert_eq!(why(county.begins_anew(&taken, redone.id, "再来一次").await), "wrong item", "it was given");
    }

    async fn the_reply_in_a_dispute_is_due_by_its_procedure(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        county.answers(&taken, &draft("b6")).await;
        let request = county.request(&taken).await;
        let ground = county.ground();
        // From Monday, 2 March 2026: five working days, ten working days, fifteen days.
        for (kind, simplified, due) in [("review", true, day(3, 9)), ("review", false, day(3, 16)), ("direct", false, day(3, 17))] {
            assert_eq!(later::reply_due(&ground, (kind, simplified, Some(day(3, 2)))).unwrap(), Some(due), "{kind}");
        }
        assert_eq!(later::reply_due(&ground, ("review", true, None)).unwrap(), None);
        let today = Some(day(3, 2));
        let files = async |about, kind: &'static str| {
            let mut tx = county.db().begin().await.unwrap();
            let texts = [kind, "县政府", ""];
            let done = later::dispute(&mut tx, &ground, &county.clerk, &request, texts, about).await;
            tx.commit().await.unwrap();
            done
        };
        assert_eq!(wrong_fields(files((today, true, today), "direct").await), ["simplified"]);
        assert_eq!(wrong_fields(files((today, true, Some(day(3, 3))), "review").await), ["copy_on"]);
        files((today, true, today), "review").await.unwrap();
        let dispute = store::disputes(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(later::reply(&mut tx, &ground, &county.clerk, &request, dispute.id, Some(day(3, 3))).await), ["on"]);
        later::reply(&mut tx, &ground, &county.clerk, &request, dispute.id, today).await.unwrap();
        assert_eq!(wrong_fields(later::reply(&mut tx, &ground, &county.clerk, &request, dispute.id, today).await), ["on"], "once");
        let wrong = (["upheld", ""], today, Ordered { redo: true, due_on: None });
        assert_eq!(wrong_fields(later::decide(&mut tx, &ground, &county.clerk, &request, dispute.id, wrong).await), ["redo"]);
        let wrong = (["corrected", ""], today, Ordered { redo: true, due_on: Some(day(3, 1)) });
        assert_eq!(wrong_fields(later::decide(&mut tx, &ground, &county.clerk, &request, dispute.id, wrong).await), ["due_on"]);
        tx.commit().await.unwrap();
    }
}
