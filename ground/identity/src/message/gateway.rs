//! A gateway of the operator's choice that takes JSON over HTTP: text messages, WeChat template messages (微信模板消息).

use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use serde_json::Value;

use super::{Message, Unsent};

/// With what a gateway says of one message that it will never go out: to this number, or with this text. What it says of itself
/// (401, 403, 404, 5xx) is mended by the operator, and the message is tried again.
const FOR_GOOD: [u16; 3] = [400, 410, 422];

/// How long the gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

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

    pub(super) async fn send(&self, message: &Message) -> Result<(), Unsent> {
        let mut request = self.client.post(&self.url).json(&fill(&self.body, message));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        // The error must not carry the address, which may hold a key.
        let answer = request.send().await.map_err(|e| unavailable(e.without_url()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        let for_good = FOR_GOOD.contains(&answer.status().as_u16());
        let said = format!("gateway said {}", answer.status());
        Err(Unsent { fault: Fault::of(FaultKind::Unavailable, "send a message", said), for_good })
    }
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
    Fault::of(FaultKind::Unavailable, "send a message", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_template_is_filled_in_at_any_depth_and_only_once() {
        let message = Message { text: "验证码 {phone} 1".to_owned(), ..Message::to_phone("13800001234", "") };
        let body = json!({ "to": ["{phone}"], "sign": "青禾", "msg": { "t": "【{phone}】{text}" }, "n": 1 });
        let filled = json!({
            "to": ["13800001234"], "sign": "青禾", "msg": { "t": "【13800001234】验证码 {phone} 1" }, "n": 1
        });
        assert_eq!(fill(&body, &message), filled);
    }
}
