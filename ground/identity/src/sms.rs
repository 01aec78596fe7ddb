//! Text messages (短信) through a gateway of the county's choice, sent by a job, so that a gateway that is down only
//! delays them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::error::FaultKind;
use base::{Clock, Error, Fault, Moment};
use serde_json::Value;
use store::jobs::Handler;
use store::{Db, Job, Query, Tx, Vault};

/// The kind of the job that sends one message; its handler is [`handler`].
pub const JOB: &str = "identity.sms";
/// How long the gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// The mobile number.
    pub phone: String,
    /// What it says.
    pub text: String,
    /// After this moment it is of no use and is not sent any more (codes).
    pub until: Option<Moment>,
}

/// Where messages go.
#[derive(Clone)]
pub enum Sms {
    /// Shown by a function of the program, for demonstrations: number and text.
    Print(fn(&str, &str)),
    /// Posted to a gateway.
    Http(Gateway),
    /// Kept in memory, for tests.
    Memory(Arc<Mutex<Vec<Message>>>),
}

/// A gateway that takes JSON over HTTP.
#[derive(Clone)]
pub struct Gateway {
    client: reqwest::Client,
    url: String,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Gateway {
    /// A gateway at `url`. `body` is the JSON to post, in whose texts `{phone}` and `{text}` are filled in; `headers`
    /// carry what the gateway wants for authorisation.
    ///
    /// # Errors
    /// A fault when no HTTP client can be made.
    pub fn new(url: &str, headers: Vec<(String, String)>, body: Value) -> Result<Self, Fault> {
        // The program installs its TLS provider first thing; a second installation changes nothing.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|e| Fault::of(FaultKind::Broken, "make an HTTP client", e))?;
        Ok(Self { client, url: url.to_owned(), headers, body })
    }

    async fn send(&self, message: &Message) -> Result<(), Fault> {
        let mut request = self.client.post(&self.url).json(&fill(&self.body, message));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        // The error must not carry the address, which may hold a key.
        let answer = request.send().await.map_err(|e| unavailable(e.without_url()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Fault::of(FaultKind::Unavailable, "send a text message", format!("gateway said {}", answer.status())))
    }
}

impl Sms {
    /// Sends a message now.
    ///
    /// # Errors
    /// A fault when the gateway does not take it.
    pub async fn send(&self, message: &Message) -> Result<(), Fault> {
        match self {
            Self::Print(show) => show(&message.phone, &message.text),
            Self::Http(gateway) => gateway.send(message).await?,
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).push(message.clone()),
        }
        Ok(())
    }
}

/// Where waiting messages are sealed for.
const WAITING: &str = "store_job.payload";

/// Puts a message among the jobs of the caller's transaction, sealed in the vault.
///
/// # Errors
/// A fault of the database.
pub async fn enqueue(tx: &mut Tx, at: Moment, message: Message) -> Result<(), Fault> {
    let text = serde_json::to_string(&message).map_err(|e| Fault::broken(format!("write a message: {e}")))?;
    let sealed = tx.vault()?.seal(WAITING, text.as_bytes())?;
    tx.enqueue(Job::new(JOB, serde_json::json!({ "sealed": sealed })).at(at)).await?;
    Ok(())
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
pub fn handler(sms: Sms, clock: Clock, db: Db) -> Handler {
    Arc::new(move |job| {
        let (sms, clock, db) = (sms.clone(), clock.clone(), db.clone());
        Box::pin(async move {
            let message = message(db.reader().vault()?, &job.payload)?;
            deliver(&sms, &clock, &message).await
        })
    })
}

/// What the job of the kind [`JOB`] does: sends its message, or drops it when its time is over.
///
/// # Errors
/// A fault when the gateway does not take it; the job is tried again later.
pub async fn deliver(sms: &Sms, clock: &Clock, message: &Message) -> Result<(), Error> {
    if message.until.is_some_and(|until| until <= clock.now()) {
        tracing::info!("a text message came too late and was dropped");
        return Ok(());
    }
    Ok(sms.send(message).await?)
}

/// `body` with `{phone}` and `{text}` filled into its texts.
fn fill(body: &Value, message: &Message) -> Value {
    match body {
        // Texts are split at the marks, so that nothing in the message is taken for a mark.
        Value::String(text) => {
            let phones = text.split("{phone}").map(|part| part.split("{text}").collect::<Vec<_>>().join(&message.text));
            Value::String(phones.collect::<Vec<_>>().join(&message.phone))
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, message)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), fill(value, message))).collect())
        }
        other => other.clone(),
    }
}

fn unavailable(error: reqwest::Error) -> Fault {
    Fault::of(FaultKind::Unavailable, "send a text message", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn message() -> Message {
        Message { phone: "13800001234".to_owned(), text: "验证码 {phone} 1".to_owned(), until: None }
    }

    #[test]
    fn the_template_is_filled_in_at_any_depth_and_only_once() {
        let body = json!({ "to": ["{phone}"], "sign": "青禾", "msg": { "t": "【{phone}】{text}" }, "n": 1 });
        let filled = json!({
            "to": ["13800001234"], "sign": "青禾", "msg": { "t": "【13800001234】验证码 {phone} 1" }, "n": 1
        });
        assert_eq!(fill(&body, &message()), filled);
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
            let sent = Sms::Http(gateway).send(&message()).await;
            assert_eq!(sent.is_ok(), taken, "{status}");
            let seen = server.await.expect("ends");
            assert!(seen.contains("13800001234") && seen.contains("Bearer x"), "{seen}");
        }
    }

    #[tokio::test]
    async fn a_gateway_that_is_down_is_unavailable_and_its_address_stays_hidden() {
        let gateway = Gateway::new("http://127.0.0.1:1/?key=hidden", Vec::new(), json!({})).expect("is made");
        let fault = Sms::Http(gateway).send(&message()).await.expect_err("nobody listens");
        assert_eq!(fault.kind, FaultKind::Unavailable);
        assert!(!fault.to_string().contains("hidden"));
    }

    #[tokio::test]
    async fn a_message_that_comes_too_late_is_dropped() {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (sms, clock) = (Sms::Memory(sent.clone()), Clock::fixed(Moment(1_000)));
        for until in [None, Some(1_001), Some(1_000)] {
            let message = Message { until: until.map(Moment), ..message() };
            deliver(&sms, &clock, &message).await.expect("is delivered or dropped");
        }
        assert_eq!(sent.lock().expect("is free").len(), 2);
    }

    #[test]
    fn a_payload_that_is_no_message_is_a_fault_and_an_open_one_of_old_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let vault = Vault::load_or_make(dir.path(), &base::Chance::seeded(1)).expect("is made");
        let old = serde_json::to_value(message()).expect("is written");
        assert_eq!(super::message(&vault, &old).expect("is read"), message());
        for payload in [json!({ "phone": 1 }), json!({ "sealed": "v1.x" }), json!({ "sealed": "{}" }), json!(null)] {
            assert!(super::message(&vault, &payload).is_err(), "{payload}");
        }
    }
}
