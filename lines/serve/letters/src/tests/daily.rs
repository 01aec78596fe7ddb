//! What the mailbox does by itself.

use super::*;
use crate::jobs::{self, Ran};

::store::both! {
    async fn the_day_urges_closes_resumes_and_warns(test: TestDb) {
        let mut county = County::new(test).await;
        let waiting = county.write(&lamps()).await;
        county.act(&county.clerk, waiting.letter, "ask_supplement", opinion("请说明位置")).await.unwrap();
        let slow = county.write(&lamps()).await;
        let answered = county.answered(&lamps()).await;
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap(), Ran::default());

        county.now = morning(3, 19);
        let ran = jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(ran, Ran { urged: 1, closed: 1, ..Ran::default() }, "two working days before the end");
        assert_eq!(county.state(&answered).await, "closed");
        let again = jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(again, Ran::default(), "once a day");

        county.now = morning(3, 24);
        let ran = jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(ran.resumed, 1, "nobody supplemented within fifteen working days");
        assert_eq!(county.state(&waiting).await, "received");

        for (month, day, level) in [(4, 2, 1), (5, 6, 2), (6, 3, 3)] {
            county.now = morning(month, day);
            let ran = jobs::run(county.db(), &county.ground()).await.unwrap();
            assert_eq!(ran.warned, 2, "{month}-{day}");
            assert_eq!(county.letter(slow.letter).await.warned, level);
        }
    }

    async fn the_program_urges_once_a_day_and_not_for_ever(test: TestDb) {
        let mut county = County::new(test).await;
        let slow = county.write(&lamps()).await;
        let mut urged = Vec::new();
        for day in 18..=31 {
            county.now = morning(3, day);
            if jobs::run(county.db(), &county.ground()).await.unwrap().urged > 0 {
                urged.push(day);
            }
        }
        assert_eq!(urged, [19, 20, 23, 24, 25], "five working days, from the second before the end");
        let matter = matter::store::matter(&mut county.db().reader(), slow.matter).await.unwrap();
        assert_eq!(matter.urged, 5);
        county.act(&county.clerk, slow.letter, "urge", Input::default()).await.unwrap();
        let again = county.act(&county.leader, slow.letter, "urge", Input::default()).await;
        assert_eq!(refused(again), matter::URGED_LATELY);
        county.now = morning(4, 1);
        county.act(&county.leader, slow.letter, "urge", Input::default()).await.unwrap();
        county.now = morning(4, 2);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 0);
    }

    async fn what_a_person_urged_today_the_program_leaves(test: TestDb) {
        let mut county = County::new(test).await;
        let slow = county.write(&lamps()).await;
        county.now = morning(3, 20);
        county.act(&county.clerk, slow.letter, "urge", Input::default()).await.unwrap();
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 0);
        county.now = morning(3, 23);
        assert_eq!(jobs::run(county.db(), &county.ground()).await.unwrap().urged, 1);
    }

    async fn the_code_of_a_receipt_page_is_forgotten(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let (_, code) = crate::BOOK.receipt(&mut county.db().reader(), &written.token, county.now).await.unwrap();
        assert_eq!(code, written.code);
        county.later(1);
        let closed = |county: &County| (county.db().reader(), written.token.clone(), county.now);
        let (mut q, token, now) = closed(&county);
        assert!(matches!(crate::BOOK.receipt(&mut q, &token, now).await, Err(Error::Unseen)));
        jobs::run(county.db(), &county.ground()).await.unwrap();
        county.now = county.now.plus(-base::time::HOUR);
        let (mut q, token, now) = closed(&county);
        assert!(matches!(crate::BOOK.receipt(&mut q, &token, now).await, Err(Error::Unseen)));
    }

    async fn one_bad_letter_keeps_no_other_waiting(test: TestDb) {
        let mut county = County::new(test).await;
        let bad = county.write(&lamps()).await;
        let good = county.write(&lamps()).await;
        for waiting in [&bad, &good] {
            county.act(&county.clerk, waiting.letter, "ask_supplement", opinion("请说明位置")).await.unwrap();
        }
        let (spoilt, slow) = (county.write(&lamps()).await, county.write(&lamps()).await);
        let mut tx = county.db().begin().await.unwrap();
        for broken in [&bad, &spoilt] {
            let sql = "UPDATE matter_matter SET snapshot = '{' WHERE id = $1";
            tx.run(sql, ::store::args![broken.matter]).await.unwrap();
        }
        tx.commit().await.unwrap();
        county.now = morning(3, 24);
        assert!(jobs::run(county.db(), &county.ground()).await.is_err(), "the first error is told");
        assert_eq!(county.state(&good).await, "received", "the other goes on without its supplement");
        let urged = matter::store::matter(&mut county.db().reader(), slow.matter).await.unwrap().urged;
        assert_eq!(urged, 1, "the other is urged");
    }
}
