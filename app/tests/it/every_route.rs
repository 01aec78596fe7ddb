//! Every route × everybody: who may not see a route does not see it, who may gets an answer, nobody gets a fault.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use testkit::{Browser, County, Dialect};
use web::{Audience, RouteInfo};

/// Everybody who tries: sign-in names of the small county, or nobody.
const WHO: &[&str] = &[
    "",
    "xinxiang",
    "rexian",
    "shenqing",
    "zhuren",
    "xianzhang",
    "cb013",
    "cb003",
    "dianzi",
    "sysadmin",
    "secadmin",
    "auditor",
];

/// Routes that keep the connection open and are tried elsewhere.
const ENDLESS: &[&str] = &["/work/live"];

/// The path of a route with something in the place of what varies.
fn sample(path: &str) -> String {
    path.split('/')
        .map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            None => part.to_owned(),
            Some("year") => "2026".to_owned(),
            Some("action") => "note".to_owned(),
            Some(name) if name.starts_with('*') => "none".to_owned(),
            Some(_) => "1".to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Whether an answer leads to one of the two sign-in pages.
fn is_sign_in(to: &str) -> bool {
    ["/login", "/work/login"].contains(&to.split('?').next().unwrap_or_default())
}

async fn ask(browser: &mut Browser, route: &RouteInfo) -> (StatusCode, String) {
    let request = Request::builder().method(route.method.clone()).uri(sample(route.path));
    let request = match route.method {
        Method::GET => request.body(Body::empty()),
        _ => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from("once=")),
    };
    let answer = browser.send(request.expect("a request")).await;
    let to = answer.location().unwrap_or_default();
    (answer.status, to)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_everybody_as_it_declares() {
    let county = County::new(Dialect::Sqlite).await;
    let mut wrong = Vec::new();
    for login in WHO {
        let mut browser = if login.is_empty() { county.browser() } else { county.signed_in(login).await };
        for route in web::list(&renhe::routes()) {
            // Signing out or switching would change who asks the next route.
            if ENDLESS.contains(&route.path) || route.path.contains("logout") || route.path.starts_with("/mode") {
                continue;
            }
            let actor = county.actor(&browser).await;
            let (status, to) = ask(&mut browser, &route).await;
            let fine = match route.audience.admits(&actor) {
                _ if status.is_server_error() => false,
                Ok(()) => status != StatusCode::UNAUTHORIZED && !is_sign_in(&to),
                Err(base::Error::SignIn) => status == StatusCode::UNAUTHORIZED || is_sign_in(&to),
                Err(_) => status == StatusCode::NOT_FOUND,
            };
            if !fine {
                wrong.push(format!("{login:>9} {} {} → {status} {to}", route.method, route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_two_routes_are_the_same_and_every_owner_is_a_package() {
    let routes = web::list(&renhe::routes());
    let mut seen = std::collections::BTreeSet::new();
    for route in &routes {
        assert!(seen.insert((route.method.to_string(), route.path)), "{} {} twice", route.method, route.path);
        assert!(!route.owner.is_empty());
        let inside = route.path.starts_with("/work");
        let open = matches!(route.audience, Audience::Public);
        assert!(!inside || !open || route.path.starts_with("/work/login"), "{} is open to everybody", route.path);
    }
}
