//! What a handler has around it: who asks, from where, when, how the page is to be shown; and what it can answer with.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base::{Error, Fault, FieldError, Moment};
use identity::Actor;
use serde::Serialize;
use serde_json::Value;
use store::{Reader, Tx};

use crate::form::Limits;
use crate::routes::{Kind, RouteInfo};
use crate::site::Hosted;
use crate::{App, Failure, Form, Mode, Page, Params, Result, Todo, answer, cookies, render};

/// One request as its handler sees it.
#[derive(Clone)]
pub struct Cx {
    /// The program.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    /// How the page is to be shown.
    pub mode: Mode,
    /// Path without the prefix of a variant.
    pub path: String,
    /// The query.
    pub query: Params,
    /// The moment of the request; everything in it happens then.
    pub now: Moment,
    /// Network address.
    pub address: IpAddr,
    pub(crate) trip: Arc<Trip>,
}

/// What belongs to a request but not to its handler.
pub(crate) struct Trip {
    pub info: RouteInfo,
    pub query_text: String,
    /// The browser's name for itself.
    pub agent: String,
    /// Local path of the page that led here, or empty.
    pub referer: String,
    /// The host name that was asked for, in small letters, without a port.
    pub host: String,
    /// Headers about the host, ranges, versions, tokens and cookies.
    pub headers: HeaderMap,
    /// It came through a proxy.
    pub proxied: bool,
    /// Rendered for everybody and kept: nothing personal may be in it.
    pub shared: bool,
    /// The message that an earlier answer left for this page: kind and text.
    pub notice: Option<(String, String)>,
    pub site: Arc<Value>,
    /// It came to a site's own host.
    pub hosted: Option<Hosted>,
    pub todo: Todo,
    collected: Mutex<Collected>,
}

/// What gathers while the handler works.
#[derive(Default)]
struct Collected {
    cookies: Vec<String>,
    depends: BTreeSet<String>,
    typed: Vec<(String, String)>,
    shown_in: Option<Arc<Value>>,
    read: Option<i64>,
}

impl Trip {
    /// The trip of a request, nothing gathered yet.
    pub(crate) fn new(info: RouteInfo, site: Arc<Value>) -> Self {
        Self {
            info,
            query_text: String::new(),
            agent: String::new(),
            headers: HeaderMap::new(),
            proxied: false,
            referer: String::new(),
            host: String::new(),
            shared: false,
            notice: None,
            site,
            hosted: None,
            todo: Todo::default(),
            collected: Mutex::default(),
        }
    }

    /// The site in whose frame the page is shown, and whether that is another than its address says.
    pub(crate) fn frame(&self) -> (Arc<Value>, bool) {
        let other = self.collected().shown_in.clone();
        let is_other = other.is_some();
        (other.unwrap_or_else(|| Arc::clone(&self.site)), is_other)
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cx {
    /// Something to read the database with.
    pub fn reader(&self) -> Reader {
        self.app.db.reader()
    }

    /// Begins to write.
    ///
    /// # Errors
    /// A fault when the database is locked or does not answer.
    pub async fn begin(&self) -> std::result::Result<Tx, Fault> {
        self.app.db.begin().await
    }

    /// A page: the template with `data` and everything the shells need.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn page(&self, template: &str, page: Page, data: impl Serialize) -> Result {
        render::page(self, template, page, data, None, &[])
    }

    /// The page of a form once more (422): what was typed is kept, all errors are shown at once.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn again(
        &self,
        template: &str,
        page: Page,
        data: impl Serialize,
        form: &Form,
        errors: Vec<FieldError>,
    ) -> Result {
        render::page(self, template, page, data, Some(form), &errors)
    }

    /// A piece of a page without its shell, for the workbench's partial updates.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn fragment(&self, template: &str, data: impl Serialize) -> Result {
        render::page(self, template, Page::new(""), data, None, &[])
    }

    /// Leads to a page of this site after a form was taken (303).
    ///
    /// # Errors
    /// None; the type is that of a handler.
    pub fn see_other(&self, to: &str) -> Result {
        let to = crate::params::local(to, "/");
        let to = self.trip.hosted.as_ref().map_or(to, |hosted| hosted.outside(to));
        Ok(answer::see_other(&crate::hant::address(to, self.mode.hant)))
    }

    /// Leads to the address that took the place of the one asked for (301).
    ///
    /// # Errors
    /// None; the type is that of a handler.
    pub fn moved(&self, to: &str) -> Result {
        let to = crate::params::local(to, "/");
        let to = self.trip.hosted.as_ref().map_or(to, |hosted| hosted.outside(to));
        let mut response = answer::see_other(&crate::hant::address(to, self.mode.hant));
        *response.status_mut() = StatusCode::MOVED_PERMANENTLY;
        Ok(response)
    }

    /// The local path and query of the page that led here, as the browser says; empty when it says nothing or came from
    /// elsewhere. Anybody can make it up.
    pub fn referer(&self) -> &str {
        &self.trip.referer
    }

    /// The host name that was asked for, in small letters, without a port; it may be anything.
    pub fn host(&self) -> &str {
        &self.trip.host
    }

    /// Scheme and host by which the browser came, such as `http://127.0.0.1:8080`: only for showing the one who came an
    /// address that works where he is.
    pub fn here(&self) -> String {
        let host = self.trip.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or(self.host());
        format!("{}://{host}", if self.app.config.https { "https" } else { "http" })
    }

    /// What the site's settings say about `key`, such as `domain`; `""` for what they do not say.
    pub fn site_text(&self, key: &str) -> &str {
        self.trip.site.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A token that stands for `text` until a moment, safe in addresses as long as `text` is.
    pub fn sign(&self, purpose: &str, text: &str, until: Moment) -> String {
        self.app.secret.sign(purpose, &format!("{}.{text}", until.0))
    }

    /// The text of a token that was [signed](Self::sign) for the purpose and whose time is not over.
    pub fn signed(&self, purpose: &str, token: &str) -> Option<String> {
        let (until, text) = self.app.secret.open(purpose, token)?.split_once('.')?;
        let until: i64 = until.parse().ok()?;
        (self.now.0 < until).then(|| text.to_owned())
    }

    /// Leaves a message for the next page that this browser shows. `kind`: info, good, warn or bad.
    pub fn notice(&self, kind: &str, text: impl Into<String>) {
        let text = base::text::truncate(&text.into(), 300);
        let token = self.app.secret.sign("notice", &format!("{kind}.{}", hex::encode(text)));
        self.set_cookie(cookies::write(cookies::NOTICE, &token, Some(300), self.app.config.https));
    }

    /// The page that is being rendered shows something of `key`: it is rendered anew once `key` is invalidated.
    pub fn depends(&self, key: &str) {
        self.trip.collected().depends.insert(key.to_owned());
    }

    /// The readers of the page that is being rendered are counted under `what` ([`App::reads`](crate::App)).
    pub fn counts(&self, what: i64) {
        self.trip.collected().read = Some(what);
    }

    /// The key under which the readers of the page are counted.
    pub(crate) fn read(&self) -> Option<i64> {
        self.trip.collected().read
    }

    /// Shows the page of this request in the frame of the public site `site`, which is given as a site's context is: the
    /// preview of a site that was not saved.
    pub fn show_in(&self, site: Value) {
        let mut bare = crate::group::bare_site();
        if let Value::Object(site) = site {
            bare.extend(site);
        }
        self.trip.collected().shown_in = Some(Arc::new(Value::Object(bare)));
    }

    /// Shows the page of this request in the frame of the site called `slug`, in the colours `accent` when they are given (a key
    /// of [`crate::accents::ACCENTS`]).
    ///
    /// # Errors
    /// There is no such site; a fault when the database does not answer.
    pub async fn show_site(&self, slug: &str, accent: Option<&str>) -> std::result::Result<(), Error> {
        let slug = if slug == crate::site::PORTAL { "" } else { slug };
        let mut site = (*self.app.site(slug).await?.ok_or(Error::Unseen)?).clone();
        if let Some(accent) = accent {
            site["accent"] = Value::String(accent.to_owned());
        }
        self.trip.collected().shown_in = Some(Arc::new(site));
        Ok(())
    }

    /// What the pages of this site print, as its context gives it.
    pub fn site(&self) -> &Value {
        &self.trip.site
    }

    /// The browser's name for itself.
    pub fn agent(&self) -> &str {
        &self.trip.agent
    }

    /// Sets a cookie with the answer; `cookie` is a whole `Set-Cookie` value.
    pub(crate) fn set_cookie(&self, cookie: String) {
        self.trip.collected().cookies.push(cookie);
    }

    /// The cookies gathered so far.
    pub(crate) fn take_cookies(&self) -> Vec<String> {
        std::mem::take(&mut self.trip.collected().cookies)
    }

    /// What the rendered page depends on.
    pub(crate) fn dependencies(&self) -> BTreeSet<String> {
        self.trip.collected().depends.clone()
    }

    /// Keeps what was typed for an error page.
    pub(crate) fn remember_typed(&self, form: &Form) {
        let typed = form.values().into_iter().flat_map(|(name, value)| match value {
            Value::Array(all) => all.into_iter().map(|one| (name.clone(), one)).collect(),
            one => vec![(name, one)],
        });
        let texts = typed.filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
        self.trip.collected().typed = texts.filter(|(_, text)| !text.trim().is_empty()).collect();
    }

    /// What was typed into the form of this request.
    pub(crate) fn typed(&self) -> Vec<(String, String)> {
        self.trip.collected().typed.clone()
    }

    /// What files a form of this request may bring.
    pub(crate) fn upload_limits(&self, app: &App) -> std::result::Result<Limits, Fault> {
        let texts = self.trip.info.texts;
        let rule = match self.trip.info.kind {
            Kind::Upload(rule) => rule,
            Kind::Read(rule) => {
                let bytes = u64::try_from(app.number(rule)?).unwrap_or(0);
                return Ok(Limits { bytes, files: 1, kept: false, texts });
            }
            _ => return Ok(Limits { bytes: 0, files: 0, kept: true, texts }),
        };
        let number = if matches!(self.actor, Actor::Staff(_)) { "web.files.staff" } else { "web.files.citizen" };
        let (bytes, files) = (app.number(rule)?, app.number(number)?);
        let (bytes, files) = (u64::try_from(bytes).unwrap_or(0), usize::try_from(files).unwrap_or(0));
        Ok(Limits { bytes, files, kept: true, texts })
    }
}

impl FromRequestParts<App> for Cx {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> std::result::Result<Self, Failure> {
        let cx = parts.extensions.get::<Self>().cloned();
        cx.ok_or_else(|| Fault::broken("a handler was called outside the gate").into())
    }
}
