//! A program with this line alone: two sites, their columns, officials, and a browser without a screen.

use std::net::SocketAddr;
use std::sync::Arc;

use ::store::files::{Files, Stored};
use ::store::search::Search;
use ::store::testing::TestDb;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use base::time::DateTime;
use base::{Chance, Clock, Moment, Rules};
use edition::column::ColumnForm;
use edition::item::Draft;
use edition::publish::Ground;
use edition::site::SiteForm;
use edition::{Content, Desk};
use identity::{Act, Actor, Identity, PersonForm, PostForm, Roles, SignIn, UnitForm};
use ledger::Ledger;
use matter::{Line, Lines};
use tower::ServiceExt;
use web::{App, AppConfig, Parts};

use crate::LINE;

const PASSWORD: &str = "Qinghe-2026-Mar";

/// Unit 1 keeps the portal, unit 2 (县农业农村局) a site of its own, unit 3 (禾丰镇) has none.
pub(super) struct World {
    pub app: App,
    pub clock: Clock,
    pub portal: i64,
    pub news: i64,
    pub yaowen: i64,
    pub policy: i64,
    pub own: i64,
    router: Router,
    _db: TestDb,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn to(&self) -> &str {
        self.header("location")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first input called `name`.
    pub fn input(&self, name: &str) -> String {
        let rest = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

/// A whole article in a column.
pub(super) fn article(column: i64, title: &str) -> Draft {
    let content = Content {
        title: title.into(),
        body: "<p>全县春耕备耕工作全面展开。</p>".into(),
        source: "青禾县融媒体中心".into(),
        ..Content::default()
    };
    Draft { kind: "article".into(), column, content, attribute: "none".into(), attribute_why: String::new() }
}

/// Every site prints the same name.
const SITES: web::SiteGroup = web::SiteGroup {
    hosts: |_| Box::pin(async { Ok(Vec::new()) }),
    context: |_, _| {
        Box::pin(async {
            Ok(Some(serde_json::json!({ "name": "青禾县人民政府", "domain": "www.qinghe.example" })))
        })
    },
};

/// What the gate of this small program finds: a mark in texts that say 机密★, a telephone in those that say 手机.
fn found(app: &App, item: i64) -> matter::Later<'_, Vec<edition::gate::Found>> {
    Box::pin(async move {
        let text = edition::item::find(&mut app.db.reader(), item).await?.map(|item| item.content).unwrap_or_default();
        let found = |kind: &str, secret| edition::gate::Found {
            kind: kind.to_owned(),
            place: "正文第1段".to_owned(),
            excerpt: "……".to_owned(),
            why: "请改正。".to_owned(),
            stops: true,
            secret,
        };
        let all = [("机密★", "涉密标志", true), ("手机", "个人信息", false)];
        Ok(all
            .into_iter()
            .filter(|(word, ..)| text.contains(word))
            .map(|(_, kind, secret)| found(kind, secret))
            .collect())
    })
}

impl World {
    #[expect(clippy::too_many_lines, reason = "one small county, made once")]
    pub async fn new(db: TestDb) -> Self {
        static LINES: [&Line; 1] = [&LINE];
        let clock = Clock::fixed(Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
        let chance = Chance::seeded(7);
        let (dir, base) = (db.dir().to_owned(), db.db.clone());
        let roles = Roles::new(&[LINE.roles]);
        let mut config = AppConfig::new(&dir);
        (config.rate_limits, config.bot_check) = (false, false);
        let rules = Arc::new(Rules::built_in());
        let ledger = Ledger::open(base.clone(), &dir, clock.clone(), chance.clone(), "test.example/ledger").await;
        let parts = Parts {
            files: Files::local(&dir.join("files")).unwrap(),
            search: Search::open(&dir.join("index")).unwrap(),
            ledger: ledger.unwrap(),
            identity: Identity::open(base.clone(), &dir, clock.clone(), chance.clone(), roles, rules).unwrap(),
            db: base.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            config,
        };
        let app = App::builder(parts)
            .sites(SITES)
            .templates(matter::pages::TEMPLATES)
            .templates(LINE.templates)
            .menus(LINE.menus)
            .ext(Lines(&LINES))
            .ext(web::Moved(crate::moved))
            .ext(edition::gate::Gate(found))
            .build()
            .unwrap();
        let mut tx = base.begin().await.unwrap();
        let act = Act::new(&Actor::System, clock.now(), &chance);
        for (i, name) in ["县政府办", "县农业农村局", "禾丰镇"].iter().enumerate() {
            let form = UnitForm {
                name: (*name).into(),
                short_name: (*name).into(),
                kind: "department".into(),
                rank: 1,
                phone: String::new(),
            };
            identity::units::create(&mut tx, act, None, &format!("U{}", i + 1), &form).await.unwrap();
        }
        let desk = Desk::new(&app, &Actor::System);
        let site = |name: &str, kind: &str, unit| SiteForm {
            name: name.into(),
            kind: kind.into(),
            unit,
            ..SiteForm::default()
        };
        let column = |name: &str, kind: &str, unit| ColumnForm {
            name: name.into(),
            kind: kind.into(),
            unit,
            ..ColumnForm::default()
        };
        let form = site("青禾县人民政府", "portal", 1);
        let portal = edition::site::create(&mut tx, &desk, None, "main", &form).await.unwrap();
        let form = site("县农业农村局", "department", 2);
        let bureau = edition::site::create(&mut tx, &desk, Some(portal), "nyj", &form).await.unwrap();
        let make = edition::column::create;
        let news = make(&mut tx, &desk, portal, None, "news", &column("要闻动态", "news", 1)).await.unwrap();
        let yaowen = make(&mut tx, &desk, portal, Some(news), "yaowen", &column("青禾要闻", "news", 1)).await.unwrap();
        let policy = make(&mut tx, &desk, portal, None, "policy", &column("政策文件", "policy", 1)).await.unwrap();
        for (slug, name) in
            [("leaders", "领导之窗"), ("organs", "机构职能"), ("overview", "走进青禾"), ("images", "图片新闻")]
        {
            make(&mut tx, &desk, portal, None, slug, &column(name, slug, 1)).await.unwrap();
        }
        let own = make(&mut tx, &desk, bureau, None, "news", &column("农业动态", "news", 2)).await.unwrap();
        tx.commit().await.unwrap();
        let router = web::server(app.clone(), vec![crate::routes::routes(), matter::pages::routes()]);
        Self { app, clock, portal, news, yaowen, policy, own, router, _db: db }
    }

    pub fn pass(&self, millis: i64) {
        self.clock.set(self.clock.now().plus(millis));
    }

    pub async fn slug(&self, slug: &str) -> i64 {
        let column = edition::column::by_slug(&mut self.app.db.reader(), self.portal, slug).await.unwrap();
        column.unwrap().id
    }

    pub async fn create(&self, unit: i64, draft: Draft) -> i64 {
        let mut tx = self.app.db.begin().await.unwrap();
        let desk = Desk::new(&self.app, &Actor::System);
        let id = edition::item::create(&mut tx, &desk, unit, draft).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn publish(&self, id: i64) {
        let mut tx = self.app.db.begin().await.unwrap();
        let desk = Desk::new(&self.app, &Actor::System);
        edition::publish::publish(&mut tx, &desk, id, Ground::Forced("测试时发布")).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn published(&self, unit: i64, draft: Draft) -> i64 {
        let id = self.create(unit, draft).await;
        self.publish(id).await;
        id
    }

    pub async fn withdraw(&self, id: i64, why: &str) {
        let mut tx = self.app.db.begin().await.unwrap();
        let desk = Desk::new(&self.app, &Actor::System);
        edition::publish::withdraw(&mut tx, &desk, id, why).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn attach(&self, id: i64, name: &str, bytes: &[u8], role: &str, alt: &str) -> (i64, Stored) {
        let mut incoming = self.app.files.incoming(1_000_000).await.unwrap();
        incoming.push(bytes).await.unwrap();
        let stored = incoming.finish(name).await.unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        let desk = Desk::new(&self.app, &Actor::System);
        let file = edition::item::add_file(&mut tx, &desk, id, &stored, role, alt).await.unwrap();
        tx.commit().await.unwrap();
        (file, stored)
    }

    /// The cookie of a new official of `unit` with `role`.
    pub async fn sign_in(&self, unit: i64, role: &str, login: &str) -> String {
        let act = Act::new(&Actor::System, self.clock.now(), &self.app.chance);
        let mut tx = self.app.db.begin().await.unwrap();
        let form = PersonForm { name: format!("{login}同志"), phone: String::new() };
        let person = identity::people::create(&mut tx, act, login, &form).await.unwrap();
        let form = PostForm { title: format!("{login}岗位"), head: false, rank: 1 };
        let post = identity::posts::create(&mut tx, act, unit, &form).await.unwrap();
        let roles = self.app.identity.roles();
        identity::posts::set_roles(&mut tx, act, roles, post, &[role.to_owned()]).await.unwrap();
        identity::holding::assign(&mut tx, act, post, person).await.unwrap();
        tx.commit().await.unwrap();
        let issued = self.app.identity.issue_password(&Actor::System, person).await.unwrap();
        let ask = |password| SignIn { login, password, code: "", address: "127.0.0.1", agent: "test" };
        let opened = self.app.identity.sign_in(ask(issued.as_str())).await.unwrap();
        let actor = self.app.identity.actor_of(&opened.token).await.unwrap();
        self.app.identity.change_password(&actor, &issued, PASSWORD).await.unwrap();
        let opened = self.app.identity.sign_in(ask(PASSWORD)).await.unwrap();
        format!("{}={}", web::SESSION_COOKIE, opened.token)
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry(header::HOST).or_insert(header::HeaderValue::from_static("localhost"));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4_000))));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// A public page that is there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    /// Posts a form: name, file name (empty for plain fields), content.
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
}
