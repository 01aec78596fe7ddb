//! Starting: from settings to an open program, and from there to a server.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use base::{Chance, Clock, Error, Fault};
use counter::calls::AllCallers;
use identity::message::Channels;
use identity::{Identity, Roles};
use ledger::Ledger;
use matter::{Line, Lines};
use store::files::{Files, S3};
use store::jobs::{Handler, Runner};
use store::search::Search;
use store::{Config, Db, Tuning, migrate, vault};
use web::{App, AppConfig, Parts, Routes, SiteGroup, TodoCounter};

use crate::{Feed, jobs, screens};

/// The business lines of this program. A new line is registered here and nowhere else.
pub fn lines() -> &'static [&'static Line] {
    static LINES: [&Line; 16] = [
        &letters::LINE,
        &requests::LINE,
        &consult::LINE,
        &surveys::LINE,
        &hotline::LINE,
        &sites::LINE,
        &content::LINE,
        &submission::LINE,
        &reprint::LINE,
        &disclosure::LINE,
        &guide::LINE,
        &topics::LINE,
        &reports::LINE,
        &monitoring::LINE,
        &open311::LINE,
        &webhooks::LINE,
    ];
    &LINES
}

/// Whom each line tells by telephone.
const CALLERS: AllCallers = AllCallers(&[
    &hotline::CALLERS,
    &letters::CALLERS,
    &requests::CALLERS,
    &consult::ASKERS,
    &consult::REPORTERS,
    &surveys::CALLERS,
]);

/// The name of a ledger that nobody named.
const ORIGIN: &str = "renhe/ledger";

/// With what a program starts.
pub struct Settings {
    /// Directory of keys, files, index and, by default, the database.
    pub data: PathBuf,
    /// URL of a PostgreSQL database; `None` for SQLite in the data directory.
    pub database: Option<String>,
    /// What the database may use of the machine.
    pub tuning: Tuning,
    /// Name of the ledger in its heads, such as `www.qinghe.example/ledger`; `None` for the name that its newest head bears.
    pub origin: Option<String>,
    /// Where files are; `None` for the data directory.
    pub s3: Option<S3>,
    /// How messages go to people.
    pub channels: Channels,
    /// Settings of the web.
    pub web: AppConfig,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
}

impl Settings {
    /// A program in `data` with SQLite, that sends no messages.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self {
            web: AppConfig::new(&data),
            data,
            database: None,
            tuning: Tuning::default(),
            origin: None,
            s3: None,
            channels: Channels::default(),
            clock: Clock::System,
            chance: Chance::System,
        }
    }

    /// Where the database is.
    pub fn config(&self) -> Config {
        match &self.database {
            Some(url) => Config::Postgres(url.clone()),
            None => Config::Sqlite(self.data.join("renhe.db")),
        }
    }
}

/// An open program: the app, the runner of its jobs, and the feed that it follows.
#[derive(Clone)]
pub struct Open {
    /// The app.
    pub app: App,
    /// Runs its jobs.
    pub runner: Arc<Runner>,
    /// Follows what other nodes change.
    pub feed: Arc<Feed>,
}

/// Opens the program: database with migrations, files, index, ledger, calendar, rules, templates.
///
/// # Errors
/// A fault that says what cannot be opened.
pub async fn open(settings: &Settings) -> Result<Open, Error> {
    let data = &settings.data;
    std::fs::create_dir_all(data)
        .map_err(|e| Fault::of(base::error::FaultKind::Unavailable, format!("make {}", data.display()), e))?;
    let db = Db::open_with(&settings.config(), settings.tuning).await?;
    migrate::run(&db, &settings.clock).await?;
    let (clock, chance) = (settings.clock.clone(), settings.chance.clone());
    let vault = vault::open(&db, data, &chance, clock.now()).await?;
    let origin = origin(settings, &db).await?;
    let ledger = Ledger::open(db.clone(), data, clock.clone(), chance.clone(), &origin).await?;
    // Before rules and calendar are read: what changes from here on is followed.
    let place = *ledger.subscribe().borrow();
    let rules = screens::stored_rules(&mut db.reader()).await?;
    let calendar = screens::stored_calendar(&mut db.reader()).await?;
    let identity = Identity::open(db.clone(), data, clock.clone(), chance.clone(), roles(), Arc::new(rules))?;
    let parts = Parts {
        files: match &settings.s3 {
            Some(s3) => Files::s3(&data.join("spool"), s3)?,
            None => Files::local(&data.join("files"))?,
        },
        search: Search::open(&data.join("index"))?,
        db: db.clone(),
        ledger,
        identity,
        clock: clock.clone(),
        chance: chance.clone(),
        config: settings.web.clone(),
    };
    let mut builder = App::builder(parts)
        .calendar(calendar)
        .sites(SiteGroup {
            hosts: |app| Box::pin(sites::hosts(app)),
            context: |app, slug| Box::pin(sites::context(app, slug)),
        })
        .templates(matter::pages::TEMPLATES)
        .menus(matter::pages::MENUS)
        .templates(counter::TEMPLATES)
        .menus(counter::calls::MENUS)
        .templates(screens::TEMPLATES)
        .menus(screens::MENUS)
        .ext(Lines(lines()))
        .ext(matter::Doers(&[hotline::DOER, monitoring::DOER]))
        .ext(CALLERS)
        .ext(settings.channels.clone())
        .ext(TodoCounter(jobs::todo))
        .ext(web::Beforehand(matter::recusal::asked))
        .ext(web::Moved(content::moved))
        .ext(edition::gate::Gate(submission::gate))
        .ext(edition::gate::TextGate(submission::plain))
        .ext(edition::gate::NewGate(submission::unwritten))
        .ext(web::AllRoutes::new(routes))
        .ext(web::ErrorShape(open311::shape))
        .ext(counter::window::Opened(&hotline::window::WINDOW));
    for line in lines() {
        builder = builder.templates(line.templates).menus(line.menus);
    }
    let app = builder.build()?;
    jobs::ask_for_sealing(&app, &vault).await?;
    jobs::ask_for_tags(&app).await?;
    let runner = Runner::new(db, clock, &chance, handlers(&app, &settings.channels), jobs::SCHEDULE.to_vec());
    let feed = Arc::new(Feed::new(app.clone(), place));
    Ok(Open { app, runner: Arc::new(runner), feed })
}

/// The name of the ledger: whoever imports at the terminal signs under the same as the program that serves.
async fn origin(settings: &Settings, db: &Db) -> Result<String, Fault> {
    if let Some(origin) = &settings.origin {
        return Ok(origin.clone());
    }
    let newest = ledger::newest_head(db).await?;
    let named = newest.and_then(|head| head.note.lines().next().map(str::to_owned));
    Ok(named.unwrap_or_else(|| ORIGIN.to_owned()))
}

/// The roles of all lines.
pub fn roles() -> Roles {
    let lists: Vec<&[identity::Role]> = lines().iter().map(|line| line.roles).collect();
    Roles::new(&lists)
}

/// The handlers of all jobs: the program's own, the messages, and those of the lines.
fn handlers(app: &App, channels: &Channels) -> HashMap<&'static str, Handler> {
    let mut handlers = jobs::handlers(app);
    let sending = identity::message::handler(channels.clone(), app.clock.clone(), app.db.clone(), counter::calls::lost);
    handlers.insert(identity::message::JOB, sending);
    for (kind, run) in lines().iter().flat_map(|line| line.jobs) {
        let (app, run) = (app.clone(), *run);
        let handler: Handler = Arc::new(move |job| {
            let app = app.clone();
            Box::pin(async move { run(&app, &job.payload).await })
        });
        handlers.insert(kind, handler);
    }
    handlers
}

/// All routes of the program.
pub fn routes() -> Vec<Routes> {
    let mut routes = vec![matter::pages::routes(), counter::calls::routes()];
    routes.extend(screens::routes());
    routes.extend(lines().iter().map(|line| (line.routes)()));
    routes
}

/// Serves until the program is told to stop. Ledger, jobs, index and feed are kept going beside it.
///
/// # Errors
/// A fault when the address cannot be listened on.
pub async fn serve(open: &Open, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), Fault> {
    let app = open.app.clone();
    let front = web::Front::new(app.clone(), web::server(app.clone(), routes()));
    let listener = web::listen(listen).await?;
    let address = listener.local_addr().map_err(|e| Fault::of(base::error::FaultKind::Unavailable, "listen", e))?;
    let sequencing = tokio::spawn({
        let ledger = app.ledger.clone();
        async move { ledger.run().await }
    });
    let working = tokio::spawn(Arc::clone(&open.runner).run());
    let indexing = tokio::spawn(jobs::keep_index(app.clone()));
    let following = tokio::spawn({
        let feed = Arc::clone(&open.feed);
        async move { feed.run().await }
    });
    let telling = tokio::spawn(webhooks::jobs::live(app.clone()));
    let counter = Arc::new(content::reads::Counter::new(app.clone()));
    let counting = tokio::spawn({
        let counter = Arc::clone(&counter);
        async move { counter.run().await }
    });
    ready(address);
    let served = web::run(listener, front, stopped()).await;
    counting.abort();
    if let Err(fault) = counter.flush().await {
        tracing::error!(%fault, "what was read last could not be written down");
    }
    working.abort();
    indexing.abort();
    following.abort();
    telling.abort();
    sequencing.abort();
    // What was recorded last still gets its place and its head.
    app.ledger.sequence().await?;
    app.db.close().await;
    served
}

/// Ends when the program is asked to: Ctrl+C, or SIGTERM from the service manager.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
