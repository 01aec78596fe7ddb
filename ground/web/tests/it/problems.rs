//! Errors as pages and as problem+json.

use axum::http::StatusCode;
use store::testing::TestDb;

use crate::world::World;

const CASES: [(&str, u16, &str); 12] = [
    ("refused", 409, "这件已经办结。"),
    ("forbidden", 403, "没有这项权限。"),
    ("invalid", 422, "甲错了。"),
    ("gone", 410, "这封信已撤下。"),
    ("conflict", 409, "王禾刚刚签收了这件。"),
    ("large", 413, "20 MB"),
    ("many", 429, "9 秒"),
    ("busy", 503, "系统正忙"),
    ("full", 507, "没有保存"),
    ("broken", 500, "报障编号"),
    ("unseen", 404, "没有找到这个页面"),
    ("panic", 500, "报障编号"),
];

#[tokio::test]
async fn every_error_is_a_page_in_chinese_without_inner_details() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    for (kind, status, words) in CASES {
        let page = world.get(&format!("/fail/{kind}"), "").await;
        let text = page.text();
        assert_eq!(page.status.as_u16(), status, "{kind}");
        assert!(page.header("content-type").starts_with("text/html"), "{kind}");
        assert!(text.contains(words), "{kind}: {text}");
        assert!(!text.contains("secret inner detail") && !text.contains("panics"), "{kind}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    assert_eq!(world.get("/fail/busy", "").await.header("retry-after"), "5");
    assert_eq!(world.get("/fail/many", "").await.header("retry-after"), "9");
}

#[tokio::test]
async fn programs_get_problem_json() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    for (kind, status, _) in CASES {
        let answer = world.get(&format!("/api/v1/fail/{kind}"), "").await;
        assert_eq!(answer.status.as_u16(), status, "{kind}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{kind}");
        assert!(answer.text().contains(&format!("\"status\":{status}")), "{kind}");
    }
    let refused = world.get("/api/v1/fail/refused", "").await.text();
    assert!(refused.contains("urn:renhe:test.closed"));
    assert!(world.get("/api/v1/fail/invalid", "").await.text().contains("\"field\":\"b\""));
    assert_eq!(world.get("/api/v1/things?limit=500&cursor=9", "").await.text(), "{\"items\":[100,9],\"next\":7}");
    assert_eq!(world.get("/api/v1/things?limit=x", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn addresses_that_do_not_exist_and_wrong_methods_are_pages_too() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    for path in ["/nowhere", "/number/abc", "/number/99999999999999999999", "/work/nowhere"] {
        let page = world.get(path, "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text().contains("没有找到这个页面"), "{path}");
    }
    let page = world.post("/number/1", "", "a=b").await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_conflict_gives_back_what_was_typed() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let page = world
        .post("/fail/conflict", "", "opinion=%E5%90%8C%E6%84%8F%EF%BC%8C%E8%AF%B7%E5%8A%9E%E7%90%86&password=geheim")
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text().contains("同意，请办理"), "{}", page.text());
    assert!(!page.text().contains("geheim"));
}

#[tokio::test]
async fn old_addresses_lead_to_where_they_moved_or_say_that_it_is_gone() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let ask = |path: &str, host: &str| {
        axum::http::Request::get(path).header("host", host).body(axum::body::Body::empty()).expect("a request")
    };
    let moved = world.send(ask("/art_1.html?id=7", "Old.Example:8080")).await;
    assert_eq!((moved.status, moved.header("location")), (StatusCode::MOVED_PERMANENTLY, "/number/7"));
    let hant = world.send(ask("/hant/art_1.html?id=7", "old.example")).await;
    assert_eq!(hant.header("location"), "/hant/number/7");
    assert_eq!(world.send(ask("/art_1.html?id=7", "other.example")).await.status, StatusCode::NOT_FOUND);
    let gone = world.send(ask("/gone.html", "localhost")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("该稿件已撤下"));
}
