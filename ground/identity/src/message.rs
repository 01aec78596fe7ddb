//! Messages (消息) to people outside and inside: as text messages (短信), mail and WeChat template messages (微信模板消息), each
//! through an adapter that the operator sets up, sent by a job, so that a gateway that is down only delays them. A message goes one
//! way, first the one that its person chose; when that fails for good it goes the next, and after the last somebody is asked to call.

mod gateway;
mod mail;
mod post;

use std::sync::{Arc, Mutex, PoisonError};

use base::time::DAY;
use base::{Fault, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Db, Job, Query, Tx, Vault};

pub use gateway::Gateway;
pub use mail::Mailer;
pub use post::{Lost, Taking, handler};

use crate::grants::SYSTEM_ADMIN;

/// The kind of the job that sends one message; its handler is [`handler`].
pub const JOB: &str = "identity.message";
/// The job that tells of messages that do not go out; see [`alarm`].
pub const ALARM: &str = "identity.message.alarm";

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Message {
    /// The mobile number, empty when there is none.
    pub phone: String,
    /// The address for mail, empty when there is none.
    #[serde(default)]
    pub email: String,
    /// What it says.
    pub text: String,
    /// After this moment it is of no use and is not sent any more (codes).
    pub until: Option<Moment>,
    /// The channel that its person chose.
    #[serde(default)]
    pub wish: Channel,
    /// The channel by which it goes now; none before its first try.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Whom somebody calls when it does not arrive; nobody for messages without which people can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
}

/// Somebody to be called when no message arrives: two keys that mean something to [`Lost`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Whose person.
    pub matter: i64,
    /// Of what is told.
    pub about: i64,
}

impl Message {
    /// To a mobile number.
    pub fn to_phone(phone: impl Into<String>, text: impl Into<String>) -> Self {
        Self { phone: phone.into(), text: text.into(), ..Self::default() }
    }

    /// Whether it has an address for `channel`. Codes go by text message only: they prove the number.
    fn reaches(&self, channel: Channel) -> bool {
        match channel {
            Channel::Sms => !self.phone.is_empty(),
            Channel::Mail => !self.email.is_empty() && self.until.is_none(),
            Channel::WeChat => !self.phone.is_empty() && self.until.is_none(),
        }
    }
}

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// 短信.
    #[default]
    Sms,
    /// 邮件.
    Mail,
    /// 微信模板消息; the gateway knows who follows the county's account by the mobile number.
    WeChat,
}

impl Channel {
    /// All of them, in the order in which they are tried beside the one that was chosen.
    pub const ALL: [Self; 3] = [Self::Sms, Self::WeChat, Self::Mail];

    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
            Self::WeChat => "wechat",
        }
    }

    /// The channel called `name`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// What takes the messages of a channel.
#[derive(Clone)]
pub enum Adapter {
    /// Shown by a function of the program, for demonstrations: address and text.
    Print(fn(&str, &str)),
    /// Posted to a gateway.
    Http(Gateway),
    /// Handed to a mail server.
    Smtp(Mailer),
    /// Kept in memory, for tests.
    Memory(Arc<Mutex<Vec<Message>>>),
}

/// Why an adapter did not take a message.
#[derive(Debug)]
pub(crate) struct Unsent {
    pub(crate) fault: Fault,
    /// Whether it will never take it: the address is none, or takes nothing.
    pub(crate) for_good: bool,
}

impl From<Fault> for Unsent {
    fn from(fault: Fault) -> Self {
        Self { fault, for_good: false }
    }
}

impl Adapter {
    async fn send(&self, message: &Message) -> Result<(), Unsent> {
        match self {
            Self::Print(show) => {
                let to = if message.channel == Some(Channel::Mail) { &message.email } else { &message.phone };
                show(to, &message.text);
            }
            Self::Http(gateway) => gateway.send(message).await?,
            Self::Smtp(mailer) => mailer.send(message).await?,
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).push(message.clone()),
        }
        Ok(())
    }
}

/// The channels that are set up.
#[derive(Clone, Default)]
pub struct Channels {
    /// Text messages.
    pub sms: Option<Adapter>,
    /// Mail.
    pub mail: Option<Adapter>,
    /// WeChat template messages.
    pub wechat: Option<Adapter>,
}

impl Channels {
    fn adapter(&self, channel: Channel) -> Option<&Adapter> {
        match channel {
            Channel::Sms => self.sms.as_ref(),
            Channel::Mail => self.mail.as_ref(),
            Channel::WeChat => self.wechat.as_ref(),
        }
    }

    /// Whether a channel is set up.
    pub fn has(&self, channel: Channel) -> bool {
        self.adapter(channel).is_some()
    }

    /// By which channels a message goes, one after the other until it arrives: from the one by which it goes now on.
    fn ways(&self, message: &Message) -> Vec<Channel> {
        let others = Channel::ALL.into_iter().filter(|channel| *channel != message.wish);
        let all = std::iter::once(message.wish).chain(others);
        let rest = all.skip_while(|channel| message.channel.is_some_and(|now| now != *channel));
        rest.filter(|channel| message.reaches(*channel) && self.has(*channel)).collect()
    }
}

/// Where waiting messages are sealed for.
const WAITING: &str = "store_job.payload";

/// Puts a message among the jobs of the caller's transaction, sealed in the vault.
///
/// # Errors
/// A fault of the database.
pub async fn enqueue(tx: &mut Tx, at: Moment, message: &Message) -> Result<(), Fault> {
    tx.enqueue(job(tx.vault()?, message)?.at(at)).await?;
    Ok(())
}

fn job(vault: &Vault, message: &Message) -> Result<Job, Fault> {
    let text = serde_json::to_string(message).map_err(|e| Fault::broken(format!("write a message: {e}")))?;
    let sealed = vault.seal(WAITING, text.as_bytes())?;
    Ok(Job::new(JOB, serde_json::json!({ "sealed": sealed })))
}

/// The message of a job; one that was written before there was a vault lies open.
///
/// # Errors
/// A fault when the payload is no message of this program.
pub fn message(vault: &Vault, payload: &Value) -> Result<Message, Fault> {
    let read = |e: serde_json::Error| Fault::broken(format!("read the message of a job: {e}"));
    match payload.get("sealed").and_then(Value::as_str) {
        Some(sealed) => serde_json::from_slice(&vault.open(WAITING, sealed)?).map_err(read),
        None => serde_json::from_value(payload.clone()).map_err(read),
    }
}

/// How many messages have not gone out though they were tried `tries` times, or were given up within a day before `now`.
///
/// # Errors
/// A fault of the database.
pub async fn stuck(q: &mut impl Query, now: Moment, tries: i64) -> Result<i64, Fault> {
    store::jobs::stuck(q, JOB, tries, now.plus(-DAY)).await
}

/// Tells the system administrators, at most once a day, that messages have not gone out though they were tried `tries`
/// times, or were given up within a day; gives how many those are.
///
/// # Errors
/// A fault of the database.
pub async fn alarm(db: &Db, now: Moment, tries: i64) -> Result<i64, Fault> {
    let stuck = stuck(&mut db.reader(), now, tries).await?;
    if stuck == 0 {
        return Ok(0);
    }
    let text = format!("【消息告警】{stuck} 条消息多次没有送达，请到工作台“后台任务”查看原因。");
    let mut tx = db.begin().await?;
    for (nth, phone) in crate::posts::phones(&mut tx, SYSTEM_ADMIN, now).await?.into_iter().enumerate() {
        let job = job(tx.vault()?, &Message::to_phone(phone, text.clone()))?;
        tx.enqueue(job.at(now).unique(format!("{ALARM} {} {nth}", now.date()))).await?;
    }
    tx.commit().await?;
    tracing::error!(stuck, "messages are not taken");
    Ok(stuck)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Moment;
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn text() -> Message {
        Message::to_phone("13800001234", "您的来信已有答复。")
    }

    fn memory() -> Option<Adapter> {
        Some(Adapter::Memory(Arc::default()))
    }

    #[test]
    fn a_message_goes_the_chosen_way_first_then_those_that_are_set_up_and_codes_by_text_message_alone() {
        use Channel::{Mail, Sms, WeChat};
        let all = Channels { sms: memory(), mail: memory(), wechat: memory() };
        let quiet = Channels::default();
        let only_mail = Channels { mail: memory(), ..Channels::default() };
        let both = Message { email: "lin@qinghe.example".into(), ..text() };
        let wish = |wish| Message { wish, ..both.clone() };
        let code = Message { until: Some(Moment(1)), ..wish(Mail) };
        let goes = |channel| Message { channel: Some(channel), ..wish(Mail) };
        for (channels, message, expected) in [
            (&all, &both, vec![Sms, WeChat, Mail]),
            (&all, &wish(Mail), vec![Mail, Sms, WeChat]),
            (&all, &wish(WeChat), vec![WeChat, Sms, Mail]),
            (&all, &text(), vec![Sms, WeChat]),
            (&all, &Message { wish: Mail, ..text() }, vec![Sms, WeChat]),
            (&all, &code, vec![Sms]),
            (&all, &goes(Mail), vec![Mail, Sms, WeChat]),
            (&all, &goes(Sms), vec![Sms, WeChat]),
            (&all, &goes(WeChat), vec![WeChat]),
            (&all, &Message::default(), vec![]),
            (&quiet, &both, vec![]),
            (&only_mail, &both, vec![Mail]),
            (&only_mail, &goes(Sms), vec![]),
            (&only_mail, &text(), vec![]),
        ] {
            assert_eq!(channels.ways(message), expected, "{message:?}");
        }
    }

    #[test]
    fn a_channel_is_found_by_its_name() {
        assert!(Channel::ALL.into_iter().all(|channel| Channel::of(channel.name()) == Some(channel)));
        assert_eq!(Channel::of("call"), None);
    }

    #[tokio::test]
    async fn a_gateway_gets_json_and_its_refusal_is_a_fault() {
        for (status, taken, for_good) in [
            ("200 OK", true, false),
            ("503 Busy", false, false),
            ("302 Found", false, false),
            ("401 Unauthorized", false, false),
            ("422 No such number", false, true),
        ] {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
            let url = format!("http://{}/send?key=hidden", listener.local_addr().expect("has an address"));
            let server = tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.expect("accepts");
                let mut seen = Vec::new();
                while !String::from_utf8_lossy(&seen).contains("\"text\"") {
                    let mut part = [0; 4096];
                    let n = stream.read(&mut part).await.expect("reads");
                    seen.extend_from_slice(&part[..n]);
                }
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.expect("answers");
                String::from_utf8_lossy(&seen).into_owned()
            });
            let body = json!({ "mobile": "{phone}", "text": "{text}" });
            let gateway = Gateway::new(&url, vec![("authorization".into(), "Bearer x".into())], body).expect("is made");
            let sent = Adapter::Http(gateway).send(&text()).await;
            assert_eq!(sent.is_ok(), taken, "{status}");
            assert_eq!(sent.is_err_and(|unsent| unsent.for_good), for_good, "{status}");
            let seen = server.await.expect("ends");
            assert!(seen.contains("13800001234") && seen.contains("Bearer x"), "{seen}");
        }
    }

    #[tokio::test]
    async fn a_gateway_that_is_down_is_unavailable_and_its_address_stays_hidden() {
        let gateway = Gateway::new("http://127.0.0.1:1/?key=hidden", Vec::new(), json!({})).expect("is made");
        let unsent = Adapter::Http(gateway).send(&text()).await.expect_err("nobody listens");
        let fault = unsent.fault;
        assert!(!unsent.for_good);
        assert_eq!(fault.kind, base::error::FaultKind::Unavailable);
        assert!(!fault.to_string().contains("hidden"));
    }

    #[test]
    fn a_payload_that_is_no_message_is_a_fault_and_an_open_one_of_old_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let vault = Vault::load_or_make(dir.path(), &base::Chance::seeded(1)).expect("is made");
        let old = json!({ "phone": "13800001234", "text": "您的来信已有答复。", "until": null });
        assert_eq!(super::message(&vault, &old).expect("is read"), text());
        for payload in [json!({ "phone": 1 }), json!({ "sealed": "v1.x" }), json!({ "sealed": "{}" }), json!(null)] {
            assert!(super::message(&vault, &payload).is_err(), "{payload}");
        }
    }
}
