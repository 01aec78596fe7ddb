//! What the program knows of its sites (网站群): host names and what their pages print, kept until they change.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use base::Error;
use serde_json::Value;

use crate::routes::RouteInfo;
use crate::{App, Later, SITE};

/// Gives all host names, each with the short name of its site.
pub type HostsFn = for<'a> fn(&'a App) -> Later<'a, Vec<(String, String)>>;

/// What the program asks about its sites; `app` puts it in.
#[derive(Clone, Copy)]
pub struct SiteGroup {
    /// Host names, each with the short name of its site.
    pub hosts: HostsFn,
    /// The `site` of every page of the site with this short name, `""` for the portal; `None` when there is none. A text
    /// under `closed` says that the site is off line, and is what its addresses answer.
    pub context: for<'a> fn(&'a App, &'a str) -> Later<'a, Option<Value>>,
}

/// What was asked already, good until [`SITE`](crate::SITE) is invalidated.
#[derive(Default)]
pub(crate) struct Known {
    pub version: u64,
    pub hosts: Option<Arc<HashMap<String, String>>>,
    pub sites: HashMap<String, Arc<Value>>,
}

impl App {
    /// The `site` of the pages of the site called `slug`, `""` for the portal, kept until [`SITE`] is invalidated.
    pub(crate) async fn site(&self, slug: &str) -> Result<Option<Arc<Value>>, Error> {
        // A county that has not made its portal yet has pages too.
        let bare = || slug.is_empty().then(|| Arc::new(Value::Object(bare_site())));
        let Some(group) = self.sites else {
            return Ok(bare());
        };
        let version = self.cache.version(SITE);
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.version == version
                && let Some(site) = known.sites.get(slug)
            {
                return Ok(Some(Arc::clone(site)));
            }
        }
        let Some(set) = (group.context)(self, slug).await? else { return Ok(bare()) };
        let mut site = bare_site();
        if let Value::Object(set) = set {
            site.extend(set);
        }
        let site = Arc::new(Value::Object(site));
        self.learn(version, |known| {
            known.sites.insert(slug.to_owned(), Arc::clone(&site));
        });
        Ok(Some(site))
    }

    /// Scheme and host of the portal, such as `https://www.qinghe.example`; empty while it has none.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn origin(&self) -> Result<String, Error> {
        let portal = self.site("").await?;
        Ok(portal.and_then(|site| Some(site["portal_base"].as_str()?.to_owned())).unwrap_or_default())
    }

    /// Host names with the short names of their sites, kept like [`site`](Self::site).
    pub(crate) async fn hosts(&self) -> Result<Arc<HashMap<String, String>>, Error> {
        let Some(group) = self.sites else { return Ok(Arc::default()) };
        let version = self.cache.version(SITE);
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.version == version
                && let Some(hosts) = &known.hosts
            {
                return Ok(Arc::clone(hosts));
            }
        }
        let hosts: Arc<HashMap<_, _>> = Arc::new((group.hosts)(self).await?.into_iter().collect());
        self.learn(version, |known| known.hosts = Some(Arc::clone(&hosts)));
        Ok(hosts)
    }

    /// Host names with their sites when they are known already: for the door, which waits for nothing.
    pub(crate) fn hosts_known(&self) -> Option<Arc<HashMap<String, String>>> {
        if self.sites.is_none() {
            return Some(Arc::default());
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.hosts.clone().filter(|_| known.version == self.cache.version(SITE))
    }

    /// The first parts of addresses that each site has for itself, from the routes of this program.
    pub(crate) fn site_parts(&self) -> Arc<BTreeSet<String>> {
        self.site_parts.get().cloned().unwrap_or_default()
    }

    /// Learns the routes of the program, once.
    pub(crate) fn learn_routes(&self, infos: &[RouteInfo]) {
        self.site_parts.get_or_init(|| Arc::new(crate::site::parts(infos)));
    }

    /// Keeps what was read at the version `version` of [`SITE`]; what older versions said is forgotten.
    fn learn(&self, version: u64, keep: impl FnOnce(&mut Known)) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.version < version {
            *known = Known { version, ..Known::default() };
        }
        if known.version == version {
            keep(&mut known);
        }
    }
}

/// Every name that the shells ask of `site`, without content.
pub(crate) fn bare_site() -> serde_json::Map<String, Value> {
    const TEXTS: [&str; 24] = [
        "slug",
        "name",
        "domain",
        "code",
        "host_unit",
        "undertaker",
        "icp",
        "police",
        "police_no",
        "mark",
        "phone",
        "address",
        "postcode",
        "accent",
        "art",
        "grey",
        "base",
        "portal_base",
        "portal_name",
        "closed",
        "qr",
        "about",
        "picture",
        "kiosk_idle",
    ];
    const LISTS: [&str; 5] = ["links", "upper", "hot", "media", "menu"];
    let texts = TEXTS.iter().map(|name| ((*name).to_owned(), Value::String(String::new())));
    let mut site: serde_json::Map<String, Value> = texts.collect();
    site.extend(LISTS.iter().map(|name| ((*name).to_owned(), Value::Array(Vec::new()))));
    site.insert("home".to_owned(), Value::String("/".to_owned()));
    site.insert("portal".to_owned(), Value::Bool(true));
    site.insert("alert".to_owned(), Value::Null);
    site
}
