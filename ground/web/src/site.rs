//! The sites of the group (网站群): whose a host name is, what the pages of a site print, and addresses on a host of its own.
//!
//! A request whose host belongs to a site is led to `/s/{site}/…` before routing, but only where a route of that shape
//! exists: the home page, columns, articles. All other addresses (`/work`, `/api`, `/assets`, `/letters`, …) belong to the
//! county and answer the same on every host. A host that nobody knows is the portal's.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::routes::RouteInfo;
use crate::{App, problem};

/// Where the pages of a site lie that is not the portal.
const UNDER: &str = "/s/";
/// The same with the name that varies, as routes declare it.
const ROUTE: &str = "/s/{site}";
/// The portal's short name, whose pages lie at the root.
pub(crate) const PORTAL: &str = "main";

/// Marks a request that came to a site's own host.
#[derive(Debug, Clone)]
pub(crate) struct Hosted {
    /// The site's short name.
    pub slug: Arc<str>,
    parts: Arc<BTreeSet<String>>,
}

/// The first parts of addresses that each site has for itself, `""` for its home page.
pub(crate) fn parts(infos: &[RouteInfo]) -> BTreeSet<String> {
    let below = infos.iter().filter_map(|info| info.path.strip_prefix(ROUTE));
    below.map(|rest| first(rest).to_owned()).collect()
}

/// The first part of a path.
fn first(path: &str) -> &str {
    path.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default()
}

/// Leads a request to the site that its host belongs to, before routing.
pub(crate) async fn enter(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(to) = request.uri().path_and_query().and_then(|path| plain_portal(path.as_str())) {
        return moved(&to);
    }
    let hosts = match app.hosts().await {
        Ok(hosts) => hosts,
        Err(error) => return problem::bare(&error),
    };
    if let Some(slug) = site_of_host(&hosts, request.headers(), request.uri())
        && let Some(uri) = led(request.uri(), slug, &app.site_parts())
    {
        let hosted = Hosted { slug: slug.into(), parts: app.site_parts() };
        *request.uri_mut() = uri;
        request.extensions_mut().insert(hosted);
    }
    next.run(request).await
}

/// The short name of the site whose own host was asked; `None` for the portal's and for hosts that nobody knows.
pub(crate) fn site_of_host<'h>(hosts: &'h HashMap<String, String>, headers: &HeaderMap, uri: &Uri) -> Option<&'h str> {
    if hosts.is_empty() {
        return None;
    }
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.host())?;
    let slug = hosts.get(&*host(asked))?;
    (slug != PORTAL).then_some(slug.as_str())
}

/// A host name without its port and in small letters.
fn host(asked: &str) -> Cow<'_, str> {
    let name = asked.rsplit_once(':').map_or(asked, |(name, port)| if port.contains(']') { asked } else { name });
    let name = name.trim_end_matches('.');
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Path and query under the site's own part, when each site has such an address for itself.
pub(crate) fn under(asked: &str, slug: &str, own: &BTreeSet<String>) -> Option<String> {
    own.contains(first(asked)).then(|| format!("{UNDER}{slug}{asked}"))
}

/// The address under the site's own part, when each site has it for itself.
fn led(uri: &Uri, slug: &str, own: &BTreeSet<String>) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let asked = under(uri.path_and_query()?.as_str(), slug, own)?;
    parts.path_and_query = Some(PathAndQuery::try_from(asked).ok()?);
    Uri::from_parts(parts).ok()
}

/// The portal's pages have one address: `/s/main/…` leads to `/…`.
fn plain_portal(asked: &str) -> Option<String> {
    let rest = asked.strip_prefix(UNDER)?.strip_prefix(PORTAL)?;
    match rest.chars().next() {
        None => Some("/".to_owned()),
        Some('/') => Some(format!("/{}", rest.trim_start_matches('/'))),
        Some(_) => None,
    }
}

fn moved(to: &str) -> Response {
    let to = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response()
}

/// The short name of the site whose page `path` is; `""` for the portal and for what belongs to no site.
pub(crate) fn slug_of(path: &str) -> &str {
    path.strip_prefix(UNDER).map(first).unwrap_or_default()
}

impl Hosted {
    /// `path` as it is asked for on the site's own host.
    pub(crate) fn outside<'a>(&self, path: &'a str) -> &'a str {
        let rest = path.strip_prefix(UNDER).and_then(|rest| rest.strip_prefix(&*self.slug));
        rest.filter(|rest| rest.starts_with('/')).unwrap_or(path)
    }

    /// An address of a link on one of the site's pages: its own pages stay on the host, pages that the portal has for
    /// itself lead to the portal, all else stays.
    pub(crate) fn address(&self, to: &str, portal: &str) -> String {
        let own = self.outside(to);
        if own.len() != to.len() {
            return own.to_owned();
        }
        let local = to.starts_with('/') && !to.starts_with("//");
        if local && self.parts.contains(first(to)) { format!("{portal}{to}") } else { to.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> BTreeSet<String> {
        ["", "c", "a"].map(str::to_owned).into()
    }

    #[test]
    fn a_host_leads_to_its_site_where_each_site_has_a_page() {
        let cases = [
            ("/", Some("/s/nyj/")),
            ("/c/news/?page=2", Some("/s/nyj/c/news/?page=2")),
            ("/a/7", Some("/s/nyj/a/7")),
            ("/?from=x", Some("/s/nyj/?from=x")),
            ("/letters", None),
            ("/work/sites", None),
            ("/api/v1/letters", None),
            ("/assets/a.css", None),
            ("/calendar", None),
            ("/s/nyj/c/news/", None),
        ];
        for (asked, expected) in cases {
            let uri: Uri = asked.parse().expect("an address");
            assert_eq!(led(&uri, "nyj", &own()).map(|uri| uri.to_string()).as_deref(), expected, "{asked}");
        }
    }

    #[test]
    fn links_stay_on_the_host_and_the_portal_is_reached_by_its_name() {
        let hosted = Hosted { slug: "nyj".into(), parts: Arc::new(own()) };
        let cases = [
            ("/s/nyj/", "/"),
            ("/s/nyj/c/news/", "/c/news/"),
            ("/s/nyjx/c/news/", "/s/nyjx/c/news/"),
            ("/c/yaowen/", "https://www.qinghe.example/c/yaowen/"),
            ("/", "https://www.qinghe.example/"),
            ("/letters", "/letters"),
            ("#main", "#main"),
            ("https://www.gov.cn/", "https://www.gov.cn/"),
        ];
        for (to, expected) in cases {
            assert_eq!(hosted.address(to, "https://www.qinghe.example"), expected, "{to}");
        }
    }

    #[test]
    fn the_portal_has_one_address_and_pages_know_their_site() {
        let cases = [("/s/main", Some("/")), ("/s/main/c/x/", Some("/c/x/")), ("/s/main//evil", Some("/evil"))];
        for (asked, expected) in cases {
            assert_eq!(plain_portal(asked).as_deref(), expected, "{asked}");
        }
        assert_eq!(plain_portal("/s/mainx/"), None);
        assert_eq!([slug_of("/s/nyj/c/x/"), slug_of("/s/nyj"), slug_of("/letters")], ["nyj", "nyj", ""]);
    }

    #[test]
    fn hosts_are_compared_without_port_and_case() {
        let cases = [
            ("NYJ.qinghe.example:8080", "nyj.qinghe.example"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("a.b.", "a.b"),
        ];
        for (asked, expected) in cases {
            assert_eq!(host(asked), expected);
        }
    }

    #[test]
    fn the_portals_host_and_unknown_hosts_are_the_portal() {
        let hosts = HashMap::from([
            ("www.qinghe.example".to_owned(), "main".to_owned()),
            ("nyj.qinghe.example".to_owned(), "nyj".to_owned()),
        ]);
        let of = |host: &str| {
            let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_str(host).expect("a header"))]);
            site_of_host(&hosts, &headers, &Uri::from_static("/")).map(str::to_owned)
        };
        assert_eq!(of("nyj.qinghe.example"), Some("nyj".to_owned()));
        assert_eq!((of("www.qinghe.example"), of("10.1.2.3:8080"), of("evil.example")), (None, None, None));
    }
}
