//! Callbacks: contacted, solved, satisfied; what is not goes back to the unit as often as the rule allows.

use super::*;

::store::both! {
    async fn who_is_content_ends_it(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        assert_eq!(refused(county.act(&county.clerk, &taken, "finish", Input { outcome: Some("satisfied".into()), ..Input::default() }).await), "hotline.callback");
        let nothing = Spoken { reached: true, ..Spoken::default() };
        assert_eq!(wrong_fields(county.call(&taken, &nothing).await), ["contacted", "solved", "satisfaction", "text"]);
        county.call(&taken, &content()).await.unwrap();
        assert_eq!(county.state(&taken).await, "closed");
        let order = county.order(&taken).await;
        assert_eq!((order.contacted, order.solved, order.satisfaction), (Some(true), Some(true), Some(5)));
        let calls = store::calls(&mut county.db().reader(), taken.order).await.unwrap();
        assert_eq!(calls.len(), 1);
        assert_eq!(why(county.call(&taken, &content()).await), "matter.closed", "it waits for no call any more");
    }

    async fn what_is_not_solved_is_handled_a_second_time_and_not_for_ever(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        for turn in 1..=2 {
            county.call(&taken, &cross("还是不亮")).await.unwrap();
            assert_eq!(county.state(&taken).await, "dispatched", "back with the unit");
            let order = county.order(&taken).await;
            assert_eq!((order.redone, order.signed_at), (turn, None));
            county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
            county.act(&county.city_desk, &taken, "submit", opinion("再次检修。")).await.unwrap();
            county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        }
        county.call(&taken, &cross("仍然不满意")).await.unwrap();
        assert_eq!(county.state(&taken).await, "closed");
        county.bodies_hold().await;
        let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!(matter.outcome.as_deref(), Some("dissatisfied"));
    }

    async fn who_is_content_at_last_and_says_nothing_leaves_no_text_that_was_altered(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        county.call(&taken, &cross("还是不亮")).await.unwrap();
        county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &taken, "submit", opinion("再次检修。")).await.unwrap();
        county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        county.call(&taken, &content()).await.unwrap();
        assert_eq!(county.order(&taken).await.rating_text, content().text);
        county.bodies_hold().await;
    }

    async fn what_the_law_does_not_give_is_explained_and_closed(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        county.call(&taken, &Spoken { explained: true, ..cross("要求在门口单独装一盏灯") }).await.unwrap();
        let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!((matter.state.as_str(), matter.outcome.as_deref()), ("closed", Some("explained")));
    }

    async fn who_cannot_be_reached_is_tried_as_often_as_the_rule_says(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        for turn in 1..=3 {
            assert_eq!(county.state(&taken).await, "callback");
            county.call(&taken, &Spoken::default()).await.unwrap();
            assert_eq!(county.order(&taken).await.attempts, turn);
            county.later(24);
        }
        let matter = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!((matter.state.as_str(), matter.outcome.as_deref()), ("closed", Some("unreached")));
    }
}
