//! The statutory clock: corrections, third parties, other organs, extension, fee.

use super::*;
use crate::actions::side::{self, ToAsk};

::store::both! {
    async fn a_correction_is_asked_for_once_within_seven_days_and_starts_the_time_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        assert_eq!(county.due(&taken).await, "2026-03-30");
        county.on(3, 11);
        county.act(&county.clerk, &taken, "ask_correction", opinion("请说明是哪一年的标准")).await.unwrap();
        assert_eq!(county.letters(&taken).await[0].title, "补正告知书");
        county.on(3, 20);
        let mut tx = county.db().begin().await.unwrap();
        citizen::correct(&mut tx, &county.ground(), taken.request, "2025 年的标准", &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-04-20", "20 working days after 20 March, with 清明 between");
        assert_eq!(county.request(&taken).await.wanted(), "2025 年的标准");
        let again = county.act(&county.clerk, &taken, "ask_correction", opinion("再说明一次")).await;
        assert_eq!(refused(again), "matter.too-often");

        let late = county.received().await;
        county.on(4, 1);
        let too_late = county.act(&county.clerk, &late, "ask_correction", opinion("请说明是哪一年的标准")).await;
        assert_eq!(refused(too_late), "requests.notice-late");
    }

    async fn a_correction_on_paper_counts_from_its_own_day(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 4);
        county.act(&county.clerk, &taken, "ask_correction", opinion("请说明年份")).await.unwrap();
        county.on(3, 16);
        county.act(&county.clerk, &taken, "correct_paper", Input { day: Some(day(3, 12)), ..opinion("2025 年") }).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-04-10");
        assert_eq!(county.request(&taken).await.corrected_on, Some(day(3, 12)));
    }

    async fn who_does_not_correct_in_time_has_given_up(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.act(&county.clerk, &taken, "ask_correction", opinion("请说明年份")).await.unwrap();
        county.on(3, 23);
        assert_eq!(county.runs_jobs().await, 0, "the last day is not over");
        county.on(3, 24);
        assert_eq!(county.runs_jobs().await, 1);
        let request = county.request(&taken).await;
        assert_eq!((request.result.as_deref(), request.closed_on), (Some("e1"), Some(day(3, 24))));
        assert_eq!(county.letters(&taken).await.last().unwrap().title, "不再处理告知书");
        assert_eq!(county.runs_jobs().await, 0);
    }

    async fn the_time_of_third_parties_is_not_counted_and_ends_with_what_the_last_one_said(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 4);
        let who = [
            ToAsk { third: true, name: "青禾禾丰公司".into(), contact: "禾丰路 1 号".into() },
            ToAsk { third: true, name: "王某".into(), contact: "青溪村".into() },
        ];
        let mut tx = county.db().begin().await.unwrap();
        side::ask_outside(&mut tx, &county.ground(), &county.clerk, taken.request, &who, ("合同价款", None)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.due(&taken).await, "", "the clock stands");
        let letters = county.letters(&taken).await;
        assert!(letters.len() == 2 && letters.iter().all(|l| !l.paragraphs.concat().contains("李青禾")), "who asks is not told");
        let asked = store::asked(&mut county.db().reader(), taken.request).await.unwrap();
        county.on(3, 10);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        for one in &asked {
            side::served(&mut tx, &ground, &county.clerk, taken.request, one.id, Some(day(3, 6))).await.unwrap();
        }
        side::said(&mut tx, &ground, &county.clerk, taken.request, asked[0].id, ("object", "涉及商业秘密", Some(day(3, 9)))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&taken).await, "outside");
        assert_eq!(refused(county.act(&county.clerk, &taken, "outside_done", on(day(3, 10))).await), "requests.asking");
        county.on(3, 27);
        assert_eq!(county.runs_jobs().await, 0, "fifteen working days after 6 March end on the 27th");
        county.on(3, 30);
        assert_eq!(county.runs_jobs().await, 1);
        assert_eq!(county.state(&taken).await, "handling");
        // 18 of 20 working days are left when it stood from the 4th; they go on after the 27th.
        assert_eq!(county.due(&taken).await, "2026-04-23");
        let said = store::asked(&mut county.db().reader(), taken.request).await.unwrap();
        assert_eq!((said[1].stance.as_str(), said[1].answered_on), ("silent", Some(day(3, 27))));
    }

    async fn an_organ_that_made_it_together_is_asked_and_its_silence_is_consent(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 3);
        let whom = Input { seats: vec![(county.city, None)], ..opinion("请提出意见") };
        county.act(&county.clerk, &taken, "joint", whom).await.unwrap();
        assert_eq!(county.due(&taken).await, "", "the clock stands");
        county.on(3, 6);
        county.act(&county.city_clerk, &taken, "reply", agree()).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-04-02", "three working days are not counted");

        let other = county.received().await;
        let whom = Input { seats: vec![(county.city, None)], ..opinion("请提出意见") };
        county.act(&county.clerk, &other, "joint", whom).await.unwrap();
        county.on(3, 30);
        static LINES: [&matter::Line; 1] = [&crate::LINE];
        assert_eq!(matter::silence::pass_over(county.db(), &county.ground(), &matter::Lines(&LINES)).await.unwrap(), 1);
        assert_ne!(county.due(&other).await, "", "the clock goes on");
    }

    async fn it_is_extended_once_by_the_head_and_never_by_more_than_twenty_days(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 20);
        assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "extension", days(21)).await), ["days"]);
        county.act(&county.clerk, &taken, "extension", days(20)).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-03-30", "not before the head agrees");
        county.act(&county.head, &taken, "reply", agree()).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-04-28");
        assert_eq!(county.letters(&taken).await[0].title, "延期答复告知书");
        assert_eq!(why(county.act(&county.clerk, &taken, "extension", days(5)).await), "clock.extended");
        assert_eq!(refused(county.act(&county.clerk, &taken, "delay", days(5)).await), "requests.no-reasons");
    }

    async fn a_payment_starts_the_time_anew_and_without_one_the_request_is_dropped(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.received().await;
        let second = county.received().await;
        county.on(3, 4);
        county.pays_by(&first).await;
        for taken in [&first, &second] {
            let mut tx = county.db().begin().await.unwrap();
            let none = side::charge(&mut tx, &county.ground(), &county.clerk, taken.request, ("page", 30, None)).await;
            assert_eq!(wrong_fields(none), ["quantity"], "30 pages are free");
            let mut tx2 = tx;
            side::charge(&mut tx2, &county.ground(), &county.clerk, taken.request, ("page", 120, None)).await.unwrap();
            tx2.commit().await.unwrap();
        }
        let fee = store::fee(&mut county.db().reader(), first.request).await.unwrap().unwrap();
        assert_eq!((fee.yuan, fee.served_on), (700 + 400, None));
        let letters = county.letters(&first).await;
        assert!(letters[0].paragraphs.concat().contains("自收到本通知书次日起20个工作日内"), "{:?}", letters[0]);
        county.on(3, 18);
        county.act(&county.clerk, &first, "paid", on(day(3, 17))).await.unwrap();
        assert_eq!(county.due(&first).await, "2026-04-15", "20 working days after the 17th");
        // Issued on the 4th, received on the 10th: the last day is the 8th of April and not the 1st.
        county.act(&county.clerk, &second, "fee_served", on(day(3, 10))).await.unwrap();
        let fee = store::fee(&mut county.db().reader(), second.request).await.unwrap().unwrap();
        assert_eq!(fee.served_on, Some(day(3, 10)));
        county.on(4, 8);
        assert_eq!(county.runs_jobs().await, 0, "the last day is not over");
        county.on(4, 9);
        assert_eq!(county.runs_jobs().await, 1);
        assert_eq!(county.request(&second).await.result.as_deref(), Some("e2"));
        assert_eq!(county.request(&first).await.result, None);
    }

    async fn before_the_notice_of_a_fee_was_received_nobody_is_late_with_paying(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.pays_by(&taken).await;
        let mut tx = county.db().begin().await.unwrap();
        side::charge(&mut tx, &county.ground(), &county.clerk, taken.request, ("page", 120, None)).await.unwrap();
        tx.commit().await.unwrap();
        county.on(6, 1);
        assert_eq!(county.runs_jobs().await, 0);
        let request = county.request(&taken).await;
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!((status.fee, status.pay.as_str()), (1100, "自收到收费通知次日起 20 个工作日内"));
        county.act(&county.clerk, &taken, "fee_served", on(day(6, 1))).await.unwrap();
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &request).await.unwrap();
        assert_eq!(status.pay, "于 2026-06-30 前", "20 working days after 1 June, with 端午 between");
    }

    async fn a_request_to_correct_records_has_no_place_among_the_pieces_of_the_month(test: TestDb) {
        let county = County::new(test).await;
        let first = county.received().await;
        let asked = Asking { kind: "rectify".into(), ..asking(county.home, "counter") };
        let record = county.asks(&county.clerk, &asked).await.unwrap();
        let second = county.received().await;
        let mut places = Vec::new();
        for taken in [&first, &record, &second] {
            let request = county.request(taken).await;
            places.push(store::place_in_month(&mut county.db().reader(), &request, day(3, 2)).await.unwrap());
        }
        assert_eq!(places, [1, 0, 2]);
    }

    async fn the_pieces_of_a_request_count_for_the_next_ones_of_the_month(test: TestDb) {
        let county = County::new(test).await;
        let (first, second, third) = (county.received().await, county.received().await, county.received().await);
        county.pays_by(&first).await;
        for (taken, pieces, yuan) in [(&second, 10, 100), (&third, 1, 100)] {
            let mut tx = county.db().begin().await.unwrap();
            let fee = ("piece", pieces, None);
            crate::actions::side::charge(&mut tx, &county.ground(), &county.clerk, taken.request, fee).await.unwrap();
            tx.commit().await.unwrap();
            let fee = store::fee(&mut county.db().reader(), taken.request).await.unwrap().unwrap();
            assert_eq!(fee.yuan, yuan, "{pieces}");
        }
        for (taken, n) in [(&first, 1), (&second, 2), (&third, 12)] {
            let request = county.request(taken).await;
            assert_eq!(store::place_in_month(&mut county.db().reader(), &request, day(3, 2)).await.unwrap(), n);
        }
    }
}
