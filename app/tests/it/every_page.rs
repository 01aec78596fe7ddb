//! Every page that somebody can reach by links: it answers, it is well made, and nothing on it leads nowhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use scraper::{Html, Selector};
use testkit::{Answer, County, Dialect};

/// Who walks through the county: nobody signed in, a clerk, a unit, the leaders, the three administrators.
const WHO: &[&str] = &["", "xinxiang", "cb013", "zhuren", "xianzhang", "dianzi", "sysadmin", "secadmin", "auditor"];
/// Pages of one shape (the same path but for its numbers) that are looked at.
const OF_A_SHAPE: usize = 2;
/// Addresses that are not pages, end the session or leave for another variant.
const ELSEWHERE: &[&str] = &["/assets/", "/mode", "/hant", "/work/logout", "/work/export", "/work/live", "/api/"];
/// Forms that are posted to keep what is typed out of the address, and change nothing.
const ASKING: &[&str] = &["/letters/query", "/verify"];

fn all(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// What a careful reader of the page's source would object to.
fn faults(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(&answer.text());
    let mut faults = Vec::new();
    let count = |css: &str| page.select(&all(css)).count();
    if count("h1") != 1 {
        faults.push(format!("has {} headings of the first rank", count("h1")));
    }
    if count("html[lang]") != 1 || count("title") != 1 || count("main") != 1 {
        faults.push("lacks its language, its title or its main part".to_owned());
    }
    if count("[style]") + count("style") + count("script:not([src])") + count("[onclick]") > 0 {
        faults.push("has a style or a script of its own".to_owned());
    }
    let mut ids = BTreeSet::new();
    for element in page.select(&all("[id]")) {
        let id = element.value().attr("id").unwrap_or_default();
        if !ids.insert(id.to_owned()) {
            faults.push(format!("uses the id {id} twice"));
        }
    }
    let labels: BTreeSet<&str> = page.select(&all("label[for]")).filter_map(|l| l.value().attr("for")).collect();
    for input in page.select(&all("input, select, textarea")) {
        let element = input.value();
        let hidden = matches!(element.attr("type"), Some("hidden" | "submit" | "button"));
        let named = element.attr("aria-label").is_some()
            || element.attr("aria-labelledby").is_some()
            || element.attr("id").is_some_and(|id| labels.contains(id))
            || input.ancestors().any(|a| a.value().as_element().is_some_and(|e| e.name() == "label"));
        if !hidden && !named {
            faults.push(format!("has a field without a label: {}", element.attr("name").unwrap_or("?")));
        }
    }
    for image in page.select(&all("img:not([alt])")) {
        faults.push(format!("has a picture without words: {}", image.value().attr("src").unwrap_or("?")));
    }
    let asks = |form: &scraper::ElementRef<'_>| ASKING.contains(&form.value().attr("action").unwrap_or_default());
    let bare = |form: &scraper::ElementRef<'_>| form.select(&all("[name=once]")).count() == 0;
    if page.select(&all("form[method=post]")).any(|form| bare(&form) && !asks(&form)) {
        faults.push("has a form that is not protected against being sent twice".to_owned());
    }
    faults
}

/// The path without its numbers.
fn shape(path: &str) -> String {
    let plain = path.split('?').next().unwrap_or_default();
    plain.split('/').map(|p| if p.chars().any(|c| c.is_ascii_digit()) { "·" } else { p }).collect::<Vec<_>>().join("/")
}

fn links(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(&answer.text());
    let anchors = all("a[href]");
    let found = page.select(&anchors).filter_map(|a| a.value().attr("href")).filter(|h| h.starts_with('/'));
    found.map(|h| h.split('#').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_that_links_lead_to_answers_and_is_well_made() {
    let county = County::new(Dialect::Sqlite).await;
    let now = county.clock.now();
    let wanted = letters::demo::Wanted { letters: 25, from: now.plus(-40 * base::time::DAY), to: now, seed: 7 };
    letters::demo::demo(county.app(), wanted).await.expect("a history");
    county.settle().await;
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for login in WHO {
        let mut browser = if login.is_empty() { county.browser() } else { county.signed_in(login).await };
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
                wrong.insert(format!("{login} {path}"), format!("{} (from {from})", answer.status));
                continue;
            }
            let html = answer.headers.get("content-type").is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
            if html {
                for fault in faults(&answer) {
                    wrong.insert(format!("{} {fault}", shape(&path)), format!("{login} {path}"));
                }
                waiting.extend(links(&answer).into_iter().map(|link| (link, path.clone())));
            }
        }
        assert!(seen.len() > 10, "{login} came to {} pages only", seen.len());
    }
    let lines: Vec<String> = wrong.iter().map(|(what, wher)| format!("{what} — {wher}")).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}
