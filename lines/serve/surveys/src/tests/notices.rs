//! Public notices: as long as the law wants, without personal data, objected to while they run, answered with a clock.

use super::*;
use crate::model::notice::{Announcing, Notice, Objecting};
use crate::objection::{self, Taken};
use crate::store::{Noticed, Objected, ObjectionFilter};
use crate::{OBJECTIONS, notice};
use ::store::long::Turn;

pub(super) fn announcing(kind: &str, closes: (i8, i8)) -> Announcing {
    Announcing {
        kind: kind.into(),
        title: "农机购置补贴名单公示".into(),
        body: "张某某　插秧机一台　三千元".into(),
        basis: "农机购置补贴实施办法".into(),
        how: "县农业农村局　0000-1234567".into(),
        opens_on: Date::constant(2026, 3, 3),
        closes_on: Date::constant(2026, closes.0, closes.1),
    }
}

fn objecting() -> Objecting {
    Objecting { body: "张某某没有插秧机。".into(), name: "李青禾".into(), phone: "13800001234".into() }
}

impl County {
    /// Approved and open since 3 March.
    async fn announced(&mut self) -> i64 {
        let ground = self.ground();
        let mut tx = self.db().begin().await.unwrap();
        let new = announcing("aid", (3, 12));
        let id = notice::create(&mut tx, &ground, &self.keeper, self.unit, &new).await.unwrap();
        review::submit::<Notice>(&mut tx, &ground, &self.keeper, id, &review::Said::default()).await.unwrap();
        review::approve::<Notice>(&mut tx, &ground, &self.head, id).await.unwrap();
        tx.commit().await.unwrap();
        self.on(3, 3);
        assert_eq!(jobs::run(self.db(), &self.ground()).await.unwrap().turned, 1);
        id
    }

    async fn objects(&self, id: i64) -> Result<Taken, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let found = store::notice(&mut tx, id).await?;
        let taken = objection::object(&mut tx, &self.ground(), &Actor::Anonymous, &found, &objecting()).await?;
        tx.commit().await.unwrap();
        Ok(taken)
    }

    async fn handles(&self, by: &Actor, taken: &Taken, action: &str, input: Input) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = objection::act(&mut tx, &self.ground(), by, taken.objection, action, given).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }
}

::store::both! {
    async fn a_notice_may_be_made_longer(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.announced().await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(review::extend::<Notice>(&mut tx, &ground, &county.keeper, id, ("2026-03-20", "有人要求延长")).await), "identity.forbidden");
        review::extend::<Notice>(&mut tx, &ground, &county.head, id, ("2026-03-20", "有人要求延长")).await.unwrap();
        tx.commit().await.unwrap();
        county.on(3, 14);
        jobs::run(county.db(), &county.ground()).await.unwrap();
        let kept = store::notice(&mut county.db().reader(), id).await.unwrap();
        assert_eq!((kept.state.as_str(), kept.first_end), ("open", Some(Date::constant(2026, 3, 12))));
        county.objects(id).await.unwrap();
    }

    async fn a_notice_is_long_enough_and_holds_no_more_than_it_must(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let short = notice::create(&mut tx, &ground, &county.keeper, county.unit, &announcing("plan", (3, 12))).await.unwrap();
        assert_eq!(wrong_fields(review::submit::<Notice>(&mut tx, &ground, &county.keeper, short, &review::Said::default()).await), ["closes_on"]);
        let leak = Announcing { body: "张某某，电话13800001234，补贴三千元".into(), ..announcing("aid", (3, 12)) };
        notice::save(&mut tx, &ground, &county.keeper, short, &leak).await.unwrap();
        assert_eq!(wrong_fields(review::submit::<Notice>(&mut tx, &ground, &county.keeper, short, &review::Said::default()).await), ["body"]);
        notice::save(&mut tx, &ground, &county.keeper, short, &announcing("aid", (3, 12))).await.unwrap();
        assert_eq!(why(review::submit::<Notice>(&mut tx, &ground, &county.other_keeper, short, &review::Said::default()).await), "identity.forbidden");
        review::submit::<Notice>(&mut tx, &ground, &county.keeper, short, &review::Said::default()).await.unwrap();
        assert_eq!(refused(notice::save(&mut tx, &ground, &county.keeper, short, &leak).await), "surveys.no-draft");
        assert_eq!(why(review::approve::<Notice>(&mut tx, &ground, &county.keeper, short).await), "identity.forbidden");
        assert_eq!(why(review::approve::<Notice>(&mut tx, &ground, &county.other_head, short).await), "identity.forbidden");
        assert_eq!(wrong_fields(review::reject::<Notice>(&mut tx, &ground, &county.head, short, "").await), ["reason"]);
        review::reject::<Notice>(&mut tx, &ground, &county.head, short, "请写明依据").await.unwrap();
        assert_eq!(store::notice(&mut tx, short).await.unwrap().state, "draft");
    }

    async fn an_objection_is_taken_in_time_answered_and_counted(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.announced().await;
        let taken = county.objects(id).await.unwrap();
        assert!(taken.number.starts_with("青异〔2026〕"), "{}", taken.number);
        let mut q = county.db().reader();
        for (number, code, fits) in [
            (taken.number.as_str(), taken.code.as_str(), true),
            (taken.number.as_str(), "0000000000", false),
            ("' OR 1=1 --", taken.code.as_str(), false),
        ] {
            assert_eq!(objection::find(&mut q, number, code).await.is_ok(), fits, "{number}");
        }
        let found = store::objection(&mut q, taken.objection).await.unwrap();
        assert_eq!(found.phone, "13800001234");
        let status = objection::status(&mut q, &county.ground(), &found).await.unwrap();
        assert_eq!((status.words, status.clock.due_on.unwrap().to_string().as_str()), ("已收到，正在核实", "2026-03-17"));
        let ended = |outcome: &str| Input { outcome: Some(outcome.into()), ..opinion("经核实，确无插秧机，已取消补贴。") };
        assert_eq!(wrong_fields(county.handles(&county.keeper, &taken, "submit", ended("nothing")).await), ["outcome"]);
        assert_eq!(why(county.handles(&county.other_keeper, &taken, "submit", ended("upheld")).await), "matter.not-yours");
        county.handles(&county.keeper, &taken, "submit", ended("upheld")).await.unwrap();
        assert_eq!(store::objection(&mut q, taken.objection).await.unwrap().answer, "", "nothing went out");
        assert_eq!(why(county.handles(&county.keeper, &taken, "approve", Input::default()).await), "matter.not-yours");
        county.handles(&county.head, &taken, "approve", Input::default()).await.unwrap();
        let found = store::objection(&mut q, taken.objection).await.unwrap();
        assert_eq!((found.outcome.as_str(), found.answer.is_empty()), ("upheld", false));
        assert_eq!(county.state_of(taken.matter).await, "answered");
        assert_eq!(store::outcomes(&mut q, id).await.unwrap(), [("upheld".to_owned(), 1)]);
        let messages = county.messages().await;
        assert!(messages.len() == 2 && messages.iter().all(|m| !m.contains("插秧机")), "{messages:?}");
        county.on(3, 13);
        jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(refused(county.objects(id).await.map(drop)), "surveys.closed");
        let over = Noticed { states: &["closed"], ..Noticed::default() };
        let (page, counted) = store::notices(&mut q, &over, &Turn::First, 10).await.unwrap();
        assert_eq!((page.rows.len(), counted.found, page.rows[0].objections), (1, 1, 1));
        assert_eq!(store::notices_by_unit(&mut q, &over).await.unwrap(), [(county.unit, 1)]);
        assert!(OBJECTIONS.numbered(&mut q, &taken.number).await.unwrap().is_some());
    }

    async fn what_is_withdrawn_is_gone_and_its_objections_go_on(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.announced().await;
        let taken = county.objects(id).await.unwrap();
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(review::withdraw::<Notice>(&mut tx, &ground, &county.keeper, id, "有误").await), "identity.forbidden");
        assert_eq!(wrong_fields(review::withdraw::<Notice>(&mut tx, &ground, &county.head, id, "").await), ["why"]);
        review::withdraw::<Notice>(&mut tx, &ground, &county.head, id, "名单有误，须更正").await.unwrap();
        assert!(matches!(review::withdraw::<Notice>(&mut tx, &ground, &county.head, id, "名单有误，须更正").await, Err(Error::Unseen)));
        tx.commit().await.unwrap();
        assert_eq!(county.state_of(taken.matter).await, "handling");
        assert_eq!(refused(county.objects(id).await.map(drop)), "surveys.closed");
    }

    async fn an_answered_objection_is_rated_once_and_counted(test: TestDb) {
        let mut county = County::new(test).await;
        let notice = county.announced().await;
        let (good, bad) = (county.objects(notice).await.unwrap(), county.objects(notice).await.unwrap());
        let rates = async |taken: &Taken, level, text: &str| {
            let mut tx = county.db().begin().await.unwrap();
            let done = objection::rate(&mut tx, &county.ground(), taken.objection, level, text).await;
            if done.is_ok() {
                tx.commit().await.unwrap();
            }
            done
        };
        assert_eq!(refused(rates(&good, 5, "").await), "surveys.unanswered");
        for taken in [&good, &bad] {
            let answer = Input { outcome: Some("upheld".into()), ..opinion("经核实，确无插秧机，已取消。") };
            county.handles(&county.keeper, taken, "submit", answer).await.unwrap();
            county.handles(&county.head, taken, "approve", Input::default()).await.unwrap();
        }
        assert_eq!(wrong_fields(rates(&good, 0, "").await), ["satisfaction"]);
        assert_eq!(wrong_fields(rates(&good, 4, &"长".repeat(100_000)).await), ["text"]);
        rates(&good, 4, "核实得很快").await.unwrap();
        rates(&bad, 1, "").await.unwrap();
        assert_eq!(refused(rates(&good, 1, "").await), "surveys.rated");
        let found = store::objection(&mut county.db().reader(), good.objection).await.unwrap();
        let status = objection::status(&mut county.db().reader(), &county.ground(), &found).await.unwrap();
        assert_eq!((status.satisfaction, status.may_rate), ("满意", false));
        for (count, number) in [(Objected::All, 2), (Objected::Open, 0), (Objected::Answered, 2), (Objected::Rated, 2), (Objected::Satisfied, 1)] {
            let wanted = ObjectionFilter { count, ..ObjectionFilter::ALL };
            let q = &mut county.db().reader();
            let rows = store::objected(q, &wanted, &Turn::First, 10).await.unwrap().rows;
            assert_eq!(rows.len(), number, "{count:?}");
            assert_eq!(usize::try_from(store::objections_counted(q, &wanted).await.unwrap().found).unwrap(), number, "{count:?}");
            let by_unit: i64 = store::objections_by_unit(q, &wanted).await.unwrap().iter().map(|(_, n)| n).sum();
            assert_eq!(usize::try_from(by_unit).unwrap(), number, "{count:?}");
        }
    }
}
