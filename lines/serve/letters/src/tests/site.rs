//! The line behind its pages: a program with this line alone, and a browser for it.

use std::net::SocketAddr;
use std::sync::Arc;

use ::store::files::Files;
use ::store::search::Search;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use base::{Chance, Clock, Rules};
use identity::{Act, Identity, PersonForm, Roles, SignIn};
use ledger::Ledger;
use matter::{Line, Lines};
use tower::ServiceExt;
use web::{App, AppConfig, Parts};

use super::*;

const PASSWORD: &str = "Qinghe-2026-Mar";

/// The program with a small county in it.
pub(super) struct Site {
    pub county: County,
    pub app: App,
    pub clock: Clock,
    router: Router,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub text: String,
}

impl Answer {
    /// The value of the first input called `name`.
    pub fn input(&self, name: &str) -> String {
        let rest = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Site {
    pub async fn new(test: TestDb) -> Self {
        static LINES: [&Line; 1] = [&LINE];
        let county = County::new(test).await;
        let (db, dir) = (county.db().clone(), county.test.dir().to_owned());
        let clock = Clock::fixed(county.now);
        let chance = Chance::seeded(11);
        let roles = Roles::new(&[LINE.roles]);
        let mut config = AppConfig::new(&dir);
        config.rate_limits = false;
        config.bot_check = false;
        let rules = Arc::new(Rules::built_in());
        let parts = Parts {
            files: Files::local(&dir.join("files")).unwrap(),
            search: Search::open(&dir.join("index")).unwrap(),
            ledger: Ledger::open(db.clone(), &dir, clock.clone(), chance.clone(), "test.example/ledger").await.unwrap(),
            identity: Identity::open(db.clone(), &dir, clock.clone(), chance.clone(), roles, rules).unwrap(),
            db,
            clock: clock.clone(),
            chance,
            config,
        };
        let app = App::builder(parts)
            .templates(matter::pages::TEMPLATES)
            .templates(counter::TEMPLATES)
            .menus(matter::pages::MENUS)
            .templates(LINE.templates)
            .menus(LINE.menus)
            .ext(Lines(&LINES))
            .build()
            .unwrap();
        let router = web::server(app.clone(), vec![crate::pages::routes(), matter::pages::routes()]);
        Self { county, app, clock, router }
    }

    /// Lets hours pass for everybody.
    pub fn later(&mut self, hours: i64) {
        self.county.later(hours);
        self.clock.set(self.county.now);
    }

    /// Somebody takes the post of `actor`; gives the person.
    pub async fn hire(&self, actor: &Actor, login: &str) -> i64 {
        let staff = actor.staff().unwrap();
        let act = Act::new(&Actor::System, self.clock.now(), &self.app.chance);
        let mut tx = self.app.db.begin().await.unwrap();
        let person = PersonForm { name: "李专员".to_owned(), phone: String::new() };
        let person = identity::people::create(&mut tx, act, login, &person).await.unwrap();
        identity::holding::assign(&mut tx, act, staff.post, person).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// The cookie of a person who has just got a password.
    pub async fn enter(&self, person: i64, login: &str) -> String {
        let issued = self.app.identity.issue_password(&Actor::System, person).await.unwrap();
        let ask = |password| SignIn { login, password, code: "", address: "127.0.0.1", agent: "test" };
        let opened = self.app.identity.sign_in(ask(issued.as_str())).await.unwrap();
        let actor = self.app.identity.actor_of(&opened.token).await.unwrap();
        self.app.identity.change_password(&actor, &issued, PASSWORD).await.unwrap();
        let opened = self.app.identity.sign_in(ask(PASSWORD)).await.unwrap();
        format!("{}={}", web::SESSION_COOKIE, opened.token)
    }

    /// The cookie of somebody who takes the post of `actor`.
    pub async fn sign_in(&self, actor: &Actor, login: &str) -> String {
        let person = self.hire(actor, login).await;
        self.enter(person, login).await
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert(header::HOST, header::HeaderValue::from_static("localhost"));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4_000))));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        let to = parts.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        Answer { status: parts.status, to, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// Posts a form with files: name, file name (empty for plain fields), content.
    pub async fn post(&self, path: &str, cookie: &str, parts: &[(&str, &str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, file, content) in parts {
            let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
            body.push_str(&format!(
                "--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
            ));
        }
        body.push_str("--XX--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Posts a plain form.
    pub async fn plain(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.to_owned()));
        self.send(request.unwrap()).await
    }

    /// A page that is there.
    pub async fn page(&self, path: &str, cookie: &str) -> String {
        let answer = self.get(path, cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }
}
