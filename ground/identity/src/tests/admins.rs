//! Rights: what posts may do, and that the three administrators stay apart.

use base::rules::Rules;
use base::time::DAY;
use store::both;

use super::{CLERK, County, LEADER, name, person_of};
use crate::grants::{AUDIT_ADMIN, GROUND_ROLES, SECURITY_ADMIN, SYSTEM_ADMIN, separation};
use crate::{Actor, Citizen, Role, Roles, Scope, holding, people, posts};

#[test]
fn a_person_holds_one_administrator_role_or_business_roles_but_no_mixture() {
    let cases: [(&[&str], bool); 9] = [
        (&[], true),
        (&[SYSTEM_ADMIN], true),
        (&[SYSTEM_ADMIN, SYSTEM_ADMIN], true),
        (&[CLERK, LEADER], true),
        (&[SYSTEM_ADMIN, SECURITY_ADMIN], false),
        (&[SYSTEM_ADMIN, AUDIT_ADMIN], false),
        (&[SECURITY_ADMIN, AUDIT_ADMIN], false),
        (&[AUDIT_ADMIN, CLERK], false),
        (&[SYSTEM_ADMIN, "gone"], false),
    ];
    for (roles, allowed) in cases {
        assert_eq!(separation(roles.iter().copied()).is_none(), allowed, "{roles:?}");
    }
}

#[test]
fn no_two_administrators_share_a_writing_verb_and_the_auditor_has_none() {
    for role in GROUND_ROLES {
        for other in GROUND_ROLES.iter().filter(|other| other.key != role.key) {
            let shared: Vec<_> = role.verbs.iter().filter(|verb| other.verbs.contains(verb)).collect();
            assert_eq!(shared, [&"identity.view"], "{} and {}", role.key, other.key);
        }
    }
    let audit = GROUND_ROLES.iter().find(|role| role.key == AUDIT_ADMIN).expect("is there");
    assert!(audit.verbs.iter().all(|verb| verb.ends_with(".read") || verb.ends_with(".view")));
}

#[test]
fn grants_reach_as_far_as_the_role_says() {
    let own = Role { key: "a", title: "甲", scope: Scope::Own, verbs: &["x.own"] };
    let county = Role { key: "b", title: "乙", scope: Scope::County, verbs: &["x.county"] };
    let roles = Roles::new(&[&[own], &[county]]);
    let both = roles.grants(&["a".into(), "b".into(), "unknown".into()], 5, vec![6, 7]);
    let cases = [
        ("x.own", Some(5), true),
        ("x.own", Some(7), true),
        ("x.own", Some(1), false),
        ("x.own", None, true),
        ("x.county", Some(1), true),
        ("x.county", None, true),
        ("x.other", None, false),
        ("x.other", Some(5), false),
        ("", None, false),
    ];
    for (verb, unit, allowed) in cases {
        assert_eq!(both.allow(verb, unit), allowed, "{verb} {unit:?}");
    }
    assert_eq!(both.units("x.own"), Some(vec![5, 6, 7]));
    assert_eq!(both.units("x.county"), None);
    assert_eq!(both.units("x.other"), Some(vec![]));
    assert_eq!(Roles::repeated(&[&[own], &[own]]), ["a"]);
    assert!(!roles.grants(&[], 5, vec![]).allow("x.own", Some(5)));
}

#[test]
fn strangers_and_citizens_may_nothing_and_are_asked_to_sign_in() {
    let citizen = Actor::Citizen(Citizen { id: 1, phone_masked: "138****0000".into() });
    for actor in [Actor::Anonymous, citizen] {
        for verb in ["identity.view", "letters.answer", ""] {
            assert!(!actor.may(verb, None) && !actor.may(verb, Some(1)));
            assert_eq!(name(actor.require(verb, None)), "sign in");
        }
        assert!(actor.staff().is_err());
    }
}

both! {
    async fn an_official_may_what_the_chosen_post_may_and_no_more(db: TestDb) {
        let county = County::new(db).await;
        let (actor, _) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        for (verb, unit, allowed) in [
            ("letters.answer", Some(county.bureau), true),
            ("letters.answer", Some(county.section), true),
            ("letters.answer", Some(county.government), false),
            ("letters.answer", None, true),
            ("letters.approve", None, false),
            ("identity.units", None, false),
        ] {
            assert_eq!(actor.may(verb, unit), allowed, "{verb} {unit:?}");
        }
        assert_eq!(name(actor.require("letters.approve", None)), "identity.forbidden");
        assert_eq!(actor.name(), "人li.si（青禾县民政局 岗位li.si）");
        assert_eq!(actor.ledger().unit, Some(county.bureau));
    }

    async fn the_administrators_cannot_be_mixed_by_any_way(db: TestDb) {
        let county = County::new(db).await;
        let [system, security, audit] = county.administrators().await;
        let clerk_post = county.post(county.bureau, "空岗", &[CLERK]).await;
        let plain_post = county.post(county.bureau, "无角色岗", &[]).await;
        let audit_post = audit.staff().expect("is staff").post;
        let nobody = county.person("nobody").await;
        // By assignment.
        assert_eq!(name(county.assign(&security, clerk_post, person_of(&audit)).await), "identity.separation");
        assert_eq!(name(county.assign(&security, audit_post, person_of(&system)).await), "identity.separation");
        // By a role given to a post that is held.
        county.assign(&system, plain_post, person_of(&audit)).await.expect("a post without roles is harmless");
        assert_eq!(name(county.grant(&security, plain_post, &[CLERK]).await), "identity.separation");
        assert_eq!(name(county.grant(&security, plain_post, &[SYSTEM_ADMIN]).await), "identity.separation");
        assert_eq!(name(county.grant(&security, clerk_post, &[CLERK, AUDIT_ADMIN]).await), "identity.separation");
        // By delegation and by handing over.
        let mut tx = county.test.db.begin().await.expect("begins");
        let (rules, until) = (Rules::built_in(), county.clock.now().plus(DAY));
        let act = county.identity.act(&audit);
        let delegated = holding::delegate(&mut tx, act, &rules, audit_post, person_of(&system), until).await;
        assert_eq!(name(delegated), "identity.separation");
        let act = county.identity.act(&security);
        let handed = holding::hand_over(&mut tx, act, audit_post, person_of(&audit), person_of(&system)).await;
        assert_eq!(name(handed), "identity.separation");
        drop(tx);
        // By oneself.
        assert_eq!(name(county.assign(&security, clerk_post, person_of(&security)).await), "identity.oneself");
        let own = security.staff().expect("is staff").post;
        assert_eq!(name(county.grant(&security, own, &[SECURITY_ADMIN, CLERK]).await), "identity.separation");
        assert_eq!(name(county.grant(&security, own, &[]).await), "identity.oneself");
        // By the system administrator, who grants nothing and staffs no post with roles.
        assert_eq!(name(county.grant(&system, plain_post, &[CLERK]).await), "identity.forbidden");
        assert_eq!(name(county.assign(&system, clerk_post, nobody).await), "identity.forbidden");
        assert_eq!(name(county.assign(&audit, plain_post, nobody).await), "identity.forbidden");
        county.assign(&security, clerk_post, nobody).await.expect("another may staff it");
    }

    async fn no_administrator_gets_into_the_account_of_another(db: TestDb) {
        let county = County::new(db).await;
        let [system, security, audit] = county.administrators().await;
        let (clerk, _, _) = county.official("li.si", county.bureau, &[CLERK]).await;
        let plain = county.person("plain").await;
        let identity = &county.identity;
        for by in [&system, &security] {
            assert_eq!(name(identity.issue_password(by, person_of(&audit)).await), "identity.separation");
            assert_eq!(name(identity.remove_totp(by, person_of(&audit), "").await), "identity.separation");
            assert_eq!(name(identity.issue_password(by, person_of(by)).await), "identity.oneself");
        }
        assert_eq!(name(identity.issue_password(&system, clerk).await), "identity.forbidden");
        assert_eq!(name(identity.issue_password(&security, clerk).await), "ok");
        assert_eq!(name(identity.issue_password(&audit, clerk).await), "identity.forbidden");
        assert_eq!(name(identity.issue_password(&system, plain).await), "ok");
        assert_eq!(name(identity.issue_password(&security, plain).await), "identity.forbidden");
        assert_eq!(name(identity.sessions(&system, clerk).await), "identity.forbidden");
        assert_eq!(name(identity.end_all_sessions(&security, clerk).await), "ok");
        let mut tx = county.test.db.begin().await.expect("begins");
        assert_eq!(name(people::unlock(&mut tx, identity.act(&system), clerk).await), "identity.forbidden");
        assert_eq!(name(people::set_disabled(&mut tx, identity.act(&security), clerk, true).await), "identity.forbidden");
    }

    async fn an_administrator_may_nothing_before_a_second_factor_counts_and_others_are_not_asked(db: TestDb) {
        let county = County::new(db).await;
        let (clerk, clerk_token) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let (system, token) = county.signed_in("sys", county.government, &[SYSTEM_ADMIN]).await;
        assert!(system.may("identity.people", None) && clerk.may("letters.answer", None));
        county.identity.use_rules(std::sync::Arc::new(Rules::built_in()));
        let held_up = county.actor(&token).await;
        assert!(held_up.staff().expect("is staff").must_enrol);
        assert_eq!(name(held_up.require("identity.people", None)), "identity.totp.enrol");
        assert!(county.actor(&clerk_token).await.may("letters.answer", None));
        let enrolled = county.identity.enrol_totp(&held_up, "Green-Fields-2026", "青禾县").await.expect("enrols");
        assert!(!county.actor(&token).await.may("identity.people", None), "does not count before it is confirmed");
        county.identity.confirm_totp(&held_up, &county.totp(&enrolled)).await.expect("confirms");
        assert!(county.actor(&token).await.may("identity.people", None));
        county.identity.remove_totp(&held_up, person_of(&held_up), "Green-Fields-2026").await.expect("is removed");
        assert!(!county.actor(&token).await.may("identity.people", None), "without it he is held up again");
    }

    async fn a_handed_over_post_changes_hands_at_one_moment(db: TestDb) {
        let county = County::new(db).await;
        let [_, security, _] = county.administrators().await;
        let (from, post, password) = county.official("old.hand", county.bureau, &[CLERK]).await;
        let token = county.sign_in("old.hand", &password).await.expect("signs in");
        let to = county.person("new.hand").await;
        let helper = county.person("helper").await;
        county.pass(1_000);
        let mut tx = county.test.db.begin().await.expect("begins");
        let act = county.identity.act(&security);
        let until = act.at.plus(DAY);
        holding::delegate(&mut tx, act, &Rules::built_in(), post, helper, until).await.expect("is delegated");
        let wrong = holding::hand_over(&mut tx, act, post, to, from).await;
        assert_eq!(name(wrong), "invalid from");
        let done = holding::hand_over(&mut tx, act, post, from, to).await.expect("is handed over");
        tx.commit().await.expect("commits");
        assert_eq!((done.post, done.from, done.to, done.at), (post, from, to, county.clock.now()));
        assert!(done.entry > 0);
        let mut reader = county.test.db.reader();
        let holders = posts::holders(&mut reader, post, county.clock.now()).await.expect("is read");
        assert_eq!(holders.iter().map(|holder| holder.person).collect::<Vec<_>>(), [to]);
        assert_eq!(posts::history(&mut reader, post).await.expect("is read").len(), 3, "the delegation ended too");
        assert!(matches!(county.actor(&token).await, Actor::Anonymous), "who holds no post is nobody");
    }

    async fn a_delegation_gives_the_post_for_a_time_and_ends_by_itself(db: TestDb) {
        let county = County::new(db).await;
        let (holder, _) = county.signed_in("li.si", county.bureau, &[CLERK]).await;
        let (helper, token) = county.signed_in("wang.wu", county.section, &[]).await;
        let post = holder.staff().expect("is staff").post;
        let rules = Rules::built_in();
        let act = county.identity.act(&holder);
        let mut tx = county.test.db.begin().await.expect("begins");
        for (until, outcome) in [(act.at, "invalid until"), (act.at.plus(400 * DAY), "invalid until")] {
            assert_eq!(name(holding::delegate(&mut tx, act, &rules, post, person_of(&helper), until).await), outcome);
        }
        let not_mine = helper.staff().expect("is staff").post;
        let other = holding::delegate(&mut tx, act, &rules, not_mine, person_of(&helper), act.at.plus(DAY)).await;
        assert_eq!(name(other), "identity.forbidden");
        holding::delegate(&mut tx, act, &rules, post, person_of(&helper), act.at.plus(1_500)).await.expect("delegates");
        let twice = holding::delegate(&mut tx, act, &rules, post, person_of(&helper), act.at.plus(DAY)).await;
        assert_eq!(name(twice), "invalid person");
        tx.commit().await.expect("commits");
        county.identity.switch_post(&helper, post).await.expect("switches");
        let acting = county.actor(&token).await;
        assert!(acting.may("letters.answer", Some(county.bureau)));
        assert_eq!(acting.staff().expect("is staff").posts.iter().filter(|post| post.acting).count(), 1);
        let again = holding::delegate(
            &mut county.test.db.begin().await.expect("begins"),
            county.identity.act(&acting), &rules, post, person_of(&holder), act.at.plus(DAY),
        ).await;
        assert_eq!(name(again), "identity.forbidden", "who stands in does not pass it on");
        county.pass(1_500);
        let later = county.actor(&token).await;
        assert!(!later.may("letters.answer", None));
        assert_eq!(later.staff().expect("is staff").post, not_mine);
    }
}
