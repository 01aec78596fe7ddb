//! Faults that were found, each mended: days before their letters, years that are settled, entries by mistake, reports put right,
//! reasons that never came, fees without a way to pay, withdrawals without a letter.

use super::*;
use crate::actions::amend::{self, Right};
use crate::actions::report::{self, Of};
use crate::actions::side::{self, ToAsk};
use crate::annual::Numbers;
use crate::store::{Count, Filter};

const WAY: &str = "财政专户 1234 号，县城各代收网点";

impl County {
    async fn charges(&self, taken: &Taken) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let done = side::charge(&mut tx, &self.ground(), &self.clerk, taken.request, ("page", 120, None)).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    pub(super) async fn pays_by(&self, taken: &Taken) {
        let request = self.request(taken).await;
        let mut tx = self.db().begin().await.unwrap();
        crate::actions::pay::pay_way(&mut tx, &self.ground(), &self.clerk, &request, WAY).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn settles(&self, unit: i64, year: i16) {
        let organ = (unit != 0).then_some(unit);
        let q = &mut self.db().reader();
        let (table3, table4) =
            (store::table3(q, year, organ).await.unwrap(), store::table4(q, year, organ).await.unwrap());
        let of = Of { actor: &self.clerk, at: self.now, unit, year };
        let mut tx = self.db().begin().await.unwrap();
        report::settle(&mut tx, &self.chance, of, &Numbers { table3, table4 }).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn amends(&self, taken: &Taken, right: &Right, why: &str) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let done = amend::amend(&mut tx, &self.ground(), &self.clerk, taken.request, right, (why, None)).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn voids(&self, taken: &Taken, why: &str) -> Result<Done, Error> {
        self.voids_sure(taken, why, false).await
    }

    async fn voids_sure(&self, taken: &Taken, why: &str, sure: bool) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let done = amend::void(&mut tx, &self.ground(), &self.clerk, taken.request, (why, None, sure)).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn counted(&self, count: Count) -> i64 {
        let filter = Filter { count, ..Filter::today(&self.ground()).unwrap() };
        store::count(&mut self.db().reader(), &filter).await.unwrap()
    }
}

::store::both! {
    async fn a_fee_notice_cannot_be_served_or_paid_before_it_was_issued(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.pays_by(&taken).await;
        county.on(4, 1);
        county.charges(&taken).await.unwrap();
        for (action, early, late) in [("fee_served", day(3, 5), day(4, 2)), ("paid", day(3, 31), day(4, 2))] {
            for wrong in [early, late] {
                assert_eq!(wrong_fields(county.act(&county.clerk, &taken, action, on(wrong)).await), ["day"], "{action} {wrong}");
            }
        }
        county.act(&county.clerk, &taken, "fee_served", on(day(4, 1))).await.unwrap();
        assert_eq!(county.runs_jobs().await, 0, "it is not abandoned");
        assert_eq!(county.state(&taken).await, "fee");
    }

    async fn who_is_asked_cannot_be_served_or_answer_before_the_letter(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(4, 1);
        let who = [ToAsk { third: true, name: "王某".into(), contact: "青溪村".into() }];
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        side::ask_outside(&mut tx, &ground, &county.clerk, taken.request, &who, ("合同价款", None)).await.unwrap();
        tx.commit().await.unwrap();
        let asked = store::asked(&mut county.db().reader(), taken.request).await.unwrap()[0].id;
        let mut tx = county.db().begin().await.unwrap();
        let (clerk, id) = (&county.clerk, taken.request);
        assert_eq!(wrong_fields(side::served(&mut tx, &ground, clerk, id, asked, Some(day(3, 5))).await), ["day"]);
        assert_eq!(wrong_fields(side::said(&mut tx, &ground, clerk, id, asked, ("agree", "", Some(day(3, 31)))).await), ["day"]);
        let nobody = ("查无此地址", "退件单", Some(day(3, 31)), &[][..]);
        assert_eq!(wrong_fields(side::unserved(&mut tx, &ground, clerk, id, asked, nobody).await), ["day"]);
        side::served(&mut tx, &ground, clerk, id, asked, Some(day(4, 1))).await.unwrap();
    }

    async fn a_correction_and_a_delivery_cannot_lie_before_their_letters(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.received().await;
        county.on(3, 4);
        county.act(&county.clerk, &taken, "ask_correction", opinion("请说明年份")).await.unwrap();
        county.on(3, 6);
        let early = Input { day: Some(day(3, 3)), ..opinion("2025 年") };
        assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "correct_paper", early).await), ["day"]);
        let right = Input { day: Some(day(3, 5)), ..opinion("2025 年") };
        county.act(&county.clerk, &taken, "correct_paper", right).await.unwrap();
        county.answers(&taken, &draft("a2")).await;
        assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "deliver", on(day(3, 5))).await), ["day"]);
        county.act(&county.clerk, &taken, "deliver", on(day(3, 6))).await.unwrap();
    }

    async fn a_day_of_receipt_in_a_settled_year_is_not_taken_by_mistake(test: TestDb) {
        let county = County::new(test).await;
        county.settles(county.home, 2025).await;
        let last = Date::constant(2025, 12, 30);
        let mistaken = Asking { arrived_on: Some(last), ..asking(county.home, "counter") };
        assert_eq!(wrong_fields(county.asks(&county.clerk, &mistaken).await), ["arrived_on"]);
        county.asks(&county.clerk, &Asking { true_day: true, ..mistaken }).await.unwrap();
        let fax = Asking { arrived_on: Some(last), ..asking(county.home, "fax") };
        let fax = county.asks(&county.clerk, &fax).await.unwrap();
        assert_eq!(wrong_fields(county.act(&county.clerk, &fax, "confirm", on(last)).await), ["day"]);
        let said = Input { day: Some(last), ..opinion("当日电话确认，有记录") };
        county.act(&county.clerk, &fax, "confirm", said).await.unwrap();
    }

    async fn nothing_leaves_a_settled_year_by_mistake(test: TestDb) {
        let county = County::new(test).await;
        let december = Asking { arrived_on: Some(Date::constant(2025, 12, 30)), ..asking(county.home, "counter") };
        let taken = county.asks(&county.clerk, &december).await.unwrap();
        let twice = county.asks(&county.clerk, &december).await.unwrap();
        let free = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        county.settles(county.home, 2025).await;
        let right = Right::of(&county.request(&taken).await);
        let moved = Right { arrived_on: Some(Date::constant(2026, 1, 4)), ..right.clone() };
        assert_eq!(wrong_fields(county.amends(&taken, &moved, "签收单上是次年").await), ["arrived_on"]);
        let other = Right { applicant: "legal".into(), id_kind: "uscc".into(), ..right.clone() };
        assert_eq!(wrong_fields(county.amends(&taken, &other, "申请人是律师事务所").await), ["applicant"]);
        let named = Right { paper: "青政办〔2025〕9号".into(), ..right };
        county.amends(&taken, &named, "登记时漏录了文号").await.unwrap();
        county.amends(&taken, &Right { true_day: true, ..moved }, "签收单上是次年").await.unwrap();
        assert_eq!(wrong_fields(county.voids(&twice, "与前一件重复登记").await), ["sure"]);
        county.voids_sure(&twice, "与前一件重复登记", true).await.unwrap();
        county.voids(&free, "与前一件重复登记").await.unwrap();
    }

    async fn a_mistyped_number_is_not_taken_when_an_entry_is_put_right_either(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        let right = Right::of(&county.request(&taken).await);
        for number in ["1101011990010112", "110101199001011235", "1101011990010112３X"] {
            let wrong = Right { id_number: number.into(), ..right.clone() };
            let fits = number.len() == 18;
            assert_eq!(county.amends(&taken, &wrong, "登记时看错号码").await.is_ok(), fits, "{number}");
        }
        let long = Right { agent: "长".repeat(51), address: "长".repeat(201), paper: "长".repeat(61), ..right };
        assert_eq!(wrong_fields(county.amends(&taken, &long, "登记时看错").await), ["agent", "address", "paper"]);
    }

    async fn an_entry_is_put_right_before_the_answer_and_its_time_counts_anew(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-03-30");
        county.on(3, 6);
        let mut right = Right::of(&county.request(&taken).await);
        assert_eq!(wrong_fields(county.amends(&taken, &right, "录入时看错").await), ["reason"], "nothing is another");
        right.channel = "post".into();
        right.arrived_on = Some(day(3, 4));
        right.applicant = "business".into();
        right.id_kind = "uscc".into();
        assert_eq!(wrong_fields(county.amends(&taken, &right, "").await), ["reason"]);
        county.amends(&taken, &right, "录入时看错，以签收单为准").await.unwrap();
        let request = county.request(&taken).await;
        assert_eq!((request.received_on, request.applicant.as_str()), (Some(day(3, 4)), "business"));
        assert_eq!(county.due(&taken).await, "2026-04-01");
        let trail = matter::store::trail(&mut county.db().reader(), taken.matter).await.unwrap();
        let said = &trail.last().unwrap().opinion;
        assert!(said.contains("收到申请之日：2026-03-02 → 2026-03-04") && said.contains("自然人 → 商业企业"), "{said}");
        county.answers(&taken, &draft("a2")).await;
        right.applicant = "legal".into();
        assert_eq!(refused(county.amends(&taken, &right, "又看错了一次").await), "matter.closed");
    }

    async fn a_day_that_was_entered_too_late_is_put_right_and_the_answer_is_due_earlier(test: TestDb) {
        let mut county = County::new(test).await;
        county.on(3, 6);
        let taken = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-04-03");
        let mut right = Right::of(&county.request(&taken).await);
        right.arrived_on = Some(day(3, 2));
        county.amends(&taken, &right, "当日收件，隔了几日才录入").await.unwrap();
        assert_eq!(county.due(&taken).await, "2026-03-30", "twenty working days from the day on which it was received");
        let run = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!((run.received_on, run.due_at.date()), (day(3, 2), day(3, 30)), "lists and the work list too");
        assert!(matter::replay::all(county.db(), 9).await.unwrap().1.is_empty());
        county.act(&county.clerk, &taken, "extension", super::days(5)).await.unwrap();
        right.arrived_on = Some(day(3, 4));
        assert_eq!(refused(county.amends(&taken, &right, "又看错了一次日期").await), "requests.too-late-to-amend");
    }

    async fn words_typed_wrong_from_paper_are_put_right_and_both_stay(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap();
        let before = county.request(&taken).await;
        let mut right = Right::of(&before);
        right.title = "禾丰镇征地补偿安置标准".into();
        right.content = String::new();
        assert_eq!(wrong_fields(county.amends(&taken, &right, "录入时漏字").await), ["content"]);
        right.content = "请公开 2024 年禾丰镇征地补偿标准。".into();
        county.amends(&taken, &right, "录入时漏字，年份看错").await.unwrap();
        let after = county.request(&taken).await;
        assert_eq!((after.title.as_str(), after.content.as_str()), (right.title.as_str(), right.content.as_str()));
        let run = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!(run.title, right.title, "lists and the search have it");
        let old = store::entered(&mut county.db().reader(), taken.request).await.unwrap();
        assert_eq!((old.len(), old[0].title.as_str(), old[0].content.as_str()), (1, before.title.as_str(), before.content.as_str()));
        let trail = matter::store::trail(&mut county.db().reader(), taken.matter).await.unwrap();
        let said = &trail.last().unwrap().opinion;
        assert!(said.contains("所需信息的描述已更正") && !said.contains("2024"), "{said}");
        let web = county.received().await;
        let mut own = Right::of(&county.request(&web).await);
        own.content = "别的内容".into();
        assert_eq!(wrong_fields(county.amends(&web, &own, "申请人写错了").await), ["content"], "the applicant's own words");
    }

    async fn what_was_entered_by_mistake_counts_nowhere(test: TestDb) {
        let county = County::new(test).await;
        let (twice, web) = (
            county.asks(&county.clerk, &asking(county.home, "counter")).await.unwrap(),
            county.received().await,
        );
        assert_eq!(refused(county.voids(&web, "与前一件重复登记").await), "requests.not-entered");
        assert_eq!(wrong_fields(county.voids(&twice, "无").await), ["reason"]);
        county.voids(&twice, "与前一件重复登记").await.unwrap();
        assert_eq!(county.state(&twice).await, "voided");
        let table = store::table3(&mut county.db().reader(), 2026, None).await.unwrap();
        assert_eq!((table.total(1), table.total(24), table.total(25)), (1, 0, 1));
        for (count, n) in [(Count::All, 2), (Count::Received, 1), (Count::Open, 1), (Count::Unconfirmed, 0)] {
            assert_eq!(county.counted(count).await, n, "{count:?}");
        }
    }

    async fn a_settled_report_is_put_right_with_a_reason_and_both_versions_stay(test: TestDb) {
        let county = County::new(test).await;
        county.settles(county.home, 2025).await;
        let paper = Asking { arrived_on: Some(Date::constant(2025, 12, 30)), true_day: true, ..asking(county.home, "post") };
        county.asks(&county.clerk, &paper).await.unwrap();
        let q = &mut county.db().reader();
        let home = Some(county.home);
        let numbers = Numbers {
            table3: store::table3(q, 2025, home).await.unwrap(), table4: store::table4(q, 2025, home).await.unwrap(),
        };
        let of = Of { actor: &county.clerk, at: county.now, unit: county.home, year: 2025 };
        let mut tx = county.db().begin().await.unwrap();
        let why = "漏登一件邮寄申请";
        let none = report::correct(&mut tx, &county.chance, of, ["[]", "[]"], &numbers, "无").await;
        assert_eq!(wrong_fields(none), ["reason"]);
        report::correct(&mut tx, &county.chance, of, [r#"["更正后"]"#, "[]"], &numbers, why).await.unwrap();
        let never = Of { year: 2024, ..of };
        assert_eq!(refused(report::correct(&mut tx, &county.chance, never, ["[]", "[]"], &numbers, why).await), "requests.unsettled");
        tx.commit().await.unwrap();
        let kept = store::report(&mut county.db().reader(), county.home, 2025).await.unwrap().unwrap();
        let now: Numbers = serde_json::from_str(&kept.numbers).unwrap();
        assert_eq!(now.table3.total(25), 1);
        // What the next year carries over is what this one hands on.
        let next = store::table3(&mut county.db().reader(), 2026, home).await.unwrap();
        assert!(crate::annual::relations(&next, &now.table3).iter().all(crate::annual::Relation::holds));
        let old = store::old_reports(&mut county.db().reader(), kept.id).await.unwrap();
        let was: Numbers = serde_json::from_str(&old[0].numbers).unwrap();
        assert_eq!((old.len(), was.table3.total(25), old[0].reason.as_str()), (1, 0, why));
    }

    async fn reasons_that_never_come_end_with_their_term_and_the_letter_says_so(test: TestDb) {
        let mut county = County::new(test).await;
        let (silent, spoke) = (county.received().await, county.received().await);
        for taken in [&silent, &spoke] {
            county.act(&county.clerk, taken, "ask_reasons", opinion("本月已申请三十件")).await.unwrap();
        }
        assert!(county.letters(&silent).await[0].paragraphs.concat().contains("2026年3月23日前书面说明理由"));
        county.act(&county.clerk, &spoke, "explain_paper", opinion("因研究需要")).await.unwrap();
        county.on(3, 23);
        assert_eq!(county.runs_jobs().await, 0, "the last day is not over");
        county.on(3, 24);
        assert_eq!(county.runs_jobs().await, 1);
        assert_eq!(county.state(&silent).await, "handling");
        for (taken, says) in [(&silent, "逾期未说明理由"), (&spoke, "所说明的理由不合理")] {
            county.answers(taken, &draft("d4")).await;
            let letter = county.letters(taken).await.pop().unwrap().paragraphs.concat();
            assert!(letter.contains(says), "{letter}");
        }
    }

    async fn a_fee_notice_says_how_to_pay_and_is_not_sent_before_that_is_known(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.received().await;
        assert_eq!(wrong_fields(county.charges(&taken).await), ["way"]);
        county.pays_by(&taken).await;
        county.charges(&taken).await.unwrap();
        let letter = county.letters(&taken).await.pop().unwrap().paragraphs.concat();
        assert!(letter.contains("缴费方式：财政专户") && !letter.contains("所附"), "{letter}");
    }

    async fn an_organ_has_something_while_its_requests_wait_or_are_disputed(test: TestDb) {
        let county = County::new(test).await;
        let (waits, disputed) = (county.received().await, county.received().await);
        let q = &mut county.db().reader();
        assert_eq!(matter::store::count_held(q, county.home).await.unwrap(), 2, "they are not answered");
        county.act(&county.clerk, &waits, "ask_correction", opinion("请说明年份")).await.unwrap();
        assert_eq!(matter::store::count_held(&mut county.db().reader(), county.home).await.unwrap(), 2, "nor while one waits outside");
        assert_eq!(matter::store::count_held(&mut county.db().reader(), county.city).await.unwrap(), 0);
        county.answers(&disputed, &draft("b6")).await;
        assert_eq!(store::held(&mut county.db().reader(), county.home).await.unwrap(), 0);
        let request = county.request(&disputed).await;
        let mut tx = county.db().begin().await.unwrap();
        let about = (Some(day(3, 2)), false, None);
        crate::actions::later::dispute(&mut tx, &county.ground(), &county.clerk, &request, ["review", "县政府", ""], about)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store::held(&mut county.db().reader(), county.home).await.unwrap(), 1);
    }

    async fn who_takes_a_request_back_gets_a_letter_that_it_ended(test: TestDb) {
        let county = County::new(test).await;
        let (own, desk) = (county.received().await, county.received().await);
        let mut tx = county.db().begin().await.unwrap();
        citizen::retract(&mut tx, &county.ground(), own.request, "已经通过其他途径取得").await.unwrap();
        tx.commit().await.unwrap();
        county.act(&county.clerk, &desk, "retract", opinion("申请人来电撤回")).await.unwrap();
        for taken in [&own, &desk] {
            assert_eq!(county.letters(taken).await.last().unwrap().title, "终止告知书");
            assert_eq!(county.request(taken).await.result.as_deref(), Some("e3"));
        }
    }
}

#[test]
fn the_county_waits_for_its_organs_or_says_why_it_does_not() {
    let missing = ["城市管理局".to_owned(), "禾丰镇".to_owned()];
    assert_eq!(report::waits(&[], "").unwrap(), "");
    assert_eq!(wrong_fields(report::waits(&missing, "")), ["why"]);
    let said = report::waits(&missing, "两个单位新设，没有申请").unwrap();
    assert!(said.contains("城市管理局、禾丰镇") && said.contains("新设"), "{said}");
}
