//! What waits for somebody and has no desk: letters that nobody could serve, requests that nobody confirmed, time that is nearly over.
//! Lists show it, and the clerks of the organ are reminded once.

use super::*;
use crate::actions::later;
use crate::actions::side::{self, ToAsk};
use crate::jobs::Ran;
use crate::store::{Count, Filter, Reminder};
use ::store::args;

impl County {
    /// Everybody at the office has a telephone.
    async fn reachable(&self) {
        let mut tx = self.db().begin().await.unwrap();
        tx.run("UPDATE identity_person SET phone = '139' || '0000' || (1000 + id)", args![]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn asks_third(&self, taken: &Taken, names: &[&str]) {
        let who: Vec<ToAsk> =
            names.iter().map(|name| ToAsk { third: true, name: (*name).into(), contact: "青溪村".into() }).collect();
        let mut tx = self.db().begin().await.unwrap();
        side::ask_outside(&mut tx, &self.ground(), &self.clerk, taken.request, &who, ("合同价款", None)).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn unserved(&self, taken: &Taken, asked: i64, why: &str, proof: &str) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let about = (why, proof, Some(self.now.date()), &[][..]);
        let done = side::unserved(&mut tx, &self.ground(), &self.clerk, taken.request, asked, about).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn reminds(&self) -> usize {
        crate::jobs::run(self.db(), &self.ground()).await.unwrap().told
    }

    async fn numbers(&self, count: Count) -> Vec<i64> {
        let filter = Filter { count, ..Filter::today(&self.ground()).unwrap() };
        let q = &mut self.db().reader();
        let rows = store::list(q, &filter, &::store::long::Turn::First, 100).await.unwrap().rows;
        assert_eq!(usize::try_from(store::count(q, &filter).await.unwrap()).unwrap(), rows.len(), "{count:?}");
        rows.into_iter().map(|row| row.id).collect()
    }
}

::store::both! {
    async fn who_cannot_be_reached_is_waited_for_no_longer(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 4);
        county.asks_third(&taken, &["青禾禾丰公司", "王某"]).await;
        county.on(3, 11);
        assert_eq!(county.numbers(Count::AskedLate).await, Vec::<i64>::new(), "five working days are not over");
        county.on(3, 12);
        assert_eq!(county.numbers(Count::AskedLate).await, [taken.request]);
        assert_eq!(county.due(&taken).await, "", "the clock stands");
        let asked = store::asked(&mut county.db().reader(), taken.request).await.unwrap();
        assert_eq!(wrong_fields(county.unserved(&taken, asked[0].id, "", " ").await), ["why", "proof"]);
        county.unserved(&taken, asked[0].id, "查无此地址", "退件单 1234").await.unwrap();
        assert_eq!(county.state(&taken).await, "outside", "the other is waited for");
        assert_eq!(why(county.unserved(&taken, asked[0].id, "查无此地址", "退件单 1234").await), "wrong asked", "once");
        county.on(3, 16);
        county.unserved(&taken, asked[1].id, "当事人下落不明", "村委会证明").await.unwrap();
        assert_eq!(county.state(&taken).await, "handling");
        // 18 of 20 working days are left when it stood from the 4th; they go on after the 16th.
        assert_eq!(county.due(&taken).await, "2026-04-10");
        assert_eq!(county.numbers(Count::AskedLate).await, Vec::<i64>::new());
        let said = store::asked(&mut county.db().reader(), taken.request).await.unwrap();
        assert!(said.iter().all(|a| a.stance == "unserved" && a.said.contains("证明：")), "{said:?}");
        county.answers(&taken, &draft("b4")).await;
        assert_eq!(county.request(&taken).await.result.as_deref(), Some("b4"), "the organ decides by itself");
    }

    async fn the_clerks_are_reminded_once_of_letters_that_nobody_entered_as_served(test: TestDb) {
        let mut county = County::new(test).await;
        county.reachable().await;
        let (third, fee) = (county.received().await, county.received().await);
        county.on(3, 4);
        county.asks_third(&third, &["王某"]).await;
        county.pays_by(&fee).await;
        let mut tx = county.db().begin().await.unwrap();
        side::charge(&mut tx, &county.ground(), &county.clerk, fee.request, ("page", 120, None)).await.unwrap();
        tx.commit().await.unwrap();
        // The annual reports of the year before are late already.
        assert_eq!(county.reminds().await, 2);
        county.on(3, 11);
        assert_eq!(county.reminds().await, 0, "the last day of the five is not over");
        county.on(3, 12);
        assert_eq!(county.reminds().await, 2, "one letter to a third party, one notice of a fee");
        let messages = county.messages().await;
        let clerks: Vec<&String> = messages.iter().filter(|m| m.contains("还没有登记送达")).collect();
        assert_eq!(clerks.len(), 2, "{messages:?}");
        assert!(clerks.iter().all(|m| !m.contains("王某") && !m.contains("征地")), "what it is about is not in a message");
        county.on(3, 13);
        assert_eq!(county.reminds().await, 0, "once");
    }

    async fn what_nobody_confirmed_is_late_in_the_list_and_its_organ_is_reminded(test: TestDb) {
        let mut county = County::new(test).await;
        county.reachable().await;
        county.reminds().await;
        let web = county.asks(&Actor::Anonymous, &asking(county.home, "web")).await.unwrap();
        county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        county.on(3, 3);
        assert_eq!(county.numbers(Count::ConfirmLate).await, Vec::<i64>::new(), "the working day after is the last");
        assert_eq!(county.reminds().await, 0);
        county.on(3, 4);
        assert_eq!(county.numbers(Count::ConfirmLate).await, [web.request]);
        assert_eq!(county.reminds().await, 1);
        assert!(county.messages().await.iter().any(|m| m.contains("与申请人确认收到的期限2026-03-03已届满")));
        assert_eq!(county.reminds().await, 0);
        county.act(&county.clerk, &web, "confirm", on(day(3, 4))).await.unwrap();
        assert_eq!(county.numbers(Count::ConfirmLate).await, Vec::<i64>::new());
    }

    async fn the_seven_days_for_asking_a_correction_are_shown_before_they_are_over(test: TestDb) {
        let mut county = County::new(test).await;
        county.reminds().await;
        let (open, corrected) = (county.received().await, county.received().await);
        county.act(&county.clerk, &corrected, "ask_correction", opinion("请说明年份")).await.unwrap();
        for (date, soon) in [((3, 6), false), ((3, 9), true), ((3, 11), true), ((3, 12), false)] {
            county.on(date.0, date.1);
            let shown = if soon { vec![open.request] } else { Vec::new() };
            assert_eq!(county.numbers(Count::NoticeSoon).await, shown, "{date:?}");
        }
        county.on(3, 10);
        assert_eq!(county.reminds().await, 1);
        assert_eq!(county.reminds().await, 0);
    }

    async fn a_reply_and_a_new_answer_are_reminded_of_before_their_day(test: TestDb) {
        let mut county = County::new(test).await;
        county.reachable().await;
        county.reminds().await;
        let taken = county.received().await;
        county.answers(&taken, &draft("b6")).await;
        let request = county.request(&taken).await;
        let mut tx = county.db().begin().await.unwrap();
        let about = (Some(day(3, 2)), true, Some(day(3, 2)));
        later::dispute(&mut tx, &county.ground(), &county.clerk, &request, ["review", "县政府", ""], about).await.unwrap();
        tx.commit().await.unwrap();
        county.on(3, 4);
        assert_eq!(county.reminds().await, 0, "due on the 9th, two working days before are enough");
        county.on(3, 5);
        assert_eq!(county.reminds().await, 1);
        assert!(county.messages().await.iter().any(|m| m.contains("应当在2026-03-09前提交")));
        let dispute = store::disputes(&mut county.db().reader(), taken.request).await.unwrap().remove(0);
        let mut tx = county.db().begin().await.unwrap();
        let ordered = later::Ordered { redo: true, due_on: Some(day(3, 20)) };
        later::decide(&mut tx, &county.ground(), &county.clerk, &request, dispute.id, (["corrected", ""], Some(day(3, 5)), ordered)).await.unwrap();
        tx.commit().await.unwrap();
        county.on(3, 12);
        assert_eq!(county.reminds().await, 0);
        county.on(3, 13);
        assert_eq!(county.reminds().await, 1, "five working days before the 20th");
        assert!(county.messages().await.iter().any(|m| m.contains("应当在2026-03-20前重新作出答复")));
        let none = store::due_reminders(&mut county.db().reader(), Reminder::Redo, &[day(4, 1)]).await.unwrap();
        assert_eq!(none.len(), 0, "told once");
    }

    async fn annual_reports_are_reminded_of_before_and_after_their_day_until_they_are_settled(test: TestDb) {
        let mut county = County::new(test).await;
        county.on(1, 15);
        assert_eq!(crate::jobs::run(county.db(), &county.ground()).await.unwrap(), Ran::default());
        county.on(1, 16);
        assert_eq!(county.reminds().await, 2, "both organs, fifteen days before 31 January");
        county.on(1, 31);
        assert_eq!(county.reminds().await, 0);
        let of = crate::actions::report::Of { actor: &county.clerk, at: county.now, unit: county.home, year: 2025 };
        let mut tx = county.db().begin().await.unwrap();
        crate::actions::report::settle(&mut tx, &county.chance, of, &crate::annual::Numbers::default()).await.unwrap();
        tx.commit().await.unwrap();
        county.on(2, 1);
        assert_eq!(county.reminds().await, 1, "who has settled is left alone");
        county.on(3, 16);
        assert_eq!(county.reminds().await, 1, "the county, fifteen days before 31 March");
        county.on(4, 1);
        assert_eq!(county.reminds().await, 1);
        county.on(4, 2);
        assert_eq!(county.reminds().await, 0);
    }

    async fn who_lets_the_time_pass_is_silent_on_the_ledger_while_another_is_waited_for(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.asks_third(&taken, &["青禾禾丰公司", "王某"]).await;
        let asked = store::asked(&mut county.db().reader(), taken.request).await.unwrap();
        for (one, on) in asked.iter().zip([day(3, 3), day(3, 20)]) {
            county.on(on.month(), on.day());
            let mut tx = county.db().begin().await.unwrap();
            side::served(&mut tx, &county.ground(), &county.clerk, taken.request, one.id, Some(on)).await.unwrap();
            tx.commit().await.unwrap();
        }
        county.on(4, 1);
        assert_eq!(county.runs_jobs().await, 1, "the first one's time is over");
        assert_eq!(county.state(&taken).await, "outside", "the other one's is not");
        let filter = ledger::Filter { verb: Some("requests.silent".into()), ..ledger::Filter::default() };
        let found = ledger::find(&mut county.db().reader(), &filter, 10).await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].facts.contains(&format!("\"asked\":{}", asked[0].id)), "{}", found[0].facts);
        assert_eq!(county.runs_jobs().await, 0, "once");
    }
}
