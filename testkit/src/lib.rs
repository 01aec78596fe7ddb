//! A county for tests: the whole program on a fresh database with a clock that stands, the demonstration's people, and a
//! [`Browser`] for each of them. Both databases: [`both!`] runs a test on each.

mod browser;
pub mod hostile;
mod kept;

use std::sync::Arc;

use base::{Chance, Clock, Moment};
use renhe::demo::Account;
use renhe::{Open, Settings};
use store::Config;
use store::testing::TestDb;
use tokio::sync::Mutex;
use web::App;

pub use browser::{Answer, Browser, PageForm};
pub use store::Dialect;

/// The program on a fresh database.
pub struct County {
    /// The open program.
    pub open: Open,
    /// The clock, which stands until it is moved.
    pub clock: Clock,
    /// What would have been sent to telephones.
    pub messages: Arc<std::sync::Mutex<Vec<identity::message::Message>>>,
    router: axum::Router,
    accounts: Mutex<Vec<Account>>,
    /// Goes away last.
    pub db: TestDb,
}

impl County {
    /// A small county on a Monday morning, 2026-03-02 09:00.
    pub async fn new(dialect: Dialect) -> Self {
        Self::with(dialect, |_| {}).await
    }

    /// The same with other settings.
    pub async fn with(dialect: Dialect, change: impl FnOnce(&mut Settings)) -> Self {
        // Faults are seen beside the test that met them.
        let _ = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::ERROR).try_init();
        let (db, accounts) = kept::county(dialect).await;
        let clock = clock();
        let messages = Arc::default();
        let mut settings = settings(&db, &clock, &messages, 2028);
        change(&mut settings);
        let open = renhe::open(&settings).await.expect("the program opens");
        let router = web::server(open.app.clone(), renhe::routes());
        Self { open, clock, messages, router, accounts: Mutex::new(accounts), db }
    }

    /// The program opened once more on the same database and data directory, as after a new start.
    pub async fn again(&self) -> Open {
        renhe::open(&settings(&self.db, &self.clock, &self.messages, 2027)).await.expect("the program opens again")
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.open.app
    }

    /// A browser that nobody is signed in at.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), [127, 0, 0, 1])
    }

    /// A browser at which the person with the sign-in name `login` has signed in through the form.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let mut accounts = self.accounts.lock().await;
        let account = accounts.iter_mut().find(|a| a.login == login).expect("an account of the county");
        if account.password.is_empty() {
            renhe::demo::give_password(self.app(), account).await.expect("a password");
        }
        let mut browser = self.browser();
        let page = browser.get("/work/login").await;
        let form = page.form("/work/login").expect("the sign-in form");
        let answer = browser.submit(&form.set("login", login).set("password", &account.password)).await;
        assert_eq!(answer.status, 200, "{login} signs in: {}", answer.seen());
        browser
    }

    /// The password of the person who has signed in as `login` before.
    pub async fn password(&self, login: &str) -> String {
        let accounts = self.accounts.lock().await;
        accounts.iter().find(|a| a.login == login).expect("an account of the county").password.clone()
    }

    /// What an authenticator shows now for a secret in base32.
    pub fn totp(&self, secret: &str) -> String {
        identity::code_of(&secret.replace(' ', ""), self.clock.now()).expect("a secret")
    }

    /// Who is signed in at `browser`.
    pub async fn actor(&self, browser: &Browser) -> identity::Actor {
        let token = browser.cookie(web::SESSION_COOKIE).unwrap_or_default();
        self.app().identity.actor_of(token).await.expect("the session is looked up")
    }

    /// The sign-in name of the clerk of the unit with this short name.
    pub async fn clerk_of(&self, unit: &str) -> String {
        let accounts = self.accounts.lock().await;
        let found = accounts.iter().find(|a| a.unit == unit && a.login.starts_with("cb"));
        found.expect("a unit of the county").login.clone()
    }

    /// Key of the unit with this short name.
    pub async fn unit(&self, short: &str) -> i64 {
        let units = identity::units::all(&mut self.app().db.reader()).await.expect("units");
        units.into_iter().find(|u| u.short_name == short).expect("a unit of the county").id
    }

    /// Moves the clock by `millis` and runs what is due then: ledger, jobs, index.
    pub async fn pass(&self, millis: i64) {
        self.clock.set(self.clock.now().plus(millis));
        self.settle().await;
    }

    /// Runs what the program does beside its requests until nothing is left: ledger, jobs, index.
    pub async fn settle(&self) {
        self.app().ledger.sequence().await.expect("the ledger is sequenced");
        self.open.runner.run_due(self.clock.now()).await.expect("jobs run");
        self.app().ledger.sequence().await.expect("the ledger is sequenced");
        self.open.feed.catch_up().await.expect("the ledger is followed");
        self.app().search.catch_up(&self.app().db).await.expect("the index catches up");
    }
}

fn clock() -> Clock {
    Clock::fixed(Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 9, 0, 0, 0)))
}

fn settings(
    db: &TestDb,
    clock: &Clock,
    messages: &Arc<std::sync::Mutex<Vec<identity::message::Message>>>,
    seed: u64,
) -> Settings {
    let mut settings = Settings::new(db.dir());
    if let Config::Postgres(url) = &db.config {
        settings.database = Some(url.clone());
    }
    settings.clock = clock.clone();
    settings.chance = Chance::seeded(seed);
    settings.channels.sms = Some(identity::message::Adapter::Memory(Arc::clone(messages)));
    settings.web.rate_limits = false;
    settings.web.bot_check = false;
    settings
}

/// Runs one test on both databases: `testkit::both! { async fn name(county: County) { … } }` gives `name::sqlite` and
/// `name::postgres`.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($county:ident: County) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn run($county: $crate::County) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { run($crate::County::new($crate::Dialect::Sqlite).await).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { run($crate::County::new($crate::Dialect::Postgres).await).await }
        }
    )*};
}
