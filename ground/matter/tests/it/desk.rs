//! The sample's page and verbs as a line writes them, and a browser for officials.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use base::{Clock, Error};
use identity::people::{self, PersonForm};
use identity::{Actor, Identity, Roles, SignIn, holding, posts};
use ledger::Ledger;
use matter::decide::Who;
use matter::engine::{self, Doing};
use matter::{Ground, form, pages, view};
use serde_json::json;
use store::files::Files;
use store::search::Search;
use tower::ServiceExt;
use web::{App, AppConfig, Audience, Cx, Form, Page, Parts, Path, Result, Routes};

use crate::county::{County, LINES};
use crate::sample::{ROLES, SAMPLE};

/// The page of a sample with every partial.
pub const PAGE: &str = r#"{% extends "work.html" %}{% block main %}
{% include "matter/facts.html" %}{% include "matter/clock.html" %}{% include "matter/diagram.html" %}
{% include "matter/offers.html" %}{% include "matter/consults.html" %}{% include "matter/opinions.html" %}
{% include "matter/trail.html" %}{% include "matter/files.html" %}{% include "matter/links.html" %}{% endblock %}"#;

pub fn routes() -> Routes {
    Routes::new("sample").get("/work/sample/{id}", Audience::Staff, show).upload(
        "/work/sample/{id}/{action}",
        Audience::Staff,
        "web.upload.staff",
        act,
    )
}

async fn show(cx: Cx, Path(id): Path<i64>) -> Result {
    let matter = view::open(&cx, id).await?;
    let m = view::of(&cx, &matter).await?;
    cx.page("sample/page.html", Page::new(matter.title.clone()), json!({ "m": m }))
}

async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let spec = SAMPLE.action(&action).ok_or(Error::Unseen)?;
    match try_to(&cx, id, spec, &form).await {
        Ok(()) => cx.see_other(&format!("/work/sample/{id}")),
        Err(Error::Invalid(errors)) => {
            let matter = view::open(&cx, id).await?;
            let m = view::of(&cx, &matter).await?;
            cx.again("sample/page.html", Page::new(matter.title.clone()), json!({ "m": m }), &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn try_to(
    cx: &Cx,
    id: i64,
    spec: &'static matter::process::Action,
    form: &Form,
) -> std::result::Result<(), Error> {
    let given = form::input(cx, &SAMPLE, spec, form).await?;
    let mut tx = cx.begin().await?;
    let doing = Doing {
        matter: id,
        action: spec.key,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    engine::act(&mut tx, &Ground::of(&cx.app), &SAMPLE, &Who::Actor(&cx.actor), doing).await?;
    Ok(tx.commit().await?)
}

/// The county with a server.
pub struct Desk {
    pub county: County,
    pub app: App,
    router: Router,
}

impl Desk {
    pub async fn new(county: County) -> Self {
        let dir = county.t.dir().to_owned();
        let clock = Clock::fixed(county.ground.now);
        let chance = county.ground.chance.clone();
        let rules = county.ground.rules.clone();
        let db = county.t.db.clone();
        let ledger = Ledger::open(db.clone(), &dir, clock.clone(), chance.clone(), "qinghe.test").await.unwrap();
        let identity =
            Identity::open(db.clone(), &dir, clock.clone(), chance.clone(), Roles::new(&[ROLES]), rules).unwrap();
        let (files, search) = (Files::local(&dir.join("files")).unwrap(), Search::open(&dir.join("index")).unwrap());
        let config = AppConfig { rate_limits: false, ..AppConfig::new(&dir) };
        let parts = Parts { db, files, search, ledger, identity, clock, chance, config };
        let app = App::builder(parts)
            .templates(pages::TEMPLATES)
            .templates(&[("sample/page.html", PAGE)])
            .menus(pages::MENUS)
            .ext(LINES)
            .ext(web::TodoCounter(pages::todo))
            .build()
            .unwrap();
        let router = web::server(app.clone(), vec![pages::routes(), routes()]);
        Self { county, app, router }
    }

    /// Signs the official of `unit` in; gives the cookie.
    pub async fn sign_in(&self, unit: i64, roles: &[&str]) -> String {
        let identity = &self.app.identity;
        let act = identity.act(&Actor::System);
        let mut tx = self.app.db.begin().await.unwrap();
        let login = format!("guan{unit}yuan");
        let form = PersonForm { name: "王禾".into(), phone: String::new() };
        let person = people::create(&mut tx, act, &login, &form).await.unwrap();
        let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
        posts::set_roles(&mut tx, act, identity.roles(), unit, &roles).await.unwrap();
        holding::assign(&mut tx, act, unit, person).await.unwrap();
        tx.commit().await.unwrap();
        let first = identity.issue_password(&Actor::System, person).await.unwrap();
        let asked = SignIn { login: &login, password: &first, code: "", address: "127.0.0.1", agent: "test" };
        let token = identity.sign_in(asked).await.unwrap().token;
        let actor = identity.actor_of(&token).await.unwrap();
        identity.change_password(&actor, &first, "Qinghe-2026-renhe!").await.unwrap();
        format!("renhe={token}")
    }

    pub async fn get(&self, cookie: &str, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        self.ask(request).await
    }

    pub async fn bytes(&self, cookie: &str, path: &str) -> Vec<u8> {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        to_bytes(response.into_body(), 1 << 26).await.unwrap().to_vec()
    }

    pub async fn post(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", web::encode(k), web::encode(v))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.ask(request).await
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}
