//! Public pages out of the cache, and their variants.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::testing::TestDb;

use crate::line::RENDERED;
use crate::world::World;

fn number(text: &str) -> &str {
    text.split("id=\"n\">第").nth(1).and_then(|rest| rest.split('次').next()).unwrap_or_default()
}

/// One test, since all look at the one count of renderings.
#[tokio::test]
async fn a_page_is_rendered_once_until_what_it_shows_changes() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let first = world.get("/note", "").await;
    let shown = number(&first.text()).to_owned();
    assert_eq!((first.status, shown.is_empty()), (StatusCode::OK, false));
    assert!(first.text().contains("<i id=\"o\"></i>"), "it is for everybody: no key of one reader stands in it");
    assert_eq!(number(&world.get("/note", "").await.text()), shown, "the same rendering");
    let tag = first.header("etag").to_owned();
    let request = Request::get("/note").header(header::IF_NONE_MATCH, &tag).body(Body::empty()).expect("a request");
    let same = world.send(request).await;
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let request = Request::get("/note").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).expect("a request");
    let packed = world.send(request).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() < first.bytes.len());
    assert!(packed.header("vary").contains("Accept-Encoding"));

    world.app.cache.invalidate("articles");
    assert_eq!(number(&world.get("/note", "").await.text()), shown, "something else changed");
    world.app.cache.invalidate("notes");
    let changed = world.get("/note", "").await;
    assert_ne!(number(&changed.text()), shown);
    assert_ne!(changed.header("etag"), tag);

    let before = RENDERED.load(Ordering::SeqCst);
    world.app.cache.invalidate("notes");
    let many = futures::future::join_all((0..20).map(|_| world.get("/note", ""))).await;
    assert!(many.iter().all(|answer| answer.status == StatusCode::OK));
    assert_eq!(RENDERED.load(Ordering::SeqCst), before + 1, "many at once are one rendering");

    world.hire("li.he", true).await;
    let (_, cookie) = world.sign_in("li.he", "").await;
    let own = world.get("/note", &cookie).await;
    assert_eq!(own.header("cache-control"), "no-store", "who is signed in gets a page of his own");
}

/// The first answer is made, the next come from the door, and one says that nothing changed: each is a reading.
#[tokio::test]
async fn a_page_that_is_counted_leaves_a_word_for_each_person_whoever_answers() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let mut hear = world.app.reads.hear().expect("nobody counts yet");
    let person = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";
    let ask = |path: &str, agent: &str| Request::get(path).header(header::USER_AGENT, agent);
    let first = world.send(ask("/kept/7", person).body(Body::empty()).expect("a request")).await;
    world.send(ask("/kept/7", person).body(Body::empty()).expect("a request")).await;
    let again = ask("/kept/7", person).header(header::IF_NONE_MATCH, first.header("etag"));
    let same = world.send(again.body(Body::empty()).expect("a request")).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    world.send(ask("/kept/7", "curl/8.5").body(Body::empty()).expect("a request")).await;
    world.send(ask("/note", person).body(Body::empty()).expect("a request")).await;
    world.send(ask("/kept/8", person).body(Body::empty()).expect("a request")).await;
    world.hire("li.he", true).await;
    let (_, cookie) = world.sign_in("li.he", "").await;
    let official = ask("/kept/9", person).header(header::COOKIE, cookie);
    world.send(official.body(Body::empty()).expect("a request")).await;
    let mut heard = Vec::new();
    while let Ok(shown) = hear.try_recv() {
        heard.push(shown);
    }
    assert_eq!(heard.iter().map(|shown| shown.what).collect::<Vec<_>>(), [7, 7, 7, 8]);
    assert!(heard[0] == heard[1] && heard[1] == heard[2] && heard[2].reader != heard[3].reader);
}

/// The first answer is made by the handler, the second comes out of the cache.
#[tokio::test]
async fn a_kept_page_is_the_page_that_was_made() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let elder = "mode=elder; theme=dark";
    let cases =
        [("/kept/1", ""), ("/kept/1?a=b&c", ""), ("/kept/1?print=1", ""), ("/hant/kept/1", ""), ("/kept/1", elder)];
    let mut seen = std::collections::HashSet::new();
    for (path, cookie) in cases {
        let (made, kept) = (world.get(path, cookie).await, world.get(path, cookie).await);
        assert_eq!((made.status, kept.status), (StatusCode::OK, StatusCode::OK), "{path}");
        assert_eq!(made.bytes, kept.bytes, "{path}");
        let sorted = |answer: &crate::world::Answer| {
            let pairs = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}"));
            pairs.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(sorted(&made), sorted(&kept), "{path}");
        assert!(kept.header("content-security-policy").contains("default-src 'none'"));
        seen.insert(made.bytes);
        world.clock.set(world.clock.now().plus(60_000));
    }
    assert!(seen.len() >= 4, "variants are pages of their own");
    let metrics = world.get("/metrics", "").await.text();
    assert!(
        metrics.contains("_count{owner=\"test\",method=\"GET\",route=\"/kept/{id}\",status=\"200\"} 10"),
        "{metrics}"
    );
    let request = Request::head("/kept/1").body(Body::empty()).expect("a request");
    let head = world.send(request).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn who_asks_too_often_waits_for_kept_pages_too() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let mut answers = Vec::new();
    for _ in 0..11 {
        answers.push(world.get("/kept/1", "").await.status);
    }
    let last = answers.pop();
    assert!(answers.iter().all(|status| *status == StatusCode::OK));
    assert_eq!(last, Some(StatusCode::TOO_MANY_REQUESTS));
    world.clock.set(world.clock.now().plus(6_000));
    assert_eq!(world.get("/kept/1", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_notice_is_shown_on_a_page_of_its_own() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    world.get("/kept/1", "").await;
    let told = world.get("/kept/1", "notice=forged").await;
    assert_eq!(told.header("cache-control"), "no-cache", "what is no notice of ours changes nothing");
    let own = world.get("/kept/1", "renhe=stranger").await;
    assert_eq!(own.header("cache-control"), "no-store");
}

#[tokio::test]
async fn pages_in_traditional_script_lead_to_pages_in_traditional_script() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let page = world.get("/hant/number/3", "").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("縣長信箱") && text.contains("lang=\"zh-Hant\""));
    assert!(text.contains("href=\"/hant/note\""));
    assert_eq!(text.matches("href=\"/hant/note\"").count(), 2, "in the menu and in the page");
    assert!(!text.contains("href=\"/note\""));
    let plain = world.get("/number/3", "").await;
    assert!(plain.text().contains("县长信箱"));
    let link = plain.header("link");
    let hant = "/hant/number/3>; rel=\"alternate\"; hreflang=\"zh-Hant\"";
    assert!(link.contains("<http") && link.contains(hant), "{link}");
    let to = world.get("/mode?set=hant&back=/number/3", "").await;
    assert_eq!(to.header("location"), "/hant/number/3");
    let back = world.get("/hant/mode?set=hans&back=/number/3", "").await;
    assert_eq!(back.header("location"), "/number/3");
    let lost = world.get("/hant/nowhere", "").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.text().contains("沒有找到"), "{}", lost.text());
}

#[tokio::test]
async fn elder_mode_is_a_cookie_and_leads_back_only_to_this_site() {
    let world = World::new(TestDb::new(store::Dialect::Sqlite).await).await;
    let on = world.get("/mode?set=elder&back=/number/3", "").await;
    assert_eq!((on.status, on.header("location")), (StatusCode::SEE_OTHER, "/number/3"));
    let cookie = format!("mode={}", on.cookie("mode").expect("a cookie"));
    assert!(world.get("/number/3", &cookie).await.text().contains("data-mode=\"elder\""));
    assert!(!world.get("/number/3", "").await.text().contains("data-mode=\"elder\""));
    let both = world.get("/mode?set=contrast&back=/", &cookie).await;
    assert_eq!(both.cookie("mode").as_deref(), Some("elder.contrast"));
    for back in ["https://evil.example", "//evil.example", "/%5Cevil.example", "javascript:1"] {
        let answer = world.get(&format!("/mode?set=elder&back={back}"), "").await;
        assert_eq!(answer.header("location"), "/", "{back}");
    }
}
