//! `POST /api/v1/hotline/orders`: where the city's platform sends orders; `POST /api/v1/hotline/calls`: where the telephone exchange
//! tells of calls. Both are webhooks in the shape of Standard Webhooks 1.0.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use base::Error;
use matter::Ground;
use web::webhook::{Doubt, Headers, verify};
use web::{Cx, Result};

use crate::city::receive::{Arrival, receive};
use crate::{CACHE, calls, store};

/// Takes a message. What was believed is answered with what became of it: 200 when it was done, 202 when a person has to look at it,
/// 422 when it could not be read (it is kept all the same).
pub(super) async fn push(cx: Cx, headers: HeaderMap, body: Bytes) -> Result {
    let link = store::city(&mut cx.reader()).await?;
    if !link.push || link.secret.is_empty() {
        return Err(Error::Unseen.into());
    }
    let event = believed(&cx, &link.secret, &headers, &body)?;
    let arrival = Arrival { event, way: "push", body: &body };
    let told = receive(&cx.app.db, &cx.app.files, &Ground::of(&cx.app), arrival).await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    let mut answer = web::json(&told)?;
    *answer.status_mut() = match told.result {
        "malformed" => StatusCode::UNPROCESSABLE_ENTITY,
        "aside" | "withdrawn" => StatusCode::ACCEPTED,
        _ => StatusCode::OK,
    };
    Ok(answer)
}

/// Takes what the telephone exchange tells of a call: 200 whether it was new or told before, 422 with what is wrong when it cannot be read.
pub(super) async fn calls(cx: Cx, headers: HeaderMap, body: Bytes) -> Result {
    let (push, secret) = store::exchange(&mut cx.reader()).await?;
    if !push || secret.is_empty() {
        return Err(Error::Unseen.into());
    }
    believed(&cx, &secret, &headers, &body)?;
    match calls::receive(&cx.app.db, &Ground::of(&cx.app), &body).await {
        Ok(told) => {
            cx.app.ledger.notify();
            web::json(&told)
        }
        Err(Error::Invalid(errors)) => {
            let why = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("；");
            let mut answer = web::json(&calls::Answered { result: "malformed", why })?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(error) => Err(error.into()),
    }
}

/// The key of a message that is signed with `secret`, now.
fn believed<'a>(cx: &Cx, secret: &str, headers: &'a HeaderMap, body: &[u8]) -> std::result::Result<&'a str, Error> {
    let signed = Headers::of(headers);
    let tolerance = cx.app.number("hotline.city.tolerance")?;
    verify(secret, signed, body, cx.now, tolerance).map_err(|doubt| doubted(doubt, cx, tolerance))?;
    Ok(signed.id)
}

fn doubted(doubt: Doubt, cx: &Cx, tolerance: i64) -> Error {
    match doubt {
        Doubt::Headers => Error::refused(
            "hotline.forbidden",
            "缺少或者不能识别 webhook-id、webhook-timestamp、webhook-signature，没有受理。",
        ),
        Doubt::Signature => Error::refused("hotline.forbidden", "签名不对，没有受理。请核对密钥和签名的内容。"),
        Doubt::Time => {
            let ours = cx.now.0 / 1_000;
            let message = format!(
                "webhook-timestamp 与本机时间相差超过 {tolerance} 秒，没有受理。本机时间是 {ours}（{}），请校时后用新的时间重新签名发送。",
                cx.now.rfc3339()
            );
            Error::refused("hotline.forbidden", message)
        }
    }
}
