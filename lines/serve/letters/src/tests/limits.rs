//! Wrong order, wrong outcome, wrong hands, texts that are meant to break something.

use super::*;

::store::both! {
    async fn acts_in_the_wrong_order_or_by_the_wrong_hands_are_refused(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        assert_eq!(refused(county.act(&county.clerk, written.letter, "sign", Input::default()).await), "matter.wrong-state");
        assert_eq!(refused(county.act(&county.city_desk, written.letter, "dispatch", to(county.city)).await), "matter.not-yours");
        assert!(matches!(county.act(&county.clerk, written.letter, "explode", Input::default()).await, Err(Error::Unseen)));
        assert!(matches!(county.act(&county.clerk, 9_999, "dispatch", to(county.city)).await, Err(Error::Unseen)));
        let wrong = Input { outcome: Some("satisfied".into()), ..opinion("不受理") };
        assert_eq!(wrong_fields(county.act(&county.clerk, written.letter, "refuse", wrong).await), ["outcome"]);
        county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, written.letter, "sign", Input::default()).await.unwrap();
        let long = opinion(&"答".repeat(10_001));
        assert_eq!(wrong_fields(county.act(&county.city_desk, written.letter, "submit", long).await), ["opinion"]);
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &county.ground(), written.letter, 5, "").await), "matter.wrong-state");
        assert_eq!(wrong_fields(citizen::rate(&mut tx, &county.ground(), written.letter, 6, "").await), ["satisfaction"]);
        assert_eq!(wrong_fields(citizen::supplement(&mut tx, &county.ground(), written.letter, " ", &[]).await), ["text"]);
    }

    async fn hostile_and_rare_texts_are_kept_as_they_are(test: TestDb) {
        let county = County::new(test).await;
        let body = "<script>alert(1)</script> '; DROP TABLE letters_letter; -- {{ 7*7 }} 𬭎䶮";
        let written = county.write(&Writing { title: "<img src=x onerror=alert(1)>".into(), body: body.into(), ..lamps() }).await;
        let letter = county.letter(written.letter).await;
        assert_eq!(letter.body, body);
        assert_eq!(letter.title, "<img src=x onerror=alert(1)>");
    }

    async fn a_refused_act_leaves_nothing_behind(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let before = matter::store::trail(&mut county.db().reader(), written.matter).await.unwrap().len();
        let done = county.act(&county.clerk, written.letter, "dispatch", Input::default()).await;
        assert_eq!(wrong_fields(done), ["unit"]);
        let after = matter::store::trail(&mut county.db().reader(), written.matter).await.unwrap().len();
        assert_eq!(before, after);
    }

    async fn two_clerks_at_once_one_wins_and_the_other_is_told(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let seen = matter::store::matter(&mut county.db().reader(), written.matter).await.unwrap().seq;
        let try_to = |unit: i64| {
            let county = &county;
            async move {
                let mut tx = county.db().begin().await?;
                let given = Given { input: to(unit), seen: u32::try_from(seen).ok(), ..Given::default() };
                let done = actions::act(&mut tx, &county.ground(), &county.clerk, written.letter, "dispatch", given).await?;
                tx.commit().await?;
                Ok::<_, Error>(done)
            }
        };
        let (one, other) = tokio::join!(try_to(county.city), try_to(county.water));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
        let lost = one.err().or(other.err()).unwrap();
        assert!(matches!(&lost, Error::Conflict(message) if message.contains("派单")), "{lost}");
    }
}
