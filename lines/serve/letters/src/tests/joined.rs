//! Those whose letters are joined with another (并案) get an answer, however that one ends.

use super::*;
use crate::actions::publish;
use matter::recusal::RECUSED;

impl County {
    async fn joins(&self, written: &Written, with: &Written) {
        let input = Input { other: Some(with.matter), ..Input::default() };
        self.act(&self.clerk, written.letter, "merge", input).await.unwrap();
    }

    async fn written_by(&self, phone: &str) -> Written {
        self.write(&Writing { phone: phone.into(), ..lamps() }).await
    }

    /// Messages to this number, the newest first.
    async fn told(&self, phone: &str) -> Vec<String> {
        self.messages().await.into_iter().filter(|message| message.contains(phone)).collect()
    }
}

::store::both! {
    async fn who_was_joined_with_a_letter_that_ends_unanswered_gets_an_answer(test: TestDb) {
        let mut county = County::new(test).await;
        for end in ["retract", "refuse", "terminate"] {
            let phones = [1, 2, 3].map(|n| format!("1380000{n}{:03}", end.len()));
            let first = county.written_by(&phones[0]).await;
            let (second, third) = (county.written_by(&phones[1]).await, county.written_by(&phones[2]).await);
            county.joins(&third, &second).await;
            county.joins(&second, &first).await;
            if end == "retract" {
                let mut tx = county.db().begin().await.unwrap();
                citizen::retract(&mut tx, &county.ground(), first.letter, "已经修好").await.unwrap();
                tx.commit().await.unwrap();
            } else {
                let key = if end == "refuse" { "refused_unclear" } else { "terminated" };
                let input = Input { outcome: Some(key.into()), ..opinion("没有写明路段，无法办理。") };
                county.act(&county.clerk, first.letter, end, input).await.unwrap();
            }
            assert_eq!((county.state(&second).await.as_str(), county.state(&third).await.as_str()), ("received", "merged"), "{end}");
            assert!(county.letter(second.letter).await.valid && !county.letter(third.letter).await.valid, "{end}");
            let told = county.told(&phones[1]).await;
            assert!(told.first().unwrap().contains("继续办理，最迟"), "{end}: {told:?}");
            county.act(&county.clerk, second.letter, "answer_direct", opinion("已更换路灯。")).await.unwrap();
            county.act(&county.approver, second.letter, "approve", Input::default()).await.unwrap();
            let letter = county.letter(third.letter).await;
            let status = citizen::status(&mut county.db().reader(), &county.ground(), &letter).await.unwrap();
            assert_eq!(status.joined, Some((second.number.clone(), "已更换路灯。".to_owned())), "{end}");
            assert!(county.told(&phones[2]).await.first().unwrap().contains("已答复"), "{end}");
            assert!(!county.told(&phones[0]).await.iter().any(|text| text.contains("已答复")), "{end}");
            county.later(1);
        }
        assert!(matter::replay::all(county.db(), 99).await.unwrap().1.is_empty());
    }

    async fn a_letter_that_was_never_answered_is_not_handled_again(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let mut tx = county.db().begin().await.unwrap();
        citizen::retract(&mut tx, &county.ground(), written.letter, "已经修好").await.unwrap();
        tx.commit().await.unwrap();
        let again = county.act(&county.clerk, written.letter, "reopen", opinion("来信人又要求答复")).await;
        assert_eq!(refused(again), "letters.never-answered");
    }

    async fn who_keeps_away_from_a_letter_neither_publishes_nor_withdraws_it(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.answered(&lamps()).await;
        let staff = county.clerk.staff().unwrap().clone();
        let mut tx = county.db().begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, written.matter, staff.person, staff.unit, county.now).await.unwrap();
        let ground = county.ground();
        let done = publish::publish(&mut tx, &ground, &county.clerk, written.letter, ["路灯", "路灯不亮", "已修好"]).await;
        assert_eq!(refused(done), RECUSED);
        assert_eq!(refused(publish::withdraw(&mut tx, &ground, &county.clerk, written.letter, "内容有误").await), RECUSED);
    }
}
