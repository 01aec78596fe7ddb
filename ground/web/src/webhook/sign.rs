//! Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body` with the secret behind `whsec_`.

use axum::http::HeaderMap;
use base::{Chance, Moment};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What secrets begin with.
pub const PREFIX: &str = "whsec_";
/// What signatures of this kind begin with.
const KIND: &str = "v1,";
/// Longest key of a message.
const ID_MAX: usize = 200;

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A header is missing or cannot be read.
    Headers,
    /// Its time is too far from ours.
    Time,
    /// The signature does not belong to it.
    Signature,
}

/// The headers of a message.
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`, one or more with blanks between.
    pub signature: &'a str,
}

impl<'a> Headers<'a> {
    /// Those of a request; what is missing or no text is empty.
    pub fn of(headers: &'a HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { id: text("webhook-id"), timestamp: text("webhook-timestamp"), signature: text("webhook-signature") }
    }
}

/// A fresh secret of 32 bytes, as it is given to the other side.
pub fn fresh_secret(chance: &Chance) -> String {
    format!("{PREFIX}{}", STANDARD.encode(chance.bytes::<32>()))
}

fn keyed(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok().filter(|key| key.len() >= 16)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(mac)
}

/// The signature of a message; nothing for a key that is none.
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mac = keyed(secret, id, &timestamp.to_string(), body)?;
    Some(format!("{KIND}{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// Whether a message comes from who has the key, and now; `tolerance` in seconds.
///
/// # Errors
/// Why not.
pub fn verify(secret: &str, headers: Headers<'_>, body: &[u8], now: Moment, tolerance: i64) -> Result<(), Doubt> {
    let Headers { id, timestamp, signature } = headers;
    let fine = !id.is_empty() && id.len() <= ID_MAX && id.bytes().all(|b| b.is_ascii_graphic());
    let at: i64 = timestamp.parse().map_err(|_| Doubt::Headers)?;
    if !fine || signature.is_empty() {
        return Err(Doubt::Headers);
    }
    let good = signature
        .split(' ')
        .filter_map(|one| STANDARD.decode(one.strip_prefix(KIND)?).ok())
        .any(|given| keyed(secret, id, timestamp, body).is_some_and(|mac| mac.verify_slice(&given).is_ok()));
    if !good {
        return Err(Doubt::Signature);
    }
    // After the signature: only who has the key is told our time.
    if (now.0 / 1_000).abs_diff(at) > tolerance.unsigned_abs() {
        return Err(Doubt::Time);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_example_of_the_specification_is_signed_as_there() {
        assert_eq!(signature(SECRET, ID, 1_614_265_330, BODY).as_deref(), Some(SIGNED));
    }

    #[test]
    fn only_the_very_message_at_its_time_is_believed() {
        let headers = Headers { id: ID, timestamp: "1614265330", signature: SIGNED };
        let now = Moment(1_614_265_330_000);
        assert_eq!(verify(SECRET, headers, BODY, now, 300), Ok(()));
        let several = format!("v1a,x v1,AAAA {SIGNED}");
        assert_eq!(verify(SECRET, Headers { signature: &several, ..headers }, BODY, now, 300), Ok(()));
        for (doubt, headers, body, at) in [
            (Doubt::Signature, headers, &b"{}"[..], now),
            (Doubt::Signature, Headers { id: "msg_x", ..headers }, BODY, now),
            (Doubt::Signature, Headers { timestamp: "1614265331", ..headers }, BODY, now),
            (Doubt::Signature, Headers { signature: "v1,AAAA", ..headers }, BODY, now),
            (Doubt::Headers, Headers { timestamp: "soon", ..headers }, BODY, now),
            (Doubt::Headers, Headers { signature: "", ..headers }, BODY, now),
            (Doubt::Time, headers, BODY, Moment(1_614_265_330_000 + 301_000)),
            (Doubt::Time, headers, BODY, Moment(1_614_265_330_000 - 301_000)),
        ] {
            assert_eq!(verify(SECRET, headers, body, at, 300), Err(doubt));
        }
        assert_eq!(signature("", ID, 1, BODY), None, "no key, no signature");
    }
}
