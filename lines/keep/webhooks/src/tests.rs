//! The line seen from outside: endpoints and deliveries on both databases, against a receiver on this machine.

use std::sync::Arc;

use ::store::jobs;
use ::store::testing::TestDb;
use base::time::{DAY, HOUR, MINUTE};
use counter::testing::{World, refused, why, wrong_fields};
use identity::{Actor, Role, Scope};
use matter::Ground;
use web::outside::Fence;
use web::webhook::{Headers, verify};

use crate::actions::{self, AGAIN_MAX};
use crate::jobs::{SEND, alarm, deliver, enqueue, release};
use crate::model::{Delivery, Endpoint, Sheet};
use crate::store::{self, NewDelivery, Tried};
use crate::testing::Receiver;

/// Past the fence that keeps the program from asking this machine.
const OWN: Fence = Fence { inner: true, own: true };

struct County {
    world: World,
    keeper: Actor,
    other: Actor,
    receiver: Receiver,
}

fn sheet(url: &str) -> Sheet {
    let owned = |text: &str| vec![text.to_owned()];
    Sheet { name: "市平台".to_owned(), url: url.to_owned(), kinds: owned("closed"), processes: owned("a.b") }
}

impl County {
    async fn new(test: TestDb) -> Self {
        let posts = [(0, "管理员", "webhooks.keeper"), (0, "专员", "webhooks.none")];
        let none = Role { key: "webhooks.none", title: "专员", scope: Scope::County, verbs: &[] };
        let roles = [crate::LINE.roles, &[none]].concat();
        let world = World::new(test, &roles, &[("QH001", "县政府办")], &posts).await;
        let [keeper, other] = <[Actor; 2]>::try_from(world.officials.clone()).unwrap();
        Self { world, keeper, other, receiver: Receiver::start().await.unwrap() }
    }

    /// The world with this number in place of the rule's.
    fn with(&self, key: &str, value: i64) -> Ground {
        let ground = self.world.ground();
        let rules = ground.rules.with_edit(key, value, ground.now.date(), "测试").unwrap();
        Ground { rules: Arc::new(rules), ..ground }
    }

    /// The world in which this machine may be told.
    fn open(&self) -> Ground {
        self.with("webhooks.networks", 2)
    }

    async fn endpoint(&self) -> (i64, String) {
        let mut tx = self.world.db().begin().await.unwrap();
        let made = actions::create(&mut tx, &self.open(), &self.keeper, 0, &sheet(&self.receiver.url())).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    async fn message(&self, endpoint: i64, event: &str) -> i64 {
        let body = r#"{"type":"matter.closed"}"#;
        let new = NewDelivery { endpoint, event, kind: "matter.closed", number: "青信〔2026〕00001号", body };
        let mut tx = self.world.db().begin().await.unwrap();
        let id = store::add(&mut tx, &new, self.world.now).await.unwrap().expect("a new message");
        assert_eq!(store::add(&mut tx, &new, self.world.now).await.unwrap(), None, "the same event once");
        enqueue(&mut tx, id, 1, self.world.now).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Sends a message in its present turn.
    async fn send(&self, id: i64) -> Delivery {
        let turn = self.delivery(id).await.turn;
        deliver(self.world.db(), &self.world.ground(), OWN, id, turn).await.unwrap();
        self.delivery(id).await
    }

    async fn delivery(&self, id: i64) -> Delivery {
        store::delivery(&mut self.world.db().reader(), id).await.unwrap().expect("a message")
    }

    async fn state(&self, id: i64) -> Endpoint {
        store::endpoint(&mut self.world.db().reader(), id).await.unwrap()
    }

    /// Whether a job waits that sends a message in its present turn at `at`.
    async fn waits(&self, id: i64, at: base::Moment) -> bool {
        let turn = self.delivery(id).await.turn;
        let filter = jobs::Filter { kind: Some(SEND.to_owned()), ..jobs::Filter::default() };
        let found = jobs::list(&mut self.world.db().reader(), &filter, None, 100).await.unwrap();
        found.iter().any(|j| j.payload["delivery"] == id && j.payload["turn"] == turn && j.run_at == at)
    }
}

::store::both! {
    async fn an_endpoint_lies_on_the_internet_unless_a_rule_allows_more(test: TestDb) {
        let county = County::new(test).await;
        let mut tx = county.world.db().begin().await.unwrap();
        let strict = county.world.ground();
        let inner = county.with("webhooks.networks", 1);
        for (ground, url, fine) in [
            (&strict, "https://platform.example/hooks?token=a", true),
            (&strict, "http://platform.example/hooks", false),
            (&strict, "https://10.1.2.3/hooks", false),
            (&strict, "https://127.0.0.1/hooks", false),
            (&strict, "https://localhost/hooks", false),
            (&strict, "https://[::1]/hooks", false),
            (&strict, "https://169.254.169.254/latest", false),
            (&strict, "https://user:pass@platform.example/", false),
            (&strict, "file:///etc/passwd", false),
            (&strict, "platform.example/hooks", false),
            (&inner, "http://10.1.2.3/hooks", true),
            (&inner, "http://127.0.0.1/hooks", false),
            (&inner, "http://169.254.169.254/latest", false),
        ] {
            let made = actions::create(&mut tx, ground, &county.keeper, 0, &sheet(url)).await;
            assert_eq!(made.is_ok(), fine, "{url}");
            if !fine {
                assert_eq!(wrong_fields(made), ["url"], "{url}");
            }
        }
        assert_eq!(why(actions::create(&mut tx, &strict, &county.other, 0, &sheet("https://a.example/")).await), "identity.forbidden");
        let few = county.with("webhooks.endpoints", 2);
        let full = actions::create(&mut tx, &few, &county.keeper, 0, &sheet("https://a.example/")).await;
        assert_eq!(refused(full), "webhooks.enough");
    }

    async fn a_message_is_signed_arrives_once_and_its_secret_lies_under_seal(test: TestDb) {
        let county = County::new(test).await;
        let (id, secret) = county.endpoint().await;
        let message = county.message(id, "evt_1").await;
        let done = county.send(message).await;
        assert_eq!((done.state.as_str(), done.tries, done.status), ("done", 1, Some(204)));
        let came = county.receiver.came();
        let (headers, body) = came.first().expect("it came");
        assert_eq!(verify(&secret, Headers::of(headers), body, county.world.now, 60), Ok(()));
        assert_eq!(headers["webhook-id"], "evt_1");
        deliver(county.world.db(), &county.world.ground(), OWN, message, 1).await.unwrap();
        assert!(county.receiver.came().is_empty(), "a job that runs twice sends nothing");
        let sql = "SELECT secret FROM webhooks_endpoint";
        let stored: String = ::store::Query::scalar(&mut county.world.db().reader(), sql, Vec::new()).await.unwrap();
        assert!(!stored.contains("whsec"), "under seal");
        assert!(county.state(id).await.good_at.is_some());
    }

    async fn two_secrets_sign_while_they_change(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, old) = county.endpoint().await;
        let mut tx = county.world.db().begin().await.unwrap();
        let new = actions::rotate(&mut tx, &county.world.ground(), &county.keeper, id).await.unwrap();
        tx.commit().await.unwrap();
        let signed = |county: &County, secret: &str| {
            let came = county.receiver.came();
            let (headers, body) = came.first().expect("it came").clone();
            let good = |secret: &str| verify(secret, Headers::of(&headers), &body, county.world.now, 60).is_ok();
            (good(secret), good(&new))
        };
        let first = county.message(id, "evt_1").await;
        county.send(first).await;
        assert_eq!(signed(&county, &old), (true, true));
        county.world.later(25);
        let second = county.message(id, "evt_2").await;
        county.send(second).await;
        assert_eq!(signed(&county, &old), (false, true), "the old one is over");
    }

    async fn what_fails_is_tried_again_and_an_endpoint_that_fails_rests(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        county.receiver.answer(503);
        let (first, second) = (county.message(id, "evt_1").await, county.message(id, "evt_2").await);
        let tried = county.send(first).await;
        assert_eq!((tried.state.as_str(), tried.tries, tried.status), ("waiting", 1, Some(503)));
        let next = county.world.now.plus(MINUTE);
        assert_eq!(tried.next_at, Some(next));
        assert!(county.waits(first, next).await, "a job waits for the next try");
        assert_eq!(county.receiver.came().len(), 1);
        let rested = county.send(second).await;
        assert!(county.receiver.came().is_empty(), "nothing is sent while the endpoint rests");
        assert_eq!((rested.tries, rested.next_at), (0, Some(next)), "that is no try");
        county.receiver.answer(200);
        county.world.later(1);
        assert_eq!(county.send(first).await.state, "done");
        assert_eq!(county.send(second).await.state, "done");
        assert_eq!(county.state(id).await.failed, 0);
    }

    async fn after_twelve_tries_a_message_is_given_up_and_a_press_sends_it_again(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        county.receiver.answer(500);
        let message = county.message(id, "evt_1").await;
        for _ in 0..jobs::TRIES {
            county.send(message).await;
            county.world.later(7);
        }
        let given_up = county.delivery(message).await;
        assert_eq!((given_up.state.as_str(), given_up.next_at), ("failed", None));
        assert_eq!(county.send(message).await.tries, jobs::TRIES, "it is not tried any more");
        county.receiver.answer(200);
        let mut tx = county.world.db().begin().await.unwrap();
        assert_eq!(why(actions::resend(&mut tx, &county.world.ground(), &county.other, id, message).await), "identity.forbidden");
        assert_eq!(why(actions::resend(&mut tx, &county.world.ground(), &county.keeper, id + 1, message).await), "unseen");
        let sent = actions::resend_all(&mut tx, &county.world.ground(), &county.keeper, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sent, 1);
        assert!(county.waits(message, county.world.now).await);
        assert_eq!(county.send(message).await.state, "done");
    }

    async fn the_keeper_is_told_once_of_an_endpoint_that_fails_for_long(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        county.receiver.answer(500);
        let message = county.message(id, "evt_1").await;
        county.send(message).await;
        let alarms = |county: &County| {
            let (db, ground) = (county.world.db().clone(), county.world.ground());
            async move { alarm(&db, &ground).await.unwrap() }
        };
        assert_eq!(alarms(&county).await, 0);
        county.world.later(7);
        assert_eq!((alarms(&county).await, alarms(&county).await), (1, 0));
        county.receiver.answer(204);
        county.send(message).await;
        assert!(county.state(id).await.alarmed_at.is_none(), "what arrives ends it");
    }

    async fn a_redirection_is_not_followed_and_who_is_gone_is_told_nothing_any_more(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        let (first, second) = (county.message(id, "evt_1").await, county.message(id, "evt_2").await);
        county.receiver.answer(302);
        let tried = county.send(first).await;
        assert_eq!((tried.status, county.receiver.came().len()), (Some(302), 1));
        assert!(tried.problem.contains("没有跟随"), "{}", tried.problem);
        county.world.later(2);
        county.receiver.answer(410);
        assert_eq!(county.send(first).await.state, "held");
        assert_eq!(county.state(id).await.paused_why, "gone");
        assert_eq!(county.send(second).await.state, "held");
        county.receiver.answer(200);
        let mut tx = county.world.db().begin().await.unwrap();
        let ground = county.world.ground();
        assert_eq!(refused(actions::resend(&mut tx, &ground, &county.keeper, id, first).await), "webhooks.paused");
        actions::resume(&mut tx, &ground, &county.keeper, id, 9).await.unwrap();
        assert_eq!(why(actions::resume(&mut tx, &ground, &county.keeper, id, 9).await), "conflict", "once");
        tx.commit().await.unwrap();
        assert_eq!((county.send(first).await.state, county.send(second).await.state), ("done".into(), "done".into()));
        assert!(!county.state(id).await.wants("closed", "a.b", 8) && county.state(id).await.wants("closed", "a.b", 9));
    }

    async fn everything_held_is_sent_off_after_a_long_pause(test: TestDb) {
        let county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        let ground = county.world.ground();
        let mut tx = county.world.db().begin().await.unwrap();
        let held = AGAIN_MAX * 2 + 3;
        for number in 0..held {
            let event = format!("evt_{number}");
            let new = NewDelivery { endpoint: id, event: &event, kind: "matter.closed", number: "", body: "{}" };
            let key = store::add(&mut tx, &new, ground.now).await.unwrap().expect("a new message");
            let delivery = store::delivery(&mut tx, key).await.unwrap().expect("a message");
            let tried = Tried { state: "held", tries: 0, next: None, at: None, status: None, problem: "" };
            assert!(store::tried(&mut tx, &delivery, &tried).await.unwrap());
        }
        actions::pause(&mut tx, &ground, &county.keeper, id).await.unwrap();
        tx.commit().await.unwrap();
        let left = async || store::count_in(&mut county.world.db().reader(), id, "held").await.unwrap();
        assert_eq!(release(county.world.db(), &ground).await.unwrap(), 0, "nothing goes to who is paused");
        let mut tx = county.world.db().begin().await.unwrap();
        let told = actions::resume(&mut tx, &ground, &county.keeper, id, 0).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((told as usize, left().await as usize), (held, held - AGAIN_MAX), "the words say how many there were");
        assert_eq!(release(county.world.db(), &ground).await.unwrap(), held - AGAIN_MAX);
        assert_eq!((left().await, release(county.world.db(), &ground).await.unwrap()), (0, 0));
    }

    async fn a_fence_holds_at_the_sending_too_and_old_messages_are_forgotten(test: TestDb) {
        let mut county = County::new(test).await;
        let (id, _) = county.endpoint().await;
        let message = county.message(id, "evt_1").await;
        deliver(county.world.db(), &county.world.ground(), Fence::default(), message, 1).await.unwrap();
        let tried = county.delivery(message).await;
        assert!(tried.problem.contains("内部网络") && county.receiver.came().is_empty(), "{}", tried.problem);
        county.world.now = county.world.now.plus(DAY + HOUR);
        county.send(message).await;
        let mut tx = county.world.db().begin().await.unwrap();
        assert_eq!(store::forget(&mut tx, county.world.now.plus(-2 * DAY)).await.unwrap(), 0);
        assert_eq!(store::forget(&mut tx, county.world.now).await.unwrap(), 1);
    }
}
