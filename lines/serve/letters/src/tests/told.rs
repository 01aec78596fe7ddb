//! How senders are told: in the way that they chose, and by telephone when no message reaches them.

use counter::calls::{self, AllCallers};
use identity::message::{Call, Channel, Message};

use super::*;

const CALLERS: AllCallers = AllCallers(&[&crate::CALLERS]);

fn by(told_by: &str, phone: &str) -> Writing {
    Writing { told_by: told_by.into(), phone: phone.into(), email: "lin@qinghe.example".into(), ..lamps() }
}

impl County {
    /// What came of a call, as the clerk notes it.
    async fn called(&self, by: &Actor, call: i64, result: &str) -> Result<(), Error> {
        let mut tx = self.db().begin().await.unwrap();
        calls::called(&mut tx, &self.ground(), &CALLERS, by, (call, result, "")).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

::store::both! {
    async fn a_sender_is_told_in_the_way_that_was_chosen(test: TestDb) {
        let mut county = County::new(test).await;
        for way in ["sms", "mail", "wechat"] {
            county.answered(&by(way, "13800001234")).await;
        }
        let mail_alone = Writing { phone: String::new(), anonymous: true, ..by("mail", "") };
        county.answered(&mail_alone).await;
        let messages = county.messages().await;
        for (way, times) in [("sms", 2), ("mail", 4), ("wechat", 2)] {
            let told = messages.iter().filter(|m| m.contains(&format!("\"wish\":\"{way}\""))).count();
            assert_eq!(told, times, "{way}: {messages:?}");
        }
        assert_eq!(messages.iter().filter(|m| m.contains("\"call\"")).count(), 4, "what has to arrive: the answers");
    }

    async fn whom_no_message_reaches_is_listed_to_be_called_with_what_to_say(test: TestDb) {
        let mut county = County::new(test).await;
        let wish = county.answered(&by("call", "13800001234")).await;
        let fixed = county.answered(&Writing { email: String::new(), ..by("", "0571-88880000") }).await;
        let silent = Writing { phone: String::new(), email: String::new(), anonymous: true, ..lamps() };
        let silent = county.answered(&silent).await;
        assert!(county.messages().await.is_empty(), "no message at all");
        for (written, why) in [(&wish, "wish"), (&fixed, "landline")] {
            let listed = county.calls(written.matter).await;
            assert_eq!(listed.iter().map(|c| (c.why.as_str(), c.open)).collect::<Vec<_>>(), [(why, true)]);
            assert!(listed[0].text.contains("已答复") && !listed[0].text.contains("路灯"), "{}", listed[0].text);
        }
        assert!(county.calls(silent.matter).await.is_empty(), "nothing to be called at: asks with the code");
    }

    async fn a_message_that_failed_for_good_lists_its_sender_once(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.answered(&lamps()).await;
        assert!(county.calls(written.matter).await.is_empty());
        let call = Some(Call { matter: written.matter, about: written.matter });
        let message = Message { call, channel: Some(Channel::Sms), ..Message::to_phone("13800001234", "【县长信箱】您的来信已答复。") };
        let mut tx = county.db().begin().await.unwrap();
        for _ in 0..2 {
            calls::lost(&mut tx, county.now, &message, "identity.message 7").await.unwrap();
        }
        calls::lost(&mut tx, county.now, &Message { call: None, ..message.clone() }, "identity.message 8").await.unwrap();
        let untried = Message { channel: None, ..message };
        calls::lost(&mut tx, county.now, &untried, "identity.message 9").await.unwrap();
        tx.commit().await.unwrap();
        let listed = county.calls(written.matter).await;
        let told: Vec<_> = listed.iter().map(|c| (c.why.as_str(), c.text.as_str())).collect();
        let text = "您的来信已答复。";
        assert_eq!(told, [("nothing", text), ("failed", text)], "each message once, without its sign");
    }

    async fn calls_are_noted_until_somebody_was_reached_or_as_often_as_the_rule_says(test: TestDb) {
        let mut county = County::new(test).await;
        let one = county.answered(&by("call", "13800001234")).await;
        let other = county.answered(&by("call", "13800005678")).await;
        let (one, other) = (county.calls(one.matter).await[0].id, county.calls(other.matter).await[0].id);
        for stranger in [&county.city_desk, &county.approver, &Actor::Anonymous] {
            assert!(matches!(county.called(stranger, one, "reached").await, Err(Error::Unseen)), "the mailbox's desk calls");
        }
        assert_eq!(wrong_fields(county.called(&county.clerk, one, "perhaps").await), ["result"]);
        county.called(&county.clerk, one, "reached").await.unwrap();
        for result in ["missed", "declined", "missed"] {
            county.called(&county.clerk, other, result).await.unwrap();
        }
        for call in [one, other] {
            assert!(matches!(county.called(&county.clerk, call, "reached").await, Err(Error::Conflict(_))), "settled");
        }
        let places = CALLERS.places(&county.clerk);
        assert_eq!(places.len(), 1);
        assert!(CALLERS.places(&county.city_desk).is_empty() && CALLERS.places(&Actor::Anonymous).is_empty());
    }

    async fn who_keeps_away_from_a_letter_does_not_call_its_sender(test: TestDb) {
        let mut county = County::new(test).await;
        let written = county.answered(&by("call", "13800001234")).await;
        let call = county.calls(written.matter).await[0].id;
        let clerk = county.clerk.staff().unwrap();
        let mut tx = county.db().begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, written.matter, clerk.person, clerk.unit, county.now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(refused(county.called(&county.clerk, call, "reached").await), matter::recusal::RECUSED);
    }

    async fn calls_are_late_after_the_days_of_the_rule(test: TestDb) {
        let mut county = County::new(test).await;
        county.answered(&by("call", "13800001234")).await;
        let since = county.now;
        let late = |county: &County| match calls::late(&county.ground()).unwrap() {
            calls::Which::Before(moment) => since <= moment,
            _ => false,
        };
        assert!(!late(&county));
        county.on(3, 4);
        assert!(!late(&county), "the last day");
        county.on(3, 5);
        assert!(late(&county));
        // 清明 2026: 4 to 6 April are days off.
        county.on(4, 3);
        assert_eq!(calls::due(&county.ground(), county.now).unwrap().date().to_string(), "2026-04-07");
    }
}
