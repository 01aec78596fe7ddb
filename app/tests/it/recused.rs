//! Who keeps away from a matter (回避) acts on no page of it and sees on none who a person is, whatever the line made the page for.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use store::{Query, args};
use testkit::{Browser, County, both};
use web::RouteInfo;

use crate::{consult, hotline, journey, requests};

/// What the refusal says.
const WORDS: &str = "您已经回避本件";
/// Who has every role of every line here.
const WHO: &str = "xinxiang";

/// Everything below the page of a matter where one acts, with the processes of its line.
fn acting() -> Vec<(RouteInfo, Vec<&'static str>)> {
    let routes = web::list(&renhe::routes());
    let mut found = Vec::new();
    for line in renhe::lines().iter().filter(|line| !line.matter_page.is_empty()) {
        let below = |route: &&RouteInfo| route.path.starts_with(&format!("{}/", line.matter_page)) && route.acting;
        let processes: Vec<&str> = line.processes.iter().map(|process| process.key).collect();
        let of_line: Vec<RouteInfo> = routes.iter().filter(below).cloned().collect();
        assert!(of_line.iter().any(|route| route.method == Method::POST), "{} has no act", line.key);
        found.extend(of_line.into_iter().map(|route| (route, processes.clone())));
    }
    let hand = routes.into_iter().filter(|route| route.path == "/work/hand/{id}");
    found.extend(hand.map(|route| (route, Vec::new())));
    found
}

/// Asks for a route with the matter `id` in its place and something for all else that varies.
async fn ask(browser: &mut Browser, route: &RouteInfo, id: i64) -> (StatusCode, String) {
    let parts = route.path.split('/').map(|part| match part {
        "{id}" => id.to_string(),
        "{action}" => "note".to_owned(),
        "{what}" => "search".to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    });
    let request = Request::builder().method(route.method.clone()).uri(parts.collect::<Vec<_>>().join("/"));
    let request = match route.method {
        Method::GET => request.body(Body::empty()),
        _ => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from("once=")),
    };
    let answer = browser.send(request.expect("a request")).await;
    (answer.status, answer.seen())
}

/// A matter of each of the lines to which people bring something: the newest of every process.
async fn matters(county: &County) -> BTreeMap<String, i64> {
    let mut citizen = county.browser();
    journey::write(&mut citizen, "人民路路灯不亮请尽快维修", true).await;
    let organ = county.unit("县政府办").await.to_string();
    let page = citizen.get("/requests/ask").await;
    let form = requests::asked(page.form("/requests/ask").expect("the form"), &organ, "禾丰镇征地补偿标准");
    requests::number_and_code(&citizen.submit(&form).await);
    hotline::history(county).await;
    consult::history(county).await;
    let topic = consult::topic(&mut citizen, "医疗保障").await;
    requests::number_and_code(&consult::asked(&mut citizen, &topic).await);
    let sql = "SELECT process, MAX(id) FROM matter_matter GROUP BY process ORDER BY process";
    let found: Vec<(String, i64)> = county.app().db.reader().list(sql, args![]).await.expect("matters");
    found.into_iter().collect()
}

/// Gives the post of [`WHO`] every role of every line.
async fn with_every_role(county: &County) -> (Browser, i64, i64) {
    let actor = county.actor(&county.signed_in(WHO).await).await;
    let staff = actor.staff().expect("an official");
    let app = county.app();
    let act = identity::Act::new(&identity::Actor::System, county.clock.now(), &app.chance);
    let keys = renhe::lines().iter().flat_map(|line| line.roles).map(|role| role.key.to_owned());
    let keys: Vec<String> = keys.collect();
    let mut tx = app.db.begin().await.expect("a transaction");
    identity::posts::set_roles(&mut tx, act, &renhe::roles(), staff.post, &keys).await.expect("the roles");
    tx.commit().await.expect("kept");
    (county.signed_in(WHO).await, staff.person, staff.unit)
}

both! {
    async fn who_keeps_away_from_a_matter_acts_on_no_page_of_it(county: County) {
        let matters = matters(&county).await;
        let (mut browser, person, unit) = with_every_role(&county).await;
        let letter = matters["letters.letter"];
        let here = format!("/work/letters/{letter}");
        let open = browser.get(&here).await;
        assert!(open.form(&format!("{here}/dispatch")).is_some() && !open.seen().contains(WORDS), "{}", open.seen());
        let request = format!("/work/requests/{}", matters["requests.request"]);
        assert!(browser.get(&request).await.text().contains("13800001234"), "who asks");
        let acting = acting();
        let (route, _) = acting.iter().find(|(route, _)| route.path.ends_with("/letters/{id}/identity")).expect("who wrote");
        assert_eq!(ask(&mut browser, route, letter).await.0, StatusCode::OK, "nobody keeps away yet");
        let mut tx = county.app().db.begin().await.expect("a transaction");
        for id in matters.values() {
            matter::recusal::keep_away(&mut tx, *id, person, unit, county.clock.now()).await.expect("keeps away");
        }
        tx.commit().await.expect("kept");
        for (route, processes) in &acting {
            // Where nobody brought anything the rule is asked of a letter all the same: it goes by the key of the matter.
            let id = processes.iter().find_map(|process| matters.get(*process)).copied().unwrap_or(letter);
            let (status, seen) = ask(&mut browser, route, id).await;
            assert!(status == StatusCode::FORBIDDEN && seen.contains(WORDS), "{} {}: {status} {seen}", route.method, route.path);
        }
        let closed = browser.get(&here).await;
        assert!(closed.status == StatusCode::OK && closed.seen().contains(WORDS), "it may be read: {}", closed.seen());
        assert!(closed.form(&format!("{here}/dispatch")).is_none(), "nothing is offered");
        let read = browser.get(&request).await;
        assert!(read.status == StatusCode::OK && !read.text().contains("13800001234"), "{}", read.seen());
        let mut other = county.signed_in("zhuren").await;
        for (route, _) in acting.iter().filter(|(route, _)| route.path.starts_with("/work/letters/")) {
            assert!(!ask(&mut other, route, letter).await.1.contains(WORDS), "another does not keep away: {}", route.path);
        }
    }
}

#[test]
fn whoever_shows_who_a_person_is_asks_who_keeps_away() {
    let acting = acting();
    assert!(acting.len() > 30, "{}", acting.len());
    for path in [
        "/work/letters/{id}/identity",
        "/work/hotline/{id}/identity",
        "/work/requests/{id}/identity",
        "/work/requests/{id}/form",
    ] {
        assert!(acting.iter().any(|(route, _)| route.path == path), "{path}");
    }
    let routes = web::list(&renhe::routes());
    let shows = routes.iter().filter(|route| route.path.contains("/identity") && route.path.contains("{id}"));
    let open: Vec<&str> = shows.filter(|route| !route.acting).map(|route| route.path).collect();
    assert!(open.is_empty(), "{open:?}");
}
