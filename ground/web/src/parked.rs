//! Forms whose session ended while they were being filled in: kept until after sign-in, sealed under a token that only the
//! browser has.

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base::time::HOUR;
use base::{Error, Moment};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::form::KEPT;
use crate::form::Limits;
use crate::menu::Shell;
use crate::params::encode;
use crate::routes::Kind;
use crate::{App, Audience, Cx, Form, Page, Path, Result, Routes, answer, cookies, secret, store as rows};

/// The cookie with the token.
const COOKIE: &str = "parked";
/// How long a form is kept, in milliseconds.
const KEPT_FOR: i64 = 2 * HOUR;
/// Bytes of what was typed, at most, where the browser brings no trace of a session.
const SIZE_MAX: usize = 256 * 1024;

pub(crate) fn routes() -> Routes {
    Routes::new("web").get("/parked/{token}", Audience::Session, show)
}

/// Sends a request that lacks a session to the sign-in page. A form is kept first.
pub(crate) async fn send_to_sign_in(cx: &Cx, request: Request) -> std::result::Result<Response, Error> {
    // A part of a page asked in the background (a draft being kept, units being looked up) must not take the page away
    // from under the person who types on it: it is refused quietly, and the form itself is kept when it is sent.
    if request.headers().contains_key("hx-request") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let is_form = request.method() == Method::POST;
    if is_form {
        park(cx, request, &path).await?;
    }
    let work = Shell::of(&cx.path) == Shell::Work || cx.trip.info.audience != Audience::Citizen;
    // A form is not asked for again with GET: after sign-in its page is shown.
    let next = if is_form { cx.trip.referer.clone() } else { path };
    let next = if next.is_empty() { String::new() } else { format!("?next={}", encode(&next)) };
    let to = crate::hant::address(&format!("{}{next}", if work { "/work/login" } else { "/login" }), cx.mode.hant);
    Ok(answer::see_other(&to))
}

/// Keeps a form for two hours.
async fn park(cx: &Cx, request: Request, path: &str) -> std::result::Result<(), Error> {
    let had_session = !cookies::read(request.headers(), cookies::SESSION).is_empty();
    let takes_files = matches!(cx.trip.info.kind, Kind::Upload(_)) && had_session;
    let limit = if takes_files { cx.app.number("web.upload.citizen")? } else { 0 };
    let most = if takes_files { cx.app.number("web.files.citizen")? } else { 0 };
    let (bytes, files) = (u64::try_from(limit).unwrap_or(0), usize::try_from(most).unwrap_or(0));
    let form = Form::read(request, cx, Limits { bytes, files, kept: true, texts: cx.trip.info.texts }).await?;
    if form.values().values().all(|value| value.as_str().is_some_and(|text| text.trim().is_empty()))
        && form.uploads().is_empty()
    {
        return Ok(()); // Only a button was pressed.
    }
    let fields: Vec<(&str, String)> = form
        .fields()
        .iter()
        .filter(|(name, _)| name != "once")
        .map(|(name, value)| (name.as_str(), value.clone()))
        .chain(form.uploads().iter().map(|file| (KEPT, file.token(cx))))
        .collect();
    let lost = form.problems().iter().any(|problem| !problem.field.is_empty());
    let text = json!({ "fields": fields, "lost": lost }).to_string();
    // An article is kept whole for who was signed in a moment ago.
    let size = if had_session { SIZE_MAX.max(cx.trip.info.texts) } else { SIZE_MAX };
    if text.len() > size {
        return Err(Error::TooLarge { limit: size as u64 });
    }
    let key = cx.app.chance.bytes::<32>();
    let token = hex::encode(key);
    let sealed = secret::seal(&key, text.as_bytes());
    let mut tx = cx.begin().await?;
    rows::park(&mut tx, &digest(&token), path, sealed, cx.now.plus(KEPT_FOR)).await?;
    tx.commit().await?;
    let age = u32::try_from(KEPT_FOR / 1_000).unwrap_or(0);
    cx.set_cookie(cookies::write(COOKIE, &token, Some(age), cx.app.config.https));
    Ok(())
}

/// Where a browser that has just signed in finds its form, if one was kept.
pub(crate) async fn waiting(app: &App, token: &str, now: Moment) -> std::result::Result<Option<String>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let found = rows::parked(&mut app.db.reader(), &digest(token), now).await?;
    Ok(found.map(|_| format!("/parked/{token}")))
}

/// The token of the form kept for this browser, `""` for none.
pub(crate) fn token(headers: &axum::http::HeaderMap) -> &str {
    cookies::read(headers, COOKIE)
}

async fn show(cx: Cx, Path(token): Path<String>) -> Result {
    let gone = || Error::Gone("这份没有提交的内容已超过两小时，不再保留。".to_owned());
    let found = rows::parked(&mut cx.reader(), &digest(&token), cx.now).await?.ok_or_else(gone)?;
    let key = hex::decode(&token).ok().and_then(|key| <[u8; 32]>::try_from(key).ok()).ok_or_else(gone)?;
    let text = secret::unseal(&key, &found.sealed).ok_or_else(gone)?;
    let kept: Value = serde_json::from_slice(&text).map_err(|_| gone())?;
    let pairs: Vec<(String, String)> = serde_json::from_value(kept["fields"].clone()).map_err(|_| gone())?;
    let lines: Vec<Value> = pairs.iter().filter_map(|(name, value)| readable(&cx, name, value)).collect();
    let fields: Vec<Value> = pairs.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    cx.set_cookie(cookies::write(COOKIE, "", Some(0), cx.app.config.https));
    let parked = json!({
        "title": "没有提交的内容",
        "action": found.path,
        "fields": fields,
        "lines": lines,
        "files": kept["lost"] == true,
    });
    cx.page("parked.html", Page::new("您刚才填写的内容还在").noindex(), json!({ "parked": parked }))
}

/// A field as a person recognises it; keys and choices are left out.
fn readable(cx: &Cx, name: &str, value: &str) -> Option<Value> {
    if name == KEPT {
        let form = crate::Upload::from_token(cx, value)?;
        return Some(json!({ "name": "附件", "value": form.name }));
    }
    let label = match name {
        "title" => "标题",
        "opinion" => "意见",
        "reason" => "理由",
        "answer" => "答复",
        "note" => "备注",
        _ => "内容",
    };
    let written = !value.is_ascii() || value.contains(' ');
    (written && !value.trim().is_empty()).then(|| json!({ "name": label, "value": value }))
}

fn digest(token: &str) -> String {
    hex::encode(Sm3::digest(token.as_bytes()))
}
