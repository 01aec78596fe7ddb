//! The gate around every route: where from, how often, who, may he, then the handler, then an answer that people can read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use base::error::FaultKind;
use base::{Error, Fault};
use identity::{Access, Actor};
use serde_json::Value;

use crate::cx::Trip;
use crate::failure::Failed;
use crate::inside::Within;
use crate::menu::Shell;
use crate::mode::Hant;
use crate::routes::{Kind, RouteInfo};
use crate::site::Hosted;
use crate::{App, Beforehand, Cx, Mode, Params, address, answer, cookies, headers, kept, moved, parked, problem, site};

/// How long a handler may take; uploads have half an hour.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an upload may take.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(1_800);
/// Where the workbench listens for live counts.
pub(crate) const LIVE: &str = "/work/live";
/// Where an official changes the password.
const PASSWORD: &str = "/work/password";
/// Where an official sets up a second factor.
const FACTOR: [&str; 2] = ["/work/totp", "/work/passkeys"];

/// What the gate of one route knows.
#[derive(Clone)]
pub(crate) struct Gate {
    pub app: App,
    pub info: RouteInfo,
}

/// Lets a request pass, or answers it.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (app, info) = (gate.app, gate.info);
    let method = request.method().clone();
    let mut response = match whose(&app, request.uri().path()).await {
        Ok((site, refused)) => {
            let cx = begin(&app, Trip::new(info.clone(), site), &request);
            let lost = moved::Asked::of(&cx, &method);
            let response = match refused {
                Some(error) => problem::answer(&cx, &error).await,
                None => answer(cx, request, next).await,
            };
            match lost.filter(|_| response.status() == StatusCode::NOT_FOUND) {
                Some(asked) => asked.old(response).await,
                None => response,
            }
        }
        Err(error) => problem::bare(&error),
    };
    headers::protect(response.headers_mut(), app.config.https);
    let (status, took) = (response.status(), started.elapsed());
    app.metrics.series(&info, &method, status).count(took);
    tracing::info!(%method, route = info.path, status = status.as_u16(), ms = took.as_millis(), "answered");
    response
}

/// The site whose page is asked for; the portal's with an error when it is off line or there is no such site.
async fn whose(app: &App, path: &str) -> Result<(Arc<Value>, Option<Error>), Error> {
    let slug = site::slug_of(path);
    let found = app.site(slug).await?;
    let closed = found.as_ref().and_then(|site| site["closed"].as_str()).filter(|closed| !closed.is_empty());
    let refused = match (&found, closed) {
        (_, Some(notice)) => Some(Error::Gone(notice.to_owned())),
        (None, None) if !slug.is_empty() => Some(Error::Unseen),
        _ => None,
    };
    match found.filter(|_| refused.is_none()) {
        Some(site) => Ok((site, None)),
        None => Ok((app.site("").await?.unwrap_or_default(), refused)),
    }
}

/// The request's circumstances before anybody was asked who he is.
fn begin(app: &App, mut trip: Trip, request: &Request) -> Cx {
    let headers = request.headers();
    let hant = request.extensions().get::<Hant>().is_some();
    let query = request.uri().query().unwrap_or_default();
    let params = Params::parse(query);
    trip.query_text = query.to_owned();
    trip.agent = text_header(headers, header::USER_AGENT.as_str());
    trip.referer = local_referer(headers);
    trip.host = host(headers);
    trip.notice = notice(app, headers);
    for name in [header::HOST, header::RANGE, header::IF_NONE_MATCH, header::AUTHORIZATION, header::COOKIE] {
        trip.headers.extend(headers.get_all(&name).iter().map(|value| (name.clone(), value.clone())));
    }
    trip.proxied = headers.contains_key("x-forwarded-for");
    trip.hosted = request.extensions().get::<Hosted>().cloned();
    let mode = Mode::of(headers, hant, params.get("print") == "1");
    let mode = Mode { own_host: trip.hosted.is_some(), ..mode };
    Cx {
        app: app.clone(),
        actor: Actor::Anonymous,
        mode,
        path: request.uri().path().to_owned(),
        query: params,
        now: app.clock.now(),
        address: address::of(request.extensions(), headers, &app.config.proxies),
        trip: Arc::new(trip),
    }
}

async fn answer(mut cx: Cx, request: Request, next: Next) -> Response {
    if request.extensions().get::<Within>().is_some() {
        return match cx.trip.info.audience.admits(&cx.actor) {
            Ok(()) => Box::pin(kept::fresh(cx, request, next)).await,
            Err(error) => problem::answer(&cx, &error).await,
        };
    }
    if let Err(error) = admit_request(&cx, &request) {
        return problem::answer(&cx, &error).await;
    }
    let token = cookies::read(request.headers(), cookies::SESSION).to_owned();
    if cx.trip.info.kind == Kind::Page && token.is_empty() && cx.trip.notice.is_none() {
        return Box::pin(kept::answer(cx, request, next)).await;
    }
    match recognise(&mut cx, &token).await {
        Ok(()) => {
            // Citizens who signed in read too; officials are at work.
            let reader = (cx.trip.info.kind == Kind::Page && !matches!(cx.actor, Actor::Staff(_)))
                .then(|| (cx.clone(), request.headers().clone()));
            let response = Box::pin(admitted(cx, request, next)).await;
            if let Some((cx, headers)) = reader
                && response.status() == StatusCode::OK
                && let Some(what) = cx.read()
            {
                cx.app.reads.note(what, cx.address, &headers);
            }
            response
        }
        Err(error) => problem::answer(&cx, &error).await,
    }
}

/// Whether the request may come in at all.
fn admit_request(cx: &Cx, request: &Request) -> Result<(), Error> {
    address::same_site(request.method(), request.headers())?;
    if !cx.app.config.rate_limits {
        return Ok(());
    }
    for rule in [cx.trip.info.rate, cx.trip.info.also] {
        if !rule.is_empty() {
            cx.app.rates.take(rule, cx.address, cx.app.number(rule)?)?;
        }
    }
    Ok(())
}

/// Finds out who asks.
async fn recognise(cx: &mut Cx, token: &str) -> Result<(), Error> {
    if token.is_empty() {
        return Ok(());
    }
    // A page that listens by itself is no sign of a person at work.
    let live = cx.trip.info.path == LIVE;
    cx.actor = if live { cx.app.identity.peek(token).await? } else { cx.app.identity.actor_of(token).await? };
    if let Actor::Staff(staff) = &cx.actor
        && Shell::of(&cx.path) == Shell::Work
        && !staff.is_held_up()
        && cx.trip.info.kind == Kind::Get
    {
        let todo = cx.app.todo(staff).await?;
        if let Some(trip) = Arc::get_mut(&mut cx.trip) {
            trip.todo = todo;
        }
    }
    Ok(())
}

/// Asks whether this actor may, and calls the handler.
async fn admitted(cx: Cx, request: Request, next: Next) -> Response {
    if let Some(first) = held_up(&cx) {
        return finish(&cx, answer::see_other(first)).await;
    }
    let may = match cx.trip.info.audience.admits(&cx.actor) {
        Ok(()) => beforehand(&cx).await,
        refused => refused,
    };
    match may {
        Ok(()) => handle(cx, request, next).await,
        Err(Error::SignIn) if cx.trip.info.is_api() => problem::answer(&cx, &Error::SignIn).await,
        Err(Error::SignIn) => {
            let answer = parked::send_to_sign_in(&cx, request).await;
            match answer {
                Ok(response) => finish(&cx, response).await,
                Err(error) => problem::answer(&cx, &error).await,
            }
        }
        Err(error) => {
            match &error {
                Error::Refused(refusal) => log_refusal(&cx, refusal.name).await,
                Error::Fault(_) => {}
                _ => log_refusal(&cx, "unseen").await,
            }
            problem::answer(&cx, &error).await
        }
    }
}

/// What the program asks before the handler.
async fn beforehand(cx: &Cx) -> Result<(), Error> {
    match cx.app.ext::<Beforehand>() {
        Some(asked) => (asked.0)(cx, &cx.trip.info).await,
        None => Ok(()),
    }
}

/// The page that an official must be done with before the workbench opens: the password, then the second factor.
fn held_up(cx: &Cx) -> Option<&'static str> {
    let Actor::Staff(staff) = &cx.actor else { return None };
    let path = cx.path.as_str();
    let open = [PASSWORD, "/work/logout"].contains(&path) || Shell::of(path) != Shell::Work;
    match (staff.must_change_password, staff.must_enrol) {
        (true, _) if !open => Some(PASSWORD),
        (false, true) if !open && !FACTOR.iter().any(|own| path.starts_with(own)) => Some(FACTOR[0]),
        _ => None,
    }
}

/// Calls the handler and makes its answer fit for people.
pub(crate) async fn handle(cx: Cx, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(cx.clone());
    let patience =
        if matches!(cx.trip.info.kind, Kind::Upload(_) | Kind::Read(_)) { UPLOAD_PATIENCE } else { PATIENCE };
    let Ok(mut response) = tokio::time::timeout(patience, next.run(request)).await else {
        let slow = Fault { kind: FaultKind::Busy, context: "a handler took too long".to_owned(), source: None };
        return problem::answer(&cx, &Error::Fault(slow)).await;
    };
    if let Some(Failed(error)) = response.extensions_mut().remove::<Failed>() {
        if let Error::Refused(refusal) = &*error
            && response.status() == StatusCode::FORBIDDEN
        {
            log_refusal(&cx, refusal.name).await;
        }
        return problem::answer(&cx, &error).await;
    }
    if is_raw_error(&response) {
        let status = response.status();
        let mut told = problem::answer(&cx, &problem::of_status(status)).await;
        *told.status_mut() = status;
        return told;
    }
    finish(&cx, response).await
}

/// Puts gathered cookies on the answer and says who may keep it.
pub(crate) async fn finish(cx: &Cx, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for cookie in cx.take_cookies() {
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    if !cx.trip.shared {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// An error that the library made, in its own words.
fn is_raw_error(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && !(kind.starts_with("text/html") || kind.contains("json") || kind.contains("xml"))
}

/// Notes in the access log that somebody was refused; that this fails must not hide the refusal.
async fn log_refusal(cx: &Cx, outcome: &str) {
    let address = cx.address.to_string();
    let access = Access::of(&cx.actor, "refused", &address, &cx.path, outcome);
    if let Err(fault) = access.log(&cx.app.db, cx.now).await {
        tracing::error!(%fault, "a refusal could not be logged");
    }
}

fn notice(app: &App, headers: &HeaderMap) -> Option<(String, String)> {
    let (kind, text) = app.secret.open("notice", cookies::read(headers, cookies::NOTICE))?.split_once('.')?;
    let text = String::from_utf8(hex::decode(text).ok()?).ok()?;
    Some((kind.to_owned(), text))
}

fn text_header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    base::text::truncate(&base::text::clean_line(&value.unwrap_or_default()), 300)
}

/// The host name of the request, in small letters, without a port.
fn host(headers: &HeaderMap) -> String {
    let host = text_header(headers, header::HOST.as_str()).to_lowercase();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name.to_owned(),
        _ => host,
    }
}

/// The local path of the page that led here, when it is one of ours.
fn local_referer(headers: &HeaderMap) -> String {
    let referer = text_header(headers, header::REFERER.as_str());
    let host = text_header(headers, header::HOST.as_str());
    let rest = referer.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
    let path = rest.strip_prefix(host.as_str()).filter(|_| !host.is_empty()).unwrap_or_default();
    crate::params::local(path, "").to_owned()
}
