//! Every page that somebody can reach by links, and every template: it answers, it is well made in every way in which it
//! can be shown, it is the same when asked again, and nothing on it leads nowhere.

mod editors;
mod look;
mod samples;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use scraper::{Html, Selector};
use testkit::{Answer, County, Dialect};

use look::{Look, Way, shape};

/// Who walks through the county: nobody signed in, the editor, a clerk, a unit, the leaders, the three administrators.
const WHO: &[&str] = &[
    "",
    "bianji",
    "xinxiang",
    "rexian",
    "shenqing",
    "cb013",
    "zhuren",
    "xianzhang",
    "dianzi",
    "sysadmin",
    "secadmin",
    "auditor",
];
/// Blocks of a home page that elder mode leaves out.
const NOT_FOR_ELDERS: &[&str] = &["banner", "group", "links", "pictures", "slides", "topics"];
/// Pages of one shape (the same path but for its numbers) that are looked at.
const OF_A_SHAPE: usize = 2;
/// Addresses that are not pages, end the session or leave for another variant.
const ELSEWHERE: &[&str] = &["/assets/", "/mode", "/hant", "/work/logout", "/work/export", "/work/live", "/api/"];

fn links(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(&answer.text());
    let anchors = Selector::parse("a[href]").expect("a selector");
    let found = page.select(&anchors).filter_map(|a| a.value().attr("href")).filter(|h| h.starts_with('/'));
    found.map(|h| h.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// Walks through everything that links lead `login` to; pages of a shape that nobody saw before are opened in all ways.
async fn walk(county: &County, look: &mut Look, known: &mut BTreeSet<String>, login: &str) {
    let mut browser = if login.is_empty() { county.browser() } else { county.signed_in(login).await };
    if login.is_empty() {
        // A browser that bears a session is never answered out of the cache, even when the session is nobody's.
        browser.set_cookie(web::SESSION_COOKIE, "nobody");
    }
    let start = if login.is_empty() { "/" } else { "/work" };
    let mut waiting = VecDeque::from([(start.to_owned(), String::new())]);
    let (mut seen, mut shapes) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    while let Some((path, from)) = waiting.pop_front() {
        let looked = shapes.entry(shape(&path)).or_default();
        if *looked >= OF_A_SHAPE || ELSEWHERE.iter().any(|e| path.starts_with(e)) || !seen.insert(path.clone()) {
            continue;
        }
        *looked += 1;
        let answer = browser.get(&path).await;
        if !answer.status.is_success() {
            look.wrong.insert(format!("{login} {path}"), format!("{} (from {from})", answer.status));
            continue;
        }
        look.note(county, Way::Normal, &format!("{login} {path}"), &answer);
        if answer.headers.get("content-type").is_some_and(|t| t.as_bytes().starts_with(b"text/html")) {
            waiting.extend(links(&answer).into_iter().map(|link| (link, path.clone())));
            if known.insert(shape(&path)) {
                look.open(county, &mut browser, login, &path).await;
            }
        }
    }
    assert!(seen.len() > 10, "{login} came to {} pages only", seen.len());
}

/// The site map names the pages of the lines, and what it names answers.
async fn read_by_search_engines(county: &County) {
    let mut browser = county.browser();
    let map = browser.get("/sitemap.xml").await.text();
    let named: Vec<&str> = map.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
    let sites = edition::site::all(&mut county.app().db.reader()).await.expect("sites");
    let mut shapes = BTreeMap::<String, usize>::new();
    for address in named {
        let (host, path) = match address.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or((rest, "/"), |at| rest.split_at(at)),
            None => ("", address),
        };
        let of_site = sites.iter().find(|site| site.host == host && site.slug != edition::site::MAIN);
        let path = &of_site.map_or_else(|| path.to_owned(), |site| site.at(path));
        let looked = shapes.entry(shape(path)).or_default();
        *looked += 1;
        if *looked <= OF_A_SHAPE {
            let answer = browser.get(path).await;
            assert!(answer.status.is_success(), "the site map names {address}: {}", answer.status);
        }
    }
    for page in ["/letters/1", "/xxgk/guide"] {
        assert!(shapes.contains_key(&shape(page)), "no page like {page} in {:?}", shapes.keys());
    }
}

/// The kind of block that a template draws; empty when it draws none.
fn slot(template: &str) -> &str {
    match template {
        // The line of topics draws the block of that name.
        "topics/home.html" => "topics",
        other => other.strip_prefix("sites/slots/").and_then(|name| name.strip_suffix(".html")).unwrap_or_default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_and_every_template_is_well_made_in_every_way_it_is_shown() {
    let county = County::new(Dialect::Sqlite).await;
    let now = county.clock.now();
    let wanted = letters::demo::Wanted { letters: 25, from: now.plus(-40 * base::time::DAY), to: now, seed: 7 };
    letters::demo::demo(county.app(), wanted).await.expect("a history");
    let asked = requests::demo::Wanted { requests: 12, from: wanted.from, to: now, seed: 7 };
    requests::demo::demo(county.app(), asked).await.expect("a history");
    let asks = consult::demo::Wanted { asks: 12, from: wanted.from, to: now, seed: 7 };
    consult::demo::demo(county.app(), asks).await.expect("a history");
    let answers = surveys::demo::Wanted { answers: 6, to: now, seed: 7 };
    surveys::demo::demo(county.app(), answers).await.expect("a history");
    let calls = hotline::demo::Wanted { orders: 20, from: wanted.from, to: now, seed: 7 };
    hotline::demo::demo(county.app(), calls).await.expect("a history");
    sites::demo::report(county.app()).await.expect("a yearly sheet");
    monitoring::demo::demo(county.app()).await.expect("orders");
    county.settle().await;
    let templates = &county.app().templates;
    templates.rendered();
    let (mut look, mut known) = (Look::default(), BTreeSet::new());
    for login in WHO {
        walk(&county, &mut look, &mut known, login).await;
    }
    read_by_search_engines(&county).await;
    samples::open(&county, &mut look).await;
    editors::open(&county, &mut look).await;
    let lines: Vec<String> = look.wrong.iter().map(|(what, wher)| format!("{what} — {wher}")).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    let missing: Vec<String> = [Way::Normal, Way::Elder, Way::Hant]
        .iter()
        .flat_map(|way| templates.names().map(move |name| (way, name)))
        .filter(|(way, name)| !look.rendered.get(way).is_some_and(|seen| seen.contains(*name)))
        .filter(|(way, name)| !(**way == Way::Elder && NOT_FOR_ELDERS.contains(&slot(name))))
        .map(|(way, name)| format!("{name} in the way {way:?}"))
        .collect();
    assert!(missing.is_empty(), "no page that is looked at is made with\n{}", missing.join("\n"));
    let on_the_portal = look.portal.iter().filter(|name| !look.rendered[&Way::Print].contains(*name));
    let unprinted: Vec<&str> = on_the_portal.map(String::as_str).collect();
    assert!(unprinted.is_empty(), "nobody prints\n{}", unprinted.join("\n"));
}
