//! What all requests share, put together once at the start.

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::net::IpAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use base::{Calendar, Chance, Clock, Error, Fault, Rules};
use identity::{Identity, Staff};
use ledger::Ledger;
use store::Db;
use store::files::Files;
use store::search::Search;

use crate::assets::Assets;
use crate::cache::PageCache;
use crate::group::{Known, SiteGroup};
use crate::metrics::Metrics;
use crate::rate::Rates;
use crate::reads::Reads;
use crate::secret::Secret;
use crate::templates::Templates;
use crate::{Cx, Menu, RouteInfo};

/// A future that a plain function gives.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// The program as every handler has it; clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
pub struct Inner {
    /// The database.
    pub db: Db,
    /// Uploaded and generated files by their digests.
    pub files: Files,
    /// The full-text index.
    pub search: Search,
    /// The ledger (底账).
    pub ledger: Ledger,
    /// Sign-in and sessions.
    pub identity: Identity,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// All templates.
    pub templates: Templates,
    /// Rendered public pages.
    pub cache: PageCache,
    /// Who reads which page.
    pub reads: Reads,
    /// Settings of this installation.
    pub config: AppConfig,
    pub(crate) assets: Arc<Assets>,
    pub(crate) metrics: Metrics,
    pub(crate) rates: Rates,
    pub(crate) secret: Secret,
    pub(crate) menus: Vec<Menu>,
    pub(crate) sites: Option<SiteGroup>,
    pub(crate) known: RwLock<Known>,
    pub(crate) site_parts: OnceLock<Arc<BTreeSet<String>>>,
    rules: RwLock<Arc<Rules>>,
    calendar: RwLock<Arc<Calendar>>,
    ext: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// Counts an official's open work, for the badge of the workbench; `app` puts one in with [`AppBuilder::ext`].
pub struct TodoCounter(pub for<'a> fn(&'a App, &'a Staff) -> Later<'a, Todo>);

/// What the program asks before the handler of a route, once the audience has admitted the actor; what it refuses, the gate answers with.
/// `app` puts one in with [`AppBuilder::ext`].
pub struct Beforehand(pub for<'a> fn(&'a Cx, &'a RouteInfo) -> Later<'a, ()>);

/// Open work of one official, as the badges show it: a number, or `999+` beyond what is counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Todo {
    /// 待办.
    pub todo: String,
    /// Of these 超期.
    pub over: String,
    /// What the program is in trouble with, told on every page of who can do something about it.
    #[serde(skip)]
    pub alarms: Vec<Alarm>,
}

/// A trouble of the program, and the page where something is done about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alarm {
    /// What is wrong, in Chinese.
    pub words: String,
    /// Where to look.
    pub href: String,
    /// What the link there is called.
    pub link: &'static str,
}

impl Todo {
    /// So many 待办 are counted.
    pub const TODO_MAX: usize = 999;
    /// So many 超期 are counted.
    pub const OVER_MAX: usize = 99;
}

impl Default for Todo {
    fn default() -> Self {
        Self { todo: "0".to_owned(), over: "0".to_owned(), alarms: Vec::new() }
    }
}

/// Settings of an installation that are neither law nor content.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// Where keys lie.
    pub data_dir: PathBuf,
    /// Served over HTTPS: cookies are `Secure`, HSTS is sent.
    pub https: bool,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// Whether requests are limited; off only for measuring and generated history.
    pub rate_limits: bool,
    /// Whether the bot check wants an answer; off only for measuring.
    pub bot_check: bool,
    /// Opens `/metrics` to others than this machine.
    pub metrics_token: Option<String>,
    /// Shown under the field for a phone code, such as where the demonstration prints it; may be empty.
    pub phone_code_hint: String,
}

impl AppConfig {
    /// For a program behind nothing, on plain HTTP, with its keys in `data_dir`.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            https: false,
            proxies: Vec::new(),
            rate_limits: true,
            bot_check: true,
            metrics_token: None,
            phone_code_hint: String::new(),
        }
    }
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The database, migrated.
    pub db: Db,
    /// Files.
    pub files: Files,
    /// Full-text index.
    pub search: Search,
    /// Ledger.
    pub ledger: Ledger,
    /// Sign-in and sessions.
    pub identity: Identity,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// Settings.
    pub config: AppConfig,
}

/// An [`App`] being put together.
pub struct AppBuilder {
    parts: Parts,
    templates: Vec<(&'static str, &'static str)>,
    menus: Vec<Menu>,
    sites: Option<SiteGroup>,
    calendar: Calendar,
    ext: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Begins to put an app together.
    pub fn builder(parts: Parts) -> AppBuilder {
        AppBuilder {
            parts,
            templates: Vec::new(),
            menus: Vec::new(),
            sites: None,
            calendar: Calendar::national(),
            ext: HashMap::new(),
        }
    }

    /// Statutory numbers in force.
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other rule rows from now on.
    pub fn replace_rules(&self, rules: Rules) {
        let rules = Arc::new(rules);
        self.identity.use_rules(Arc::clone(&rules));
        *self.0.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// The work calendar.
    pub fn calendar(&self) -> Arc<Calendar> {
        Arc::clone(&self.calendar.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes another calendar from now on.
    pub fn replace_calendar(&self, calendar: Calendar) {
        *self.0.calendar.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(calendar);
    }

    /// Something of the type `T` that `app` put in, such as the list of lines.
    pub fn ext<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.ext.get(&TypeId::of::<T>()).cloned().and_then(|found| found.downcast().ok())
    }

    /// The number of the rule `key` today.
    ///
    /// # Errors
    /// A fault when there is no such rule.
    pub fn number(&self, key: &str) -> Result<i64, Fault> {
        self.rules().number(key, self.clock.today())
    }

    /// The address of the built file of `source`, such as `src/portal.css`.
    pub fn asset(&self, source: &str) -> String {
        self.assets.href(source)
    }

    /// Names and contents of all built files of the front end, as they lie below `/assets/`.
    pub fn front_files(&self) -> impl Iterator<Item = (String, std::borrow::Cow<'static, [u8]>)> {
        crate::assets::all()
    }

    /// The open work of `staff`; nothing when no counter was put in.
    pub(crate) async fn todo(&self, staff: &Staff) -> Result<Todo, Error> {
        match self.ext::<TodoCounter>() {
            Some(counter) => (counter.0)(self, staff).await,
            None => Ok(Todo::default()),
        }
    }
}

impl AppBuilder {
    /// With templates of a line: name and source.
    #[must_use]
    pub fn templates(mut self, templates: &[(&'static str, &'static str)]) -> Self {
        self.templates.extend_from_slice(templates);
        self
    }

    /// With entries of the menus.
    #[must_use]
    pub fn menus(mut self, menus: &[Menu]) -> Self {
        self.menus.extend_from_slice(menus);
        self
    }

    /// With the group of sites: whose a host name is, and the `site` of every page's context.
    #[must_use]
    pub fn sites(mut self, sites: SiteGroup) -> Self {
        self.sites = Some(sites);
        self
    }

    /// With another calendar than the State Council's.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// With something that handlers find again by its type.
    #[must_use]
    pub fn ext<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.ext.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// The app. The rules are those of [`Identity::rules`].
    ///
    /// # Errors
    /// A fault when a template is not well formed or the key cannot be read or made.
    pub fn build(self) -> Result<App, Fault> {
        let Parts { db, files, search, ledger, identity, clock, chance, config } = self.parts;
        let assets = Arc::new(Assets::load()?);
        let templates = Templates::new(&self.templates, Arc::clone(&assets), clock.clone())?;
        let secret = Secret::load_or_make(&config.data_dir, &chance)?;
        let mut menus = self.menus;
        menus.sort_by_key(|menu| menu.order);
        Ok(App(Arc::new(Inner {
            rules: RwLock::new(identity.rules()),
            calendar: RwLock::new(Arc::new(self.calendar)),
            rates: Rates::new(clock.clone()),
            cache: PageCache::default(),
            reads: Reads::default(),
            metrics: Metrics::default(),
            sites: self.sites,
            known: RwLock::default(),
            site_parts: OnceLock::new(),
            ext: self.ext,
            db,
            files,
            search,
            ledger,
            identity,
            clock,
            chance,
            templates,
            config,
            assets,
            secret,
            menus,
        })))
    }
}
