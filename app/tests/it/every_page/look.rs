//! Looking at one page: in which ways it can be shown, what a careful reader of its source would object to, which
//! templates it is made of.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{Html, Selector};
use testkit::{Answer, Browser, County};

/// Forms that are posted to keep what is typed out of the address, and change nothing.
const ASKING: &[&str] = &[
    "/letters/query",
    "/letters/query/proof",
    "/letters/query/file",
    "/requests/query",
    "/requests/query/letter",
    "/requests/query/file",
    "/consult/query",
    "/hotline/query",
    "/surveys/objections/query",
    "/verify",
];

/// A way in which a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// As it is.
    Normal,
    /// 长者模式.
    Elder,
    /// 繁體.
    Hant,
    /// On paper.
    Print,
}

impl Way {
    /// The ways of a page at `path`: the workbench has no print variant.
    pub fn of(path: &str) -> &'static [Self] {
        match path.starts_with("/work") {
            true => &[Self::Normal, Self::Elder, Self::Hant],
            false => &[Self::Normal, Self::Elder, Self::Hant, Self::Print],
        }
    }

    /// Sets the browser's cookie, and gives the address of `path` shown this way.
    pub fn take(self, browser: &mut Browser, path: &str) -> String {
        browser.set_cookie("mode", if self == Self::Elder { "elder" } else { "" });
        match self {
            Self::Normal | Self::Elder => path.to_owned(),
            Self::Hant => format!("/hant{path}"),
            Self::Print => format!("{path}{}print=1", if path.contains('?') { '&' } else { '?' }),
        }
    }
}

/// What was seen of all pages.
#[derive(Default)]
pub struct Look {
    /// The templates that were rendered, by way.
    pub rendered: BTreeMap<Way, BTreeSet<String>>,
    /// Those of them that were rendered on the portal.
    pub portal: BTreeSet<String>,
    /// What is wrong, and where.
    pub wrong: BTreeMap<String, String>,
}

impl Look {
    /// Takes down what `answer`, which was just given, is made of and what is wrong with it.
    pub fn note(&mut self, county: &County, way: Way, whose: &str, answer: &Answer) {
        let templates = county.app().templates.rendered();
        if !answer.path.trim_start_matches("/hant").starts_with("/work") {
            self.portal.extend(templates.iter().cloned());
        }
        self.rendered.entry(way).or_default().extend(templates);
        let html = answer.headers.get("content-type").is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
        if html {
            let faults = faults(&answer.text(), way);
            self.wrong.extend(faults.into_iter().map(|f| (format!("{} {f}", shape(&answer.path)), whose.to_owned())));
        }
    }

    /// Opens `path` in all its ways, the first twice: the same page is the same bytes.
    pub async fn open(&mut self, county: &County, browser: &mut Browser, whose: &str, path: &str) {
        for way in Way::of(path) {
            let address = way.take(browser, path);
            // What was rendered on the way here, such as by signing in, belongs to other pages.
            county.app().templates.rendered();
            let answer = browser.get(&address).await;
            if !answer.status.is_success() {
                self.wrong.insert(format!("{whose} {address}"), answer.status.to_string());
            }
            self.note(county, *way, whose, &answer);
            if *way == Way::Normal {
                let again = browser.get(&address).await;
                self.compare(&answer, &again, whose);
            }
        }
        Way::Normal.take(browser, path);
    }

    /// Compares two answers to the same question, but for what is meant to be used once.
    pub fn compare(&mut self, one: &Answer, two: &Answer, whose: &str) {
        let (one, path) = (steady(&one.text()), &one.path);
        let two = steady(&two.text());
        if let Some((a, b)) = one.lines().zip(two.lines()).find(|(a, b)| a != b) {
            self.wrong.insert(format!("{} differs when asked again: {a} | {b}", shape(path)), whose.to_owned());
        } else if one != two {
            self.wrong.insert(format!("{} has another length when asked again", shape(path)), whose.to_owned());
        }
    }
}

/// A page without the values of keys that are drawn anew for each copy.
fn steady(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let marks = ["name=\"once\" value=\"", "name=\"token\" value=\""];
    while let Some(at) = marks.iter().filter_map(|mark| Some(rest.find(mark)? + mark.len())).min() {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn all(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

/// What a careful reader of the page's source would object to.
fn faults(html: &str, way: Way) -> Vec<String> {
    let whole = html.contains("<html");
    let page = if whole { Html::parse_document(html) } else { Html::parse_fragment(html) };
    let mut faults = Vec::new();
    let count = |css: &str| page.select(&all(css)).count();
    if whole && count("h1") != 1 {
        faults.push(format!("has {} headings of the first rank", count("h1")));
    }
    if whole && (count("html[lang]") != 1 || count("title") != 1 || count("main") != 1) {
        faults.push("lacks its language, its title or its main part".to_owned());
    }
    let shown = match way {
        Way::Elder => count("html[data-mode=elder]") == 1,
        Way::Hant => count("html[lang=zh-Hant]") == 1,
        Way::Normal | Way::Print => count("html[data-mode]") + count("html[lang=zh-Hant]") == 0,
    };
    if whole && !shown {
        faults.push(format!("is not shown in the way {way:?}"));
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
    faults.extend(faults_of_fields(&page));
    for image in page.select(&all("img:not([alt])")) {
        faults.push(format!("has a picture without words: {}", image.value().attr("src").unwrap_or("?")));
    }
    faults
}

fn faults_of_fields(page: &Html) -> Vec<String> {
    let mut faults = Vec::new();
    let labels = all("label[for]");
    let labels: BTreeSet<&str> = page.select(&labels).filter_map(|l| l.value().attr("for")).collect();
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
    let asks = |form: &scraper::ElementRef<'_>| {
        let action = form.value().attr("action").unwrap_or_default();
        ASKING.contains(&action.strip_prefix("/hant").unwrap_or(action))
    };
    let bare = |form: &scraper::ElementRef<'_>| form.select(&all("[name=once]")).count() == 0;
    if page.select(&all("form[method=post]")).any(|form| bare(&form) && !asks(&form)) {
        faults.push("has a form that is not protected against being sent twice".to_owned());
    }
    faults
}

/// The path without its numbers.
pub fn shape(path: &str) -> String {
    let plain = path.split('?').next().unwrap_or_default();
    plain.split('/').map(|p| if p.chars().any(|c| c.is_ascii_digit()) { "·" } else { p }).collect::<Vec<_>>().join("/")
}
