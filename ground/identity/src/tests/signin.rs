//! Sign-in: wrong passwords, lock-out, first passwords, policy, second factor.

use base::time::{DAY, HOUR, MINUTE};
use store::{Query, args, both};

use super::{CLERK, County, name, person_of};
use crate::{Actor, people};

both! {
    async fn wrong_names_and_wrong_passwords_are_answered_alike(db: TestDb) {
        let county = County::new(db).await;
        let (person, _, password) = county.official("li.si", county.bureau, &[]).await;
        let wrong = county.sign_in("li.si", "Wrong-2026").await.expect_err("is wrong").to_string();
        let unknown = county.sign_in("nobody", "Wrong-2026").await.expect_err("is unknown").to_string();
        assert_eq!(wrong, unknown);
        assert_eq!(name(county.sign_in(" LI.SI ", &password).await), "ok");
        for (login, typed) in [("", ""), ("li.si", ""), ("li.si'--", "x"), ("\u{0}", "\u{0}")] {
            assert_eq!(name(county.sign_in(login, typed).await), "identity.sign_in", "{login:?}");
        }
        let mut tx = county.test.db.begin().await.expect("begins");
        people::set_disabled(&mut tx, county.identity.act(&Actor::System), person, true).await.expect("is disabled");
        tx.commit().await.expect("commits");
        assert_eq!(name(county.sign_in("li.si", &password).await), "identity.sign_in");
    }

    async fn five_failures_lock_for_half_an_hour_and_the_security_administrator_unlocks(db: TestDb) {
        let county = County::new(db).await;
        let [_, security, _] = county.administrators().await;
        let (person, _, password) = county.official("li.si", county.bureau, &[]).await;
        for _ in 0..4 {
            assert_eq!(name(county.sign_in("li.si", "Wrong-2026").await), "identity.sign_in");
        }
        assert_eq!(name(county.sign_in("li.si", &password).await), "ok", "a success begins the count anew");
        for _ in 0..4 {
            assert_eq!(name(county.sign_in("li.si", "Wrong-2026").await), "identity.sign_in");
        }
        assert_eq!(name(county.sign_in("li.si", "Wrong-2026").await), "identity.locked");
        county.pass(30 * MINUTE - 1);
        assert_eq!(name(county.sign_in("li.si", &password).await), "identity.locked");
        county.pass(1);
        assert_eq!(name(county.sign_in("li.si", &password).await), "ok");
        for _ in 0..5 {
            drop(county.sign_in("li.si", "Wrong-2026").await);
        }
        assert_eq!(name(county.sign_in("li.si", &password).await), "identity.locked");
        let mut tx = county.test.db.begin().await.expect("begins");
        people::unlock(&mut tx, county.identity.act(&security), person).await.expect("unlocks");
        tx.commit().await.expect("commits");
        assert_eq!(name(county.sign_in("li.si", &password).await), "ok");
    }

    async fn many_tries_at_once_do_not_pass_the_limit_together(db: TestDb) {
        let county = std::sync::Arc::new(County::new(db).await);
        let (_, _, password) = county.official("li.si", county.bureau, &[]).await;
        let tries: Vec<_> = (0..8).map(|_| {
            let county = county.clone();
            tokio::spawn(async move { name(county.sign_in("li.si", "Wrong-2026").await) })
        }).collect();
        let mut outcomes = Vec::new();
        for one in tries {
            outcomes.push(one.await.expect("ends"));
        }
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "identity.sign_in").count(), 4, "{outcomes:?}");
        assert_eq!(name(county.sign_in("li.si", &password).await), "identity.locked");
    }

    async fn a_first_password_allows_nothing_but_changing_it_and_expires(db: TestDb) {
        let county = County::new(db).await;
        let person = county.person("li.si").await;
        let post = county.post(county.bureau, "专员", &[CLERK]).await;
        county.assign(&Actor::System, post, person).await.expect("is assigned");
        assert_eq!(name(county.sign_in("li.si", "").await), "identity.sign_in", "no password, no way in");
        let issued = county.identity.issue_password(&Actor::System, person).await.expect("is issued");
        let actor = county.actor(&county.sign_in("li.si", &issued).await.expect("signs in")).await;
        assert!(actor.staff().expect("is staff").must_change_password);
        assert!(!actor.may("letters.answer", None));
        assert_eq!(name(actor.require("letters.answer", None)), "identity.password.change");
        county.pass(72 * HOUR);
        assert_eq!(name(county.sign_in("li.si", &issued).await), "identity.password.expired");
    }

    async fn passwords_obey_policy_and_the_last_five_do_not_come_back(db: TestDb) {
        let county = County::new(db).await;
        let (actor, token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let identity = &county.identity;
        let mut current = "Green-Fields-2026".to_owned();
        for (new, outcome) in [
            ("short1A", "invalid new"), ("onlylowercase", "invalid new"), ("My-li.si-9999", "invalid new"),
            ("Green-Fields-2026", "invalid new"),
        ] {
            assert_eq!(name(identity.change_password(&actor, &current, new).await), outcome, "{new}");
        }
        assert_eq!(name(identity.change_password(&actor, "Wrong-2026", "Fresh-00-Word").await), "invalid current");
        let other = county.sign_in("li.si", &current).await.expect("signs in");
        for round in 0..5 {
            let new = format!("Fresh-{round}-Word");
            identity.change_password(&actor, &current, &new).await.expect("a fresh one is taken");
            current = new;
        }
        assert!(matches!(county.actor(&other).await, Actor::Anonymous), "other sessions end");
        assert!(matches!(county.actor(&token).await, Actor::Staff(_)), "this one goes on");
        assert_eq!(name(identity.change_password(&actor, &current, "Fresh-0-Word").await), "invalid new");
        assert_eq!(name(identity.change_password(&actor, &current, "Green-Fields-2026").await), "ok", "the sixth is free");
        county.pass(90 * DAY);
        let token = county.sign_in("li.si", "Green-Fields-2026").await.expect("signs in");
        assert!(county.actor(&token).await.staff().expect("is staff").must_change_password, "90 days are over");
    }

    async fn the_second_factor_is_asked_for_once_confirmed_and_no_code_works_twice(db: TestDb) {
        let county = County::new(db).await;
        let (actor, _) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let (identity, password) = (&county.identity, "Green-Fields-2026");
        assert_eq!(name(identity.enrol_totp(&actor, "Wrong-2026", "青禾县").await), "invalid password");
        let enrolled = identity.enrol_totp(&actor, password, "青禾县").await.expect("enrols");
        assert_eq!(name(county.sign_in("li.si", password).await), "ok", "does not count before it is confirmed");
        let code = || county.totp(&enrolled);
        assert_eq!(name(identity.confirm_totp(&actor, "000000").await), "invalid code");
        let recovery = identity.confirm_totp(&actor, &code()).await.expect("confirms");
        assert_eq!(recovery.len(), 10);
        assert_eq!(name(identity.enrol_totp(&actor, password, "青禾县").await), "identity.totp.enrolled");
        assert_eq!(name(county.sign_in("li.si", password).await), "identity.totp.needed");
        assert_eq!(name(county.sign_in_with("li.si", password, &code()).await), "identity.totp", "used to confirm");
        county.pass(30_000);
        assert_eq!(name(county.sign_in_with("li.si", "Wrong-2026", &code()).await), "identity.sign_in");
        assert_eq!(name(county.sign_in_with("li.si", password, &code()).await), "ok");
        assert_eq!(name(county.sign_in_with("li.si", password, &code()).await), "identity.totp");
        assert_eq!(name(county.sign_in_with("li.si", password, &recovery[3].to_uppercase()).await), "ok");
        assert_eq!(name(county.sign_in_with("li.si", password, &recovery[3]).await), "identity.totp");
        assert_eq!(identity.recovery_codes_left(&actor).await.expect("is counted"), 9);
        identity.remove_totp(&actor, person_of(&actor), password).await.expect("is removed");
        assert_eq!(name(county.sign_in("li.si", password).await), "ok");
    }

    async fn every_sign_in_is_on_the_access_log_and_nothing_secret_is(db: TestDb) {
        let county = County::new(db).await;
        let [system, _, audit] = county.administrators().await;
        drop(county.sign_in("nobody", "Wrong-2026").await);
        let filter = crate::access::Filter::default();
        let mut reader = county.test.db.reader();
        assert_eq!(name(crate::access::list(&mut reader, &system, &filter, 5).await), "identity.forbidden");
        let lines = crate::access::list(&mut reader, &audit, &filter, 50).await.expect("is read");
        assert_eq!((lines[0].outcome.as_str(), lines[0].person_id), ("identity.sign_in", None));
        assert_eq!(lines[1].outcome, "ok");
        assert!(lines.iter().all(|line| line.address == "10.0.0.7" && !line.path.contains("Wrong")));
        let entries: Vec<(String,)> = reader.list("SELECT facts FROM ledger_entry", args![]).await.expect("is read");
        assert!(!entries.is_empty());
        assert!(entries.iter().all(|(facts,)| !facts.contains("argon2") && !facts.contains("人sys")));
    }

    async fn nobody_without_a_post_signs_in(db: TestDb) {
        let county = County::new(db).await;
        let person = county.person("li.si").await;
        let issued = county.identity.issue_password(&Actor::System, person).await.expect("is issued");
        assert_eq!(name(county.sign_in("li.si", &issued).await), "identity.no_post");
    }
}
