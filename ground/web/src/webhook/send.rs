//! Sending: inside the fence, without following redirections, with a limit on how long and how much is read of the answer.

use std::fmt;
use std::time::Duration;

use base::error::FaultKind;
use base::{Fault, Moment};
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::sign;
use crate::outside::{Fence, client, is_fenced};

/// Sends signed messages.
pub struct Sender {
    client: Client,
    fence: Fence,
}

/// What the other side answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// The body, as far as the limit.
    pub body: Vec<u8>,
    /// Whether there was more.
    pub cut: bool,
}

impl Answer {
    /// Whether the other side took the message.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// The address lies where the program may not ask.
    Fenced,
    /// There is no secret to sign with.
    NoSecret,
    /// Nobody answered in time.
    Slow,
    /// Nobody answers there: no such host, nobody listens, or it is not believed (TLS).
    Unreached,
    /// The answer broke off or was no HTTP; how, without the address, which may hold a key.
    Broken(String),
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fenced => f.write_str("a forbidden address"),
            Self::NoSecret => f.write_str("there is no secret to sign with"),
            Self::Slow => f.write_str("no answer in time"),
            Self::Unreached => f.write_str("no connection"),
            Self::Broken(how) => f.write_str(how),
        }
    }
}

impl std::error::Error for Unsent {}

impl From<Unsent> for Fault {
    fn from(unsent: Unsent) -> Self {
        Self::of(FaultKind::Unavailable, "send a webhook", unsent)
    }
}

impl Sender {
    /// A sender that stays inside the fence and waits `patience` for an answer.
    ///
    /// # Errors
    /// A fault when the system has no means for it.
    pub fn new(fence: Fence, patience: Duration) -> Result<Self, Fault> {
        Ok(Self { client: client(fence, patience)?, fence })
    }

    fn address(&self, address: &str) -> Result<Url, Unsent> {
        Url::parse(address).ok().filter(|url| self.fence.admits(url)).ok_or(Unsent::Fenced)
    }

    /// Posts a JSON message under the key `id`, signed with each of `secrets`; reads `most` bytes of the answer.
    ///
    /// # Errors
    /// Why there is no answer. An answer that is no success is an answer.
    pub async fn post(
        &self,
        address: &str,
        secrets: &[&str],
        id: &str,
        body: &[u8],
        now: Moment,
        most: usize,
    ) -> Result<Answer, Unsent> {
        let request = self.client.post(self.address(address)?).header("content-type", "application/json");
        take(signed(request, secrets, id, body, now)?.body(body.to_vec()), most).await
    }

    /// Asks with a signed GET, with these pairs in the query; reads `most` bytes of the answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn get(
        &self,
        address: &str,
        query: &[(&str, &str)],
        secret: &str,
        id: &str,
        now: Moment,
        most: usize,
    ) -> Result<Answer, Unsent> {
        let mut url = self.address(address)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        take(signed(self.client.get(url), &[secret], id, b"", now)?, most).await
    }
}

fn signed(
    request: RequestBuilder,
    secrets: &[&str],
    id: &str,
    body: &[u8],
    now: Moment,
) -> Result<RequestBuilder, Unsent> {
    let at = now.0.div_euclid(1_000);
    let signatures: Option<Vec<String>> = secrets.iter().map(|secret| sign::signature(secret, id, at, body)).collect();
    let signatures = signatures.filter(|all| !all.is_empty()).ok_or(Unsent::NoSecret)?.join(" ");
    Ok(request.header("webhook-id", id).header("webhook-timestamp", at).header("webhook-signature", signatures))
}

async fn take(request: RequestBuilder, most: usize) -> Result<Answer, Unsent> {
    let mut answer = request.send().await.map_err(unreached)?;
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    while let Some(more) = answer.chunk().await.map_err(unreached)? {
        body.extend_from_slice(&more);
        if body.len() > most {
            body.truncate(most);
            return Ok(Answer { status, body, cut: true });
        }
    }
    Ok(Answer { status, body, cut: false })
}

fn unreached(error: reqwest::Error) -> Unsent {
    if is_fenced(&error) {
        return Unsent::Fenced;
    }
    match error {
        _ if error.is_timeout() => Unsent::Slow,
        _ if error.is_connect() => Unsent::Unreached,
        _ => Unsent::Broken(error.without_url().to_string()),
    }
}
