//! A program on a fresh database with one official, and a browser for it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use base::time::DateTime;
use base::{Chance, Clock, Moment, Rules};
use identity::{Act, Actor, Identity, PersonForm, PostForm, Role, Roles, Scope, SignIn, UnitForm};
use ledger::Ledger;
use store::files::Files;
use store::search::Search;
use store::testing::TestDb;
use tower::ServiceExt;
use web::{App, AppConfig, Front, Parts, Response, Todo, TodoCounter};

use crate::line;

/// The official's password.
pub const PASSWORD: &str = "Qinghe-2026-Mar";

const ROLES: &[Role] = &[Role { key: "test.clerk", title: "测试专员", scope: Scope::Own, verbs: &["test.do"] }];

/// What the counter counts for everybody.
fn counted<'a>(_: &'a App, _: &'a identity::Staff) -> web::Later<'a, Todo> {
    Box::pin(async { Ok(Todo { todo: "5".into(), over: "99+".into(), ..Todo::default() }) })
}

/// The program.
pub struct World {
    pub app: App,
    pub clock: Clock,
    front: Front,
    _db: TestDb,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of a cookie that the answer sets.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let start = format!("{name}=");
        let mut sets = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        sets.find_map(|set| set.strip_prefix(&start)).map(|rest| rest.split(';').next().unwrap_or_default().to_owned())
    }

    /// The value of the first input called `name`.
    pub fn input(&self, name: &str) -> String {
        let text = self.text();
        let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl World {
    pub async fn new(db: TestDb) -> Self {
        Self::with(db, |_| {}).await
    }

    pub async fn with(db: TestDb, change: impl FnOnce(&mut AppConfig)) -> Self {
        let clock = Clock::fixed(Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
        let chance = Chance::seeded(7);
        let rules = Arc::new(Rules::built_in());
        let (dir, base) = (db.dir().to_owned(), db.db.clone());
        let open = |roles| Identity::open(base.clone(), &dir, clock.clone(), chance.clone(), roles, rules);
        let mut config = AppConfig::new(&dir);
        change(&mut config);
        let parts = Parts {
            files: Files::local(&dir.join("files")).expect("files"),
            search: Search::open(&dir.join("index")).expect("an index"),
            ledger: Ledger::open(base.clone(), &dir, clock.clone(), chance.clone(), "test.example/ledger")
                .await
                .expect("a ledger"),
            identity: open(Roles::new(&[ROLES])).expect("identity"),
            db: base.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            config,
        };
        let app = App::builder(parts)
            .templates(line::TEMPLATES)
            .menus(line::MENUS)
            .ext(TodoCounter(counted))
            .ext(web::Moved(crate::line::moved))
            .sites(web::SiteGroup { hosts: line::hosts, context: line::site })
            .build()
            .expect("an app");
        let front = Front::new(app.clone(), web::server(app.clone(), vec![line::routes()]));
        Self { app, clock, front, _db: db }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.open(request).await.into_parts();
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.expect("the answer ends").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// An answer that need not end.
    pub async fn open(&self, mut request: Request<Body>) -> Response {
        request.headers_mut().entry(header::HOST).or_insert(header::HeaderValue::from_static("localhost"));
        if request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().is_none() {
            request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4_000))));
        }
        self.front.clone().oneshot(request).await.expect("the program answers")
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// The page at `path` of `host`.
    pub async fn at(&self, host: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, host).body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, cookie: &str, body: impl Into<String>) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.into()));
        self.send(request.expect("a request")).await
    }

    /// A form with files: each part is a name, a file name (empty for plain fields) and the content.
    pub async fn post_parts(&self, path: &str, cookie: &str, parts: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
            body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--XX--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Makes the official `clerk` with or without the test's role; the password is [`PASSWORD`].
    pub async fn hire(&self, login: &str, role: bool) {
        let app = &self.app;
        let act = Act::new(&Actor::System, app.clock.now(), &app.chance);
        let mut tx = app.db.begin().await.expect("a transaction");
        let unit = UnitForm {
            name: format!("青禾县{login}局"),
            short_name: format!("{login}局"),
            kind: "department".to_owned(),
            rank: 10,
            phone: String::new(),
        };
        let unit = identity::units::create(&mut tx, act, None, &format!("T-{}", login.replace('.', "-")), &unit)
            .await
            .expect("a unit");
        let post = PostForm { title: "专员".to_owned(), head: false, rank: 10 };
        let post = identity::posts::create(&mut tx, act, unit, &post).await.expect("a post");
        let roles = if role { vec!["test.clerk".to_owned()] } else { Vec::new() };
        identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &roles).await.expect("roles");
        let person = PersonForm { name: "李禾".to_owned(), phone: String::new() };
        let person = identity::people::create(&mut tx, act, login, &person).await.expect("a person");
        identity::holding::assign(&mut tx, act, post, person).await.expect("a holding");
        tx.commit().await.expect("is stored");
        let issued = app.identity.issue_password(&Actor::System, person).await.expect("a password");
        let asked = SignIn { login, password: &issued, code: "", address: "127.0.0.1", agent: "test" };
        let opened = app.identity.sign_in(asked).await.expect("signs in");
        let actor = app.identity.actor_of(&opened.token).await.expect("is known");
        app.identity.change_password(&actor, &issued, PASSWORD).await.expect("is changed");
    }

    /// The cookie of a fresh session of `login`, through the form.
    pub async fn sign_in(&self, login: &str, cookie: &str) -> (Answer, String) {
        let body = format!("user={login}&password={PASSWORD}&next=/work/desk");
        let answer = self.post("/work/login", cookie, body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let session = answer.cookie(web::SESSION_COOKIE).expect("a session");
        (answer, format!("{}={session}", web::SESSION_COOKIE))
    }
}
