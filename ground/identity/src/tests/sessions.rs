//! Sessions: how long they last and who ends them.

use base::time::{HOUR, MINUTE};
use store::{Query, args, both};

use super::{CLERK, County, name, person_of};
use crate::grants::SYSTEM_ADMIN;
use crate::{Actor, people};

both! {
    async fn a_session_ends_when_idle_and_administrators_earlier(db: TestDb) {
        let county = County::new(db).await;
        for (login, roles, idle) in [("li.si", &[CLERK], 30), ("sys", &[SYSTEM_ADMIN], 10)] {
            let (_, token) = county.signed_in(login, county.bureau, roles).await;
            for _ in 0..3 {
                county.pass(idle * MINUTE - 1);
                assert!(matches!(county.actor(&token).await, Actor::Staff(_)), "{login} was seen in time");
            }
            county.pass(idle * MINUTE);
            assert!(matches!(county.actor(&token).await, Actor::Anonymous), "{login} was away too long");
        }
    }

    async fn a_session_ends_after_twelve_hours_however_busy(db: TestDb) {
        let county = County::new(db).await;
        let (_, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        for _ in 0..(12 * 3 - 1) {
            county.pass(20 * MINUTE);
            assert!(matches!(county.actor(&token).await, Actor::Staff(_)));
        }
        county.pass(20 * MINUTE - 1);
        assert!(matches!(county.actor(&token).await, Actor::Staff(_)));
        county.pass(1);
        assert!(matches!(county.actor(&token).await, Actor::Anonymous));
        assert_eq!(12 * 3 * 20 * MINUTE, 12 * HOUR);
    }

    async fn the_last_use_is_written_once_a_minute_at_most(db: TestDb) {
        let county = County::new(db).await;
        let (_, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let opened = county.clock.now().0;
        for (step, written) in [(MINUTE - 1, 0), (1, MINUTE), (30_000, MINUTE), (30_000, 2 * MINUTE)] {
            county.pass(step);
            county.actor(&token).await;
            let sql = "SELECT MAX(seen_at) FROM identity_session";
            let seen: i64 = county.test.db.reader().scalar(sql, args![]).await.expect("is read");
            assert_eq!(seen - opened, written);
        }
    }

    async fn sessions_are_listed_and_ended_by_their_owner(db: TestDb) {
        let county = County::new(db).await;
        let (actor, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let other = county.sign_in("li.si", "Green-Fields-2026").await.expect("signs in");
        let (stranger, _) = county.signed_in("wang.wu", county.bureau, &[CLERK]).await;
        let (identity, person) = (&county.identity, person_of(&actor));
        let open = identity.sessions(&actor, person).await.expect("are listed");
        // The one in which the first password was changed is open too.
        assert_eq!(open.len(), 3);
        assert_eq!(open[0].address, "10.0.0.7");
        assert_eq!(name(identity.sessions(&stranger, person).await), "identity.forbidden");
        assert_eq!(name(identity.end_session(&stranger, person_of(&stranger), open[0].id).await), "unseen");
        identity.end_session(&actor, person, open[0].id).await.expect("is ended");
        assert!(matches!(county.actor(&other).await, Actor::Anonymous));
        assert_eq!(identity.end_all_sessions(&actor, person).await.expect("are ended"), 1);
        assert!(matches!(county.actor(&token).await, Actor::Staff(_)), "the one in use stays");
        identity.sign_out(&token, "10.0.0.7").await.expect("signs out");
        identity.sign_out(&token, "10.0.0.7").await.expect("twice is no error");
        assert!(matches!(county.actor(&token).await, Actor::Anonymous));
    }

    async fn disabling_an_account_ends_its_sessions(db: TestDb) {
        let county = County::new(db).await;
        let (actor, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&Actor::System);
        people::set_disabled(&mut tx, act, person_of(&actor), true).await.expect("is disabled");
        tx.commit().await.expect("commits");
        assert!(matches!(county.actor(&token).await, Actor::Anonymous));
    }

    async fn an_official_chooses_among_the_posts_held_and_comes_back_to_the_last(db: TestDb) {
        let county = County::new(db).await;
        let (actor, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let second = county.post(county.section, "兼职岗", &[]).await;
        let foreign = county.post(county.section, "别人的岗", &[]).await;
        county.assign(&Actor::System, second, person_of(&actor)).await.expect("is assigned");
        assert_eq!(name(county.identity.switch_post(&actor, foreign).await), "unseen");
        county.identity.switch_post(&actor, second).await.expect("switches");
        let now = county.actor(&token).await;
        let staff = now.staff().expect("is staff");
        assert_eq!((staff.post, staff.unit, staff.posts.len()), (second, county.section, 2));
        assert!(!now.may("letters.answer", None), "roles belong to posts, not to people");
        let again = county.sign_in("li.si", "Green-Fields-2026").await.expect("signs in");
        assert_eq!(county.actor(&again).await.staff().expect("is staff").post, second);
    }

    async fn garbage_is_nobody(db: TestDb) {
        let county = County::new(db).await;
        let huge = "a".repeat(100_000);
        for token in ["", "0", "' OR 1=1 --", "\u{0}", "𬭎", huge.as_str()] {
            assert!(matches!(county.actor(token).await, Actor::Anonymous));
        }
    }
}
