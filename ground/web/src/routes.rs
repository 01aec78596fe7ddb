//! Routes, each with the audience it is meant for.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use base::Error;
use base::limits::{FORM_BYTES_MAX, LONG_FORM_BYTES_MAX};
use identity::Actor;

use crate::App;

/// For whom a route is meant. There is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Anyone who is signed in, citizen or official.
    Session,
    /// Citizens with an account.
    Citizen,
    /// Officials.
    Staff,
    /// Officials whose post has the verb somewhere; for others the route does not exist.
    Verb(&'static str),
}

impl Audience {
    /// Whether `actor` belongs to it.
    ///
    /// # Errors
    /// `SignIn` for those who may sign in and try again, `Unseen` for officials without the verb.
    pub fn admits(self, actor: &Actor) -> Result<(), Error> {
        match (self, actor) {
            (Self::Public, _) | (_, Actor::System) => Ok(()),
            (Self::Session | Self::Citizen, Actor::Citizen(_)) | (Self::Session | Self::Staff, Actor::Staff(_)) => {
                Ok(())
            }
            (Self::Verb(verb), Actor::Staff(_)) => actor.may(verb, None).then_some(()).ok_or(Error::Unseen),
            _ => Err(Error::SignIn),
        }
    }
}

/// What a route takes and how its answer is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page or a download made for each request.
    Get,
    /// A public page, rendered once and kept until what it depends on changes.
    Page,
    /// A form without files.
    Post,
    /// A form whose files may be as large as the rule says, each.
    Upload(&'static str),
    /// A form with one file that is read and not kept, as large as the rule says.
    Read(&'static str),
}

/// One route as it was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The package that declared it.
    pub owner: &'static str,
    /// Method.
    pub method: Method,
    /// Path with `{name}` for what varies.
    pub path: &'static str,
    /// For whom it is.
    pub audience: Audience,
    /// What it takes.
    pub kind: Kind,
    /// The rule that limits how often one address may ask.
    pub rate: &'static str,
    /// A second rule that holds besides; empty without one.
    pub also: &'static str,
    /// Bytes that all texts of its form may have together.
    pub texts: usize,
    /// An act, or a page that only those need who act there: what keeps somebody from acting keeps him from it too.
    pub acting: bool,
}

impl RouteInfo {
    /// Whether programs ask here: errors are problem+json, nobody is sent to a sign-in page.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// The routes of one package.
pub struct Routes {
    owner: &'static str,
    pub(crate) infos: Vec<RouteInfo>,
    pub(crate) handlers: Vec<MethodRouter<App>>,
    pub(crate) documents: Vec<utoipa::openapi::OpenApi>,
}

impl Routes {
    /// No routes yet, of the package `owner`.
    pub fn new(owner: &'static str) -> Self {
        Self { owner, infos: Vec::new(), handlers: Vec::new(), documents: Vec::new() }
    }

    /// A page or download made for each request.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, audience: Audience, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let rate = if path.starts_with("/api/") { "web.rate.api" } else { "web.rate.page" };
        self.add(Method::GET, path, audience, Kind::Get, rate, routing::get(handler))
    }

    /// A public page, rendered once and kept until something is invalidated that it [`depends`](crate::Cx::depends) on.
    /// It may hold no form that is posted: all readers get the same text.
    #[must_use]
    pub fn page<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, Audience::Public, Kind::Page, "web.rate.page", routing::get(handler))
    }

    /// A form without files.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, audience: Audience, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, audience, Kind::Post, "web.rate.post", routing::post(handler))
    }

    /// A form with files, each at most as large as the rule `limit` says (in bytes).
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, audience: Audience, limit: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, audience, Kind::Upload(limit), "web.rate.upload", routing::post(handler))
    }

    /// A form with one file of at most as many bytes as the rule `limit` says, which is read by [`Form::bytes`] and neither
    /// kept nor opened by anybody: of any kind, because nobody's browser will ever run it.
    ///
    /// [`Form::bytes`]: crate::Form::bytes
    #[must_use]
    pub fn reading<H, T>(self, path: &'static str, audience: Audience, limit: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, audience, Kind::Read(limit), "web.rate.upload", routing::post(handler))
    }

    /// The last route limited by another rule, such as `web.rate.query`: so many requests a minute from one address.
    #[must_use]
    pub fn limited(mut self, rule: &'static str) -> Self {
        if let Some(last) = self.infos.last_mut() {
            last.rate = rule;
        }
        self
    }

    /// The last route limited by a second rule besides its own: a form with files that also asks for a query code is neither a
    /// wider door for files nor for codes.
    #[must_use]
    pub fn also_limited(mut self, rule: &'static str) -> Self {
        if let Some(last) = self.infos.last_mut() {
            last.also = rule;
        }
        self
    }

    /// The last route with a form that takes texts as long as an article
    /// ([`LONG_FORM_BYTES_MAX`](base::limits::LONG_FORM_BYTES_MAX)).
    #[must_use]
    pub fn long_texts(mut self) -> Self {
        if let Some(last) = self.infos.last_mut() {
            last.texts = LONG_FORM_BYTES_MAX;
        }
        self
    }

    /// The last route shows what only those need who act there, such as the form of an act or who a person is.
    #[must_use]
    pub fn acting(mut self) -> Self {
        if let Some(last) = self.infos.last_mut() {
            last.acting = true;
        }
        self
    }

    /// With the OpenAPI description of the package's routes under `/api/v1`.
    #[must_use]
    pub fn openapi(mut self, document: utoipa::openapi::OpenApi) -> Self {
        self.documents.push(document);
        self
    }

    /// These routes and those of `other`, under this owner's name for none of the other's.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.infos.extend(other.infos);
        self.handlers.extend(other.handlers);
        self.documents.extend(other.documents);
        self
    }

    /// All routes as declared.
    pub fn list(&self) -> &[RouteInfo] {
        &self.infos
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        audience: Audience,
        kind: Kind,
        rate: &'static str,
        handler: MethodRouter<App>,
    ) -> Self {
        let owner = self.owner;
        let acting = method == Method::POST;
        self.infos.push(RouteInfo {
            owner,
            method,
            path,
            audience,
            kind,
            rate,
            also: "",
            texts: FORM_BYTES_MAX,
            acting,
        });
        self.handlers.push(handler);
        self
    }
}
