//! Citizens' accounts by telephone code.

use std::sync::{Arc, Mutex};

use base::time::{HOUR, MINUTE};
use base::{Chance, Moment};
use store::jobs::{Runner, TRIES};
use store::{Job, Query, Tx, args, both};

use super::{County, name};
use crate::Actor;
use crate::message::{
    Adapter, Call, Channel, Channels, Gateway, JOB, Message, Taking, alarm, enqueue, handler, message,
};

const PHONE: &str = "13800001234";

impl County {
    /// The code in the last message that is to be sent.
    async fn code(&self) -> String {
        let sql = "SELECT payload FROM store_job WHERE kind = $1 ORDER BY id DESC LIMIT 1";
        let payload: String = self.test.db.reader().scalar(sql, args![JOB]).await.expect("there is a job");
        assert!(!payload.contains(PHONE), "a message waits open: {payload}");
        let payload = serde_json::from_str(&payload).expect("is JSON");
        let message = message(self.test.db.reader().vault().expect("is open"), &payload).expect("is a message");
        assert_eq!(message.phone, PHONE);
        message.text.chars().filter(char::is_ascii_digit).take(6).collect()
    }

    async fn confirm(&self, code: &str) -> Result<String, base::Error> {
        Ok(self.identity.confirm_phone_code(PHONE, code, "10.0.0.9", "test").await?.token)
    }
}

/// Runs what is due with messages going to `channels`.
async fn run_jobs(county: &County, channels: Channels) {
    let handlers = [(JOB, handler(channels, county.clock.clone(), county.test.db.clone(), lost))].into();
    let db = county.test.db.clone();
    let runner = Runner::new(db, county.clock.clone(), &Chance::seeded(5), handlers, Vec::new());
    runner.run_due(county.clock.now()).await.expect("jobs run");
}

/// Keeps who is to be called, as a job that nobody runs.
fn lost<'a>(tx: &'a mut Tx, at: Moment, message: &'a Message, mark: &'a str) -> Taking<'a> {
    Box::pin(async move {
        if let Some(call) = message.call {
            let job = Job::new("test.call", serde_json::json!({ "matter": call.matter })).at(at);
            tx.enqueue(job.unique(format!("test.call {mark}"))).await?;
        }
        Ok(())
    })
}

/// How many are to be called.
async fn called(county: &County) -> i64 {
    let sql = "SELECT COUNT(*) FROM store_job WHERE kind = 'test.call'";
    county.test.db.reader().scalar(sql, args![]).await.expect("is counted")
}

fn by_text(adapter: Adapter) -> Channels {
    Channels { sms: Some(adapter), ..Channels::default() }
}

both! {
    async fn a_message_goes_one_way_the_next_when_that_fails_for_good_and_then_somebody_is_asked_to_call(db: TestDb) {
        let county = County::new(db).await;
        let call = Some(Call { matter: 7, about: 8 });
        let told = Message { email: "lin@qinghe.example".into(), wish: Channel::Mail, call, ..Message::to_phone(PHONE, "您的来信已有答复。") };
        let staff = Message::to_phone("13800005678", "有新的来信。");
        let mut tx = county.test.db.begin().await.expect("begins");
        for message in [&told, &staff] {
            enqueue(&mut tx, county.clock.now(), message).await.expect("is enqueued");
        }
        tx.commit().await.expect("commits");
        let sent = Arc::new(Mutex::new(Vec::<Message>::new()));
        let down = || Some(Adapter::Http(Gateway::new("http://127.0.0.1:1/", Vec::new(), serde_json::json!({})).expect("is made")));
        let channels = |mail, wechat| Channels { sms: Some(Adapter::Memory(sent.clone())), mail, wechat };
        let ways = |sent: &Mutex<Vec<Message>>| {
            let sent = sent.lock().expect("is free");
            sent.iter().map(|m| (m.phone.clone(), m.channel)).collect::<Vec<_>>()
        };
        for tried in 1..TRIES {
            run_jobs(&county, channels(down(), down())).await;
            assert_eq!(ways(&sent), [("13800005678".to_owned(), Some(Channel::Sms))], "one way each; tried {tried} times");
            county.pass(6 * HOUR);
        }
        let now = county.clock.now();
        assert_eq!(alarm(&county.test.db, now, 99).await.expect("looks"), 0, "tried too seldom to be told");
        assert_eq!(alarm(&county.test.db, now, 3).await.expect("looks"), 1);
        run_jobs(&county, channels(down(), down())).await;
        assert_eq!(ways(&sent)[1..], [(PHONE.to_owned(), Some(Channel::Sms))], "the next way");
        assert_eq!(called(&county).await, 0);

        let none = Channels { wechat: down(), ..Channels::default() };
        let mut tx = county.test.db.begin().await.expect("begins");
        for message in [&told, &Message { call: None, ..told.clone() }] {
            enqueue(&mut tx, county.clock.now(), message).await.expect("is enqueued");
        }
        tx.commit().await.expect("commits");
        for _ in 0..=TRIES {
            assert_eq!(called(&county).await, 0);
            run_jobs(&county, none.clone()).await;
            county.pass(6 * HOUR);
            if called(&county).await > 0 {
                break;
            }
        }
        assert_eq!(called(&county).await, 1, "once, and nobody for what people can do without");
    }

    async fn a_message_whose_worker_died_in_the_last_try_goes_the_next_way_and_then_to_somebody_who_calls(db: TestDb) {
        let county = County::new(db).await;
        let sent = Arc::new(Mutex::new(Vec::<Message>::new()));
        let memory = || Some(Adapter::Memory(sent.clone()));
        let call = Some(Call { matter: 7, about: 8 });
        let told = Message { email: "lin@qinghe.example".into(), wish: Channel::Mail, call, ..Message::to_phone(PHONE, "您的来信已有答复。") };
        let mut tx = county.test.db.begin().await.expect("begins");
        enqueue(&mut tx, county.clock.now(), &told).await.expect("is enqueued");
        tx.commit().await.expect("commits");
        for (channels, arrived, calls) in [
            (Channels { sms: memory(), mail: memory(), ..Channels::default() }, vec![Some(Channel::Sms)], 0),
            (Channels { mail: memory(), ..Channels::default() }, vec![Some(Channel::Sms)], 1),
        ] {
            county.pass(6 * HOUR);
            let dead = format!("state = 'running', claimed_at = 0, claimed_by = 'dead', attempts = {TRIES}, ended_at = NULL");
            let mut tx = county.test.db.begin().await.expect("begins");
            tx.run(&format!("UPDATE store_job SET {dead} WHERE id = (SELECT MIN(id) FROM store_job)"), args![]).await.expect("is written");
            tx.commit().await.expect("commits");
            run_jobs(&county, channels).await;
            let ways: Vec<_> = sent.lock().expect("is free").iter().map(|m| m.channel).collect();
            assert_eq!((ways, called(&county).await), (arrived, calls));
        }
    }

    async fn whom_no_channel_reaches_somebody_is_asked_to_call_at_once(db: TestDb) {
        let county = County::new(db).await;
        let mut tx = county.test.db.begin().await.expect("begins");
        let told = Message { call: Some(Call { matter: 7, about: 7 }), ..Message::to_phone(PHONE, "您的来信已有答复。") };
        enqueue(&mut tx, county.clock.now(), &told).await.expect("is enqueued");
        tx.commit().await.expect("commits");
        run_jobs(&county, Channels::default()).await;
        assert_eq!(called(&county).await, 1);
    }

    async fn a_gateway_that_is_down_for_an_hour_delays_messages_and_drops_stale_codes(db: TestDb) {
        let county = County::new(db).await;
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let token = county.confirm(&county.code().await).await.expect("is right");
        let Actor::Citizen(citizen) = county.actor(&token).await else { panic!("must be a citizen") };
        let mut tx = county.test.db.begin().await.expect("begins");
        let text = "您的来信已有答复。";
        crate::citizen::tell_citizen(&mut tx, county.clock.now(), citizen.id, text).await.expect("is enqueued");
        tx.commit().await.expect("commits");
        let down = Gateway::new("http://127.0.0.1:1/", Vec::new(), serde_json::json!({})).expect("is made");
        for _ in 0..4 {
            run_jobs(&county, by_text(Adapter::Http(down.clone()))).await;
            county.pass(15 * MINUTE);
        }
        let sent = Arc::new(Mutex::new(Vec::<Message>::new()));
        run_jobs(&county, by_text(Adapter::Memory(sent.clone()))).await;
        county.pass(HOUR);
        run_jobs(&county, by_text(Adapter::Memory(sent.clone()))).await;
        let sent: Vec<String> = sent.lock().expect("is free").iter().map(|message| message.text.clone()).collect();
        assert_eq!(sent, [text]);
    }

    async fn a_code_opens_the_account_once_and_finds_it_again(db: TestDb) {
        let county = County::new(db).await;
        county.identity.send_phone_code("138 0000 1234").await.expect("is sent");
        let code = county.code().await;
        let token = county.confirm(&code).await.expect("is right");
        let Actor::Citizen(citizen) = county.actor(&token).await else { panic!("must be a citizen") };
        assert_eq!(citizen.phone_masked, "138****1234");
        assert_eq!(name(county.confirm(&code).await), "invalid code", "no code works twice");
        county.pass(MINUTE);
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let again = county.confirm(&county.code().await).await.expect("is right");
        let Actor::Citizen(same) = county.actor(&again).await else { panic!("must be a citizen") };
        assert_eq!(citizen.id, same.id);
        let found = county.identity.citizen_with_phone(&mut county.test.db.reader(), PHONE).await.expect("is read");
        assert_eq!(found, Some(citizen.id));
        county.pass(30 * MINUTE);
        assert!(matches!(county.actor(&again).await, Actor::Anonymous), "citizens' sessions end too");
    }

    async fn a_code_is_tried_five_times_and_lives_five_minutes(db: TestDb) {
        let county = County::new(db).await;
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let code = county.code().await;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..5 {
            assert_eq!(name(county.confirm(wrong).await), "invalid code");
        }
        assert_eq!(name(county.confirm(&code).await), "invalid code", "five tries are used up");
        county.pass(MINUTE);
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let code = county.code().await;
        county.pass(5 * MINUTE);
        assert_eq!(name(county.confirm(&code).await), "invalid code", "too old");
    }

    async fn only_the_last_code_counts_and_codes_are_rationed(db: TestDb) {
        let county = County::new(db).await;
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let first = county.code().await;
        assert_eq!(name(county.identity.send_phone_code(PHONE).await), "wait 60");
        for _ in 0..4 {
            county.pass(MINUTE);
            county.identity.send_phone_code(PHONE).await.expect("is sent");
        }
        if county.code().await != first {
            assert_eq!(name(county.confirm(&first).await), "invalid code");
        }
        county.pass(MINUTE);
        assert_eq!(name(county.identity.send_phone_code(PHONE).await), format!("wait {}", (HOUR - 5 * MINUTE) / 1_000));
        county.pass(HOUR - 5 * MINUTE);
        assert_eq!(name(county.identity.send_phone_code(PHONE).await), "ok");
        for bad in ["", "12345", "１２３", "<b>"] {
            assert_eq!(name(county.identity.send_phone_code(bad).await), "invalid phone");
        }
    }

    async fn codes_and_numbers_are_not_stored_where_they_can_be_read_back(db: TestDb) {
        let county = County::new(db).await;
        county.identity.send_phone_code(PHONE).await.expect("is sent");
        let code = county.code().await;
        let rows = county.test.db.reader().rows("SELECT * FROM identity_phone_code", args![]).await.expect("is read");
        let shown = format!("{rows:?}");
        assert!(!shown.contains(PHONE) && !shown.contains(&format!("\"{code}\"")));
    }
}
