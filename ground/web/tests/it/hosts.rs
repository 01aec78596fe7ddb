//! Sites on host names of their own.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::testing::TestDb;

use crate::world::{Answer, World};

async fn world() -> World {
    World::new(TestDb::new(store::Dialect::Sqlite).await).await
}

/// The site whose page it is.
fn whose(answer: &Answer) -> String {
    answer.text().split("id=\"site\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_host_shows_its_site_and_an_unknown_host_the_portal() {
    let world = world().await;
    // Twice: the second answer comes from the kept page, at the door.
    for _ in 0..2 {
        for (host, path, expected) in [
            ("nyj.example", "/", "农业农村局"),
            ("NYJ.Example:8080", "/c/news/", "农业农村局"),
            ("www.example", "/", "门户"),
            ("10.1.2.3:8080", "/", "门户"),
            ("evil.example", "/c/news/", "门户"),
            ("www.example", "/s/nyj/", "农业农村局"),
            ("www.example", "/s/bare/", "无域名"),
        ] {
            let answer = world.at(host, path).await;
            assert_eq!((answer.status, whose(&answer).as_str()), (StatusCode::OK, expected), "{host}{path}");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_the_county_answers_the_same_on_every_host() {
    let world = world().await;
    assert_eq!(world.at("nyj.example", "/number/3").await.status, StatusCode::OK);
    assert_eq!(world.at("nyj.example", "/work/desk").await.header("location"), "/work/login?next=%2Fwork%2Fdesk");
    assert_eq!(world.at("nyj.example", "/api/v1/things").await.status, StatusCode::OK);
}

#[tokio::test]
async fn links_stay_on_the_host_and_addresses_in_the_head_are_whole() {
    let world = world().await;
    let own = world.at("nyj.example", "/c/news/").await;
    let text = own.text();
    for expected in [
        "href=\"/c/news/\">本站动态",
        "href=\"http://www.example/c/yaowen/\">门户要闻",
        "href=\"/note\">便条",
        "href=\"https://www.gov.cn/\">外站",
        "rel=\"canonical\" href=\"http://nyj.example/c/news/\"",
        "url=http%3A//nyj.example/c/news/",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(own.header("link").starts_with("<http://nyj.example/c/news/>;"), "{}", own.header("link"));
    let by_path = world.at("www.example", "/s/nyj/c/news/").await.text();
    assert!(by_path.contains("href=\"/s/nyj/c/news/\">本站动态"));
    assert!(by_path.contains("rel=\"canonical\" href=\"http://nyj.example/c/news/\""), "one address for one page");
    let bare = world.at("www.example", "/s/bare/").await.text();
    assert!(bare.contains("rel=\"canonical\" href=\"http://www.example/s/bare/\""), "{bare}");
}

#[tokio::test]
async fn traditional_script_is_there_on_a_sites_own_host_too() {
    let world = world().await;
    let page = world.at("nyj.example", "/hant/c/news/").await.text();
    assert!(page.contains("農業農村局") && page.contains("href=\"/hant/c/news/\""), "{page}");
}

#[tokio::test]
async fn a_site_off_line_answers_410_and_one_that_never_was_404() {
    let world = world().await;
    for (host, path) in [("old.nyj.example", "/"), ("www.example", "/s/closed/c/news/")] {
        let gone = world.at(host, path).await;
        assert_eq!(gone.status, StatusCode::GONE, "{host}{path}");
        assert!(gone.text().contains("旧站已下线。"), "{}", gone.text());
    }
    assert_eq!(world.at("www.example", "/s/nobody/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_portals_pages_have_one_address() {
    let world = world().await;
    for (asked, to) in
        [("/s/main/", "/"), ("/s/main/c/news/?page=2", "/c/news/?page=2"), ("/s/main//evil.example", "/evil.example")]
    {
        let moved = world.at("www.example", asked).await;
        assert_eq!((moved.status, moved.header("location")), (StatusCode::MOVED_PERMANENTLY, to), "{asked}");
    }
}

#[tokio::test]
async fn a_terminal_leads_to_no_other_host() {
    let world = world().await;
    let request = Request::get("/").header(header::COOKIE, "mode=kiosk").body(Body::empty()).expect("a request");
    let text = world.send(request).await.text();
    assert!(text.contains("<span class=\"outside\" data-to=\"https://www.gov.cn/\">外站</span>"), "{text}");
    assert!(!text.contains("<a href=\"http") && !text.contains("href=\"https://www.gov.cn"), "{text}");
    assert!(text.contains("href=\"/note\">便条"));
}
