//! Messages (消息) to people outside and inside: as text messages (短信), mail and WeChat template messages (微信模板消息), each
//! through an adapter that the operator sets up, sent by a job, so that a gateway that is down only delays them.

mod gateway;
mod mail;

use std::sync::{Arc, Mutex, PoisonError};

use base::time::DAY;
use base::{Clock, Error, Fault, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::jobs::Handler;
use store::{Db, Job, Query, Tx, Vault};

pub use gateway::Gateway;
pub use mail::Mailer;

use crate::grants::SYSTEM_ADMIN;

/// The kind of the job that sends one message; its handler is [`handler`].
pub const JOB: &str = "identity.message";
/// The job that tells of messages that do not go out; see [`alarm`].
pub const ALARM: &str = "identity.message.alarm";

/// A message to be sent, to each of its addresses for which a channel is set up.
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
    /// The one channel by which it goes, once that is decided.
    #[serde(default)]
    pub channel: Option<Channel>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// 短信.
    Sms,
    /// 邮件.
    Mail,
    /// 微信模板消息; the gateway knows who follows the county's account by the mobile number.
    WeChat,
}

impl Channel {
    const ALL: [Self; 3] = [Self::Sms, Self::Mail, Self::WeChat];
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

impl Adapter {
    async fn send(&self, message: &Message) -> Result<(), Fault> {
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

    /// By which channels a message goes.
    fn of(&self, message: &Message) -> Vec<Channel> {
        match message.channel {
            Some(channel) => vec![channel],
            None => {
                let fits = |channel: &Channel| message.reaches(*channel) && self.adapter(*channel).is_some();
                Channel::ALL.into_iter().filter(fits).collect()
            }
        }
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

/// The handler of jobs of the kind [`JOB`] in `db`.
pub fn handler(channels: Channels, clock: Clock, db: Db) -> Handler {
    Arc::new(move |job| {
        let (channels, clock, db) = (channels.clone(), clock.clone(), db.clone());
        Box::pin(async move {
            let message = message(db.reader().vault()?, &job.payload)?;
            deliver(&channels, &clock, &db, message).await
        })
    })
}

/// What the job of the kind [`JOB`] does: sends its message, or drops it when its time is over. One that goes several ways
/// becomes a job for each, so that a channel that is down delays no other and repeats none.
///
/// # Errors
/// A fault when the gateway does not take it; the job is tried again later.
async fn deliver(channels: &Channels, clock: &Clock, db: &Db, message: Message) -> Result<(), Error> {
    if message.until.is_some_and(|until| until <= clock.now()) {
        tracing::info!("a message came too late and was dropped");
        return Ok(());
    }
    match channels.of(&message).as_slice() {
        [] => tracing::info!("a message was dropped: no channel that is set up reaches its person"),
        [channel] => match channels.adapter(*channel) {
            Some(adapter) => adapter.send(&Message { channel: Some(*channel), ..message }).await?,
            None => tracing::info!("a message was dropped: its channel is not set up any more"),
        },
        several => {
            let mut tx = db.begin().await?;
            for channel in several {
                enqueue(&mut tx, clock.now(), &Message { channel: Some(*channel), ..message.clone() }).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Tells the system administrators, at most once a day, that messages have not gone out though they were tried `tries`
/// times, or were given up within a day; gives how many those are.
///
/// # Errors
/// A fault of the database.
pub async fn alarm(db: &Db, now: Moment, tries: i64) -> Result<i64, Fault> {
    let stuck = store::jobs::stuck(&mut db.reader(), JOB, tries, now.plus(-DAY)).await?;
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
    fn a_message_goes_every_way_that_is_set_up_and_has_an_address_and_codes_by_text_message_alone() {
        use Channel::{Mail, Sms, WeChat};
        let all = Channels { sms: memory(), mail: memory(), wechat: memory() };
        let quiet = Channels::default();
        let only_mail = Channels { mail: memory(), ..Channels::default() };
        let both = Message { email: "lin@qinghe.example".into(), ..text() };
        let code = Message { until: Some(Moment(1)), ..both.clone() };
        let decided = Message { channel: Some(Mail), ..both.clone() };
        for (channels, message, expected) in [
            (&all, &both, vec![Sms, Mail, WeChat]),
            (&all, &text(), vec![Sms, WeChat]),
            (&all, &code, vec![Sms]),
            (&all, &decided, vec![Mail]),
            (&all, &Message::default(), vec![]),
            (&quiet, &both, vec![]),
            (&only_mail, &both, vec![Mail]),
            (&only_mail, &text(), vec![]),
        ] {
            assert_eq!(channels.of(message), expected, "{message:?}");
        }
    }

    #[tokio::test]
    async fn a_gateway_gets_json_and_its_refusal_is_a_fault() {
        for (status, taken) in [("200 OK", true), ("503 Busy", false), ("302 Found", false)] {
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
            let seen = server.await.expect("ends");
            assert!(seen.contains("13800001234") && seen.contains("Bearer x"), "{seen}");
        }
    }

    #[tokio::test]
    async fn a_gateway_that_is_down_is_unavailable_and_its_address_stays_hidden() {
        let gateway = Gateway::new("http://127.0.0.1:1/?key=hidden", Vec::new(), json!({})).expect("is made");
        let fault = Adapter::Http(gateway).send(&text()).await.expect_err("nobody listens");
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
