//! Who may come in: audiences, other sites' pages, limits, headers.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::testing::TestDb;

use crate::world::World;

async fn world() -> World {
    World::new(TestDb::new(store::Dialect::Sqlite).await).await
}

#[tokio::test]
async fn every_answer_is_protected() {
    let world = world().await;
    for path in ["/note", "/write", "/nowhere", "/healthz", "/fail/broken"] {
        let answer = world.get(path, "").await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("strict-transport-security"), "", "not promised on plain HTTP");
    }
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let https = World::with(db, |config| config.https = true).await;
    assert!(https.get("/write", "").await.header("strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in_and_officials_without_the_verb_find_nothing() {
    let world = world().await;
    let cases = [
        ("/work/desk", "/work/login?next=%2Fwork%2Fdesk"),
        ("/work/secret", "/work/login?next=%2Fwork%2Fsecret"),
        ("/mine?x=1", "/login?next=%2Fmine%3Fx%3D1"),
    ];
    for (path, to) in cases {
        let answer = world.get(path, "").await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to), "{path}");
    }
    let api = world.get("/api/v1/mine", "").await;
    assert_eq!((api.status, api.header("content-type")), (StatusCode::UNAUTHORIZED, "application/problem+json"));
    world.hire("zhang", false).await;
    world.hire("li.he", true).await;
    let (_, without) = world.sign_in("zhang", "").await;
    let (_, with) = world.sign_in("li.he", "").await;
    assert_eq!(world.get("/work/desk", &without).await.status, StatusCode::OK);
    let hidden = world.get("/work/secret", &without).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert!(!world.get("/work/desk", &without).await.text().contains("密办"), "nor is it in the menu");
    let seen = world.get("/work/secret", &with).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text().contains("密办"));
    assert_eq!(world.get("/mine", &with).await.status, StatusCode::SEE_OTHER, "an official is no citizen");
}

#[tokio::test]
async fn pages_of_other_sites_cannot_post_and_get_a_page_that_says_so() {
    let world = world().await;
    let cases: [(&str, &str); 3] =
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("referer", "https://evil.example/")];
    for (name, value) in cases {
        let request = Request::post("/write").header(name, value).body(Body::from("title=x")).expect("a request");
        let answer = world.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert!(answer.text().contains("不是从本网站的页面发出的"));
    }
}

#[tokio::test]
async fn too_many_requests_wait() {
    let world = world().await;
    let mut last = world.get("/limited", "").await;
    for _ in 0..10 {
        last = world.get("/limited", "").await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(last.header("retry-after"), "6");
    assert!(last.text().contains("请等待 6 秒"));
    world.clock.set(world.clock.now().plus(6_000));
    assert_eq!(world.get("/limited", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn machines_that_watch_get_their_answers() {
    let world = world().await;
    world.get("/number/5", "").await;
    assert_eq!(world.get("/healthz", "").await.text(), "ok\n");
    let ready = world.get("/readyz", "").await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.text());
    let metrics = world.get("/metrics", "").await.text();
    assert!(metrics.contains("owner=\"test\",method=\"GET\",route=\"/number/{id}\",status=\"200\""), "{metrics}");
    assert!(metrics.contains("renhe_ledger_size"));
    let mut request = Request::get("/metrics").body(Body::empty()).expect("a request");
    let from = std::net::SocketAddr::from(([192, 0, 2, 1], 9));
    request.extensions_mut().insert(axum::extract::ConnectInfo(from));
    assert_eq!(world.send(request).await.status, StatusCode::NOT_FOUND);
    let description = world.get("/api/v1/openapi.json", "").await;
    assert!(description.text().contains("\"openapi\":\"3.1"), "{}", description.text());
}

#[tokio::test]
async fn files_of_the_front_end_are_kept_for_a_year() {
    let world = world().await;
    let page = world.get("/write", "").await.text();
    let address = page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".css")).expect("a sheet");
    let plain = world.get(address, "").await;
    if plain.status == StatusCode::NOT_FOUND {
        assert!(address.starts_with("/assets/src/"), "without a front-end build addresses are those of the sources");
        return;
    }
    assert!(plain.header("cache-control").contains("immutable"));
    let request = Request::get(address).header(header::ACCEPT_ENCODING, "br").body(Body::empty()).expect("a request");
    let packed = world.send(request).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.bytes.len() < plain.bytes.len());
    let request = Request::get(address).header(header::IF_NONE_MATCH, plain.header("etag")).body(Body::empty());
    assert_eq!(world.send(request.expect("a request")).await.status, StatusCode::NOT_MODIFIED);
}
